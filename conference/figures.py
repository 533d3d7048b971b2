"""What meetings were like, in figures nobody had to watch for: minutes, completeness, answers, and what became of them.

Pure: the cases of the meetings in, the figures out. Who reads them from the database: conference/held.py.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, NamedTuple
from uuid import UUID

FEWEST = 10  # of fewer there is no percentage: 1 of 3 is not 33 %
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet reckon instead of read


@dataclass(frozen=True, slots=True)
class Taken:
    """One case on one meeting. None: nobody has said, or it is too early to say."""

    order: tuple[float, ...]  # when it came on the screens first; what never did comes after, by its place on the list
    seconds: float | None = None  # on the screens, all its times together
    postponed: bool = False
    signed: bool = False
    decided: bool = False  # signed, and more than asking for information
    complete: bool | None = None  # nothing the rules needed was missing when it was decided
    amended: bool = False
    asked: bool = False  # signed, and something is to be carried out
    carried: str | None = None  # done, partly, not-done
    informed: bool | None = None  # the patient, within two working days


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole percent, half up; None of few."""
        return (200 * self.part + self.whole) // (2 * self.whole) if self.whole >= FEWEST else None

    @classmethod
    def of(cls, answers: Iterable[bool | None]) -> "Share":
        """How many are so, of those of which it is known."""
        known = [answer for answer in answers if answer is not None]
        return cls(sum(known), len(known))


class Mean(NamedTuple):
    """The minutes of some cases together."""

    seconds: float
    n: int

    @property
    def minutes(self) -> float | None:
        return self.seconds / self.n / 60 if self.n else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some cases: of a half, of a meeting, of a year."""

    cases: int
    took: Mean
    complete: Share
    decided: Share
    postponed: Share
    amended: Share
    carried: Share  # done, of those of which somebody or the treatments have said
    partly: int
    untold: int  # to be carried out, and without a word yet
    informed: Share


def figures(cases: Sequence[Taken]) -> Figures:
    """The figures of these cases."""
    shown = [case.seconds for case in cases if case.seconds is not None]
    return Figures(
        cases=len(cases),
        took=Mean(sum(shown), len(shown)),
        complete=Share.of(case.complete for case in cases),
        decided=Share.of(case.decided for case in cases),
        postponed=Share.of(case.postponed for case in cases),
        amended=Share.of(case.amended if case.signed else None for case in cases),
        carried=Share.of(case.carried == "done" if case.asked and case.carried else None for case in cases),
        partly=sum(case.asked and case.carried == "partly" for case in cases),
        untold=sum(case.asked and case.carried is None for case in cases),
        informed=Share.of(case.informed for case in cases),
    )


def halves(cases: Iterable[Taken]) -> tuple[list[Taken], list[Taken]]:
    """What was discussed, in its order, as two halves; the middle one of an odd number is of the first."""
    discussed = sorted((case for case in cases if not case.postponed), key=lambda case: case.order)
    middle = (len(discussed) + 1) // 2
    return discussed[:middle], discussed[middle:]


@dataclass(frozen=True)
class Meeting:
    """One meeting that was held, and its figures."""

    id: UUID
    day: dt.date
    name: str
    cases: list[Taken] = field(repr=False)

    @property
    def all(self) -> Figures:
        return figures(self.cases)

    @property
    def halves(self) -> tuple[Figures, Figures]:
        first, second = halves(self.cases)
        return figures(first), figures(second)


@dataclass(frozen=True)
class Total:
    """The figures of several meetings together: all of it, all first halves, all second halves."""

    all: Figures
    first: Figures
    second: Figures

    @property
    def halves(self) -> tuple[Figures, Figures]:
        return self.first, self.second


def total(meetings: Sequence[Meeting]) -> Total:
    """All the meetings together; the halves stay those of each meeting."""
    split = [halves(meeting.cases) for meeting in meetings]
    return Total(
        figures([case for meeting in meetings for case in meeting.cases]),
        figures([case for first, _second in split for case in first]),
        figures([case for _first, second in split for case in second]),
    )


# --- the drawing -------------------------------------------------------------------------------------------------------

WIDTH, HEIGHT, LEFT, FOOT, HEAD = 960, 220, 36, 24, 8  # units of the drawing
AT_MOST = 26  # meetings side by side: half a year of weeks
LABELS = 13  # days that find room below


def chart(meetings: Sequence[Meeting]) -> dict[str, Any] | None:
    """Minutes per case, the first half of each meeting beside the second, the earliest on the left; None without any."""
    timed = sorted((one for one in meetings if one.all.took.n), key=lambda one: one.day)[-AT_MOST:]
    if not timed:
        return None
    means = [[half.took.minutes for half in one.halves] for one in timed]
    top = max(5, *(int(mean) + 1 for pair in means for mean in pair if mean is not None))
    step = (WIDTH - LEFT) / len(timed)
    wide = min(step * 0.36, 28)
    every = -(-len(timed) // LABELS)
    groups = []
    for place, (one, pair) in enumerate(zip(timed, means, strict=True)):
        middle = LEFT + step * (place + 0.5)
        starts = (middle - wide - 1, middle + 1)
        bars = [_bar(start, wide, mean, top, half) for half, (start, mean) in enumerate(zip(starts, pair, strict=True))]
        label = one.day if place % every == 0 else None
        groups.append({"day": one.day, "label": label, "x": round(middle, 1), "bars": [bar for bar in bars if bar]})
    each = 1 if top <= 8 else -(-top // 5)
    ticks = [{"minutes": minutes, "y": round(_y(minutes, top), 1)} for minutes in range(0, top + 1, each)]
    return {"groups": groups, "ticks": ticks, "width": WIDTH, "height": HEIGHT, "left": LEFT, "foot": HEIGHT - 6}


def _y(minutes: float, top: int) -> float:
    return HEAD + (HEIGHT - FOOT - HEAD) * (1 - minutes / top)


def _bar(x: float, wide: float, mean: float | None, top: int, half: int) -> dict[str, Any] | None:
    if mean is None:
        return None
    y = _y(mean, top)
    return {
        "half": ("first", "second")[half],
        "x": round(x, 1),
        "y": round(y, 1),
        "width": round(wide, 1),
        "height": round(HEIGHT - FOOT - y, 1),
    }


# --- the table to take away --------------------------------------------------------------------------------------------

COUNTED = ("complete", "decided", "postponed", "amended", "carried", "informed")


def as_csv(meetings: Iterable[Meeting]) -> str:
    """One line for each meeting: minutes, and of each share how many of how many; nobody's name."""
    text = StringIO()
    writer = csv.writer(text)
    minutes = ("minutes", "shown", "minutes_first_half", "shown_first_half", "minutes_second_half", "shown_second_half")
    counts = [word for name in COUNTED for word in (name, f"{name}_of")]
    writer.writerow(("day", "meeting", "cases", *minutes, *counts, "partly_carried", "without_a_word"))
    for meeting in meetings:
        whole = meeting.all
        took = [part for one in (whole, *meeting.halves) for part in (_minutes(one.took), one.took.n)]
        shares = [number for name in COUNTED for number in getattr(whole, name)]
        cells = (meeting.day, meeting.name, whole.cases, *took, *shares, whole.partly, whole.untold)
        writer.writerow([cell(one) for one in cells])
    return text.getvalue()


def cell(value: Any) -> str:
    """A cell no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _minutes(took: Mean) -> str:
    return "" if took.minutes is None else f"{took.minutes:.1f}"
