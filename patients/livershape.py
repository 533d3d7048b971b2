"""The shape of the liver: nine segments whose borders are drawn once and shared, so they tile it without a gap.

Seen from the front, so the right side of the liver lies on the LEFT of the drawing, as on a scan. Units are those of the
drawing, 640 by 420; the lines pass through points chosen by eye, after Couinaud's segments and Cantlie's line.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

type Point = tuple[float, float]
type Bezier = tuple[Point, Point, Point, Point]
type Side = Literal["right", "left"]
type Halves = Literal["right", "left", "both"]

WIDTH, HEIGHT = 640, 420
MM_PER_UNIT = 210 / 596  # a normal liver is about 210 mm wide; here it is 596 units wide

# fmt: off
# Where lines meet.
_KNOTS: dict[str, Point] = {
    "cava": (332, 59), "cava_left": (360, 68),  # the hepatic veins enter the inferior vena cava; the caudate ends here
    "dome": (250, 31),                          # the right hepatic vein disappears behind the dome
    "ligament": (412, 80),                      # the falciform ligament leaves the upper margin
    "tip": (605, 121), "umbilical_notch": (420, 255), "gallbladder": (265, 315), "lower_margin": (150, 381),
    "flank": (23, 226), "right_cross": (168, 205), "hilum": (300, 193),
    "fissure_low": (413, 172), "fissure_high": (411, 143),
}
# Every line, once: the knots and plain points that its smooth curve passes through.
_LINES: dict[str, tuple[str | Point, ...]] = {
    "margin": (
        "umbilical_notch", (427, 259), (446, 257), (482, 247), (524, 224), (564, 184), (591, 147), "tip",
        (612, 104), (608, 91), (592, 85), (556, 86), (512, 90), (470, 90), (438, 86), "ligament", (384, 74),
        "cava_left", (346, 63), "cava", (294, 43), "dome", (205, 24.5), (150, 32), (98, 60), (56, 106), (31, 164),
        "flank", (25, 278), (37, 328), (61, 365), (99, 384), "lower_margin", (196, 366), (232, 344), (254, 327),
        "gallbladder",
    ),
    "quadrate": ("gallbladder", (276, 316), (298, 315), (334, 308), (372, 293), (402, 272), "umbilical_notch"),
    "cantlie": ("gallbladder", (279, 262), "hilum", (318, 122), "cava"),
    "right_vein": ("lower_margin", (146, 296), "right_cross", (203, 108), "dome"),
    "left_vein": ("fissure_high", (456, 152), (514, 152), (566, 138), "tip"),
    "fissure": ("umbilical_notch", (416, 216), "fissure_low", "fissure_high", "ligament"),
    "portal": ("flank", (92, 222), "right_cross", (234, 201), "hilum", (356, 187), "fissure_low"),
    "caudate": ("hilum", (326, 170), (349, 134), (360, 98), "cava_left"),
}
# Each segment is a closed walk along those lines.
_WALKS: dict[str, tuple[str, ...]] = {
    "1": ("cantlie cava hilum", "caudate hilum cava_left", "margin cava_left cava"),
    "2": ("margin tip ligament", "fissure ligament fissure_high", "left_vein fissure_high tip"),
    "3": ("margin umbilical_notch tip", "left_vein tip fissure_high",
          "fissure fissure_high fissure_low", "fissure fissure_low umbilical_notch"),
    "4a": ("margin ligament cava_left", "caudate cava_left hilum", "portal hilum fissure_low",
           "fissure fissure_low fissure_high", "fissure fissure_high ligament"),
    "4b": ("portal fissure_low hilum", "cantlie hilum gallbladder", "quadrate gallbladder umbilical_notch",
           "fissure umbilical_notch fissure_low"),
    "5": ("portal hilum right_cross", "right_vein right_cross lower_margin", "margin lower_margin gallbladder",
          "cantlie gallbladder hilum"),
    "6": ("margin flank lower_margin", "right_vein lower_margin right_cross", "portal right_cross flank"),
    "7": ("margin dome flank", "portal flank right_cross", "right_vein right_cross dome"),
    "8": ("margin cava dome", "right_vein dome right_cross", "portal right_cross hilum", "cantlie hilum cava"),
}
SIDES: dict[str, Side | None] = {
    "1": None, "2": "left", "3": "left", "4a": "left", "4b": "left",
    "5": "right", "6": "right", "7": "right", "8": "right",
}
# Where the number of a segment stands: in a corner, to leave the middle to the lesions.
LABELS: dict[str, Point] = {
    "1": (342, 88), "2": (588, 108), "3": (438, 240), "4a": (394, 98), "4b": (400, 254),
    "5": (172, 356), "6": (50, 254), "7": (80, 118), "8": (256, 62),
}
# fmt: on


def _curve(points: Sequence[Point]) -> list[Bezier]:
    """A smooth curve through the points (Catmull-Rom, weighted by distance so that it never overshoots)."""
    pairs = list(pairwise(points))
    gaps = [math.dist(a, b) for a, b in pairs]
    ways = [((bx - ax) / gap, (by - ay) / gap) for ((ax, ay), (bx, by)), gap in zip(pairs, gaps, strict=True)]
    turns = [_blend(*way, *gap) for way, gap in zip(pairwise(ways), pairwise(gaps), strict=True)]
    slopes = pairwise([ways[0], *turns, ways[-1]])
    return [
        (a, (a[0] + s[0] * gap / 3, a[1] + s[1] * gap / 3), (b[0] - t[0] * gap / 3, b[1] - t[1] * gap / 3), b)
        for (a, b), (s, t), gap in zip(pairs, slopes, gaps, strict=True)
    ]


def _blend(before: Point, after: Point, gap_before: float, gap_after: float) -> Point:
    """The direction at a point: from both its neighbours, the nearer one counting more."""
    share = gap_before / (gap_before + gap_after)
    return before[0] * (1 - share) + after[0] * share, before[1] * (1 - share) + after[1] * share


_CURVES = {name: _curve([_KNOTS[at] if isinstance(at, str) else at for at in line]) for name, line in _LINES.items()}


def _run(step: str) -> list[Bezier]:
    """The piece of a line between two of its knots, in the direction asked for: "portal flank hilum"."""
    line, start, end = step.split()
    first, last = _LINES[line].index(start), _LINES[line].index(end)
    if first < last:
        return _CURVES[line][first:last]
    return [(d, c, b, a) for a, b, c, d in reversed(_CURVES[line][last:first])]


def _path(curves: Sequence[Bezier], *, closed: bool = False) -> str:
    steps = "".join(f"C{' '.join(f'{n:.1f}' for point in curve[1:] for n in point)}" for curve in curves)
    return f"M{curves[0][0][0]:.1f} {curves[0][0][1]:.1f}{steps}{'Z' if closed else ''}"


def _flat(curves: Iterable[Bezier], pieces: int = 8) -> list[Point]:
    """The same curves as a chain of points."""
    chain: list[Point] = []
    for a, b, c, d in curves:
        for t in (step / pieces for step in range(pieces)):
            i, j, k, m = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            chain.append((i * a[0] + j * b[0] + k * c[0] + m * d[0], i * a[1] + j * b[1] + k * c[1] + m * d[1]))
    return chain


_BORDERS = {code: [curve for step in walk for curve in _run(step)] for code, walk in _WALKS.items()}
_POLYGONS = {code: _flat(curves) for code, curves in _BORDERS.items()}
_RIM = [*_CURVES["margin"], *_CURVES["quadrate"]]

SEGMENTS: dict[str, str] = {code: _path(curves, closed=True) for code, curves in _BORDERS.items()}
OUTLINE = _path(_RIM, closed=True)
CANTLIE = _path(_CURVES["cantlie"])
RIGHT_VEIN = _path(_CURVES["right_vein"])
LEFT_VEIN = _path(_CURVES["left_vein"])
FISSURE = _path(_CURVES["fissure"])


def contains(segment: str, x: float, y: float) -> bool:
    """Whether a point lies in a segment: a ray to the right crosses the border an odd number of times."""
    edge = _POLYGONS[segment]
    crossings = (
        x < (bx - ax) * (y - ay) / (by - ay) + ax
        for (ax, ay), (bx, by) in zip(edge, [*edge[1:], edge[0]], strict=True)
        if (ay > y) != (by > y)
    )
    return sum(crossings) % 2 == 1


class Seat(NamedTuple):
    """A place where the centre of a lesion may be drawn."""

    x: float
    y: float
    room: float  # to the surface of the liver
    space: float  # to the border of the segment


@cache
def seats(segment: str) -> tuple[Seat, ...]:
    """Places about 9 units apart all over one segment, shaken a little so that many lesions form no lattice."""
    rim, edge, found = _flat(_RIM, 3), _POLYGONS[segment], []
    columns, rows = [int(x / 9) for x, _ in edge], [int(y / 9) for _, y in edge]
    for row in range(min(rows), max(rows) + 2):
        for column in range(min(columns), max(columns) + 2):
            turn = (row * 7919 + column * 104729) % 97 / 97 * math.tau
            x, y = column * 9 + 4.5 * math.cos(turn), row * 9 + 4.5 * math.sin(turn)
            if contains(segment, x, y):
                room, space = (min(math.dist((x, y), point) for point in line) for line in (rim, edge))
                found.append(Seat(round(x, 1), round(y, 1), room, space))
    return tuple(seat for seat in found if seat.space > 1)


@cache
def target(segments: tuple[str, ...]) -> Point:
    """Where a lesion would best lie: the roomiest place of one segment, the middle of a border that several share."""
    if len(segments) == 1:
        best = max(seats(segments[0]), key=lambda seat: seat.space)
        return best.x, best.y
    steps = [{(line, *sorted(ends)) for line, *ends in map(str.split, _WALKS[code])} for code in segments]
    shared = sorted({step for i, one in enumerate(steps) for other in steps[:i] for step in one & other})
    chains = [_flat(_run(" ".join(step))) for step in shared]
    points = [chain[len(chain) // 2] for chain in chains] or [target((code,)) for code in segments]
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
