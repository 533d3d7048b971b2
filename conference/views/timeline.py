"""A patient's history as one strip; the page of the patient shows it beside the record."""

from uuid import UUID

from django.http import HttpResponse

from accounts.may import Request, may
from accounts.roles import Permission
from conference.timeline import timeline as events_of
from core.pages import page
from patients.reading import read_chart, record_page


@may(Permission.SEE_PATIENT)
def timeline(request: Request, patient_id: UUID) -> HttpResponse:
    """Everything that happened to one patient, the latest first."""
    chart = read_chart(request.user, patient_id)
    context = record_page(chart, request.user, "conference:timeline", events=events_of(chart))
    return page(request, "conference/timeline.html", "timeline", context)
