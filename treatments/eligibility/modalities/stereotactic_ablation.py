"""SRFA: multi-probe stereotactic ablation with image fusion, for large metastases."""

from treatments.eligibility.asks import Yes, asking
from treatments.eligibility.criteria import CAUTION, MET, NOT_MET, Answer, Hard, Soft, missing
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import local_cure
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.parameters import ABL_D, ABL_N, DISSEM
from treatments.eligibility.words import _


@asking(
    "liver.diffuse lesion_count liver.hemilivers",
    bands=(DISSEM,),
    met=_("neither"),
    not_met=_("diffuse, or ≥ {DISSEM.met} metastases in both halves"),
)
def not_disseminated(facts: Facts) -> Answer:
    """DISSEM: too much disease to reach with needles."""
    disseminated = facts.disseminated
    if disseminated is not None:
        return NOT_MET if disseminated else MET
    unknown = () if facts.lesions.count is not None else ("lesion_count",)
    return missing(*unknown, *(("liver.hemilivers",) if facts.lesions.bilobar is None else ()))


@asking(
    "largest_lesion_mm lesion_count lesions.longest_mm",
    bands=(ABL_D, ABL_N),
    met=_("≤ {ABL_D.caution} mm and ≤ {ABL_N.caution} lesions"),
    caution=_("more than single needles reach"),
)
def within_conventional_limits(facts: Facts) -> Answer:
    """Beyond what single needles reach it is still possible, with a caution."""
    size, number = facts.limits(ABL_D), facts.limits(ABL_N)
    largest, count = facts["largest_lesion_mm"] or facts.at_least.get("largest_lesion_mm"), facts["lesion_count"]
    if largest is not None and largest > (size.caution or size.met):
        return CAUTION
    if count is not None and count > (number.caution or number.met):
        return CAUTION
    unknown = facts.untold("lesion_count", "largest_lesion_mm")
    return missing(*unknown) if unknown else MET


MODALITY = Modality(
    code="stereotactic-ablation",
    kb="SRFA",
    name=_("Stereotactic multi-probe ablation"),
    step=4,
    intents=local_cure(relieves=True),
    preparation="ablation",
    criteria=(
        Hard(
            "SRFA-1", Yes("services.srfa", otherwise=NOT_MET), says=_("It is offered at this hospital"), source="004-09"
        ),
        Hard("SRFA-2", not_disseminated, says=_("The disease is not disseminated"), source="004-09 002-08"),
        Soft(
            "SRFA-3",
            within_conventional_limits,
            says=_("Number and size are within conventional limits"),
            source="004-09 V:laimer2021",
        ),
        *shared.needle_rows("SRFA", 4),
        shared.no_cholangitis("SRFA-12", "R:cirse-abl"),
    ),
    method=(
        expectations.HEAT,
        Figure(_("Several probes are placed stereotactically; image fusion checks the margin during it"), "004-09"),
    ),
    follow_up=expectations.AFTER_ABLATION,
    outcomes=(
        Figure(_("Safe and effective for large metastases, the margin checked by image fusion"), "004-09"),
        Figure(
            _("Stereotactic microwaves, 40 lesions, 17 of them NET: incomplete 2.5 %, local recurrence 10 %"),
            "V:perrodin2019",
        ),
        Figure(_("Complete response in 31.6–95.3 %, depending on the study"), "002-04"),
        expectations.CAN_CURE,
        expectations.SELDOM_PERMANENT,
    ),
    complications=expectations.ABLATION_COMPLICATIONS,
)
