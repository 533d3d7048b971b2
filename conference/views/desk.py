"""The first page after the login: what waits for me."""

import datetime as dt
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.may import Request, may
from accounts.models import User
from accounts.roles import Permission
from conference.afterwards import told_words, untold_for, waiting_for_a_word
from conference.models import AgendaItem, Board, Case, Decision, Need, Referral, not_done
from conference.owed import owed
from conference.reading import cases_to_present, present_many
from core.pages import page
from treatments.models import Course, FollowUp
from treatments.wording import place, task

AT_MOST = 25  # of each list; the rest is one press away
MEETINGS = 4


@may(Permission.SEE_DESK)
def desk(request: Request) -> HttpResponse:
    """One page for every role; a person sees the lists his or her roles can act on."""
    user = request.user
    at_most = None if request.GET.get("show") == "all" else AT_MOST
    context: dict[str, Any] = {"today": timezone.localdate(), "mine": _mine(user), **_untold(user, at_most)}
    if user.may(Permission.SEE_BOARD):
        boards = _boards(user)
        context |= {"boards": boards, **_unsigned(user, at_most), **_left_behind(user, at_most)}
        if user.may(Permission.PROPOSE):
            context |= _next_list(user, boards)
    if user.may(Permission.PREPARE):
        following: Board | None = context.get("following")
        context |= _coordination(user, following, at_most) | _not_done(user, at_most)
    if user.may(Permission.PREPARE) or user.may(Permission.DECIDE):
        context["without_a_word"] = waiting_for_a_word(user).count()
    if user.may(Permission.FOLLOW_UP):
        context |= _due(user)
    return page(request, "conference/desk.html", "desk", context)


def _cut(name: str, rows: Any, at_most: int | None) -> dict[str, Any]:
    """A list of the desk under its name, and whether there is more: work is never cut off in silence."""
    found = list(rows[: at_most + 1 if at_most else None])
    return {name: found[:at_most], f"more_{name}": at_most is not None and len(found) > at_most}


def _mine(user: User) -> list[dict[str, Any]]:
    """My referrals, those that wait for me first; each with its meeting, and with the decision once it is signed."""
    signed = Decision.objects.filter(status=Decision.Status.SIGNED)
    items = (
        AgendaItem.objects.select_related("board")
        .prefetch_related(Prefetch("decisions", signed))
        .order_by("board__starts_at")
    )
    rows = Referral.objects.visible_to(user).by(user).select_related("patient", "unit__hospital", "case")
    found = rows.prefetch_related(Prefetch("case__items", items)).waiting_first()
    return [_followed(referral) for referral in found[:AT_MOST]]


def _followed(referral: Referral) -> dict[str, Any]:
    """A referral and what became of it."""
    case = getattr(referral, "case", None)
    items = list(case.items.all()) if case else []
    return {
        "referral": referral,
        "patient": referral.patient,
        "case": case,
        "board": next((item.board for item in items if item.status == AgendaItem.Status.LISTED), None),
        "decision": next((decision for item in reversed(items) for decision in item.decisions.all()), None),
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
    referrals = (
        Referral.objects.visible_to(user).filter(unit__in=here).select_related("patient", "referrer", "hospital")
    )
    preparing = Case.objects.visible_to(user).in_preparation().filter(unit__in=here).order_by("-complex", "created_at")
    cases = _cut("preparing", cases_to_present(preparing), at_most)
    return {
        **_cut("arrived", referrals.arrived().order_by("sent_at"), at_most),
        **_cut("returned", referrals.filter(status=Referral.Status.RETURNED).order_by("sent_at"), at_most),
        **cases,
        "preparing": _with_needs(_rows(cases["preparing"], following, user)),
    }


def _rows(cases: list[Case], following: Board | None, user: User) -> list[dict[str, Any]]:
    days = {case.pk: following.day for case in cases} if following else {}
    return [
        {"case": one.case, "patient": one.case.patient, "owed": owed(one, user, linked=False), "missing": len(one.gaps)}
        for one in present_many(cases, days)
    ]


def _with_needs(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each case in preparation with what the last board has asked for."""
    needs: dict[UUID, list[Need]] = defaultdict(list)
    asked = Need.objects.unanswered().filter(decision__item__case__in=[row["case"].pk for row in rows])
    for need in asked.select_related("decision__item"):
        needs[need.decision.item.case_id].append(need)
    return [row | {"needs": needs[row["case"].pk]} for row in rows]


def _boards(user: User) -> list[Board]:
    """The next meetings, each with its cases and the minutes they need."""
    return list(Board.objects.visible_to(user).current().with_load()[:MEETINGS])


def _unsigned(user: User, at_most: int | None) -> dict[str, Any]:
    rows = Decision.objects.worked_on_by(user).unsigned().filter(item__board__chair=user)
    rows = rows.select_related("patient", "item__board", "item__case").order_by("created_at")
    found = _cut("unsigned", rows, at_most)
    boards = {one.item.board_id: one.item.board for one in found["unsigned"]}
    drafts = [{"decision": one, "days": _days_since(one.created_at)} for one in found["unsigned"]]
    return found | {"unsigned": drafts, "boards_to_sign": list(boards.values())}


def _days_since(when: dt.datetime) -> int:
    return (timezone.localdate() - timezone.localdate(when)).days


def _untold(user: User, at_most: int | None) -> dict[str, Any]:
    """Signed decisions nobody has told the patient of: one's own referrals, and all of the unit for who coordinates it."""
    today, found = timezone.localdate(), _cut("untold", untold_for(user), at_most)
    return found | {"untold": [{"decision": one, **told_words(one, today)} for one in found["untold"]]}


def _left_behind(user: User, at_most: int | None) -> dict[str, Any]:
    """Cases still waiting on a meeting that is over, each with since when its answer is `drafted`; those who run it end it."""
    boards = Board.objects.visible_to(user).run_by(user)
    drafts = Decision.objects.filter(item=OuterRef("pk"), status=Decision.Status.DRAFT)
    rows = AgendaItem.objects.left_behind().filter(board__in=boards)
    rows = rows.annotate(drafted=Subquery(drafts.values("created_at")[:1])).select_related("board", "case", "patient")
    found = _cut("left_behind", rows.order_by("board__starts_at", "position"), at_most)
    for item in found["left_behind"]:
        item.days = _days_since(item.drafted) if item.drafted else 0
    return found


def _not_done(user: User, at_most: int | None) -> dict[str, Any]:
    """What was decided and is not done yet, the most overdue first: planned treatments, and those given up."""
    today = timezone.localdate()
    rows = not_done().filter(unit__in=user.acting.unit_ids).select_related("patient")
    found = _cut("not_done", rows, at_most)
    return found | {"not_done": [_planned(course, today) for course in found["not_done"]]}


def _planned(course: Course, today: dt.date) -> dict[str, Any]:
    """One treatment that waits to be done, or to be brought back."""
    given_up = course.status != Course.Status.PLANNED
    return {
        "course": course,
        "patient": course.patient,
        "what": " ".join(filter(None, (course.get_type_display(), place(course.territory, course.segments)))),
        "because": gettext(course.deviation_reason) if given_up else "",
        "given_up": given_up,
        "late": given_up or (course.target_date is not None and course.target_date < today),
    }


def _due(user: User) -> dict[str, Any]:
    """Follow-ups that are due today, or were before."""
    today = timezone.localdate()
    rows = (
        FollowUp.objects.visible_to(user).open().of_the_living().filter(unit__in=user.acting.unit_ids, due__lte=today)
    )
    found = _cut("due", rows.select_related("patient", "course").order_by("due", "pk"), AT_MOST)
    shown = [
        {"follow_up": one, "patient": one.patient, "task": task(one.code), "late": one.is_overdue(today)}
        for one in found["due"]
    ]
    return found | {"due": shown}
