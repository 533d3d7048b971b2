"""The audit trail as the auditor and the privacy officer read it: acts, never a patient's name."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.may import Request, anyone, may
from accounts.roles import Permission
from core.context import rooms
from core.models import AuditEvent
from core.pages import as_uuid, page

PER_PAGE = 100


@may(Permission.SEE_AUDIT)
def trail(request: Request) -> HttpResponse:
    """The acts of this hospital, latest first; `?of=` an opaque id narrows to one record or patient."""
    events = AuditEvent.objects.filter(hospital_id=request.user.acting.hospital_id).order_by("-at")
    wanted = as_uuid(request.GET.get("of"))
    if wanted is not None:
        events = events.filter(patients__contains=[wanted]) | events.filter(object_id=wanted)
    chosen = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "accounts/trail.html", None, {"page": chosen, "of": wanted})


@anyone
def home(request: Request) -> HttpResponse:
    """The first room the person may enter."""
    entered = rooms(request.user)
    if entered:
        return redirect(entered[0][0])
    return page(request, "accounts/no_room.html", None, {})
