"""The table of clinical.md 2.15, cell by cell, and what makes a cell otherwise for one patient."""

import re

import pytest

from tests.eligibility.cases import empty
from treatments.eligibility.checklist import ITEMS, checklists
from treatments.eligibility.facts import Facts
from treatments.eligibility.modality import Preparation as Column

M, A, LOCAL, NONE = "mandatory", "advised", "local", "not-needed"
COLUMNS: tuple[Column, ...] = ("surgery", "ablation", "embolisation", "radioembolisation", "prrt")
SMALL_BOWEL = {"primary_site": "small-bowel", "functional": "refractory", "syndrome": "carcinoid"}
# 2.15 for a small-bowel tumour with carcinoid syndrome and normal bile ducts; the rest of the table below.
TABLE = {
    "octreotide": (A, A, M, M, A),
    "antibiotics": (LOCAL, LOCAL, M, M, NONE),
    "extended-antibiotics": (NONE, NONE, NONE, NONE, NONE),
    "general-anaesthesia": (M, M, NONE, NONE, NONE),
    "heart-work-up": (M, A, A, A, A),
    "coagulation-plan": (M, M, M, M, A),
    "renal-contrast-metformin": (A, A, M, M, M),
    "recent-imaging": (M, M, M, M, A),
    "mapping-angiography": (NONE, NONE, NONE, M, NONE),
    "stop-long-acting-ssa": (NONE, NONE, NONE, NONE, M),
    "consider-cholecystectomy": (A, NONE, NONE, NONE, NONE),
    "consent": (M, M, M, M, M),
}


def column(item: str, *, biliary: str | None = "normal", **tumour: str) -> tuple[str, ...]:
    case = empty(tumour=tumour or SMALL_BOWEL, liver={"biliary": biliary} if biliary else {})
    found = checklists(Facts(case), {name: name for name in COLUMNS})
    return tuple(next(one.status for one in found[name] if one.item == item) for name in COLUMNS)


@pytest.mark.parametrize("item", TABLE)
def test_a_line_of_the_table_is_as_the_knowledge_base_says(item: str) -> None:
    assert column(item) == TABLE[item]


def test_the_table_has_every_item() -> None:
    assert [item.code for item in ITEMS] == list(TABLE)


@pytest.mark.parametrize(
    "tumour",
    [
        {"primary_site": "small-bowel", "functional": "none"},
        {"primary_site": "unknown", "functional": "none"},
        {"primary_site": "lung", "functional": "controlled"},
    ],
)
def test_octreotide_is_for_a_small_bowel_or_unknown_primary_and_for_a_functioning_carcinoid(
    tumour: dict[str, str],
) -> None:
    assert column("octreotide", **tumour) == (A, A, M, M, A)


def test_octreotide_is_not_needed_for_others_and_unknown_is_not_no() -> None:
    assert set(column("octreotide", primary_site="pancreas", functional="none")) == {NONE}
    assert set(column("octreotide", primary_site="pancreas", functional="refractory", syndrome="gastrin")) == {NONE}
    assert set(column("octreotide", primary_site="pancreas")) == {"unknown"}
    assert set(column("octreotide", functional="none")) == {"unknown"}


@pytest.mark.parametrize("biliary", ["sphincterotomy", "stent", "dilatation", "obstruction", "anastomosis"])
def test_changed_bile_ducts_make_antibiotics_a_must_for_ablation(biliary: str) -> None:
    assert column("antibiotics", biliary=biliary) == (LOCAL, M, M, M, NONE)


def test_longer_antibiotics_are_for_an_anastomosis_and_asked_where_the_ducts_are_not_described() -> None:
    assert column("extended-antibiotics", biliary="anastomosis") == (NONE, M, M, A, NONE)
    assert column("extended-antibiotics", biliary=None) == (NONE, "unknown", "unknown", "unknown", NONE)


def test_the_heart_is_worked_up_in_a_carcinoid_syndrome() -> None:
    assert set(column("heart-work-up", primary_site="pancreas", functional="none")) == {NONE}
    assert set(column("heart-work-up", primary_site="pancreas")) == {"unknown"}


def test_no_item_names_a_dose() -> None:
    for item in ITEMS:
        assert not re.search(r"\d\s*(µg|mg|mL|g|h)\b", item.says + item.because)
