"""After the meeting: its minutes, all drafts signed in one pass, the patient told, and what became of each decision."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.may import Request, may
from accounts.roles import Permission
from conference import actions
from conference.actions.decisions import Wording, lacks_of
from conference.afterwards import CARRIED_OUT_WITHIN, carried_words, telling_of, told_words, waiting_for_a_word
from conference.afterwards_form import CarryOutForm, TellForm
from conference.minutes import minutes_of
from conference.models import Board, CarryingOut, Case, Decision
from conference.reading import Presentation, cases_to_present, present_many
from conference.screen import shown_decision
from conference.seen import mark, stale_since
from conference.views.boards import found_board
from core.pages import as_number, as_uuid, done, page, posted
from patients.identity import grouped
from patients.reading import banner, read_chart

A_PAGE = 25  # decisions without a word


@may(Permission.SEE_PATIENT)
def minutes(request: Request, board_id: UUID) -> HttpResponse:
    """What the meeting decided, case by case, to read and to print; no display of a room prints it."""
    board = found_board(Board.objects.visible_to(request.user), board_id)
    context = minutes_of(board, request.user) | {"address": request.build_absolute_uri()}
    return page(request, "conference/minutes.html", None, context)


# --- signing in one pass -----------------------------------------------------------------------------------------------


@may(Permission.SIGN)
def sign_all(request: Request, board_id: UUID) -> HttpResponse:
    """Every draft of the meeting with its text; the chair ticks what he or she has read, and one press signs it."""
    board = found_board(Board.objects.visible_to(request.user).filter(chair=request.user), board_id)
    rows = _drafts(request, board)
    if request.method != "POST":
        if request.GET.get("tick") == "complete":
            rows = [row | {"ticked": row["complete"]} for row in rows]
        return _sign_page(request, board, rows)
    ticked = {as_uuid(value) for value in request.POST.getlist("sign")}
    rows = [row | {"ticked": row["draft"].pk in ticked} for row in rows]
    chosen = [row for row in rows if row["ticked"]]
    unread = {row["draft"].pk for row in chosen if row["stale"] is not None and _seen(request, row) != row["seen"]}
    read = [row["draft"] for row in chosen if row["draft"].pk not in unread]
    drafts = [(draft, as_number(request.POST.get(f"version-{draft.pk}")) or 0) for draft in read]
    made = actions.sign_all(board=board, drafts=drafts, by=request.user)
    refused = made.refused | dict.fromkeys(
        unread, _("The facts have changed since this page was shown. Read it again.")
    )
    if chosen and not refused:
        says = ngettext(
            "%(n)d decision is signed. The referring doctor can read it.",
            "%(n)d decisions are signed. The referring doctors can read them.",
            len(made.signed),
        )
        message = says % {"n": len(made.signed)}
        return done(request, "signed_all", "conference:board", board.pk, message=message)
    gone = {one.pk for one in made.signed}
    left = [
        row | {"refused": refused.get(row["draft"].pk), "ticked": False} for row in rows if row["draft"].pk not in gone
    ]
    # What was signed stays signed: an answer that refuses undoes all of its request.
    status = 200 if made.signed else 422
    return _sign_page(request, board, left, status=status, signed=len(made.signed), none=not chosen)


def _sign_page(
    request: Request, board: Board, rows: list[dict[str, Any]], status: int = 200, **said: Any
) -> HttpResponse:
    context = {"board": board, "rows": rows, "complete": sum(row["complete"] for row in rows), **said}
    return page(request, "conference/sign_all.html", "sign_all", context, status=status)


def _seen(request: Request, row: dict[str, Any]) -> str:
    return request.POST.get(f"seen-{row['draft'].pk}", "")


def _drafts(request: Request, board: Board) -> list[dict[str, Any]]:
    """Every draft of a meeting with what it says, what it lacks and what has changed; a few queries for all."""
    rows = Decision.objects.worked_on_by(request.user).unsigned().filter(item__board=board)
    rows = rows.select_related("item__case", "patient", "proposal", "responsible", "supersedes", "written_by")
    rows = rows.prefetch_related("steps__lesions", "steps__course__later", "needs").order_by(
        "item__lane", "item__position"
    )
    drafts = list(rows)
    cases = list(cases_to_present(Case.objects.filter(pk__in=[draft.item.case_id for draft in drafts])))
    read = {one.case.pk: one for one in present_many(cases, {case.pk: board.day for case in cases})}
    return [_draft(draft, read[draft.item.case_id]) for draft in drafts]


def _draft(draft: Decision, presentation: Presentation) -> dict[str, Any]:
    lacks = [sentence for _field, sentence in lacks_of(Wording.of(draft), draft.proposal)]
    stale = stale_since(draft, presentation)
    return {
        "draft": draft,
        "patient": draft.patient,
        "number": grouped(draft.patient.scheme, draft.patient.number),
        "question": draft.item.case.question,
        "shown": shown_decision(draft),
        "lacks": lacks,
        "stale": stale,
        "seen": mark(presentation),
        "complete": not lacks and stale is None,
        "days": (timezone.localdate() - timezone.localdate(draft.created_at)).days,
    }


# --- the patient is told -----------------------------------------------------------------------------------------------


def signed_decision(request: Request, decision_id: UUID) -> Decision:
    """A signed decision this person reads: of the board, or of his or her own referral."""
    rows = Decision.objects.read_by(request.user).filter(status__in=Decision.PUBLISHED)
    rows = rows.select_related("item__board", "item__case", "patient", "responsible", "signed_by", "telling__by")
    return get_object_or_404(rows.prefetch_related("steps__lesions", "steps__course__later", "needs"), pk=decision_id)


@may(Permission.REFER, Permission.DECIDE)
def tell_patient(request: Request, decision_id: UUID) -> HttpResponse:
    """Write down who told the patient what was decided, and when."""
    one = signed_decision(request, decision_id)
    form = TellForm(posted(request), of=telling_of(one), by=request.user)
    if form.is_valid():
        guards = {"version": 0} | form.values()  # opened when nobody had said so: what others wrote meanwhile is shown
        with form.blaming():
            actions.tell_patient(decision=one, by=request.user, **guards)
            return done(request, "told", "conference:decision", one.pk, message=_("Written down: the patient knows."))
    context = _asked(request, one, form) | {"told": told_words(one, timezone.localdate())}
    return page(request, "conference/tell_patient.html", "tell_patient", context)


def _asked(request: Request, one: Decision, form: TellForm | CarryOutForm) -> dict[str, Any]:
    """What a page shows that asks about one signed decision."""
    chart = read_chart(request.user, one.patient_id)
    return {
        "form": form,
        "decision": one,
        "shown": shown_decision(one),
        "patient": one.patient,
        "banner": banner(chart),
    }


# --- what became of it -------------------------------------------------------------------------------------------------


@may(Permission.REFER, Permission.DECIDE)
def carry_out(request: Request, decision_id: UUID) -> HttpResponse:
    """Say what became of a decision; where its treatments were all performed, that follows by itself."""
    one = signed_decision(request, decision_id)
    carried = carried_words(one, timezone.localdate())
    likely = CarryingOut.Why.DIED if one.patient.deceased_on else ""
    form = CarryOutForm(posted(request), of=carried["given"], likely=likely)
    if form.is_valid():
        guards = {"version": 0} | form.values()
        with form.blaming():
            actions.carry_out(decision=one, by=request.user, **guards)
            message = _("Written down: what became of the decision.")
            return done(request, "carried_out", "conference:decision", one.pk, message=message)
    context = _asked(request, one, form) | {"carried": carried}
    return page(request, "conference/carry_out.html", "carry_out", context)


@may(Permission.PREPARE, Permission.DECIDE)
def not_carried_out(request: Request) -> HttpResponse:
    """Decisions older than eight weeks without a word, the oldest first."""
    rows = Paginator(waiting_for_a_word(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": rows, "weeks": CARRIED_OUT_WITHIN.days // 7}
    return page(request, "conference/not_carried_out.html", "not_carried_out", context)
