"""RES: curative or maximal resection, open or laparoscopic."""

from treatments.eligibility.asks import AtMost, No, OneOf, asking
from treatments.eligibility.criteria import CAUTION, MET, NOT_APPLICABLE, UNTOLD, Answer, Hard, Indication, Soft
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import clears
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.parameters import MAJOR_STEPS, MANY_LESIONS
from treatments.eligibility.words import _


@asking(
    "surgery.approach surgery.laparoscopic_suitable",
    met=_("open, or suitable"),
    caution=_("laparoscopic and not suitable"),
)
def suits_the_approach(facts: Facts) -> Answer:
    """Asked only of a laparoscopic operation."""
    if facts["surgery.approach"] != "laparoscopic":
        return NOT_APPLICABLE
    suitable = facts["surgery.laparoscopic_suitable"]
    return UNTOLD if suitable is None else MET if suitable else CAUTION


MODALITY = Modality(
    code="resection",
    kb="RES",
    name=_("Liver resection"),
    step=1,
    intents=clears("RES-5"),
    preparation="surgery",
    criteria=(
        shared.fit("RES-1"),
        shared.grade("RES-2"),
        shared.extrahepatic("RES-3"),
        Hard(
            "RES-4",
            OneOf("surgery.resectable", met="yes", caution="uncertain", not_met="no"),
            says=_("The surgeon judges the disease resectable"),
            source="001-07 000-09 R:resectability",
        ),
        Indication(
            "RES-5",
            shared.ground90("surgery.resection_alone", lambda facts: facts.lesions.cleared_alone),
            says=_("Resection alone clears the liver"),
        ),
        shared.remnant("RES-6"),
        shared.decompensation("RES-7"),
        shared.heart("RES-8"),
        shared.bleeding("RES-9", source="P"),
        Soft("RES-10", suits_the_approach, says=_("Place and size suit the approach"), source="001-39"),
        Soft(
            "RES-11",
            AtMost("surgery.major_steps", MAJOR_STEPS, beyond=CAUTION, optional=True),
            AtMost("lesion_count", MANY_LESIONS, beyond=CAUTION, optional=True),
            No("surgery.synchronous_primary_resection", otherwise=CAUTION, optional=True),
            No("surgery.prior_major_hepatectomy", otherwise=CAUTION, optional=True),
            says=_("It is one operation of ordinary size"),
            source="R:resectability",
        ),
    ),
    method=expectations.SURGICAL_METHOD,
    follow_up=expectations.AFTER_SURGERY,
    outcomes=(
        *expectations.SURGICAL_OUTCOMES,
        Figure(
            _("Complete removal is feasible in selected cases only; in limited disease it may cure"), "004-03 004-08"
        ),
        expectations.SELDOM_PERMANENT,
    ),
    complications=expectations.SURGICAL_COMPLICATIONS,
)
