"""A treatment and what follows it, in words. A task is named where its rule stands; an examination is named here."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from treatments.eligibility import MODALITIES, label
from treatments.eligibility.criteria import Criterion
from treatments.eligibility.dates import Span
from treatments.eligibility.disagreements import Disagreement, concerning, of_task
from treatments.eligibility.parameters import Limits
from treatments.eligibility.plan import BRISBANE, numbered
from treatments.models import Territory, treatment_choices

EXAMS = {
    "bloods": gettext_lazy("blood tests"),
    "ct-liver": gettext_lazy("CT of the liver"),
    "ct-or-mri": gettext_lazy("CT or MRI"),
    "contrast-imaging": gettext_lazy("contrast-enhanced imaging"),
    "mri": gettext_lazy("MRI"),
    "volumetry": gettext_lazy("volumetry"),
    "markers": gettext_lazy("tumour markers"),
    "board-decision": gettext_lazy("decision of the board"),
}
RESULTS = {
    "met": gettext_lazy("met"),
    "caution": gettext_lazy("caution"),
    "not-met": gettext_lazy("not met"),
    "unknown": gettext_lazy("not known yet"),
    "not-applicable": gettext_lazy("not applicable"),
}
TROUBLES = {  # of a reminder, by its state
    "planned": gettext_lazy("waits: the unit has no e-mail"),
    "failed": gettext_lazy("given up: the mail server did not take it"),
    "unknown": gettext_lazy("perhaps sent twice"),
}


@cache
def _tasks() -> dict[str, str]:
    """Every task a rule can plan, with its words as the rule marks them."""
    return {window.code: window.says for modality in MODALITIES for window in modality.follow_up}


def task(code: str) -> str:
    """One task in words; a code of an older rule set stays readable."""
    says = _tasks().get(code)
    return _(says) if says else code.replace("-", " ").capitalize()


def exams(codes: Iterable[str]) -> str:
    """The examinations of a task, in one line."""
    return ", ".join(str(EXAMS.get(code, code)) for code in codes)


def span(length: Span) -> str:
    """How long after a treatment: "week 6", "month 6 + 4 weeks"."""
    if not length.months:
        return _("week %(n)s") % {"n": length.days // 7}
    words = _("month %(n)s") % {"n": length.months}
    return f"{words} {'+' if length.days > 0 else '−'} {_weeks(abs(length.days) // 7)}" if length.days else words


def _weeks(number: int) -> str:
    return ngettext("%(n)s week", "%(n)s weeks", number) % {"n": number}


def treatment_name(code: str) -> str:
    """A treatment as the records call it, else as the rules do; one of older rules by its code."""
    return str(dict(treatment_choices()).get(code, code))


def short_name(code: str) -> str:
    """TAE for "Bland embolisation (TAE)"; a name without an abbreviation as it is."""
    name = treatment_name(code)
    found = re.search(r"\(([^)]+)\)$", name)
    return found.group(1) if found else name


def resection(segments: Sequence[str]) -> str:
    """A resection of whole segments by its Brisbane name, else by its segments."""
    if name := BRISBANE.get(" ".join(segments)):
        return _(name)
    return f"{_(numbered(segments))} {'+'.join(segments)}".strip()


def place(territory: str, segments: Iterable[str]) -> str:
    """Where a treatment goes: the segments when they are named, else the territory; empty when nobody has said."""
    named = list(segments)
    if named:
        return ngettext("segment %(list)s", "segments %(list)s", len(named)) % {"list": ", ".join(named)}
    return str(Territory(territory).label) if territory else ""


@lru_cache(maxsize=2048)
def threshold(criterion: Criterion, limits: Limits, language: str) -> str:
    """The limit in the reader's words, with the numbers that hold here."""
    parts = []
    about = ""
    for clause in criterion.clauses(limits):
        words = f"{clause.filled(_(clause.text))} {clause.unit}".strip()
        if clause.result != "met":
            words = f"{RESULTS[clause.result]} {words}"
        if clause.about and clause.about != about and len(criterion.paths) > 1:
            words = f"{_(label(clause.about))} {words}"
        about = clause.about
        parts.append(words)
    return "; ".join(parts)


@lru_cache(maxsize=256)
def disagreements(code: str, limits: Limits, language: str) -> list[dict[str, Any]]:
    """Where the sources disagree on a treatment, for components/disagreements.html."""
    return [disagreement(one, limits) for one in concerning(code)]


def disagreements_of_task(code: str, limits: Limits) -> list[dict[str, Any]]:
    """Where the sources disagree on when a control is made."""
    return [disagreement(one, limits) for one in of_task(code)]


def disagreement(one: Disagreement, limits: Limits) -> dict[str, Any]:
    """One disagreement in the reader's words, with the numbers that hold here."""
    return {
        "id": one.id,
        "about": _(one.about),
        "sides": [{"text": _(side.text), "source": side.citation} for side in one.sides],
        "applied": one.holds(limits, _(one.applied)),
        "because": _(one.because),
    }
