"""One place on a meeting's list: moved, given its time, postponed or taken off."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.roles import Permission
from conference import actions
from conference.actions.agenda import Step
from conference.forms import AllotForm, AnswerForm, PostponeForm
from conference.models import AgendaItem, Board, Decision
from conference.views.board import board_context
from conference.views.cases import open_boards
from core.forms import Form
from core.pages import as_number, done, page, posted
from core.rules import RuleBroken


def seen_item(request: Request, item_id: UUID, boards: Any = None) -> AgendaItem:
    """One place on the agenda of a meeting this person sees, of a patient he or she sees; of these boards, where they are named."""
    rows = AgendaItem.objects.shown_to(request.user)
    if boards is not None:
        rows = rows.filter(board__in=boards)
    return get_object_or_404(
        rows.select_related("board__chair", "board__unit__hospital", "case__referral", "patient"), pk=item_id
    )


def hides(request: Request) -> bool:
    """Whether the name is not to be shown."""
    return request.GET.get("hide") == "1"


def _run(request: Request, item_id: UUID) -> AgendaItem:
    """One place on an agenda this person may change."""
    return seen_item(request, item_id, Board.objects.run_by(request.user))


@may(Permission.SCHEDULE, Permission.SIGN)
@require_POST
def move(request: Request, item_id: UUID) -> HttpResponse:
    """One place up or down by a button, or to a place by dragging: by who schedules, or by the chair."""
    item = _run(request, item_id)
    asked = request.POST.get("to") or request.GET.get("to") or ""
    to = Step(asked) if asked in Step else as_number(asked)
    if to is None:
        raise RuleBroken(_("Say which place the case is to take."), "to")
    actions.move(item=item, by=request.user, to=to)
    if request.htmx:
        return page(request, "conference/board.html", "board", board_context(request, item.board))
    return done(request, "moved", "conference:board", item.board_id)


def _change(
    request: Request, item: AgendaItem, form: Form, action: Callable[..., AgendaItem], act: str, **said: str
) -> HttpResponse:
    """Do what the form asks with the case, or show the form, sent to the URL named `act`.

    `title`, `button` and, when it is `done`, in words; `says` what will follow.
    """
    if form.is_valid() and form.attempt(action, item=item, by=request.user) is not None:
        return done(request, action.__name__, "conference:board", item.board_id, message=said["done"])
    context = {"form": form, "item": item, "board": item.board, "act": act, **said}
    return page(request, "conference/item_form.html", "item_form", context)


def _what_drops(item: AgendaItem) -> str:
    """What becomes of a draft when its case leaves the list."""
    if not item.decisions.filter(status=Decision.Status.DRAFT).saying_something().exists():
        return ""
    return _("What is written of the answer is dropped with it. It stays readable on the page of the case.")


@may(Permission.SCHEDULE)
def allot(request: Request, item_id: UUID) -> HttpResponse:
    """How long the case gets, and whether it is complex."""
    item = _run(request, item_id)
    form = AllotForm(posted(request), of=item, initial={"minutes": item.minutes, "complex": item.case.complex})
    said = {"title": _("Time for this case"), "button": _("Save"), "done": _("Saved.")}
    return _change(request, item, form, actions.allot, "conference:allot", **said)


@may(Permission.SCHEDULE, Permission.DECIDE)
def postpone(request: Request, item_id: UUID) -> HttpResponse:
    item = seen_item(request, item_id)
    form = PostponeForm(posted(request), boards=open_boards(request, item.case, but=item.board), of=item)
    said = {
        "title": _("Postpone this case"),
        "button": _("Postpone"),
        "done": _("Postponed."),
        "says": _what_drops(item),
    }
    return _change(request, item, form, actions.postpone, "conference:postpone", **said)


@may(Permission.SCHEDULE)
def take_off(request: Request, item_id: UUID) -> HttpResponse:
    item = _run(request, item_id)
    said = {"title": _("Take this case off the list"), "button": _("Take off the list")}
    said |= {"done": _("Off the list; back in preparation."), "says": _what_drops(item)}
    form = AnswerForm(posted(request), of=item)
    return _change(request, item, form, actions.take_off, "conference:take_off", **said)
