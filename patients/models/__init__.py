"""The person and the disease."""

from patients.models.base import Clinical, Finding, Lasting, Precision, State, ranges
from patients.models.disease import (
    Entry,
    Lesion,
    Measurement,
    Near,
    Observation,
    Organ,
    PathologyReport,
    Segment,
    Side,
    Study,
)
from patients.models.person import CareRelation, FormerNumber, Patient, Visible

__all__ = [
    "CareRelation",
    "Clinical",
    "Entry",
    "Finding",
    "FormerNumber",
    "Lasting",
    "Lesion",
    "Measurement",
    "Near",
    "Observation",
    "Organ",
    "PathologyReport",
    "Patient",
    "Precision",
    "Segment",
    "Side",
    "State",
    "Study",
    "Visible",
    "ranges",
]
