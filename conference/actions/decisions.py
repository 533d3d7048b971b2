"""The proposal is frozen, and the decision drafted; what becomes of the draft stands in signing.py."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from conference.actions.refusals import refuse_closed, refuse_off
from conference.agreement import agrees, left_out, not_open, outcomes_of
from conference.models import AgendaItem, Case, Decision, Need, Proposal, Step
from conference.plans import plan_words
from core.audit import record
from core.rules import RuleBroken, SavedBefore
from patients.models import Lesion
from treatments.eligibility import propose as assess
from treatments.limits import here
from treatments.wording import place, treatment_name

OF_A_TREATMENT = {
    "intent": gettext_lazy("Choose the intent of the treatment."),
    "responsible": gettext_lazy("Say who is responsible for the treatment."),
    "target_date": gettext_lazy("Say by when the treatment is to be done."),
}


@dataclass(frozen=True)
class StepPlan:
    """One modality of a decision: where, and which lesions."""

    modality: str
    territory: str = ""
    segments: Sequence[str] = ()
    lesions: Sequence[Lesion] = ()

    @classmethod
    def of(cls, step: Step) -> Self:
        return cls(step.modality, step.territory, step.segments, list(step.lesions.all()))

    @property
    def compared(self) -> tuple[Any, ...]:
        """What makes it another one. A lesion corrected since is one: the step then points to it as it stands now."""
        return self.modality, self.territory, list(self.segments), {lesion.pk for lesion in self.lesions}


@dataclass(frozen=True)
class NeedPlan:
    """What is lacking, who brings it, by when."""

    what: str
    who: str = ""
    by: dt.date | None = None

    @property
    def is_whole(self) -> bool:
        return bool(self.what.strip() and self.who.strip() and self.by)


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
    plan: Mapping[str, Any] | None = None  # conference.plans.frozen
    steps: Sequence[StepPlan] = field(default_factory=tuple)
    needs: Sequence[NeedPlan] = field(default_factory=tuple)

    def fields(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in {"steps", "needs"}}

    @property
    def modalities(self) -> list[str]:
        return [step.modality for step in self.steps]

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """What a decision says, to be looked at or written again."""
        plain = {name: getattr(decision, name) for name in cls.__dataclass_fields__ if name not in {"steps", "needs"}}
        steps = [one for one in decision.steps.all() if not one.dropped]  # as prefetched, where there are many
        return cls(
            **plain,
            steps=[StepPlan.of(one) for one in steps],
            needs=[NeedPlan(one.what, one.who, one.by) for one in decision.needs.all() if not one.dropped],
        )


class Unfit(RuleBroken):
    """Everything an answer still lacks: (field, sentence), the gravest first."""

    def __init__(self, lacks: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _field, sentence in lacks), lacks[0][0])
        self.lacks = lacks


@transaction.atomic
def propose(*, item: AgendaItem, facts: dict[str, Any], by: User | None) -> Proposal:
    """Freeze what the rules say about the case on this board, with the facts and the rule version they say it on."""
    answer = assess(facts, limits=here())
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


@transaction.atomic
def decide(
    *, item: AgendaItem, wording: Wording, by: User, version: int | None = None, key: UUID | None = None
) -> Decision:
    """Draft the board's answer, whole. A draft can be changed by anybody who may decide, one version after the other."""
    if (written := Decision.objects.written_once(key)) is not None:
        return written
    item = locked(item.pk)  # two first drafts at once: the second finds the first
    proposal = last_proposal(item)
    refuse_unfit(item, wording, proposal)
    draft = _written(item, wording, proposal, by, version, key)
    record("case.decide", on=draft, by=by, kind=draft.kind)
    return draft


@transaction.atomic
def jot(*, item: AgendaItem, wording: Wording, by: User, version: int | None = None) -> Decision:
    """Keep what is being typed, whole or not. What it lacks keeps it from being signed, not from being kept."""
    item = locked(item.pk)
    refuse_gone(item)
    draft = _written(item, wording, last_proposal(item), by, version, None)
    record("case.jot", on=draft, by=by)
    return draft


def last_proposal(item: AgendaItem) -> Proposal | None:
    """What the rules said when the board looked last."""
    proposal: Proposal | None = item.proposals.order_by("-created_at").first()
    return proposal


def _written(
    item: AgendaItem, wording: Wording, proposal: Proposal | None, by: User, version: int | None, key: UUID | None
) -> Decision:
    """The one draft of an item, made or changed; who holds an older version gets both texts."""
    compared = agrees(wording.kind, wording.modalities, outcomes_of(proposal)) if wording.kind else None
    fields = wording.fields() | {"proposal": proposal, "gaps": gaps_of(proposal), "agrees": compared}
    fields |= {"written_by": by, "written_at": timezone.now()}
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
    write_parts(draft, wording)
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
        (_("Plan"), plan_words(draft.plan), plan_words(wording.plan)),
        (
            _("Treatments"),
            "; ".join(_step_words(*one) for one in steps),
            "; ".join(_step_words(*one) for one in wanted),
        ),
        (_("What is lacking"), "; ".join(_words(*one) for one in needs), "; ".join(_words(*one) for one in lacking)),
    ]


def _step_words(modality: str, territory: str, segments: Sequence[str], lesions: Iterable[Lesion]) -> str:
    names = ", ".join(lesion.label for lesion in lesions)
    return _words(treatment_name(modality), place(territory, segments), names)


def _words(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def locked(item_id: UUID) -> AgendaItem:
    """The item as it is now, and as it stays until we are done."""
    item: AgendaItem = (
        AgendaItem.objects.select_for_update(of=("self",))
        .select_related("board__unit", "case", "patient")
        .get(pk=item_id)
    )
    return item


def refuse_unfit(item: AgendaItem, wording: Wording, proposal: Proposal | None) -> None:
    """Refuse an answer where nothing can be answered any more, or one that lacks what a reader must find in it."""
    refuse_gone(item)
    if lacks := lacks_of(wording, proposal):
        raise Unfit(lacks)


def refuse_gone(item: AgendaItem) -> None:
    if item.patient.deceased_on:
        raise RuleBroken(_("The patient has died."))
    refuse_off(item)
    if item.case.status == Case.Status.CLOSED:
        refuse_closed(item.case)
    others = AgendaItem.objects.filter(case=item.case_id).exclude(pk=item.pk).select_related("board")
    since = Q(status=AgendaItem.Status.LISTED) | Q(status=AgendaItem.Status.DECIDED, created_at__gt=item.created_at)
    if (later := others.filter(since).first()) is not None:
        raise RuleBroken(_("This case has gone on to %(board)s. It is answered there.") % {"board": later.board})


def lacks_of(wording: Wording, proposal: Proposal | None) -> list[tuple[str, str]]:
    """Everything an answer still lacks: (field, sentence), the gravest first."""
    if not wording.kind:
        return [("kind", _("Say which kind of decision it is."))]
    return [*lacking(wording), *_unfrozen(wording, proposal), *_unexplained(wording, proposal)]


def lacking(wording: Wording) -> Iterator[tuple[str, str]]:
    """What clinical.md 5.3 requires of each kind of answer, and what does not belong to it."""
    if not wording.wording.strip():
        yield "wording", _("Answer the question in words.")
    says = {"kind": Decision.Kind(wording.kind).label}
    if wording.kind == Decision.Kind.TREATMENT:
        if not wording.steps:
            yield "steps", _("Choose at least one treatment.")
        yield from ((name, str(sentence)) for name, sentence in OF_A_TREATMENT.items() if not getattr(wording, name))
    elif wording.steps:
        yield "steps", _("“%(kind)s” plans no treatment. Take it out, or decide on a treatment.") % says
    if wording.kind == Decision.Kind.MORE_INFORMATION:
        if not wording.needs or not all(need.is_whole for need in wording.needs):
            yield "needs", _("Say what is lacking, who brings it and by when.")
    elif wording.needs:
        yield "needs", _("“%(kind)s” asks for nothing. Take it out, or say that more information is needed.") % says


def _unfrozen(wording: Wording, proposal: Proposal | None) -> Iterator[tuple[str, str]]:
    """Without the proposal nobody can say whether an answer differs from it; more information is asked for on any."""
    if proposal is None and wording.kind != Decision.Kind.MORE_INFORMATION:
        yield "kind", _("What the rules say is not frozen with this answer. Save the whole answer once more.")


def _unexplained(wording: Wording, proposal: Proposal | None) -> Iterator[tuple[str, str]]:
    """A difference from the proposal needs a coded reason, and every coded reason its words."""
    if wording.deviation and not wording.deviation_text.strip():
        yield "deviation_text", _("Give the reason in words too.")
    outcomes = outcomes_of(proposal)
    if wording.deviation or agrees(wording.kind, wording.modalities, outcomes) is not False:
        return
    if wording.kind != Decision.Kind.TREATMENT:
        says = _("The rules find this open: %(names)s. The board may decide otherwise; give the reason.")
        yield "deviation", says % {"names": _names(left_out(wording.kind, outcomes))}
    elif wording.steps:
        says = _("The rules do not find this open: %(names)s. The board may choose it; give the reason.")
        yield "deviation", says % {"names": _names(not_open(wording.modalities, outcomes))}


def _names(codes: Iterable[str]) -> str:
    return ", ".join(treatment_name(code) for code in codes)


def write_parts(draft: Decision, wording: Wording) -> None:
    """The steps and needs of a draft, anew where they differ from what is written; what is taken out stays as dropped."""
    steps = draft.steps.filter(dropped=False)
    written = [StepPlan.of(step) for step in steps.prefetch_related("lesions")]
    if [one.compared for one in written] != [plan.compared for plan in wording.steps]:
        steps.update(dropped=True)
        for order, plan in enumerate(wording.steps, start=1):
            where = {"territory": plan.territory, "segments": list(plan.segments)}
            step = Step.objects.create(decision=draft, order=order, modality=plan.modality, **where)
            step.lesions.add(*plan.lesions)
    needs = draft.needs.filter(dropped=False)
    if [NeedPlan(one.what, one.who, one.by) for one in needs.order_by("created_at")] != list(wording.needs):
        needs.update(dropped=True)
        for need in wording.needs:
            Need.objects.create(decision=draft, what=need.what, who=need.who, by=need.by)
