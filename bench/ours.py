"""The rule set as rules of the house, judged by the product's own evaluators: for one patient, and for a cohort."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bench.columns import Column, Known
from bench.rule_set import VALUES, Answer, Patient, RuleSet, Test, Treatment
from treatments.eligibility.asks import AtLeast, AtMost, Below, Measured, Yes, asking
from treatments.eligibility.cohort import RISING, VERDICTS, Cohort, judge
from treatments.eligibility.columns import Name, Numbers, Words
from treatments.eligibility.criteria import MET, NOT_MET, Ask, Criterion, Gate, Hard, missing
from treatments.eligibility.criteria import Answer as Said
from treatments.eligibility.engine import Asked, Row, Verdict, judged
from treatments.eligibility.facts import Facts
from treatments.eligibility.logic import both, contrary, either
from treatments.eligibility.modality import Intent, Modality
from treatments.eligibility.parameters import HOUSE, Band

BARE = Facts({"format": "cantlie-case/1", "reference": "bench", "as_of": "2026-03-02"})
MEASURED: dict[str, type[Measured]] = {"<=": AtMost, "<": Below, ">=": AtLeast}
RESULTS = {"met": True, "not-met": False, "unknown": None}
OUTCOMES = {"eligible": True, "not-eligible": False, "cannot-tell": None}

OF_RANK = np.array([VALUES.index(RESULTS.get(answer.result)) for answer in RISING], np.int8)
OF_VERDICT = np.array([VALUES.index(OUTCOMES.get(outcome)) for outcome, _because in VERDICTS], np.int8)

type Judged = tuple[dict[str, Any], dict[str, Any]]  # ranks and verdicts, by name
type Truth = Callable[[Facts], bool | None]


class House:
    """A modality for each treatment, and one that shows the criteria no treatment shows as a row of their own."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._asks = [_ask(place, test) for place, test in enumerate(rules.tests)]
        self._known = [_known(place, test) for place, test in enumerate(rules.tests)]
        self.criteria = [
            Hard(f"c{place}", ask, says="A fact is as it should be", source="P") for place, ask in enumerate(self._asks)
        ]
        shown = {place for treatment in rules.treatments for place in treatment.each}
        beside = [
            Gate(f"c{place}", ask, says="A fact is as it should be", source="P")
            for place, ask in enumerate(self._asks)
            if place not in shown
        ]
        self.modalities = (
            *(self._modality(f"v{place}", treatment) for place, treatment in enumerate(rules.treatments)),
            _made("beside", beside),
        )

    # The rules

    def _modality(self, code: str, treatment: Treatment) -> Modality:
        a, b, c = (self._known[place] for place in treatment.any_of)
        no = self._known[treatment.none_of]
        one, two = (self._known[place] for place in treatment.pair)
        good, bad = (self._known[place] for place in treatment.alone)
        composed = (
            self._row(f"{code}-any", treatment.any_of, lambda facts: either(a(facts), b(facts), c(facts))),
            self._row(f"{code}-not", (treatment.none_of,), lambda facts: contrary(no(facts))),
            self._row(
                f"{code}-or",
                (*treatment.pair, *treatment.alone),
                lambda facts: either(both(one(facts), two(facts)), both(good(facts), contrary(bad(facts)))),
            ),
        )
        return _made(code, [*(self.criteria[place] for place in treatment.each), *composed])

    def _row(self, row_id: str, places: tuple[int, ...], known: Truth) -> Criterion:
        paths = tuple(_path(place) for place in places)
        bands = tuple(_band(place, self.rules.tests[place]) for place in places)

        @asking(*paths, bands=bands, met="as it should be", not_met="otherwise")
        def answered(facts: Facts) -> Said:
            said = known(facts)
            return missing(*facts.untold(*paths)) if said is None else MET if said else NOT_MET

        return Hard(row_id, answered, says="Several facts together are as they should be", source="P")

    # One patient

    def told(self, patient: Patient) -> dict[str, Any]:
        """The facts somebody told, by their paths."""
        return {_path(int(name[1:])): value for name, value in patient.items() if value is not None}

    def judge(self, told: dict[str, Any]) -> dict[str, Verdict]:
        """Every modality with its rows, each with the facts it used, its threshold and its sources."""
        facts = BARE.supposing(told)
        asked: Asked = {}
        for modality in self.modalities:
            facts.settle(judged(modality, facts, asked))
        return facts.verdicts

    def explain(self, told: dict[str, Any]) -> list[tuple[Said, dict[str, Any], str | None, tuple[str, ...]]]:
        """Everything a screen or a proposal reads: of each row the answer, the facts it used, its threshold and sources."""
        rows = (row for verdict in self.judge(told).values() for row in verdict.rows)
        return [(row.answer, row.facts, row.threshold, row.sources) for row in rows]

    def answer(self, verdicts: dict[str, Verdict]) -> Answer:
        """What was judged, as the other engines tell it."""
        rows: dict[str, Row] = {row.id: row for verdict in verdicts.values() for row in verdict.rows}
        return {
            name: OUTCOMES[verdicts[name].outcome] if name in verdicts else RESULTS[rows[name].result]
            for name in self.rules.names
        }

    # A cohort

    def judge_all(self, told: list[Column]) -> Judged:
        """The rank of every criterion and the verdict on every treatment, in every case."""
        cohort = Cohort(Told(self.rules, told), len(told[0]), HOUSE)
        verdicts = judge(cohort, self.modalities)
        return {row.id: cohort.ranks(row) for row in self.criteria}, {
            name: places for name, places in verdicts.items() if name in self.rules.names
        }

    def known(self, found: Judged) -> dict[str, Known]:
        """The same as numpy tells it: NO, UNKNOWN or YES of every case."""
        ranks, verdicts = found
        rows = {name: OF_RANK[of_each] for name, of_each in ranks.items()}
        return rows | {name: OF_VERDICT[places] for name, places in verdicts.items()}


def _made(code: str, criteria: Sequence[Criterion]) -> Modality:
    return Modality(code, code.upper(), code, 1, _for_control, tuple(criteria))


def _for_control(facts: Facts, rows: tuple[Row, ...]) -> tuple[Intent, ...]:
    return ("disease-control",)


def _path(place: int) -> str:
    return f"bench.f{place}"


def _band(place: int, test: Test) -> Band:
    return Band(f"BENCH_{place}", int(test.limit), unit="units")


def _ask(place: int, test: Test) -> Ask:
    if test.sign == "is":
        return Yes(_path(place), otherwise=NOT_MET)
    return MEASURED[test.sign](_path(place), _band(place, test))


def _known(place: int, test: Test) -> Truth:
    """What a function of a rule reads of one fact."""
    path, band = _path(place), _band(place, test)

    def truth(facts: Facts) -> bool | None:
        value: bool | None = facts[path]
        return value

    def up_to(facts: Facts) -> bool | None:
        value = facts[path]
        return None if value is None else value <= facts.limits(band).met

    def under(facts: Facts) -> bool | None:
        value = facts[path]
        return None if value is None else value < facts.limits(band).met

    def at_least(facts: Facts) -> bool | None:
        value = facts[path]
        return None if value is None else value >= facts.limits(band).met

    return {"is": truth, "<=": up_to, "<": under, ">=": at_least}[test.sign]


class Told(dict[Name, Numbers | Words]):
    """The columns as a cohort reads them; nobody has told anything else."""

    def __init__(self, rules: RuleSet, told: list[Column]) -> None:
        super().__init__()
        self._size = len(told[0])
        for place, (test, column) in enumerate(zip(rules.tests, told, strict=True)):
            self["told", _path(place)] = _truths(column) if test.sign == "is" else Numbers(column, ~np.isnan(column))

    def __missing__(self, name: Name) -> Words:
        self[name] = words = Words(np.zeros(self._size, np.int32), [None])
        return words


def _truths(column: Column) -> Words:
    return Words(np.where(np.isnan(column), 2, column).astype(np.int32), [False, True, None])
