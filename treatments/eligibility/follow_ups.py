"""The controls after each procedure, and which later procedure supersedes them. Decisions F1 to F14.

The windows stand beside their modality; this page counts them out.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from treatments.eligibility.liver import segments_of
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.modalities.two_stage import AFTER_PVE
from treatments.eligibility.modality import Window

WINDOWS: dict[str, tuple[Window, ...]] = {modality.code: modality.follow_up for modality in MODALITIES} | {
    "pve": AFTER_PVE
}
WITHOUT_TERRITORY = frozenset({"prrt", "surveillance"})


def windows(procedure: str) -> tuple[Window, ...]:
    """The controls after a type of procedure; none when the knowledge base gives none."""
    return WINDOWS[procedure]


def followups(record: dict[str, Any]) -> dict[str, Any]:
    """Answer a valid cantlie-procedures/1 with a cantlie-followups/1."""
    as_of = record.get("as_of")
    procedures = [one for one in record["procedures"] if as_of is None or one["performed"] <= as_of]
    territories = [_territory(one) for one in procedures]
    tasks = []
    for procedure, territory in zip(procedures, territories, strict=True):
        later = _superseded_by(procedure, territory, list(zip(procedures, territories, strict=True)))
        tasks += [
            _task(window, procedure, later) for window in WINDOWS[procedure["type"]] if _exists(window, procedure)
        ]
    return {"format": "cantlie-followups/1", "reference": record["reference"], "tasks": tasks}


def _territory(procedure: dict[str, Any]) -> frozenset[str]:
    """The segments treated; empty when not stated, and where a territory means nothing."""
    territory = procedure.get("territory")
    if procedure["type"] in WITHOUT_TERRITORY:
        return frozenset()
    return segments_of("segments", territory["segments"]) if isinstance(territory, dict) else segments_of(territory)


def _superseded_by(
    procedure: dict[str, Any], territory: frozenset[str], others: list[tuple[dict[str, Any], frozenset[str]]]
) -> str | None:
    """The earliest procedure of a later day on the same segments; of one day the one listed first."""
    later = [one for one, segments in others if one["performed"] > procedure["performed"] and segments & territory]
    return min(later, key=lambda one: one["performed"])["id"] if later else None


def _exists(window: Window, procedure: dict[str, Any]) -> bool:
    return window.only_if_response in (None, procedure.get("response"))


def _task(window: Window, procedure: dict[str, Any], later: str | None) -> dict[str, Any]:
    performed = date.fromisoformat(procedure["performed"])
    return {
        "procedure_id": procedure["id"],
        "code": window.code,
        "exams": list(window.exams),
        "opens": window.opens.after(performed).isoformat(),
        "due": window.due.after(performed).isoformat(),
        "overdue_after": window.overdue.after(performed).isoformat(),
        "state": "superseded" if later else "open",
        "superseded_by": later,
        "sources": list(window.sources),
    }
