"""The debulking balance: every plan worth weighing for the lesions listed, and what each clears and costs. Decisions L1 to L14.

It is arithmetic on stated volumes, not a recommendation: inflow, outflow and the surgeon's judgement are not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from treatments.eligibility.facts import exact
from treatments.eligibility.front import Choice, Front, Target
from treatments.eligibility.lesions import volume_ml
from treatments.eligibility.liver import SEGMENTS
from treatments.eligibility.parameters import ABL_D, ABL_N, DEB_MIN_EVID, FLR_MIN, GROUND90
from treatments.eligibility.validation import Fault, meaning_faults, shape_faults
from treatments.eligibility.words import _

# What ablation may still do with cautions; a plan knows no hospital's own limits (L1, L5).
MOST_ABLATED = int(ABL_N.caution or ABL_N.met)
LARGEST_ABLATED = ABL_D.caution or ABL_D.met
# Brisbane 2000; any other set of segments is named by its segments.
BRISBANE = {
    "1": _("caudate resection"),
    "2 3": _("left lateral sectionectomy"),
    "4a 4b": _("left medial sectionectomy"),
    "5 8": _("right anterior sectionectomy"),
    "6 7": _("right posterior sectionectomy"),
    "2 3 4a 4b": _("left hepatectomy"),
    "5 6 7 8": _("right hepatectomy"),
    "4a 4b 5 6 7 8": _("right trisectionectomy"),
    "2 3 4a 4b 5 8": _("left trisectionectomy"),
    "4a 4b 5 8": _("central hepatectomy"),
    "1 2 3 4a 4b": _("left hepatectomy with caudate"),
    "1 5 6 7 8": _("right hepatectomy with caudate"),
    "1 4a 4b 5 6 7 8": _("right trisectionectomy with caudate"),
    "1 2 3 4a 4b 5 8": _("left trisectionectomy with caudate"),
}
NUMBERED = (_("no resection"), _("segmentectomy"), _("bisegmentectomy"))

type Resection = tuple[list[str], str, float, list[int]]  # segments, name, remnant, places of the lesions outside


def resection_name(segments: Sequence[str]) -> str:
    """The Brisbane 2000 name of a resection of whole segments, in the order 1 2 3 4a 4b 5 6 7 8."""
    if name := BRISBANE.get(" ".join(segments)):
        return name
    return f"{numbered(segments)} {'+'.join(segments)}".strip()


def numbered(segments: Sequence[str]) -> str:
    """What a resection without a name of its own is called, before its segments."""
    return NUMBERED[len(segments)] if len(segments) < len(NUMBERED) else _("segments")


def validate_for_plan(case: Any) -> list[Fault]:
    """The faults of a cantlie-case/1 that is to be planned: as for a proposal, then L2."""
    return shape_faults(case, "case") or sorted([*meaning_faults(case), *_plan_faults(case)])


def _plan_faults(case: Mapping[str, Any]) -> Iterator[Fault]:
    liver = case.get("liver") or {}
    if liver.get("background") is None:
        yield Fault("liver.background", "missing: the minimum remnant depends on it")
    if liver.get("diffuse"):
        yield Fault("liver.diffuse", "a diffuse liver cannot be planned lesion by lesion")
    yield from _segment_faults(liver.get("segment_volumes_ml") or {})
    yield from _lesion_faults(case)


def _segment_faults(volumes: dict[str, Any]) -> Iterator[Fault]:
    known = exact(volumes)
    if not known:
        yield Fault("liver.segment_volumes_ml", "missing: the volume of each segment")
        return
    for segment in SEGMENTS:
        if segment not in known:
            yield Fault(f"liver.segment_volumes_ml.{segment}", "missing")
    if len(known) == len(SEGMENTS) and not any(map(_hundredths, known.values())):
        yield Fault("liver.segment_volumes_ml", "all are 0")


def _lesion_faults(case: Mapping[str, Any]) -> Iterator[Fault]:
    lesions, count = exact(case.get("lesions") or []), case.get("lesion_count")
    if not lesions:
        yield Fault("lesions", "missing: there is nothing to plan")
    elif count is not None and count > len(lesions):
        yield Fault("lesion_count", f"{count} is not the {len(lesions)} lesions listed")
    sizes = [volume_ml(lesion) for lesion in lesions]
    for place, (lesion, size) in enumerate(zip(lesions, sizes, strict=True)):
        if not lesion.get("segments"):
            yield Fault(f"lesions[{place}].segments", "missing")
        if size is None:
            yield Fault(f"lesions[{place}].longest_mm", "missing, and so is the volume")
    known = [size for size in sizes if size is not None]
    if lesions and len(known) == len(lesions) and not any(map(_hundredths, known)):
        yield Fault("lesions", "the volumes are all 0")


def plan(case: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a case that `validate_for_plan` lets pass with its cantlie-plan/1."""
    balance = Balance(case)
    return {
        "format": "cantlie-plan/1",
        "reference": case["reference"],
        "minimum_flr_percent": balance.least,
        "lesions": len(balance.labels),
        "tumour_volume_ml": _ml(balance.tumour),
        "liver_volume_ml": _ml(balance.liver),
        "plans": [balance.shown(choice) for choice in balance.front.choices()],
    }


class Balance:
    """The lesions and the liver of one case in whole hundredths of a millilitre."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        lesions, volumes = exact(case["lesions"]), exact(case["liver"]["segment_volumes_ml"])
        segments = [_hundredths(volumes[segment]) for segment in SEGMENTS]
        self.labels = [lesion["label"] for lesion in lesions]
        self.targets = [_target(lesion) for lesion in lesions]
        self.liver, self.tumour = sum(segments), sum(one.volume for one in self.targets)
        self.least = int(FLR_MIN[case["liver"]["background"]].met)
        self.front = Front(segments, self.targets, least=self.least, most_ablated=MOST_ABLATED)
        self._resections: dict[int, Resection] = {}

    def shown(self, choice: Choice) -> dict[str, Any]:
        """One plan as the format prints it."""
        resect, name, remnant, outside = self._resection(choice)
        treated = {*choice.wedge, *choice.ablate}
        labels, count, volume = self.labels, choice.count, choice.volume
        return {
            "resect": resect,
            "wedge": [labels[place] for place in choice.wedge],
            "ablate": [labels[place] for place in choice.ablate],
            "name": name,
            "flr_percent": remnant,
            "resected_ml": _ml(choice.resected),
            "cleared_count": count,
            "cleared_count_percent": _percent(count, len(labels)),
            "cleared_volume_ml": _ml(volume),
            "cleared_volume_percent": _percent(volume, self.tumour),
            "met90_count": 100 * count >= GROUND90.met * len(labels),
            "met90_volume": 100 * volume >= GROUND90.met * self.tumour,
            "met70_volume": 100 * volume >= DEB_MIN_EVID.met * self.tumour,
            "left": [labels[place] for place in outside if place not in treated],
        }

    def _resection(self, choice: Choice) -> Resection:
        """What is the same in every plan with these segments."""
        found = self._resections.get(choice.resect)
        if found is None:
            resect = [segment for place, segment in enumerate(SEGMENTS) if choice.resect >> place & 1]
            outside = [place for place, one in enumerate(self.targets) if one.segments & ~choice.resect]
            remnant = _percent(self.liver - choice.resected, self.liver)
            found = self._resections[choice.resect] = resect, resection_name(resect), remnant, outside
        return found


def _target(lesion: Mapping[str, Any]) -> Target:
    """A lesion that may be wedged out or ablated when somebody has told; not known means not."""
    longest = lesion.get("longest_mm")
    return Target(
        volume=_hundredths(volume_ml(lesion)),
        segments=sum(1 << SEGMENTS.index(segment) for segment in lesion["segments"]),
        wedge=bool(lesion.get("wedge_resectable")),
        ablate=longest is not None and longest <= LARGEST_ABLATED,
    )


def _hundredths(ml: Any) -> int:
    """Millilitres as whole hundredths, half away from zero."""
    return int((Decimal(ml) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _percent(part: int, whole: int) -> float:
    """A share with one decimal, half away from zero."""
    return (2000 * part + whole) // (2 * whole) / 10


def _ml(hundredths: int) -> float | int:
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100
