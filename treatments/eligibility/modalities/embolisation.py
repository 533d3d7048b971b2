"""IA: the rows, controls and figures that bland, oil and bead embolisation share, and radioembolisation in part."""

from treatments.eligibility.asks import AtLeast, AtMost, Below, No, NoneEarlier, OneOf, Outcomes, Yes, asking
from treatments.eligibility.criteria import (
    CAUTION,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNTOLD,
    Answer,
    Ask,
    Criterion,
    Gate,
    Hard,
    Indication,
    Soft,
    missing,
)
from treatments.eligibility.dates import months, weeks
from treatments.eligibility.facts import Facts
from treatments.eligibility.liver import on_both_sides
from treatments.eligibility.logic import either
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Window
from treatments.eligibility.parameters import (
    BILI_IA,
    BURDEN_IA,
    DEB_CHEMO,
    EGFR_IA,
    FIT_ARTERIAL,
    INR_ART,
    INTERVAL,
    PLT_ART,
    PRESSURE_ANY,
)
from treatments.eligibility.words import _

neither_is_clean = Outcomes("resection resection-ablation two-stage ablation", eligible=NOT_MET, cautions=CAUTION)


def no_clean_option(row_id: str) -> Criterion:
    """Neither operation nor ablation is cleanly possible."""
    says = _("Neither operation nor ablation is possible without cautions")
    return Indication(row_id, neither_is_clean, says=says, source="001-21 002-08 000-16")


@asking(
    "tumour.functional tumour.pressure_symptoms tumour.progression",
    bands=(PRESSURE_ANY,),
    met=_("refractory symptoms, pressure ≥ {PRESSURE_ANY.met}, or growth"),
    caution=_("none of these"),
)
def troubles_or_grows(facts: Facts) -> Answer:
    """When to treat depends on how the patient feels and on the effect on the body."""
    functional, pressure, growing = (
        facts["tumour.functional"],
        facts["tumour.pressure_symptoms"],
        facts["tumour.progression"],
    )
    reason = either(
        None if functional is None else functional == "refractory",
        None if pressure is None else pressure >= facts.limits(PRESSURE_ANY).met,
        growing,
    )
    return UNTOLD if reason is None else MET if reason else CAUTION


def reason_to_treat(row_id: str) -> Criterion:
    """Symptoms or growth."""
    return Soft(row_id, troubles_or_grows, says=_("There are symptoms or growth to treat"), source="000-04 000-06 P")


@asking(
    "earlier_treatments intended.date",
    bands=(INTERVAL,),
    met=_("≥ {INTERVAL.met} months after every earlier session, its response imaged"),
    caution=_("response of the latest session not imaged"),
    not_met=_("sooner"),
)
def long_enough_after_the_last(facts: Facts) -> Answer:
    """INTERVAL, for every territory alike."""
    history = facts.history
    if possible_from(facts) is not None:
        return NOT_MET
    if history.response_not_imaged():
        return CAUTION
    return MET if history.is_complete else UNTOLD


def interval(row_id: str) -> Criterion:
    """The last embolisation is long enough ago."""
    return Hard(row_id, long_enough_after_the_last, says=_("The last embolisation is long enough ago"), source="001-34")


def possible_from(facts: Facts) -> str | None:
    """The first day the interval allows, when the planned day is too soon."""
    first = facts.history.possible_from(int(facts.limits(INTERVAL).met))
    if first is None:
        return None
    planned: str = facts["intended.date"] or facts.as_of.isoformat()
    return first.isoformat() if first.isoformat() > planned else None


@asking(
    "gates.octreotide_planned tumour.primary_site tumour.functional tumour.syndrome",
    met=_("planned, or not needed"),
    not_met=_("needed and not planned"),
)
def octreotide(facts: Facts) -> Answer:
    """Needed for a small-bowel or unknown primary, and for a tumour that makes serotonin."""
    planned, needed = facts["gates.octreotide_planned"], facts.octreotide_needed
    if needed is False:
        return NOT_APPLICABLE
    if planned:
        return MET
    return NOT_MET if needed and planned is False else missing(*_octreotide_missing(facts))


def _octreotide_missing(facts: Facts) -> tuple[str, ...]:
    needs = () if facts.octreotide_needed else facts.untold("tumour.primary_site", "tumour.functional")
    return (*needs, *facts.untold("gates.octreotide_planned"))


def preparation(row_id: str, *more: Ask, source: str = "") -> Criterion:
    """Antibiotics for all, octreotide for those who need it."""
    return Gate(
        row_id,
        Yes("gates.antibiotics_planned", otherwise=NOT_MET),
        octreotide,
        *more,
        says=_("Antibiotics and, where needed, octreotide are planned"),
        source=f"001-32 001-33 {source}",
    )


@asking("intended.territory intended.segments", met=_("one half of the liver or less"), not_met=_("both halves"))
def one_half_at_a_time(facts: Facts) -> Answer:
    """One hemiliver, or less, in one session."""
    territory, segments = facts["intended.territory"], facts["intended.segments"]
    if territory is None or (territory == "segments" and not segments):
        return UNTOLD
    too_much = territory == "whole-liver" or (territory == "segments" and on_both_sides(segments))
    return NOT_MET if too_much else MET


def not_a_carcinoma(*more: Ask) -> Criterion:
    """A carcinoma needs drugs first; beads mind recent chemotherapy too."""
    return Soft(
        "IA-10", shared.nec(yes=CAUTION), *more, says=_("The tumour is not a neuroendocrine carcinoma"), source="P"
    )


ROWS = (  # the same for bland particles, oil and beads
    no_clean_option("IA-1"),
    shared.portal_vein("IA-2", "V:tace2015"),
    Hard("IA-3", AtMost("labs.bilirubin_umol_l", BILI_IA), says=_("Bilirubin allows embolisation")),
    Hard("IA-4", AtMost("liver.tumour_burden_percent", BURDEN_IA), says=_("Enough of the liver is free of tumour")),
    shared.decompensation(
        "IA-5",
        OneOf(
            "liver.biliary",
            met="normal anastomosis sphincterotomy stent dilatation",
            caution="obstruction",
            optional=True,
        ),
        shared.infection_free,
        source="V:tace2015",
    ),
    Hard("IA-6", AtMost("fitness.ecog", FIT_ARTERIAL), says=_("The patient is fit for embolisation")),
    Soft(
        "IA-7",
        AtLeast("labs.egfr_ml_min_1_73m2", EGFR_IA, beyond=CAUTION),
        No("allergies.contrast", otherwise=CAUTION, optional=True),
        says=_("The kidneys bear contrast, and there is no allergy to it"),
    ),
    shared.bile_ducts("IA-8", "V:lv2016"),
    Soft(
        "IA-9",
        Below("labs.inr", INR_ART, beyond=CAUTION),
        AtLeast("labs.platelets_10e9_l", PLT_ART, beyond=CAUTION),
        says=_("The blood clots well enough for arterial access"),
    ),
    not_a_carcinoma(),
    interval("IA-11"),
    preparation("IA-12"),
    Hard("IA-13", one_half_at_a_time, says=_("One half of the liver at a time"), source="000-17"),
    reason_to_treat("IA-14"),
)
IA_10_BEADS = not_a_carcinoma(NoneEarlier("chemotherapy captem", within=DEB_CHEMO))
BEAD_ROWS = tuple(IA_10_BEADS if row.id == IA_10_BEADS.id else row for row in ROWS)

FOLLOW_UP = (
    Window(
        "arterial-control",
        _("Control after embolisation"),
        exams=("bloods", "ct-liver"),
        opens=weeks(6),
        due=weeks(6),
        overdue=weeks(8),
        source="001-34 001-35",
    ),
    Window(
        "arterial-repeat",
        _("Decide on the next session"),
        exams=("board-decision",),
        opens=months(2),
        due=months(2),
        overdue=months(3),
        source="001-27",
        only_if_response="responding",
    ),
)
METHOD = (
    Figure(
        _("A thin catheter goes from the groin into the hepatic artery; the flow to one half of the liver is blocked"),
        "000-17 001-22",
    ),
    Figure(_("It is repeated so that both halves are covered"), "000-18"),
    Figure(_("Usually given together with medical treatment, chemotherapy or biotherapy: record which"), "001-23"),
)
OUTCOMES = (
    Figure(_("Hormonal symptoms decrease in 50–90 %, for up to 2 years"), "001-26"),
    Figure(
        _("The number of metastases decreases in 25–80 % (mean 50 %); poorest when they are many, and hard to predict"),
        "001-25",
    ),
    Figure(_("It does not remove the cancer; it can hold it down"), "001-24"),
    Figure(_("All treatments through the artery reduced carcinoid symptoms and controlled the disease"), "002-06"),
    Figure(_("For limited disease, and to debulk and relieve in diffuse disease"), "004-06"),
    Figure(_("No significant difference in outcome between TAE, TACE and TARE"), "002-05"),
    Figure(_("Radiological response across series: 11–80 %"), "V:iatable2015"),
    Figure(
        _(
            "30 patients: 36 months without progression, no difference between TAE and TACE; post-embolisation syndrome 41 and 61 %"
        ),
        "V:fiore2014",
    ),
    expectations.SELDOM_PERMANENT,
)
COMPLICATIONS = (
    Figure(_("Pain over the liver, fever up to 38 °C, tiredness; usually under one week"), "001-30"),
    Figure(_("Very rare: carcinoid crisis, confusion, liver abscess"), "001-31"),
    Figure(_("Fever above 38 °C or for more than one week: look for an abscess"), "P"),
    Figure(_("Ischaemic cholecystitis in 6 %"), "V:bonne2017"),
    Figure(_("Liver abscess in 0.58 %, more than half of them (57 %) with an anastomosis or a stent"), "V:lv2016"),
    Figure(_("Biloma, renal failure, sepsis, death"), "P"),
)
