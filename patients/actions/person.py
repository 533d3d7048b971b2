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
    if birth_date and read.birth_date and birth_date != read.birth_date:
        raise RuleBroken(_("The birth date and the number do not agree."), "birth_date")
    if sex and read.sex and sex in {"female", "male"} and sex != read.sex:
        raise RuleBroken(_("The sex and the number do not agree."), "sex")
    existing = Patient.objects.filter(hospital=hospital, scheme=scheme, number=read.normalised).first()
    if existing:
        raise AlreadyRegistered(existing)
    born = birth_date or read.birth_date
    patient = Patient.objects.create(
        hospital=hospital,
        scheme=scheme,
        number=read.normalised,
        surname=surname,
        given=given,
        title=title,
        birth_date=born,
        birth_year=None if born else birth_year,
        sex=sex or read.sex or "",
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
    """Let a person or a unit see the patient; asking twice changes nothing."""
    relation, is_new = CareRelation.objects.get_or_create(
        patient=patient, user=user, unit=unit, ground=ground, defaults={"until": until}
    )
    if is_new:
        record("care.grant", on=relation, by=by, ground=ground)
    return relation


@transaction.atomic
def change_person(*, patient: Patient, by: User, version: int, key: UUID | None = None, **fields: Any) -> Patient:
    """Correct who the patient is. A number that changes is kept as a former one."""
    reason = fields.pop("reason", "")
    scheme, number = fields.get("scheme", patient.scheme), fields.get("number", patient.number)
    fields["number"] = _read_number(scheme, number).normalised
    if (scheme, fields["number"]) != (patient.scheme, patient.number):
        taken = Patient.objects.filter(hospital=patient.hospital_id, scheme=scheme, number=fields["number"]).exclude(
            pk=patient.pk
        )
        if taken.exists():
            raise RuleBroken(_("Another patient here has this number."), "number")
        FormerNumber.objects.create(patient=patient, scheme=patient.scheme, number=patient.number, reason=reason)
    changed = {name: value for name, value in fields.items() if getattr(patient, name) != value}
    if not changed:
        return patient
    for name, value in changed.items():
        setattr(patient, name, value)
    patient.change(version=version, **changed, search_key=patient.searchable())
    record("patient.change", on=patient, by=by, reason=reason, fields=sorted(changed))
    return patient


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
