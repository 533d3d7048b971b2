"""The sessions as a strip to draw: places only, no colours. What it shows stands in a table too."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.dateformat import format as format_date

from conference.sessions import NAMES, Half, Session, Sessions
from treatments.eligibility.dates import add_months

WIDTH, NAME, END = 500, 104, 488  # of the drawing; where the days begin and end
TOP, LINE, FOOT = 22, 46, 20  # above the first line, from line to line, below the last
BACK = 18  # months: what lies longer ago is in the table only
MARK, ROOM = 12, 58  # the width of a mark, and what a name beside it needs
STEPS = (1, 2, 3, 6, 12)  # months from tick to tick
MOST_TICKS = 7


@dataclass(frozen=True)
class Mark:
    """One session on its line."""

    x: float
    name: str
    is_done: bool
    control: tuple[float, float] | None  # where the window of its control begins, and how wide it is
    imaged: bool

    @property
    def left(self) -> float:
        return round(self.x - MARK / 2, 1)


@dataclass(frozen=True)
class Band:
    """The window in which the half may be treated next."""

    x: float
    width: float


@dataclass(frozen=True)
class Track:
    """The line of one half."""

    name: Any
    y: int
    marks: list[Mark]
    band: Band | None


class Strip:
    """The drawing of some sessions."""

    width, start, end = WIDTH, NAME, END

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.since = add_months(sessions.as_of, -BACK)
        self.days = sorted(self._days())
        self.first, self.last = self.days[0] - dt.timedelta(days=10), self.days[-1] + dt.timedelta(days=14)

    def _days(self) -> Iterator[dt.date]:
        """Every day the drawing must reach."""
        yield self.sessions.as_of
        for one in self._drawn():
            yield from filter(None, (one.day, *(one.control or ())))
        for following in self.sessions.next_ones:
            yield from filter(None, (following.opens, following.closes))

    def _drawn(self) -> list[Session]:
        return [one for one in self.sessions.every if one.day and one.day >= self.since]

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to place: a plan without a day is in the table only."""
        return len(self.days) > 1

    @property
    def height(self) -> int:
        return TOP + LINE * len(self.sessions.halves) + FOOT

    @property
    def foot(self) -> int:
        return self.height - FOOT

    @property
    def today(self) -> float:
        return self._at(self.sessions.as_of)

    def _at(self, day: dt.date) -> float:
        return round(NAME + (END - NAME) * (day - self.first).days / (self.last - self.first).days, 1)

    @cached_property
    def tracks(self) -> list[Track]:
        bands = {one.half: self._band(one.opens, one.closes) for one in self.sessions.next_ones}
        return [
            Track(NAMES[half], TOP + LINE * place, self._marks(half), bands.get(half))
            for place, half in enumerate(self.sessions.halves)
        ]

    def _band(self, opens: dt.date | None, closes: dt.date | None) -> Band | None:
        if opens is None:
            return None
        x = self._at(opens)
        return Band(x, round((self._at(closes) if closes else END) - x, 1))

    def _marks(self, half: Half) -> list[Mark]:
        """The sessions of a half; a name that would run into the one before is left to the table."""
        marks: list[Mark] = []
        free = 0.0
        for one in self._drawn():
            if half in one.halves and one.day:
                x = self._at(one.day)
                marks.append(Mark(x, one.name if x >= free else "", one.is_done, self._control(one), bool(one.imaged)))
                free = x + ROOM if x >= free else free
        return marks

    def _control(self, one: Session) -> tuple[float, float] | None:
        if one.control is None:
            return None
        x, end = map(self._at, one.control)
        return x, round(end - x, 1)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """The first days of months, as many as there is room for; January says its year."""
        month = add_months(self.first.replace(day=1), 1)
        months = []
        while month <= self.last:
            months.append(month)
            month = add_months(month, 1)
        step = next((step for step in STEPS if len(months) / step <= MOST_TICKS), STEPS[-1])
        shown = [one for one in months if (one.month - 1) % step == 0]
        return [(self._at(one), format_date(one, "M Y" if one.month == 1 else "M")) for one in shown]
