"""Two imaging dates of one patient side by side: on the way to the board, and from the record."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from accounts.may import Request, may
from accounts.roles import Permission
from conference.compare import Comparison
from conference.dossier import seen_items
from conference.models import Case
from conference.views.cases import presented
from core.pages import as_uuid, page
from patients.chart import Chart
from patients.livermap import IN_A_COLUMN
from patients.reading import banner, read_chart, record_page
from treatments.models import Course


def _compared(request: Request, chart: Chart, courses: list[Course]) -> dict[str, Any]:
    """The two studies somebody chose, else the first and the last."""
    first, second = (as_uuid(request.GET.get(name, "")) for name in ("from", "to"))
    comparison = Comparison(chart, courses, first=first, second=second)
    return {"comparison": comparison, "maps": comparison.maps(IN_A_COLUMN)}


@may(Permission.PROPOSE)
def compare(request: Request, case_id: UUID) -> HttpResponse:
    """Two imaging dates of a case, `?from=…&to=…`."""
    presentation, items = presented(request, Case.objects.visible_to(request.user), case_id)
    chart = presentation.chart
    context = {
        "case": presentation.case,
        "banner": banner(chart),
        "back": reverse("conference:case", args=[case_id]),
        "item": next((one for one in seen_items(items) if one == presentation.item), None),
        **_compared(request, chart, presentation.courses),
    }
    return page(request, "conference/compare.html", None, context)


@may(Permission.SEE_PATIENT)
def compare_images(request: Request, patient_id: UUID) -> HttpResponse:
    """The same from the record of a patient whom nobody may have referred."""
    chart = read_chart(request.user, patient_id)
    courses = list(Course.objects.standing().filter(patient=patient_id).order_by("date", "step", "created_at"))
    context = record_page(chart, request.user, back=reverse("patients:lesions", args=[patient_id]))
    context |= _compared(request, chart, courses)
    return page(request, "conference/compare.html", None, context)
