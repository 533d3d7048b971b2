"""The catalogue against the case format, and against the tables of clinical.md it was copied from."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils.functional import Promise

from patients.items import GROUPS, ITEMS, LESION_ITEMS, SUPPLIERS, WORKUP_ITEMS, by_code, group, limits
from patients.items.item import BLOODS, ECHO, IMAGING, RECEPTOR_IMAGING

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "treatments/eligibility/formats/case.schema.json").read_text(encoding="utf-8")
)
EVERY = (*ITEMS, *WORKUP_ITEMS, *LESION_ITEMS)

# Paths of the format that live in a table of their own, or are columns beside the value.
OWN_TABLE = {
    *("format", "reference", "as_of", "note"),
    *("patient.age_years", "patient.birth_year", "patient.sex"),
    *("tumour.differentiation", "tumour.grade", "tumour.ki67_percent", "tumour.mitoses_per_2mm2"),
    *("tumour.sstr_date", "liver.imaging_date", "heart.echo_date"),
    *("tumour.extrahepatic_sites", "fitness.comorbidities"),
    *("lesions", "earlier_treatments"),
    *("referral.question", "referral.wishes", "referral.referrer_role", "referral.reasons"),
}
# Facts the format does not know.
BEYOND_FORMAT = {
    *("list.allergies", "list.drugs", "list.comorbidities", "list.earlier_treatments", "list.lesions"),
    *("list.extrahepatic_sites", "patient.wish", "labs.chromogranin_a_assay", "labs.nse_haemolysed"),
    *("liver.burden_method", "liver.flr_method", "liver.coeliac_stenosis", "liver.hepatic_artery_variant"),
    *("lesion.plan", "lesion.wedge_resectable"),
}


def paths(node: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every path of the schema that is not an object, with its rules; a laboratory value stands for its object."""
    if "$ref" in node:
        node = node | SCHEMA["$defs"][node["$ref"].rsplit("/", 1)[1]]
    if "properties" not in node:
        yield path, node
    elif path.startswith("labs."):
        yield path, node["properties"]["value"]
    else:
        for name, child in node["properties"].items():
            yield from paths(child, f"{path}.{name}" if path else name)


PATHS = dict(paths(SCHEMA))
SHARED = sorted(PATHS.keys() & by_code.keys())


def test_every_path_of_the_format_is_an_item_or_has_its_own_table():
    assert PATHS.keys() - by_code.keys() == OWN_TABLE


def test_every_item_is_a_path_of_the_format_or_named_as_beyond_it():
    beyond = {code for code in by_code.keys() - PATHS.keys() if not code.startswith("symptoms.")}
    assert beyond == BEYOND_FORMAT


def test_the_work_up_holds_all_judgements_and_the_patient_none():
    judged = ("surgery.", "gates.", "intended.", "services.")
    assert {item.code for item in WORKUP_ITEMS} == {path for path in PATHS if path.startswith(judged)}
    assert not [item.code for item in ITEMS if item.code.startswith(judged)]


@pytest.mark.parametrize("code", SHARED)
def test_an_item_has_the_kind_the_format_asks_for(code):
    rules = PATHS[code]
    kinds = {"boolean": "flag", "integer": "integer", "number": "number", "array": "segments", "string": "date"}
    expected = "code" if "enum" in rules else kinds[rules["type"][0]]
    assert by_code[code].kind == expected


@pytest.mark.parametrize("code", [code for code in SHARED if by_code[code].kind == "code"])
def test_the_choices_are_those_of_the_format_in_its_order(code):
    assert [choice for choice, _ in by_code[code].choices] == [word for word in PATHS[code]["enum"] if word is not None]


@pytest.mark.parametrize("code", [code for code in SHARED if by_code[code].is_numeric])
def test_the_plausible_range_is_that_of_the_format(code):
    item, rules = by_code[code], PATHS[code]
    assert (item.low, item.high) == (Decimal(str(rules["minimum"])), Decimal(str(rules["maximum"])))


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.code)
def test_an_item_is_complete_and_its_words_can_be_translated(item):
    assert item.group in GROUPS
    assert item.supplier in SUPPLIERS
    assert isinstance(item.label, Promise)
    assert all(isinstance(label, Promise) for _, label in item.choices)
    assert bool(item.choices) == (item.kind == "code") or item.kind == "integer"
    assert item.is_numeric or item.low is item.high is item.hard_low is item.hard_high is None
    assert not item.units or item.unit


@pytest.mark.parametrize("item", [item for item in EVERY if item.is_numeric], ids=lambda item: item.code)
def test_what_is_plausible_is_possible_and_something_is_impossible(item):
    assert item.hard_low is not None
    assert item.low is None or item.is_possible(item.low)
    assert item.high is None or item.is_possible(item.high)
    assert not item.is_possible(Decimal(-101))


def test_no_code_is_used_twice_and_every_item_is_in_one_group():
    assert len(by_code) == len(EVERY)
    assert sum(len(group(name)) for name in GROUPS) == len(EVERY)
    with pytest.raises(KeyError):
        group("no such group")


def test_a_chromogranin_of_167000_needs_no_confirmation_and_one_of_two_million_can_be_confirmed():
    item = by_code["labs.chromogranin_a_ug_l"]
    assert item.is_plausible(Decimal(167_000))  # a published patient
    assert item.is_possible(Decimal(2_000_000))
    assert not item.is_plausible(Decimal(2_000_000))


@pytest.mark.parametrize("code", ["labs.inr", "labs.creatinine_umol_l", "liver.total_volume_ml", "largest_lesion_mm"])
def test_nothing_or_less_is_no_concentration_and_no_size(code):
    assert not by_code[code].is_possible(Decimal(0))
    assert not by_code[code].is_possible(Decimal("-0.1"))
    assert by_code[code].is_possible(Decimal("0.0001"))


def test_a_neutrophil_count_can_be_nil():
    assert by_code["labs.neutrophils_10e9_l"].is_plausible(Decimal(0))


# clinical.md 3.13, row by row: unit, accepted range, alternatives with their factors (None: never converted).
LABORATORY: dict[str, tuple[str, str, str, dict[str, str | None]]] = {
    "labs.bilirubin_umol_l": ("µmol/L", "1", "800", {"mg/dL": "17.1"}),
    "labs.albumin_g_l": ("g/L", "10", "60", {"g/dL": "10"}),
    "labs.inr": ("", "0.7", "12", {}),
    "labs.platelets_10e9_l": ("10⁹/L", "1", "1500", {}),
    "labs.haemoglobin_g_l": ("g/L", "30", "220", {"mmol/L": "16.11", "g/dL": "10"}),
    "labs.leucocytes_10e9_l": ("10⁹/L", "0.1", "200", {}),
    "labs.neutrophils_10e9_l": ("10⁹/L", "0", "150", {}),
    "labs.creatinine_umol_l": ("µmol/L", "15", "1500", {"mg/dL": "88.4"}),
    "labs.egfr_ml_min_1_73m2": ("mL/min/1.73 m²", "3", "150", {}),
    "labs.alt_u_l": ("U/L", "1", "5000", {"µkat/L": "60"}),
    "labs.ast_u_l": ("U/L", "1", "5000", {"µkat/L": "60"}),
    "labs.alp_u_l": ("U/L", "1", "5000", {"µkat/L": "60"}),
    "labs.ggt_u_l": ("U/L", "1", "5000", {"µkat/L": "60"}),
    "labs.sodium_mmol_l": ("mmol/L", "105", "170", {}),
    "labs.chromogranin_a_ug_l": ("µg/L", "1", "1000000", {"ng/mL": "1", "nmol/L": None, "U/L": None}),
    "labs.hiaa5_urine_umol_24h": ("µmol/24 h", "1", "10000", {"mg/24 h": "5.23"}),
    "labs.hiaa5_plasma_nmol_l": ("nmol/L", "5", "50000", {}),
    "labs.nse_ug_l": ("µg/L", "1", "5000", {}),
    "labs.nt_probnp_ng_l": ("ng/L", "5", "100000", {"pmol/L": "8.457"}),
}


def test_the_laboratory_is_the_table_of_the_knowledge_base():
    found = {item.code: (item.unit, item.low, item.high, dict(item.units)) for item in ITEMS if item.code in LABORATORY}
    expected = {
        code: (unit, Decimal(low), Decimal(high), {name: factor and Decimal(factor) for name, factor in units.items()})
        for code, (unit, low, high, units) in LABORATORY.items()
    }
    assert found == expected
    assert {item.code for item in group("labs") if item.is_numeric} == LABORATORY.keys()


# Case format, decision 4: what goes out of date, and when. Everything else stays.
IMAGED = {
    *("lesion_count", "largest_lesion_mm"),
    *("liver.tumour_burden_percent", "liver.total_volume_ml", "liver.tumour_volume_ml", "liver.flr_percent"),
    *("liver.flr_volume_ml", "liver.portal_vein", "liver.diffuse", "liver.frilling", "liver.hemilivers"),
    *(f"liver.segment_volumes_ml.{segment}" for segment in ("1", "2", "3", "4a", "4b", "5", "6", "7", "8")),
    *(
        f"surgery.{plan}.{by}_percent"
        for plan in ("resection_alone", "combined", "staged")
        for by in ("count", "volume")
    ),
    *("surgery.lesions_to_ablate", "surgery.largest_to_ablate_mm", "surgery.combined_flr_percent"),
}


def test_facts_go_out_of_date_as_the_format_decides():
    limits_found = {item.code: item.age_limit for item in EVERY if item.code in PATHS}
    assert {code for code, limit in limits_found.items() if limit == IMAGING} == IMAGED
    assert {code for code, limit in limits_found.items() if limit == BLOODS} == LABORATORY.keys()
    assert {code for code, limit in limits_found.items() if limit in (RECEPTOR_IMAGING, ECHO)} == {
        "tumour.krenning",
        "tumour.sstr_negative_fdg_avid",
        "heart.carcinoid_heart_disease",
    }


def test_the_limits_for_the_database_cover_every_number_once():
    found = limits(EVERY)
    assert [limit.code for limit in found] == [item.code for item in EVERY if item.is_numeric]
    assert limits()[0].code in by_code
    for limit in found:
        for end in (limit.hard_low, limit.hard_high, limit.low, limit.high):
            assert end is None or end == end.quantize(Decimal("0.0001"))  # what the column keeps


# --- B6: a figure that is likelier in another unit -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "figure", "unit", "others"),
    [
        ("labs.bilirubin_umol_l", "1.2", "µmol/L", ("mg/dL",)),
        ("labs.bilirubin_umol_l", "20", "mg/dL", ("µmol/L",)),
        ("labs.bilirubin_umol_l", "20", "µmol/L", ()),
        ("labs.bilirubin_umol_l", "1.2", "mg/dL", ()),
        ("labs.bilirubin_umol_l", "60", "µmol/L", ()),
        ("labs.albumin_g_l", "4.2", "g/L", ("g/dL",)),
        ("labs.albumin_g_l", "42", "g/dL", ("g/L",)),
        ("labs.albumin_g_l", "38", "g/L", ()),
        ("labs.haemoglobin_g_l", "8.4", "g/L", ("mmol/L", "g/dL")),
        ("labs.creatinine_umol_l", "1.1", "µmol/L", ("mg/dL",)),
        ("labs.alt_u_l", "0.6", "U/L", ("µkat/L",)),
        ("labs.alt_u_l", "3", "µkat/L", ()),
        ("labs.inr", "0.2", "", ()),
    ],
)
def test_a_figure_likelier_in_another_unit_is_asked_about(code, figure, unit, others):
    assert by_code[code].other_units(Decimal(figure), unit) == others


def test_an_item_says_its_stored_answers_in_words():
    assert str(by_code["liver.portal_vein"].says("patent")) == "Patent"
    assert str(by_code["fitness.ecog"].says(1)).startswith("1: restricted")
    assert str(by_code["drugs.ppi"].says(value=False)) == "No"
    assert by_code["labs.inr"].says(Decimal("1.1")) == "1.1"
