"""A plan as somebody draws it: segments resected, and for each lesion an act. What it clears and costs, and the case as if it held.

The planner (`plan`) looks for the best; this weighs the one on the table. Both count alike: a lesion that lies wholly in
resected segments is resected whatever was meant for it, and a share is of all lesions, listed or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args

from treatments.eligibility.facts import Facts, exact
from treatments.eligibility.lesions import Clearance
from treatments.eligibility.liver import LEFT, RIGHT, SEGMENTS
from treatments.eligibility.parameters import ABL_D, ABL_N, FLR_MIN, HOUSE, Limits, Number
from treatments.eligibility.plan import plan, resection_name, validate_for_plan

type Act = Literal["resect", "wedge", "ablate", "embolise", "leave"]

ACTS: tuple[Act, ...] = get_args(Act.__value__)
AS_PLANNED = {"resect": "resect", "wedge": "resect", "ablate": "ablate", "embolise": "leave", "leave": "leave"}
# What somebody told of the plan before; this plan answers it itself.
OF_A_PLAN = (
    "resection_alone",
    "combined",
    "staged",
    "lesions_to_ablate",
    "largest_to_ablate_mm",
    "combined_flr_percent",
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One plan: whole segments resected, in the order of SEGMENTS, and what is meant for each lesion, by its label."""

    segments: tuple[str, ...]
    acts: Mapping[str, Act]

    @classmethod
    def of(cls, lesions: Iterable[Mapping[str, Any]], segments: Iterable[str], acts: Mapping[str, Act]) -> Drawing:
        """The plan made whole: to resect a lesion takes its segments, and a segment takes the lesions that lie wholly in it."""
        listed = list(lesions)
        taken = set(segments)
        for lesion in listed:
            if acts.get(lesion["label"]) == "resect":
                taken |= set(lesion.get("segments") or ())
        lie_within = {one["label"] for one in listed if one.get("segments") and set(one["segments"]) <= taken}
        whole: dict[str, Act] = {
            one["label"]: "resect" if one["label"] in lie_within else _else(acts.get(one["label"])) for one in listed
        }
        return cls(tuple(segment for segment in SEGMENTS if segment in taken), whole)

    def labels(self, act: Act) -> list[str]:
        """The lesions that act is meant for."""
        return [label for label, meant in self.acts.items() if meant == act]


def _else(act: Act | None) -> Act:
    """What is meant for a lesion outside the segments; one whose place nobody has told cannot be resected with them."""
    return "leave" if act in (None, "resect") else act


@dataclass(frozen=True, slots=True)
class Balance:
    """What a drawing clears and costs. None is not known."""

    name: str  # Brisbane 2000
    lesions: int
    cleared: int
    clearance: Clearance  # percent by number and by volume
    remnant: Number | None  # percent of the liver; whole segments only, as the planner counts
    told_remnant: bool  # not worked out from these segments: as somebody told it
    least: Number | None  # percent that must remain
    sessions: int
    left: list[str]
    too_large: list[str]  # to ablate, and larger than ablation may still reach
    too_many: int  # to ablate, when they are more than ablation may still reach
    unsized: list[str]  # to ablate, and of no known size
    unplaced: list[str]  # of no known segment
    no_wedge: list[str]  # to wedge out, and judged to cost much
    wedge_untold: list[str]  # to wedge out, and nobody has told what it costs


def balance(case: Mapping[str, Any], drawing: Drawing, limits: Limits = HOUSE) -> Balance:
    """Weigh a drawing of a valid cantlie-case/1."""
    lesions = exact(case.get("lesions") or [])
    cleared = [one for one in lesions if drawing.acts[one["label"]] in ("resect", "wedge", "ablate")]
    supposed = Facts(as_drawn(case, drawing), limits)
    count = supposed.lesions.count or len(lesions)
    by_number = Decimal(100 * len(cleared)) / count if count else None  # those not listed are left
    wedged = [one for one in lesions if drawing.acts[one["label"]] == "wedge"]
    ablated = [one for one in lesions if drawing.acts[one["label"]] == "ablate"]
    background = supposed["liver.background"]
    largest = limits(ABL_D).caution or limits(ABL_D).met
    return Balance(
        name=resection_name(drawing.segments),
        lesions=count,
        cleared=len(cleared),
        clearance=supposed.lesions.cleared_combined.or_else(Clearance(by_number)),
        remnant=supposed["liver.flr_percent"],
        told_remnant=bool(drawing.segments) and not _has_volumes(case),
        least=limits(FLR_MIN[background]).met if background else None,
        sessions=_sessions(lesions, drawing),
        left=[one["label"] for one in lesions if one not in cleared],
        too_large=[one["label"] for one in ablated if (one.get("longest_mm") or 0) > largest],
        too_many=len(ablated) if len(ablated) > (limits(ABL_N).caution or limits(ABL_N).met) else 0,
        unsized=[one["label"] for one in ablated if one.get("longest_mm") is None],
        unplaced=[one["label"] for one in lesions if not one.get("segments")],
        no_wedge=[one["label"] for one in wedged if one.get("wedge_resectable") is False],
        wedge_untold=[one["label"] for one in wedged if one.get("wedge_resectable") is None],
    )


def _sessions(lesions: Iterable[Mapping[str, Any]], drawing: Drawing) -> int:
    """One for what is resected and ablated together, and one for each half of the liver to embolise."""
    operates = bool(drawing.segments) or any(act in ("wedge", "ablate") for act in drawing.acts.values())
    targets = [set(one.get("segments") or ()) for one in lesions if drawing.acts[one["label"]] == "embolise"]
    halves = sum(any(target & half for target in targets) for half in (RIGHT, LEFT))
    return operates + max(halves, bool(targets))


def _has_volumes(case: Mapping[str, Any]) -> bool:
    volumes = exact((case.get("liver") or {}).get("segment_volumes_ml") or {})
    return len(volumes) == len(SEGMENTS) and bool(sum(volumes.values()))


def as_drawn(case: Mapping[str, Any], drawing: Drawing) -> dict[str, Any]:
    """The case as if this were the surgeon's plan, for the rules to judge."""
    supposed: dict[str, Any] = deepcopy(dict(case))
    surgery = supposed["surgery"] = {
        key: value for key, value in (supposed.get("surgery") or {}).items() if key not in OF_A_PLAN
    }
    surgery["segments_removed"] = list(drawing.segments)
    surgery["resectable_part"] = any(act in ("resect", "wedge") for act in drawing.acts.values())
    for lesion in supposed.get("lesions") or ():
        lesion["plan"] = AS_PLANNED[drawing.acts[lesion["label"]]]
    liver = supposed["liver"] = dict(supposed.get("liver") or {})
    if _has_volumes(case) or not drawing.segments:
        for key in ("flr_percent", "flr_volume_ml"):
            liver.pop(key, None)
    if not drawing.segments:
        liver["flr_percent"] = 100  # whole segments only, as the planner counts
    return supposed


@dataclass(frozen=True, slots=True)
class Start:
    """A plan the planner found, and why one may begin with it."""

    reason: Literal["least-liver", "fewest-steps", "most-cleared"]
    drawing: Drawing


def starts(case: Mapping[str, Any]) -> list[Start]:
    """The planner's best: the least liver lost, and the fewest steps, of those that clear 90 %; or what clears most.

    None when the case cannot be planned; `validate_for_plan` says what it lacks.
    """
    if validate_for_plan(case):
        return []
    plans = plan(case)["plans"]
    clear = [one for one in plans if one["met90_count"] and one["met90_volume"]]
    if not clear:
        best = max(plans, key=lambda one: (one["cleared_volume_ml"], one["cleared_count"], one["flr_percent"]))
        return [Start("most-cleared", _drawing_of(best, case))]
    least, fewest = max(clear, key=_liver_kept), min(clear, key=_steps)
    found = [Start("least-liver", _drawing_of(least, case))]
    return found if fewest is least else [*found, Start("fewest-steps", _drawing_of(fewest, case))]


def _liver_kept(one: Mapping[str, Any]) -> tuple[float, int]:
    return one["flr_percent"], -len(one["ablate"]) - len(one["wedge"])


def _steps(one: Mapping[str, Any]) -> tuple[int, float]:
    return bool(one["resect"]) + len(one["ablate"]) + len(one["wedge"]), -one["flr_percent"]


def _drawing_of(one: Mapping[str, Any], case: Mapping[str, Any]) -> Drawing:
    acts: dict[str, Act] = dict.fromkeys(one["wedge"], "wedge") | dict.fromkeys(one["ablate"], "ablate")
    return Drawing.of(case["lesions"], one["resect"], acts)
