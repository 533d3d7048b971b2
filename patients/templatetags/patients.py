"""Words about a patient's history, for templates: {{ study|dated }}, {{ fact|age }}, {{ entry|in_words }}, {{ size|as_typed }}."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from patients.chart import Fact, LesionHistory
from patients.fields.shown import shown
from patients.forms import PHASES
from patients.identity import grouped
from patients.models import Near, Precision
from patients.reading import entry_words
from patients.wording import ago, dated_words, place_words

register = template.Library()
register.filter("dated", dated_words)
register.filter("ago", ago)
register.filter("in_words", entry_words)
register.filter("as_typed", shown)


@register.filter
def age(fact: Fact) -> str:
    """How old a fact is; nothing when nobody knows its day."""
    row = fact.row
    return ago(fact.days_old) if row is not None and row.precision == Precision.DAY else ""


@register.filter
def lies_in(lesion: Any) -> Any:
    """Where a lesion lies, or that nobody has said."""
    return place_words(lesion) or _("not stated")


@register.filter
def phase_names(codes: Any) -> str:
    """The contrast phases of a study."""
    words = dict(PHASES)
    return ", ".join(str(words.get(code, code)) for code in codes)


@register.filter
def obstacles(history: LesionHistory) -> list[Any]:
    """What stands in a needle's way, as far as anybody has told."""
    known = history.known
    words: list[Any] = []
    if (distance := known.get("duct_distance_mm")) is not None:
        words.append(_("duct %(mm)s mm") % {"mm": shown(distance)})
    if known.get("vessel_touching"):
        words.append(_("vessel"))
    words += [Near(code).label for code in known.get("near") or () if code != Near.NONE]
    if known.get("reachable") is False:
        words.append(_("no safe path"))
    if known.get("visible") is False:
        words.append(_("not seen"))
    return words


@register.filter
def age_on(patient: Any, day: Any) -> str | None:
    """Whole years on a day."""
    years: str | None = patient.age_on(day)
    return years


@register.filter
def number_words(patient: Any) -> str:
    """The number as its country writes it."""
    return grouped(patient.scheme, patient.number)


@register.filter
def since(day: Any, today: Any) -> str:
    """How long before today a day was."""
    return ago((today - day).days)


@register.filter
def signed(value: Decimal) -> str:
    """A difference with its sign: +6, \u22122, \u00b10."""
    sign = "+" if value > 0 else "\u2212" if value < 0 else "\u00b1"
    return f"{sign}{shown(abs(value))}"
