"""The worked cases of the knowledge base, every expectation of each; and that every answer keeps the format."""

import json

import pytest

from tests.eligibility.cases import ALL_CASES, DATA, EXPECTED, PUBLISHED, SHARED
from treatments.eligibility import propose, validate
from treatments.eligibility.validation import FORMATS, shape_faults

ASKED_OF_MODALITIES = ("outcome", "because", "missing", "reachable", "possible_from")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_worked_case_is_answered_as_the_knowledge_base_expects(name: str) -> None:
    expect, proposal = EXPECTED[name]["expect"], propose(EXPECTED[name]["case"])
    by_code = {modality["code"]: modality for modality in proposal["modalities"]}
    for asked in ASKED_OF_MODALITIES:
        expected = expect.get(asked, {})
        assert {code: by_code[code][asked] for code in expected} == expected
    if "ranking" in expect:
        assert proposal["ranking"] == expect["ranking"]
    for code, items in expect.get("checklist", {}).items():
        found = {item["item"]: item["status"] for item in proposal["checklist"][code]}
        assert {item: found[item] for item in items} == items


@pytest.mark.parametrize("name", ALL_CASES)
def test_every_case_we_have_is_valid_and_answered_in_the_format(name: str) -> None:
    assert validate(ALL_CASES[name]) == []
    proposal = json.loads(json.dumps(propose(ALL_CASES[name])))
    assert shape_faults(proposal, "proposal") == []


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_case_never_asks_for_what_it_already_tells(name: str) -> None:
    case = PUBLISHED[name]
    for modality in propose(case)["modalities"]:
        for path in modality["missing"]:
            section, _dot, key = path.partition(".")
            told = case.get(section)
            assert not (isinstance(told, dict) and told.get(key) is not None and section in {"fitness", "labs"})


def test_the_same_case_gives_the_same_bytes() -> None:
    for case in ALL_CASES.values():
        assert json.dumps(propose(case)) == json.dumps(propose(json.loads(json.dumps(case))))


def test_a_case_is_not_changed_by_being_assessed() -> None:
    for case in ALL_CASES.values():
        before = json.dumps(case)
        propose(case)
        assert json.dumps(case) == before


def test_a_null_means_the_same_as_nothing() -> None:
    bare = {"format": "cantlie-case/1", "reference": "T1", "as_of": "2026-03-02"}
    nulls = bare | dict.fromkeys(("tumour", "labs", "lesions", "surgery", "earlier_treatments", "lesion_count"))
    assert propose(bare) == propose(nulls) == propose(bare | {"tumour": {"grade": None}, "labs": {"inr": None}})


if SHARED.is_dir():

    @pytest.mark.parametrize(("copies", "originals"), [("worked", "cases"), ("published", "cases"), ("ids", "")])
    def test_our_copies_of_cases_and_numbers_are_the_shared_ones(copies: str, originals: str) -> None:
        ours, theirs = DATA / copies, SHARED / originals / copies
        names = {path.name for path in theirs.iterdir()}
        assert {path.name for path in ours.iterdir()} == names
        reworded = {"README.md"} if copies == "ids" else set()  # ours holds the licence as well
        assert not [name for name in names - reworded if (ours / name).read_bytes() != (theirs / name).read_bytes()]

    def test_our_copy_of_the_published_table_is_the_shared_one() -> None:
        name = "published_cases.json"
        assert (DATA / name).read_bytes() == (SHARED / "cases" / name).read_bytes()

    @pytest.mark.parametrize("name", ["case", "proposal", "followup", "plan"])
    def test_our_copies_of_the_formats_are_the_shared_ones(name: str) -> None:
        file = f"{name}.schema.json"
        assert (FORMATS / file).read_bytes() == (SHARED / "formats" / file).read_bytes()
