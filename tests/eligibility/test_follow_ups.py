"""The controls after a procedure: counted by the calendar, superseded by territory. Decisions F1 to F14."""

from datetime import date
from typing import Any

import pytest

from tests.eligibility.cases import WORKED
from treatments.eligibility import MODALITIES, followups, segments_of, validate_procedures, windows
from treatments.eligibility.dates import Span, add_months, days, months, weeks
from treatments.eligibility.validation import shape_faults

EXAMPLES = {name: worked for name, worked in WORKED.items() if name.endswith("-followups")}
TYPES = (
    *("resection", "resection-ablation", "debulking", "two-stage", "pve", "ablation", "stereotactic-ablation"),
    *("tae", "ctace", "deb-tace", "tare", "sbrt", "prrt", "surveillance"),
)


def procedure(name: str, performed: str, **facts: Any) -> dict[str, Any]:
    """One procedure, an embolisation unless said otherwise."""
    return {"id": name, "type": "tae", "performed": performed, "territory": None, "response": None} | facts


def tasks(*procedures: dict[str, Any], as_of: str | None = None) -> list[dict[str, Any]]:
    """The tasks of these procedures; every answer keeps the format."""
    record = {"format": "cantlie-procedures/1", "reference": "T1", "procedures": list(procedures)}
    record |= {"as_of": as_of} if as_of else {}
    assert validate_procedures(record) == []
    answer = followups(record)
    assert shape_faults(answer, "followup", "output") == []
    return list(answer["tasks"])


def superseded(*procedures: dict[str, Any], as_of: str | None = None) -> dict[str, str | None]:
    """By which procedure the first task of each is superseded."""
    return {task["procedure_id"]: task["superseded_by"] for task in tasks(*procedures, as_of=as_of)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_example_is_answered_to_the_letter(name: str) -> None:
    assert followups(EXAMPLES[name]["input"]) == EXAMPLES[name]["expected"]


@pytest.mark.parametrize(
    ("day", "number", "then"),
    [
        ("2025-01-31", 3, "2025-04-30"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-01-31", -14, "2023-11-30"),
    ],
)
def test_a_month_ends_where_the_month_ends(day: str, number: int, then: str) -> None:
    assert add_months(date.fromisoformat(day), number).isoformat() == then


def test_months_are_counted_before_weeks() -> None:
    assert (months(6) - weeks(4)).after(date(2025, 1, 31)) == date(2025, 7, 3)
    assert (months(1) + days(1)).after(date(2025, 1, 31)) == date(2025, 3, 1)
    assert months(1).before(date(2025, 3, 31)) == date(2025, 2, 28)
    assert months(6) - weeks(4) == Span(months=6, days=-28)


def test_every_type_of_the_format_has_its_windows() -> None:
    codes = {kind: [window.code for window in windows(kind)] for kind in TYPES}
    assert codes["two-stage"] == ["surgery-a", "surgery-b", "surgery-c"]
    assert codes["tare"] == ["arterial-control", "arterial-repeat"]
    assert codes["pve"] == ["pve-volumetry"]
    assert codes["prrt"] == []
    assert {modality.code for modality in MODALITIES} <= {
        *TYPES,
        "transplantation",
        "ssa",
        "everolimus",
        "captem",
        "sunitinib",
        "chemotherapy",
    }


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("surveillance", ("2025-04-10", "2025-07-10", "2025-08-07", ["local-setting"])),
        ("pve", ("2025-01-31", "2025-02-07", "2025-02-21", ["local-setting"])),
        ("ablation", ("2025-02-07", "2025-02-21", "2025-03-07", ["V:wang2013"])),
        ("stereotactic-ablation", ("2025-02-07", "2025-02-21", "2025-03-07", ["V:wang2013"])),
        ("sbrt", ("2025-03-10", "2025-03-10", "2025-04-10", ["V:stintzing2019"])),
        ("deb-tace", ("2025-02-21", "2025-02-21", "2025-03-07", ["001-34", "001-35"])),
        ("debulking", ("2025-04-10", "2025-04-10", "2025-07-10", ["001-37"])),
    ],
)
def test_the_first_control_opens_falls_due_and_is_overdue(kind: str, first: tuple[str, str, str, list[str]]) -> None:
    task = tasks(procedure("p", "2025-01-10", type=kind))[0]
    assert (task["opens"], task["due"], task["overdue_after"], task["sources"]) == first


def test_a_repeat_is_decided_only_for_a_responder() -> None:
    for response in ("stable", "progressing", None):
        assert [task["code"] for task in tasks(procedure("p", "2025-01-10", response=response))] == ["arterial-control"]
    assert len(tasks(procedure("p", "2025-01-10", response="responding"))) == 2
    assert len(tasks(procedure("p", "2025-01-10", type="sbrt", response="responding"))) == 1


def test_a_later_procedure_on_the_same_segments_supersedes() -> None:
    first, later = (
        procedure("a", "2025-01-10", territory="right"),
        procedure("b", "2025-02-10", territory={"segments": ["8"]}),
    )
    assert superseded(first, later) == {"a": "b", "b": None}
    assert superseded(later, first) == {"b": None, "a": "b"}
    kept = tasks(first, later)
    assert [task["state"] for task in kept] == ["superseded", "open"]
    assert kept[0]["due"] == "2025-02-21"


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("left", "right", False),
        ("whole", "left", True),
        ("whole", {"segments": ["1"]}, True),
        ("left", {"segments": ["1"]}, False),
        ({"segments": ["1"]}, {"segments": ["1"]}, True),
        ("whole", None, False),
        (None, None, False),
        ({"segments": ["4a"]}, {"segments": ["4b"]}, False),
    ],
)
def test_territories_overlap_when_they_share_a_segment(one: Any, other: Any, *, overlap: bool) -> None:
    found = superseded(procedure("a", "2025-01-10", territory=one), procedure("b", "2025-01-11", territory=other))
    assert found["a"] == ("b" if overlap else None)


def test_on_the_same_day_nothing_supersedes() -> None:
    same = [procedure(name, "2025-01-10", territory="whole") for name in "ab"]
    assert superseded(*same) == {"a": None, "b": None}


def test_the_earliest_later_procedure_supersedes_and_of_one_day_the_first_listed() -> None:
    chain = [
        procedure(name, day, territory="left")
        for name, day in (("a", "2025-01-10"), ("d", "2025-03-01"), ("b", "2025-02-01"), ("c", "2025-02-01"))
    ]
    assert superseded(*chain) == {"a": "b", "b": "d", "c": "d", "d": None}


def test_prrt_and_surveillance_have_no_territory() -> None:
    watched = procedure("a", "2025-01-10", type="surveillance", territory="whole")
    assert superseded(watched, procedure("b", "2025-02-10", territory="whole"))["a"] is None
    treated = procedure("a", "2025-01-10", territory="whole")
    assert superseded(treated, procedure("b", "2025-02-10", type="prrt", territory="whole"))["a"] is None


def test_what_comes_after_the_day_is_left_out_altogether() -> None:
    first, later = procedure("a", "2025-01-10", territory="left"), procedure("b", "2025-02-10", territory="left")
    assert superseded(first, later, as_of="2025-02-09") == {"a": None}
    assert superseded(first, later, as_of="2025-02-10") == {"a": "b", "b": None}


def test_faults_only_the_meaning_shows_are_named_together() -> None:
    twice = [procedure("a", "2025-02-29"), procedure("a", "2025-01-10")]
    record = {"format": "cantlie-procedures/1", "reference": "T1", "as_of": "2025-04-31", "procedures": twice}
    assert [fault.path for fault in validate_procedures(record)] == [
        "as_of",
        "procedures[0].performed",
        "procedures[1].id",
    ]


def test_a_fault_inside_a_territory_is_named_at_the_territory() -> None:
    wrong = procedure("a", "2025-01-10", territory={"segments": ["9"]})
    record = {"format": "cantlie-procedures/1", "reference": "T1", "procedures": [wrong]}
    assert [fault.path for fault in validate_procedures(record)] == ["procedures[0].territory"]


def test_a_territory_is_a_set_of_segments() -> None:
    assert segments_of("right") == {"5", "6", "7", "8"}
    assert segments_of("whole-liver") == segments_of("whole")
    assert len(segments_of("whole")) == 9
    assert segments_of("segments", ["1", "4a"]) == {"1", "4a"}
    assert segments_of(None) == segments_of("") == segments_of("segments") == frozenset()
