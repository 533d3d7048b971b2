"""How fast the tumour grows between the last two studies of one kind: clinical.md 3.10."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from conference.showing import untold
from patients.chart import SHOWS_LIVER, Chart, LesionHistory
from patients.fields.shown import amount
from patients.models import Measurement, State, Study
from treatments.eligibility.calculators import half_up, tumour_growth_percent
from treatments.eligibility.dates import AVERAGE_MONTH

OF_THE_LIVER = 2  # targets of one organ, RECIST 1.1


def growth(chart: Chart, score: Callable[..., Any]) -> Any:
    """Percent of the volume a month, or why it cannot be told. The targets chosen; otherwise the two largest."""
    name, tags = _("Tumour growth rate"), "V:greponet R:tgr-formula"
    studies = [(one, one.date) for one in chart.studies if one.modality in SHOWS_LIVER and one.date]
    studies = [(study, day) for study, day in studies if _measured(study, chart)]
    if len(studies) < 2:
        return score(name, missing=(_("two studies on which lesions are measured"),), tags=tags)
    (before, first_day), (now, last_day) = studies[-2:]
    if now.modality != before.modality:
        return score(name, note=_("the last two studies are not of one kind"), tags=tags)
    days = (last_day - first_day).days
    if days < AVERAGE_MONTH:
        return score(name, note=_("less than a month between the last two studies"), tags=tags)
    targets = _targets(before, chart)
    sums = [[one.on(study) for one in targets] for study in (before, now)]
    if not all(_size(one) for pair in sums for one in pair):
        labels = ", ".join(one.lesion.label for one in targets)
        return score(name, missing=(_("%(lesions)s measured on both studies") % {"lesions": labels},), tags=tags)
    first, last = (sum(_size(one) or 0 for one in pair) for pair in sums)
    rate = half_up(tumour_growth_percent(before_mm=first, now_mm=last, days=days), 1)
    inputs = tuple(_sum(total, day) for total, day in ((first, first_day), (last, last_day)))
    note = _("the sum of %(lesions)s") % {"lesions": ", ".join(one.lesion.label for one in targets)}
    return score(name, _("%(rate)s a month") % {"rate": amount(rate, "%")}, inputs, note=note, tags=tags)


def _measured(study: Study, chart: Chart) -> bool:
    return any(_size(history.on(study)) for history in chart.lesions if history.lesion.in_liver)


def _targets(study: Study, chart: Chart) -> list[LesionHistory]:
    """Those the radiologist chose; otherwise the largest on that study."""
    lesions = [one for one in chart.lesions if one.lesion.in_liver]
    chosen = [one for one in lesions if one.lesion.target]
    free = [one for one in lesions if one.lesion.target is not False and _size(one.on(study))]
    return chosen or sorted(free, key=lambda one: -(_size(one.on(study)) or 0))[:OF_THE_LIVER]


def _size(measurement: Measurement | None) -> Any:
    """The longest diameter, where it was measured."""
    measured = measurement is not None and measurement.state == Measurement.State.MEASURED
    return measurement.longest_mm if measured and measurement else None


def _sum(total: Any, day: dt.date) -> dict[str, Any]:
    return untold(_("Sum")) | {"state": State.VALUE, "value": amount(total, "mm"), "date": day}
