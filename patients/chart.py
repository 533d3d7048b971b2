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

from django.db.models import F, JSONField, Model, Value
from django.db.models.functions import Coalesce, JSONObject

from patients.items import Item, by_code
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
        unit, amount = self.item.age_limit
        oldest = self.as_of - dt.timedelta(days=amount) if unit == "days" else months_before(self.as_of, amount)
        return self.date < oldest

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
        facts: dict[str, Any] = {}
        for measurement in self.measurements:
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
        return cls.read_many([(patient, as_of)])[patient.pk]

    @classmethod
    def read_many(cls, wanted: Iterable[tuple[Patient, dt.date]]) -> dict[UUID, Self]:
        """Read several histories in the same two queries. All are read until the latest of the days."""
        charts = {
            patient.pk: cls(patient, as_of, Facts(as_of), [], [], [], defaultdict(list)) for patient, as_of in wanted
        }
        if not charts:
            return charts
        until = max(chart.as_of for chart in charts.values())
        _read_facts(charts, until)
        tables = _read_tables(charts, until)
        _read_lesions(charts, tables)
        for report in tables[PathologyReport]:
            charts[report.patient_id].pathology.append(report)
        for entry in sorted(tables[Entry], key=lambda entry: entry.created_at):
            charts[entry.patient_id].entries[entry.list].append(entry)
        return charts

    @property
    def present_lesions(self) -> list[LesionHistory]:
        return [history for history in self.lesions if history.is_present and history.lesion.in_liver]

    @property
    def has_no_lesions(self) -> bool:
        """Somebody has looked and found none; an empty list alone says nothing."""
        return self.list_state("lesions") == "none"

    @property
    def imaged_on(self) -> dt.date | None:
        """The day of the latest CT or MRI, or of images whose kind the source does not state."""
        days = [study.date for study in self.studies if study.modality in SHOWS_LIVER and study.date]
        return max(days, default=None)

    def latest(self, field_name: str) -> Any:
        """The latest stated value of one field of the pathology reports."""
        for report in reversed(self.pathology):
            value = getattr(report, field_name)
            if value not in (None, ""):
                return value
        return None

    def list_state(self, name: str) -> str:
        """none, listed, unobtainable, or not-asked: an empty list alone never means none."""
        fact = self.facts[f"list.{name}"]
        return str(fact.value) if fact.known else State.NOT_ASKED


class Exactly(json.JSONDecoder):
    """JSON with its numbers as written: a diameter is a decimal here as in its own column."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how | {"parse_float": Decimal})


class AsJson(JSONObject):
    """A whole row in one column, so that rows of several tables come with one query."""

    output_field = JSONField(decoder=Exactly)


def _until(rows: Any, charts: Iterable[UUID], until: dt.date) -> Any:
    """Standing rows of the patients until the day."""
    return rows.standing().filter(patient__in=list(charts)).alias(seen_on=WHEN).filter(seen_on__lte=until)


def _read_facts(charts: Mapping[UUID, Chart], until: dt.date) -> None:
    latest = _until(Observation.objects, charts, until).order_by("patient", "item", "-seen_on", "-created_at")
    for row in latest.distinct("patient", "item"):
        chart = charts[row.patient_id]
        if row.item in by_code:  # an item that left the catalogue stays in the history and out of the page
            chart.facts[row.item] = Fact(by_code[row.item], row, chart.as_of)


def _read_tables(charts: Mapping[UUID, Chart], until: dt.date) -> dict[type[Model], list[Any]]:
    """The rows of every table but the facts, each table earliest first, all in one query."""
    here = {"patient__in": list(charts), "noted_on__lte": until}
    asked: dict[type[Model], Any] = {
        Study: _until(Study.objects, charts, until),
        Lesion: Lesion.objects.standing().filter(**here),
        Measurement: _until(Measurement.objects, charts, until),
        PathologyReport: _until(PathologyReport.objects, charts, until),
        Entry: Entry.objects.current().filter(**here),
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
    tables: dict[type[Model], list[Any]] = {model: [] for model in asked}
    for name, row in first.union(*others, all=True):
        tables[models[name]].append(_unpacked(models[name], row))
    for rows in tables.values():
        rows.sort(key=lambda row: (row.when, row.created_at))
    return tables


def _unpacked(model: type[Model], row: Mapping[str, Any]) -> Any:
    """A row of a table again, out of its JSON."""
    fields = model._meta.concrete_fields
    return model.from_db(
        None, [field.attname for field in fields], [field.to_python(row[field.attname]) for field in fields]
    )


def _read_lesions(charts: Mapping[UUID, Chart], tables: Mapping[type[Model], list[Any]]) -> None:
    studies: dict[UUID, Study] = {}
    for study in tables[Study]:
        studies[study.key] = study
        charts[study.patient_id].studies.append(study)
    histories: dict[UUID, LesionHistory] = {}
    for lesion in sorted(tables[Lesion], key=lambda lesion: lesion.created_at):
        histories[lesion.key] = LesionHistory(lesion)
        charts[lesion.patient_id].lesions.append(histories[lesion.key])
    for measurement in tables[Measurement]:
        if measurement.lesion_id in histories and measurement.study_id in studies:
            measurement.study = studies[measurement.study_id]
            histories[measurement.lesion_id].measurements.append(measurement)
    for chart in charts.values():
        chart.lesions.sort(key=lambda history: _natural(history.lesion.label))


def _natural(label: str) -> tuple[str, int, str]:
    digits = "".join(letter for letter in label if letter.isdigit())
    return label.rstrip("0123456789"), int(digits or 0), label
