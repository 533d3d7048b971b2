"""The board's screen of one case, the decision on it, and the decision's page."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.models import User
from accounts.roles import Permission
from conference import actions
from conference.actions.decisions import Wording, lacking, lacks_of
from conference.afterwards import carried_words, told_words
from conference.decision_form import DecisionForm
from conference.forms import AnswerForm, BecauseForm
from conference.frozen import frozen_facts, read_again, since
from conference.models import AgendaItem, Case, Decision
from conference.picking import days, picked
from conference.plans import Plans, Sheet
from conference.reading import Presentation, cases_to_present, present
from conference.screen import lesion_words, options_of, shown_decision
from conference.screens import place_of, screen_context, shown, wall_context
from conference.seen import Change, changes, mark, stale_since
from conference.showing import shown_verdict
from conference.views.agenda import hides, seen_item
from conference.views.voices import voices
from core.pages import as_number, differences, done, page, posted
from core.rules import SavedBefore
from patients.models import Lesion
from patients.reading import banner
from treatments.wording import treatment_name

LETTERS_ON_THE_SCREEN = 16  # units of the drawing: as high as the words beside it


def presented_item(request: Request, item_id: UUID) -> tuple[AgendaItem, Presentation]:
    item = seen_item(request, item_id)
    case = get_object_or_404(cases_to_present(Case.objects), pk=item.case_id)
    return item, present(case, item.board.day, item)


def _boxes(presentation: Presentation) -> dict[Lesion, str]:
    """The lesions a treatment can be aimed at, with their size and segment; the vanished ones last."""
    histories = sorted(presentation.chart.lesions, key=lambda history: not history.is_present)
    return {history.lesion: lesion_words(history) for history in histories}


def form_of(
    request: Request,
    item: AgendaItem,
    presentation: Presentation,
    draft: Decision | None,
    *,
    bound: bool,
    take: str = "",
) -> DecisionForm:
    """The form of the answer, on the draft there is; `take` is a treatment picked from what the rules say."""
    outcomes: dict[str, str] = {verdict.code: verdict.outcome for verdict in presentation.verdicts}
    people = User.objects.who_may(Permission.SEE_PATIENT, item.board.unit.hospital)
    data = posted(request) if bound else None
    plans = Plans.of(Sheet(presentation), draft)
    form = DecisionForm(data, people=people, lesions=_boxes(presentation), outcomes=outcomes, plans=plans, of=draft)
    form.initial.update(picked(presentation, plans, take))
    return form


def item_context(
    request: Request, item: AgendaItem, presentation: Presentation, form: DecisionForm | None = None
) -> dict[str, Any]:
    """Everything the board's screen shows of one case, and what this person may do with it."""
    liver = presentation.liver(letters=LETTERS_ON_THE_SCREEN, linked=False)
    context = screen_context(item, presentation, liver=liver, hide=hides(request))
    draft, signed = context["draft"], context["signed"]
    is_open = not item.is_off and (draft is not None or (signed is None and item.board.is_open))
    if form is None and is_open and request.user.may(Permission.DECIDE):
        form = form_of(request, item, presentation, draft, bound=False)
    proposal = item.proposals.order_by("-created_at").first()
    return context | {
        "proposal": proposal,
        "since": since(proposal),
        "seen": mark(presentation),
        "stale": stale_since(draft, presentation) if draft else None,
        "discard": _discard_form(draft),
        "form": form,
        "is_chair": item.board.chair_id == request.user.pk,
        "voices": voices(request, item, context["votes"]) if request.user.may(Permission.PROPOSE) else None,
    }


@may(Permission.SEE_BOARD)
def item(request: Request, item_id: UUID) -> HttpResponse:
    """One case on the board's screen; `?view=wall` is the same for the wall, `?hide=1` without the name."""
    one, presentation = presented_item(request, item_id)
    if request.GET.get("view") == "wall" or not request.user.may(Permission.SEE_PATIENT):
        context = wall_context(one, presentation, hide=hides(request))
        return page(request, "conference/wall.html", "screen", context)
    context = item_context(request, one, presentation)
    if request.GET.get("criteria") != "1":
        return page(request, "conference/item.html", "item", context)
    context["verdicts"] = [shown_verdict(verdict, presentation) for verdict in presentation.verdicts]
    return page(request, "conference/item.html", "criteria", context)


@may(Permission.PROPOSE)
@require_POST
def propose(request: Request, item_id: UUID) -> HttpResponse:
    """Freeze what the rules say on the facts as they stand."""
    one, presentation = presented_item(request, item_id)
    actions.propose(item=one, facts=presentation.facts, by=request.user)
    return done(
        request, "proposed", "conference:item", one.pk, message=_("The proposal is frozen with its facts and rules.")
    )


@may(Permission.DECIDE)
def decide(request: Request, item_id: UUID) -> HttpResponse:
    """Draft the board's answer; the proposal the board sees is frozen beside it."""
    one, presentation = presented_item(request, item_id)
    draft = one.decisions.filter(status=Decision.Status.DRAFT).first()
    form = form_of(request, one, presentation, draft, bound=True)
    changed = changes(request.POST.get("seen") or mark(presentation), mark(presentation))
    beside = "pen" in request.POST and request.htmx
    if form.is_valid() and changed is None:
        actions.propose(item=one, facts=presentation.facts, by=request.user)
        # Opened when there was no draft: version 0, so that somebody else's is not overwritten.
        guards = {"version": 0} | form.guards()
        try:
            with form.blaming():
                actions.decide(item=one, wording=form.worded(), by=request.user, **guards)
                if beside:
                    return written(request, one)
                return done(
                    request, "decided", "conference:item", one.pk, message=_("The draft is saved. The chair signs it.")
                )
        except SavedBefore as stale:
            if not beside:
                raise
            return both_texts(request, stale)
    elif form.is_bound and not form.has_error("kind"):
        form.complain(lacking(form.worded()))  # everything at once, not one after the other
    if beside:
        return pen(request, one, presentation, form, changed=changed)
    context = item_context(request, one, presentation, form) | {"changed": changed}
    # Another proposal than the one on the page: the board sees it before it is frozen.
    status = 409 if changed is not None and not form.errors else None
    return page(request, "conference/item.html", "decide", context, status=status)


def pen(
    request: Request,
    item: AgendaItem,
    presentation: Presentation,
    form: DecisionForm,
    *,
    changed: list[Change] | None = None,
    taken: bool = False,
    offered: str = "",
    rewritten: bool = False,
) -> HttpResponse:
    """The form of the answer beside the screen, naming its patient itself."""
    draft = item.decisions.filter(status=Decision.Status.DRAFT).select_related("written_by").first()
    context = {
        "form": form,
        "item": item,
        "banner": banner(presentation.chart),
        "place": place_of(item),
        "seen": mark(presentation),
        "draft": draft,
        "lacks": [sentence for _field, sentence in lacks_of(Wording.of(draft), draft.proposal)] if draft else [],
        "stale": stale_since(draft, presentation) if draft else None,
        "is_chair": item.board.chair_id == request.user.pk,
        "days": days(item.board.day),
        "changed": changed,
        "taken": taken,
        "offered": {"code": offered, "name": treatment_name(offered)} if offered else None,
        "rewritten": rewritten,
        "hide": hides(request),
    }
    status = 409 if rewritten or (changed is not None and not form.errors) else None
    return page(request, "conference/pen.html", "pen", context, status=status)


def written(request: Request, item: AgendaItem, *, rewritten: bool = False) -> HttpResponse:
    """The pen again, on what is saved now."""
    item, presentation = presented_item(request, item.pk)
    draft = item.decisions.filter(status=Decision.Status.DRAFT).first()
    return pen(
        request, item, presentation, form_of(request, item, presentation, draft, bound=False), rewritten=rewritten
    )


@may(Permission.DECIDE)
def jot(request: Request, item_id: UUID) -> HttpResponse:
    """The pen; what is typed into it is kept while one types, whole or not."""
    one, presentation = presented_item(request, item_id)
    draft = one.decisions.filter(status=Decision.Status.DRAFT).first()
    if request.method != "POST":
        if not request.htmx:
            return redirect("conference:item", one.pk)
        take = request.GET.get("take") or ""
        stands = one.decisions.filter(status=Decision.Status.DRAFT).saying_something().exists()
        if take and stands and request.GET.get("instead") != "1":  # what is written is not overwritten by one press
            form = form_of(request, one, presentation, draft, bound=False)
            return pen(request, one, presentation, form, offered=take)
        form = form_of(request, one, presentation, draft, bound=False, take=take)
        return pen(request, one, presentation, form, taken=bool(take))
    form = form_of(request, one, presentation, draft, bound=True)
    form.is_valid()  # what is no answer yet stays in the browser; the rest is kept
    form.refuse_unkept()
    if request.POST.get("seen") == mark(presentation):
        actions.propose(item=one, facts=presentation.facts, by=request.user)
    try:
        kept = actions.jot(
            item=one, wording=form.worded(), by=request.user, version=form.cleaned_data.get("version") or 0
        )
    except SavedBefore as stale:
        return both_texts(request, stale)
    lacks = [sentence for _field, sentence in lacks_of(form.worded(), kept.proposal)]
    at = timezone.localtime(kept.written_at).strftime("%H:%M:%S")
    return JsonResponse({"version": kept.version, "at": at, "lacks": " ".join(lacks)})


def both_texts(request: Request, stale: SavedBefore) -> HttpResponse:
    """What somebody else has saved meanwhile, beside what was to be saved, above the form; nothing is merged."""
    draft: Any = stale.current
    context = {"rows": differences(stale), "version": draft.version, "who": draft.written_by, "item": draft.item_id}
    answer = page(request, "conference/both_texts.html", None, context | {"hide": hides(request)}, status=409)
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "[data-both-place]", "innerHTML"
    return answer


def _discard_form(draft: Decision | None, data: QueryDict | None = None) -> AnswerForm:
    return AnswerForm(data, of=draft, auto_id="discard_%s")  # it stands beside the form of the answer


def _decision(rows: Any, decision_id: UUID) -> Decision:
    rows = rows.select_related(
        *("item__board__chair", "item__case__referral", "patient", "proposal", "responsible", "signed_by"),
        *("supersedes", "superseded_by", "drafted_by", "telling"),
    )
    return get_object_or_404(rows.prefetch_related("steps__lesions", "steps__course__later", "needs"), pk=decision_id)


def _decision_page(
    request: Request, one: Decision, status: int | None = None, *, rewritten: bool = False, **forms: BecauseForm
) -> HttpResponse:
    case = get_object_or_404(cases_to_present(Case.objects.visible_to(request.user)), pk=one.item.case_id)
    versions = one.item.decisions.read_by(request.user).exclude(status=Decision.Status.DROPPED)
    presentation = present(case, one.item.board.day, one.item)
    context = shown(
        presentation,
        decision=one,
        shown=shown_decision(one),
        versions=list(versions.select_related("signed_by").order_by("-number")),
        item=one.item,
        board=one.item.board,
        options=options_of(one.proposal.answer, read_again(one.proposal)) if one.proposal else None,
        frozen=frozen_facts(one.proposal) if one.proposal else [],
        since=since(one.proposal),
        is_chair=one.item.board.chair_id == request.user.pk,
        rewritten=rewritten,
        sees_board=Decision.objects.worked_on_by(request.user).filter(pk=one.pk).exists(),
        seen=mark(presentation),
        stale=stale_since(one, presentation) if one.is_draft else None,
    )
    if one.status == Decision.Status.SIGNED:
        today = timezone.localdate()
        context |= {"told": told_words(one, today), "carried": carried_words(one, today)}
    context |= {"because": BecauseForm(), "discard": _discard_form(one)} | forms
    return page(request, "conference/decision.html", None, context, status=status)


@may(Permission.SEE_PATIENT)
def decision(request: Request, decision_id: UUID) -> HttpResponse:
    """One decision as it was signed, with the proposal the board saw beside it."""
    return _decision_page(request, _decision(Decision.objects.read_by(request.user), decision_id))


@may(Permission.SIGN)
@require_POST
def sign(request: Request, decision_id: UUID) -> HttpResponse:
    """The chair signs; what changed since the draft was written is shown first."""
    one = _decision(Decision.objects.worked_on_by(request.user), decision_id)
    beside = "pen" in request.POST and request.htmx
    if one.is_draft:
        case = get_object_or_404(cases_to_present(Case.objects), pk=one.item.case_id)
        presentation = present(case, one.item.board.day, one.item)
        if stale_since(one, presentation) is not None and request.POST.get("seen") != mark(presentation):
            return written(request, one.item) if beside else _decision_page(request, one, status=409)
    try:
        actions.sign(decision=one, by=request.user, version=as_number(request.POST.get("version")) or 0)
    except SavedBefore:  # nobody signs what he or she has not read
        if beside:
            return written(request, one.item, rewritten=True)
        return _decision_page(request, one, status=409, rewritten=True)
    if beside:
        return page(request, "conference/pen.html", "signed", {})
    return done(
        request, "signed", "conference:decision", one.pk, message=_("Signed. The referring doctor can read it.")
    )


@may(Permission.DECIDE)
def amend(request: Request, decision_id: UUID) -> HttpResponse:
    """Open a new version of a signed decision."""
    one = _decision(Decision.objects.worked_on_by(request.user), decision_id)
    form = BecauseForm(posted(request))
    if form.is_valid() and form.attempt(actions.amend, decision=one, by=request.user) is not None:
        message = _("A new version is open. The signed one stands until the new one is signed.")
        return done(request, "amended", "conference:item", one.item_id, message=message)
    return _decision_page(request, one, because=form)


@may(Permission.DECIDE)
def discard(request: Request, decision_id: UUID) -> HttpResponse:
    """Drop a draft nobody is to sign."""
    one = _decision(Decision.objects.worked_on_by(request.user), decision_id)
    form = _discard_form(one, posted(request))
    if form.is_valid() and form.attempt(actions.discard, decision=one, by=request.user) is not None:
        return done(request, "discarded", "conference:item", one.item_id, message=_("The draft is dropped."))
    return _decision_page(request, one, discard=form)
