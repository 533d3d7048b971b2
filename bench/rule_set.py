"""The rules every engine is compared by, and the patients: made up, of three values, the same each time.

A quarter each of the criteria is `<=`, `<`, `is true` and `>=`, each on a fact of its own; 15 % of the facts are missing. A
treatment needs some criteria, one of three, not another, and either two together or one without another. What is needed holds for
most patients and what must not be for few; otherwise nearly every answer would be no, and known at the first look. The answer to
a patient is the value of every criterion and every treatment by Kleene's logic: true, false, or None for unknown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import ge, is_, le, lt
from random import Random
from typing import Any

type Patient = dict[str, int | bool | None]
type Answer = dict[str, bool | None]

SIGNS: dict[str, Callable[[Any, Any], bool]] = {"<=": le, "<": lt, "is": is_, ">=": ge}
MISSING = 0.15
NO, UNKNOWN, YES = range(3)
VALUES = (False, None, True)


@dataclass(frozen=True, slots=True)
class Test:
    """One criterion: a sign, and the number, or true, that the fact is held against."""

    sign: str
    limit: int | bool
    holds: float  # for which share of those told


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one treatment needs, as places of criteria."""

    each: tuple[int, ...]
    any_of: tuple[int, int, int]
    none_of: int
    pair: tuple[int, int]  # both; or
    alone: tuple[int, int]  # the first without the second

    @property
    def criteria(self) -> tuple[int, ...]:
        return (*self.each, *self.any_of, self.none_of, *self.pair, *self.alone)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Criteria, and the treatments made of them."""

    tests: tuple[Test, ...]
    treatments: tuple[Treatment, ...]

    @property
    def names(self) -> list[str]:
        """What an answer tells, in order."""
        return [*(f"c{n}" for n in range(len(self.tests))), *(f"v{n}" for n in range(len(self.treatments)))]

    def answer(self, patient: Patient) -> Answer:
        """The reference: AND is the least, OR the greatest, NOT the mirrored place among no, unknown, yes."""
        known = [_tested(test, patient[f"f{place}"]) for place, test in enumerate(self.tests)]
        decided = [_decided(treatment, known) for treatment in self.treatments]
        return dict(zip(self.names, (VALUES[value] for value in (*known, *decided)), strict=True))


def _tested(test: Test, value: int | bool | None) -> int:
    return UNKNOWN if value is None else YES if SIGNS[test.sign](value, test.limit) else NO


def _decided(treatment: Treatment, known: list[int]) -> int:
    (first, second), (good, bad) = treatment.pair, treatment.alone
    return min(
        *(known[place] for place in treatment.each),
        max(known[place] for place in treatment.any_of),
        YES - known[treatment.none_of],
        max(min(known[first], known[second]), min(known[good], YES - known[bad])),
    )


def seeded(seed: int) -> Random:
    """Chance that is the same in every run."""
    return Random(seed)  # noqa: S311 - nothing here is a secret


def rule_set(criteria: int = 60, treatments: int = 6) -> RuleSet:
    """Rules of that size, the same each time."""
    random = seeded(1)
    tests = tuple(_test(random, place) for place in range(criteria))
    return RuleSet(tests, tuple(_treatment(random, tests) for _one in range(treatments)))


def _test(random: Random, place: int) -> Test:
    """Every fourth round of signs holds seldom."""
    sign = list(SIGNS)[place % 4]
    share = random.randint(3, 15)
    holds = share if place // 4 % 4 == 3 else 100 - share
    return Test(sign, True if sign == "is" else 100 - holds if sign == ">=" else holds, holds / 100)


def _treatment(random: Random, tests: tuple[Test, ...]) -> Treatment:
    often, seldom = (
        [place for place, test in enumerate(tests) if (test.holds > 0.5) is kind] for kind in (True, False)
    )
    needed = max(4, len(tests) // 6) - 2
    a, b, c, one, two, good, *each = random.sample(often, needed + 6)
    no, bad = random.sample(seldom, 2)
    return Treatment(tuple(each), (a, b, c), no, (one, two), (good, bad))


def patients(rules: RuleSet, count: int) -> list[Patient]:
    """So many random patients, the same each time."""
    random = seeded(2)
    return [{f"f{place}": _fact(random, test) for place, test in enumerate(rules.tests)} for _one in range(count)]


def _fact(random: Random, test: Test) -> int | bool | None:
    if random.random() < MISSING:
        return None
    return random.random() < test.holds if test.sign == "is" else random.randint(0, 100)


def agree(name: str, expected: Iterable[Answer], found: Iterable[Answer]) -> int:
    """How many answers there were; one that differs from the reference is the end of the bench."""
    count = 0
    for one, other in zip(expected, found, strict=True):
        if one != other:
            wrong = [key for key in one if one[key] is not other.get(key)]
            raise RuntimeError(f"{name} answers patient {count} otherwise than the reference: {', '.join(wrong)}")
        count += 1
    return count
