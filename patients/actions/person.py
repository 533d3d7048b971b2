"""Writing down who the patient is and who cares for him or her."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hospital, Unit, User
from core.audit import record
from core.rules import RuleBroken
from patients import identity
from patients.models import CareRelation, FormerNumber, Patient
from patients.quantities import Refused

BIRTH = ("birth_date", "birth_year", "birth_month")  # one answer in three columns


class AlreadyRegistered(RuleBroken):
    """The number is taken in this hospital: the person is offered the patient instead of a second one."""

    def __init__(self, patient: Patient) -> None:
        super().__init__(
            _("A patient with this number is already registered here. Open that patient instead."), "number"
        )
        self.patient = patient


@transaction.atomic
def register(
    *,
    hospital: Hospital,
    scheme: str,
    number: str,
    surname: str,
    by: User | None,
    given: str = "",
    title: str = "",
    birth_date: dt.date | None = None,
    birth_year: int | None = None,
    birth_month: int | None = None,
    age_stated_on: dt.date | None = None,
    sex: str = "",
    language: str = "",
    protected: bool = False,
    source: str = "",
    reference: str = "",
    key: UUID | None = None,
) -> Patient:
    """Open the record of a new patient; whoever registers may see it."""
    if (written := Patient.objects.written_once(key)) is not None:
        return written
    read = _read_number(scheme, number)
    fits = _fitting(read, birth_date=birth_date, birth_year=birth_year, birth_month=birth_month, sex=sex)
    existing = Patient.objects.filter(hospital=hospital, scheme=scheme, number=read.normalised).first()
    if existing:
        raise AlreadyRegistered(existing)
    patient = Patient.objects.create(
        hospital=hospital,
        scheme=scheme,
        number=read.normalised,
        surname=surname,
        given=given,
        title=title,
        age_stated_on=None if fits["birth_date"] else age_stated_on,
        **fits,
        language=language,
        protected=protected,
        source=source,
        reference=reference,
        idempotency_key=key,
    )
    record("patient.register", on=patient, by=by, scheme=scheme)
    if by is not None:
        grant_care(patient=patient, ground=CareRelation.Ground.REGISTERED, by=by, user=by)
    return patient


def _read_number(scheme: str, number: str) -> identity.PersonNumber:
    try:
        return identity.read(scheme, number)
    except Refused as bad:
        raise RuleBroken(str(bad), "number") from bad


def _fitting(
    read: identity.PersonNumber,
    *,
    birth_date: dt.date | None,
    birth_year: int | None,
    birth_month: int | None,
    sex: str,
) -> dict[str, Any]:
    """Birth and sex, if they agree with the number; what nobody has said is taken from it."""
    carried = read.birth_date
    if carried is not None:
        said = (birth_date, carried), (birth_year, carried.year), (birth_month, carried.month)
        if any(one not in (None, other) for one, other in said):
            raise RuleBroken(_("The birth date and the number do not agree."), "birth_date")
        birth_date = carried
    if birth_date is not None:
        birth_year = birth_month = None
    if (birth_date or dt.date(birth_year or 1, birth_month or 1, 1)) > timezone.localdate():
        raise RuleBroken(_("The birth date lies in the future."), "birth_date")
    if read.sex and sex in {Patient.Sex.FEMALE, Patient.Sex.MALE} and sex != read.sex:
        raise RuleBroken(_("The sex and the number do not agree."), "sex")
    return {
        "birth_date": birth_date,
        "birth_year": birth_year,
        "birth_month": birth_month,
        "sex": sex or read.sex or "",
    }


@transaction.atomic
def open_by_number(*, hospital: Hospital, scheme: str, number: str, by: User) -> Patient | None:
    """An active choice: somebody holding the number joins the care of a patient already registered in the same hospital.

    A former number opens the record too, when nobody has it now.
    """
    here, number = Patient.objects.filter(hospital=hospital), _read_number(scheme, number).normalised
    patient = here.filter(scheme=scheme, number=number).first() or here.once_numbered(scheme, number).first()
    if patient is not None:
        grant_care(patient=patient, ground=CareRelation.Ground.CHOSEN, by=by, user=by)
    return patient


@transaction.atomic
def grant_care(
    *,
    patient: Patient,
    ground: str,
    by: User | None,
    user: User | None = None,
    unit: Unit | None = None,
    until: dt.date | None = None,
) -> CareRelation:
    """Let a person or a unit see the patient; asking twice changes nothing, asking for longer prolongs."""
    relation, is_new = CareRelation.objects.get_or_create(
        patient=patient,
        user=user,
        unit=unit,
        ground=ground,
        defaults={"hospital_id": patient.hospital_id, "until": until},
    )
    if relation.until is not None and (until is None or until > relation.until):
        today = timezone.localdate()
        # One that has ended begins anew: nobody was let in between, and the audit trail keeps the first time.
        relation.change(since=today if relation.until < today else relation.since, until=until)
        is_new = True
    if is_new:
        record("care.grant", on=relation, by=by, ground=ground)
    return relation


@transaction.atomic
def end_care(*, relation: CareRelation, by: User | None) -> CareRelation:
    """Let this relation show the patient to nobody from now on; it stays as ended, and the audit trail keeps the hour."""
    # A relation holds through its last day. One that began today ends with yesterday all the same: it shows nothing any more.
    last = timezone.localdate() - dt.timedelta(days=1)
    relation.change(since=min(relation.since, last), until=last)
    record("care.end", on=relation, by=by, ground=relation.ground)
    return relation


@transaction.atomic
def change_person(*, patient: Patient, by: User, version: int, reason: str = "", **fields: Any) -> Patient:
    """Correct who the patient is. A number that changes is kept as a former one."""
    scheme, number = fields.get("scheme", patient.scheme), fields.get("number", patient.number)
    read = _read_number(scheme, number)
    fields |= {"number": read.normalised, **_corrected_birth(patient, read, fields)}
    if (scheme, fields["number"]) != (patient.scheme, patient.number):
        taken = Patient.objects.filter(hospital=patient.hospital_id, scheme=scheme, number=fields["number"]).exclude(
            pk=patient.pk
        )
        if taken.exists():
            raise RuleBroken(_("Another patient here has this number."), "number")
        FormerNumber.objects.create(
            patient=patient,
            hospital_id=patient.hospital_id,
            scheme=patient.scheme,
            number=patient.number,
            reason=reason,
        )
    changed = {name: value for name, value in fields.items() if getattr(patient, name) != value}
    if not changed:
        return patient
    for name, value in changed.items():
        setattr(patient, name, value)
    patient.change(version=version, **changed, search_key=patient.searchable())
    record("patient.change", on=patient, by=by, reason=reason, fields=sorted(changed))
    return patient


def _corrected_birth(patient: Patient, read: identity.PersonNumber, fields: dict[str, Any]) -> dict[str, Any]:
    """Birth and sex after a correction: as said now, or as they were, and agreeing with the number either way."""
    kept = {name: getattr(patient, name) for name in BIRTH}
    said = {name: fields.get(name) for name in BIRTH} if fields.keys() & kept.keys() else kept
    fits = _fitting(read, **said, sex=fields.get("sex", patient.sex))
    if patient.deceased_on and fits["birth_date"] and fits["birth_date"] > patient.deceased_on:
        raise RuleBroken(_("The day of death lies before the birth date."), "birth_date")
    is_new = any(fits[name] != before for name, before in kept.items())
    return fits | {"age_stated_on": None if is_new else patient.age_stated_on}


@transaction.atomic
def note_death(*, patient: Patient, on: dt.date, by: User | None, version: int | None = None) -> Patient:
    """Write down that the patient has died. What that closes is the business of the apps above."""
    if on > timezone.localdate():
        raise RuleBroken(_("The day of death lies in the future."), "on")
    if patient.birth_date and on < patient.birth_date:
        raise RuleBroken(_("The day of death lies before the birth date."), "on")
    patient.change(version=version, deceased_on=on)
    record("patient.death", on=patient, by=by)
    return patient


@transaction.atomic
def withdraw_death(*, patient: Patient, reason: str, by: User, version: int | None = None) -> Patient:
    """Say that a death was entered in error. What waits again is the business of the apps above."""
    if patient.deceased_on is None:
        raise RuleBroken(_("No death is written down."))
    patient.change(version=version, deceased_on=None)
    record("patient.withdraw_death", on=patient, by=by, reason=reason)
    return patient
