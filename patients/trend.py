"""One number over the years, as a line to draw: places only, no colours."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from patients.models import Observation

WIDTH, HEIGHT = 1000, 170
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 12, 22  # room for the words around the drawing


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    row: Observation


@dataclass(frozen=True)
class Trend:
    """The standing values of one item that have a number and a day, earliest first; at least two."""

    rows: list[Observation]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM

    @property
    def least(self) -> Decimal:
        return min(self._numbers)

    @property
    def most(self) -> Decimal:
        return max(self._numbers)

    @cached_property
    def _numbers(self) -> list[Decimal]:
        return [row.number for row in self.rows if row.number is not None]

    @cached_property
    def points(self) -> list[Point]:
        first, last = self.rows[0].when, self.rows[-1].when
        days = max((last - first).days, 1)
        span = float(self.most - self.least) or 1.0
        return [
            Point(self._x(row.when, first, days), self._y(row.number or self.least, span), row) for row in self.rows
        ]

    def _x(self, day: dt.date, first: dt.date, days: int) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / days, 1)

    def _y(self, number: Decimal, span: float) -> float:
        return round(self.floor - (self.floor - TOP) * float(number - self.least) / span, 1)

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{point.x} {point.y}" for point in self.points)

    @property
    def years(self) -> list[tuple[float, int]]:
        """The first days of years between the ends; every second or fifth when they would crowd."""
        first, last = self.rows[0].when, self.rows[-1].when
        days = max((last - first).days, 1)
        step = 1 if days < 366 * 9 else 2 if days < 366 * 18 else 5
        years = [year for year in range(first.year + 1, last.year + 1) if year % step == 0]
        return [(self._x(dt.date(year, 1, 1), first, days), year) for year in years]


def trend(rows: Iterable[Observation]) -> Trend | None:
    """The line through an item's values, or None when there are fewer than two."""
    dated = sorted((row for row in rows if row.number is not None and row.date is not None), key=lambda row: row.when)
    return Trend(dated) if len(dated) > 1 else None
