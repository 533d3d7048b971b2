"""What other limits would do to all the cases one sees. Looking changes nothing, so everything stands in the address."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from accounts.may import Request, may
from accounts.roles import Permission
from conference import actions
from conference.what_if import Trial, bars, changed_cases, tried
from conference.what_if_form import WhatIfForm
from core.pages import page

SHOWN = 100  # cases; the export has them all


def _form(request: Request) -> WhatIfForm:
    return WhatIfForm(request.GET or None)


def _tried(request: Request, form: WhatIfForm) -> Trial:
    since = None if form.years is None else timezone.localdate() - dt.timedelta(days=365 * form.years)
    return tried(request.user, form.supposed, since)


@may(Permission.PROPOSE)
def what_if(request: Request) -> HttpResponse:
    """Suppose other limits: which outcomes would change, in which cases."""
    form = _form(request)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        trial = _tried(request, form)
        context |= {
            "trial": trial,
            "bars": bars(trial),
            "changed": changed_cases(request.user, trial, SHOWN),
            "query": request.GET.urlencode(),
        }
    return page(request, "conference/what_if.html", "what_if", context)


@may(Permission.PROPOSE)
def export_what_if(request: Request) -> HttpResponse:
    """The same as a table to take away: case by reference, nobody by name."""
    form = _form(request)
    if not form.is_bound or not form.is_valid():
        return page(request, "conference/what_if.html", "what_if", {"form": form}, status=422)
    table = actions.export_what_if(trial=_tried(request, form), limits=form.in_words, by=request.user)
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="what-if.csv"'
    return answer
