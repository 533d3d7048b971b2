"""DEB: debulking, a palliative operation with or without ablation."""

from treatments.eligibility.asks import asking
from treatments.eligibility.criteria import CAUTION, MET, NOT_MET, Answer, Hard, Indication, missing
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import debulking
from treatments.eligibility.logic import either
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.parameters import DEB_MIN_EVID, GROUND90, PRESSURE_SEVERE
from treatments.eligibility.words import _


@asking(
    "tumour.functional tumour.pressure_symptoms intended.debulking_enables_other_treatment",
    bands=(PRESSURE_SEVERE,),
    met=_("refractory, pressure ≥ {PRESSURE_SEVERE.met}, or to make other treatment possible"),
    not_met=_("none of these"),
)
def worth_debulking(facts: Facts) -> Answer:
    """Severe symptoms, or a purpose; a purpose that is not declared is none."""
    reason = either(facts.severe, facts["intended.debulking_enables_other_treatment"] or False)
    return missing(*facts.symptoms_missing) if reason is None else MET if reason else NOT_MET


@asking(
    "surgery.combined surgery.resection_alone tumour.functional tumour.pressure_symptoms",
    bands=(GROUND90, DEB_MIN_EVID),
    met=_("number and volume both ≥ {GROUND90.met} %"),
    caution=_("volume ≥ {DEB_MIN_EVID.met} %, or severe symptoms"),
    not_met=_("less"),
)
def enough_removed(facts: Facts) -> Answer:
    """The extent: below the evidence only severe symptoms are a reason, as a palliative exception."""
    removed = facts.lesions.cleared_combined.or_else(facts.lesions.cleared_alone)
    ground = facts.limits(GROUND90).met
    if removed.volume is None or (removed.volume >= ground and removed.count is None):
        return missing("surgery.combined")
    if removed.count is not None and removed.reaches(ground):
        return MET
    if removed.volume >= facts.limits(DEB_MIN_EVID).met or facts.severe:
        return CAUTION
    return missing(*facts.symptoms_missing) if facts.severe is None else NOT_MET


MODALITY = Modality(
    code="debulking",
    kb="DEB",
    name=_("Debulking operation"),
    step=7,
    intents=debulking,
    preparation="surgery",
    criteria=(
        Indication(
            "DEB-1",
            shared.none_open("resection resection-ablation"),
            says=_("The liver cannot be cleared"),
            source="001-08",
        ),
        Indication(
            "DEB-2", worth_debulking, says=_("Severe symptoms or other treatment call for it"), source="001-08 001-09"
        ),
        Hard("DEB-3", enough_removed, says=_("Enough of the tumour can be removed"), source="000-10 001-08"),
        shared.fit("DEB-4"),
        shared.grade("DEB-5"),
        shared.remnant("DEB-6"),
        shared.decompensation("DEB-7"),
        shared.liver_only("DEB-8", "001-05 P"),
        shared.heart("DEB-9"),
    ),
    method=expectations.SURGICAL_METHOD,
    follow_up=expectations.AFTER_SURGERY,
    outcomes=(
        *expectations.SURGICAL_OUTCOMES,
        Figure(
            _("188 patients: median survival 134.3 months when debulked by at least 70 %, otherwise 37.6"), "V:cith2023"
        ),
        Figure(
            _("Survival is shorter than after complete resection: pooled hazard ratio 3.49 (2.70–4.51)"),
            "V:debmeta2022",
        ),
        expectations.SELDOM_PERMANENT,
    ),
    complications=expectations.SURGICAL_COMPLICATIONS,
)
