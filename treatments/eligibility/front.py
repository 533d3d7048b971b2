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
from itertools import pairwise, starmap

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


@dataclass(slots=True)  # not frozen: a front has thousands
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
        alone = self.cleared.sum(axis=1)
        count = alone[:, None, None] + steps
        volume = (self.cleared @ self.volumes)[:, None, None] + self.added
        # What up to A ablations and W wedges reach: the largest number and the largest volume come together,
        # because the sets of lesions they can clear form a matroid.
        reach = _most(np.where(possible, count, 0)) - steps, _most(volume)
        unbeaten = possible & ~self._beaten(possible, alone.tolist(), volume, reach)
        sets, a, w = np.nonzero(unbeaten)
        found = np.stack([count[sets, a, w], volume[sets, a, w], self.taken[sets], a, w])
        order = np.lexsort((w, a, found[2], -found[1], -found[0]))  # of equal plans the set that comes first
        first = order[np.diff(found[:, order], axis=1, prepend=-1).any(axis=0)]
        return sets[first], a[first], w[first]

    def _beaten(self, possible: Truth, alone: list[int], volume: Whole, reach: tuple[Whole, Whole]) -> Truth:
        """Whether a set that takes no more liver reaches as much with no more ablations and wedges, and more of something.

        Cells of the same ablations and wedges are compared, so a number of lesions counts without them: as the set ALONE.
        """
        levels = np.arange(len(self.targets) + 1)[:, None, None]
        most = np.full((len(levels) + 1, *possible.shape[1:]), -1, dtype=np.int64)  # volume at so many lesions or more
        beaten = np.zeros_like(possible)
        starts = [*np.flatnonzero(np.diff(self.taken, prepend=-1)).tolist(), len(self.taken)]
        for start, end in pairwise(starts):
            group = range(start, end)
            for one in group:
                beaten[one] = most[alone[one]] >= volume[one]  # by a set that takes less
            fewer = (
                np.full_like(most, -1) if len(group) > 1 else most
            )  # within the group, with fewer ablations or wedges
            for one in group:
                up_to = slice(alone[one] + 1)
                reached = np.where(levels[up_to] <= reach[0][one], reach[1][one], -1)
                np.maximum(most[up_to], reached, out=most[up_to])
                if len(group) > 1:
                    np.maximum(fewer[up_to], np.where(possible[one], -1, reached), out=fewer[up_to])
            if len(group) > 1:
                for one in group:
                    level, here = alone[one], volume[one]
                    beaten[one] |= (most[level] > here) | (most[level + 1] >= here) | (fewer[level] >= here)
        return beaten

    # Plans

    def choices(self) -> Iterator[Choice]:
        """The plans of the front, each with its lesions."""
        sets, ablations, wedges = self.points
        added = self.added[sets, ablations, wedges] + (self.cleared @ self.volumes)[sets]
        numbers = self.cleared.sum(axis=1)[sets] + ablations + wedges
        wedged, ablated = self._chosen(sets, ablations, wedges)
        plans = (self.sets[sets], _places(wedged), _places(ablated), numbers, added, self.taken[sets])
        lists = (each.tolist() if isinstance(each, np.ndarray) else each for each in plans)
        return starmap(Choice, zip(*lists, strict=True))

    def _chosen(self, sets: Whole, ablations: Whole, wedges: Whole) -> tuple[Truth, Truth]:
        """Which lesions are wedged out and which are ablated in each plan: of every kind the largest the set leaves."""
        first, both = self._split(sets, ablations, wedges)
        wedged, ablated = (np.zeros((len(sets), len(self.targets)), dtype=np.bool_) for _kind in range(2))
        ablated[:, self.only_ablated] = self._largest(self.only_ablated, sets, ablations - first)
        wedged[:, self.only_wedged] = self._largest(self.only_wedged, sets, wedges - (both - first))
        ablated[:, self.either] = self._largest(self.either, sets, first)
        wedged[:, self.either] = self._largest(self.either, sets, both) & ~ablated[:, self.either]
        return wedged, ablated

    def _largest(self, places: Whole, sets: Whole, many: Whole) -> Truth:
        """Which of PLACES are among so many largest ones that each set leaves."""
        left = ~self.cleared[:, places]
        rank = np.cumsum(left, axis=1)
        return left[sets] & (rank[sets] <= many[:, None])

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


def _places(chosen: Truth) -> Iterator[tuple[int, ...]]:
    """The places of what is chosen, plan by plan."""
    places = np.nonzero(chosen)[1].tolist()
    ends = np.cumsum(chosen.sum(axis=1)).tolist()
    return (tuple(places[start:end]) for start, end in pairwise((0, *ends)))


def _most(values: Whole) -> Whole:
    """The largest value with up to so many ablations and wedges."""
    return np.maximum.accumulate(np.maximum.accumulate(values, axis=1), axis=2)
