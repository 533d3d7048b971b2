"""The limits of this hospital in words, each beside the house's own number."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from patients.fields.shown import amount
from treatments.eligibility.criteria import Criterion
from treatments.eligibility.parameters import PARAMETERS, Band, Limits, Number


class Local(NamedTuple):
    """One limit of this hospital in words: "here 25 mm; usually 30 mm"."""

    name: str
    key: str
    says: str


def local_limits(holding: Limits, bands: Iterable[Band] = PARAMETERS.values()) -> list[Local]:
    """Those of the bands that hold otherwise here than in the house, each beside the house's number."""
    return [
        Local(_(band.about), f"{band.key}.{part}", _beside(holding(band), band, part))
        for band in bands
        for part in ("met", "caution")
        if getattr(holding(band), part) != getattr(band, part)
    ]


def local_words(criterion: Criterion, holding: Limits) -> list[str]:
    """What this hospital has changed in one row; each with its name where the row has several limits."""
    found = local_limits(holding, criterion.bands)
    return [f"{one.name}: {one.says}" if len(criterion.bands) > 1 else one.says for one in found]


def _beside(local: Band, house: Band, part: str) -> str:
    words = _("here %(here)s; usually %(usual)s") % {
        "here": _amount(getattr(local, part), house.unit),
        "usual": _amount(getattr(house, part), house.unit),
    }
    return _("with caution: %(limit)s") % {"limit": words} if part == "caution" else words


def _amount(number: Number, unit: str) -> str:
    return amount(Decimal(number), _(unit) if unit else "")
