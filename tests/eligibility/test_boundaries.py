"""Every limit of the registry, on both sides and on the line: the stories of vignettes.toml."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.eligibility.cases import EXPECTED, changed, empty, outcomes, results
from treatments.eligibility import validate
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.parameters import PARAMETERS

VIGNETTES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "vignettes.toml").read_text(encoding="utf-8"))[
    "vignette"
]
ROWS_WITH_LIMITS = {row.id: row for modality in MODALITIES for row in modality.criteria if row.bands}


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["story"])
def test_a_vignette_ends_as_its_story_says(vignette: dict[str, Any]) -> None:
    case = changed(EXPECTED[vignette["on"]]["case"] if "on" in vignette else empty(), vignette["facts"])
    assert validate(case) == []
    found = results(case) | outcomes(case)
    assert {name: found[name] for name in vignette["expect"]} == vignette["expect"]


def test_every_limit_a_criterion_uses_has_a_story() -> None:
    told = {name for vignette in VIGNETTES for name in vignette["expect"]}
    tested = {band.key for row_id, row in ROWS_WITH_LIMITS.items() if row_id in told for band in row.bands}
    used = {band.key for row in ROWS_WITH_LIMITS.values() for band in row.bands}
    assert used - tested == set()
    elsewhere = {
        "BLOODS_AGE",
        "IMAGING_AGE",
        "SSTR_AGE",
        "ECHO_AGE",
    }  # facts read them, not criteria; they have stories too
    assert set(PARAMETERS) - used - elsewhere == set()


def test_a_lesion_of_exactly_30_mm_is_a_caution() -> None:
    assert results(empty(largest_lesion_mm=30))["ABL-2"] == "caution"
    assert results(empty(largest_lesion_mm=29.9))["ABL-2"] == "met"
