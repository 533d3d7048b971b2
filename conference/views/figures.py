"""What the meetings of the unit were like, in figures nobody had to watch for."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.may import Request, may
from accounts.roles import Permission
from conference import actions
from conference.afterwards_form import PeriodForm
from conference.figures import FEWEST, Meeting, chart, total
from conference.held import held
from core.pages import page

A_YEAR = {"period": "365"}


def _held(request: Request, form: PeriodForm) -> tuple[list[Meeting], bool]:
    since = None if form.days is None else timezone.localdate() - dt.timedelta(days=form.days)
    return held(request.user, since)


@may(Permission.PROPOSE)
def figures(request: Request) -> HttpResponse:
    """Minutes, completeness, answers and what became of them, meeting by meeting; looking changes nothing."""
    form = PeriodForm(request.GET or A_YEAR)
    context: dict[str, Any] = {"form": form, "fewest": FEWEST}
    if form.is_valid():
        meetings, cut = _held(request, form)
        drawn = chart(meetings)
        context |= {"meetings": meetings, "cut": cut, "total": total(meetings), "chart": drawn}
        context["period"] = form.cleaned_data["period"]
        context["halves"] = [(context["total"].first, _("First half")), (context["total"].second, _("Second half"))]
    return page(request, "conference/figures.html", "figures", context)


@may(Permission.PROPOSE)
def export_figures(request: Request) -> HttpResponse:
    """The same as a table to take away: how many of how many, and nobody's name."""
    form = PeriodForm(request.GET or A_YEAR)
    if not form.is_valid():
        return page(request, "conference/figures.html", "figures", {"form": form}, status=422)
    meetings, _cut = _held(request, form)
    table = actions.export_figures(meetings=meetings, period=form.cleaned_data["period"], by=request.user)
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return answer
