"""The WHO grade that follows from a report's own figures (clinical.md 3.1)."""

from types import SimpleNamespace
from typing import Any

import pytest

from patients.quantities import censored
from treatments.templatetags.who import who_grade


def report(ki67: str = "", mitoses: str = "", differentiation: str = "net", grade: str = "") -> Any:
    values: dict[str, Any] = {"differentiation": differentiation, "grade": grade}
    for name, text in (("ki67", ki67), ("mitoses", mitoses)):
        read = censored(text) if text else None
        values |= {f"{name}_low": read and read.low, f"{name}_high": read and read.high, f"{name}_printed": text}
    return SimpleNamespace(**values)


@pytest.mark.parametrize(
    ("ki67", "mitoses", "label"),
    [
        ("2", "1", "G1"),
        ("2.9", "1", "G1"),
        ("3", "1", "G2"),
        ("20", "1", "G2"),
        ("20.1", "1", "G3"),
        ("2", "2", "G2"),
        ("2", "21", "G3"),
        ("<3", "<2", "G1"),
        ("≤3", "1", "G1 – G2"),
        (">20", "1", "G3"),
        ("≥20", "1", "G2 – G3"),
        ("2-4", "1", "G1 – G2"),
        ("2-4", "5", "G2"),
    ],
)
def test_the_index_that_gives_the_higher_grade_wins(ki67: str, mitoses: str, label: str) -> None:
    assert who_grade(report(ki67, mitoses)).label == label


@pytest.mark.parametrize(
    ("ki67", "mitoses", "note"), [("8", "", "Ki-67 alone"), ("", "1", "mitoses alone"), ("", "", "no index given")]
)
def test_one_index_alone_is_marked(ki67: str, mitoses: str, note: str) -> None:
    assert who_grade(report(ki67, mitoses)).note == note


def test_a_carcinoma_has_no_number_and_a_mixed_tumour_no_grade_of_its_own() -> None:
    assert who_grade(report("80", "40", "nec")).label == ""
    assert "no number" in who_grade(report("80", "40", "nec", "g3")).contradiction
    assert who_grade(report("80", "40", "minen", "g3")).contradiction == ""


def test_without_differentiation_a_high_index_may_be_either() -> None:
    assert who_grade(report("30", "10", "")).note == "differentiation not stated: NET G3 or NEC"


def test_the_lung_is_graded_otherwise() -> None:
    derived = who_grade(report("8", "3", grade="g1"), "lung")
    assert (derived.label, derived.contradiction) == ("", "")


@pytest.mark.parametrize(
    ("ki67", "mitoses", "grade", "says"),
    [
        ("8", "1", "g2", ""),
        ("8", "1", "g1", "Stated G1, but its own figures make it G2."),
        ("8", "1", "g3", "Stated G3, but its own figures make it G2."),
        ("8", "", "g1", "Stated G1, but its own figures make it G2."),
        ("2", "", "g2", "Stated G2; the only index given makes it G1."),
        ("2-4", "1", "g2", ""),
    ],
)
def test_a_stated_grade_is_held_against_the_figures(ki67: str, mitoses: str, grade: str, says: str) -> None:
    assert who_grade(report(ki67, mitoses, grade=grade)).contradiction == says
