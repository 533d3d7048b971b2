"""One patient's history, read once and seen from one day: the latest standing record of everything dated until then."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import DateField, F, JSONField, Model, Value
from django.db.models.functions import Coalesce, JSONObject

from patients.items import AgeLimit, Item, by_code, group
from patients.items.item import IMAGING
from patients.livershape import Halves
from patients.models import Entry, Lesion, Measurement, Observation, PathologyReport, Patient, State, Study

WHEN = Coalesce(F("date"), F("noted_on"))
SHOWS_LIVER = frozenset({"ct", "mri", "not-stated"})


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many calendar months earlier, clamped to the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


def in_order(study: Study) -> tuple[Any, Any]:
    """Studies by their day, those of one day as they were entered."""
    return study.when, study.created_at


def held(limit: AgeLimit) -> AgeLimit:
    """The limit as this hospital holds it; `treatments`, which knows its limits, puts its own answer here."""
    return limit


def oldest(as_of: dt.date, limit: AgeLimit) -> dt.date:
    """The earliest day that is not too old on the day asked about."""
    unit, amount, _band = held(limit)
    return as_of - dt.timedelta(days=amount) if unit == "days" else months_before(as_of, amount)


@dataclass(frozen=True)
class Fact:
    """The standing answer to one item, and how old it is on the day asked about."""

    item: Item
    row: Observation | None
    as_of: dt.date

    @property
    def state(self) -> str:
        return self.row.state if self.row else State.NOT_ASKED

    @property
    def state_label(self) -> Any:
        return State(self.state).label

    @property
    def value(self) -> Any:
        return self.row.value if self.row else None

    @property
    def known(self) -> bool:
        return self.row is not None and self.row.state == State.VALUE

    @property
    def date(self) -> dt.date | None:
        return self.row.date if self.row else None

    @property
    def is_old(self) -> bool:
        """Older than its limit on the day of the meeting (formats, decision 4). A fact without a date is current."""
        if not self.known or self.item.age_limit is None or self.date is None:
            return False
        return self.date < oldest(self.as_of, self.item.age_limit)

    @property
    def days_old(self) -> int | None:
        return (self.as_of - self.date).days if self.date else None

    @property
    def shown(self) -> Any:
        """The value in words: the label of a choice, yes or no, or the number as it is kept."""
        if not self.known or self.row is None:
            return self.state_label
        value = self.value
        if isinstance(value, Decimal):
            value = int(value) if value == value.to_integral_value() else value.normalize()
        return self.item.says(value)


@dataclass
class LesionHistory:
    """One lesion with its measurements, earliest first."""

    lesion: Lesion
    measurements: list[Measurement] = field(default_factory=list)

    @property
    def last(self) -> Measurement | None:
        return self.measurements[-1] if self.measurements else None

    @property
    def before(self) -> Measurement | None:
        return self.measurements[-2] if len(self.measurements) > 1 else None

    def on(self, study: Study) -> Measurement | None:
        """Its measurement on one study."""
        return next((one for one in self.measurements if one.study_id == study.key), None)

    @cached_property
    def known(self) -> dict[str, Any]:
        """The latest stated value of each adjacency fact; a later study that is silent takes nothing back."""
        return self.known_since(None)

    def known_since(self, day: dt.date | None) -> dict[str, Any]:
        """The same, of what was seen on the day or later."""
        facts: dict[str, Any] = {}
        for measurement in self.measurements:
            if day is not None and measurement.date is not None and measurement.date < day:
                continue
            for name in Measurement.ADJACENCY:
                if getattr(measurement, name) is not None:
                    facts[name] = getattr(measurement, name)
        return facts

    @cached_property
    def sized(self) -> Measurement | None:
        """The measurement its size is of: diameters and volume together, never one of today and one of before.

        A study that only sees the lesion, or cannot evaluate it, takes no size back; one that finds it gone or too
        small does.
        """
        for measurement in reversed(self.measurements):
            if measurement.state in {*Measurement.GONE, Measurement.State.TOO_SMALL}:
                return None
            if measurement.longest_mm is not None or measurement.volume_ml is not None:
                return measurement
        return None

    @property
    def longest_mm(self) -> Decimal | None:
        return self.sized.longest_mm if self.sized else None

    @property
    def is_present(self) -> bool:
        return self.last is None or self.last.state not in Measurement.GONE


class Facts(dict[str, Fact]):
    """Facts by item code; one nobody has answered is there too, as not asked."""

    def __init__(self, as_of: dt.date) -> None:
        super().__init__()
        self.as_of = as_of

    def __missing__(self, code: str) -> Fact:
        return Fact(by_code[code], None, self.as_of)


@dataclass
class Chart:
    """Everything the pages and the rules read about one patient, as of one day."""

    patient: Patient
    as_of: dt.date
    facts: Facts
    pathology: list[PathologyReport]
    lesions: list[LesionHistory]
    studies: list[Study]
    entries: dict[str, list[Entry]]

    @classmethod
    def read(cls, patient: Patient, as_of: dt.date) -> Self:
        """Read one patient's history until the day, that day included."""
        return cls.read_many([(patient, as_of)])[patient.pk, as_of]

    @classmethod
    def read_many(cls, wanted: Iterable[tuple[Patient, dt.date]]) -> dict[tuple[UUID, dt.date], Self]:
        """Read several histories in the same two queries, each until its own day; found by patient and day."""
        charts = {
            (patient.pk, as_of): cls(patient, as_of, Facts(as_of), [], [], [], defaultdict(list))
            for patient, as_of in wanted
        }
        if charts:
            _read_facts(charts)
            tables = _read_tables(charts)
            for chart in charts.values():
                chart._take(tables[chart.patient.pk])
        return charts

    def _take(self, tables: "Tables") -> None:
        """Fill in what the day knows of the patient's rows."""
        seen = {model: [row for row in rows if _knows(self.as_of, row)] for model, rows in tables.items()}
        self.studies, self.pathology = seen[Study], seen[PathologyReport]
        self.lesions = _lesions(seen)
        for entry in sorted(seen[Entry], key=lambda entry: entry.created_at):
            self.entries[entry.list].append(entry)

    @property
    def diffuse_side(self) -> Halves | None:
        """Where the lesions are too many to count: right, left or both; None when nobody has said that they are."""
        return (self.facts["liver.hemilivers"].value or "both") if self.facts["liver.diffuse"].value else None

    @property
    def present_lesions(self) -> list[LesionHistory]:
        return [history for history in self.lesions if history.is_present and history.lesion.in_liver]

    @property
    def looked_at(self) -> list[Study]:
        """The studies with a day on which a lesion was looked at, earliest first: two of them can be compared."""
        seen = {one.study_id for history in self.lesions for one in history.measurements}
        found = (one for one in self.studies if one.date and one.key in seen)
        return sorted(found, key=in_order)

    @property
    def has_no_lesions(self) -> bool:
        """Somebody has looked and found none; an empty list alone says nothing."""
        return self.list_state("lesions") == "none"

    @property
    def imaged_on(self) -> dt.date | None:
        """The day of the latest CT or MRI, or of images whose kind the source does not state."""
        days = [study.date for study in self.studies if study.modality in SHOWS_LIVER and study.date]
        return max(days, default=None)

    @property
    def lesions_listed_on(self) -> dt.date | None:
        """The day of the images the list of lesions was last answered from: what one sees today may be of last year."""
        said_on = self.facts["list.lesions"].date
        shown = [study.date for study in self.studies if study.modality in SHOWS_LIVER and study.date]
        return max((day for day in shown if said_on and day <= said_on), default=said_on)

    @property
    def lesions_are_old(self) -> bool:
        """Whether the list of lesions rests on images that are too old."""
        day = self.lesions_listed_on
        return day is not None and day < oldest(self.as_of, IMAGING)

    def latest(self, field_name: str) -> Any:
        """The latest stated value of one field of the pathology reports."""
        report = self.latest_report(field_name)
        return getattr(report, field_name) if report else None

    def latest_report(self, *field_names: str) -> PathologyReport | None:
        """The latest pathology report that states any of the fields."""
        stated = (
            report
            for report in reversed(self.pathology)
            if any(getattr(report, name) not in (None, "") for name in field_names)
        )
        return next(stated, None)

    def list_state(self, name: str) -> str:
        """none, listed, unobtainable, or not-asked: an empty list alone never means none, and one with lines never is."""
        fact = self.facts[f"list.{name}"]
        lines = self.present_lesions if name == "lesions" else self.entries[name]
        if not fact.known or (fact.value == "none" and (lines or self.told_of(name))):
            return State.NOT_ASKED
        return str(fact.value)

    def told_of(self, name: str) -> list[Fact]:
        """What single answers put on a list: an allergy to contrast medium, a drug that is taken."""
        items = group(name) if name in {"allergies", "drugs"} else ()
        facts = (self.facts[item.code] for item in items if not item.code.startswith("list."))
        return [fact for fact in facts if fact.known and fact.value not in (False, "none")]


class Exactly(json.JSONDecoder):
    """JSON with its numbers as written: a diameter is a decimal here as in its own column."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how | {"parse_float": Decimal})


class AsJson(JSONObject):
    """A whole row in one column, so that rows of several tables come with one query."""

    output_field = JSONField(decoder=Exactly)


type Tables = dict[type[Model], list[Any]]  # the rows of one patient, each table earliest first


def _until(rows: Any, patients: Iterable[UUID], until: dt.date) -> Any:
    """Standing rows of the patients until the day."""
    return rows.standing().filter(patient__in=list(patients)).alias(seen_on=WHEN).filter(seen_on__lte=until)


def _knows(day: dt.date, row: Any) -> bool:
    """Whether the day knows the row: a lesion once it is noted, a line of a list until it ends, the rest by its date."""
    match row:
        case Lesion():
            return row.noted_on <= day
        case Entry():
            return row.when <= day and (row.until is None or row.until > day)
    return bool(row.when <= day)


def _read_facts(charts: Mapping[tuple[UUID, dt.date], Chart]) -> None:
    """The latest answer to each item, for every patient until the day asked for; one query, whatever the days."""
    patients: dict[dt.date, list[UUID]] = defaultdict(list)
    for patient, day in charts:
        patients[day].append(patient)
    first, *others = [
        _until(Observation.objects, those, day)
        .annotate(day=Value(day, DateField()))
        .order_by("patient", "item", "-seen_on", "-created_at")
        .distinct("patient", "item")
        for day, those in patients.items()
    ]
    for row in first.union(*others, all=True) if others else first:
        chart = charts[row.patient_id, row.day]
        if row.item in by_code:  # an item that left the catalogue stays in the history and out of the page
            chart.facts[row.item] = Fact(by_code[row.item], row, chart.as_of)


def _read_tables(charts: Iterable[tuple[UUID, dt.date]]) -> dict[UUID, Tables]:
    """The rows of every table but the facts until the latest of the days, all in one query."""
    patients, until = {patient for patient, _day in charts}, max(day for _patient, day in charts)
    asked: dict[type[Model], Any] = {
        Study: _until(Study.objects, patients, until),
        Lesion: Lesion.objects.standing().filter(patient__in=patients, noted_on__lte=until),
        Measurement: _until(Measurement.objects, patients, until),
        PathologyReport: _until(PathologyReport.objects, patients, until),
        Entry: _until(Entry.objects, patients, until),
    }
    first, *others = [
        rows.order_by()
        .annotate(
            table=Value(model.__name__),
            row=AsJson(**{field.attname: F(field.attname) for field in model._meta.concrete_fields}),
        )
        .values_list("table", "row")
        for model, rows in asked.items()
    ]
    models = {model.__name__: model for model in asked}
    tables: dict[UUID, Tables] = {patient: {model: [] for model in asked} for patient in patients}
    for name, packed in first.union(*others, all=True):
        row = _unpacked(models[name], packed)
        tables[row.patient_id][models[name]].append(row)
    for of_patient in tables.values():
        for rows in of_patient.values():
            rows.sort(key=lambda row: (row.when, row.created_at))
    return tables


def _unpacked(model: type[Model], row: Mapping[str, Any]) -> Any:
    """A row of a table again, out of its JSON."""
    fields = model._meta.concrete_fields
    return model.from_db(
        DEFAULT_DB_ALIAS, [field.attname for field in fields], [field.to_python(row[field.attname]) for field in fields]
    )


def _lesions(seen: Tables) -> list[LesionHistory]:
    """The lesions in the order of their labels, each with its measurements on the studies seen."""
    studies = {study.key: study for study in seen[Study]}
    histories = {lesion.key: LesionHistory(lesion) for lesion in seen[Lesion]}
    for measurement in seen[Measurement]:
        if measurement.lesion_id in histories and measurement.study_id in studies:
            measurement.study = studies[measurement.study_id]
            histories[measurement.lesion_id].measurements.append(measurement)
    return sorted(histories.values(), key=lambda history: _natural(history.lesion.label))


def _natural(label: str) -> tuple[str, int, str]:
    digits = "".join(letter for letter in label if letter.isdigit())
    return label.rstrip("0123456789"), int(digits or 0), label
