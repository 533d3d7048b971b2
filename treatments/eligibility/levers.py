"""What would change the answer: for every row that stands in the way, the fewest facts that would turn it, and to what.

Nothing here is written by hand: a value is tried on the row's own questions. Tried are the numbers at which any rule turns,
the words the case format knows, yes and no, and the outcomes of the modalities judged before. Of those that turn a question
the one nearest to what is known is shown. Cost: some ten trials for each question that stands in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, product
from typing import Any

from treatments.eligibility.asks import Measured
from treatments.eligibility.calculators import CHILD_PUGH_TURNS, GRADE_TURNS
from treatments.eligibility.criteria import Answer, Ask
from treatments.eligibility.engine import Row, Verdict, decides
from treatments.eligibility.facts import Facts
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.modalities.embolisation import possible_from
from treatments.eligibility.parameters import DEB_MIN_EVID, GROUND90, Limits, Number
from treatments.eligibility.validation import schema

MOST_ROUNDS = 3  # until rows that read one fact agree about it
MOST_FACTS = 3  # of one question; more than that at once is no lever any more
CLEARANCES = frozenset({"surgery.resection_alone", "surgery.combined", "surgery.staged"})
FIXED = frozenset({"earlier_treatments", "lesions.plan", "lesions.segments"})  # what was done, and where a lesion lies
NATURE = frozenset(
    {  # of the patient and the tumour: nobody chooses it, so anything else is tried before
        *("patient.age_years", "patient.birth_year", "tumour.primary_site", "tumour.differentiation", "tumour.grade"),
        *("tumour.ki67_percent", "tumour.mitoses_per_2mm2", "tumour.syndrome", "tumour.portal_drained"),
        "liver.hemilivers",
    }
)
OUTCOMES = ("not-eligible", "cautions", "eligible")

type Changes = dict[str, Any]  # path: the value that would do


@dataclass(frozen=True, slots=True)
class Lever:
    """A row that stands in the way, and what told otherwise would turn it; empty when no few facts would."""

    row: Row
    changes: Changes


def levers(verdict: Verdict, facts: Facts) -> tuple[Lever, ...]:
    """The rows a verdict rests on, each with what would turn it.

    Of a modality that is not eligible every row must turn before it is open; of one with cautions each takes one away.
    What cannot be told has no levers: it says itself what is missing.
    """
    bars = verdict.outcome == "not-eligible"
    if bars:
        rows = [row for row in verdict.rows if row.result == "not-met" and row.kind != "soft"]
    elif verdict.outcome == "cautions":
        rows = [row for row in verdict.rows if decides(row.kind, row.result, verdict.outcome, verdict.because)]
    else:
        rows = []
    together = _together(rows, facts, bars=bars)
    turned = facts.supposing(together)
    return tuple(
        Lever(row, {} if _stands(row, turned, bars=bars) else {path: together[path] for path in _own(row, together)})
        for row in rows
    )


def _together(rows: list[Row], facts: Facts, *, bars: bool) -> Changes:
    """Changes that turn every row that can be turned, also where two rows read one fact; none that is not needed."""
    together: Changes = {}
    for _again in range(MOST_ROUNDS):
        for row in rows:
            if _stands(row, facts.supposing(together), bars=bars):
                together |= _turning(row, facts, together, bars=bars)
    turned = [row for row in rows if not _stands(row, facts.supposing(together), bars=bars)]
    for path in list(together):
        fewer = {name: value for name, value in together.items() if name != path}
        if not any(_stands(row, facts.supposing(fewer), bars=bars) for row in turned):
            together = fewer
    return together


def _own(row: Row, together: Changes) -> list[str]:
    return [path for path in row.criterion.paths if path in together]


def _stands(row: Row, facts: Facts, *, bars: bool) -> bool:
    return any(_stands_in_the_way(ask.answer(facts), row, bars=bars) for ask in row.criterion.asks)


def _turning(row: Row, facts: Facts, before: Changes, *, bars: bool) -> Changes:
    """The fewest changes, beside those BEFORE, that turn every question of the row that stands in its way."""
    changes: Changes = {}
    for ask in row.criterion.asks:
        if _stands_in_the_way(ask.answer(facts.supposing(before | changes)), row, bars=bars):
            found = _nearest(ask, row, facts, before | changes, bars=bars)
            if found is None:
                return {}
            changes |= found
    return changes


def _stands_in_the_way(answer: Answer, row: Row, *, bars: bool) -> bool:
    if bars:
        return answer.result == "not-met" or bool(answer.missing)
    weighs = answer.result in ("caution", "not-met") or bool(answer.missing)
    return weighs or (row.kind == "gate" and answer.result == "unknown")


def _nearest(ask: Ask, row: Row, facts: Facts, changed: Changes, *, bars: bool) -> Changes | None:
    """The fewest values that turn one question; of several the nearest to what is known."""
    paths = [path for path in ask.paths if path not in FIXED]
    for count in range(1, MOST_FACTS + 1):
        turning = [
            (sum(_distance(path, facts.shown[path], value) for path, value in trial.items()), place, trial)
            for place, trial in enumerate(_trials(ask, paths, count, facts))
            if not _stands_in_the_way(ask.answer(facts.supposing(changed | trial)), row, bars=bars)
        ]
        if turning:
            return min(turning, key=lambda one: one[:2])[2]
    return None


def _trials(ask: Ask, paths: list[str], count: int, facts: Facts) -> Iterator[Changes]:
    for chosen in combinations(paths, count):
        for values in product(*(_candidates(path, ask, facts) for path in chosen)):
            yield dict(zip(chosen, values, strict=True))


def _candidates(path: str, ask: Ask, facts: Facts) -> Iterable[Any]:
    """What could be told at a path instead: never what is told already."""
    if path in CLEARANCES:
        return _clearances(path, facts)
    if path.startswith("outcome."):
        return [outcome for outcome in OUTCOMES if outcome != facts.verdicts[path.removeprefix("outcome.")].outcome]
    shape = _shape(path)
    if "enum" in shape:
        words: Iterable[Any] = (word for word in shape["enum"] if word is not None)
    elif "string" in shape["type"]:
        words = filter(None, [possible_from(facts)])  # the one day a rule names
    elif "array" in shape["type"]:
        words = [[word] for word in shape["items"].get("enum", ())]
    elif "boolean" in shape["type"]:
        words = (True, False)
    else:
        words = _numbers(path, ask, facts, whole="integer" in shape["type"])
    return [word for word in words if word != facts[path]]


def _numbers(path: str, ask: Ask, facts: Facts, *, whole: bool) -> list[Number]:
    """The numbers at which a rule turns, and those just beside them."""
    turns = set(_turns(facts.limits).get(path, ()))
    scale = facts.upper_limit(path, ask.times) if isinstance(ask, Measured) and ask.times else 1
    for band in ask.bands:
        limit = facts.limits(band)
        turns |= {scale * number for number in (limit.met, limit.caution) if number is not None}
    step: Number = 1 if whole else Decimal("0.1")
    shape = _shape(path)
    low, high = shape.get("minimum", shape.get("exclusiveMinimum", 0)), shape.get("maximum")
    tried = {number + beside for number in turns for beside in (0, -step, step)}
    return sorted(number for number in tried if number >= low and (high is None or number <= high))


@lru_cache(maxsize=64)
def _turns(limits: Limits) -> Mapping[str, frozenset[Number]]:
    """By path, the numbers at which some rule turns."""
    found: dict[str, set[Number]] = {path: set(numbers) for path, numbers in (CHILD_PUGH_TURNS | GRADE_TURNS).items()}
    for modality in MODALITIES:
        for ask in (ask for criterion in modality.criteria for ask in criterion.asks):
            if isinstance(ask, Measured) and ask.times is None:
                band = limits(ask.band)
                found.setdefault(ask.path, set()).update(n for n in (band.met, band.caution) if n is not None)
    return {path: frozenset(numbers) for path, numbers in found.items()}


def _clearances(path: str, facts: Facts) -> Iterator[dict[str, Number]]:
    """A plan that reaches what is asked by both measures: a lesion more is more of both."""
    now = facts[path] or {}
    evidence = facts.limits(DEB_MIN_EVID).met  # of the volume alone
    if now.get("count_percent") and now.get("volume_percent", evidence) < evidence:
        yield {**now, "volume_percent": evidence}
    for band in (DEB_MIN_EVID, GROUND90):
        needed = facts.limits(band).met
        yield {name: max(now.get(name, 0), needed) for name in ("count_percent", "volume_percent")}


@lru_cache(maxsize=256)
def _shape(path: str) -> Mapping[str, Any]:
    """What the case format allows at a path."""
    shape: Any = schema("case")
    section, _dot, key = path.partition(".")
    shape = shape["properties"][section]
    if key and "items" in shape:
        shape = shape["items"]
    if key:
        shape = _told(shape)["properties"][key]
    shape = _told(shape)
    return dict(_told(shape["properties"]["value"])) if section == "labs" else dict(shape)


def _told(shape: Any) -> Any:
    """The shape of a value that is not null, what it refers to looked up."""
    for one in shape.get("oneOf", shape.get("anyOf", ())):
        if one.get("type") != "null":
            return _told(one)
    return schema("case")["$defs"][shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape


def _distance(path: str, now: Any, value: Any) -> float:
    """How far a value is from what is known: for choosing among several that would do."""
    return _step(path, now, value) + (10 if path in NATURE else 0)


def _step(path: str, now: Any, value: Any) -> float:
    if path.startswith("outcome."):
        return 3.0
    if now is None or path.startswith("lesions."):
        return 1.0
    if isinstance(value, dict):
        return sum(abs(float(value[key]) - float(now.get(key) or 0)) for key in value) / 100
    if isinstance(value, bool):
        return 1.0
    if isinstance(value, int | Decimal):
        return abs(float(value) - float(now)) / max(abs(float(now)), 1.0)
    words = list(_shape(path).get("enum", ()))
    return abs(words.index(value) - words.index(now)) / len(words) if value in words and now in words else 1.0
