"""Every limit of the registry, on both sides and on the line: the stories of vignettes.toml."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.eligibility.cases import EXPECTED, changed, empty, outcomes, results
from treatments.eligibility import validate
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.parameters import PARAMETERS, Number

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


def shifted() -> Iterator[tuple[str, Number]]:
    """Every limit a criterion uses, a little more and a little less."""
    for band in {band.key: band for row in ROWS_WITH_LIMITS.values() for band in row.bands}.values():
        for part, number in (("met", band.met), ("caution", band.caution)):
            if number is not None:
                step = Decimal("0.1") if isinstance(number, Decimal) else 1
                yield f"{band.key}.{part}", number + step
                yield f"{band.key}.{part}", number - step


@pytest.mark.parametrize(("name", "number"), list(shifted()), ids=lambda value: str(value))
def test_a_limit_a_little_other_would_end_some_story_otherwise(name: str, number: Number) -> None:
    key = name.partition(".")[0]
    rows = {row_id for row_id, row in ROWS_WITH_LIMITS.items() if key in {band.key for band in row.bands}}
    otherwise = [
        vignette["story"]
        for vignette in VIGNETTES
        if rows & set(vignette["expect"]) and _ends_otherwise(vignette, {name: number})
    ]
    assert otherwise, f"no story tells {name} {number} from what it is"


def _ends_otherwise(vignette: dict[str, Any], limits: dict[str, Number]) -> bool:
    case = changed(EXPECTED[vignette["on"]]["case"] if "on" in vignette else empty(), vignette["facts"])
    found = results(case, **limits)
    return any(found[name] != result for name, result in vignette["expect"].items() if name in found)


def test_a_lesion_of_exactly_30_mm_is_a_caution() -> None:
    assert results(empty(largest_lesion_mm=30))["ABL-2"] == "caution"
    assert results(empty(largest_lesion_mm=29.9))["ABL-2"] == "met"
