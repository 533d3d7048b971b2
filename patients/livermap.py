"""The liver map: every lesion drawn in its own segment of one liver, to scale, its state told by a shape.

The place INSIDE a segment is chosen for legibility and says nothing: a report names a segment, not a point.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from patients.livershape import (
    CANTLIE,
    FISSURE,
    HEIGHT,
    LABELS,
    LEFT_VEIN,
    MM_PER_UNIT,
    OUTLINE,
    RIGHT_VEIN,
    SEGMENTS,
    SIDES,
    WIDTH,
    Halves,
    Point,
    Seat,
    Side,
    seats,
    target,
)

type Box = tuple[float, float, float, float]
type State = Literal["untreated", "new", "treated", "vanished", "merged", "not-evaluable"]
type Plan = Literal["resect", "resect-second-stage", "wedge", "ablate", "embolise", "leave"]

LETTERS = 13  # the size of a label, in units, where the liver has half a page
IN_A_COLUMN, IN_AN_ASIDE = 20, 24  # a smaller drawing asks for larger letters: about 11 pixels are read everywhere
SMALLEST_RADIUS = 5.5  # what an eye finds on a projector; a lesion without a size is drawn this small, and dashed
APART = 2.5  # what two rings must lie apart to be two
GONE = frozenset({"vanished", "merged"})
_HALVES = {"4": ("4a", "4b")}  # "segment 4" without a letter lies across the border of its halves


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One lesion, as much of it as the map needs."""

    key: str
    label: str
    segments: tuple[str, ...] = ()
    side: str = ""  # right, left, both; read only when no segment is stated
    longest_mm: Decimal | float | None = None
    too_small: bool = False  # looked at, and too small to measure: not the same as a size nobody has stated
    state: State = "untreated"
    into: str = ""  # the label of the lesion it has merged into
    planned: Plan | Literal[""] = ""
    url: str = ""
    was_mm: Decimal | float | None = None  # on the study before, where a drawing shows two days
    room_mm: Decimal | float | None = None  # the size its seat is kept for: two drawings of one liver seat it alike
    unseen: bool = False  # keeps its seat and is not drawn

    @property
    def is_gone(self) -> bool:
        return self.state in GONE

    @property
    def is_empty_ring(self) -> bool:
        """Vanished since the study before: nothing is left of it but where it was, and how large."""
        return self.state == "vanished" and self.longest_mm is None and self.was_mm is not None

    @property
    def drawn_mm(self) -> Decimal | float | None:
        """How large it is drawn: one that has vanished is an empty ring, as large as it was."""
        return self.was_mm if self.is_empty_ring else self.longest_mm


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One lesion as drawn, in the liver or in a tray beside it."""

    spot: Spot
    x: float
    y: float
    radius: float
    was: float = 0  # the radius of the ring that shows the size before; 0: none
    where: str = "liver"  # or one of TRAYS
    lit: bool = False
    clip: str = ""  # the name of the map whose outline cuts it; nothing in a tray
    label_x: float = 0
    label_y: float = 0
    anchor: str = ""  # start, middle or end of the label; "inside" the disc; empty when no place is free

    @property
    def measured(self) -> bool:
        """Whether its size is no open question: known, too small to measure, or nothing is left to measure."""
        return self.spot.longest_mm is not None or self.spot.too_small or self.spot.is_gone

    @property
    def outer(self) -> float:
        """How far it reaches with its ring."""
        return max(self.radius, self.was)

    @property
    def inner(self) -> float:
        """The room for letters inside it."""
        return min(self.radius, self.was or self.radius)

    @property
    def ring(self) -> float:
        return self.outer + 4

    @property
    def raised(self) -> bool:
        """Whether the sign makes room for the label below it."""
        return self.anchor == "inside"


TRAYS: dict[str, int] = {"right": 14, "unknown": 224, "left": 434}
_TRAY_TOP, _TRAY_COLUMNS, _TRAY_PITCH = HEIGHT + 34, 4, (48, 30)


def place(spots: Iterable[Spot]) -> list[Mark]:
    """Give every lesion its place, in the order they come, so that a new lesion moves none of the old."""
    spots = list(spots)
    codes = [_codes(spot) for spot in spots]
    rooms = [max(_radius(size) for size in (spot.drawn_mm, spot.was_mm, spot.room_mm)) for spot in spots]
    chosen = iter(_seated(tuple((code, room) for code, room in zip(codes, rooms, strict=True) if code)))
    marks: list[Mark] = []
    for spot, code in zip(spots, codes, strict=True):
        radius = _radius(spot.drawn_mm)
        if code:
            seat = next(chosen)
            marks.append(Mark(spot=spot, x=seat.x, y=seat.y, radius=radius, was=_was(spot)))
        else:
            tray = spot.side if spot.side in TRAYS else "unknown"
            row, column = divmod(sum(mark.where == tray for mark in marks), _TRAY_COLUMNS)
            x, y = TRAYS[tray] + 14 + column * _TRAY_PITCH[0], _TRAY_TOP + row * _TRAY_PITCH[1]
            marks.append(Mark(spot=spot, x=x, y=y, radius=min(radius, 10), where=tray))
    return marks


def _radius(size_mm: Decimal | float | None) -> float:
    return round(max(SMALLEST_RADIUS, float(size_mm or 0) / 2 / MM_PER_UNIT), 1)


def _was(spot: Spot) -> float:
    """The ring of the size before; where nothing has changed it lies close round the disc, so that it is seen."""
    if spot.was_mm is None or spot.is_empty_ring:
        return 0
    now, before = _radius(spot.drawn_mm), _radius(spot.was_mm)
    return before if abs(before - now) >= APART else round(now + APART, 1)


def _codes(spot: Spot) -> tuple[str, ...]:
    """Its segments, each once, "4" as its two halves."""
    return tuple(dict.fromkeys(half for code in spot.segments for half in _HALVES.get(code, (code,))))


@lru_cache(maxsize=256)
def _seated(lesions: tuple[tuple[tuple[str, ...], float], ...]) -> tuple[Seat, ...]:
    """A seat for each lesion (segments, radius), kept: the wall asks for the same liver again and again."""
    taken: list[tuple[Seat, float]] = []
    for codes, radius in lesions:
        taken.append((_best_seat(codes, radius, taken), radius))
    return tuple(seat for seat, _ in taken)


def _best_seat(codes: tuple[str, ...], radius: float, taken: Sequence[tuple[Seat, float]]) -> Seat:
    """The seat that crowds, hides and spills least, and lies nearest to where the lesion would best lie."""
    (aim_x, aim_y), several = target(codes), len(codes) > 1
    discs = [(other.x, other.y, size + radius + 2, 6.0) for other, size in taken]
    discs += [(*LABELS[code], radius + 9, 2.0) for code in codes]

    def cost(seat: Seat) -> float:
        x, y, room, space = seat
        total = math.hypot(x - aim_x, y - aim_y) * (2.5 if several else 0.15)
        total += max(0.0, radius + 2 - room) * 7 + (0 if several else max(0.0, radius + 1 - space))
        for ox, oy, reach, weight in discs:
            dx, dy = x - ox, y - oy
            if -reach < dx < reach and -reach < dy < reach and dx * dx + dy * dy < reach * reach:
                total += (reach - math.hypot(dx, dy)) * weight
        return total

    return min((seat for code in codes for seat in seats(code)), key=cost)


def _labelled(mark: Mark, marks: Sequence[Mark], used: list[Box], size: float) -> tuple[float, float, str]:
    """Where a lesion's name stands: inside if it fits, else beside it where nothing else stands, else nowhere."""
    width, gap, slant = size * 0.58 * len(mark.spot.label) + 2, mark.outer + 4, mark.outer * 0.72 + 3
    plain = mark.spot.state in {"untreated", "vanished"} and mark.spot.drawn_mm is not None
    fits = mark.inner >= (width / 2 + 1 if plain else max(width / 2 + 3, size * 1.3))
    places: list[tuple[float, float, str]] = []
    if fits and mark.spot.planned in {"", "leave"}:
        middle = mark.y + size * (0.36 if plain else 0.9)
        places = [(mark.x, middle + shift * mark.inner, "inside") for shift in (0, 0.45, -0.45) if shift >= 0 or plain]
        places = places if mark.inner > size * 1.6 else places[:1]
    places += [
        (mark.x + gap, mark.y + size * 0.36, "start"),
        (mark.x - gap, mark.y + size * 0.36, "end"),
        (mark.x, mark.y + gap + size * 0.75, "middle"),
        (mark.x, mark.y - gap, "middle"),
        (mark.x + slant, mark.y + slant + size / 2, "start"),
        (mark.x - slant, mark.y - slant, "end"),
    ]
    others = [other for other in marks if other is not mark]
    for x, y, anchor in places:
        left = x - {"start": 0.0, "end": width}.get(anchor, width / 2)
        box = (left, y - size * 0.75, left + width, y + size * 0.2)
        above = [other for other in others if other.radius <= mark.radius] if anchor == "inside" else others
        if 2 < left < WIDTH - width and not _meets(box, above, used):
            used.append(box)
            return round(x, 1), round(y, 1), anchor
    return 0, 0, ""


def _meets(box: Box, marks: Sequence[Mark], used: Sequence[Box]) -> bool:
    """Whether a label would touch another label or a lesion."""
    left, top, right, bottom = box
    if any(left < b[2] and b[0] < right and top < b[3] and b[1] < bottom for b in used):
        return True
    gaps = ((m, m.x - min(max(m.x, left), right), m.y - min(max(m.y, top), bottom)) for m in marks)
    return any(math.hypot(dx, dy) < m.outer + 1 for m, dx, dy in gaps)


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One segment as drawn."""

    code: str
    path: str
    x: float  # of its number
    y: float
    middle: Point  # of its area
    selected: bool
    resected: bool
    embolised: bool
    diffuse: bool


@dataclass(frozen=True, kw_only=True)
class LiverMap:
    """Everything the template needs; it draws and translates, and decides nothing."""

    name: str
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...]  # in the order of the caller, for the table
    segment_url: str
    diffuse: tuple[Side, ...]
    letters: float
    before: str = ""  # the images the rings are of, where the drawing shows two days: "CT 3-Mar-2026"

    width, outline, cantlie, fissure = WIDTH, OUTLINE, CANTLIE, FISSURE
    right_vein, left_vein = RIGHT_VEIN, LEFT_VEIN
    scale = round(50 / MM_PER_UNIT, 1)  # the bar that is 50 mm long

    @property
    def zoom(self) -> float:
        """The signs grow with the letters."""
        return round(self.letters / LETTERS, 2)

    @property
    def codes(self) -> list[str]:
        """The segments in Couinaud's order."""
        return sorted(segment.code for segment in self.segments)

    @cached_property
    def painted(self) -> list[Mark]:
        """Large ones first, so that a small one is never hidden."""
        return sorted(self.marks, key=lambda mark: -mark.radius)

    @cached_property
    def trays(self) -> list[tuple[str, int]]:
        """What stands over each tray in use. The middle one holds those of both sides and those of no stated place."""
        sides = {tray: {mark.spot.side for mark in self.marks if mark.where == tray} for tray in TRAYS}
        middle = (
            "both" if sides["unknown"] == {"both"} else "both-or-unknown" if "both" in sides["unknown"] else "unknown"
        )
        return [(middle if tray == "unknown" else tray, x) for tray, x in TRAYS.items() if sides[tray]]

    @cached_property
    def height(self) -> float:
        low = max((mark.y for mark in self.marks if mark.where != "liver"), default=0.0)
        return max(HEIGHT, low + 22)

    @cached_property
    def states(self) -> list[str]:
        """The states in this drawing, for a legend that explains what is there and nothing else."""
        return list(dict.fromkeys(mark.spot.state for mark in self.marks))

    @cached_property
    def plans(self) -> list[str]:
        return list(dict.fromkeys(mark.spot.planned for mark in self.marks if mark.spot.planned not in {"", "leave"}))

    @cached_property
    def resected(self) -> bool:
        return any(segment.resected for segment in self.segments)

    @cached_property
    def embolised(self) -> bool:
        return any(segment.embolised for segment in self.segments)

    @cached_property
    def unmeasured(self) -> bool:
        return not all(mark.measured for mark in self.marks)

    @cached_property
    def rings(self) -> bool:
        """Whether a ring shows a size of before, or where one was that has vanished."""
        return any(mark.was or mark.spot.is_empty_ring for mark in self.marks)

    @cached_property
    def too_small(self) -> bool:
        return any(mark.spot.too_small for mark in self.marks)


def draw(
    lesions: Iterable[Spot],
    *,
    selected: Collection[str] = (),
    resected: Collection[str] = (),
    embolised: Collection[str] = (),
    diffuse: Halves | None = None,
    lit: Collection[str] = (),
    segment_url: str = "",
    name: str = "liver",
    letters: float = LETTERS,
    before: str = "",
) -> LiverMap:
    """The drawing of one liver. The four sets hold segment codes, `lit` holds keys of lesions.

    `diffuse` names the side whose lesions are too many to count. With `segment_url` ("?segment=") every segment
    becomes a link to it plus its code. `name` keeps ids apart when a page shows two livers. `before` names the images
    of which `was_mm` of the lesions is.
    """
    placed = [mark for mark in place(lesions) if not mark.spot.unseen]
    half = letters * 0.6
    used: list[Box] = [(x - half, y - letters * 0.8, x + half, y + 2) for x, y in LABELS.values()]
    marks = []
    for mark in placed:
        x, y, anchor = _labelled(mark, placed, used, letters)
        clip = name if mark.where == "liver" else ""
        marks.append(replace(mark, lit=mark.spot.key in lit, clip=clip, label_x=x, label_y=y, anchor=anchor))
    segments = tuple(
        Segment(
            code=code,
            path=path,
            x=LABELS[code][0],
            y=LABELS[code][1],
            middle=target((code,)),
            selected=code in selected,
            resected=code in resected,
            embolised=code in embolised,
            diffuse=diffuse is not None and diffuse in ("both", SIDES[code]),
        )
        for code, path in SEGMENTS.items()
    )
    sides: tuple[Side, ...] = ("right", "left")
    return LiverMap(
        name=name,
        segments=segments,
        marks=tuple(marks),
        segment_url=segment_url,
        diffuse=tuple(side for side in sides if diffuse in ("both", side)),
        letters=letters,
        before=before,
    )
