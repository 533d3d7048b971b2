"""Response over a series of studies: RECIST 1.1 against baseline and nadir, growth between two studies. Decisions R1 to R24.

Sizes are millimetres as written; nothing is rounded before it is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from treatments.eligibility.calculators import half_up, tumour_growth_percent
from treatments.eligibility.dates import AVERAGE_MONTH, is_in_calendar
from treatments.eligibility.facts import exact
from treatments.eligibility.parameters import Number
from treatments.eligibility.validation import Fault, shape_faults

SIZE = {"lesion": "longest_mm", "node": "short_axis_mm"}
MERGED = "merged-into:"
VALUES: dict[str, Number] = {"too-small": 5, "vanished": 0}  # not-evaluable: unknown

# RECIST 1.1, as the knowledge base gives it (§3.9, V:recist); a definition, not a limit a hospital may change.
LEAST_LESION, LEAST_NODE, THICK_SLICE, NORMAL_NODE = 10, 15, 5, 10
MOST_TARGETS, MOST_PER_ORGAN = 5, 2
PARTIAL, PROGRESS, LEAST_RISE = 70, 120, 5  # percent of baseline, percent of nadir, mm


@dataclass(frozen=True, slots=True)
class Study:
    """One examination of the series."""

    id: str
    day: date
    modality: str
    phase: str | None
    slice_mm: Number | None


class Lesion:
    """One lesion or node through the series."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.label: str = told["label"]
        self.is_node = told["kind"] == "node"
        self.organ = "node" if self.is_node else told["organ"]  # all nodes together are one organ
        self.chosen: bool | None = told.get("target")
        self.new_in: str | None = told.get("new_in")
        self.entries = {entry["study"]: entry for entry in told["measurements"]}
        self._size = SIZE[told["kind"]]

    def value(self, study: str) -> Number | None:
        """Its size at a study where it is not merged; None when unknown."""
        entry = self.entries.get(study)
        if entry is None:
            return None
        measured: Number | None = entry.get(self._size)
        return measured if entry["state"] == "measured" else VALUES.get(entry["state"])

    def merged_into(self, study: str) -> str | None:
        """The label of the lesion it has merged into at a study."""
        state = self.entries.get(study, {}).get("state", "")
        return state.removeprefix(MERGED) if state.startswith(MERGED) else None

    def is_treated(self, study: str) -> bool:
        """Whether it lies in a locally treated field at a study."""
        return bool(self.entries.get(study, {}).get("treated"))

    def is_measurable(self, baseline: Study) -> bool:
        """R5: large enough to be a target."""
        entry = self.entries.get(baseline.id)
        if entry is None or entry["state"] != "measured" or self.new_in is not None or self.is_treated(baseline.id):
            return False
        thick = baseline.slice_mm is not None and baseline.slice_mm > THICK_SLICE
        least = LEAST_NODE if self.is_node else 2 * (baseline.slice_mm or 0) if thick else LEAST_LESION
        return (self.value(baseline.id) or 0) >= least

    def is_gone(self, value: Number) -> bool:
        """Nothing left of it, or a node of normal size."""
        return value < NORMAL_NODE if self.is_node else value == 0


class Series:
    """The studies in order of date, the lesions, and which of them are targets."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        record = exact(dict(record))
        studies = sorted(record["studies"], key=lambda one: one["date"])
        self.studies = [
            Study(one["id"], date.fromisoformat(one["date"]), one["modality"], one.get("phase"), one.get("slice_mm"))
            for one in studies
        ]
        self.baseline = self.studies[0]
        self.place = {study.id: place for place, study in enumerate(self.studies)}
        self.lesions = {one["label"]: Lesion(one) for one in record["lesions"]}
        self.assessed = [
            {entry["study"]: entry["state"] for entry in one["assessments"]} for one in record.get("non_target") or ()
        ]

    @cached_property
    def measurable(self) -> list[Lesion]:
        """The lesions that may be targets."""
        return [lesion for lesion in self.lesions.values() if lesion.is_measurable(self.baseline)]

    @cached_property
    def targets(self) -> list[Lesion]:
        """R6: those the radiologist chose; otherwise the largest, two of an organ, five in all."""
        if any(lesion.chosen for lesion in self.lesions.values()):
            return [lesion for lesion in self.lesions.values() if lesion.chosen]
        free = [lesion for lesion in self.measurable if lesion.chosen is not False]
        free.sort(key=lambda lesion: -(lesion.value(self.baseline.id) or 0))
        taken: list[Lesion] = []
        for lesion in free:
            if len(taken) < MOST_TARGETS and _of_organ(taken, lesion.organ) < MOST_PER_ORGAN:
                taken.append(lesion)
        return [lesion for lesion in self.lesions.values() if lesion in taken]

    @cached_property
    def others(self) -> list[Lesion]:
        """The lesions followed without counting: neither targets nor new."""
        return [lesion for lesion in self.lesions.values() if lesion not in self.targets and lesion.new_in is None]

    def resolved(self, lesions: Iterable[Lesion], study: Study) -> dict[str, Number | None]:
        """The values at a study, lesions that have merged counted once, under the label of the one they merged into."""
        labels = (lesion.merged_into(study.id) or lesion.label for lesion in lesions)
        return {label: self.lesions[label].value(study.id) for label in labels}

    def value(self, lesion: Lesion, study: Study) -> Number | None:
        """The value of a lesion at a study, that of the one it merged into included."""
        return next(iter(self.resolved([lesion], study).values()))

    @cached_property
    def sums(self) -> list[Number | None]:
        """The sum of the targets at each study."""
        return [_sum(self.resolved(self.targets, study)) if self.targets else None for study in self.studies]

    def nadir(self, place: int) -> Number | None:
        """The lowest sum before a study; at the baseline its own."""
        known = [total for total in self.sums[: max(place, 1)] if total is not None]
        return min(known, default=None)

    def known_new(self, place: int) -> list[Lesion]:
        """The lesions that were new in this study or an earlier one."""
        new = (lesion for lesion in self.lesions.values() if lesion.new_in is not None)
        return [lesion for lesion in new if self.place[lesion.new_in or ""] <= place]

    # Judged

    def target_response(self, place: int) -> str | None:
        """R9: CR, PD, PR, SD, or NE."""
        total, nadir, first = self.sums[place], self.nadir(place), self.sums[0]
        if place == 0 or not self.targets:
            return None
        if total is None or nadir is None or first is None:
            return "NE"
        if all(lesion.is_gone(self.value(lesion, self.studies[place]) or 0) for lesion in self.targets):
            return "CR"
        if 100 * total >= PROGRESS * nadir and total - nadir >= LEAST_RISE:
            return "PD"
        return "PR" if 100 * total <= PARTIAL * first else "SD"

    def non_target_response(self, place: int) -> str | None:
        """R12: of what is followed without counting."""
        states = [*self._states(self.studies[place])]
        if place == 0 or not states:
            return None
        if "unequivocal-progression" in states:
            return "PD"
        if "present" in states:
            return "non-CR/non-PD"
        return "NE" if "not-evaluable" in states else "CR"

    def _states(self, study: Study) -> Iterator[str]:
        for lesion in self.others:
            if lesion.merged_into(study.id) is None:
                value = lesion.value(study.id)
                yield "not-evaluable" if value is None else "absent" if lesion.is_gone(value) else "present"
        for states in self.assessed:
            yield states.get(study.id, "not-evaluable")

    def overall(self, place: int) -> str | None:
        """R14: targets, the rest and new lesions together."""
        if place == 0:
            return None
        target, rest = self.target_response(place), self.non_target_response(place)
        if "PD" in (target, rest) or self.known_new(place):
            return "PD"
        if target is None:
            return rest or "NE"
        return target if target != "CR" or rest in ("CR", None) else "PR"

    def growth(self, place: int) -> tuple[Number | None, str | None]:
        """R17, R18: percent a month since the study before; or why it is not told."""
        if place == 0:
            return None, "first-study"
        (earlier, study), (before, now) = self.studies[place - 1 : place + 1], self.sums[place - 1 : place + 1]
        if before is None or now is None:
            return None, "sum-not-available"
        if not before or not now:
            return None, "sum-zero"
        if earlier.modality != study.modality:
            return None, "modality-differs"
        days = (study.day - earlier.day).days
        if days < AVERAGE_MONTH:
            return None, "interval-under-1-month"
        return half_up(tumour_growth_percent(before_mm=before, now_mm=now, days=days), 2), None

    def flags(self, study: Study) -> list[str]:
        """R20: what makes a comparison weaker."""
        first = self.baseline
        found = {
            "modality-differs-from-baseline": study.modality != first.modality,
            "phase-differs-from-baseline": None not in (study.phase, first.phase) and study.phase != first.phase,
            "slice-unknown": study.slice_mm is None,
        }
        return [flag for flag, holds in found.items() if holds]

    def judged(self, place: int) -> dict[str, Any]:
        """One study as the format prints it."""
        study, total, nadir, first = self.studies[place], self.sums[place], self.nadir(place), self.sums[0]
        later = place > 0 and total is not None
        growth, refused = self.growth(place)
        new = self.known_new(place)
        listed = self.resolved([one for one in self.lesions.values() if one.new_in is None or one in new], study)
        return {
            "study": study.id,
            "date": study.day.isoformat(),
            "targets": [lesion.label for lesion in self.targets],
            "sum_mm": _plain(total),
            "baseline_sum_mm": _plain(first),
            "nadir_sum_mm": _plain(nadir),
            "change_from_baseline_percent": change_percent(first, total) if later else None,
            "change_from_nadir_percent": change_percent(nadir, total) if later else None,
            "change_from_nadir_mm": _plain(total - nadir)
            if later and total is not None and nadir is not None
            else None,
            "target_response": self.target_response(place),
            "non_target_response": self.non_target_response(place),
            "new_lesions": [lesion.label for lesion in new if lesion.new_in == study.id],
            "overall": self.overall(place),
            "tgr": {"percent_per_month": _plain(growth), "refused": refused},
            "all_lesions": {
                "sum_mm": _plain(_sum(listed)),
                "present": sum(1 for value in listed.values() if value),
                "not_evaluable": [label for label, value in listed.items() if value is None],
            },
            "treated_targets": [lesion.label for lesion in self.targets if lesion.is_treated(study.id)],
            "flags": self.flags(study),
        }


def response(record: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a valid cantlie-measurements/1 with its cantlie-response/1."""
    series = Series(record)
    studies = [series.judged(place) for place in range(len(series.studies))]
    return {"format": "cantlie-response/1", "reference": record["reference"], "studies": studies}


def _of_organ(lesions: Iterable[Lesion], organ: str) -> int:
    return sum(lesion.organ == organ for lesion in lesions)


def _sum(values: Mapping[str, Number | None]) -> Number | None:
    known = [value for value in values.values() if value is not None]
    return sum(known) if len(known) == len(values) else None


def change_percent(reference: Number | None, total: Number | None) -> Any:
    """Percent of the reference, one decimal; None when it is 0 or unknown."""
    if not reference or total is None:
        return None
    return _plain(half_up(Decimal(100) * (total - reference) / reference, 1))


def _plain(value: Number | None) -> Any:
    return float(value) if isinstance(value, Decimal) else value


# Faults


def validate_measurements(record: Any) -> list[Fault]:
    """The faults of a cantlie-measurements/1: its shape, then what only its meaning shows."""
    return shape_faults(record, "response", "input") or sorted(set(_faults(record)))


def _faults(record: Mapping[str, Any]) -> Iterator[Fault]:
    studies: Sequence[Mapping[str, Any]] = record["studies"]
    yield from _doubled([one["id"] for one in studies], "studies[{}].id", "another study has this id")
    yield from _doubled([one["date"] for one in studies], "studies[{}].date", "another study was made on this day")
    impossible = [place for place, study in enumerate(studies) if not is_in_calendar(study["date"])]
    yield from (Fault(f"studies[{place}].date", f"there is no {studies[place]['date']}") for place in impossible)
    lists = [
        (f"{key}[{place}]", one) for key in ("lesions", "non_target") for place, one in enumerate(record.get(key) or ())
    ]
    seen: set[str] = set()
    for path, one in lists:
        if one["label"] in seen:
            yield Fault(f"{path}.label", "another lesion has this label")
        seen.add(one["label"])
    ids = {study["id"] for study in studies}
    unknown = [*_unknown_studies(lists, ids)]
    yield from unknown
    for place, lesion in enumerate(record["lesions"]):
        yield from _size_faults(f"lesions[{place}]", lesion)
    if impossible or unknown or len(ids) < len(studies) or len(seen) < len(lists):
        return  # what follows finds its way by them
    yield from _series_faults(Series(record))


def _doubled(values: Sequence[str], path: str, reason: str) -> Iterator[Fault]:
    for place, value in enumerate(values):
        if value in values[:place]:
            yield Fault(path.format(place), reason)


def _unknown_studies(lists: Sequence[tuple[str, Mapping[str, Any]]], ids: set[str]) -> Iterator[Fault]:
    """R22, R23: studies nobody listed, and those entered twice for a lesion."""
    for path, one in lists:
        if one.get("new_in") is not None and one["new_in"] not in ids:
            yield Fault(f"{path}.new_in", f"no study {one['new_in']}")
        name = "measurements" if "measurements" in one else "assessments"
        named = [entry["study"] for entry in one[name]]
        yield from _doubled(named, f"{path}.{name}[{{}}].study", "this study is entered twice")
        for number, study in enumerate(named):
            if study not in ids:
                yield Fault(f"{path}.{name}[{number}].study", f"no study {study}")


def _size_faults(path: str, lesion: Mapping[str, Any]) -> Iterator[Fault]:
    """R2: a measured lesion has a size, any other has none."""
    needed = SIZE[lesion["kind"]]
    for place, entry in enumerate(lesion["measurements"]):
        at, measured = f"{path}.measurements[{place}]", entry["state"] == "measured"
        if measured and entry.get(needed) is None:
            yield Fault(f"{at}.{needed}", "missing: it is said to be measured")
        for name in SIZE.values():
            if not measured and entry.get(name) is not None:
                yield Fault(f"{at}.{name}", f"a size beside {entry['state'].partition(':')[0]}")


def _series_faults(series: Series) -> Iterator[Fault]:
    """R4, R6, R13: mergers that lead nowhere, targets that cannot be, lesions that were there before they were new."""
    taken: list[Lesion] = []
    for place, lesion in enumerate(series.lesions.values()):
        path = f"lesions[{place}]"
        yield from _merger_faults(path, lesion, series)
        if lesion.new_in is not None:
            yield from _new_faults(path, lesion, series)
        if lesion.chosen:
            if lesion not in series.measurable:
                yield Fault(path, "chosen as a target, but not measurable at the baseline")
            elif len(taken) >= MOST_TARGETS:
                yield Fault(path, f"more than {MOST_TARGETS} targets")
            elif _of_organ(taken, lesion.organ) >= MOST_PER_ORGAN:
                yield Fault(path, f"more than {MOST_PER_ORGAN} targets of one organ")
            taken.append(lesion)


def _merger_faults(path: str, lesion: Lesion, series: Series) -> Iterator[Fault]:
    for number, (study, entry) in enumerate(lesion.entries.items()):
        label = lesion.merged_into(study)
        if label is None:
            continue
        other = series.lesions.get(label)
        alone = other is not None and other is not lesion and study in other.entries
        if other is None or not alone or other.merged_into(study) is not None:
            yield Fault(
                f"{path}.measurements[{number}].state", f"no lesion of its own to merge into at {entry['study']}"
            )


def _new_faults(path: str, lesion: Lesion, series: Series) -> Iterator[Fault]:
    first = series.place[lesion.new_in or ""]
    if first == 0:
        yield Fault(f"{path}.new_in", "nothing is new in the baseline")
    for number, (study, entry) in enumerate(lesion.entries.items()):
        if series.place[study] < first and entry["state"] not in ("vanished", "not-evaluable"):
            yield Fault(f"{path}.measurements[{number}]", f"seen before it was new in {lesion.new_in}")
