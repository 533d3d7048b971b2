"""How the commands read and write: rules C1 to C10, on the functions themselves and once through manage.py."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.eligibility.cases import ALL_CASES, DATA
from treatments.eligibility import followups, jsonl, propose, validate, validate_procedures

HOUSE = Path(__file__).parents[2]
BARE = '{"format": "cantlie-case/1", "reference": "%s", "as_of": "2026-03-02"}'
A, B = (BARE % "A").encode(), (BARE % "B").encode()
BOM = b"\xef\xbb\xbf"

type Answered = tuple[int, list[str], list[str]]


@pytest.fixture
def run(tmp_path: Path) -> Callable[[bytes], Answered]:
    """Answer bytes as a file of cases: the exit code, the references answered, the lines of faults."""

    def answered(text: bytes) -> Answered:
        file, out, err = tmp_path / "cases", io.BytesIO(), io.StringIO()
        file.write_bytes(text)
        code = jsonl.run(str(file), validate=validate, answer=propose, out=out, err=err)
        return (
            code,
            [json.loads(line)["reference"] for line in out.getvalue().splitlines()],
            err.getvalue().splitlines(),
        )

    return answered


@pytest.mark.parametrize(
    "text",
    [
        A + b"\n" + B,
        A + b"\n\n   \n" + B + b"\n\n",
        b"[" + A + b"," + B + b"]",
        BOM + A + b"\r\n" + B + b"\r\n",
        b"\n" + BOM.replace(BOM, b"") + A + b"\n" + B,
        json.dumps([json.loads(A), json.loads(B)], indent=2).encode(),
        b"\n\n[\n" + A + b"\n,\n" + B + b"\n]\n",
    ],
)
def test_an_array_and_lines_are_answered_alike(run: Callable[[bytes], Answered], text: bytes) -> None:
    assert run(text) == (0, ["A", "B"], [])


@pytest.mark.parametrize(
    "text", [A, A + b"\n\n", BOM + A, b"\n\n" + A, json.dumps(json.loads(A), indent=4).encode(), b"[" + A + b"]"]
)
def test_one_object_is_one_record(run: Callable[[bytes], Answered], text: bytes) -> None:
    assert run(text) == (0, ["A"], [])


@pytest.mark.parametrize("text", [b"", b"\n \n", BOM, b"[]", b"[\n]\n"])
def test_nothing_is_answered_with_nothing(run: Callable[[bytes], Answered], text: bytes) -> None:
    assert run(text) == (0, [], [])


def test_the_invalid_cases_are_named_and_the_others_answered(run: Callable[[bytes], Answered]) -> None:
    code, references, faults = run((DATA / "worked" / "invalid.jsonl").read_bytes())
    assert (code, references) == (2, ["X01", "X06"])
    places = [fault.split(": ")[:2] for fault in faults]
    assert places == [
        ["line 2", "labs.albumin_g_l.value"],
        ["line 3", "lesion_count"],
        ["line 4", "tumor"],
        ["line 5", "heart.echo_date"],
    ]


def test_lines_are_counted_in_the_file_and_elements_in_the_array(run: Callable[[bytes], Answered]) -> None:
    bad = (BARE % "A").replace("}", ', "tumor": 1}').encode()
    assert run(A + b"\n\n" + bad)[2] == ["line 3: tumor: unknown key"]
    assert run(b"[" + A + b",\n\n\n" + bad + b"]")[2] == ["line 2: tumor: unknown key"]
    assert run(b"\n\n" + bad)[2] == ["line 1: tumor: unknown key"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"{", "line 1: : not JSON"),
        (b"{]\n" + A, "line 1: : not JSON"),
        (A + b"\n{", "line 2: : not JSON"),
        (A + b"\n\xff\xfe", "line 2: : not JSON"),
        (A + b"\n" + b"[" * 100_000, "line 2: : not JSON"),
        (A + b'\n{"note": 1' + b"0" * 5000 + b"}", "line 2: : not JSON"),
        (A + b"\n[]", "line 2: : "),
        (b"7", "line 1: : "),
        (A + b"\nnull", "line 2: : "),
        (b'[{"note": "x", "note": "y"}]', "line 1: note: the key stands twice"),
        (A + b'\n{"labs": {"inr": {"value": NaN}}}', "line 2: labs.inr.value: NaN is not a number"),
        (A + b'\n{"labs": {"inr": {"value": -Infinity}}}', "line 2: labs.inr.value: -Infinity is not a number"),
        (A + b'\n{"lesions": [{"label": "A", "label": "B"}]}', "line 2: lesions[0].label: the key stands twice"),
        (A + b'\n{"note": "\\ud800"}', "line 2: : not JSON"),
    ],
)
def test_what_is_no_json_for_us_is_one_fault(run: Callable[[bytes], Answered], text: bytes, fault: str) -> None:
    code, _references, faults = run(text)
    assert code == 2
    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_a_broken_first_line_does_not_take_the_others_with_it(run: Callable[[bytes], Answered]) -> None:
    for broken in (b"{", b'{"a": ', b"[", b'{"note": "', b"{]", b"x", b'{"a": 1,'):
        code, references, faults = run(broken + b"\n" + A + b"\n" + B + b"\n")
        assert (code, references) == (2, ["A", "B"]), broken
        assert faults[0].startswith("line 1: : ")


def test_a_value_over_many_lines_is_read_whole_however_it_is_broken() -> None:
    case = ALL_CASES["W03"]
    for text in (
        json.dumps(case, indent=1),
        json.dumps([case] * 3, indent=3),
        json.dumps(case, indent=2, separators=(" ,", " : ")),
    ):
        found = list(jsonl.records(text.encode().splitlines(keepends=True)))
        assert [record.value for record in found] == ([case] if text[0] == "{" else [case] * 3)


def test_all_faults_of_the_schema_are_named_together_then_those_of_the_meaning() -> None:
    wrong: dict[str, Any] = {
        "format": "cantlie-case/1",
        "as_of": "2026-13-01",
        "labs": {"inr": {"valu": 1, "date": "x"}},
        "lesions": [{}],
    }
    assert [fault.path for fault in validate(wrong)] == [
        "as_of",
        "labs.inr.date",
        "labs.inr.valu",
        "lesions[0].label",
        "reference",
    ]
    meant: dict[str, Any] = json.loads(A) | {
        "lesion_count": 1,
        "lesions": [{"label": "A", "near": ["none", "bowel"]}, {"label": "A"}],
        "liver": {"tumour_volume_ml": 900, "total_volume_ml": 800, "imaging_date": "2026-03-03"},
        "tumour": {"sstr_date": "2025-02-29"},
        "labs": {"inr": {"value": 1, "date": "2026-03-03"}},
        "earlier_treatments": [{"type": "tae", "date": "2026-02-30"}, {"type": "tae", "date": "2026-03-03"}],
        "intended": {"date": "2027-01-01"},
    }
    assert [fault.path for fault in validate(meant)] == [
        *("earlier_treatments[0].date", "earlier_treatments[1].date", "labs.inr.date", "lesion_count"),
        *("lesions[0].near", "lesions[1].label", "liver.imaging_date", "liver.tumour_volume_ml", "tumour.sstr_date"),
    ]


def test_a_day_that_does_not_exist_is_a_fault() -> None:
    assert [fault.path for fault in validate(json.loads(A) | {"as_of": "2026-02-30"})] == ["as_of"]
    assert [fault.path for fault in validate(json.loads(A) | {"intended": {"date": "2026-02-30"}})] == ["intended.date"]


def test_a_fault_repeats_numbers_but_never_text() -> None:
    number = validate(json.loads(A) | {"labs": {"inr": {"value": Decimal("0.2")}}})
    assert "0.2" in number[0].reason
    for text in (
        {"reference": "19400620-0000"},
        {"note": "x" * 5000},
        {"tumour": {"grade": "Anna"}},
        {"as_of": "Anna"},
        {"tumour": "Anna"},
    ):
        faults = validate(json.loads(A) | text)
        assert len(faults) == 1
        assert not any(word in faults[0].reason for word in ("19400620", "xxx", "Anna"))


def test_a_fault_is_one_line_whatever_the_key(run: Callable[[bytes], Answered]) -> None:
    _code, _references, faults = run((BARE % "A").replace("}", ', "a\\nb\\u2028c": 1}').encode())
    assert faults == ["line 1: a\\u000ab\\u2028c: unknown key"]


def test_numbers_are_the_decimals_they_are_written_as(run: Callable[[bytes], Answered], tmp_path: Path) -> None:
    written = (BARE % "A").replace(
        "}", ', "largest_lesion_mm": 29.9999999999999999999, "liver": {"tumour_burden_percent": 42.10}}'
    )
    record = next(iter(jsonl.records([written.encode()])))
    proposal = propose(record.value)
    rows = {row["id"]: row for modality in proposal["modalities"] for row in modality["criteria"]}
    assert rows["ABL-2"]["result"] == "met"
    assert (
        '"liver.tumour_burden_percent":42.1,' in jsonl.written(proposal).decode()
        or '"liver.tumour_burden_percent":42.1}' in jsonl.written(proposal).decode()
    )


def test_lines_are_answered_as_they_come() -> None:
    """A stream without end: whoever read it all first would never return."""

    def endless() -> Iterator[bytes]:
        while True:
            yield A + b"\n"

    found = jsonl.records(endless())
    assert [next(found).line for _ in range(1000)] == list(range(1, 1001))

    def endless_after_a_broken_line() -> Iterator[bytes]:
        yield b'{"a": \n'
        yield from endless()

    found = jsonl.records(endless_after_a_broken_line())
    assert [bool(next(found).faults) for _ in range(3)] == [True, False, False]


def test_follow_ups_keep_the_same_rules(tmp_path: Path) -> None:
    record = {"format": "cantlie-procedures/1", "reference": "A", "procedures": []}
    file, out, err = tmp_path / "procedures", io.BytesIO(), io.StringIO()
    file.write_text(json.dumps(record) + "\n" + json.dumps(record | {"procedures": None}))
    assert jsonl.run(str(file), validate=validate_procedures, answer=followups, out=out, err=err) == 2
    assert json.loads(out.getvalue()) == {"format": "cantlie-followups/1", "reference": "A", "tasks": []}
    assert err.getvalue().startswith("line 2: procedures: ")


def manage(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a command with nothing set but the path: no database, no settings."""
    path = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=HOUSE, input=given, capture_output=True, check=False, env=path
    )


def test_the_commands_run_with_nothing_set_and_answer_twice_alike() -> None:
    invalid = DATA / "worked" / "invalid.jsonl"
    first, again = manage("propose", str(invalid)), manage("propose", "-", given=invalid.read_bytes())
    assert first.returncode == again.returncode == 2
    assert first.stdout == again.stdout
    assert first.stderr == again.stderr
    assert first.stdout.count(b"\n") == 2
    assert "10⁹" in first.stdout.decode("utf-8")


def test_the_follow_up_command_answers() -> None:
    record = json.loads((DATA / "worked" / "W18-followups.json").read_text(encoding="utf-8"))
    answered = manage("followups", "-", given=json.dumps(record["input"]).encode())
    assert (answered.returncode, answered.stderr) == (0, b"")
    assert json.loads(answered.stdout) == record["expected"]


def test_a_file_that_is_not_there_is_said_so() -> None:
    missing = manage("propose", "nowhere.jsonl")
    assert missing.returncode == 1
    assert b"nowhere.jsonl" in missing.stderr
    assert missing.stdout == b""
