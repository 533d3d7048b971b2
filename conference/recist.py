"""What the response rules say of one study, in the reader's words. Nothing is worked out here but differences."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treatments.eligibility.parameters import Number
from treatments.eligibility.response import change_percent

CATEGORIES = {
    "CR": gettext_lazy("complete response"),
    "PR": gettext_lazy("partial response"),
    "SD": gettext_lazy("stable disease"),
    "PD": gettext_lazy("progressive disease"),
    "NE": gettext_lazy("cannot be evaluated"),
    "non-CR/non-PD": gettext_lazy("neither complete response nor progression"),
}


@dataclass(frozen=True)
class Change:
    """By how much a size or a sum has changed."""

    mm: Decimal
    percent: Decimal | None  # None: the reference is 0


@dataclass(frozen=True)
class Recist:
    """What the response rules say of the later day, in words beside their codes."""

    judged: dict[str, Any]
    baseline: dict[str, Any]
    first: str  # the category counted from the first study there is, where it is another one
    demoted: tuple[str, ...]  # chosen as targets, but not measurable on the baseline

    @property
    def code(self) -> str:
        return str(self.judged["overall"] or "NE")

    @property
    def words(self) -> Any:
        return CATEGORIES[self.code]

    @property
    def shape(self) -> str:
        """The sign beside the words: worse, unknown, the same, better."""
        return {"PD": "octagon", "NE": "ring", "CR": "disc", "PR": "disc"}.get(self.code, "dash")

    @property
    def is_progression(self) -> bool:
        return self.code == "PD"

    @property
    def first_words(self) -> Any:
        return CATEGORIES.get(self.first, "")

    @property
    def parts(self) -> list[tuple[Any, str, Any]]:
        """The answers the category is made of: targets, and what is followed without counting."""
        told = [(_("Targets"), self.judged["target_response"]), (_("Others"), self.judged["non_target_response"])]
        return [(name, code, CATEGORIES[code]) for name, code in told if code]

    @property
    def sum_mm(self) -> Decimal | None:
        return number(self.judged["sum_mm"])

    @property
    def baseline_mm(self) -> Decimal | None:
        return number(self.baseline["sum_mm"])

    @property
    def nadir_mm(self) -> Decimal | None:
        return number(self.judged["nadir_sum_mm"])

    @property
    def since_baseline(self) -> Change | None:
        return change(self.baseline_mm, self.sum_mm)

    @property
    def since_nadir(self) -> Change | None:
        return change(self.nadir_mm, self.sum_mm)

    @property
    def flags(self) -> frozenset[str]:
        return frozenset(self.judged["flags"])


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def change(reference: Number | None, now: Number | None) -> Change | None:
    if reference is None or now is None:
        return None
    return Change(Decimal(now) - reference, number(change_percent(reference, now)))
