"""From facts to a proposal: every modality judged in order, ranked, and prepared for.

The engine assesses; the board decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Literal, NamedTuple, get_args

from treatments.eligibility.checklist import Preparation, checklists
from treatments.eligibility.criteria import ANSWERS, MET, SOMETHING_MISSING, Answer, Criterion, Kind, Result
from treatments.eligibility.facts import Facts
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.modalities.embolisation import possible_from
from treatments.eligibility.modality import Intent, Modality
from treatments.eligibility.parameters import Limits, Number, limits_of
from treatments.eligibility.version import rules_version

type Outcome = Literal["eligible", "cautions", "not-eligible", "cannot-tell"]
type Because = Literal["contraindicated", "not-indicated"]
type Reachable = tuple[Outcome, ...]
type Asked = dict[int, Answer]  # by the number of the question

OPEN: frozenset[Outcome] = frozenset({"eligible", "cautions"})
# What a row may leave on its modality, one bit each; the verdict is read off the bits together.
BARRED, POINTLESS, UNTOLD, CLOSED, WEIGHED = 1, 2, 4, 8, 16
FAILED: dict[Kind, int] = {"hard": BARRED, "indication": POINTLESS, "gate": CLOSED, "soft": WEIGHED}
FAILING: dict[str, tuple[Kind, ...]] = {"contraindicated": ("hard", "gate"), "not-indicated": ("indication",)}
PLACE = {modality.code: place for place, modality in enumerate(MODALITIES)}


class Posed(NamedTuple):
    """A criterion under the limits that hold, and what is said of it in every case alike."""

    criterion: Criterion
    threshold: str | None
    sources: tuple[str, ...]
    printed: dict[str, Any]  # as in a proposal, without the answer
    paths: tuple[str, ...]
    is_plain: bool  # reads nothing of lesions or outcomes, which are worked out when first shown


@dataclass(slots=True)  # not frozen: two hundred are made for every case
class Row:
    """One criterion with its answer, what it measured the facts by, and the facts it used."""

    posed: Posed
    answer: Answer
    shown: Mapping[str, Any]  # the facts of the case

    @property
    def criterion(self) -> Criterion:
        return self.posed.criterion

    @property
    def threshold(self) -> str | None:
        return self.posed.threshold

    @property
    def sources(self) -> tuple[str, ...]:
        return self.posed.sources

    @property
    def facts(self) -> dict[str, Any]:
        """The value used at each path it read; None when unknown or out of date."""
        shown, paths = self.shown, self.posed.paths
        if self.posed.is_plain:
            told = shown.get
            return {path: told(path) for path in paths}
        return {path: shown[path] for path in paths}

    @property
    def id(self) -> str:
        return self.criterion.id

    @property
    def kind(self) -> Kind:
        return self.criterion.kind

    @property
    def says(self) -> str:
        return self.criterion.says

    @property
    def unit(self) -> str:
        return self.criterion.unit

    @property
    def result(self) -> Result:
        return self.answer.result

    @property
    def missing(self) -> tuple[str, ...]:
        """The paths whose absence leaves this row unknown; those of a gate block nothing."""
        return self.answer.missing

    @property
    def weighs(self) -> bool:
        """Whether it costs the modality a caution."""
        return weighs(self.criterion.kind, self.answer.result)

    @property
    def blocks(self) -> bool:
        """Whether what is missing here leaves the whole modality untold."""
        return bool(self.answer.missing) and self.criterion.kind != "gate"


def weighs(kind: str, result: str) -> bool:
    """A caution, a soft row not met, or a gate still open."""
    return result == "caution" or (result == "not-met" and kind == "soft") or (result == "unknown" and kind == "gate")


# By kind and result, what a row leaves; what is missing comes on top.
LEAVES: dict[Kind, dict[Result, int]] = {
    kind: {
        result: failed if result == "not-met" else WEIGHED if weighs(kind, result) else 0
        for result in get_args(Result.__value__)
    }
    for kind, failed in FAILED.items()
}


def mark(kind: Kind, answer: Answer) -> int:
    """What the answer of one row of this kind leaves on the modality."""
    blocks = answer.missing and kind != "gate"
    return LEAVES[kind][answer.result] | (UNTOLD if blocks else 0)


@cache
def outcome_of(marks: int) -> tuple[Outcome, Because | None]:
    """The order of judgement, §6.1 of the knowledge base."""
    if marks & BARRED:
        return "not-eligible", "contraindicated"
    if marks & POINTLESS:
        return "not-eligible", "not-indicated"
    if marks & UNTOLD:
        return "cannot-tell", None
    if marks & CLOSED:
        return "not-eligible", "contraindicated"
    return ("cautions" if marks & WEIGHED else "eligible"), None


def decides(kind: str, result: str, outcome: str, because: str | None) -> bool:
    """Whether an outcome that could be told rests on a row of this kind and result."""
    if outcome == "not-eligible":
        return result == "not-met" and kind in FAILING[because or ""]
    return weighs(kind, result)


def deciding(criterion: Criterion, result: Result, facts: Facts) -> tuple[str, ...]:
    """The paths of those of its questions that gave a row this result; all it reads when none did alone."""
    asks = [ask for ask in criterion.asks if ask.answer(facts).result == result]
    return tuple(dict.fromkeys(path for ask in asks for path in ask.paths)) or criterion.paths


@dataclass(slots=True)
class Verdict:
    """One modality, judged."""

    modality: Modality
    rows: tuple[Row, ...]
    outcome: Outcome
    because: Because | None = None
    intents: tuple[Intent, ...] = ()
    missing: tuple[str, ...] = ()
    reachable: Reachable = ()
    possible_from: str | None = None

    @property
    def code(self) -> str:
        return self.modality.code

    @property
    def is_open(self) -> bool:
        """Eligible, with or without cautions."""
        return self.outcome in OPEN

    @property
    def decisive(self) -> tuple[Row, ...]:
        """The rows the outcome rests on: those not met, those that block, or those that weigh."""
        if self.outcome == "cannot-tell":
            return tuple(row for row in self.rows if row.blocks)
        return tuple(row for row in self.rows if decides(row.kind, row.result, self.outcome, self.because))

    def row(self, row_id: str) -> Row:
        """The row of that id."""
        return next(row for row in self.rows if row.id == row_id)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One case, assessed: what the screens show and the proposal prints."""

    reference: str
    rules_version: str
    facts: Facts
    verdicts: dict[str, Verdict]
    ranking: tuple[tuple[str, ...], ...]
    checklist: dict[str, tuple[Preparation, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """Everything that keeps any modality from being told, sorted."""
        return tuple(sorted({path for verdict in self.verdicts.values() for path in verdict.missing}))

    def as_proposal(self) -> dict[str, Any]:
        """The cantlie-proposal/1."""
        return {
            "format": "cantlie-proposal/1",
            "reference": self.reference,
            "rules_version": self.rules_version,
            "modalities": [_printed(verdict) for verdict in self.verdicts.values()],
            "ranking": [list(rank) for rank in self.ranking],
            "checklist": {code: [item.printed() for item in items] for code, items in self.checklist.items()},
        }


def assess(case: Mapping[str, Any], *, limits: Mapping[str, Number | float] | None = None) -> Assessment:
    """Assess a valid cantlie-case/1; LIMITS are the bands this hospital changed, such as {"ABL_D.met": 25}."""
    facts = Facts(case, limits_of(limits))
    asked: Asked = {}
    for modality in MODALITIES:
        facts.settle(judged(modality, facts, asked))
    verdicts = facts.verdicts
    prepared = {
        code: one.modality.preparation for code, one in verdicts.items() if one.is_open and one.modality.preparation
    }
    return Assessment(
        case["reference"], rules_version(facts.limits), facts, verdicts, ranking(verdicts), checklists(facts, prepared)
    )


def propose(case: Mapping[str, Any], *, limits: Mapping[str, Number | float] | None = None) -> dict[str, Any]:
    """Answer a valid cantlie-case/1 with its cantlie-proposal/1."""
    return assess(case, limits=limits).as_proposal()


def judged(modality: Modality, facts: Facts, asked: Asked) -> Verdict:
    """The verdict on one modality. What was ASKED for one judged before is not asked again."""
    rows: list[Row] = []
    blocking: list[Row] = []
    marks = 0
    shown = facts.shown
    for posed, question, answered, left in _posed(modality, facts.limits):
        answer = asked.get(question)
        if answer is None:
            answer = asked[question] = answered(facts)
        row = Row(posed, answer, shown)
        rows.append(row)
        if answer is not MET:
            bits = left[SOMETHING_MISSING if answer.missing else answer]
            marks |= bits
            if bits & UNTOLD:
                blocking.append(row)
    verdict = Verdict(modality, tuple(rows), *outcome_of(marks))
    if modality.keeps_interval:
        verdict.possible_from = possible_from(facts)
    if verdict.outcome == "cannot-tell":
        verdict.missing = tuple(sorted({path for row in blocking for path in row.answer.missing}))
        verdict.reachable = _reachable(marks, blocking, rows)
    elif verdict.outcome in OPEN:
        verdict.intents = modality.intents(facts, verdict.rows)
    return verdict


@lru_cache(maxsize=1024)
def _posed(
    modality: Modality, limits: Limits
) -> tuple[tuple[Posed, int, Callable[[Facts], Answer], dict[Answer, int]], ...]:
    return tuple((_pose(one, limits), one.question, one.under(limits), _left(one.kind)) for one in modality.criteria)


@cache
def _left(kind: Kind) -> dict[Answer, int]:
    """What each answer leaves on the modality of a row of this kind."""
    return {answer: mark(kind, answer) for answer in (*ANSWERS, SOMETHING_MISSING)}


def _pose(one: Criterion, limits: Limits) -> Posed:
    threshold, sources = one.threshold(limits), one.sources(limits)
    plain = not any(path.startswith(("lesions.", "outcome.")) for path in one.paths)
    printed = {"id": one.id, "kind": one.kind, "result": None, "facts": None, "threshold": threshold}
    return Posed(one, threshold, sources, printed | {"sources": list(sources)}, one.paths, plain)


def _reachable(marks: int, blocking: list[Row], rows: list[Row]) -> Reachable:
    """The outcomes still possible once what is missing is told."""
    if marks & CLOSED:
        return ("not-eligible",)
    clean = not marks & WEIGHED or all(row.answer.provisional for row in rows if row.weighs)
    best: Reachable = ("eligible",) if clean else ()
    worst: Reachable = ("not-eligible",) if any(row.kind != "soft" for row in blocking) else ()
    return (*best, "cautions", *worst)


def ranking(verdicts: Mapping[str, Verdict]) -> tuple[tuple[str, ...], ...]:
    """The open modalities, best first; peers share a rank."""
    ranked = sorted((one for one in verdicts.values() if one.is_open and one.modality.step is not None), key=_worth)
    codes = [one.code for one in ranked]
    if verdicts["ablation"].outcome == "eligible" and _is_frail(verdicts["resection"]):
        _move_before(codes, "ablation", "resection")
    if "chemotherapy" in codes:  # its indication is the carcinoma, which does not wait
        _move_before(codes, "chemotherapy", codes[0])
    groups = groupby(codes, key=lambda code: verdicts[code].modality.peers or code)
    return tuple(tuple(sorted(group, key=PLACE.__getitem__)) for _peers, group in groups)


def _is_frail(resection: Verdict) -> bool:
    """Whether fitness is a caution for resection: then the smaller procedure comes first."""
    return resection.outcome == "cautions" and resection.row("RES-1").result == "caution"


def _worth(verdict: Verdict) -> tuple[int, int, bool, int, int]:
    """Tier by intent, step of the ladder, eligible first, fewest cautions, then the fixed order."""
    step = verdict.modality.step or 0
    return (
        _tier(verdict.intents),
        step,
        verdict.outcome != "eligible",
        sum(row.weighs for row in verdict.rows),
        PLACE[verdict.code],
    )


def _tier(intents: tuple[Intent, ...]) -> int:
    if "curative" in intents:
        return 0
    if "debulking" in intents:
        return 1
    return 3 if "surveillance" in intents else 2


def _move_before(codes: list[str], code: str, other: str) -> None:
    if codes.index(code) > codes.index(other):
        codes.remove(code)
        codes.insert(codes.index(other), code)


def _printed(verdict: Verdict) -> dict[str, Any]:
    return {
        "code": verdict.modality.code,
        "outcome": verdict.outcome,
        "because": verdict.because,
        "intents": list(verdict.intents),
        "missing": list(verdict.missing),
        "reachable": list(verdict.reachable),
        "possible_from": verdict.possible_from,
        "criteria": [row.posed.printed | {"result": row.answer.result, "facts": row.facts} for row in verdict.rows],
    }
