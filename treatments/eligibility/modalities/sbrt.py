"""SBRT: stereotactic radiotherapy of small, delimited targets that cannot be operated."""

from treatments.eligibility.asks import Above, AtLeast, AtMost, Below, NoneEarlier, Outcomes, Yes, asking
from treatments.eligibility.criteria import (
    CAUTION,
    MET,
    NOT_MET,
    PROVISIONAL,
    UNTOLD,
    Answer,
    Gate,
    Hard,
    Indication,
    Soft,
)
from treatments.eligibility.dates import months
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import local_cure
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality, Window
from treatments.eligibility.parameters import (
    ALT_ULN,
    AST_ULN,
    FIT_SBRT,
    SBRT_ALB,
    SBRT_ALT,
    SBRT_BILI,
    SBRT_CHEMO,
    SBRT_D,
    SBRT_LIVER,
    SBRT_N,
    SBRT_SPARED,
)
from treatments.eligibility.words import _


@asking(
    "liver.total_volume_ml liver.tumour_volume_ml liver.tumour_burden_percent",
    bands=(SBRT_LIVER,),
    met=_("≥ {SBRT_LIVER.met} mL"),
    caution=_("less"),
)
def enough_healthy_liver(facts: Facts) -> Answer:
    """The liver without its tumour."""
    healthy = facts.uninvolved_ml
    return UNTOLD if healthy is None else MET if healthy >= facts.limits(SBRT_LIVER).met else CAUTION


MODALITY = Modality(
    code="sbrt",
    kb="SBRT",
    name=_("Stereotactic radiotherapy"),
    step=6,
    intents=local_cure(relieves=False),
    criteria=(
        Indication(
            "SBRT-1",
            Outcomes("resection", eligible=NOT_MET),
            says=_("It cannot be operated without cautions"),
            source="001-36",
        ),
        Hard(
            "SBRT-2",
            AtMost("lesion_count", SBRT_N),
            shared.countable,
            says=_("There are few enough metastases to irradiate"),
        ),
        Hard(
            "SBRT-3",
            AtMost("largest_lesion_mm", SBRT_D, beside="lesions.longest_mm"),
            says=_("The largest lesion is small enough to irradiate"),
        ),
        Hard(
            "SBRT-4",
            AtMost("labs.bilirubin_umol_l", SBRT_BILI),
            Above("labs.albumin_g_l", SBRT_ALB),
            Below("labs.alt_u_l", SBRT_ALT, times=ALT_ULN, optional=True),
            Below("labs.ast_u_l", SBRT_ALT, times=AST_ULN, optional=True),
            NoneEarlier("chemotherapy captem", within=SBRT_CHEMO),
            says=_("The liver's blood tests allow radiotherapy"),
        ),
        shared.decompensation("SBRT-5"),
        Hard("SBRT-6", AtMost("fitness.ecog", FIT_SBRT), says=_("The patient is fit for radiotherapy")),
        Soft(
            "SBRT-7",
            Outcomes("ablation", eligible=CAUTION, cannot_tell=PROVISIONAL),
            says=_("Ablation would come first where it is possible"),
            source="P",
        ),
        Soft("SBRT-8", shared.graded(g3=CAUTION, nec=CAUTION), says=_("The tumour is G1 or G2"), source="P"),
        Soft("SBRT-9", enough_healthy_liver, says=_("Enough of the liver is free of tumour")),
        Gate("SBRT-10", AtLeast("gates.liver_under_15gy_ml", SBRT_SPARED), says=_("Enough liver is kept under 15 Gy")),
        Gate(
            "SBRT-11",
            Yes("gates.sbrt_organ_doses_ok", otherwise=NOT_MET),
            says=_("Stomach, bowel and bile ducts are spared, motion is planned for"),
            source="R:sbrt700",
        ),
        shared.offered("SBRT-12", "sbrt"),
    ),
    method=(Figure(_("One or a few concentrated high doses from many angles onto a small, delimited area"), "001-36"),),
    follow_up=(
        Window(
            "sbrt-control",
            _("MRI after radiotherapy"),
            exams=("mri",),
            opens=months(2),
            due=months(2),
            overdue=months(3),
            source="V:stintzing2019",
        ),
    ),
    outcomes=(
        Figure(
            _("57 patients, 80 lesions of mixed primaries: local control at 1 year 94.4 %, at 2 years 89.7 %"),
            "V:yuan2014",
        ),
        Figure(_("Mixed primaries: local control at 2 years 82.1 %"), "V:andratschke2016"),
        expectations.SELDOM_PERMANENT,
    ),
    complications=(
        Figure(_("Liver toxicity, gastrointestinal ulcer, bile-duct stricture, rib fracture"), "R:sbrt700"),
    ),
)
