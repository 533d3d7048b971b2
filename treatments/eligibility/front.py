"""Every combination of resection, wedge resection and ablation worth weighing: the whole Pareto front, exactly.

A plan is a set of segments to resect, some lesions to wedge out and some to ablate. It is worth weighing when no allowed
plan clears at least as many lesions and as much tumour, takes at most as much liver, ablates and wedges at most as many,
and is better in one of these. Volumes are whole hundredths of a millilitre, so that nothing is rounded on the way.

Cost: at most 512 sets of segments, each with at most 8 numbers of ablations and one more number of wedges than there are
lesions; they are weighed all at once, one array operation for a set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

type Whole = NDArray[np.int64]
type Truth = NDArray[np.bool_]

NEVER = -(2**40)  # the volume of a lesion that is not there to be chosen


@dataclass(frozen=True, slots=True)
class Target:
    """One lesion: its volume in hundredths of a millilitre, its segments as bits, and what else may be done with it."""

    volume: int
    segments: int
    wedge: bool
    ablate: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One plan of the front: segments as bits, lesions as places in the list; what it clears and what it costs."""

    resect: int
    wedge: tuple[int, ...]
    ablate: tuple[int, ...]
    count: int
    volume: int
    resected: int


class Front:
    """All plans no other plan beats.

    SEGMENTS: tumour-free volume of each, hundredths of a millilitre. LEAST: percent of liver that must remain.
    MOST_ABLATED: how many lesions may be ablated.
    """

    def __init__(self, segments: Sequence[int], targets: Sequence[Target], *, least: int, most_ablated: int) -> None:
        self.targets = targets
        self.volumes = np.array([one.volume for one in targets], dtype=np.int64)
        self._choose_resections(segments, least)
        self._choose_lesions(most_ablated)

    # Segments

    def _choose_resections(self, segments: Sequence[int], least: int) -> None:
        """The allowed sets of segments of which every one is needed, those that take least liver first."""
        sets = np.arange(1 << len(segments), dtype=np.int64)
        bits = sets[:, None] >> np.arange(len(segments)) & 1
        taken = bits @ np.array(segments, dtype=np.int64)
        masks = np.array([one.segments for one in self.targets], dtype=np.int64)
        cleared = (masks & ~sets[:, None]) == 0
        needed = np.bitwise_or.reduce(np.where(cleared, masks, 0), axis=1)
        whole = sum(segments)
        keep = np.flatnonzero((needed == sets) & (100 * (whole - taken) >= least * whole))
        # Of equal ones the fewest segments, then the earliest: read backwards, the first segment weighs most.
        backwards = bits[keep] @ (1 << np.arange(len(segments), dtype=np.int64)[::-1])
        keep = keep[np.lexsort((-backwards, bits[keep].sum(axis=1), taken[keep]))]
        self.sets, self.taken, self.cleared = sets[keep], taken[keep], cleared[keep]

    # Lesions beside them

    def _choose_lesions(self, most_ablated: int) -> None:
        """The largest volume A ablations and W wedges add, for every set, every A and every W; NEVER where there are too few."""
        kinds = [(one.ablate, one.wedge) for one in self.targets]
        self.only_ablated = self._ranked(kinds, (True, False))
        self.only_wedged = self._ranked(kinds, (False, True))
        self.either = self._ranked(kinds, (True, True))
        self.sums = [self._sums(places) for places in (self.only_ablated, self.only_wedged, self.either)]
        ablated, wedged, either = self.sums
        most = min(most_ablated, len(self.only_ablated) + len(self.either))
        wedges = len(self.only_wedged) + len(self.either)
        beside = np.full((most + 1, len(self.sets), wedges + 1), NEVER, dtype=np.int64)
        for first in range(most + 1):  # so many of those that could be either are ablated
            for more in range(either.shape[1] - first):  # and so many wedged
                cells = beside[first, :, more : more + wedged.shape[1]]
                np.maximum(cells, wedged + either[:, first + more, None], out=cells)
        self.added = np.full((len(self.sets), most + 1, wedges + 1), NEVER, dtype=np.int64)
        for total in range(most + 1):
            for first in range(max(0, total + 1 - ablated.shape[1]), total + 1):
                cells = self.added[:, total]
                np.maximum(cells, ablated[:, total - first, None] + beside[first], out=cells)

    def _ranked(self, kinds: Sequence[tuple[bool, bool]], kind: tuple[bool, bool]) -> Whole:
        """The lesions of one kind, the largest first, of equal ones the one listed first."""
        places = np.array([place for place, other in enumerate(kinds) if other == kind], dtype=np.int64)
        return places[np.argsort(-self.volumes[places], kind="stable")]

    def _sums(self, places: Whole) -> Whole:
        """For every set the volume of the none, one, two … largest lesions of PLACES it leaves."""
        left = ~self.cleared[:, places]
        order = np.argsort(~left, axis=1, kind="stable")
        volumes = np.where(np.take_along_axis(left, order, axis=1), self.volumes[places][order], NEVER)
        return np.concatenate([np.zeros((len(self.sets), 1), dtype=np.int64), np.cumsum(volumes, axis=1)], axis=1)

    # What is not beaten

    @cached_property
    def points(self) -> tuple[Whole, Whole, Whole]:
        """Set, ablations and wedges of every plan of the front, in the order of L12."""
        possible = self.added >= 0
        ablated, wedged = (np.arange(size, dtype=np.int64) for size in self.added.shape[1:])
        steps = ablated[:, None] + wedged
        count = self.cleared.sum(axis=1)[:, None, None] + steps
        volume = (self.cleared @ self.volumes)[:, None, None] + self.added
        # What up to A ablations and W wedges reach: the largest number and the largest volume come together,
        # because the sets of lesions they can clear form a matroid.
        reach = _most(np.where(possible, count, 0)), _most(volume)
        unbeaten = possible & ~self._beaten(possible, count, volume, reach)
        sets, a, w = np.nonzero(unbeaten)
        found = np.stack([count[sets, a, w], volume[sets, a, w], self.taken[sets], a, w])
        _same, first = np.unique(found, axis=1, return_index=True)  # of equal plans the set that comes first
        first = first[np.lexsort((w[first], a[first], self.taken[sets[first]], -found[1, first], -found[0, first]))]
        return sets[first], a[first], w[first]

    def _beaten(self, possible: Truth, count: Whole, volume: Whole, reach: tuple[Whole, Whole]) -> Truth:
        """Whether a set that takes no more liver reaches as much with no more ablations and wedges, and more of something."""
        lesions = len(self.targets)
        levels = np.arange(lesions + 2)
        most = np.full((*possible.shape[1:], lesions + 2), -1, dtype=np.int64)  # volume at so many lesions or more
        beaten = np.zeros_like(possible)
        starts = [*np.flatnonzero(np.diff(self.taken, prepend=-1)), len(self.taken)]
        for start, end in pairwise(starts):
            group = slice(start, end)
            counts = count[group].clip(max=lesions)
            beaten[group] = _at(most, counts) >= volume[group]  # by a set that takes less
            fewer = np.full_like(most, -1)  # within the group, with fewer ablations or wedges
            for one in range(start, end):
                reached = np.where(levels <= reach[0][one][..., None], reach[1][one][..., None], -1)
                np.maximum(most, reached, out=most)
                if end - start > 1:
                    np.maximum(fewer, np.where(possible[one][..., None], -1, reached), out=fewer)
            if end - start > 1:
                beaten[group] |= _at(most, counts) > volume[group]
                beaten[group] |= _at(most, counts + 1) >= volume[group]
                beaten[group] |= _at(fewer, counts) >= volume[group]
        return beaten

    # Plans

    def choices(self) -> Iterator[Choice]:
        """The plans of the front, each with its lesions."""
        sets, ablations, wedges = self.points
        as_ablated, as_either = self._split(sets, ablations, wedges)
        added = self.added[sets, ablations, wedges] + (self.cleared @ self.volumes)[sets]
        numbers = self.cleared.sum(axis=1)[sets] + ablations + wedges
        left: dict[int, list[list[int]]] = {}
        for one, a, w, first, both, volume, count in zip(
            *(each.tolist() for each in (sets, ablations, wedges, as_ablated, as_either, added, numbers)), strict=True
        ):
            if one not in left:
                left[one] = [
                    places[~self.cleared[one, places]].tolist()
                    for places in (self.only_ablated, self.only_wedged, self.either)
                ]
            ablated, wedged, either = left[one]
            yield Choice(
                int(self.sets[one]),
                tuple(sorted(wedged[: w - (both - first)] + either[first:both])),
                tuple(sorted(ablated[: a - first] + either[:first])),
                count,
                volume,
                int(self.taken[one]),
            )

    def _split(self, sets: Whole, ablations: Whole, wedges: Whole) -> tuple[Whole, Whole]:
        """How many of those that could be either are ablated, and how many are treated at all, in each plan."""
        ablated, wedged, either = self.sums
        wanted = self.added[sets, ablations, wedges]
        first, both = np.zeros_like(sets), np.full_like(sets, -1)
        for i in range(self.added.shape[1]):
            for k in range(i, either.shape[1]):
                a, w = ablations - i, wedges - (k - i)
                fits = (both < 0) & (a >= 0) & (a < ablated.shape[1]) & (w >= 0) & (w < wedged.shape[1])
                at = np.flatnonzero(fits)
                here = sets[at]
                same = ablated[here, a[at]] + wedged[here, w[at]] + either[here, k] == wanted[at]
                first[at[same]], both[at[same]] = i, k
        return first, both


def _most(values: Whole) -> Whole:
    """The largest value with up to so many ablations and wedges."""
    return np.maximum.accumulate(np.maximum.accumulate(values, axis=1), axis=2)


def _at(table: Whole, counts: Whole) -> Whole:
    """The volume of TABLE at each cell's number of lesions."""
    return np.take_along_axis(table[None], counts[..., None], axis=-1)[..., 0]
