"""The first page after the login: what waits for me."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils import timezone

from accounts.may import Request, may
from accounts.models import User
from accounts.roles import Permission
from conference.models import AgendaItem, Board, Case, Decision, Referral
from conference.owed import owed
from conference.reading import cases_to_present, present_many
from core.pages import page
from treatments.models import FollowUp
from treatments.wording import task

AT_MOST = 25  # of each list; the rest is one press away
MEETINGS = 4


@may(Permission.SEE_DESK)
def desk(request: Request) -> HttpResponse:
    """One page for every role; a person sees the lists his or her roles can act on."""
    user = request.user
    context: dict[str, Any] = {"today": timezone.localdate(), "mine": _mine(user)}
    if user.may(Permission.SEE_BOARD):
        boards = _boards(user)
        context |= {"boards": boards, "unsigned": _unsigned(user)}
        if user.may(Permission.PROPOSE):
            context |= _next_list(user, boards)
    if user.may(Permission.PREPARE):
        following: Board | None = context.get("following")
        context |= _coordination(user, following, None if request.GET.get("cases") == "all" else AT_MOST)
    if user.may(Permission.FOLLOW_UP):
        context |= _due(user)
    return page(request, "conference/desk.html", "desk", context)


def _mine(user: User) -> list[dict[str, Any]]:
    """My referrals, those that wait for me first; each with its meeting, and with the decision once it is signed."""
    signed = Decision.objects.filter(status=Decision.Status.SIGNED)
    items = (
        AgendaItem.objects.select_related("board")
        .prefetch_related(Prefetch("decisions", signed))
        .order_by("board__starts_at")
    )
    rows = Referral.objects.visible_to(user).by(user).select_related("patient", "unit__hospital", "case")
    found = rows.prefetch_related(Prefetch("case__items", items)).order_by("-created_at")[:AT_MOST]
    return [_followed(referral) for referral in sorted(found, key=lambda one: not one.is_open)]


def _followed(referral: Referral) -> dict[str, Any]:
    """A referral and what became of it."""
    case = getattr(referral, "case", None)
    items = list(case.items.all()) if case else []
    return {
        "referral": referral,
        "patient": referral.patient,
        "case": case,
        "board": next((item.board for item in items if item.status == AgendaItem.Status.LISTED), None),
        "decisions": [decision for item in items for decision in item.decisions.all()],
    }


def _next_list(user: User, boards: list[Board]) -> dict[str, Any]:
    """The cases of the next meeting, each with what is missing on its day and who owes it."""
    following = next((board for board in boards if board.unit_id in user.acting.unit_ids), None)
    if following is None:
        return {}
    listed = Case.objects.visible_to(user).filter(items__board=following, items__status=AgendaItem.Status.LISTED)
    cases = list(cases_to_present(listed.order_by("items__position")))
    return {"following": following, "listed": _rows(cases, following, user)}


def _coordination(user: User, following: Board | None, at_most: int | None) -> dict[str, Any]:
    """What came in, and what is in preparation, seen from the day of the next meeting."""
    here = user.acting.unit_ids
    arrived = Referral.objects.visible_to(user).arrived().filter(unit__in=here)
    preparing = Case.objects.visible_to(user).in_preparation().filter(unit__in=here).order_by("-complex", "created_at")
    cases = list(cases_to_present(preparing)[: at_most + 1 if at_most else None])
    return {
        "arrived": list(arrived.select_related("patient", "referrer", "hospital").order_by("sent_at")[:AT_MOST]),
        "preparing": _rows(cases[:at_most], following, user),
        "more_preparing": at_most is not None and len(cases) > at_most,
    }


def _rows(cases: list[Case], following: Board | None, user: User) -> list[dict[str, Any]]:
    days = {case.pk: following.day for case in cases} if following else {}
    return [
        {"case": one.case, "patient": one.case.patient, "owed": owed(one, user, linked=False), "missing": len(one.gaps)}
        for one in present_many(cases, days)
    ]


def _boards(user: User) -> list[Board]:
    """The next meetings, each with its cases and the minutes they need."""
    since = timezone.now() - dt.timedelta(hours=12)
    return list(Board.objects.visible_to(user).coming().filter(ends_at__gte=since).with_load()[:MEETINGS])


def _unsigned(user: User) -> list[Decision]:
    rows = Decision.objects.visible_to(user).filter(status=Decision.Status.DRAFT, item__board__chair=user)
    return list(rows.select_related("patient", "item__board", "item__case").order_by("created_at")[:AT_MOST])


def _due(user: User) -> dict[str, Any]:
    """Follow-ups that are due today, or were before."""
    today = timezone.localdate()
    rows = (
        FollowUp.objects.visible_to(user).open().of_the_living().filter(unit__in=user.acting.unit_ids, due__lte=today)
    )
    due = list(rows.select_related("patient", "course").order_by("due", "pk")[: AT_MOST + 1])
    shown = [
        {"follow_up": one, "patient": one.patient, "task": task(one.code), "late": one.is_overdue(today)} for one in due
    ]
    return {"due": shown[:AT_MOST], "more_due": len(due) > AT_MOST}
