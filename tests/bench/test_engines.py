"""What is compared must be the same: every engine answers as the reference does, and whatever does not ends the bench."""

import json
import re
from random import Random
from typing import Any

import pytest

from bench import cohort, columns, cql, engines, generated, planning, rule_set, stream, zen
from bench.ours import House
from bench.rows import NotMeasured
from bench.rule_set import Patient, RuleSet, patients
from treatments.eligibility.plan import plan, validate_for_plan

COUNT = 120
UNKNOWN: Patient = {f"f{place}": None for place in range(60)}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return rule_set.rule_set()


@pytest.fixture(scope="module")
def asked(rules: RuleSet) -> list[Patient]:
    """Random patients, and one of whom nothing is known."""
    return [*patients(rules, COUNT), UNKNOWN]


def test_the_rules_are_of_the_size_and_shape_that_is_compared(rules: RuleSet, asked: list[Patient]) -> None:
    assert len(rules.names) == 66
    assert [test.sign for test in rules.tests[:5]] == ["<=", "<", "is", ">=", "<="]
    for one in rules.treatments:
        assert len(one.each) == 8
        assert len(set(one.criteria)) == len(one.criteria) == 16
    missing = sum(value is None for patient in asked[:-1] for value in patient.values()) / COUNT / 60
    assert 0.13 < missing < 0.17


def test_every_treatment_is_refused_offered_and_unknown_for_some(rules: RuleSet) -> None:
    found = [rules.answer(one) for one in patients(rules, 1000)]
    for place in range(6):
        assert {one[f"v{place}"] for one in found} == {True, False, None}


def test_unknown_is_decided_only_by_what_decides_alone(rules: RuleSet) -> None:
    treatment = rules.treatments[0]
    needed = treatment.each[0]
    assert set(rules.answer(UNKNOWN).values()) == {None}
    refused = UNKNOWN | {f"f{needed}": False if rules.tests[needed].sign == "is" else 50}
    refused[f"f{needed}"] = _worst(rules, needed)
    assert rules.answer(refused)["v0"] is False
    assert rules.answer(UNKNOWN | {f"f{treatment.any_of[0]}": _worst(rules, treatment.any_of[0])})["v0"] is None


def _worst(rules: RuleSet, place: int) -> int | bool:
    return {"<=": 101, "<": 101, "is": False, ">=": -1}[rules.tests[place].sign]


def test_ours_zen_and_the_floors_answer_as_the_reference(rules: RuleSet, asked: list[Patient]) -> None:
    expected = [rules.answer(one) for one in asked]
    house, decision, flat = House(rules), zen.decision(rules), columns.columns(asked)
    assert [house.answer(house.judge(house.told(one))) for one in asked] == expected
    assert [zen.answer(decision.evaluate(one)) for one in asked] == expected
    assert list(map(generated.compiled(rules), asked)) == expected
    assert columns.answers(columns.judged(rules, flat)) == expected
    assert columns.answers(house.known(house.judge_all(flat))) == expected
    assert columns.patients(rules, flat) == asked


def test_each_of_our_rows_explains_itself(rules: RuleSet, asked: list[Patient]) -> None:
    house = House(rules)
    told = house.told(asked[0])
    rows = [row for verdict in house.judge(told).values() for row in verdict.rows]
    assert {row.id for row in rows} >= {f"c{place}" for place in range(60)} | {"v0-any", "v0-not", "v0-or"}
    assert house.explain(told) == [(row.answer, row.facts, row.threshold, row.sources) for row in rows]
    for row in rows:
        assert row.facts == {path: told.get(path) for path in row.criterion.paths}
        assert row.threshold
        assert row.sources == ("local setting",)
        assert (row.result == "unknown") == bool(row.missing)


def test_an_engine_that_differs_ends_the_bench(rules: RuleSet, asked: list[Patient]) -> None:
    expected = [rules.answer(one) for one in asked]
    wrong = [*expected[:-1], expected[-1] | {"v3": False}]
    with pytest.raises(RuntimeError, match=f"it answers patient {COUNT} otherwise than the reference: v3"):
        rule_set.agree("it", expected, wrong)
    with pytest.raises(ValueError, match="shorter"):
        rule_set.agree("it", expected, expected[:-1])


def test_without_node_the_peer_is_named_and_the_others_are_measured(
    rules: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.cql.shutil.which", {}.get)
    monkeypatch.setattr(engines, "PATIENTS", 20)
    monkeypatch.setattr(engines, "ROUNDS", 2)
    *found, absent = engines.measure()
    assert [one.id for one in found] == ["propose.vs_zen", "propose.vs_generated"]
    assert absent == NotMeasured("propose.vs_cql", "there is no node with npm on this machine")


def test_the_elm_library_defines_every_name_with_two_operands_each(rules: RuleSet) -> None:
    statements = cql.library(rules)["library"]["statements"]["def"]
    assert [one["name"] for one in statements] == ["Patient", *rules.names]
    joined = re.findall(r'"type": "(?:And|Or)"', json.dumps(statements))
    assert len(joined) == 6 * (10 + 2 + 3)
    assert cql.name() == "cql-execution 3.3.2"


def test_the_cohort_is_compared_case_by_case(monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = cohort.measure(cases=3000, rounds=2)
    assert row.id == "cohort.vs_numpy"
    monkeypatch.setattr(columns, "judged", _never(columns.judged))
    with pytest.raises(RuntimeError, match="v2 is not the same in every case"):
        cohort.measure(cases=100, rounds=1)


def _never(judged: Any) -> Any:
    """Numpy as it would be if no treatment were ever offered."""
    return lambda rules, told: judged(rules, told) | {"v2": judged(rules, told)["v2"] * 0}


def test_the_cases_that_are_planned_can_be_planned() -> None:
    asked = planning.case(Random(5))
    assert len(asked["lesions"]) == 40
    assert validate_for_plan(asked) == []
    assert plan(asked)["plans"]
    assert asked == planning.case(Random(5))


def test_a_short_stream_is_answered_whole_and_its_memory_read() -> None:
    found = stream.run(40)
    assert 20 < found.peak_mb < 500
    assert found.lines_per_second > 1
