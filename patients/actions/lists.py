"""What stands on the lists: nobody says "none" of one that has lines. Every answer to a list comes through here."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.rules import RuleBroken
from patients.chart import Chart, Fact
from patients.items import by_code
from patients.models import Entry, Observation, Patient

type HasLines = Callable[[Patient, dt.date], bool]


def _of_entries(name: str) -> HasLines:
    """A line without a day counts: nobody can say that it came later."""
    return lambda patient, day: (
        Entry.objects.current(day).filter(patient=patient, list=name).exclude(date__gt=day).exists()
    )


def _lesions(patient: Patient, day: dt.date) -> bool:
    """Whether a lesion that is still there was seen by the day; one noted since may have been seen before."""
    present = Chart.read(patient, max(day, timezone.localdate())).present_lesions
    return any(not history.measurements or history.measurements[0].when <= day for history in present)


# Whether a list has lines on a day. An app above adds the lists it keeps.
HAS_LINES: dict[str, HasLines] = {"lesions": _lesions} | {name: _of_entries(name) for name in Entry.List.values}


def refuse_none_beside_lines(patient: Patient, code: str, day: dt.date, answers: Mapping[str, Any]) -> None:
    """Raise when "none" is said, among these answers, of a list that has lines on the day."""
    name = code.removeprefix("list.")
    if HAS_LINES[name](patient, day):
        message = _(
            "There are lines on the list. Say of each that it has ended, or take back what was entered in error."
        )
        raise RuleBroken(message, code)
    chart = Chart.read(patient, day)
    for item, answer in answers.items():
        chart.facts[item] = Fact(by_code[item], Observation(item=item, **vars(answer)), day)
    for fact in chart.told_of(name):
        said = {"label": fact.item.label, "value": fact.shown}
        raise RuleBroken(_("“%(label)s: %(value)s” is on the record. Change that answer first.") % said, code)
