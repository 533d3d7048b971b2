"""Whether a record may be read at all: first its shape by the schema, then what only its meaning shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs

from treatments.eligibility.dates import is_in_calendar
from treatments.eligibility.modalities import MODALITIES

MASK = "▮"  # stands for the value in a message: text may name a person, so only numbers are repeated
FORMATS = Path(__file__).parent / "formats"
_EVERY = tuple(modality.code for modality in MODALITIES)
_FOLLOWED = tuple(modality.code for modality in MODALITIES if modality.follow_up)


class Fault(NamedTuple):
    """Why a record is refused: at which path, and the reason. The path is empty for the record itself."""

    path: str
    reason: str


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of a format. A modality this house adds to those of the format is known wherever they are listed."""
    found: dict[str, Any] = json.loads((FORMATS / f"{name}.schema.json").read_text(encoding="utf-8"))
    _widen(found, {"case": _EVERY, "proposal": _EVERY, "followup": _FOLLOWED}.get(name, ()))
    if name == "proposal":
        found["properties"]["modalities"] |= {"minItems": len(MODALITIES), "maxItems": len(MODALITIES)}
    return found


def _widen(part: Any, codes: Iterable[str]) -> None:
    """Add CODES to every list of modalities inside PART."""
    if isinstance(part, dict):
        if "resection" in part.get("enum", ()):
            part["enum"] += [code for code in codes if code not in part["enum"]]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            _widen(one, codes)


@cache
def validator(name: str, part: str = "") -> jsonschema_rs.Draft202012Validator:
    """The validator of a format, or of one part of its `$defs`."""
    whole = schema(name)
    if part:
        whole = {"$schema": whole["$schema"], "$ref": f"#/$defs/{part}", "$defs": whole["$defs"]}
    return jsonschema_rs.Draft202012Validator(whole, mask=MASK)


def shape_faults(record: Any, name: str, part: str = "") -> list[Fault]:
    """Everything the schema finds, each at its own path, sorted."""
    try:
        found = {fault for error in validator(name, part).iter_errors(record) for fault in _faults(error)}
    except ValueError:  # the validator gives up on what is nested some hundred levels deep
        return [Fault("", "nested too deeply")]
    return sorted(found)


def _faults(error: jsonschema_rs.ValidationError) -> Iterator[Fault]:
    kind, path = error.kind, path_of(error.instance_path)
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
        yield from (Fault(_joined(path, key), "unknown key") for key in kind.unexpected)
    elif isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        yield Fault(_joined(path, kind.property), "missing")
    elif isinstance(kind, jsonschema_rs.ValidationErrorKind.Not):
        yield Fault(path, "looks like a person number")
    elif isinstance(kind, jsonschema_rs.ValidationErrorKind.Enum):
        yield Fault(path, f"is none of {', '.join(json.dumps(option) for option in kind.options)}")
    else:
        value = error.instance
        yield Fault(
            path,
            error.message.replace(
                MASK, "it" if isinstance(value, str | list | dict) else json.dumps(value, default=str)
            ),
        )


def path_of(steps: Iterable[str | int]) -> str:
    """Keys joined by dots, positions in brackets: lesions[0].longest_mm."""
    path = ""
    for step in steps:
        path = f"{path}[{step}]" if isinstance(step, int) else _joined(path, step)
    return path


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def validate(case: Any) -> list[Fault]:
    """The faults of a cantlie-case/1; none when the rules may read it."""
    return shape_faults(case, "case") or sorted(meaning_faults(case))


def meaning_faults(case: dict[str, Any]) -> Iterator[Fault]:
    """Decision 3: what the schema cannot see."""
    yield from _date_faults(case)
    lesions = case.get("lesions") or []
    count = case.get("lesion_count")
    if count is not None and count < len(lesions):
        yield Fault("lesion_count", f"{count} is less than the {len(lesions)} lesions listed")
    labels: set[str] = set()
    for place, lesion in enumerate(lesions):
        if lesion["label"] in labels:
            yield Fault(f"lesions[{place}].label", "another lesion has this label")
        labels.add(lesion["label"])
        near = lesion.get("near") or []
        if "none" in near and len(near) > 1:
            yield Fault(f"lesions[{place}].near", "none stands beside others")
    liver = case.get("liver") or {}
    tumour, total = liver.get("tumour_volume_ml"), liver.get("total_volume_ml")
    if tumour is not None and total is not None and tumour > total:
        yield Fault("liver.tumour_volume_ml", f"{tumour} is more than the whole liver, {total}")


def _date_faults(case: dict[str, Any]) -> Iterator[Fault]:
    """Dates that do not exist, and what was seen or done after the day of the question."""
    as_of = case["as_of"]
    if not is_in_calendar(as_of):
        yield Fault("as_of", f"there is no {as_of}")
    for path, day, may_come in dates_told(case):
        if not is_in_calendar(day):
            yield Fault(path, f"there is no {day}")
        elif day > as_of and not may_come:
            yield Fault(path, f"{day} is later than {as_of}")


def dates_told(case: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Every date told: its path, the day, and whether it may lie ahead."""
    for section, key in (
        ("liver", "imaging_date"),
        ("tumour", "sstr_date"),
        ("heart", "echo_date"),
        ("intended", "date"),
    ):
        day = (case.get(section) or {}).get(key)
        if day is not None:
            yield f"{section}.{key}", day, section == "intended"
    for name, lab in (case.get("labs") or {}).items():
        if lab and lab.get("date") is not None:
            yield f"labs.{name}.date", lab["date"], False
    for place, treatment in enumerate(case.get("earlier_treatments") or []):
        if treatment.get("date") is not None:
            yield f"earlier_treatments[{place}].date", treatment["date"], False


def validate_procedures(record: Any) -> list[Fault]:
    """The faults of a cantlie-procedures/1: its shape, then F13."""
    return shape_faults(record, "followup", "input") or sorted(_procedure_faults(record))


def _procedure_faults(record: dict[str, Any]) -> Iterator[Fault]:
    if record.get("as_of") is not None and not is_in_calendar(record["as_of"]):
        yield Fault("as_of", f"there is no {record['as_of']}")
    ids: set[str] = set()
    for place, procedure in enumerate(record["procedures"]):
        if procedure["id"] in ids:
            yield Fault(f"procedures[{place}].id", "another procedure has this id")
        ids.add(procedure["id"])
        if not is_in_calendar(procedure["performed"]):
            yield Fault(f"procedures[{place}].performed", f"there is no {procedure['performed']}")
