"""Days on which nothing can have been true of a patient: one check for every act."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from core.rules import RuleBroken
from patients.models import Patient, Precision
from patients.quantities import PartialDate


def refuse_impossible_day(
    patient: Patient, day: dt.date | None, precision: Any = Precision.DAY, *, field: str = "date"
) -> None:
    """Raise when the day, or all of the month or year that is known of it, lies before the birth or after the death."""
    if day is None:
        return
    when = PartialDate(day, precision)
    if patient.birth_date and when.last < patient.birth_date:
        raise RuleBroken(_("%(day)s lies before the birth date.") % {"day": when}, field)
    if patient.deceased_on and day > patient.deceased_on:
        raise RuleBroken(_("%(day)s lies after the day of death.") % {"day": when}, field)
