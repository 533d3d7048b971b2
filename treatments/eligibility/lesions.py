"""The liver metastases of one case: how many, how large, where, what is planned for each, and what a plan clears."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from treatments.eligibility.calculators import ellipsoid_ml, rounded
from treatments.eligibility.liver import on_both_sides
from treatments.eligibility.logic import either
from treatments.eligibility.parameters import Number

RESECTED = frozenset({"resect"})
RESECTED_OR_ABLATED = frozenset({"resect", "ablate"})
IN_TWO_STAGES = frozenset({"resect", "resect-second-stage", "ablate"})
RESECTED_SOMETIME = frozenset({"resect", "resect-second-stage"})


@dataclass(frozen=True, slots=True)
class Clearance:
    """What a plan removes or destroys, in percent of all metastases: by number and by volume. None is not known."""

    count: Number | None = None
    volume: Number | None = None

    def reaches(self, percent: Number) -> bool | None:
        """Whether both measures reach PERCENT; one that is short is enough for no."""
        measures = (self.count, self.volume)
        if any(measure is not None and measure < percent for measure in measures):
            return False
        return None if None in measures else True

    def shown(self) -> dict[str, Number] | None:
        """The measures that are known, as the case format writes them; None when neither is."""
        measures = {"count_percent": self.count, "volume_percent": self.volume}
        return {name: value for name, value in measures.items() if value is not None} or None

    def or_else(self, other: Clearance) -> Clearance:
        """Each measure, or that of OTHER where it is not known."""
        return Clearance(
            other.count if self.count is None else self.count, other.volume if self.volume is None else self.volume
        )


class Evidence(NamedTuple):
    """What is told of one fact of several metastases, and whether that is all of them."""

    told: list[Any]
    complete: bool


class Lesions:
    """The metastases listed, and what the case says of them all."""

    def __init__(self, listed: list[dict[str, Any]], told: Mapping[str, Any]) -> None:
        self.listed = listed
        self._told = told
        self.count: int | None = told.get("lesion_count") or len(listed) or None  # an empty list tells nothing
        self.all_listed = bool(listed) and self.count == len(listed)
        self.all_planned = self.all_listed and all(lesion.get("plan") for lesion in listed)

    def of(self, key: str) -> dict[str, Any] | None:
        """What is known of KEY, lesion by lesion; None when no lesion is listed."""
        return {lesion["label"]: lesion.get(key) for lesion in self.listed} if self.listed else None

    def planned(self, plans: Container[str | None]) -> list[dict[str, Any]]:
        """The lesions with one of these plans."""
        return [lesion for lesion in self.listed if lesion.get("plan") in plans]

    def evidence(self, key: str, *, to_ablate: bool) -> Evidence:
        """What is told of KEY, of every metastasis or of those to ablate; an empty list tells nothing."""
        chosen = self.to_ablate if to_ablate else self.listed
        told = [value for lesion in chosen if (value := lesion.get(key)) not in (None, [])]
        certain = self.all_planned if to_ablate else self.all_listed
        return Evidence(told, certain and len(told) == len(chosen))

    # Size

    @cached_property
    def largest_known(self) -> Number | None:
        """The largest diameter anybody has told; the true largest may be larger."""
        sizes = [lesion["longest_mm"] for lesion in self.listed if lesion.get("longest_mm") is not None]
        stated = self._told.get("largest_lesion_mm")
        return max(sizes if stated is None else [stated, *sizes], default=None)

    @cached_property
    def largest(self) -> Number | None:
        """The largest diameter of all, when it is sure."""
        stated = self._told.get("largest_lesion_mm") is not None
        sure = stated or (self.all_listed and all(lesion.get("longest_mm") is not None for lesion in self.listed))
        return self.largest_known if sure else None

    # Place

    @cached_property
    def bilobar(self) -> bool | None:
        """Metastases in both halves of the liver."""
        stated = self._told.get("liver.hemilivers")
        if stated is not None:
            return bool(stated == "both")
        if on_both_sides(segment for lesion in self.listed for segment in lesion.get("segments") or ()):
            return True
        return False if self.all_listed and all(lesion.get("segments") for lesion in self.listed) else None

    def disseminated(self, many: Number) -> bool | None:
        """Diffuse, or at least MANY in both halves."""
        diffuse, count, bilobar = self._told.get("liver.diffuse"), self.count, self.bilobar
        if diffuse:
            return True
        if count is not None and count < many:
            return False
        if bilobar is False and (count is not None or diffuse is False):
            return False
        return True if count is not None and bilobar else None

    # Plans

    @cached_property
    def to_ablate(self) -> list[dict[str, Any]]:
        """The listed lesions the combined plan ablates."""
        return self.planned(("ablate",))

    @cached_property
    def number_to_ablate(self) -> int | None:
        """How many lesions the combined plan ablates."""
        stated: int | None = self._told.get("surgery.lesions_to_ablate")
        return stated if stated is not None else len(self.to_ablate) if self.all_planned else None

    @cached_property
    def largest_known_to_ablate(self) -> Number | None:
        """The largest diameter told among the lesions to ablate."""
        stated: Number | None = self._told.get("surgery.largest_to_ablate_mm")
        if stated is not None or not self.all_planned:
            return stated
        return max(
            (lesion["longest_mm"] for lesion in self.to_ablate if lesion.get("longest_mm") is not None), default=None
        )

    @cached_property
    def largest_to_ablate(self) -> Number | None:
        """The largest lesion to ablate, when it is sure."""
        stated = self._told.get("surgery.largest_to_ablate_mm") is not None
        return (
            self.largest_known_to_ablate if stated or all("longest_mm" in lesion for lesion in self.to_ablate) else None
        )

    @cached_property
    def resectable_part(self) -> bool | None:
        """Whether something can be resected, even if not all."""
        stated: bool | None = self._told.get("surgery.resectable_part")
        if stated is not None:
            return stated
        if self.planned(RESECTED_SOMETIME):
            return True
        if self.all_planned:
            return False
        judged = self._told.get("surgery.resectable")
        return None if judged is None else bool(judged != "no")

    # Clearance

    @cached_property
    def cleared_alone(self) -> Clearance:
        """What one operation without ablation removes."""
        return self._cleared("surgery.resection_alone", RESECTED)

    @cached_property
    def cleared_combined(self) -> Clearance:
        """What resection and ablation in one plan remove or destroy."""
        return self._cleared("surgery.combined", RESECTED_OR_ABLATED)

    @cached_property
    def cleared_staged(self) -> Clearance:
        """What both stages of a two-stage plan remove or destroy."""
        return self._cleared("surgery.staged", IN_TWO_STAGES)

    def _cleared(self, path: str, plans: frozenset[str]) -> Clearance:
        """The surgeon's figures; each one not given is worked out from the plans."""
        stated = self._told.get(path) or {}
        given = Clearance(stated.get("count_percent"), stated.get("volume_percent"))
        return given.or_else(self._planned_clearance(plans)) if self.all_planned else given

    def _planned_clearance(self, plans: frozenset[str]) -> Clearance:
        chosen = [lesion.get("plan") in plans for lesion in self.listed]
        count = rounded(Decimal(100 * sum(chosen)) / len(chosen))
        volumes = self._volumes
        total = sum(volumes) if volumes else 0
        if not volumes or not total:
            return Clearance(count)
        return Clearance(
            count, rounded(100 * sum((v for v, yes in zip(volumes, chosen, strict=True) if yes), Decimal(0)) / total)
        )

    @cached_property
    def _volumes(self) -> list[Decimal] | None:
        """The volume of every listed lesion in mL; None when one has neither volume nor diameter."""
        volumes = [volume_ml(lesion) for lesion in self.listed]
        known = [volume for volume in volumes if volume is not None]
        return known if len(known) == len(volumes) else None

    def clears_alone(self, percent: Number) -> bool | None:
        """Whether resection alone clears; a surgeon who says not resectable settles what is not known."""
        clear = self.cleared_alone.reaches(percent)
        return False if clear is None and self._told.get("surgery.resectable") == "no" else clear

    def clears_combined(self, percent: Number) -> bool | None:
        """Whether resection with ablation clears; with nothing to resect it does not."""
        clear = self.cleared_combined.reaches(percent)
        return False if clear is None and self.resectable_part is False else clear

    def clears_in_one_step(self, percent: Number) -> bool | None:
        """Whether one step, with or without ablation, clears."""
        return either(self.clears_alone(percent), self.clears_combined(percent))


def volume_ml(lesion: Mapping[str, Any]) -> Decimal | None:
    """The stated volume of a lesion, or that of its ellipsoid."""
    if lesion.get("volume_ml") is not None:
        return Decimal(lesion["volume_ml"])
    if lesion.get("longest_mm") is None:
        return None
    return ellipsoid_ml(lesion["longest_mm"], lesion.get("second_mm"), lesion.get("third_mm"))
