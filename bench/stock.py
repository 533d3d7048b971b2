"""What the follow-up list is compared with: the page everybody would write first, and an answer with nothing in it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.may import Request, may
from accounts.roles import Permission
from treatments.models import FollowUp

ROWS = 200


@may(Permission.FOLLOW_UP)
def stock(request: Request) -> HttpResponse:
    """The rows of our list of what is due: a queryset with one join, ten columns each, nine as they are and one date."""
    today = timezone.localdate()
    rows = FollowUp.objects.filter(status="to-book", due__lte=today, overdue_after__gte=today)
    return render(request, "bench/stock.html", {"rows": rows.select_related("patient").order_by("due", "pk")[:ROWS]})


@may(Permission.FOLLOW_UP)
def nothing(request: Request) -> HttpResponse:
    """What the middleware costs: no answer behind it can be quicker."""
    return HttpResponse("nothing")
