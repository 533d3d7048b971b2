"""The floor of a cohort: the rule set as plain numpy over columns, explaining nothing."""

from functools import reduce
from math import isnan

import numpy as np
from numpy.typing import NDArray

from bench.rule_set import MISSING, NO, SIGNS, UNKNOWN, VALUES, YES, Answer, Patient, RuleSet, Test, Treatment

type Column = NDArray[np.float64]  # NaN is unknown, 1 is true
type Known = NDArray[np.int8]  # NO, UNKNOWN or YES of every patient


def columns(patients: list[Patient]) -> list[Column]:
    """The facts, column by column."""
    return [np.array([one[name] for one in patients], dtype=np.float64) for name in patients[0]]


def patients(rules: RuleSet, told: list[Column]) -> list[Patient]:
    """The facts, patient by patient."""
    rows = zip(*(column.tolist() for column in told), strict=True)
    return [
        {f"f{place}": _fact(test, value) for place, (test, value) in enumerate(zip(rules.tests, row, strict=True))}
        for row in rows
    ]


def _fact(test: Test, value: float) -> int | bool | None:
    return None if isnan(value) else value == 1 if test.sign == "is" else int(value)


def random_columns(rules: RuleSet, size: int) -> list[Column]:
    """The facts of so many random patients, the same each time."""
    random = np.random.default_rng(2)
    made = []
    for test in rules.tests:
        told = random.random(size) < test.holds if test.sign == "is" else random.integers(0, 101, size)
        made.append(np.where(random.random(size) < MISSING, np.nan, told))
    return made


def judged(rules: RuleSet, told: list[Column]) -> dict[str, Known]:
    """The value of every criterion and every treatment."""
    known = [_tested(test.sign, test.limit, column) for test, column in zip(rules.tests, told, strict=True)]
    decided = [_decided(treatment, known) for treatment in rules.treatments]
    return dict(zip(rules.names, (*known, *decided), strict=True))


def _tested(sign: str, limit: float, column: Column) -> Known:
    held = column == 1 if sign == "is" else SIGNS[sign](column, limit)
    return np.where(np.isnan(column), np.int8(UNKNOWN), np.where(held, np.int8(YES), np.int8(NO)))


def _decided(treatment: Treatment, known: list[Known]) -> Known:
    (first, second), (good, bad) = treatment.pair, treatment.alone
    yes = np.int8(YES)
    parts = (
        *(known[place] for place in treatment.each),
        reduce(np.maximum, [known[place] for place in treatment.any_of]),
        yes - known[treatment.none_of],
        np.maximum(np.minimum(known[first], known[second]), np.minimum(known[good], yes - known[bad])),
    )
    return reduce(np.minimum, parts)


def answers(found: dict[str, Known]) -> list[Answer]:
    """The same, patient by patient."""
    rows = zip(*(column.tolist() for column in found.values()), strict=True)
    return [dict(zip(found, (VALUES[value] for value in row), strict=True)) for row in rows]
