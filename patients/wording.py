"""A patient's history in words: partly known days, how long ago they are, and where a lesion lies."""

import datetime as dt
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.models import Clinical, Lesion, Organ, Precision, Side, Study

FORMATS = {Precision.DAY: "d-M-Y", Precision.MONTH: "M-Y", Precision.YEAR: "Y"}


def dated_words(row: Clinical | None) -> str:
    """The day of a clinical row, as much of it as is known: 14-Jul-2021, Jul-2021, 2021, or nothing."""
    if row is None or row.date is None:
        return ""
    return format_date(row.date, FORMATS[Precision(row.precision)])


def day_words(day: dt.date | None) -> str:
    """A whole day: 14-Jul-2021."""
    return format_date(day, FORMATS[Precision.DAY]) if day else ""


def place_words(lesion: Lesion) -> Any:
    """Where a lesion lies: its segments, or only its side; outside the liver its organ; nothing when nobody has said."""
    if not lesion.in_liver:
        return dict(Organ.choices).get(lesion.organ, lesion.organ)
    return ", ".join(lesion.segments) or dict(Side.choices).get(lesion.side, "")


def ago(days: int | None) -> str:
    """How long ago, in the unit a clinician would use."""
    if days is None or days < 0:
        return ""
    if days == 0:
        return _("today")
    if days < 21:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if days < 120:
        weeks = days // 7
        return ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks}
    if days < 730:
        months = round(days / 30.44)
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    years = int(days / 365.25)
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}


def study_words(study: Study | None) -> str:
    """ "CT 3-Mar-2026"; images of a kind nobody has stated are images."""
    if study is None:
        return ""
    name = _("Images") if study.modality == Study.Modality.NOT_STATED else study.get_modality_display()
    return f"{name} {dated_words(study)}".strip()
