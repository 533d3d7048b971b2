"""What every modality and criterion owes: an id, words, a source, paths that exist; and the words for those paths."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from treatments.eligibility import MODALITIES, RULES_VERSION, label, missing_supplier
from treatments.eligibility.asks import OneOf, Outcomes
from treatments.eligibility.checklist import ITEMS
from treatments.eligibility.criteria import Criterion
from treatments.eligibility.modalities import CODES
from treatments.eligibility.parameters import HOUSE, PARAMETERS, citations
from treatments.eligibility.paths import SUPPLIERS
from treatments.eligibility.validation import FORMATS, schema

CASE = json.loads((FORMATS / "case.schema.json").read_text(encoding="utf-8"))
PROPOSAL = json.loads((FORMATS / "proposal.schema.json").read_text(encoding="utf-8"))
KNOWN = PROPOSAL["$defs"]["modality"]["enum"]
CRITERIA = [row for modality in MODALITIES for row in modality.criteria]
CITATION = re.compile(r"^(\d{3}-\d{2}|V2?:[a-z0-9-]+|local setting)$")


def schema_paths(schema: dict[str, Any], above: str = "") -> Iterator[str]:
    """Every path of the case format, lists and labs included."""
    for key, part in schema.get("properties", {}).items():
        path = f"{above}.{key}" if above else key
        yield path
        yield from schema_paths(part, path)
        if "items" in part:
            yield from schema_paths(part["items"], path)


PATHS = list(schema_paths(CASE))


def field(path: str) -> dict[str, Any]:
    """The schema of one path."""
    part: dict[str, Any] = CASE
    for key in path.split("."):
        part = part.get("items", part)["properties"][key]
    return part


def test_the_modalities_stand_in_the_order_of_the_format() -> None:
    """One this house adds may stand anywhere among them."""
    assert [modality.code for modality in MODALITIES if modality.code in KNOWN] == KNOWN
    assert tuple(modality.code for modality in MODALITIES) == CODES


def test_the_published_formats_are_read_as_they_are_and_only_widened_by_a_modality_more() -> None:
    added = [code for code in CODES if code not in KNOWN]
    for name in ("case", "proposal", "followup"):
        published = json.loads((FORMATS / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert (schema(name) == published) == (not added)


def test_no_id_is_used_twice_but_by_rows_that_families_share() -> None:
    for modality in MODALITIES:
        ids = [row.id for row in modality.criteria]
        assert len(ids) == len(set(ids))
    by_id: dict[str, set[str]] = {}
    for row in CRITERIA:
        by_id.setdefault(row.id, set()).add(row.says)
    assert all(len(says) == 1 for says in by_id.values())


def test_the_rows_are_those_of_the_knowledge_base() -> None:
    counts = {
        "RES": 11,
        "COMB": 16,
        "TSH": 9,
        "ABL": 12,
        "SRFA": 12,
        "DEB": 9,
        "IA": 14,
        "DEBTACE": 2,
        "TARE": 15,
        "SBRT": 12,
    }
    counts |= {"LT": 12, "PRRT": 12, "SSA": 4, "EVE": 3, "CAPTEM": 3, "SUN": 3, "CHEMO": 3, "SURV": 5}
    found: dict[str, set[str]] = {}
    for row in CRITERIA:
        found.setdefault(row.id.partition("-")[0], set()).add(row.id)
    assert {prefix: len(ids) for prefix, ids in found.items() if prefix in counts} == counts


@pytest.mark.parametrize("row", CRITERIA, ids=lambda row: row.id)
def test_every_criterion_has_words_a_threshold_and_a_source(row: Criterion) -> None:
    assert row.says
    assert row.threshold(HOUSE)
    assert row.sources(HOUSE)
    assert all(CITATION.match(source) for source in row.sources(HOUSE))


def test_every_figure_has_a_source_that_may_be_shown() -> None:
    for modality in MODALITIES:
        assert modality.outcomes
        for figure in modality.outcomes:
            assert figure.source.split()
            assert "local setting" not in figure.citation


def test_what_is_recalled_or_chosen_is_never_shown_as_a_citation() -> None:
    assert citations("001-15 R:cirse-abl V:wang2013 P") == ("001-15", "local setting", "V:wang2013")
    assert citations("R:pve", local="local-setting") == ("local-setting",)


def test_every_path_a_criterion_reads_is_in_the_format_or_an_earlier_outcome() -> None:
    for place, modality in enumerate(MODALITIES):
        judged_before = {f"outcome.{code}" for code in CODES[:place]}
        for row in modality.criteria:
            assert set(row.paths) <= {*PATHS, *judged_before}, row.id


def test_every_outcome_read_is_shown_as_a_fact() -> None:
    for row in CRITERIA:
        for ask in row.asks:
            if isinstance(ask, Outcomes):
                assert {f"outcome.{code}" for code in ask.codes} <= set(row.paths)


def test_every_word_of_a_list_has_an_answer() -> None:
    for row in CRITERIA:
        for ask in row.asks:
            if isinstance(ask, OneOf):
                assert set(ask.answers) == {word for word in field(ask.path)["enum"] if word is not None}, row.id


@pytest.mark.parametrize("path", PATHS)
def test_every_path_of_the_format_has_a_label_and_a_supplier(path: str) -> None:
    assert label(path)
    assert missing_supplier(path)


def test_positions_and_values_do_not_hide_a_label() -> None:
    assert label("labs.inr") == label("labs.inr.value") == "INR"
    assert label("lesions[3].longest_mm") == "Longest diameter"
    assert label("outcome.resection") == "Liver resection, assessed"
    with pytest.raises(KeyError):
        label("labs.unheard_of")


def test_suppliers_are_named_by_the_paths_they_supply() -> None:
    assert missing_supplier("surgery.resectable") == "surgery"
    assert missing_supplier("tumour.ki67_percent") == "pathology"
    assert missing_supplier("labs.inr.value") == "laboratory"
    assert missing_supplier("lesion_count") == "radiology"
    assert missing_supplier("heart.carcinoid_heart_disease") == "cardiology"
    assert all(path in PATHS for path in SUPPLIERS if path != "outcome")


def test_a_limit_is_kept_under_its_own_name() -> None:
    from treatments.eligibility import parameters

    named = {name: value for name, value in vars(parameters).items() if isinstance(value, parameters.Band)}
    assert {name: band.key for name, band in named.items()} == {name: name for name in named}
    assert set(PARAMETERS) >= {*named, *(band.key for band in parameters.FLR_MIN.values())}
    assert all(band.about and band.source.split() for band in PARAMETERS.values())


def test_no_words_look_like_a_format_to_gettext() -> None:
    """`20 % of` reads as a directive, and every translation would have to repeat it: a % ends its phrase."""
    directive = re.compile(r"% ?[diouxXeEfFgGcrsab]")
    for source in sorted((FORMATS.parent).rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                words = ast.literal_eval(node.args[0])
                assert not directive.search(words), f"{source.name}: {words}"


def test_the_checklist_has_the_items_of_the_format() -> None:
    item = PROPOSAL["properties"]["checklist"]["additionalProperties"]["items"]["properties"]["item"]
    assert [entry.code for entry in ITEMS] == item["enum"]


def test_the_rule_set_is_named_by_its_edition_and_its_content() -> None:
    assert re.fullmatch(r"\d{4}\.\d\+[0-9a-f]{8}", RULES_VERSION)
