"""The engine's answers as the components show them: translated, each fact with its value, unit, date and age."""

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from conference.local_limits import local_words
from conference.models import Decision
from conference.reading import Presentation
from patients.chart import Chart, Fact
from patients.fields.shown import shown as as_typed
from patients.forms import EntryForm
from patients.items import by_code
from patients.models import Entry, PathologyReport, State
from patients.wording import ago
from treatments.checklist import STATUSES
from treatments.eligibility import Row, Verdict, deciding, label
from treatments.eligibility.checklist import Preparation
from treatments.eligibility.facts import Facts
from treatments.eligibility.levers import NATURE, levers
from treatments.models import treatment_choices
from treatments.wording import RESULTS, disagreements, threshold, treatment_name

OUTCOMES = {
    "eligible": gettext_lazy("eligible"),
    "cautions": gettext_lazy("eligible with cautions"),
    "not-eligible": gettext_lazy("not eligible"),
    "cannot-tell": gettext_lazy("cannot tell"),
}
INTENTS = dict(Decision.Intent.choices)
CODED: dict[str, dict[str, Any]] = {
    "tumour.differentiation": dict(PathologyReport.Differentiation.choices),
    "tumour.grade": dict(PathologyReport.Grade.choices),
    "fitness.comorbidities": dict(EntryForm.KINDS[Entry.List.COMORBIDITIES]),
    "tumour.extrahepatic_sites": dict(EntryForm.KINDS[Entry.List.EXTRAHEPATIC]),
    "earlier_treatments": dict(treatment_choices()),
}
UNITS = {
    "tumour.ki67_percent": "%",
    "tumour.mitoses_per_2mm2": "/2 mm²",
    "patient.age_years": "",
    "lesions.duct_distance_mm": "mm",
}
SHARES = {"count_percent": gettext_lazy("%(n)s %% by number"), "volume_percent": gettext_lazy("%(n)s %% by volume")}
KNOWN_BY_HEART = frozenset({"fitness.ecog", "fitness.asa", "tumour.krenning"})  # scales whose number is enough
NEXT = Decimal("0.1")  # what lies beside a limit that must not be reached
ELSEWHERE = ("outcome.", "lesions.")  # other treatments and the lesions stand on the same page
REASON_FACTS = 2  # as many facts as a reason has room for


def shown_options(presentation: Presentation) -> dict[str, Any]:
    """Every treatment in four heaps: ranked (equal rank together), never ranked, cannot tell, not eligible."""
    words = Words(presentation)
    apart = [words.verdict(verdict) for verdict in presentation.apart]
    return {
        "ranked": [[words.verdict(verdict) for verdict in rank] for rank in presentation.ranked],
        "unranked": [one for one in apart if one["outcome"] in {"eligible", "cautions"}],
        "untold": [one for one in apart if one["outcome"] == "cannot-tell"],
        "closed": [one for one in apart if one["outcome"] == "not-eligible"],
    }


def shown_verdict(verdict: Verdict, presentation: Presentation) -> dict[str, Any]:
    """One modality for components/modality.html."""
    return Words(presentation).verdict(verdict)


class Words:
    """One assessment in words. A fact many criteria use is worded once."""

    def __init__(self, presentation: Presentation) -> None:
        self.presentation = presentation
        self.limits = presentation.assessment.facts.limits
        self.worded: dict[str, dict[str, Any]] = {}

    def verdict(self, verdict: Verdict) -> dict[str, Any]:
        """One modality."""
        return {
            "code": verdict.code,
            "name": treatment_name(verdict.code),
            "outcome": verdict.outcome,
            "because": verdict.because or "",
            "reasons": [reason(row, self.presentation.assessment.facts) for row in verdict.decisive]
            if verdict.outcome != "cannot-tell"
            else [],
            "intents": [INTENTS[intent] for intent in verdict.intents],
            "missing": [_(label(path)) for path in verdict.missing],
            "reachable": list(verdict.reachable),
            "levers": turning_words(verdict, self.presentation.assessment.facts),
            "possible_from": dt.date.fromisoformat(verdict.possible_from) if verdict.possible_from else None,
            "criteria": [self.row(row) for row in verdict.rows],
            "outcomes": [{"text": _(figure.text), "source": figure.citation} for figure in verdict.modality.outcomes],
            "complications": [
                {"text": _(figure.text), "source": figure.citation} for figure in verdict.modality.complications
            ],
            "method": [{"text": _(figure.text), "source": figure.citation} for figure in verdict.modality.method],
            "disagreements": disagreements(verdict.code, self.limits, get_language() or ""),
            "checklist": [
                prepared(one)
                for one in self.presentation.assessment.checklist.get(verdict.code, ())
                if one.status != "not-needed"
            ],
        }

    def row(self, row: Row) -> dict[str, Any]:
        """One criterion with the facts it used."""
        return {
            "id": row.id,
            "kind": row.kind,
            "says": _(row.says),
            "result": row.result,
            "threshold": threshold(row.criterion, self.limits, get_language() or ""),
            "local": local_words(row.criterion, self.limits),
            "sources": list(row.sources),
            "facts": [self.fact(path, value) for path, value in row.facts.items()],
        }

    def fact(self, path: str, value: Any) -> dict[str, Any]:
        """One fact; one that is out of date still shows what it was, and is never taken for a no."""
        if path not in self.worded:
            self.worded[path] = shown_fact(path, value, self.presentation.chart)
        return self.worded[path]


def prepared(one: Preparation) -> dict[str, Any]:
    """One item of the preparation: what, how binding, and why."""
    return {
        "label": _(one.says),
        "status": STATUSES[one.status],
        "because": _(one.because),
        "asked": one.status == "unknown",
    }


def reason(row: Row, facts: Facts) -> str:
    """What a criterion says and how it came out, with its facts: the sentence alone would read as if it held."""
    result = str(RESULTS[row.result])
    if words := "; ".join(_told(row, facts)):
        result = f"{result} ({words})"
    return _("%(criterion)s: %(result)s") % {"criterion": _(row.says), "result": result}


def _told(row: Row, facts: Facts) -> list[str]:
    """The facts that decided a result: one by its value, several each with its name."""
    if row.result == "unknown":
        return []
    used = row.facts
    told = [
        (path, value_with_unit(path, used[path]))
        for path in deciding(row.criterion, row.result, facts)
        if used[path] not in (None, {}) and not isinstance(used[path], list) and not path.startswith(ELSEWHERE)
    ][:REASON_FACTS]
    return [word for _path, word in told] if len(told) == 1 else [f"{_(label(path))} {word}" for path, word in told]


def turning_words(verdict: Verdict, facts: Facts) -> list[str]:
    """What would change the answer, a sentence a fact; nothing where the nature of the tumour would have to be another."""
    found = levers(verdict, facts)
    if any(not lever.changes or NATURE & lever.changes.keys() for lever in found):
        return []
    changes = {path: to for lever in found for path, to in lever.changes.items()}
    return [_turn(path, facts.shown[path], to, facts) for path, to in changes.items()]


def _turn(path: str, now: Any, to: Any, facts: Facts) -> str:
    """One fact told otherwise: "Largest metastasis ≤ 50 mm (now 65 mm)"."""
    name = _(label(path))
    if path == "intended.date":
        return _("%(fact)s from %(day)s on") % {"fact": name, "day": date_format(dt.date.fromisoformat(to), "d-M-Y")}
    if now is None:
        return _("%(fact)s: to be told") % {"fact": name}
    is_size = isinstance(to, int | Decimal) and not isinstance(to, bool)
    if path.startswith("lesions."):
        bad = {
            one: value for one, value in now.items() if value is not None and (value < to if is_size else value != to)
        }
        known = ", ".join(f"{one} {value_with_unit(path, value)}" for one, value in bad.items())
        needed = f"≥\u00a0{value_with_unit(path, to)}"
    else:
        known, needed = value_with_unit(path, now), _bound(path, now, to) if is_size else ""
    if path == "largest_lesion_mm" and (over := _larger(facts, to)):
        name = f"{name} ({over})"
    if is_size:
        return _("%(fact)s %(needed)s (now %(now)s)") % {"fact": name, "needed": needed, "now": known}
    return _("%(fact)s: %(needed)s (now %(now)s)") % {"fact": name, "needed": in_words(path, to), "now": known}


def _bound(path: str, now: Any, to: Any) -> str:
    """The limit on the way from NOW to TO: a tenth beside a whole number is the limit itself, not reached."""
    down = to < now
    limit = (to + NEXT if down else to - NEXT) if to % 1 else to
    sign = ("<" if down else ">") if limit != to else ("≤" if down else "≥")
    return f"{sign}\u00a0{value_with_unit(path, limit)}"


def _larger(facts: Facts, limit: Any) -> str:
    """The lesions that are too large."""
    return ", ".join(one["label"] for one in facts.lesions.listed if (one.get("longest_mm") or 0) > limit)


def untold(name: Any, unit: str = "") -> dict[str, Any]:
    """A fact nobody has told, as components/state.html shows it: what is known is laid over it."""
    return {"label": name, "state": State.NOT_ASKED, "value": "", "unit": unit, "date": None, "age": "", "old": False}


def shown_fact(path: str, value: Any, chart: Chart) -> dict[str, Any]:
    """One fact of the case format as components/state.html shows it."""
    fact = chart.facts.get(path)
    if value is None and fact is not None:
        return shown_standing(fact)
    return untold(_(label(path)), unit_of(path)) | {
        "state": State.NOT_ASKED if value is None else State.VALUE,
        "value": in_words(path, value),
        "date": fact.date if fact and fact.item.age_limit else None,
    }


def with_chosen_remnant(facts: list[dict[str, Any]], presentation: Presentation) -> list[dict[str, Any]]:
    """The facts, with the remnant the rules read where a chosen plan has another one than the images."""
    path = "liver.flr_percent"
    read = presentation.assessment.facts[path]
    if presentation.facts is presentation.told or read is None:
        return facts
    of_plan = untold(_("Remnant of the chosen plan"), "%") | {
        "code": path,
        "state": State.VALUE,
        "value": in_words(path, Decimal(read).quantize(NEXT, ROUND_DOWN)),
    }
    return [of_plan if fact["code"] == path else fact for fact in facts]


def shown_standing(fact: Fact, *, dated: bool = True) -> dict[str, Any]:
    """One fact of the chart as components/state.html shows it; `dated` or not, an old one says how old."""
    return untold(name_of(fact), fact.item.unit if fact.item.is_numeric else "") | {
        "code": fact.item.code,
        "state": fact.state,
        "value": in_words(fact.item.code, fact.value) if fact.known else "",
        "date": fact.date if dated or fact.is_old else None,
        "age": ago(fact.days_old) if fact.is_old else "",
        "old": fact.is_old,
    }


def name_of(fact: Fact) -> Any:
    """The short name the rules use, so that a gap and the fact that fills it have one name; else that of the catalogue."""
    try:
        return _(label(fact.item.code))
    except KeyError:
        return fact.item.label


def value_with_unit(path: str, value: Any) -> str:
    """A value as a sentence holds it: with its unit, never apart."""
    words, unit = str(in_words(path, value)), unit_of(path)
    return f"{words}\u00a0{unit}" if unit else words


def unit_of(path: str) -> str:
    item = by_code.get(path)
    return UNITS.get(path, item.unit if item is not None else "")


def in_words(path: str, value: Any) -> Any:
    """A value of the case format in the reader's words."""
    item = by_code.get(path)
    if path.startswith("outcome."):
        return OUTCOMES.get(value, value)
    if isinstance(value, dict):
        return ", ".join(_part(name, one) for name, one in value.items() if one is not None)
    if isinstance(value, list | tuple):
        return ", ".join(str(in_words(path, one)) for one in value) or _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if path in CODED:
        code, _space, rest = str(value).partition(" ")
        return f"{CODED[path].get(code, code)} {rest}".strip()
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if item is not None and item.choices:
        words = str(item.says(value))
        return words.partition(":")[0] if path in KNOWN_BY_HEART or path.startswith("list.") else words
    return as_typed(Decimal(str(value)) if isinstance(value, float) else value)


def _part(name: str, value: Any) -> str:
    """One of several: of a lesion by its label, or a share; a share is never rounded up to a limit it does not reach."""
    if name not in SHARES:
        return f"{name} {in_words('', value)}"
    share = Decimal(str(value)).quantize(NEXT, ROUND_DOWN)
    return str(SHARES[name] % {"n": in_words("", share)})


def shown_facts(chart: Chart, codes: Iterable[str], *, dated: bool = True) -> list[dict[str, Any]]:
    """Several facts of the chart, in this order."""
    return [shown_standing(chart.facts[code], dated=dated) for code in codes]
