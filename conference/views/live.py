"""A meeting while it is held: the page that follows, and the ways to lead it."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.models import User
from accounts.roles import Permission
from conference import actions
from conference.models import AgendaItem, Board
from conference.screens import Drawn, draw, for_nobody, place_of, version_of, visible_items
from conference.views.agenda import hides
from conference.views.boards import found_board
from core.pages import as_uuid, done, page
from core.rules import RuleBroken

STEPS = ("previous", "next")
LOOK = 3  # seconds between two looks of a page while the stream is silent
SILENT = 15  # seconds without a sign of life after which it says since when; the stream gives one every config.events.HEARTBEAT


def _board(request: Request, board_id: UUID) -> Board:
    return found_board(Board.objects.visible_to(request.user), board_id)


@may(Permission.SEE_BOARD)
def live(request: Request, board_id: UUID) -> HttpResponse:
    """The screen as it is now; `?part=screen` is the fragment alone, unchanged when the mark is the same."""
    board = _board(request, board_id)
    hide = hides(request)
    allowed = visible_items(request.user, board.pk)
    if request.GET.get("part") == "screen":
        may_see = board.presented_id in allowed
        mark = f'"{version_of(board.pk)}-{board.version}-{get_language()}-{hide:d}{may_see:d}"'
        if request.headers.get("If-None-Match") == mark:
            return HttpResponseNotModified()
        return HttpResponse(_screen(board, hide, allowed).html, headers={"ETag": mark})
    drawn = _screen(board, hide, allowed)
    wall = request.GET.get("view") == "wall" or not request.user.may(Permission.SEE_PATIENT)
    order = _order(board, allowed, hide=hide) if board.is_live and not wall else []
    context = _context(request, board, drawn, wall=wall, hide=hide) | {"order": order}
    return page(request, "conference/live.html", None, context)


def _screen(board: Board, hide: bool, allowed: Collection[UUID]) -> Drawn:
    """The screen, or one that says no more than that this person may not see the case on it."""
    drawn = draw(board.pk, hide=hide)
    return drawn if drawn.item is None or drawn.item in allowed else for_nobody(board.pk, drawn.version)


def _context(request: Request, board: Board, drawn: Drawn, *, wall: bool, hide: bool) -> dict[str, Any]:
    user = request.user
    leads = board.is_live and user.pk in board.leaders
    runs = Board.objects.run_by(user).filter(pk=board.pk).exists()
    takes = board.is_live and board.lead_id != user.pk and (leads or runs)
    query = urlencode({"screen": 1, "hide": int(hide), "language": get_language() or ""})
    return {
        "layout": "layouts/wall.html" if wall else "layouts/base.html",
        "board": board,
        "screen": drawn.html,
        "step": drawn.item,
        "wall": wall,
        "hide": hide,
        "leads": leads,
        "may_reveal": leads and _waits_for_reveal(board.presented),
        "runs": runs,
        "may_take": takes,
        "seats": board.seats.taken().exclude(user=board.lead_id).select_related("user").order_by("user__name"),
        "look": LOOK,
        "silent": SILENT,
        "follow": f"{settings.EVENTS_URL}boards/{board.pk}/?{query}",
    }


def _order(board: Board, allowed: Collection[UUID], *, hide: bool) -> list[dict[str, Any]]:
    """The cases this person can bring on the screens, by number and, where it is not hidden, by name."""
    rows = board.items.filter(status__in=AgendaItem.DISCUSSED).select_related("patient").in_order()
    order = [
        (item, f"{number}" if hide else f"{number} {item.patient.name}") for number, item in enumerate(rows, start=1)
    ]
    return [{"pk": item.pk, "words": words} for item, words in order if item.pk in allowed]


def _waits_for_reveal(item: AgendaItem | None) -> bool:
    return item is not None and item.is_sealed and item.votes.exists()


@may(Permission.SCHEDULE, Permission.SIGN)
@require_POST
def begin(request: Request, board_id: UUID) -> HttpResponse:
    """Begin the meeting: from now on the screens follow."""
    board = get_object_or_404(Board.objects.visible_to(request.user).run_by(request.user), pk=board_id)
    actions.begin(board=board, by=request.user)
    return done(request, "begun", "conference:live", board.pk)


@may(Permission.SEE_BOARD)
@require_POST
def present(request: Request, board_id: UUID) -> HttpResponse:
    """Bring a case on the screens: the one named, or the next or previous one of the one this person saw."""
    board = _board(request, board_id)
    item = _meant(board, request.POST.get("item") or "", request.POST.get("from") or "", request.POST.get("step") or "")
    if item is not None:
        actions.present(item=item, by=request.user)
    return done(request, "presented", "conference:live", board.pk, stays=True)


def _meant(board: Board, named: str, seen: str, step: str) -> AgendaItem | None:
    """The case meant; none when there is none beyond, or when the screens have gone on since the button was drawn."""
    rows = board.items.select_related("board")
    if named:
        return get_object_or_404(rows, pk=as_uuid(named))
    if step not in STEPS:
        raise RuleBroken(_("Say which case is to come: the next one, or the one before."))
    if as_uuid(seen) != board.presented_id:
        return None
    if board.presented is None:
        return rows.filter(status__in=AgendaItem.DISCUSSED).in_order().first()
    beside = getattr(place_of(board.presented), step)
    return rows.filter(pk=beside).first()


@may(Permission.SEE_BOARD)
@require_POST
def hand_over(request: Request, board_id: UUID) -> HttpResponse:
    """Give the lead to somebody of the roster, or take it back."""
    board = _board(request, board_id)
    here = Q(pk__in=board.seats.taken().values("user")) | Q(pk__in=[board.chair_id, request.user.pk])
    to = get_object_or_404(User.objects.filter(here), pk=as_uuid(request.POST.get("to")))
    actions.hand_over(board=board, to=to, by=request.user)
    message = _("You lead.") if to == request.user else _("%(who)s leads.") % {"who": to}
    return done(request, "handed_over", "conference:live", board.pk, message=message)
