"""How the house writes what stands in many sentences."""

import datetime as dt
from typing import Any

from django.utils.dateformat import format as format_date


def day(when: Any) -> str:
    """14-Jul-1961: the month in letters, so that no language misreads it. A partial date comes as text and stays."""
    if isinstance(when, dt.datetime | dt.date):
        return format_date(when, "d-M-Y")
    return str(when or "")
