"""COMB: resection and ablation in one plan."""

from collections.abc import Callable

from treatments.eligibility.asks import AtMost, Below, asking
from treatments.eligibility.criteria import MET, NOT_APPLICABLE, NOT_MET, Answer, Hard, Indication, Soft, missing
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import clears
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.parameters import ABL_D, ABL_N, GROUND90, Limits
from treatments.eligibility.words import _


class ToAblate(Below):
    """Below, asked only when the plan ablates something."""

    def under(self, limits: Limits) -> Callable[[Facts], Answer]:
        answer = super().under(limits)
        return lambda facts: NOT_APPLICABLE if facts.lesions.number_to_ablate == 0 else answer(facts)


@asking(
    "surgery.resection_alone surgery.resectable",
    bands=(GROUND90,),
    met=_("number or volume < {GROUND90.met} %"),
    not_met=_("number and volume both ≥ {GROUND90.met} %"),
)
def resection_alone_falls_short(facts: Facts) -> Answer:
    """Where resection alone clears, ablation adds nothing."""
    clear = facts.lesions.clears_alone(facts.limits(GROUND90).met)
    return missing("surgery.resection_alone") if clear is None else NOT_MET if clear else MET


@asking("surgery.resectable_part surgery.resectable", met=_("yes"), not_met=_("no"))
def something_to_resect(facts: Facts) -> Answer:
    """Without a part to resect it is ablation alone."""
    part = facts.lesions.resectable_part
    return missing("surgery.resectable") if part is None else MET if part else NOT_MET


MODALITY = Modality(
    code="resection-ablation",
    kb="COMB",
    name=_("Resection with ablation"),
    step=2,
    intents=clears("COMB-9"),
    preparation="surgery",
    criteria=(
        shared.fit("COMB-1"),
        shared.grade("COMB-2"),
        shared.extrahepatic("COMB-3"),
        shared.remnant("COMB-4", "surgery.combined_flr_percent"),
        shared.decompensation("COMB-5"),
        shared.heart("COMB-6"),
        Indication(
            "COMB-7",
            resection_alone_falls_short,
            says=_("Resection alone does not clear the liver"),
            source="000-15 001-16",
        ),
        Indication("COMB-8", something_to_resect, says=_("Some of the disease can be resected"), source="000-15"),
        Indication(
            "COMB-9",
            shared.ground90(
                "surgery.combined",
                lambda facts: facts.lesions.cleared_combined,
                unless=lambda facts: facts.lesions.resectable_part is False,
            ),
            says=_("Resection with ablation clears the liver"),
            source="000-15",
        ),
        Hard("COMB-10", AtMost("surgery.lesions_to_ablate", ABL_N), says=_("Few enough lesions are left to ablate")),
        Hard(
            "COMB-11",
            ToAblate("surgery.largest_to_ablate_mm", ABL_D),
            says=_("The lesions left to ablate are small enough"),
        ),
        shared.away_from_ducts("COMB-12", to_ablate=True),
        shared.away_from_organs("COMB-13", to_ablate=True),
        shared.within_reach("COMB-14", Soft, to_ablate=True),
        shared.bile_ducts("COMB-15", "V:odisio2016 V:shibata"),
        shared.bleeding_or_ascites("COMB-16"),
    ),
    method=(
        *expectations.SURGICAL_METHOD,
        Figure(_("What cannot be resected is ablated, to reach as many metastases as possible"), "000-15"),
        expectations.HEAT,
    ),
    follow_up=expectations.AFTER_SURGERY,
    outcomes=(
        Figure(_("94 patients, median 3 lesions of 14 mm ablated: local recurrence 3.8 %"), "V:taylor2013"),
        Figure(_("Survival at 5 years 80 %, at 10 years 59 %; free of symptoms at 3 years 34 %"), "V:taylor2013"),
        *expectations.SURGICAL_OUTCOMES,
        expectations.SELDOM_PERMANENT,
    ),
    complications=expectations.SURGICAL_COMPLICATIONS,
)
