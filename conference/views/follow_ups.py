"""The follow-up desk, one follow-up, and its way back to the board."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.roles import Permission
from conference import actions
from conference.actions.returns import asks_the_board, earlier_decision, may_return
from conference.forms import BookForm, CloseForm, CompleteForm, DeathErrorForm, DeathForm, ReadForm
from conference.rows import drawn
from conference.screen import shown_decision
from core.pages import done, page, posted
from patients.chart import Chart
from patients.reading import banner, mapped, read_chart
from treatments import actions as treat
from treatments.limits import limits
from treatments.models import FollowUp, Reminder
from treatments.wording import TROUBLES, disagreements_of_task

PER_PAGE = 200
TROUBLES_SHOWN = 20
CLOSED = ("closed", "superseded", "read")
LISTS = {
    "due": gettext_lazy("Due"),
    "overdue": gettext_lazy("Overdue"),
    "booked": gettext_lazy("Booked"),
    "unread": gettext_lazy("Done, not read"),
    "coming": gettext_lazy("Coming"),
    "closed": gettext_lazy("Closed"),
}


def _waiting(name: str, today: dt.date) -> Q:
    """What stands on a list. The dead are on none of the open ones."""
    if name == "closed":
        return Q(status__in=CLOSED)
    waiting = {
        "due": Q(status="to-book", due__lte=today, overdue_after__gte=today),
        "overdue": Q(status__in=["to-book", "booked"], overdue_after__lt=today),
        "booked": Q(status="booked", overdue_after__gte=today),
        "unread": Q(status="done"),
        "coming": Q(status="to-book", due__gt=today),
    }
    return waiting[name] & Q(patient__deceased_on__isnull=True)


def _counts(rows: Any, today: dt.date) -> dict[str, int]:
    """How many stand on each list that is somebody's work, in one small query.

    Sorted as `_waiting` sorts, held together by a test. What is to come and what is closed grows with the years, and is
    not counted.
    """
    counts = dict.fromkeys(("due", "overdue", "booked", "unread"), 0)
    work = rows.open().of_the_living().exclude(status="to-book", due__gt=today)
    late = Q(overdue_after__lt=today)
    for status, is_late, count in work.values_list("status", late).annotate(n=Count("pk")).order_by():
        counts[
            "unread" if status == "done" else "overdue" if is_late else "booked" if status == "booked" else "due"
        ] += count
    return counts


@may(Permission.FOLLOW_UP)
def follow_ups(request: Request) -> HttpResponse:
    """What is to be booked, done, read or brought back; one list at a time, the filter in the URL."""
    name = request.GET.get("list", "due")
    name = name if name in LISTS else "due"
    today = timezone.localdate()
    rows = FollowUp.objects.visible_to(request.user).filter(unit__in=request.user.acting.unit_ids)
    counts = _counts(rows, today)
    listed = rows.filter(_waiting(name, today)).order_by(*("-due", "pk") if name == "closed" else ("due", "pk"))
    paginator = Paginator(listed, PER_PAGE)
    if name in counts:
        paginator.__dict__["count"] = counts[name]  # known already
    chosen = paginator.get_page(request.GET.get("page"))
    url = reverse("conference:follow_ups")
    context = {
        "name": name,
        "label": LISTS[name],
        "tabs": [
            {"url": f"{url}?list={one}", "label": label, "current": one == name, "count": counts.get(one)}
            for one, label in LISTS.items()
        ],
        "page": chosen,
        "rows": drawn(chosen.object_list, request.user),
        "counts": counts,
        "troubled": _troubled(rows),
    }
    return page(request, "conference/follow_ups.html", "follow_ups", context)


def _troubled(rows: Any) -> list[dict[str, Any]]:
    """Mails about these follow-ups that did not go as they should, each with what is the matter."""
    reminders = Reminder.objects.in_trouble().filter(follow_up__in=rows).select_related("follow_up__patient")
    return [
        {"reminder": one, "follow_up": one.follow_up, "matter": TROUBLES[one.state]}
        for one in reminders.order_by("due_at")[: TROUBLES_SHOWN + 1]
    ]


def _follow_up(request: Request, follow_up_id: UUID) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.user).select_related(
        "patient", "course", "unit__hospital", "superseded_by"
    )
    return get_object_or_404(rows, pk=follow_up_id)


def _forms(one: FollowUp) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "book": BookForm(of=one, initial={"note": one.note}),
        "complete": CompleteForm(of=one, initial={"on": today}),
        "read_result": ReadForm(of=one),
        "close": CloseForm(of=one),
    }


def _page(request: Request, one: FollowUp, **forms: Any) -> HttpResponse:
    chart = read_chart(request.user, one.patient_id)
    status = 422 if any(form.is_bound for form in forms.values()) else 200
    context = {
        "follow_up": one,
        "patient": one.patient,
        "banner": banner(chart),
        "forms": _forms(one) | forms,
        "refused": next(iter(forms), ""),
        "earlier": shown_decision(earlier) if (earlier := earlier_decision(one)) else None,
        "earlier_item": earlier,
        "map": mapped(chart, linked=False),
        "others": list(one.patient.follow_ups.exclude(pk=one.pk).select_related("course").order_by("due")),
        "returned": one.referrals.on_its_way().first(),
        "today": timezone.localdate(),
        "may_return": may_return(one),
        "asks_the_board": asks_the_board(one),
        "disagreements": disagreements_of_task(one.code, limits()),
    }
    return page(request, "conference/follow_up.html", "follow_up", context, status=status)


@may(Permission.FOLLOW_UP, Permission.RETURN_TO_BOARD)
def follow_up(request: Request, follow_up_id: UUID) -> HttpResponse:
    """One task: its window, what was done before it, and what to do next."""
    return _page(request, _follow_up(request, follow_up_id))


def _act(request: Request, follow_up_id: UUID, name: str, action: Any, form_class: Any, message: str) -> HttpResponse:
    one = _follow_up(request, follow_up_id)
    form = form_class(posted(request), of=one)
    if form.is_valid() and form.attempt(action, follow_up=one, by=request.user) is not None:
        return done(request, "followed_up", "conference:follow_up", one.pk, message=message)
    return _page(request, one, **({name: form} if form.is_bound else {}))


@may(Permission.FOLLOW_UP)
def book(request: Request, follow_up_id: UUID) -> HttpResponse:
    return _act(request, follow_up_id, "book", treat.book, BookForm, _("Booked."))


@may(Permission.FOLLOW_UP)
def complete(request: Request, follow_up_id: UUID) -> HttpResponse:
    return _act(request, follow_up_id, "complete", treat.complete, CompleteForm, _("Done. Somebody must read it now."))


@may(Permission.FOLLOW_UP, Permission.RETURN_TO_BOARD)
def read_result(request: Request, follow_up_id: UUID) -> HttpResponse:
    return _act(request, follow_up_id, "read_result", treat.read_result, ReadForm, _("The result is saved."))


@may(Permission.FOLLOW_UP)
def close(request: Request, follow_up_id: UUID) -> HttpResponse:
    return _act(request, follow_up_id, "close", treat.close, CloseForm, _("Closed."))


@may(Permission.FOLLOW_UP)
@require_POST
def reopen(request: Request, follow_up_id: UUID) -> HttpResponse:
    """Undo."""
    treat.reopen(follow_up=_follow_up(request, follow_up_id), by=request.user)
    return done(request, "followed_up", "conference:follow_up", follow_up_id, message=_("Open again."))


@may(Permission.RETURN_TO_BOARD)
@require_POST
def return_to_board(request: Request, follow_up_id: UUID) -> HttpResponse:
    """One press: back to the board, with the reason and the earlier decision."""
    referral = actions.return_to_board(follow_up=_follow_up(request, follow_up_id), by=request.user)
    return done(
        request, "returned_to_board", "conference:referral", referral.pk, message=_("On its way back to the board.")
    )


@may(Permission.RECORD)
def note_death(request: Request, patient_id: UUID) -> HttpResponse:
    """The patient has died: everything open closes with that reason."""
    chart = read_chart(request.user, patient_id)
    form = DeathForm(posted(request), of=chart.patient)
    if form.is_valid() and form.attempt(actions.note_death, patient=chart.patient, by=request.user) is not None:
        message = _("Written down. What was open is closed.")
        return done(request, "died", "patients:patient", patient_id, message=message)
    return _death(request, chart, form, DeathErrorForm(of=chart.patient))


@may(Permission.RECORD)
def withdraw_death(request: Request, patient_id: UUID) -> HttpResponse:
    """The death was entered in error."""
    chart = read_chart(request.user, patient_id)
    form = DeathErrorForm(posted(request), of=chart.patient)
    if form.is_valid() and form.attempt(actions.withdraw_death, patient=chart.patient, by=request.user) is not None:
        message = _("Taken back. What was on its way to a meeting must be referred again.")
        return done(request, "death_withdrawn", "patients:patient", patient_id, message=message)
    return _death(request, chart, DeathForm(of=chart.patient), form)


def _death(request: Request, chart: Chart, form: DeathForm, error: DeathErrorForm) -> HttpResponse:
    context = {"form": form, "error": error, "patient": chart.patient, "banner": banner(chart)}
    return page(request, "conference/note_death.html", "note_death", context)
