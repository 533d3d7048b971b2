"""What becomes of a draft: signed by the chair and from then on only superseded, or discarded."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from conference.actions.agenda import postpone
from conference.actions.decisions import Wording, locked, refuse_gone, refuse_unfit, write_parts
from conference.actions.drafts import drop
from conference.models import AgendaItem, Case, Decision, Referral, Step
from core.audit import record
from core.rules import RuleBroken
from treatments.actions import cancel_course, plan_course
from treatments.models import Course


@transaction.atomic
def sign(*, decision: Decision, by: User, version: int | None = None, at: dt.datetime | None = None) -> Decision:
    """The chair signs: from now on nothing in it changes, its treatments are planned, and the referring doctor can read it.

    `at` is for a decision taken on paper and entered later.
    """
    item = locked(decision.item_id)
    if item.board.chair_id != by.pk:
        raise RuleBroken(_("Only the chair of this meeting signs."))
    if not decision.is_draft:
        raise RuleBroken(_("This decision is already %(status)s.") % {"status": decision.get_status_display()})
    refuse_unfit(item, Wording.of(decision), decision.proposal)
    if decision.supersedes is not None:
        decision.supersedes.change(status=Decision.Status.SUPERSEDED)
        record("case.supersede", on=decision.supersedes, by=by)
    _plan_courses(decision, item, by)
    decision.change(version=version, status=Decision.Status.SIGNED, signed_by=by, signed_at=at or timezone.now())
    if item.status == AgendaItem.Status.LISTED:
        item.change(status=AgendaItem.Status.DECIDED)
    _answer_case(item.case, decision)
    record("case.sign", on=decision, by=by, number=decision.number)
    return decision


def _answer_case(case: Case, decision: Decision) -> None:
    """The question is answered; or it comes back when what the board asks for is there."""
    if decision.kind == Decision.Kind.MORE_INFORMATION:
        case.change(status=Case.Status.PREPARING, why=Referral.Why.UNANSWERED)
    else:
        case.change(status=Case.Status.DECIDED)


def _plan_courses(decision: Decision, item: AgendaItem, by: User) -> None:
    """A course for every treatment; what the version before planned alike is kept, above all when it is done already."""
    before = _steps(decision.supersedes) if decision.supersedes else []
    kept = []
    for step in _steps(decision):
        same = next((one for one in before if one.course not in kept and _is_kept(one, step)), None)
        course = same.course if same is not None else _planned(step, item, by)
        kept.append(course)
        step.change(course=course)
    for step in before:
        if step.course not in kept and (course := _as_it_stands(step)) and course.status == Course.Status.PLANNED:
            cancel_course(course=course, reason=gettext_noop("The board has amended its decision."), by=by)


def _steps(decision: Decision) -> list[Step]:
    rows = decision.steps.filter(dropped=False).select_related("course", "decision")
    return list(rows.prefetch_related("lesions"))


def _is_kept(before: Step, now: Step) -> bool:
    """The same treatment, and done already or planned for the same person and day."""
    course = _as_it_stands(before)
    if course is None or _plan(before) != _plan(now):
        return False
    if course.status == Course.Status.PERFORMED:
        return True
    same = (before.decision.target_date, before.decision.responsible_id) == (
        now.decision.target_date,
        now.decision.responsible_id,
    )
    return course.status == Course.Status.PLANNED and same


def _as_it_stands(step: Step) -> Course | None:
    """The treatment of a step with everything corrected since; the step itself points to its first row."""
    return step.course and step.course.standing


def _plan(step: Step) -> tuple[Any, ...]:
    lesions = frozenset(lesion.key for lesion in step.lesions.all())
    return step.modality, step.territory, frozenset(step.segments), lesions


def _planned(step: Step, item: AgendaItem, by: User) -> Course:
    return plan_course(
        patient=item.patient,
        type=step.modality,
        by=by,
        unit=item.board.unit,
        lesions=step.lesions.all(),
        territory=step.territory,
        segments=step.segments,
        step=step.order,
        target_date=step.decision.target_date,
        responsible=step.decision.responsible,
    )


@transaction.atomic
def amend(*, decision: Decision, because: str, by: User, key: UUID | None = None) -> Decision:
    """Open a new version of a signed decision; the old one stands until the new one is signed."""
    if (written := Decision.objects.written_once(key)) is not None:
        return written
    item = locked(decision.item_id)
    if Decision.objects.get(pk=decision.pk).status != Decision.Status.SIGNED:  # as it is now
        raise RuleBroken(_("Only a signed decision is amended."))
    refuse_gone(item)
    if not because.strip():
        raise RuleBroken(_("Say why it is amended."), "because")
    open_one = decision.item.decisions.filter(status=Decision.Status.DRAFT).select_related("drafted_by").first()
    if open_one is not None:
        says = _("%(who)s has opened a new version already: change that one, or discard it first.")
        raise RuleBroken(says % {"who": open_one.drafted_by}, "because")
    wording = Wording.of(decision)
    draft = Decision.objects.create(
        item=decision.item,
        patient_id=decision.patient_id,
        number=decision.number + 1,
        supersedes=decision,
        amended_because=because,
        drafted_by=by,
        proposal=decision.proposal,
        gaps=decision.gaps,
        agrees=decision.agrees,
        idempotency_key=key,
        **wording.fields(),
    )
    write_parts(draft, wording)
    record("case.amend", on=draft, by=by, reason=because)
    return draft


@transaction.atomic
def discard(*, decision: Decision, because: str, by: User, version: int | None = None) -> Decision:
    """Drop a draft. A case its meeting has left behind goes back to preparation, so that it is not lost."""
    item = locked(decision.item_id)
    drop(decision=decision, because=because, by=by, version=version)
    if item.status == AgendaItem.Status.LISTED and not item.board.is_open:
        postpone(item=item, because=because, by=by)
    return decision
