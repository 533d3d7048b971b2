"""The preparation of one treatment for one patient: which items, how binding, and why."""

from typing import Any

from django.utils.translation import gettext as _

from patients.chart import Chart
from treatments.eligibility import MODALITIES
from treatments.eligibility.checklist import checklists
from treatments.eligibility.facts import Facts
from treatments.facts import case_of
from treatments.models import Course

COLUMNS = {modality.code: modality.preparation for modality in MODALITIES}


def checklist_for(kind: str, chart: Chart) -> list[dict[str, Any]]:
    """The items of the checklist that apply; those not needed are left out, unknown ones are asked."""
    column = COLUMNS.get(kind)
    if column is None:
        return []
    courses = Course.objects.performed().filter(patient=chart.patient)
    case = case_of(chart, reference="checklist", courses=courses, workup=None, services={})
    return [
        {
            "item": one.item,
            "label": _(one.says),
            "status": one.status,
            "because": _(one.because),
            "sources": one.sources,
        }
        for one in checklists(Facts(case), {kind: column})[kind]
        if one.status != "not-needed"
    ]
