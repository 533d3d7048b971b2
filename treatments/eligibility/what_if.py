"""What other limits would do: every case judged by those that hold and by those supposed. Nothing is changed by looking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from treatments.eligibility.cohort import BLOCK, VERDICTS, Cohort, judge
from treatments.eligibility.engine import Outcome
from treatments.eligibility.facts import AGES, Facts
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.parameters import Limits

type Places = NDArray[np.int64]

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome.__value__)
OUTCOME = np.array([OUTCOMES.index(outcome) for outcome, _because in VERDICTS])  # by the place of a verdict


@dataclass(frozen=True, slots=True)
class Change[K]:
    """One modality that would come out otherwise for one case."""

    case: K
    code: str
    now: Outcome
    supposed: Outcome


@dataclass(slots=True)
class Effect[K]:
    """What other limits would do to many cases."""

    cases: int = 0
    changes: list[Change[K]] = field(default_factory=list)
    moves: dict[str, Places] = field(  # by modality: how many, from each outcome to each
        default_factory=lambda: {one.code: np.zeros((len(OUTCOMES), len(OUTCOMES)), np.int64) for one in MODALITIES}
    )

    @property
    def changed(self) -> list[K]:
        """The cases of which anything would change, once each."""
        return list(dict.fromkeys(change.case for change in self.changes))

    def counts(self, code: str, *, supposed: bool) -> dict[Outcome, int]:
        """How many cases have each outcome of one modality."""
        counts = self.moves[code].sum(axis=0 if supposed else 1)
        return {outcome: int(count) for outcome, count in zip(OUTCOMES, counts, strict=True)}


def what_if[K](cases: Iterable[tuple[K, Mapping[str, Any]]], now: Limits, supposed: Limits) -> Effect[K]:
    """Judge valid cantlie-case/1 by both limits, block by block; each comes with what it is known by."""
    effect: Effect[K] = Effect()
    for block in batched(cases, BLOCK, strict=False):
        keys = [key for key, _case in block]
        effect.cases += len(keys)
        for code, before, after in _judged([case for _key, case in block], now, supposed):
            np.add.at(effect.moves[code], (before, after), 1)
            effect.changes += [
                Change(keys[place], code, OUTCOMES[before[place]], OUTCOMES[after[place]])
                for place in np.flatnonzero(before != after)
            ]
    return effect


def _judged(cases: list[Mapping[str, Any]], now: Limits, supposed: Limits) -> Iterable[tuple[str, Places, Places]]:
    """Each modality with its outcomes by either limits; the facts are read once, where both hold the same for current."""
    cohort = Cohort.of([Facts(case, now) for case in cases])
    if any(now(age) != supposed(age) for age in AGES):
        other = Cohort.of([Facts(case, supposed) for case in cases])
    else:
        other = Cohort(cohort.columns, cohort.size, supposed)
    before, after = judge(cohort), judge(other)
    return ((code, OUTCOME[before[code]], OUTCOME[after[code]]) for code in before)
