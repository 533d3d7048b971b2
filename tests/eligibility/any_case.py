"""Any case at all: drawn from the case format, its numbers on the limits and beside them, about a fifth of it untold.

Half of them keep much of a case we have: of facts drawn alone hardly any patient may be operated on.
"""

import datetime as dt
from collections import defaultdict
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

from tests.eligibility.cases import ALL_CASES, Case
from treatments.eligibility.calculators import CHILD_PUGH_TURNS, GRADE_TURNS
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.validation import schema

AS_OF = dt.date(2026, 3, 2)
SECTIONS = "patient tumour fitness liver heart surgery drugs allergies services gates intended".split()
UNTOLD = 0.2
DATES_OF_EXAMS = frozenset({"imaging_date", "sstr_date", "echo_date"})


@cache
def turns() -> dict[str, list[float]]:
    """By path, the numbers at which some rule turns."""
    found: dict[str, set[float]] = defaultdict(set)
    for path, numbers in (CHILD_PUGH_TURNS | GRADE_TURNS).items():
        found[path] |= {float(number) for number in numbers}
    for ask in (ask for modality in MODALITIES for row in modality.criteria for ask in row.asks):
        for band in ask.bands:
            for path in ask.paths:
                found[path] |= {float(number) for number in (band.met, band.caution) if number is not None}
    return {path: sorted(numbers) for path, numbers in found.items()}


def any_case(random: Random) -> Case:
    """One valid case."""
    shapes = schema("case")["properties"]
    case: Case = {"format": "cantlie-case/1", "reference": "any", "as_of": _day(random, 0, 20).isoformat()}
    for section in SECTIONS:
        case[section] = {
            key: _value(random, f"{section}.{key}", shape) for key, shape in shapes[section]["properties"].items()
        }
    case["labs"] = {name: _lab(random, name, shape) for name, shape in shapes["labs"]["properties"].items()}
    case["lesions"] = [
        _lesion(random, place, shapes["lesions"]["items"]["properties"])
        for place in range(random.choice((0, 1, 1, 2, 3, 4, 8)))
    ]
    case["largest_lesion_mm"] = _seldom(random, "largest_lesion_mm", shapes)
    case["lesion_count"] = _seldom(random, "lesion_count", shapes)
    if random.random() < 0.8:
        case["earlier_treatments"] = [
            _treatment(random, shapes["earlier_treatments"]["items"]["properties"])
            for _one in range(random.choice((0, 0, 1, 2, 3)))
        ]
    if random.random() < 0.5:
        _keep(random, case)
    return _made_valid(case)


def _seldom(random: Random, path: str, shapes: dict[str, Any]) -> Any:
    return _value(random, path, shapes[path]) if random.random() < 0.3 else None


def _keep(random: Random, case: Case) -> None:
    """Lay most of a case we have over this one."""
    kept, share = deepcopy(random.choice(list(ALL_CASES.values()))), random.uniform(0.6, 1)
    for key, value in kept.items():
        if isinstance(value, dict):
            section = case[key] = dict(case.get(key) or {})
            section |= {name: one for name, one in value.items() if random.random() < share}
        elif key not in ("format", "reference") and random.random() < share:
            case[key] = value


def _made_valid(case: Case) -> Case:
    """The case without what contradicts itself or lies ahead."""
    liver, as_of = case["liver"], case["as_of"]
    if liver.get("tumour_volume_ml") and liver.get("total_volume_ml"):
        liver["tumour_volume_ml"] = min(liver["tumour_volume_ml"], liver["total_volume_ml"])
    if case["lesion_count"]:
        case["lesion_count"] = max(case["lesion_count"], len(case["lesions"]))
    dated = [case[section] for section in ("liver", "tumour", "heart")]
    for one in (*dated, *filter(None, case["labs"].values()), *(case.get("earlier_treatments") or ())):
        for key in [key for key, value in one.items() if key.endswith("date") and value and value > as_of]:
            one[key] = as_of
    return case


def undated(case: Case) -> Case:
    """The case with everything fresh: without the days on which it was seen."""
    dated = [case[section] for section in ("liver", "tumour", "heart")]
    for one in (*dated, *filter(None, case["labs"].values())):
        for key in [key for key in one if key.endswith("date")]:
            del one[key]
    return case


def value_at(random: Random, case: Case, path: str) -> None:
    """Tell a fact of the case that is not told."""
    section, _dot, key = path.partition(".")
    shapes = schema("case")["properties"]
    value = None
    while value is None or value == {}:
        if section == "labs":
            value = _lab(random, key, shapes[section]["properties"][key])
        else:
            value = _value(random, path, shapes[section]["properties"][key] if key else shapes[section])
    if section == "labs":
        value.pop("date", None)
    if key:
        case[section] = case.get(section) or {}
        case[section][key] = value
    else:
        case[section] = value


def _day(random: Random, least: int, most: int) -> dt.date:
    return AS_OF - dt.timedelta(days=random.randint(least, most))


def _value(random: Random, path: str, shape: dict[str, Any]) -> Any:
    """Anything the format allows here, or nothing."""
    if random.random() < UNTOLD:
        return None
    key = path.rpartition(".")[2]
    if key.endswith("date"):
        return _day(random, 21, 120 if key in DATES_OF_EXAMS and random.random() < 0.9 else 500).isoformat()
    if "$ref" in shape:
        shape = schema("case")["$defs"][shape["$ref"].rpartition("/")[2]]
    if "enum" in shape:
        return random.choice(shape["enum"])
    kind = next(name for name in shape["type"] if name != "null") if isinstance(shape["type"], list) else shape["type"]
    if kind == "boolean":
        return random.random() < 0.5
    if kind in ("number", "integer"):
        return _number(random, path, shape, whole=kind == "integer")
    if kind == "array":
        return _words(random, shape)
    if kind == "object":
        return {part: _value(random, path, inner) for part, inner in shape.get("properties", {}).items()} or None
    return "something"


def _number(random: Random, path: str, shape: dict[str, Any], *, whole: bool) -> float:
    low, high = shape.get("minimum", shape.get("exclusiveMinimum", 0)), shape.get("maximum", 1000)
    near = turns().get(path)
    if near and random.random() < 0.8:
        number = random.choice(near) + random.choice((0, 0, -0.1, 0.1, -1, 1, 5, -5))
    else:
        number = random.uniform(low, min(high, low + 100))
    number = min(max(round(number, 1), low + ("exclusiveMinimum" in shape)), high)
    return round(number) if whole else number


def _words(random: Random, shape: dict[str, Any]) -> list[Any]:
    inner = shape["items"]
    words = schema("case")["$defs"][inner["$ref"].rpartition("/")[2]]["enum"] if "$ref" in inner else inner.get("enum")
    if "none" in (words or ()) and random.random() < 0.6:
        return ["none"]
    others = [word for word in words or () if word != "none"]
    return random.sample(others, random.randint(0, min(3, len(others))))


def _lab(random: Random, name: str, shape: dict[str, Any]) -> dict[str, Any] | None:
    value = _value(random, f"labs.{name}", shape["properties"]["value"])
    if value is None:
        return None
    lab: dict[str, Any] = {"value": value}
    if random.random() < 0.5:
        lab["date"] = _day(random, 21, 33 if random.random() < 0.9 else 90).isoformat()
    if random.random() < 0.2 and "upper_limit" in shape["properties"]:
        lab["upper_limit"] = random.choice((1.4, 2.1, 20, 21, 45, 50))
    return lab


def _lesion(random: Random, place: int, shapes: dict[str, Any]) -> dict[str, Any]:
    untold = random.random()  # some lesions are told whole, others hardly
    lesion = {
        key: _value(random, f"lesions.{key}", shape)
        for key, shape in shapes.items()
        if key != "label" and random.random() > untold / 2
    }
    return lesion | {"label": f"L{place + 1}"}


def _treatment(random: Random, shapes: dict[str, Any]) -> dict[str, Any]:
    given = {key: _value(random, f"earlier_treatments.{key}", shape) for key, shape in shapes.items() if key != "type"}
    return given | {"type": random.choice(shapes["type"]["enum"])}
