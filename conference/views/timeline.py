"""A patient's history as one strip; the page of the patient shows it beside the record."""

from uuid import UUID

from django.http import HttpResponse

from accounts.may import Request, may
from accounts.roles import Permission
from conference.models import Case
from conference.strip import strip as strip_of
from conference.timeline import timeline as events_of
from conference.views.cases import presented
from core.pages import page
from patients.reading import banner, read_chart, record_page

ON_A_PAGE = (1000, 15)  # how wide and how high its letters are, in the pixels of a column of the case


@may(Permission.SEE_PATIENT)
def timeline(request: Request, patient_id: UUID) -> HttpResponse:
    """Everything that happened to one patient, the latest first."""
    chart = read_chart(request.user, patient_id)
    context = record_page(chart, request.user, "conference:timeline", events=events_of(chart))
    return page(request, "conference/timeline.html", "timeline", context)


@may(Permission.PROPOSE)
def strip(request: Request, case_id: UUID) -> HttpResponse:
    """The years of a case until its meeting, as the board sees them."""
    presentation, _items = presented(request, Case.objects.visible_to(request.user), case_id)
    years = strip_of(presentation, *ON_A_PAGE)
    context = {"case": presentation.case, "banner": banner(presentation.chart), "years": years}
    return page(request, "conference/strip.html", "strip", context)
