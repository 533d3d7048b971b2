"""Cases for the eligibility tests: the worked ones, the published ones, and small ones made on the spot."""

import json
from pathlib import Path
from typing import Any

from treatments.eligibility import Assessment, assess
from treatments.eligibility.parameters import Number

DATA = Path(__file__).parent.parent / "data"
SHARED = Path(__file__).parents[2] / ".." / "shared"  # where the formats and cases are kept together; not everywhere

type Case = dict[str, Any]


def load(path: Path) -> dict[str, Any]:
    """One JSON file."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


WORKED = {path.stem: load(path) for path in sorted((DATA / "worked").glob("*.json"))}
EXPECTED = {name: worked for name, worked in WORKED.items() if "expect" in worked}
PUBLISHED = {path.stem: load(path)["case"] for path in sorted((DATA / "published").glob("*.json"))}
ALL_CASES: dict[str, Case] = {name: worked["case"] for name, worked in EXPECTED.items()} | PUBLISHED


def worked(name: str, **changes: Any) -> Case:
    """A copy of a worked case with sections changed: worked("W01", tumour={"grade": "g3"})."""
    return changed(EXPECTED[name]["case"], changes)


def empty(**sections: Any) -> Case:
    """A case of which only these sections are known."""
    return changed({"format": "cantlie-case/1", "reference": "T1", "as_of": "2026-03-02"}, sections)


def changed(case: Case, changes: dict[str, Any]) -> Case:
    """A deep copy of CASE with CHANGES laid over it; a lab may be given as a bare number."""
    copy: Case = json.loads(json.dumps(case))
    _lay_over(copy, changes)
    copy["labs"] = {
        name: {"value": value} if isinstance(value, int | float) else value
        for name, value in (copy.get("labs") or {}).items()
    }
    return copy


def _lay_over(target: dict[str, Any], changes: dict[str, Any]) -> None:
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _lay_over(target[key], value)
        else:
            target[key] = value


def results(case: Case, **limits: Number | float) -> dict[str, str]:
    """The result of every criterion, by id."""
    return _results(assess(case, limits=limits or None))


def _results(assessment: Assessment) -> dict[str, str]:
    return {row.id: row.result for verdict in assessment.verdicts.values() for row in verdict.rows}


def outcomes(case: Case) -> dict[str, str]:
    """The outcome of every modality."""
    return {code: verdict.outcome for code, verdict in assess(case).verdicts.items()}


def lesion(label: str, **facts: Any) -> dict[str, Any]:
    """One metastasis."""
    return {"label": label, **facts}
