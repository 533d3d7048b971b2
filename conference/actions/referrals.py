"""A referral: written, sent, accepted, or sent back."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User, owner
from conference.actions.agenda import lock_lists, take_off
from conference.actions.drafts import drop_all
from conference.actions.refusals import refuse_closed
from conference.models import AgendaItem, Case, Decision, Referral
from core.audit import record
from core.rules import RuleBroken
from patients.actions import grant_care
from patients.models import CareRelation, Patient
from treatments.actions import open_workup

SENT, RETURNED = Referral.Status.SENT, Referral.Status.RETURNED


@transaction.atomic
def refer(
    *,
    patient: Patient,
    unit: Unit,
    by: User | None,
    question: str = "",
    reasons: Sequence[str] = (),
    referrer_role: str = "",
    send: bool = True,
    referral: Referral | None = None,
    version: int | None = None,
    key: UUID | None = None,
) -> Referral:
    """Ask the conference one question about one patient; `send=False` keeps a draft that asks nothing of anybody yet."""
    if referral is None and (written := Referral.objects.written_once(key)) is not None:
        return written
    if (send or (referral is not None and referral.status == RETURNED)) and not question.strip():
        raise RuleBroken(_("Ask the board something: a referral without a question cannot be answered."), "question")
    if send and patient.deceased_on:
        raise RuleBroken(_("The patient has died."))
    fields = {"unit": unit, "question": question, "reasons": list(reasons), "referrer_role": referrer_role}
    if referral is None:
        referral = Referral.objects.create(
            patient=patient, hospital=owner(by, patient), referrer=by, idempotency_key=key, **fields
        )
        record("referral.draft", on=referral, by=by)
    elif not referral.is_open:
        raise RuleBroken(
            _("This referral is %(status)s and cannot be changed.") % {"status": referral.get_status_display()}
        )
    else:
        referral.change(version=version, **fields)
        record("referral.edit", on=referral, by=by)
    if send:
        _send(referral, by)
    return referral


def _send(referral: Referral, by: User | None) -> None:
    referral.change(status=Referral.Status.SENT, sent_at=timezone.now())
    grant_care(patient=referral.patient, ground=CareRelation.Ground.CONFERENCE, by=by, unit=referral.unit)
    if by is not None:
        grant_care(patient=referral.patient, ground=CareRelation.Ground.REFERRAL, by=by, user=by)
    record("referral.refer", on=referral, by=by, why=referral.why)


@transaction.atomic
def prepare(
    *, referral: Referral, by: User | None, complex: bool = False, note: str = "", key: UUID | None = None
) -> Case:
    """Accept a referral: its question becomes a case with a fresh workup."""
    existing = Case.objects.filter(referral=referral).first()
    if existing is not None:
        return existing
    if referral.status != Referral.Status.SENT:
        raise RuleBroken(_("Only a referral that was sent can be accepted."))
    referral.change(status=Referral.Status.ACCEPTED)
    case = Case.objects.create(
        patient=referral.patient,
        hospital=referral.unit.hospital,
        unit=referral.unit,
        referral=referral,
        workup=open_workup(patient=referral.patient, by=by),
        question=referral.question,
        why=referral.why,
        complex=complex,
        note=note,
        idempotency_key=key,
    )
    record("case.prepare", on=case, by=by)
    return case


@transaction.atomic
def send_back(*, referral: Referral, because: str, by: User, version: int | None = None) -> Referral:
    """Return a referral to its author for completion, saying what is missing."""
    _refuse_unless(referral, SENT)
    return _end(referral, RETURNED, "referral.send_back", because, by, version)


@transaction.atomic
def decline(*, referral: Referral, because: str, by: User, version: int | None = None) -> Referral:
    """Decline a referral with its reason."""
    _refuse_unless(referral, SENT, RETURNED)
    return _end(referral, Referral.Status.DECLINED, "referral.decline", because, by, version)


@transaction.atomic
def withdraw(*, referral: Referral, because: str, by: User, version: int | None = None) -> Referral:
    """Take one's own referral back, also a draft; a case already made of it is closed with that reason."""
    if referral.referrer_id != by.pk:
        raise RuleBroken(_("Only the referring doctor withdraws a referral."))
    case = Case.objects.filter(referral=referral).first()
    if case is not None:
        close_case(case=case, because=because, by=by)
    else:
        _refuse_unless(referral, Referral.Status.DRAFT, SENT, RETURNED)
    return _end(referral, Referral.Status.WITHDRAWN, "referral.withdraw", because, by, version)


@transaction.atomic
def withdraw_for_death(*, patient: Patient, because: str, by: User) -> None:
    """What was asked and not accepted is asked no more, whoever asked it."""
    for referral in Referral.objects.filter(patient=patient, status__in=[Referral.Status.DRAFT, SENT, RETURNED]):
        _end(referral, Referral.Status.WITHDRAWN, "referral.withdraw", because, by, None)


def _refuse_unless(referral: Referral, *possible: str) -> None:
    if referral.status not in possible:
        raise RuleBroken(_("This referral is already %(status)s.") % {"status": referral.get_status_display()})


def _end(referral: Referral, status: str, event: str, because: str, by: User, version: int | None) -> Referral:
    if not because.strip():
        raise RuleBroken(_("Say why."), "because")
    referral.change(version=version, status=status, answer=because)
    record(event, on=referral, by=by, reason=because)
    return referral


@transaction.atomic
def close_case(*, case: Case, because: str, by: User | None, version: int | None = None) -> Case:
    """Close a case without a decision, and take it off any agenda it waits on."""
    if not because.strip():
        raise RuleBroken(_("Say why."), "because")
    refuse_closed(case)
    lock_lists(*case.items.filter(status=AgendaItem.Status.LISTED).values_list("board", flat=True))
    case.change(version=version)  # refuses a page that is out of date, before leaving a list changes the case itself
    for item in case.items.filter(status=AgendaItem.Status.LISTED):
        take_off(item=item, because=because, by=by)
    drop_all(decisions=Decision.objects.filter(item__case=case), because=because, by=by)
    case.refresh_from_db()
    case.change(status=Case.Status.CLOSED, closed_because=because)
    record("case.close", on=case, by=by, reason=because)
    return case
