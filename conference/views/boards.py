"""Meetings: the list, one meeting with its running order and roster, and the ways to call, move, cancel and end one."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.models import Unit, User
from accounts.roles import Permission
from conference import actions
from conference.actions.boards import next_meeting, unreached
from conference.forms import AnswerForm, BoardForm, EndForm, MoveBoardForm, RosterForm, SeatForm, SeriesForm
from conference.models import AgendaItem, Board, Decision, Series
from core.forms import Form
from core.pages import as_number, as_uuid, done, page, posted

AT_MOST = 20  # meetings each way


def found_board(rows: Any, board_id: UUID) -> Board:
    """One of these meetings, with what its page names."""
    return get_object_or_404(rows.select_related("chair", "lead", "unit__hospital", "series"), pk=board_id)


def _run(request: Request, board_id: UUID) -> Board:
    """A board this person may change."""
    return found_board(Board.objects.visible_to(request.user).run_by(request.user), board_id)


@may(Permission.SEE_BOARD)
def boards(request: Request) -> HttpResponse:
    """Meetings to come and the last ones held."""
    listed = Count("items", filter=Q(items__status__in=AgendaItem.DISCUSSED))
    rows = Board.objects.visible_to(request.user).select_related("chair").annotate(listed=listed)
    now = timezone.now()
    context = {
        "coming": list(rows.filter(ends_at__gte=now).order_by("starts_at")[:AT_MOST]),
        "past": list(rows.filter(ends_at__lt=now).order_by("-starts_at")[:AT_MOST]),
        "series": list(Series.objects.filter(unit__in=request.user.acting.unit_ids).order_by("weekday", "starts")),
    }
    return page(request, "conference/boards.html", "boards", context)


def hosting_unit(request: Request) -> Unit | None:
    """The unit of the person that hosts a conference."""
    return next((unit for unit in request.user.acting.units if unit.hosts_conference), None)


@may(Permission.SCHEDULE)
def call_board(request: Request) -> HttpResponse:
    """Call one meeting, of no series: between weeks."""
    unit = hosting_unit(request)
    form = BoardForm(
        posted(request),
        people=User.objects.who_may(Permission.SIGN, request.user.acting.home),
        initial={"name": _("Extra liver conference")},
    )
    if form.is_valid() and unit is None:
        form.add_error(None, _("Your unit hosts no conference."))
    elif unit is not None and form.is_valid():
        made = form.attempt(actions.call_board, unit=unit, by=request.user)
        if made is not None:
            return done(request, "called", "conference:board", made.pk, message=_("The meeting is called."))
    return page(request, "conference/call_board.html", "call_board", {"form": form})


@may(Permission.SCHEDULE)
def open_series(request: Request) -> HttpResponse:
    """Start a weekly conference and its next four meetings."""
    unit = hosting_unit(request)
    form = SeriesForm(posted(request), initial={"name": _("Liver conference")})
    if form.is_valid() and unit is None:
        form.add_error(None, _("Your unit hosts no conference."))
    elif unit is not None and form.is_valid():
        series = form.attempt(actions.open_series, unit=unit, by=request.user)
        if series is not None:
            actions.next_boards(series=series, count=4, by=request.user)
            message = _("The series is open, with its next four meetings.")
            return done(request, "series_opened", "conference:boards", message=message)
    return page(request, "conference/open_series.html", "open_series", {"form": form})


@may(Permission.SCHEDULE)
@require_POST
def next_boards(request: Request, series_id: UUID) -> HttpResponse:
    """Make the next four meetings of a series."""
    rows = Series.objects.filter(unit__in=request.user.acting.unit_ids).select_related("hospital", "unit")
    series = get_object_or_404(rows, pk=series_id)
    last = Board.objects.filter(series=series).order_by("-starts_at").first()
    # Four new ones: from the week after the last, wherever in its own week that was moved to.
    after = max(last.day + dt.timedelta(days=6 - last.day.weekday()), timezone.localdate()) if last else None
    actions.next_boards(series=series, count=4, by=request.user, after=after)
    return done(request, "boards_made", "conference:boards", message=_("Four more meetings."))


def _form_page(request: Request, board: Board, form: Form, act: str, **said: Any) -> HttpResponse:
    """The one page for a form about a meeting, sent to the URL named `act`.

    `title` and `button` in words, `says` what will follow, `grave` if it ends it.
    """
    context = {"form": form, "board": board, "act": act, **said}
    return page(request, "conference/board_form.html", "board_form", context)


@may(Permission.SCHEDULE)
def move_board(request: Request, board_id: UUID) -> HttpResponse:
    """Another time, room, length or link."""
    one = _run(request, board_id)
    local = timezone.localtime(one.starts_at)
    now = {"day": local.date(), "starts": local.strftime("%H:%M"), "minutes": one.length}
    now |= {name: getattr(one, name) for name in ("room", "link", "minutes_per_case")}
    form = MoveBoardForm(posted(request), of=one, initial=now)
    if form.is_valid() and form.attempt(actions.move_board, board=one, by=request.user) is not None:
        return done(request, "board_moved", "conference:board", one.pk, message=_("The meeting is changed."))
    return _form_page(
        request, one, form, "conference:move_board", title=_("Move or change the meeting"), button=_("Save")
    )


@may(Permission.SCHEDULE)
def cancel_board(request: Request, board_id: UUID) -> HttpResponse:
    one = _run(request, board_id)
    form = AnswerForm(posted(request), of=one)
    if form.is_valid() and form.attempt(actions.cancel_board, board=one, by=request.user) is not None:
        message = _gone_on(_("Cancelled."), next_meeting(one))
        return done(request, "board_cancelled", "conference:boards", message=message)
    says = _("Its waiting cases go to the next meeting, or back to preparation when there is none.")
    words = {"title": _("Cancel the meeting"), "button": _("Cancel the meeting"), "says": says + _what_drops(one)}
    return _form_page(request, one, form, "conference:cancel_board", **words, grave=True)


@may(Permission.SCHEDULE, Permission.SIGN)
def close_board(request: Request, board_id: UUID) -> HttpResponse:
    """End the meeting: what was not reached goes on."""
    one = _run(request, board_id)
    form = EndForm(posted(request), of=one)
    if form.is_valid() and form.attempt(actions.close_board, board=one, by=request.user) is not None:
        message = _gone_on(_("Ended."), next_meeting(one))
        return done(request, "board_closed", "conference:board", one.pk, message=message)
    words = {"title": _("End the meeting"), "button": _("End the meeting"), "says": _what_follows(one)}
    return _form_page(request, one, form, "conference:close_board", **words)


def _what_drops(board: Board) -> str:
    """What becomes of the answers drafted at a meeting that is cancelled."""
    drafts = Decision.objects.filter(
        status=Decision.Status.DRAFT, item__status=AgendaItem.Status.LISTED, item__board=board
    )
    if not (count := drafts.saying_something().count()):
        return ""
    says = ngettext(
        "What is written of %(n)d answer is dropped with it. It stays readable on the page of the case.",
        "What is written of %(n)d answers is dropped with it. It stays readable on the pages of the cases.",
        count,
    )
    return " " + says % {"n": count}


def _gone_on(says: str, following: Board | None) -> str:
    if following is None:
        return says + " " + _("What was not decided is back in preparation.")
    return says + " " + _("What was not decided is on the list of %(board)s.") % {"board": following}


def _what_follows(board: Board) -> str:
    """What ending the meeting does to the cases nobody has answered."""
    left = unreached(board).count()
    if not left:
        return _("Every case has an answer. Drafts wait for the chair’s signature.")
    following = next_meeting(board)
    if following is None:
        says = ngettext(
            "%(n)d case was not reached, and goes back to preparation: no meeting is to come.",
            "%(n)d cases were not reached, and go back to preparation: no meeting is to come.",
            left,
        )
    else:
        says = ngettext(
            "%(n)d case was not reached, and goes on to %(board)s.",
            "%(n)d cases were not reached, and go on to %(board)s.",
            left,
        )
    return says % {"n": left, "board": following}


@may(Permission.SCHEDULE)
def seat(request: Request, board_id: UUID) -> HttpResponse:
    one = _run(request, board_id)
    people = User.objects.who_may(Permission.PROPOSE, request.user.acting.home)
    form = SeatForm(posted(request), people=people.exclude(pk__in=one.seats.taken().values("user")), board=one)
    if form.is_valid() and form.attempt(actions.seat, board=one, by=request.user) is not None:
        return done(request, "seated", "conference:board", one.pk, message=_("On the roster."))
    return _form_page(request, one, form, "conference:seat", title=_("Add to the roster"), button=_("Add"))


@may(Permission.SCHEDULE)
def unseat(request: Request, board_id: UUID) -> HttpResponse:
    one = _run(request, board_id)
    here = User.objects.filter(pk__in=one.seats.taken().values("user")).exclude(pk=one.chair_id).order_by("name")
    form = RosterForm(posted(request), people=here, board=one)
    if form.is_valid() and form.attempt(actions.unseat, board=one, by=request.user) is not None:
        return done(request, "unseated", "conference:board", one.pk, message=_("Off the roster."))
    says = _("The chair stays on the roster until another one is named.")
    words = {"title": _("Take off the roster"), "button": _("Take off"), "says": says}
    return _form_page(request, one, form, "conference:unseat", **words)


@may(Permission.SCHEDULE, Permission.DECIDE)
def attend(request: Request, board_id: UUID) -> HttpResponse:
    """Who is there. Whoever opens the address, as to take what somebody else has saved, sees the meeting."""
    one = found_board(Board.objects.visible_to(request.user), board_id)
    if request.method != "POST":
        return redirect("conference:board", one.pk)
    here = {as_uuid(value) for value in request.POST.getlist("present")}
    present = [place.user for place in one.seats.taken().select_related("user") if place.user_id in here]
    version = as_number(request.POST.get("version")) or 0  # a page that does not say what it showed saw nothing
    actions.attend(board=one, present=present, by=request.user, version=version)
    return done(request, "attended", "conference:board", one.pk, message=_("Attendance is saved."))


@may(Permission.SCHEDULE)
@require_POST
def chair(request: Request, board_id: UUID) -> HttpResponse:
    """Name the chair from the roster."""
    one = _run(request, board_id)
    place = get_object_or_404(one.seats.taken().select_related("user"), user=as_uuid(request.POST.get("user")))
    actions.chair(board=one, user=place.user, by=request.user, onwards="onwards" in request.POST)
    return done(request, "chaired", "conference:board", one.pk, message=_("The chair is named."))
