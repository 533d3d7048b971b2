"""What the strip of the years is made of: each thing that happened in few words, with its number where it has one."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.reading import Presentation
from conference.timeline import Event, timeline
from patients.chart import Chart
from patients.fields.shown import shown
from patients.items import by_code, group
from patients.models import Observation, Precision, State
from treatments.eligibility.response import response, validate_measurements
from treatments.measurements import measurements_of, one_a_day

EVENTS, LOAD, BURDEN, SYMPTOMS = "events", "load", "burden", "symptoms"
MARKERS: dict[str, Any] = {  # each a line of its own; the names are short because a wall has little room
    "labs.chromogranin_a_ug_l": gettext_lazy("CgA"),
    "labs.hiaa5_urine_umol_24h": gettext_lazy("5-HIAA urine"),
    "labs.hiaa5_plasma_nmol_l": gettext_lazy("5-HIAA"),
}
BURDEN_CODE, SYNDROME = "liver.tumour_burden_percent", "tumour.functional"
SYMPTOM_CODES = tuple(item.code for item in group("symptoms") if not item.code.startswith("list."))
SHOWN = frozenset({"course", "board", "pathology", "follow-up", "other"})  # of the timeline; images are numbers here


@dataclass(frozen=True)
class Piece:
    """One thing on one line of the strip."""

    day: dt.date
    lane: str
    words: str  # short: "TAE right", "84"
    told: str  # in full, for the list: "Bland embolisation (TAE), right hemiliver"
    kind: str = ""  # of an event: course, board, pathology, follow-up, other
    value: Decimal | None = None  # how high its bar is
    precision: str = Precision.DAY


@dataclass(frozen=True)
class Years:
    """Everything the strip may show, earliest first, and what has no day."""

    pieces: tuple[Piece, ...]
    undated: tuple[str, ...]
    names: Mapping[str, str]  # of the lines, with their units


def years_of(presentation: Presentation) -> Years:
    """The years of one patient until the day of the meeting; six queries."""
    chart, events = presentation.chart, timeline(presentation.chart)
    until = presentation.as_of
    load = list(_load(chart))  # the share of the liver stands in where no lesion has been measured
    found = [*_events(events), *load, *(one for one in _numbers(chart) if one.lane != BURDEN or not load)]
    known = sorted((piece for piece in found if piece.day <= until), key=lambda piece: piece.day)
    undated = tuple(_told(one) for one in events if one.day is None and one.kind in SHOWN)
    return Years(tuple(known), undated, _names({piece.lane for piece in known}))


def _told(event: Event) -> str:
    return ", ".join(str(part) for part in (event.title, event.detail) if part)


def _events(events: list[Event]) -> Iterator[Piece]:
    for one in events:
        if one.day is not None and one.kind in SHOWN:
            yield Piece(one.day, EVENTS, str(one.short), _told(one), one.kind, precision=one.precision)


def _load(chart: Chart) -> Iterator[Piece]:
    """The sum of the targets on each study, as the response rules count it; without targets of all lesions."""
    studies = one_a_day(chart.looked_at, chart)
    record = measurements_of(chart, studies, reference="years") if studies else None
    if record is None or validate_measurements(record):
        return
    for study, judged in zip(studies, response(record)["studies"], strict=True):
        total = judged["sum_mm"] if judged["targets"] else judged["all_lesions"]["sum_mm"]
        value = None if total is None else Decimal(str(total))
        words = shown(value) if value is not None else "?"
        told = f"{shown(value)} mm" if value is not None else _("sum cannot be told: not every lesion was measured")
        told = f"{study.get_modality_display()}: {told}"
        yield Piece(study.when, LOAD, words, told, value=value, precision=study.precision)


def _numbers(chart: Chart) -> Iterator[Piece]:
    """Markers, the share of the liver and the symptoms, each time somebody has told them; one query."""
    codes = (*MARKERS, BURDEN_CODE, SYNDROME, *SYMPTOM_CODES)
    rows = Observation.objects.standing().filter(patient=chart.patient, item__in=codes, state=State.VALUE)
    rows = rows.filter(date__isnull=False, date__lte=chart.as_of)
    for row in rows.order_by(Coalesce(F("date"), F("noted_on")), "created_at"):
        item = by_code[row.item]
        if row.item in MARKERS or row.item == BURDEN_CODE:
            yield _number(row)
        elif row.value is not False and not _is_nothing(row):
            number = f" {shown(row.number)}{item.unit}" if row.number is not None else ""
            words = f"{item.label}{number}" if row.item != SYNDROME else str(item.says(row.value))
            told = f"{item.label}{number}" if row.item != SYNDROME else f"{item.label}: {item.says(row.value)}"
            yield Piece(row.when, SYMPTOMS, words, told, precision=row.precision)


def _is_nothing(row: Observation) -> bool:
    """Asked and not there: the line of symptoms shows what there is."""
    return row.number == 0 or row.text == "none"


def _number(row: Observation) -> Piece:
    """A number, or what was printed in a unit of its own, which is never drawn beside the others."""
    item = by_code[row.item]
    words = shown(row.number) if row.number is not None else row.printed or row.text
    told = f"{item.label} {words} {item.unit if row.number is not None else row.unit}".strip()
    lane = BURDEN if row.item == BURDEN_CODE else row.item
    return Piece(row.when, lane, words, told, value=row.number, precision=row.precision)


def _names(lanes: set[str]) -> dict[str, str]:
    """The names of the lines in the order they are drawn, each with its unit."""
    names = {LOAD: _("Sum, mm"), BURDEN: _("Liver share, %")}
    names |= {code: f"{name}, {by_code[code].unit}" for code, name in MARKERS.items()}
    names[SYMPTOMS] = _("Symptoms")
    return {lane: name for lane, name in names.items() if lane in lanes}
