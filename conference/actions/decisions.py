"""The proposal is frozen, the decision drafted, signed once, and from then on only superseded."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conference.models import AgendaItem, Case, Decision, Need, Proposal, Step
from core.audit import record
from core.rules import RuleBroken, SavedBefore
from patients.models import Lesion
from treatments.actions import cancel_course, plan_course
from treatments.eligibility import propose as assess
from treatments.models import Course, Treatment
from treatments.wording import place

TREATS = frozenset({Decision.Kind.TREATMENT})
OPEN_OUTCOMES = frozenset({"eligible", "cautions"})


@dataclass(frozen=True)
class StepPlan:
    """One modality of a decision: where, and which lesions."""

    modality: str
    territory: str = ""
    segments: Sequence[str] = ()
    lesions: Sequence[Lesion] = ()


@dataclass(frozen=True)
class NeedPlan:
    """What is lacking, who brings it, by when."""

    what: str
    who: str = ""
    by: dt.date | None = None


@dataclass(frozen=True)
class Wording:
    """What the board answers, before anybody signs it."""

    kind: str
    wording: str
    intent: str = ""
    alternatives: str = ""
    conditions: str = ""
    dissent: str = ""
    deviation: str = ""
    deviation_text: str = ""
    responsible: User | None = None
    target_date: dt.date | None = None
    steps: Sequence[StepPlan] = field(default_factory=tuple)
    needs: Sequence[NeedPlan] = field(default_factory=tuple)

    def fields(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in {"steps", "needs"}}


@transaction.atomic
def propose(*, item: AgendaItem, facts: dict[str, Any], by: User | None) -> Proposal:
    """Freeze what the rules say about the case on this board, with the facts and the rule version they say it on."""
    answer = assess(facts)
    last = item.proposals.order_by("-created_at").first()
    if last is not None and last.facts == facts and last.rules_version == answer["rules_version"]:
        return last
    proposal = Proposal.objects.create(
        item=item,
        patient_id=item.patient_id,
        as_of=dt.date.fromisoformat(facts["as_of"]),
        rules_version=answer["rules_version"],
        facts=facts,
        answer=answer,
        frozen_by=by,
    )
    record("case.propose", on=proposal, by=by, rules=proposal.rules_version)
    return proposal


def gaps_of(proposal: Proposal | None) -> list[str]:
    """Everything whose absence blocked a modality: frozen with the decision, and blocking nothing."""
    if proposal is None:
        return []
    return sorted({path for modality in proposal.answer["modalities"] for path in modality["missing"]})


def differs(proposal: Proposal | None, steps: Iterable[StepPlan]) -> list[str]:
    """The chosen modalities the rules did not find open."""
    if proposal is None:
        return []
    outcomes = {modality["code"]: modality["outcome"] for modality in proposal.answer["modalities"]}
    return [step.modality for step in steps if outcomes.get(step.modality, "eligible") not in OPEN_OUTCOMES]


@transaction.atomic
def decide(
    *, item: AgendaItem, wording: Wording, by: User, version: int | None = None, key: UUID | None = None
) -> Decision:
    """Draft the board's answer. A draft can be changed by anybody who may decide, one version after the other."""
    if (written := Decision.objects.written_once(key)) is not None:
        return written
    _refuse_unfit(item, wording)
    proposal = item.proposals.order_by("-created_at").first()
    fields = wording.fields() | {"proposal": proposal, "gaps": gaps_of(proposal)}
    draft = item.decisions.filter(status=Decision.Status.DRAFT).first()
    if draft is not None:
        try:
            draft.change(version=version, **fields)
        except SavedBefore as stale:
            stale.wanted = wording.fields()  # the proposal and its gaps were typed by nobody
            stale.beside = _parts_beside(draft, wording)
            raise
    else:
        if item.decisions.filter(status=Decision.Status.SIGNED).exists():
            raise RuleBroken(_("This case is decided and signed. Amend the decision instead."))
        draft = Decision.objects.create(
            item=item, patient_id=item.patient_id, drafted_by=by, idempotency_key=key, **fields
        )
    _write_parts(draft, wording)
    record("case.decide", on=draft, by=by, kind=draft.kind)
    return draft


def _parts_beside(draft: Decision, wording: Wording) -> list[tuple[Any, str, str]]:
    """The treatments and needs somebody else saved, beside the ones wanted now."""
    steps = [
        (step.modality, step.territory, step.segments, step.lesions.all()) for step in draft.steps.filter(dropped=False)
    ]
    wanted = [(plan.modality, plan.territory, plan.segments, plan.lesions) for plan in wording.steps]
    needs = [(need.what, need.who, need.by) for need in draft.needs.filter(dropped=False)]
    lacking = [(need.what, need.who, need.by) for need in wording.needs]
    return [
        (
            _("Treatments"),
            "; ".join(_step_words(*one) for one in steps),
            "; ".join(_step_words(*one) for one in wanted),
        ),
        (_("What is lacking"), "; ".join(_words(*one) for one in needs), "; ".join(_words(*one) for one in lacking)),
    ]


def _step_words(modality: str, territory: str, segments: Sequence[str], lesions: Iterable[Lesion]) -> str:
    names = ", ".join(lesion.label for lesion in lesions)
    return _words(str(Treatment(modality).label), place(territory, segments), names)


def _words(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def _refuse_unfit(item: AgendaItem, wording: Wording) -> None:
    if item.status not in {AgendaItem.Status.LISTED, AgendaItem.Status.DECIDED}:
        raise RuleBroken(
            _("This case is not on the agenda any more: it is %(status)s.") % {"status": item.get_status_display()}
        )
    if not wording.wording.strip():
        raise RuleBroken(_("Answer the question in words."), "wording")
    if wording.kind in TREATS and not wording.steps:
        raise RuleBroken(_("Choose at least one treatment."), "steps")
    if wording.kind == Decision.Kind.MORE_INFORMATION and not wording.needs:
        raise RuleBroken(_("Say what is lacking, who brings it and by when."), "needs")
    if wording.deviation and not wording.deviation_text.strip():
        raise RuleBroken(_("Give the reason in words too."), "deviation_text")
    off = differs(item.proposals.order_by("-created_at").first(), wording.steps)
    if off and not wording.deviation:
        names = ", ".join(str(Treatment(code).label) for code in off)
        reason = _("The rules do not find this open: %(names)s. The board may choose it; give the reason.")
        raise RuleBroken(reason % {"names": names}, "deviation")


def _write_parts(draft: Decision, wording: Wording) -> None:
    """The steps and needs of a draft, anew; what is taken out stays as dropped."""
    draft.steps.filter(dropped=False).update(dropped=True)
    draft.needs.filter(dropped=False).update(dropped=True)
    for order, plan in enumerate(wording.steps, start=1):
        step = Step.objects.create(
            decision=draft, order=order, modality=plan.modality, territory=plan.territory, segments=list(plan.segments)
        )
        step.lesions.add(*plan.lesions)
    for need in wording.needs:
        Need.objects.create(decision=draft, what=need.what, who=need.who, by=need.by)


@transaction.atomic
def sign(*, decision: Decision, by: User, version: int | None = None, at: dt.datetime | None = None) -> Decision:
    """The chair signs: from now on nothing in it changes, its treatments are planned, and the referring doctor can read it.

    `at` is for a decision taken on paper and entered later.
    """
    item = AgendaItem.objects.select_for_update().select_related("board", "case").get(pk=decision.item_id)
    if item.board.chair_id != by.pk:
        raise RuleBroken(_("Only the chair of this meeting signs."))
    if not decision.is_draft:
        raise RuleBroken(_("This decision is already %(status)s.") % {"status": decision.get_status_display()})
    if decision.supersedes is not None:
        _supersede(decision.supersedes, by)
    _plan_courses(decision, by)
    decision.change(version=version, status=Decision.Status.SIGNED, signed_by=by, signed_at=at or timezone.now())
    if item.status == AgendaItem.Status.LISTED:
        item.change(status=AgendaItem.Status.DECIDED)
    if item.case.status != Case.Status.DECIDED:
        item.case.change(status=Case.Status.DECIDED)
    record("case.sign", on=decision, by=by, number=decision.number)
    return decision


def _supersede(earlier: Decision, by: User) -> None:
    earlier.change(status=Decision.Status.SUPERSEDED)
    planned = Course.objects.planned()
    for course in planned.filter(step_of__decision=earlier) | planned.filter(first__step_of__decision=earlier):
        cancel_course(course=course, reason=_("The board has amended its decision."), by=by)


def _plan_courses(decision: Decision, by: User) -> None:
    for step in decision.steps.filter(dropped=False).prefetch_related("lesions"):
        course = plan_course(
            patient=decision.patient,
            type=step.modality,
            by=by,
            unit=decision.item.board.unit,
            lesions=step.lesions.all(),
            territory=step.territory,
            segments=step.segments,
            step=step.order,
            target_date=decision.target_date,
            responsible=decision.responsible,
        )
        step.change(course=course)


@transaction.atomic
def amend(*, decision: Decision, because: str, by: User, key: UUID | None = None) -> Decision:
    """Open a new version of a signed decision; the old one stands until the new one is signed."""
    if (written := Decision.objects.written_once(key)) is not None:
        return written
    if decision.status != Decision.Status.SIGNED:
        raise RuleBroken(_("Only a signed decision is amended."))
    if not because.strip():
        raise RuleBroken(_("Say why it is amended."), "because")
    copied = ("kind", "wording", "intent", "alternatives", "conditions", "dissent", "deviation", "deviation_text")
    draft = Decision.objects.create(
        item=decision.item,
        patient_id=decision.patient_id,
        number=decision.number + 1,
        supersedes=decision,
        amended_because=because,
        drafted_by=by,
        responsible=decision.responsible,
        target_date=decision.target_date,
        proposal=decision.proposal,
        gaps=decision.gaps,
        idempotency_key=key,
        **{name: getattr(decision, name) for name in copied},
    )
    for step in decision.steps.filter(dropped=False).prefetch_related("lesions"):
        again = Step.objects.create(
            decision=draft, order=step.order, modality=step.modality, territory=step.territory, segments=step.segments
        )
        again.lesions.add(*step.lesions.all())
    record("case.amend", on=draft, by=by, reason=because)
    return draft
