"""The years of a disease in one horizontal strip for the wall: what was done, tumour load, markers, symptoms, meetings.

Columns are months in which something happened, the latest on the right; long pauses are told in words, not in length.
Places only, no colours: every word has a box, and no box meets another.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.letters import two_lines, wide, wrapped
from conference.reading import Presentation
from conference.timeline import pause
from conference.years import EVENTS, SYMPTOMS, Piece, Years, years_of
from patients.models import Precision

LETTERS = 26  # units of the drawing: 2.4 % of 1080, where a unit is a pixel of the wall
MOST = 12  # columns; what is older is folded
GAP, MOST_WIDE, SLACK = 0.9, 9.5, 3.0  # in letters: between columns, the widest column, what a column may be stretched
LINE, NUMBER, DATE = 1.15, 1.4, 1.5  # in letters: the height of a line of events, of a line of numbers, of the dates
SIGN, BAR = 0.85, 0.75  # in letters: the room of a sign before an event, of a bar before a number
FOLD = 0.3  # in letters: half of the break in the axis
MOST_LINES, LINES_EACH = 4, 2  # of events in one column, of one event


@dataclass(frozen=True)
class Text:
    """Words with their box: left, top, width and height; `x` and `y` are where they are written."""

    words: str
    role: str  # date, course, board, pathology, follow-up, other, number, symptoms, pause, earlier, name, meeting
    left: float
    top: float
    width: float
    height: float

    @property
    def y(self) -> float:
        return round(self.top + self.height * 0.78, 1)

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True)
class Sign:
    """The sign before an event: course, board, pathology, follow-up, other."""

    kind: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Bar:
    """How large a number is, beside the largest of its line."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Lane:
    """One line of the strip: its name, and where it lies."""

    name: str
    code: str
    top: float
    height: float


@dataclass(frozen=True)
class Listed:
    """One month or pause as the list tells it."""

    date: str
    told: tuple[str, ...]
    is_pause: bool = False


@dataclass(frozen=True)
class Strip:
    """Everything components/strip.html draws and tells."""

    width: float
    height: float
    letters: float
    texts: tuple[Text, ...]
    signs: tuple[Sign, ...]
    bars: tuple[Bar, ...]
    lanes: tuple[Lane, ...]
    folds: tuple[float, ...]  # where the axis is broken by a pause
    meeting: float  # where the day of the meeting is marked
    axis: tuple[tuple[float, float], ...]  # its pieces, from and to
    axis_y: float
    listed: tuple[Listed, ...]

    @property
    def is_empty(self) -> bool:
        return not any(one.told for one in self.listed)


def strip(presentation: Presentation, width: float, letters: float = LETTERS) -> Strip:
    """The strip of one case as of its meeting, so many units wide; its letters are `letters` units high."""
    is_meeting = presentation.item is not None
    return laid_out(years_of(presentation), presentation.as_of, width, letters, is_meeting=is_meeting)


def laid_out(years: Years, day: dt.date, width: float, letters: float = LETTERS, *, is_meeting: bool = True) -> Strip:
    """The same of what has been read; a pure function."""
    return _Drawing(years, day, width, letters, is_meeting).strip()


@dataclass
class _Column:
    """A month, a pause, what is folded, or the day of the meeting."""

    date: str
    pieces: list[Piece]
    kind: str = "month"
    words: str = ""  # of a pause or a fold
    width: float = 0  # in letters
    left: float = 0

    def in_lane(self, lane: str) -> list[Piece]:
        return [piece for piece in self.pieces if piece.lane == lane]


class _Drawing:
    """Finds every column, its width and its place."""

    def __init__(self, years: Years, day: dt.date, width: float, letters: float, is_meeting: bool) -> None:
        self.years, self.day, self.width, self.letters = years, day, width, letters
        self.here = _("Meeting") if is_meeting else _("Today")
        self.max = {
            lane: max((one.value for one in years.pieces if one.lane == lane and one.value), default=None)
            for lane in years.names
        }

    def strip(self) -> Strip:
        months = list(_months(self.years.pieces, self.day))
        names = max((wide(name) for name in self.years.names.values()), default=0.0)
        start = names + GAP if names else 0.0
        columns = self._fitting(months, self.width / self.letters - start)
        self._place(columns, start)
        lanes = self._lanes(columns)
        texts, signs, bars = self._drawn(columns, lanes)
        foot = lanes[-1].top + lanes[-1].height
        meeting = columns[-1]
        return Strip(
            width=self.width,
            height=self._at(foot + 0.3),
            letters=self.letters,
            texts=tuple(texts),
            signs=tuple(signs),
            bars=tuple(bars),
            lanes=tuple(Lane(one.name, one.code, self._at(one.top), self._at(one.height)) for one in lanes),
            folds=tuple(self._at(one.left + one.width / 2) for one in columns if one.kind == "pause"),
            meeting=self._at(meeting.left - GAP / 2),
            axis=tuple(self._axis(start, columns)),
            axis_y=self._at(DATE - 0.15),
            listed=tuple(_listed(months, self.years.undated, self.here)),
        )

    def _at(self, letters: float) -> float:
        return round(letters * self.letters, 1)

    # Which columns, and how wide

    def _fitting(self, months: list[_Column], room: float) -> list[_Column]:
        """As many of the latest as there is room for, with the pauses between them; the rest is counted."""
        for kept in range(min(len(months), MOST), 0, -1):
            columns = [*_fold(months[:-kept], self.years.undated), *_paused(months[-kept:], self.day)]
            for column in columns:
                column.width = self._natural(column)
            if sum(column.width + GAP for column in columns) - GAP <= room or kept == 1:
                return columns
        raise AssertionError

    def _natural(self, column: _Column) -> float:
        """The least width in which everything in a column is legible."""
        if column.kind in {"pause", "earlier"}:
            return max(wide(word) for word in column.words.split("\n"))
        widths = [wide(column.date, strong=column.kind == "meeting")]
        for piece in column.pieces:
            if piece.lane == EVENTS:
                widths.append(SIGN + two_lines(piece.words, strong=piece.kind == "course"))
            else:
                widths.append((BAR if piece.value is not None else 0) + wide(piece.words))
        if column.kind == "meeting":
            widths.append(wide(self.here, strong=True) + SIGN)
        return min(MOST_WIDE, max(widths))

    def _place(self, columns: list[_Column], start: float) -> None:
        """From the right edge; what room is left is shared among the months."""
        total = sum(column.width + GAP for column in columns) - GAP
        months = [column for column in columns if column.kind == "month"]
        spare = max(0.0, self.width / self.letters - start - total) / max(len(months), 1)
        for column in months:
            column.width += min(spare, SLACK)
        left = self.width / self.letters + GAP
        for column in reversed(columns):
            left -= column.width + GAP
            column.left = left

    def _axis(self, start: float, columns: list[_Column]) -> Iterator[tuple[float, float]]:
        """The axis from pause to pause."""
        folds = [one.left + one.width / 2 for one in columns if one.kind == "pause"]
        ends = [start, *(end for fold in folds for end in (fold - FOLD, fold + FOLD)), self.width / self.letters]
        yield from ((self._at(since), self._at(until)) for since, until in zip(ends[::2], ends[1::2], strict=True))

    def _lanes(self, columns: list[_Column]) -> list[Lane]:
        lines = max(len(list(self._event_lines(column))) for column in columns)
        lanes = [Lane("", EVENTS, DATE, max(lines, 1) * LINE + 0.25)]
        for code, name in self.years.names.items():
            lanes.append(Lane(name, code, lanes[-1].top + lanes[-1].height, NUMBER))
        return lanes

    # What is written in them

    def _event_lines(self, column: _Column) -> Iterator[tuple[str, str, bool]]:
        """The lines of events in one column: words, kind, and whether a sign stands before it."""
        if column.kind in {"pause", "earlier"}:
            yield from ((word, column.kind, False) for word in column.words.split("\n"))
            return
        lines: list[tuple[str, str, bool]] = [(self.here, "meeting", True)] if column.kind == "meeting" else []
        events = column.in_lane(EVENTS)
        for number, piece in enumerate(events):
            room, strong = column.width - SIGN, piece.kind == "course"
            own = wrapped(piece.words, room, LINES_EACH, strong=strong)
            left = len(events) - number - 1
            if len(lines) + len(own) + (1 if left else 0) > MOST_LINES:
                lines.append((f"+{left + 1}", "more", False))
                break
            lines += [(words, piece.kind, first == 0) for first, words in enumerate(own)]
        yield from lines

    def _drawn(self, columns: list[_Column], lanes: list[Lane]) -> tuple[list[Text], list[Sign], list[Bar]]:
        texts: list[Text] = [
            self._text(lane.name, "name", 0, lane.top + 0.1, wide(lane.name)) for lane in lanes if lane.name
        ]
        signs: list[Sign] = []
        bars: list[Bar] = []
        for column in columns:
            is_meeting = column.kind == "meeting"
            if column.date:
                role = "day" if is_meeting else "date"
                texts.append(self._text(column.date, role, column.left, 0, wide(column.date, strong=is_meeting)))
            for line, (words, kind, first) in enumerate(self._event_lines(column)):
                indent = 0 if column.kind in {"pause", "earlier"} else SIGN
                top = DATE + 0.15 + line * LINE
                width = wide(words, strong=kind in {"course", "meeting"})
                texts.append(self._text(words, kind, column.left + indent, top, width))
                if first:
                    signs.append(Sign(kind, self._at(column.left), self._at(top + 0.22), self._at(SIGN - 0.3)))
            for lane in lanes[1:]:
                self._cell(column, lane, texts, bars)
        return texts, signs, bars

    def _cell(self, column: _Column, lane: Lane, texts: list[Text], bars: list[Bar]) -> None:
        """The latest number of the month, with its bar; of symptoms as many as there is room for."""
        pieces = column.in_lane(lane.code)
        if not pieces:
            return
        if lane.code == SYMPTOMS:
            words = wrapped(", ".join(dict.fromkeys(one.words for one in pieces)), column.width, 1)[0]
            texts.append(self._text(words, "symptoms", column.left, lane.top + 0.1, wide(words)))
            return
        last, most = pieces[-1], self.max[lane.code]
        indent = 0.0
        if last.value is not None and most:
            indent, height = BAR, max(0.06, float(last.value / most)) * (NUMBER - 0.35)
            bars.append(
                Bar(
                    self._at(column.left),
                    self._at(lane.top + NUMBER - 0.2 - height),
                    self._at(BAR - 0.25),
                    self._at(height),
                )
            )
        words = wrapped(last.words, column.width - indent, 1)[0]
        texts.append(self._text(words, "number", column.left + indent, lane.top + 0.1, wide(words)))

    def _text(self, words: str, role: str, left: float, top: float, width: float) -> Text:
        return Text(words, role, self._at(left), self._at(top), self._at(width), self._at(LINE))


# Columns


def _months(pieces: Sequence[Piece], day: dt.date) -> Iterator[_Column]:
    """A column for each month in which something happened, and one for the day itself, last."""
    found: dict[tuple[Any, ...], list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.day < day or piece.precision != Precision.DAY:
            is_year = piece.precision == Precision.YEAR
            found[(piece.day.year, 0 if is_year else piece.day.month)].append(piece)
    for (_year, month), own in sorted(found.items()):
        yield _Column(format_date(own[0].day, "M Y" if month else "Y"), own)
    today = [piece for piece in pieces if piece.day == day and piece.precision == Precision.DAY]
    yield _Column(format_date(day, "d-M-Y"), today, "meeting")


def _paused(months: list[_Column], day: dt.date) -> list[_Column]:
    """The columns with a column of words for each long pause between two of them."""
    columns = months[:1]
    for before, after in pairwise(months):
        since, until = before.pieces[-1].day, after.pieces[0].day if after.pieces else day
        if words := pause((until - since).days):
            columns.append(_Column("", [], "pause", _broken(words)))
        columns.append(after)
    return columns


def _fold(months: list[_Column], undated: Sequence[str]) -> list[_Column]:
    """What is left out on the left, in numbers."""
    count = sum(len(month.pieces) for month in months)
    words = [ngettext("+%(n)s earlier", "+%(n)s earlier", count) % {"n": count}] if count else []
    if undated:
        words.append(ngettext("+%(n)s undated", "+%(n)s undated", len(undated)) % {"n": len(undated)})
    return [_Column("", [], "earlier", "\n".join(words))] if words else []


def _broken(words: str) -> str:
    """A pause on two lines, "2 years" over "3 months"."""
    parts = words.split(" ")
    return "\n".join(" ".join(parts[at : at + 2]) for at in range(0, len(parts), 2))


def _listed(months: Iterable[_Column], undated: Sequence[str], here: str) -> Iterator[Listed]:
    """The same for those who cannot see it, and everything that is folded."""
    columns = list(months)
    last: dt.date | None = None
    for column in columns:
        first = column.pieces[0].day if column.pieces else None
        if last and first and (words := pause((first - last).days)):
            yield Listed("", (words,), is_pause=True)
        date = f"{column.date} ({here})" if column.kind == "meeting" else column.date
        yield Listed(date, tuple(piece.told for piece in column.pieces))
        last = column.pieces[-1].day if column.pieces else last
    if undated:
        yield Listed(_("no date"), tuple(undated))
