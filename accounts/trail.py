"""The audit trail as the auditor and the privacy officer read it: acts, never a patient's name."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.may import Request, anyone, may
from accounts.roles import Permission, Role
from core.context import rooms
from core.models import AuditEvent
from core.pages import as_uuid, page

PER_PAGE = 100
ROLES = {**dict(Role.choices), "system": _("the house itself")}
RECORDS = {  # what an act was done on, by the name of its table; a name is not an import
    "hospital": _("hospital"),
    "unit": _("unit"),
    "user": _("person"),
    "membership": _("role"),
    "patient": _("patient"),
    "carerelation": _("right to see a patient"),
    "formernumber": _("former number"),
    "observation": _("fact"),
    "pathologyreport": _("pathology report"),
    "study": _("imaging study"),
    "lesion": _("lesion"),
    "measurement": _("measurement"),
    "entry": _("line of a list"),
    "workup": _("judgements"),
    "judgement": _("judgement"),
    "course": _("treatment"),
    "alternative": _("plan drawn"),
    "checklistanswer": _("item of a preparation"),
    "complication": _("complication"),
    "followup": _("follow-up"),
    "reminder": _("reminder"),
    "referral": _("referral"),
    "case": _("case"),
    "series": _("series of meetings"),
    "board": _("meeting"),
    "seat": _("place on a roster"),
    "agendaitem": _("place on an agenda"),
    "showing": _("case on the screens"),
    "vote": _("vote"),
    "remark": _("remark"),
    "proposal": _("proposal"),
    "decision": _("decision"),
    "step": _("step of a decision"),
    "need": _("need of a decision"),
    "telling": _("word to the patient"),
    "carryingout": _("what became of a decision"),
}


@may(Permission.SEE_AUDIT)
def trail(request: Request) -> HttpResponse:
    """The acts of this hospital, latest first; `?of=` an opaque id narrows to one record or patient."""
    events = AuditEvent.objects.filter(hospital_id=request.user.acting.hospital_id).order_by("-at")
    wanted = as_uuid(request.GET.get("of"))
    if wanted is not None:
        events = events.filter(patients__contains=[wanted]) | events.filter(object_id=wanted)
    chosen = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_in_words(event) for event in chosen]
    return page(request, "accounts/trail.html", None, {"page": chosen, "rows": rows, "of": wanted})


def _in_words(event: AuditEvent) -> dict[str, Any]:
    """One act with the roles it was done in and the record it was done on, in the reader's words."""
    roles = [str(ROLES.get(role, role)) for role in event.role.split(", ") if role]
    return {"event": event, "roles": ", ".join(roles), "on": RECORDS.get(event.object_type, event.object_type)}


@anyone
def home(request: Request) -> HttpResponse:
    """The first room the person may enter."""
    entered = rooms(request.user)
    if entered:
        return redirect(entered[0][0])
    return page(request, "accounts/no_room.html", None, {})
