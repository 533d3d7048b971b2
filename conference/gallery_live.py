"""Fictional data for the gallery: two dates compared, and the strip of the years. Nothing of it is ever saved."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from conference.compare import Comparison
from conference.strip import LETTERS, Strip, laid_out
from conference.years import EVENTS, LOAD, SYMPTOMS, Piece, Years
from patients.chart import Chart, Facts, LesionHistory
from patients.models import Lesion, Measurement, Patient, Study

MEETING = dt.date(2026, 11, 25)
DAYS = (dt.date(2026, 3, 2), dt.date(2026, 7, 6), dt.date(2026, 11, 4))
SIZES: dict[str, tuple[tuple[str, ...], tuple[int | str, ...]]] = {  # segments, then the size or the state on each day
    "L1": (("8",), (42, 30, 38)),
    "L2": (("6",), (24, 22, 20)),
    "L3": (("3",), (12, "too-small", "vanished")),
    "L4": (("2",), (14, 14, "")),
    "L5": (("5",), ("", "", 11)),
}
MARKER = "labs.chromogranin_a_ug_l"


def live_parts() -> dict[str, Any]:
    """What the gallery shows of them."""
    compared = Comparison(some_chart())
    return {"compared": compared, "compared_maps": compared.maps(), "years": some_strip()}


def some_chart() -> Chart:
    """Three studies: one lesion grows, one shrinks, one vanishes, one is not measured, one is new."""
    patient = Patient(pk=UUID(int=1))
    studies = [
        Study(pk=UUID(int=10 + place), patient=patient, modality="ct", date=day, noted_on=day)
        for place, day in enumerate(DAYS)
    ]
    lesions = []
    for place, (label, (segments, told)) in enumerate(SIZES.items()):
        new_in = studies[2] if label == "L5" else None
        lesion = Lesion(
            pk=UUID(int=20 + place), patient=patient, label=label, segments=list(segments), new_in=new_in, organ="liver"
        )
        history = LesionHistory(lesion)
        for study, one in zip(studies, told, strict=True):
            if one:
                size = Decimal(one) if isinstance(one, int) else None
                state = "measured" if size else str(one)
                history.measurements.append(
                    Measurement(lesion=lesion, study=study, state=state, longest_mm=size, date=study.date)
                )
        lesions.append(history)
    return Chart(patient, MEETING, Facts(MEETING), [], lesions, studies, defaultdict(list))


def some_years() -> Years:
    """Eight years with a long pause, and more than a wall has room for."""

    def event(day: dt.date, words: str, kind: str = "course") -> Piece:
        return Piece(day, EVENTS, words, words, kind)

    def number(day: dt.date, lane: str, value: int, unit: str) -> Piece:
        return Piece(day, lane, str(value), f"{value} {unit}", value=Decimal(value))

    pieces = [
        event(dt.date(2017, 4, 3), "Resection of the primary"),
        event(dt.date(2017, 4, 12), "G2", "pathology"),
        event(dt.date(2017, 9, 1), "Surveillance", "follow-up"),
        event(dt.date(2020, 2, 11), "Board: treatment", "board"),
        event(dt.date(2020, 3, 9), "TAE right"),
        event(dt.date(2020, 5, 18), "TAE left"),
        event(dt.date(2022, 9, 7), "PRRT"),
        event(dt.date(2026, 3, 20), "TARE right"),
        event(dt.date(2026, 7, 15), "Board: further diagnostics", "board"),
        *(number(day, LOAD, value, "mm") for day, value in zip(DAYS, (66, 52, 58), strict=True)),
        number(dt.date(2020, 2, 3), LOAD, 84, "mm"),
        *(number(day, MARKER, value, "µg/L") for day, value in zip(DAYS, (1240, 310, 690), strict=True)),
        number(dt.date(2020, 2, 3), MARKER, 2100, "µg/L"),
        Piece(DAYS[0], SYMPTOMS, "Flushing 6/day", "Flushing 6/day"),
        Piece(DAYS[2], SYMPTOMS, "Stools 4/day", "Stools 4/day"),
    ]
    names = {LOAD: "Sum, mm", MARKER: "CgA, µg/L", SYMPTOMS: "Symptoms"}
    return Years(tuple(sorted(pieces, key=lambda piece: piece.day)), ("Liver biopsy",), names)


def some_strip() -> Strip:
    return laid_out(some_years(), MEETING, width=1888, letters=LETTERS)
