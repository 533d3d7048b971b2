"""TSH: two-stage hepatectomy, with portal vein embolisation (PVE) or ligation between the stages."""

from treatments.eligibility.asks import asking
from treatments.eligibility.criteria import MET, NOT_MET, Answer, Gate, Indication, missing
from treatments.eligibility.dates import weeks
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import clears
from treatments.eligibility.logic import both, contrary, either
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality, Window
from treatments.eligibility.parameters import FLR_MIN, GROUND90, PVE_HYPERTROPHY, PVE_KINETIC
from treatments.eligibility.words import _


@asking(
    "liver.flr_percent liver.background liver.hemilivers surgery.resection_alone surgery.combined",
    bands=(*FLR_MIN.values(), GROUND90),
    met=_("remnant too small, or both halves affected and not to be cleared in one step"),
    not_met=_("one step is enough"),
)
def one_step_is_not_enough(facts: Facts) -> Answer:
    """The remnant is short, or disease of both halves is cleared neither by resection nor with ablation."""
    percent, bilobar = facts["liver.flr_percent"], facts.lesions.bilobar
    short = contrary(facts.remnant_suffices(percent))
    cleared = facts.lesions.clears_in_one_step(facts.limits(GROUND90).met)
    out_of_reach = both(bilobar, contrary(cleared))
    needed = either(short, out_of_reach)
    if needed is not None:
        return MET if needed else NOT_MET
    unknown = shared.remnant_missing(facts, percent) if short is None else ()
    if out_of_reach is None:
        unknown += ("liver.hemilivers",) if bilobar is None else ()
        unknown += _undecided(facts) if cleared is None else ()
    return missing(*unknown)


def _undecided(facts: Facts) -> tuple[str, ...]:
    """The one-step plans nobody can tell to clear or not."""
    lesions, needed = facts.lesions, facts.limits(GROUND90).met
    plans = (
        ("surgery.resection_alone", lesions.clears_alone(needed)),
        ("surgery.combined", lesions.clears_combined(needed)),
    )
    return tuple(path for path, clear in plans if clear is None)


@asking(
    "gates.hypertrophy_points gates.kinetic_growth_percent_per_week",
    bands=(PVE_HYPERTROPHY, PVE_KINETIC),
    met=_("≥ {PVE_HYPERTROPHY.met} points, or ≥ {PVE_KINETIC.met} % per week"),
    not_met=_("both less"),
)
def remnant_has_grown(facts: Facts) -> Answer:
    """One of the two is enough."""
    points, weekly = facts["gates.hypertrophy_points"], facts["gates.kinetic_growth_percent_per_week"]
    grown = either(
        None if points is None else points >= facts.limits(PVE_HYPERTROPHY).met,
        None if weekly is None else weekly >= facts.limits(PVE_KINETIC).met,
    )
    unknown = facts.untold("gates.hypertrophy_points", "gates.kinetic_growth_percent_per_week")
    return missing(*unknown) if grown is None else MET if grown else NOT_MET


MODALITY = Modality(
    code="two-stage",
    kb="TSH",
    name=_("Two-stage hepatectomy"),
    step=5,
    intents=clears("TSH-7"),
    preparation="surgery",
    criteria=(
        shared.fit("TSH-1"),
        shared.grade("TSH-2"),
        shared.extrahepatic("TSH-3"),
        shared.portal_vein("TSH-4", "P"),
        shared.decompensation("TSH-5"),
        Indication("TSH-6", one_step_is_not_enough, says=_("One step is not enough"), source="R:enets2016"),
        Indication(
            "TSH-7",
            shared.ground90(
                "surgery.staged",
                lambda facts: facts.lesions.cleared_staged,
                unless=lambda facts: facts["surgery.resectable"] == "no",
            ),
            says=_("Both stages together clear the liver"),
        ),
        Gate(
            "TSH-8",
            shared.enough_remnant("gates.flr_percent_after_pve"),
            says=_("Enough liver remains after embolisation"),
        ),
        Gate("TSH-9", remnant_has_grown, says=_("The remnant has grown")),
    ),
    method=expectations.SURGICAL_METHOD,
    follow_up=expectations.AFTER_SURGERY,
    outcomes=(
        Figure(_("Remnant after portal vein embolisation: 26 → 36 %"), "V:vauthey2000"),
        Figure(_("Remnant after portal vein embolisation: 20.4 → 31.5 %"), "V:pve1stage"),
        Figure(_("Some never reach the second stage because the tumour grows: 9 of 15 did"), "V:pve-seg4"),
        expectations.SELDOM_PERMANENT,
    ),
    complications=expectations.SURGICAL_COMPLICATIONS,
)

# Portal vein embolisation is a procedure of its own, though never proposed alone
AFTER_PVE = (
    Window(
        "pve-volumetry",
        _("Volumetry after portal vein embolisation"),
        exams=("volumetry",),
        opens=weeks(3),
        due=weeks(4),
        overdue=weeks(6),
        source="R:pve",
    ),
)
