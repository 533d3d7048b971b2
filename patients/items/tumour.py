"""Facts about the tumour, the symptoms it makes and the heart it may harm (clinical.md 3.8, 3.12, 5.1)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from patients.items.item import ABOVE_ZERO, ECHO, LISTED, RECEPTOR_IMAGING, Item, Kind, scale, span, steps
from patients.quantities import Words

KRENNING = scale(  # R: krenning, modified for PET
    _("0: no uptake"),
    _("1: much lower than liver"),
    _("2: slightly below or equal to liver"),
    _("3: above liver"),
    _("4: above spleen"),
)
PRESSURE = scale(_("0: none"), _("1: mild"), _("2: moderate"), _("3: severe"))
PRIMARY_SITES = (  # the commonest first: 000-01
    ("small-bowel", _("Small bowel")),
    ("pancreas", _("Pancreas")),
    ("colon", _("Colon")),
    ("appendix", _("Appendix")),
    ("rectum", _("Rectum")),
    ("stomach", _("Stomach")),
    ("duodenum", _("Duodenum")),
    ("lung", _("Lung")),
    ("other", _("Other")),
    ("unknown", _("Unknown primary: looked for, not found")),
)


def _tumour(code: str, kind: Kind, label: Words, *, supplier: str = "referrer", **more: Any) -> Item:
    return Item(f"tumour.{code}", kind, label, group="tumour", supplier=supplier, **more)


TUMOUR = (
    _tumour("primary_site", "code", _("Primary site"), choices=PRIMARY_SITES),
    _tumour(
        "primary_status",
        "code",
        _("Primary tumour"),
        choices=(("resected", _("Resected")), ("in-place", _("In place")), ("not-found", _("Not found"))),
    ),
    _tumour("primary_size_mm", "number", _("Size of the primary"), unit="mm", **span("1", "300", ABOVE_ZERO)),
    _tumour(
        "portal_drained",
        "flag",
        _("Primary drained by the portal vein"),
        help=_("Between distal stomach and sigmoid colon, or pancreas. Left open, the primary site decides."),
    ),
    _tumour(
        "functional",
        "code",
        _("Hormonal syndrome under present treatment"),
        choices=(("none", _("None")), ("controlled", _("Controlled")), ("refractory", _("Refractory"))),
        help=_("Refractory: needs a higher dose or rescue injections."),
    ),
    _tumour(
        "syndrome",
        "code",
        _("Kind of hormonal syndrome"),
        choices=(
            ("carcinoid", _("Carcinoid syndrome (serotonin)")),
            ("insulin", _("Insulin")),
            ("gastrin", _("Gastrin")),
            ("glucagon", _("Glucagon")),
            ("vip", _("VIP")),
            ("somatostatin", _("Somatostatin")),
            ("acth", _("ACTH")),
            ("other", _("Other")),
        ),
    ),
    _tumour(
        "pressure_symptoms",
        "integer",
        _("Pressure symptoms"),
        choices=PRESSURE,
        **steps(PRESSURE),
        help=_("Pain, fullness, early satiety, jaundice, caval compression."),
    ),
    _tumour(
        "krenning",
        "integer",
        _("Somatostatin receptor uptake (Krenning)"),
        choices=KRENNING,
        **steps(KRENNING),
        age_limit=RECEPTOR_IMAGING,
        supplier="nuclear-medicine",
        help=_("PET scores run higher than planar images for the same tumour."),
    ),
    _tumour(
        "sstr_negative_fdg_avid",
        "flag",
        _("FDG-avid disease without receptor uptake"),
        age_limit=RECEPTOR_IMAGING,
        supplier="nuclear-medicine",
    ),
    _tumour(
        "progression",
        "flag",
        _("Progression"),
        supplier="radiology",
        help=_("Growing by RECIST or by the radiologist's judgement."),
    ),
    _tumour(
        "tgr_percent_per_month",
        "number",
        _("Tumour growth rate"),
        unit="%/month",
        **span("-100", "1000", "-100"),  # nothing can shrink by more than all of it
        supplier="radiology",
    ),
    _tumour("stable_months", "number", _("Stable for"), unit="months", **span("0", "600", "0"), supplier="radiology"),
    _tumour(
        "extrahepatic",
        "code",
        _("Disease outside the liver"),
        choices=(("none", _("None")), ("limited", _("Limited")), ("present", _("Present"))),
        supplier="radiology",
        help=_("Limited: few, removable or indolent."),
    ),
    Item(
        "list.extrahepatic_sites",
        "code",
        _("Sites outside the liver"),
        choices=LISTED,
        group="tumour",
        supplier="radiology",
    ),
    _tumour("bone_marrow_involvement", "flag", _("Bone marrow involved"), supplier="nuclear-medicine"),
    _tumour(
        "bowel_obstruction_risk",
        "flag",
        _("Bowel at risk of obstruction"),
        supplier="radiology",
        help=_("Bowel obstruction or mesenteric fibrosis."),
    ),
    Item(
        "list.earlier_treatments",
        "code",
        _("Earlier treatments"),
        choices=LISTED,
        group="tumour",
        supplier="referrer",
    ),
)


def _symptom(code: str, label: Words, kind: Kind = "flag", **more: Any) -> Item:
    return Item(f"symptoms.{code}", kind, label, group="symptoms", supplier="referrer", **more)


# clinical.md 3.12 names them and gives no ranges: a count is only ever not below zero.
COUNT = span(None, None, "0")

SYMPTOMS = (
    _symptom("flushing_per_day", _("Flushing"), "number", unit="/day", **COUNT),
    _symptom("stools_per_day", _("Stools"), "number", unit="/day", **COUNT),
    _symptom("night_stools", _("Stools at night"), "number", unit="/night", **COUNT),
    _symptom("abdominal_pain", _("Abdominal pain")),
    _symptom("wheeze", _("Wheeze")),
    _symptom("weight_loss", _("Weight loss")),
    _symptom("oedema_or_dyspnoea", _("Oedema or dyspnoea")),
    _symptom("fullness", _("Fullness")),
    _symptom("early_satiety", _("Early satiety")),
    _symptom("jaundice", _("Jaundice")),
    _symptom("caval_compression", _("Caval compression"), help=_("Swollen legs from pressure on the caval vein.")),
)

HEART = (
    Item(
        "heart.carcinoid_heart_disease",
        "code",
        _("Carcinoid heart disease on echocardiography"),
        choices=(("none", _("None")), ("mild", _("Mild")), ("severe", _("Severe"))),
        group="heart",
        age_limit=ECHO,
        supplier="cardiology",
    ),
)
