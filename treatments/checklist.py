"""The preparation of one treatment for one patient: which items, how binding, and why."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patients.chart import Chart
from treatments import protocols
from treatments.eligibility import MODALITIES
from treatments.eligibility.checklist import ITEMS, Preparation, checklists, in_every_case
from treatments.eligibility.facts import Facts
from treatments.eligibility.modality import Preparation as Column
from treatments.facts import case_of
from treatments.limits import limits
from treatments.models import ChecklistAnswer, Course

COLUMNS = {modality.code: modality.preparation for modality in MODALITIES}
BY_CODE = {item.code: item for item in ITEMS}
STATUSES = {  # how binding an item is, as every page says it
    "mandatory": gettext_lazy("mandatory"),
    "advised": gettext_lazy("advised"),
    "local": gettext_lazy("by local rule"),
    "unknown": gettext_lazy("to be settled"),
}


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
            "word": STATUSES[one.status],
            "binding": _binds(one, column),
            "because": _(one.because),
            "sources": one.sources,
            "protocol": protocols.here().get(one.item, ""),
        }
        for one in checklists(Facts(case, limits()), {kind: column})[kind]
        if one.status != "not-needed"
    ]


def _binds(one: Preparation, column: Column) -> bool:
    """Whether it must be answered: a must, or perhaps a must, because a fact nobody has told decides it (W17)."""
    in_general = in_every_case(BY_CODE[one.item], column).status
    return one.status == "mandatory" or (one.status == "unknown" and in_general == "mandatory")


def faults(items: Iterable[Mapping[str, Any]], answers: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What keeps a treatment from being recorded as done: the box to blame, and a sentence (clinical.md 6.5, 10)."""
    binding = {one["item"]: one for one in items if one["binding"]}
    for item in binding:
        if not answers.get(item, ("", ""))[0]:
            yield f"check_{item}", _unanswered(binding[item])
    for item, (answer, words) in answers.items():
        left_out = answer == ChecklistAnswer.Answer.NOT_DONE or (
            answer == ChecklistAnswer.Answer.NOT_NEEDED and item in binding
        )
        if left_out and not words:
            yield f"check_{item}_text", _("Say why it was left out.")


def _unanswered(item: Mapping[str, Any]) -> str:
    if item["status"] == "mandatory":
        return _("This item of the preparation is mandatory: answer it, or say why it was left out.")
    return _("It may be mandatory: %(because)s. Answer it, or say why it was left out.") % {"because": item["because"]}
