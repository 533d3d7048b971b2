"""What the board's screen says of one case, short enough for a wall: the options, the facts that steer, the decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.models import Decision
from conference.plans import shown_plan
from conference.reading import Presentation
from conference.showing import shown_facts, value_with_unit, with_chosen_remnant
from patients.chart import LesionHistory
from patients.fields.shown import shown
from patients.models import Measurement
from patients.reading import entry_words
from patients.wording import place_words
from treatments.eligibility import FAILING, MODALITIES, OPEN, decides, deciding, label
from treatments.eligibility.criteria import Criterion
from treatments.eligibility.facts import Facts
from treatments.wording import place, short_name, treatment_name

FACTS_IN_A_LINE = 2
SAID_ELSEWHERE = ("outcome.", "lesions.")  # other treatments stand on the same screen, the lesions on the map
# What steers a decision beside the banner's primary, grade, Ki-67 and ECOG.
KEY_FACTS = (
    *("tumour.primary_status", "tumour.functional", "tumour.krenning", "tumour.extrahepatic", "tumour.progression"),
    *("fitness.asa", "fitness.anaesthesia", "list.comorbidities"),
    *("liver.tumour_burden_percent", "liver.flr_percent", "liver.background", "liver.portal_vein", "liver.biliary"),
)
SHORT = {
    "tumour.functional": gettext_lazy("Hormonal syndrome"),
    "tumour.krenning": gettext_lazy("Krenning"),
    "tumour.extrahepatic": gettext_lazy("Outside the liver"),
    "liver.tumour_burden_percent": gettext_lazy("Tumour share"),
    "liver.flr_percent": gettext_lazy("Remnant"),
    "liver.background": gettext_lazy("Liver otherwise"),
    "fitness.anaesthesia": gettext_lazy("Anaesthesia"),
}


@dataclass(frozen=True)
class Reason:
    """One criterion an outcome rests on. The fact leads, because it is what a board argues about: "Grade G3"."""

    result: str
    says: str
    fact: str = ""


@dataclass(frozen=True)
class Option:
    """One treatment, as much of it as a wall has room for."""

    code: str
    outcome: str
    because: str
    intents: tuple[str, ...]
    reasons: tuple[Reason, ...]  # the gravest first
    missing: tuple[str, ...]  # in words
    possible_from: str | None

    @property
    def name(self) -> str:
        return treatment_name(self.code)

    @property
    def short(self) -> str:
        return short_name(self.code)

    @property
    def says(self) -> tuple[Any, ...]:
        """What it has in common with others that can stand in its line."""
        return self.outcome, self.reasons, self.missing


@dataclass(frozen=True)
class Line:
    """Treatments of which the same is said."""

    options: tuple[Option, ...]

    @property
    def outcome(self) -> str:
        return self.options[0].outcome

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.options[0].reasons

    @property
    def missing(self) -> tuple[str, ...]:
        return self.options[0].missing

    @property
    def intents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(intent for one in self.options for intent in one.intents))


@dataclass(frozen=True)
class Options:
    """All treatments in the order a board reads them."""

    rules_version: str
    ranks: list[list[Line]]  # open, best first, those of equal rank together
    unranked: list[Line]  # open, and never ranked: a transplantation
    untold: list[Line]  # those that lack the same facts together
    closed: dict[str, list[Option]]  # contraindicated, then not indicated

    @property
    def untold_count(self) -> int:
        return sum(len(line.options) for line in self.untold)

    @property
    def closed_count(self) -> int:
        return sum(len(options) for options in self.closed.values())

    @property
    def lines(self) -> int:
        """How many lines a wall must find room for."""
        return sum(len(rank) for rank in self.ranks) + len(self.unranked) + len(self.untold)


def options_of(answer: Mapping[str, Any], facts: Facts | None) -> Options:
    """A cantlie-proposal/1, of this minute or frozen years ago, as the screen lists it; FACTS: those it was made of."""
    found = {one["code"]: _option(one, facts) for one in answer["modalities"]}
    ranked = {code for rank in answer["ranking"] for code in rank}
    apart = [one for one in found.values() if one.code not in ranked]
    closed = [one for one in apart if one.outcome == "not-eligible"]
    return Options(
        rules_version=answer["rules_version"],
        ranks=[_lines(found[code] for code in rank) for rank in answer["ranking"]],
        unranked=_lines(one for one in apart if one.outcome in OPEN),
        untold=sorted(_lines(one for one in apart if one.outcome == "cannot-tell"), key=lambda line: len(line.missing)),
        closed={kind: [one for one in closed if one.because == kind] for kind in FAILING},
    )


def _lines(options: Iterable[Option]) -> list[Line]:
    """The treatments, with those of which the same is said in one line."""
    lines: dict[tuple[Any, ...], list[Option]] = {}
    for one in options:
        lines.setdefault(one.says, []).append(one)
    return [Line(tuple(line)) for line in lines.values()]


def _option(printed: Mapping[str, Any], facts: Facts | None) -> Option:
    return Option(
        code=printed["code"],
        outcome=printed["outcome"],
        because=printed["because"] or "",
        intents=tuple(str(Decision.Intent(intent).label) for intent in printed["intents"]),
        reasons=tuple(
            sorted((_reason(row, facts) for row in printed["criteria"] if _decides(row, printed)), key=_gravity)
        ),
        missing=tuple(_(label(path)) for path in printed["missing"]),
        possible_from=printed["possible_from"],
    )


def _decides(row: Mapping[str, Any], printed: Mapping[str, Any]) -> bool:
    """Whether the outcome rests on this row; where it cannot be told, what is missing says it."""
    told = printed["outcome"] != "cannot-tell"
    return told and decides(row["kind"], row["result"], printed["outcome"], printed["because"])


def _gravity(reason: Reason) -> int:
    return ("not-met", "caution", "unknown").index(reason.result)


def _reason(row: Mapping[str, Any], facts: Facts | None) -> Reason:
    """A row an outcome rests on, led by the facts that decided it; what is known is not why it is unknown."""
    told = {} if row["result"] == "unknown" else row["facts"]
    criterion = _criteria().get(row["id"])
    if told and criterion is not None and facts is not None:
        told = {path: told[path] for path in deciding(criterion, row["result"], facts) if path in told}
    return Reason(row["result"], saying(row["id"]), _facts_in_words(told))


def saying(row_id: str) -> str:
    """What a criterion says, by its id; the id of one that is gone."""
    criterion = _criteria().get(row_id)
    return _(criterion.says) if criterion else row_id


@cache
def _criteria() -> dict[str, Criterion]:
    return {criterion.id: criterion for modality in MODALITIES for criterion in modality.criteria}


def _facts_in_words(facts: Mapping[str, Any]) -> str:
    """The facts of one row, two at most."""
    told = [
        (path, value)
        for path, value in facts.items()
        if value not in (None, {}) and not isinstance(value, list) and not path.startswith(SAID_ELSEWHERE)
    ]
    return ", ".join(f"{_(label(path))} {value_with_unit(path, value)}" for path, value in told[:FACTS_IN_A_LINE])


def key_facts(presentation: Presentation) -> list[dict[str, Any]]:
    """The facts that steer a decision, each with its state: a blank is shown as a blank."""
    facts = with_chosen_remnant(shown_facts(presentation.chart, KEY_FACTS, dated=False), presentation)
    for fact in facts:
        code = fact["code"]
        fact["label"] = SHORT.get(code, fact["label"])
        if code == "list.comorbidities" and fact["value"] and (entries := presentation.chart.entries["comorbidities"]):
            fact["value"] = ", ".join(str(entry_words(entry)) for entry in entries)
        if code == "tumour.functional" and (syndrome := presentation.chart.facts["tumour.syndrome"]).known:
            fact["value"] = f"{fact['value']}, {syndrome.shown}"
    return facts


def lesion_words(history: LesionHistory) -> str:
    """ "L1 · S6 · 34 mm", as a box to tick names it."""
    last, where = history.last, ", ".join(history.lesion.segments)
    if history.longest_mm is not None:
        size = f"{shown(history.longest_mm)} mm"
    elif last is not None and last.state != Measurement.State.MEASURED:
        size = str(last.get_state_display())
    else:
        size = _("size not stated")
    spot = _("segment %(list)s") % {"list": where} if where else place_words(history.lesion) or _("place not stated")
    return f"{history.lesion.label} · {spot} · {size}"


def shown_decision(decision: Decision) -> dict[str, Any]:
    """One decision for components/decision.html."""
    newer = getattr(decision, "superseded_by", None) if decision.status == Decision.Status.SUPERSEDED else None
    return {
        "status": decision.status,
        "number": decision.number,
        "kind": capfirst(decision.get_kind_display()),
        "intent": decision.get_intent_display() if decision.intent else "",
        "wording": decision.wording,
        "steps": [
            {
                "modality": step.get_modality_display(),
                "territory": _where(step),
                "course": step.course and step.course.as_corrected,
            }
            for step in decision.steps.all()
            if not step.dropped
        ],
        "plan": shown_plan(decision.plan),
        "agrees": decision.agrees,
        "alternatives": decision.alternatives,
        "conditions": decision.conditions,
        "deviation": decision.get_deviation_display() if decision.deviation else "",
        "deviation_text": decision.deviation_text,
        "dissent": decision.dissent,
        "gaps": [_(label(path)) for path in decision.gaps],
        "needs": [need for need in decision.needs.all() if not need.dropped],
        "responsible": decision.responsible,
        "target_date": decision.target_date,
        "signed_by": decision.signed_by,
        "signed_at": decision.signed_at,
        "amended_because": decision.amended_because,
        "dropped_because": decision.dropped_because,
        "newer_url": reverse("conference:decision", args=[newer.pk]) if newer is not None else "",
    }


def draft_words(decision: Decision) -> str:
    """A drafted answer in one line: what, who, by when."""
    steps = "; ".join(
        " ".join(filter(None, (step.get_modality_display(), place(step.territory, step.segments))))
        for step in decision.steps.all()
        if not step.dropped
    )
    who = str(decision.responsible) if decision.responsible else ""
    when = date_format(decision.target_date, "d-M-Y") if decision.target_date else ""
    return " · ".join(filter(None, (capfirst(decision.get_kind_display()), steps, decision.wording, who, when)))


def _where(step: Any) -> str:
    """The territory of a step and the lesions it names."""
    lesions = ", ".join(sorted((lesion.label for lesion in step.lesions.all()), key=lambda label: (len(label), label)))
    return " · ".join(part for part in (place(step.territory, step.segments), lesions) if part)
