"""Writing down pathology, studies, lesions, measurements and the lines of lists."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hospital, User, owner
from core.audit import record
from core.rules import RuleBroken, SavedBefore
from patients.actions.days import refuse_impossible_day
from patients.actions.findings import Answer, observe, refuse_impossible, say_listed, standing_row
from patients.models import (
    Clinical,
    Entry,
    Lasting,
    Lesion,
    Measurement,
    Observation,
    PathologyReport,
    Patient,
    State,
    Study,
)
from patients.quantities import split_unit


def _write[M: Clinical](
    model: type[M],
    event: str,
    *,
    patient: Patient,
    by: User | None,
    key: UUID | None,
    hospital: Hospital | None = None,
    **fields: Any,
) -> M:
    """One new clinical row with its owner, its author and its audit event; the same form twice gives one row."""
    rows: Any = model._default_manager
    if (written := rows.written_once(key)) is not None:
        return written
    replaced: Clinical | None = fields.get("replaces")
    # A correction is learnt today, but of something known since then: a day in between reads it as corrected.
    fields.setdefault("noted_on", replaced.noted_on if replaced else timezone.localdate())
    if not fields.get("withdrawn"):  # what is dated on an impossible day can be taken back
        refuse_impossible_day(patient, fields.get("date"), fields.get("precision", "day"))
    row: M = rows.create(
        patient=patient, hospital=hospital or owner(by, patient), entered_by=by, idempotency_key=key, **fields
    )
    record(event, on=row, by=by, reason=fields.get("reason", ""))
    return row


@transaction.atomic
def report_pathology(*, patient: Patient, by: User | None, key: UUID | None = None, **fields: Any) -> PathologyReport:
    """Write down one pathology report."""
    return _write(PathologyReport, "pathology.report", patient=patient, by=by, key=key, **_findings(fields))


@transaction.atomic
def correct_report(
    *, report: PathologyReport, reason: str, by: User, key: UUID | None = None, **fields: Any
) -> PathologyReport:
    """Say anew what a report says; what is not given stays."""
    return correct(row=report, reason=reason, by=by, key=key, **_findings(fields))


def _findings(fields: dict[str, Any]) -> dict[str, Any]:
    """What a report says, if it says anything; its indices without the unit, which every page puts behind them."""
    if not any(
        fields.get(name)
        for name in ("differentiation", "grade", "ki67_printed", "mitoses_printed", "morphology", "text")
    ):
        raise RuleBroken(_("The report says nothing yet: give at least one of its findings."))
    bare = {
        name: split_unit(fields[name], (unit,))[0] for name, unit in PathologyReport.UNITS.items() if fields.get(name)
    }
    return fields | bare


@transaction.atomic
def add_study(*, patient: Patient, by: User | None, key: UUID | None = None, **fields: Any) -> Study:
    """Write down one imaging study."""
    return _write(Study, "study.add", patient=patient, by=by, key=key, **fields)


@transaction.atomic
def add_lesion(*, patient: Patient, label: str, by: User | None, key: UUID | None = None, **fields: Any) -> Lesion:
    """Add one lesion under a label that will never change."""
    if (written := Lesion.objects.written_once(key)) is not None:
        return written
    if Lesion.objects.filter(patient=patient, label=label, replaces=None).exists():
        raise RuleBroken(_("There already is a lesion %(label)s.") % {"label": label}, "label")
    lesion = _write(Lesion, "lesion.add", patient=patient, by=by, key=key, label=label, **fields)
    _keep_the_list_true(lesion, by)
    return lesion


def _keep_the_list_true(lesion: Lesion, by: User | None) -> None:
    """Of a list with a lesion nobody says "none"; of one with an index lesion of too many, nobody says that it is all."""
    row = standing_row(lesion.patient, "list.lesions") if lesion.in_liver else None
    if row is not None and lesion.index and row.value in {"none", "listed"}:
        said = Answer(state=State.NOT_ASKED)
    elif row is not None and row.value == "none":
        said = Answer(text="listed")
    else:
        return
    day = max(row.when, lesion.noted_on)
    observe(patient=lesion.patient, answers={"list.lesions": said}, by=by, date=day, noted_on=day)


def next_label(patient: Patient) -> str:
    """The first of L1, L2, … that no lesion of the patient has had."""
    taken = set(Lesion.objects.filter(patient=patient).values_list("label", flat=True))
    return next(f"L{number}" for number in range(1, len(taken) + 2) if f"L{number}" not in taken)


@transaction.atomic
def measure(
    *,
    lesion: Lesion,
    study: Study,
    state: str,
    by: User | None,
    merged_into: Lesion | None = None,
    corrects: str | None = None,
    key: UUID | None = None,
    **fields: Any,
) -> Measurement:
    """Write down one lesion on one study; measuring it again there corrects the measurement that stands."""
    if (written := Measurement.objects.written_once(key)) is not None:
        return written
    Lesion.objects.select_for_update().get(pk=lesion.key)  # two at once: one after the other
    rows = Measurement.objects.filter(lesion_id=lesion.key, study_id=study.key, replaced_by__isnull=True)
    standing = rows.first()
    if standing is not None:
        _refuse_unseen(standing, corrects)
        fields = _carried_over(standing, {"state": state, **fields}) | fields
        fields["reason"] = fields.get("reason") or _reason_for_anew(standing, lesion)
    if merged_into is not None:
        _refuse_impossible_merge(lesion, merged_into, study)
    return _write(
        Measurement,
        "lesion.measure",
        patient=lesion.patient,
        by=by,
        key=key,
        lesion_id=lesion.key,
        study_id=study.key,
        state=state,
        merged_into_id=merged_into.key if merged_into else None,
        date=study.date,
        precision=study.precision,
        replaces=standing,
        **fields,
    )


def _refuse_unseen(standing: Clinical, corrects: str | None) -> None:
    """Raise when a person means to correct another row than the one that stands ("" is none, None whatever stands)."""
    now = "" if standing.withdrawn else str(standing.pk)
    if corrects not in {None, now}:
        raise SavedBefore(standing, {}, seen={"corrects": now})


def _carried_over(standing: Measurement, fields: dict[str, Any]) -> dict[str, Any]:
    """What a correction says nothing about stays; a volume stays only with the very size it was measured with."""
    if standing.withdrawn:
        return {}
    axes = ("state", "longest_mm", "second_mm", "third_mm")
    same_size = all(fields.get(name) == getattr(standing, name) for name in axes)
    kept = Measurement.ADJACENCY + (("volume_ml",) if same_size else ())
    return {name: getattr(standing, name) for name in kept}


def _reason_for_anew(standing: Measurement, lesion: Lesion) -> str:
    """A measurement taken back is simply measured anew; one that stands is not corrected without a reason."""
    if standing.withdrawn:
        return _("Measured anew")
    raise RuleBroken(
        _("%(label)s is already measured on this study. A correction needs its reason.") % {"label": lesion.label},
        "reason",
    )


def _refuse_impossible_merge(lesion: Lesion, into: Lesion, study: Study) -> None:
    """Raise unless the other lesion was there on the study, and has not itself become part of this one."""
    others = Measurement.objects.standing().filter(patient=lesion.patient).exclude(lesion_id=lesion.key)
    rows = sorted(others, key=lambda row: (row.when, row.created_at))
    until = {row.lesion_id: row for row in rows if row.when <= study.when}
    is_gone = into.key in until and until[into.key].state in Measurement.GONE
    if into.key == lesion.key or into.patient_id != lesion.patient_id or into.standing is None or is_gone:
        raise RuleBroken(_("A lesion merges into another one that is there."), "merged_into")
    merged = {row.lesion_id: row.merged_into_id for row in rows if row.merged_into_id}
    became = into.key
    while became in merged:
        became = merged.pop(became)
        if became == lesion.key:
            message = _("%(other)s has itself merged into %(label)s.")
            raise RuleBroken(message % {"other": into.label, "label": lesion.label}, "merged_into")


@transaction.atomic
def correct_lesion(
    *, lesion: Lesion, reason: str, by: User, corrects: str | None = None, key: UUID | None = None, **fields: Any
) -> Lesion:
    """Say anew where a lesion lies. It stays the same lesion with the same label."""
    if (written := Lesion.objects.written_once(key)) is not None:
        return written
    _refuse_unseen(lesion, corrects)
    corrected = correct(row=lesion, reason=reason, by=by, key=key, **fields)
    _keep_the_list_true(corrected, by)
    return corrected


@transaction.atomic
def correct[M: Clinical](
    *, row: M, reason: str, by: User, key: UUID | None = None, verb: str = "correct", **fields: Any
) -> M:
    """Say a row anew: a new one, with all that is not said anew; a thing that keeps its identity stays the same thing."""
    kept = _kept(row) | fields
    return _replace(row, f"{row._meta.model_name}.{verb}", by=by, reason=reason, key=key, **kept)


@transaction.atomic
def correct_observation(
    *,
    observation: Observation,
    answer: Answer,
    reason: str,
    by: User,
    date: dt.date | None = None,
    precision: str = "day",
    key: UUID | None = None,
) -> Observation:
    """Say anew what was answered to one item, and of which day."""
    refuse_impossible(observation.patient, {observation.item: answer}, date or observation.noted_on)
    said = vars(answer) | {"date": date, "precision": precision}
    return correct(row=observation, reason=reason, by=by, key=key, **said)


@transaction.atomic
def withdraw[M: Clinical](*, row: M, reason: str, by: User, key: UUID | None = None) -> M:
    """Take back a row that was entered in error and what hangs on it: all of it stays, and so does the reason."""
    taken_back = correct(row=row, reason=reason, by=by, key=key, verb="withdraw", withdrawn=True)
    for hanging in _hanging_on(row):
        withdraw(row=hanging, reason=reason, by=by)
    return taken_back


def _hanging_on(row: Clinical) -> list[Any]:
    """What goes with a row: measurements with their lesion; with a study all seen on it, lesions too that no other shows."""
    measurements = Measurement.objects.standing().filter(patient=row.patient_id)
    match row:
        case Lesion():
            return list(measurements.filter(lesion=row.key))
        case Study():
            on_it = list(measurements.filter(study=row.key))
            elsewhere = set(measurements.exclude(study=row.key).values_list("lesion", flat=True))
            only_here = {one.lesion_id for one in on_it} - elsewhere
            lesions = Lesion.objects.standing().filter(Q(pk__in=only_here) | Q(first__in=only_here))
            return [*Observation.objects.standing().filter(study=row.key), *on_it, *lesions]
    return []


def _kept(row: Model) -> dict[str, Any]:
    """The fields of a row that a correcting row starts from."""
    own = {
        "id",
        "version",
        "idempotency_key",
        "created_at",
        "replaces",
        "reason",
        "withdrawn",
        "hospital",
        "entered_by",
        "patient",
        "first",
    }
    concrete: list[models.Field[Any, Any]] = [field for field in row._meta.concrete_fields if field.name not in own]
    kept = {field.attname: getattr(row, field.attname) for field in concrete}
    return kept | ({"first_id": row.key} if isinstance(row, Lasting) else {})


def _replace[M: Clinical](row: M, event: str, *, by: User, reason: str, key: UUID | None, **fields: Any) -> M:
    if not reason:
        raise RuleBroken(_("A correction needs its reason."), "reason")
    try:
        with transaction.atomic():
            return _write(type(row), event, patient=row.patient, by=by, key=key, replaces=row, reason=reason, **fields)
    except IntegrityError as raced:
        if "replaces" not in str(raced):
            raise
        raise RuleBroken(_("Somebody has corrected this in the meantime. Look at the page again.")) from raced


@transaction.atomic
def add_entry(*, patient: Patient, list: str, by: User | None, key: UUID | None = None, **fields: Any) -> Entry:
    """Add one line to a list: an allergy, a drug, another disease, a site outside the liver. The list is then listed."""
    entry = _write(Entry, f"entry.{list}", patient=patient, by=by, key=key, list=list, **fields)
    say_listed(patient=patient, name=list, by=by, noted_on=fields.get("noted_on"))
    return entry


@transaction.atomic
def end_entry(*, entry: Entry, until: dt.date, by: User, version: int | None = None) -> Entry:
    """Say that a drug was stopped or a disease healed."""
    if entry.date and until < entry.date:
        raise RuleBroken(_("%(day)s lies before it began.") % {"day": until}, "until")
    refuse_impossible_day(entry.patient, until, field="until")
    entry.change(version=version, until=until)
    record("entry.end", on=entry, by=by)
    return entry
