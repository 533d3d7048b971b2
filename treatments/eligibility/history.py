"""Earlier treatments: what was given, when, and from when an embolisation may follow another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from treatments.eligibility.dates import add_months
from treatments.eligibility.logic import either

EMBOLISATIONS = frozenset({"tae", "ctace", "deb-tace", "tare"})


class History:
    """The earlier treatments; None when nobody has told, empty when there were none."""

    def __init__(self, treatments: list[dict[str, Any]] | None) -> None:
        self.treatments = treatments

    def shown(self) -> list[str] | None:
        """Type and day of each, as a screen shows them."""
        if self.treatments is None:
            return None
        return [" ".join(filter(None, (one["type"], one.get("date")))) for one in self.treatments]

    def any_of(self, types: Iterable[str]) -> bool | None:
        """Whether any of these was ever given."""
        return None if self.treatments is None else any(one["type"] in types for one in self.treatments)

    def any_since(self, types: Iterable[str], day: date) -> bool | None:
        """Whether any of these was given after DAY; one without a date may have been."""
        if self.treatments is None:
            return None
        limit = day.isoformat()
        given = (one.get("date") for one in self.treatments if one["type"] in types)
        return either(*(None if when is None else when > limit for when in given))

    @cached_property
    def embolisations(self) -> list[Mapping[str, Any]]:
        """The earlier embolisations and radioembolisations."""
        return [one for one in self.treatments or () if one["type"] in EMBOLISATIONS]

    @cached_property
    def last_embolised(self) -> str | None:
        """The day of the latest embolisation with a date."""
        return max((one["date"] for one in self.embolisations if one.get("date")), default=None)

    @property
    def is_complete(self) -> bool:
        """Whether every embolisation is known, with its date."""
        return self.treatments is not None and all(one.get("date") for one in self.embolisations)

    def response_not_imaged(self) -> bool:
        """Whether the latest session with a date is known to lack its response imaging."""
        last = self.last_embolised
        return last is not None and any(
            one.get("response_imaging_done") is False for one in self.embolisations if one.get("date") == last
        )

    def possible_from(self, interval_months: int) -> date | None:
        """The first day an embolisation may follow the latest one."""
        return add_months(date.fromisoformat(self.last_embolised), interval_months) if self.last_embolised else None
