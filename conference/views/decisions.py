"""The board's screen of one case, the decision on it, and the decision's page."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.models import User
from accounts.roles import Permission
from conference import actions
from conference.decision_form import DecisionForm
from conference.forms import BecauseForm
from conference.models import AgendaItem, Board, Case, Decision
from conference.reading import Presentation, cases_to_present, present
from conference.screen import frozen_facts, key_facts, lesion_words, options_of, shown_decision, unlinked
from conference.showing import shown_verdict
from conference.views.boards import absent_disciplines, agenda_item
from conference.views.cases import shown
from core.pages import done, page, posted
from core.rules import RuleBroken
from patients.models import Lesion

LETTERS_ON_THE_SCREEN, LETTERS_ON_THE_WALL = 16, 20  # units of the drawing: as high as the words beside it
PLACE_OF = {"steps": "step1_modality", "needs": "need1_what"}  # the field that answers a rule about a whole group


def _presented(request: Request, item_id: UUID) -> tuple[AgendaItem, Presentation]:
    item = agenda_item(request, item_id)
    cases = Case.objects.visible_to(request.user)
    if not request.user.may(Permission.SEE_PATIENT):
        cases = _on_the_wall(item)
    case = get_object_or_404(cases_to_present(cases), pk=item.case_id)
    return item, present(case, item.board.day, item)


def _on_the_wall(item: AgendaItem) -> Any:
    """What a room's display may show: the cases of the meeting that is held in it today."""
    if not item.board.is_open or item.board.day != timezone.localdate():
        raise Http404
    return Case.objects.filter(pk=item.case_id)


def _neighbours(item: AgendaItem) -> dict[str, Any]:
    """Where this case stands in the order, and the cases beside it."""
    order = list(
        item.board.items.filter(status__in=["listed", "decided"]).order_by("position").values_list("pk", flat=True)
    )
    here = order.index(item.pk) if item.pk in order else None
    if here is None:
        return {"number": None, "count": len(order), "previous": None, "next": None}
    return {
        "number": here + 1,
        "count": len(order),
        "previous": order[here - 1] if here > 0 else None,
        "next": order[here + 1] if here + 1 < len(order) else None,
    }


def _people(item: AgendaItem) -> Any:
    return User.objects.filter(seats__board=item.board_id).order_by("name")


def _boxes(presentation: Presentation) -> dict[Lesion, str]:
    """The lesions a treatment can be aimed at, with their size and segment; the vanished ones last."""
    histories = sorted(presentation.chart.lesions, key=lambda history: not history.is_present)
    return {history.lesion: lesion_words(history) for history in histories}


def _form(
    request: Request, item: AgendaItem, presentation: Presentation, draft: Decision | None, *, bound: bool
) -> DecisionForm:
    not_open = {verdict.code: verdict.outcome for verdict in presentation.verdicts if not verdict.is_open}
    data = posted(request) if bound else None
    return DecisionForm(data, people=_people(item), lesions=_boxes(presentation), not_open=not_open, of=draft)


def _drafts(item: AgendaItem) -> list[Decision]:
    """The decisions on this item, oldest first, with all that their component shows."""
    rows = item.decisions.select_related("responsible", "signed_by", "supersedes", "superseded_by")
    return list(rows.prefetch_related("steps__lesions", "steps__course__later", "needs").order_by("number"))


def item_context(
    request: Request, item: AgendaItem, presentation: Presentation, form: DecisionForm | None = None
) -> dict[str, Any]:
    """Everything the board's screen shows of one case."""
    decisions = _drafts(item)
    draft = next((one for one in decisions if one.is_draft), None)
    signed = next((one for one in decisions if one.status == Decision.Status.SIGNED), None)
    is_open = item.board.is_open and not item.is_off and (draft is not None or signed is None)
    if form is None and is_open and request.user.may(Permission.DECIDE):
        form = _form(request, item, presentation, draft, bound=False)
    seats = list(item.board.seats.all())
    earlier = presentation.case.referral.earlier_decision_id
    return shown(
        presentation,
        item=item,
        board=item.board,
        place=_neighbours(item),
        facts=key_facts(presentation),
        options=options_of(presentation.assessment.as_proposal()),
        proposal=item.proposals.order_by("-created_at").first(),
        draft=draft,
        signed=signed,
        decision=shown_decision(latest) if (latest := draft or signed) else None,
        standing=shown_decision(signed) if draft and signed else None,
        form=form,
        is_chair=item.board.chair_id == request.user.pk,
        absent=absent_disciplines({seat.role for seat in seats if seat.present is not False}),
        earlier=Decision.objects.filter(pk=earlier).select_related("item__board").first() if earlier else None,
        hide=request.GET.get("hide") == "1",
    )


@may(Permission.SEE_BOARD)
def item(request: Request, item_id: UUID) -> HttpResponse:
    """One case on the board's screen; `?view=wall` is the same for the wall, `?hide=1` without the name."""
    one, presentation = _presented(request, item_id)
    context = item_context(request, one, presentation)
    if request.GET.get("view") == "wall" or not request.user.may(Permission.SEE_PATIENT):
        context["map"] = unlinked(context["map"], letters=LETTERS_ON_THE_WALL)
        context["decision"] = {**context["decision"], "gaps": []} if context["decision"] else None
        return page(request, "conference/wall.html", "item", context)
    context["map"] = unlinked(context["map"], letters=LETTERS_ON_THE_SCREEN)
    if request.GET.get("criteria") != "1":
        return page(request, "conference/item.html", "item", context)
    context["verdicts"] = [shown_verdict(verdict, presentation) for verdict in presentation.verdicts]
    return page(request, "conference/item.html", "criteria", context)


@may(Permission.PROPOSE)
@require_POST
def propose(request: Request, item_id: UUID) -> HttpResponse:
    """Freeze what the rules say on the facts as they stand."""
    one, presentation = _presented(request, item_id)
    actions.propose(item=one, facts=presentation.facts, by=request.user)
    return done(
        request, "proposed", "conference:item", one.pk, message=_("The proposal is frozen with its facts and rules.")
    )


@may(Permission.DECIDE)
def decide(request: Request, item_id: UUID) -> HttpResponse:
    """Draft the board's answer; the proposal the board sees is frozen beside it."""
    one, presentation = _presented(request, item_id)
    draft = one.decisions.filter(status=Decision.Status.DRAFT).first()
    form = _form(request, one, presentation, draft, bound=True)
    if form.is_valid():
        actions.propose(item=one, facts=presentation.facts, by=request.user)
        values = {name: value for name, value in form.values().items() if name in {"key", "version"}}
        try:
            actions.decide(item=one, wording=form.worded(), by=request.user, **values)
        except RuleBroken as broken:
            place = PLACE_OF.get(broken.field or "", broken.field)
            form.add_error(place if place in form.fields else None, broken.message)
        else:
            return done(
                request, "decided", "conference:item", one.pk, message=_("The draft is saved. The chair signs it.")
            )
    return page(request, "conference/item.html", "decide", item_context(request, one, presentation, form))


def _decision(request: Request, decision_id: UUID) -> Decision:
    rows = Decision.objects.visible_to(request.user).select_related(
        *("item__board__chair", "item__case__referral", "patient", "proposal", "responsible", "signed_by"),
        *("supersedes", "superseded_by", "drafted_by"),
    )
    decision = get_object_or_404(
        rows.prefetch_related("steps__lesions", "steps__course__later", "needs"), pk=decision_id
    )
    if decision.is_draft and not request.user.may(Permission.DECIDE):
        # A draft is not published: to a referring doctor it is as if it were not there.
        raise Http404
    return decision


def _decision_page(request: Request, one: Decision, because: BecauseForm) -> HttpResponse:
    case = get_object_or_404(cases_to_present(Case.objects.visible_to(request.user)), pk=one.item.case_id)
    versions = one.item.decisions.select_related("signed_by").order_by("-number")
    if not request.user.may(Permission.DECIDE):
        versions = versions.exclude(status=Decision.Status.DRAFT)
    context = shown(
        present(case, one.item.board.day, one.item),
        decision=one,
        shown=shown_decision(one),
        versions=list(versions),
        item=one.item,
        board=one.item.board,
        options=options_of(one.proposal.answer) if one.proposal else None,
        frozen=frozen_facts(one.proposal.facts) if one.proposal else [],
        is_chair=one.item.board.chair_id == request.user.pk,
        sees_board=Board.objects.visible_to(request.user).filter(pk=one.item.board_id).exists(),
        because=because,
    )
    return page(request, "conference/decision.html", None, context)


@may(Permission.SEE_PATIENT)
def decision(request: Request, decision_id: UUID) -> HttpResponse:
    """One decision as it was signed, with the proposal the board saw beside it."""
    return _decision_page(request, _decision(request, decision_id), BecauseForm())


@may(Permission.SIGN)
@require_POST
def sign(request: Request, decision_id: UUID) -> HttpResponse:
    """The chair signs."""
    one = _decision(request, decision_id)
    version = request.POST.get("version", "")
    actions.sign(decision=one, by=request.user, version=int(version) if version.isdigit() else 0)
    return done(
        request, "signed", "conference:decision", one.pk, message=_("Signed. The referring doctor can read it.")
    )


@may(Permission.DECIDE)
def amend(request: Request, decision_id: UUID) -> HttpResponse:
    """Open a new version of a signed decision."""
    one = _decision(request, decision_id)
    form = BecauseForm(posted(request))
    if form.is_valid() and form.attempt(actions.amend, decision=one, by=request.user) is not None:
        message = _("A new version is open. The signed one stands until the new one is signed.")
        return done(request, "amended", "conference:item", one.item_id, message=message)
    return _decision_page(request, one, form)
