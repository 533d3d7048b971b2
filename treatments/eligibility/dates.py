"""Calendar arithmetic: months end where the month ends, weeks are seven days."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

AVERAGE_MONTH = Decimal("30.44")  # days, where a rate is given by the month


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of calendar months and then of days, such as months(6) - weeks(4)."""

    months: int = 0
    days: int = 0

    def __add__(self, other: Span) -> Span:
        return Span(self.months + other.months, self.days + other.days)

    def __sub__(self, other: Span) -> Span:
        return Span(self.months - other.months, self.days - other.days)

    def after(self, day: date) -> date:
        """DAY moved on: first the months, clamped to the end of the month, then the days."""
        return add_months(day, self.months) + timedelta(days=self.days)

    def before(self, day: date) -> date:
        """DAY moved back: first the months, clamped to the end of the month, then the days."""
        return add_months(day, -self.months) - timedelta(days=self.days)


def months(number: int) -> Span:
    """NUMBER calendar months."""
    return Span(months=number)


def weeks(number: int) -> Span:
    """NUMBER weeks of seven days."""
    return Span(days=7 * number)


def days(number: int) -> Span:
    """NUMBER days."""
    return Span(days=number)


def add_months(day: date, number: int) -> date:
    """The same day NUMBER months on, or the last day of that month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_in_calendar(text: str) -> bool:
    """Whether TEXT, written YYYY-MM-DD, is a day that exists."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
