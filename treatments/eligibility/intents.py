"""What a modality is offered for: cure, debulking, relief, control or watching. Suggested; the board chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatments.eligibility.modality import Intent, IntentRule

if TYPE_CHECKING:
    from treatments.eligibility.engine import Row
    from treatments.eligibility.facts import Facts


def clears(row_id: str) -> IntentRule:
    """Curative when that row says the plan clears the liver, otherwise debulking."""

    def intents(facts: Facts, rows: tuple[Row, ...]) -> tuple[Intent, ...]:
        cleared = next(row.result for row in rows if row.id == row_id) == "met"
        return ("curative",) if cleared else ("debulking",)

    return intents


def local_cure(*, relieves: bool) -> IntentRule:
    """Curative unless there is disease outside the liver; otherwise control, and relief where it can be had."""

    def intents(facts: Facts, rows: tuple[Row, ...]) -> tuple[Intent, ...]:
        cure: tuple[Intent, ...] = () if facts["tumour.extrahepatic"] == "present" else ("curative",)
        relief: tuple[Intent, ...] = ("symptom-control",) if relieves and facts.has_symptoms else ()
        return cure + relief or ("disease-control",)

    return intents


def debulking(facts: Facts, rows: tuple[Row, ...]) -> tuple[Intent, ...]:
    """Debulking, and relief of symptoms."""
    return ("debulking", "symptom-control") if facts.has_symptoms else ("debulking",)


def control(*, relieves: bool) -> IntentRule:
    """Disease control, and relief of symptoms where it can be had."""

    def intents(facts: Facts, rows: tuple[Row, ...]) -> tuple[Intent, ...]:
        return ("symptom-control", "disease-control") if relieves and facts.has_symptoms else ("disease-control",)

    return intents


def cure(facts: Facts, rows: tuple[Row, ...]) -> tuple[Intent, ...]:
    """Cure."""
    return ("curative",)


def watch(facts: Facts, rows: tuple[Row, ...]) -> tuple[Intent, ...]:
    """Surveillance."""
    return ("surveillance",)
