"""Many cases judged at once, by the rules as they are written for one.

A question is put to a `Group` of cases as if it were a single one. Where the cases agree (all know the fact, all are under the
limit) the rule goes on; where they do not, it stops, the group is parted there, and each part is asked from the start. So the
function of a rule is run about as often as it has ends, however many the cases. A comparison is one operation on an array; what
comes of it is kept, like a group, as one whole number with a bit for each case, and two of them meet in a few microseconds.
Told are results and outcomes; which facts are missing, and why, tells the engine case by case.
Numbers are compared as floats: one of up to fifteen digits is on a limit here exactly when it is there.
Cost: grows with the cases; what is different in every case, as the day or the history, is asked of each alone.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from treatments.eligibility.columns import Column, Columns, Name, Numbers, Words
from treatments.eligibility.criteria import (
    CAUTION,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PROVISIONAL,
    SOMETHING_MISSING,
    UNTOLD,
    Ask,
    Criterion,
    Result,
)
from treatments.eligibility.engine import FAILED, Because, Outcome, mark, outcome_of
from treatments.eligibility.facts import Facts
from treatments.eligibility.lesions import Clearance, Evidence, Lesions
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.modality import Modality
from treatments.eligibility.parameters import Limits

type Mask = int  # which cases: one bit each
type Ranks = NDArray[np.int8]  # an answer a case, as its place in RISING

# So many cases at a time, where some are asked alone: a mask of a hundred thousand would cost each as much.
BLOCK = 8192
# Rising: of several answers of one row the highest is the row's.
RISING = (NOT_APPLICABLE, UNTOLD, MET, PROVISIONAL, CAUTION, SOMETHING_MISSING, NOT_MET)
RANK = {answer: rank for rank, answer in enumerate(RISING)}
VERDICTS: tuple[tuple[Outcome, Because | None], ...] = tuple(dict.fromkeys(outcome_of(marks) for marks in range(32)))
OUTCOMES: list[Outcome] = [outcome for outcome, _because in VERDICTS]
VERDICT = np.array([VERDICTS.index(outcome_of(marks)) for marks in range(32)], np.int32)  # by the marks of all rows
MARKS = {kind: [mark(kind, answer) for answer in RISING] for kind in FAILED}  # by rank
FEW = 64  # so many words of a column have their places kept


class Parting(Exception):
    """The cases of a group do not agree: these are on one side."""

    def __init__(self, side: Mask) -> None:
        self.side = side


class Cohort:
    """Many cases, known column by column, and what was answered of them so far."""

    def __init__(self, columns: Mapping[Name, Column], size: int, limits: Limits) -> None:
        self.columns = columns
        self.size = size
        self.limits = limits
        self.outcomes: dict[str, Words] = {}  # of the modalities judged so far
        self.everyone: Mask = (1 << size) - 1
        self._said: dict[tuple[Ask, ...], dict[int, Mask]] = {}  # of each rank: the cases
        # Of a column: an operator and a number, a word, or all known.
        self._tests: dict[tuple[int, Any, Any], Mask] = {}

    @classmethod
    def of(cls, facts: Sequence[Facts]) -> Cohort:
        """The cases, all read under the same limits."""
        return cls(Columns(facts), len(facts), facts[0].limits)

    def ranks(self, criterion: Criterion) -> Ranks:
        """What a row says of every case."""
        ranks = np.zeros(self.size, np.int8)
        for rank, cases in self.said(criterion).items():
            ranks |= self.places(cases).view(np.int8) * np.int8(rank)
        return ranks

    def said(self, criterion: Criterion) -> dict[int, Mask]:
        """The cases of each rank: of several answers the highest."""
        if criterion.asks not in self._said:
            of_each = [self._said_by(ask) for ask in criterion.asks]
            found, left = {}, self.everyone
            for rank in sorted({rank for one in of_each for rank in one}, reverse=True):
                found[rank] = left & reduce(or_, (one.get(rank, 0) for one in of_each))
                left ^= found[rank]
            self._said[criterion.asks] = found
        return self._said[criterion.asks]

    def mask(self, places: NDArray[np.bool_]) -> Mask:
        """The cases at these places."""
        return int.from_bytes(np.packbits(places, bitorder="little").tobytes(), "little")

    def places(self, cases: Mask) -> NDArray[np.bool_]:
        """Of every case whether it is one of these."""
        packed = np.frombuffer(cases.to_bytes(self.size // 8 + 1, "little"), np.uint8)
        return np.unpackbits(packed, count=self.size, bitorder="little").view(np.bool_)

    def results(self, criterion: Criterion) -> list[Result]:
        """The result of a row in every case."""
        return [RISING[rank].result for rank in self.ranks(criterion)]

    def _said_by(self, ask: Ask) -> dict[int, Mask]:
        said = self._said.get((ask,))
        if said is None:
            said = self._said[(ask,)] = {}
            answered = ask.under(self.limits)
            waiting = [self.everyone]
            while waiting:
                cases = waiting.pop()
                try:
                    answer = answered(Group(self, cases))
                except Parting as parting:
                    waiting += (cases ^ parting.side, parting.side)
                else:
                    rank = RANK[SOMETHING_MISSING if answer.missing else answer]
                    said[rank] = said.get(rank, 0) | cases
        return said

    def test(self, column: Numbers, compare: Callable[[Any, Any], Any], number: float) -> Mask:
        """Of which cases the comparison holds; a number nobody knows compares with none."""
        key = id(column), compare, number
        if key not in self._tests:
            self._tests[key] = self.mask(compare(column.values, number))
        return self._tests[key]

    def known(self, column: Numbers) -> Mask:
        """Which cases have a number there."""
        key = id(column), "known", None
        if key not in self._tests:
            self._tests[key] = self.mask(column.known)
        return self._tests[key]

    def unknown(self, column: Column) -> Mask:
        """Which cases have neither number nor word there."""
        if isinstance(column, Numbers):
            return self.everyone ^ self.known(column)
        return self.having(column, next((place for place, word in enumerate(column.words) if word is None), -1))

    def having(self, column: Words, place: int) -> Mask:
        """Which cases have this word."""
        if len(column.words) > FEW:
            return self.mask(column.places == place)
        key = id(column), "word", place
        if key not in self._tests:
            self._tests[key] = self.mask(column.places == place)
        return self._tests[key]


class Number:
    """A number of every case of a group, known in all; two of them never meet."""

    __slots__ = ("_column", "_group")

    def __init__(self, group: Group, column: Numbers) -> None:
        self._group = group
        self._column = column

    def _is(self, compare: Callable[[Any, Any], Any], number: Any) -> bool:
        return self._group.agree(self._group.cohort.test(self._column, compare, float(number)))

    def __lt__(self, number: Any) -> bool:
        return self._is(operator.lt, number)

    def __le__(self, number: Any) -> bool:
        return self._is(operator.le, number)

    def __gt__(self, number: Any) -> bool:
        return self._is(operator.gt, number)

    def __ge__(self, number: Any) -> bool:
        return self._is(operator.ge, number)

    def __eq__(self, number: object) -> bool:
        return number is not None and self._is(operator.eq, number)

    def __bool__(self) -> bool:
        return self._is(operator.ne, 0)


def _worked_out(attribute: str) -> Any:
    """What follows from the facts whatever the limits: worked out case by case, and read like a fact."""
    return property(lambda self: self.group.read(("worked out", attribute)))


class Group(Facts):
    """The cases of a cohort that have answered alike so far, read as if they were one."""

    as_of, history, grading = _worked_out("as_of"), _worked_out("history"), _worked_out("grading")
    serotonin, octreotide_needed = _worked_out("serotonin"), _worked_out("octreotide_needed")
    portal_drained, child_pugh = _worked_out("portal_drained"), _worked_out("child_pugh")
    uninvolved_ml, lung_dose = _worked_out("uninvolved_ml"), _worked_out("lung_dose")

    def __init__(self, cohort: Cohort, cases: Mask) -> None:
        self.cohort = cohort
        self.cases = cases
        self.limits = cohort.limits
        self.group = self
        self.values: Any = Paths(self, "told")
        self.at_least: Any = Paths(self, "at least")
        self.verdicts: Any = JudgedBefore(self)
        self.lesions = GroupLesions(self)

    def agree(self, test: Mask) -> bool:
        """Whether the test holds of all, or of none; otherwise the group is parted."""
        side = test & self.cases
        if side and side != self.cases:
            raise Parting(side)
        return bool(side)

    def read(self, name: Name) -> Any:
        """What is known by that name: one word that all share, or a number; None when none of them knows it."""
        column = self.cohort.columns[name]
        if isinstance(column, Numbers):
            return Number(self, column) if self.agree(self.cohort.known(column)) else None
        return self.word(column)

    def word(self, column: Words) -> Any:
        """The word all share; the first case's, and those with another are parted from it."""
        first = (self.cases & -self.cases).bit_length() - 1
        place = int(column.places[first])
        self.agree(self.cohort.having(column, place))
        return column.words[place]

    def untold(self, *paths: str) -> tuple[str, ...]:
        """All of PATHS when every case lacks one or more of them."""
        lacking = reduce(or_, (self.cohort.unknown(self.cohort.columns["told", path]) for path in paths), 0)
        return paths if self.agree(lacking) else ()


class GroupLesions(Lesions):
    """The lesions of a group of cases."""

    count, number_to_ablate = _worked_out("lesions.count"), _worked_out("lesions.number_to_ablate")
    bilobar, resectable_part = _worked_out("lesions.bilobar"), _worked_out("lesions.resectable_part")

    def __init__(self, group: Group) -> None:
        self.group = group
        self._told = group.values

    @property
    def cleared_alone(self) -> Clearance:
        return self._clearance("cleared_alone")

    @property
    def cleared_combined(self) -> Clearance:
        return self._clearance("cleared_combined")

    @property
    def cleared_staged(self) -> Clearance:
        return self._clearance("cleared_staged")

    def _clearance(self, of: str) -> Clearance:
        read = self.group.read
        return Clearance(read(("worked out", f"lesions.{of}.count")), read(("worked out", f"lesions.{of}.volume")))

    def evidence(self, key: str, *, to_ablate: bool) -> Evidence:
        """What is told of one fact of each lesion."""
        evidence: Evidence = self.group.read(("of each to ablate" if to_ablate else "of each lesion", key))
        return evidence


class Paths:
    """The paths of a group, as far as a rule reads a dictionary."""

    def __init__(self, group: Group, source: str) -> None:
        self._group = group
        self._source = source

    def get(self, path: str) -> Any:
        """The value at PATH; None when none of them knows it."""
        return self._group.read((self._source, path))

    __getitem__ = get

    def __contains__(self, path: str) -> bool:
        return self.get(path) is not None


class JudgedAlike(NamedTuple):
    """What one modality is to all cases of a group."""

    outcome: Outcome
    missing: tuple[str, ...] = ("outcome",)  # something, where it cannot be told


class JudgedBefore(dict[str, JudgedAlike]):
    """The outcomes of the modalities judged before, as a group has them."""

    def __init__(self, group: Group) -> None:
        self._group = group

    def __missing__(self, code: str) -> JudgedAlike:
        return JudgedAlike(self._group.word(self._group.cohort.outcomes[code]))


def judge(cohort: Cohort, modalities: Iterable[Modality] = MODALITIES) -> dict[str, NDArray[np.int32]]:
    """The verdict on every modality in every case, as its place in VERDICTS."""
    for modality in modalities:
        left: dict[int, Mask] = {}  # by mark: the cases that bear it
        for criterion in modality.criteria:
            marked = MARKS[criterion.kind]
            for rank, cases in cohort.said(criterion).items():
                if bits := marked[rank]:
                    left[bits] = left.get(bits, 0) | cases
        marks = np.zeros(cohort.size, np.uint8)
        for bits, cases in left.items():
            marks |= cohort.places(cases).view(np.uint8) * np.uint8(bits)
        cohort.outcomes[modality.code] = Words(VERDICT[marks], OUTCOMES)
    return {code: words.places for code, words in cohort.outcomes.items()}
