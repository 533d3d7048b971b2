"""The few words our templates need beyond Django's. Loaded everywhere; see `builtins` in the settings."""

import datetime as dt
import hashlib
import pickle
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import template
from django.core.cache import caches
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.version import VERSION
from core.words import day

register = template.Library()

KEPT_FOR = 60 * 60  # seconds: a case is opened again and again on the day of its meeting

# Every status the rules know: its shape, its word. Of a treatment, then of a criterion.
VERDICTS = {
    "eligible": ("disc", _("Eligible")),
    "cautions": ("triangle", _("With cautions")),
    "not-eligible": ("octagon", _("Not eligible")),
    "cannot-tell": ("ring", _("Cannot tell")),
    "met": ("disc", _("Met")),
    "caution": ("triangle", _("Caution")),
    "not-met": ("octagon", _("Not met")),
    "unknown": ("ring", _("Unknown")),
    "not-applicable": ("dash", _("Not applicable")),
}


@cache
def sprite() -> str:
    """The address of the sprite, looked up once: a page draws hundreds of icons."""
    return static("icons.svg")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One drawing of the sprite. Without a label it is an ornament, and a screen reader passes over it."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, sprite(), name
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', sprite(), name
    )


@register.simple_tag
def kept(component: str, **values: Any) -> SafeString:
    """A component drawn once for the same values: like `include … only`, for the big ones whose values are plain.

    It is kept under everything it shows, so that it can be forgotten but never be wrong; in this process only.
    """
    shown = pickle.dumps((component, VERSION, get_language(), sorted(values.items())))
    key = hashlib.sha256(shown).hexdigest()
    drawn = caches["drawn"].get(key)
    if drawn is None:
        drawn = str(render_to_string(component, values))
        caches["drawn"].set(key, drawn, KEPT_FOR)
    return mark_safe(drawn)  # noqa: S308 - drawn by our own template


@register.simple_tag
def verdict(status: str, word: str = "", size: str = "") -> SafeString:
    """A status: its shape, its word, its colour, in that order of importance. An unknown one is a bug and says so."""
    shape, usual = VERDICTS[status]
    return format_html(
        '<span class="verdict" data-verdict="{}"{}>{}<span>{}</span></span>',
        status,
        format_html(' data-size="{}"', size) if size else "",
        icon(shape),
        word or usual,
    )


@register.filter
def shape(status: str) -> str:
    """The shape alone, where the word stands elsewhere."""
    return VERDICTS[status][0]


register.filter(day)


@register.simple_tag
def attrs(**values: Any) -> SafeString:
    """HTML attributes: None and False leave one out, True writes it bare, data_case becomes data-case."""
    kept = [
        (name.rstrip("_").replace("_", "-"), value) for name, value in values.items() if value not in (None, False, "")
    ]
    return format_html_join(" ", "{}", ((format_html('{}="{}"', n, v) if v is not True else n,) for n, v in kept))


@register.filter
def widget_kind(field: BoundField) -> str:
    """text, number, date, select, checkbox, radio …: what a field's layout depends on."""
    inner = field.field.widget
    return getattr(inner, "input_type", None) or type(inner).__name__.lower()


@dataclass(frozen=True)
class WindowBar:
    """A window of days as places on a bar 240 wide, and what today means for it."""

    opens: float
    due: float
    overdue: float
    today: float
    booked: float | None
    stage: str  # before, open, due, overdue
    days: int  # to the next boundary, or past the last one

    @property
    def open_width(self) -> float:
        return round(self.due - self.opens, 1)

    @property
    def due_width(self) -> float:
        return round(self.overdue - self.due, 1)


@register.simple_tag
def window(opens: dt.date, due: dt.date, overdue: dt.date, today: dt.date, booked: dt.date | None = None) -> WindowBar:
    """The geometry of a follow-up window, all of it in dates, drawn by components/window_bar.html."""
    days = [opens, due, overdue, today, *([booked] if booked else [])]
    first, last = min(days), max(days)
    margin = max((last - first).days * 0.06, 2)
    scale = 240 / ((last - first).days + 2 * margin)

    def at(when: dt.date) -> float:
        return round(((when - first).days + margin) * scale, 1)

    if today < opens:
        stage, edge = "before", opens
    elif today < due:
        stage, edge = "open", due
    elif today <= overdue:
        stage, edge = "due", overdue
    else:
        stage, edge = "overdue", overdue
    where = at(booked) if booked else None
    return WindowBar(at(opens), at(due), at(overdue), at(today), where, stage, abs((edge - today).days))


@register.filter
def tally(criteria: Any) -> list[tuple[str, int]]:
    """How many criteria had each result, the gravest first."""
    order = ("not-met", "unknown", "caution", "met", "not-applicable")
    counts = Counter(item["result"] if isinstance(item, dict) else item.result for item in criteria)
    return [(result, counts[result]) for result in order if counts[result]]
