"""Dates as people know them: a day, a month or only a year."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from patients.quantities.refusals import Unreadable


@dataclass(frozen=True)
class PartialDate:
    """A day, or the first day of the month or year that is all we know. A date has no time zone."""

    date: dt.date
    precision: Literal["day", "month", "year"] = "day"

    def __str__(self) -> str:
        return self.date.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]

    @property
    def last(self) -> dt.date:
        """The latest day it can mean."""
        year, month = self.date.year, 12 if self.precision == "year" else self.date.month
        return self.date if self.precision == "day" else dt.date(year, month, calendar.monthrange(year, month)[1])


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years earlier; 28 February for a 29th the year does not have."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def whole_years(born: dt.date, day: dt.date) -> int:
    """How old somebody born on one day is on another."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


_DATES = (
    re.compile(r"(?P<y>[0-9]{4})(?:-(?P<m>[0-9]{2})(?:-(?P<d>[0-9]{2}))?)?"),  # 2021, 2021-03, 2021-03-14
    re.compile(r"(?:(?:(?P<d>[0-9]{1,2})\.)?(?P<m>[0-9]{1,2})\.)(?P<y>[0-9]{4})"),  # 3.2021, 14.3.2021
)
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_TWO_DIGIT_YEAR = re.compile(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2}")


def partial_date(text: str, today: dt.date | None = None) -> PartialDate:
    """A date as 2021-03-14 or 14.3.2021, a month or a year; with `today` given, nothing that begins later."""
    bare = text.strip()
    match = next((found for form in _DATES if (found := form.fullmatch(bare))), None)
    if match is None:
        raise _no_date(bare)
    year, month, day = (int(match[part]) if match[part] else None for part in "ymd")
    if year is None or not 1900 <= year <= 2099:
        raise Unreadable(_("The year must lie between 1900 and 2099."), "year")
    try:
        date = dt.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise Unreadable(_("There is no %(text)s in the calendar."), "no-such-date", text=bare) from None
    if today and date > today:
        raise Unreadable(_("%(text)s is in the future."), "future", text=bare)
    return PartialDate(date, "day" if day else "month" if month else "year")


def _no_date(bare: str) -> Unreadable:
    if not bare:
        return Unreadable(_("Type a date."), "empty")
    if match := _SLASHED.fullmatch(bare):
        first, second, year = (int(part) for part in match.groups())
        readings = tuple(date for pair in ((first, second), (second, first)) if (date := _day(year, *pair)))
        message = _(
            "With slashes, day and month change places between countries. Write the date as 2021-03-14 or 14.3.2021."
        )
        return Unreadable(message, "slashes", readings, tuple(map(str, readings)), text=bare)
    if _TWO_DIGIT_YEAR.fullmatch(bare):
        return Unreadable(_("Write the year of %(text)s with four digits."), "two-digit-year", text=bare)
    if re.fullmatch(r"[0-9]{5}", bare):
        return Unreadable(_("%(text)s is a spreadsheet's day number. Write the date itself."), "serial", text=bare)
    return Unreadable(_("Write the date as 2021-03-14, 14.3.2021, 2021-03 or 2021."), "not-a-date", text=bare)


def _day(year: int, day: int, month: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
