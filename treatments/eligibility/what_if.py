"""What other limits would do: every case judged by those that hold and by those supposed. Nothing is changed by looking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

import numpy as np
from numpy.typing import NDArray

from treatments.eligibility.cohort import BLOCK, VERDICTS, Cohort, judge
from treatments.eligibility.engine import Because, Outcome
from treatments.eligibility.facts import AGES, Facts
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.parameters import Limits

type Verdict = tuple[Outcome, Because | None]


@dataclass(frozen=True, slots=True)
class Change[K]:
    """One modality that would be another for one case."""

    case: K
    code: str
    now: Verdict
    supposed: Verdict


@dataclass(slots=True)
class Effect[K]:
    """What other limits would do to many cases."""

    cases: int = 0
    changes: list[Change[K]] = field(default_factory=list)
    moves: dict[str, NDArray[np.int64]] = field(  # by modality: how many, from each place of VERDICTS to each
        default_factory=lambda: {one.code: np.zeros((len(VERDICTS), len(VERDICTS)), np.int64) for one in MODALITIES}
    )

    @property
    def changed(self) -> list[K]:
        """The cases of which anything would change, once each, as they came."""
        return list(dict.fromkeys(change.case for change in self.changes))

    def counts(self, code: str, *, supposed: bool) -> dict[Outcome, int]:
        """How many cases have each outcome of one modality."""
        found: dict[Outcome, int] = dict.fromkeys((outcome for outcome, _because in VERDICTS), 0)
        for (outcome, _because), count in zip(VERDICTS, self.moves[code].sum(axis=int(not supposed)), strict=True):
            found[outcome] += int(count)
        return found


def what_if[K](cases: Iterable[tuple[K, Mapping[str, Any]]], now: Limits, supposed: Limits) -> Effect[K]:
    """Judge valid cantlie-case/1 by both limits, block by block; each comes with what it is known by."""
    effect: Effect[K] = Effect()
    for block in batched(cases, BLOCK, strict=False):
        keys = [key for key, _case in block]
        before, after = _judged([case for _key, case in block], now, supposed)
        effect.cases += len(keys)
        for code, moves in effect.moves.items():
            np.add.at(moves, (before[code], after[code]), 1)
            effect.changes += [
                Change(keys[place], code, VERDICTS[before[code][place]], VERDICTS[after[code][place]])
                for place in np.flatnonzero(before[code] != after[code])
            ]
    return effect


def _judged(
    cases: list[Mapping[str, Any]], now: Limits, supposed: Limits
) -> tuple[dict[str, NDArray[np.int32]], dict[str, NDArray[np.int32]]]:
    """By modality, the verdicts by either limits; what is known is worked out once where both let it count as current."""
    cohort = Cohort.of([Facts(case, now) for case in cases])
    if any(now(age) != supposed(age) for age in AGES):
        other = Cohort.of([Facts(case, supposed) for case in cases])
    else:
        other = Cohort(cohort.columns, cohort.size, supposed)
    return judge(cohort), judge(other)
