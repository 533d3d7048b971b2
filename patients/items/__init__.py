"""The catalogue: every single clinical fact the house keeps, once, with its words, unit, ranges and usual source.

What has a table of its own is not here: lesions, pathology, studies, courses and the entries of lists.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from patients.items.item import GROUPS, SUPPLIERS, AgeLimit, Choices, Item, Kind
from patients.items.labs import LABS
from patients.items.liver import LIVER
from patients.items.person import ALLERGIES, DRUGS, FITNESS, WISH
from patients.items.tumour import HEART, SYMPTOMS, TUMOUR
from patients.items.workup import LESION_ITEMS, WORKUP_ITEMS

__all__ = [
    "GROUPS",
    "ITEMS",
    "LESION_ITEMS",
    "SUPPLIERS",
    "WORKUP_ITEMS",
    "AgeLimit",
    "Choices",
    "Item",
    "Kind",
    "Limits",
    "by_code",
    "group",
    "limits",
]

ITEMS: tuple[Item, ...] = (*TUMOUR, *FITNESS, *LIVER, *LABS, *HEART, *SYMPTOMS, *DRUGS, *ALLERGIES, *WISH)

by_code: Mapping[str, Item] = MappingProxyType({item.code: item for item in (*ITEMS, *WORKUP_ITEMS, *LESION_ITEMS)})


def group(name: str) -> tuple[Item, ...]:
    """The items of one screen group, in the order they are asked."""
    if name not in GROUPS:
        raise KeyError(name)
    return tuple(item for item in by_code.values() if item.group == name)


class Limits(NamedTuple):
    """The ends of one numeric item, for a constraint of the database."""

    code: str
    hard_low: Decimal | None
    hard_high: Decimal | None
    low: Decimal | None
    high: Decimal | None


def limits(items: Iterable[Item] = ITEMS) -> list[Limits]:
    """The ranges of every numeric item among these."""
    return [Limits(item.code, item.hard_low, item.hard_high, item.low, item.high) for item in items if item.is_numeric]
