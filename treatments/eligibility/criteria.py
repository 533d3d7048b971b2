"""What a criterion is: questions to the facts, the answers they give, and how several answers become one.

A result is met, caution, not met, unknown or not applicable. Unknown is never no. A question whose fact is needed
blocks the modality while nobody has told; an optional one is shown as unknown and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from treatments.eligibility.parameters import Band, Limits, shown_sources
from treatments.eligibility.paths import label

if TYPE_CHECKING:
    from treatments.eligibility.facts import Facts

type Result = Literal["met", "caution", "not-met", "unknown", "not-applicable"]
type Kind = Literal["hard", "indication", "soft", "gate"]


class Answer(NamedTuple):
    """What one question, or a whole criterion, says."""

    result: Result
    missing: tuple[str, ...] = ()  # the paths whose absence blocks; empty for an optional fact
    provisional: bool = False  # a caution that rests on another modality's "cannot tell" only


# The answers there are; only `missing` makes another. They are compared by identity.
MET = Answer("met")
CAUTION = Answer("caution")
PROVISIONAL = Answer("caution", provisional=True)
NOT_MET = Answer("not-met")
UNTOLD = Answer("unknown")
NOT_APPLICABLE = Answer("not-applicable")
ANSWERS = (MET, CAUTION, PROVISIONAL, NOT_MET, UNTOLD, NOT_APPLICABLE)
SOMETHING_MISSING = Answer("unknown", ("something",))  # stands for any


@cache
def missing(*paths: str) -> Answer:
    """Unknown, and blocking, until somebody tells PATHS."""
    return Answer("unknown", paths)


def combined(answers: Iterable[Answer]) -> Answer:
    """Several answers as one: not met, else what is missing, else caution, else met, else unknown, else not applicable."""
    paths: tuple[str, ...] = ()
    caution = met = untold = None
    for answer in answers:
        if answer is MET:
            met = answer
        elif answer is NOT_MET:
            return answer
        elif answer is UNTOLD:
            untold = answer
        elif answer.result == "caution":
            caution = answer if caution is None or caution.provisional else caution
        else:
            paths += answer.missing
    if paths:
        return Answer("unknown", paths)
    return caution or met or untold or NOT_APPLICABLE


class Clause(NamedTuple):
    """One line of a threshold: a result and when it is given. A screen translates `text` and fills it with `filled`."""

    result: Result
    text: str  # marked for gettext when it holds words; {ABL_D.met} stands for the number that holds here
    unit: str = ""
    about: str = ""  # the path it speaks of, when the criterion reads several
    bands: Mapping[str, Band] = {}

    def filled(self, text: str = "") -> str:
        """The text, or its translation TEXT, with the numbers that hold here."""
        return (text or self.text).format(**self.bands)


SAME: dict[tuple[Ask, ...], int] = {}  # the same questions, the same number: rows that share them are answered once


class Ask:
    """One question to the facts."""

    paths: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()

    def under(self, limits: Limits) -> Callable[[Facts], Answer]:
        """The question as a function: with the limits that hold looked up once, for any number of cases."""
        return self.answer

    def answer(self, facts: Facts) -> Answer:
        """The answer the facts give."""
        return self.under(facts.limits)(facts)

    def clauses(self, limits: Limits) -> tuple[Clause, ...]:
        """The threshold, result by result."""
        return ()


class Criterion:
    """One row of a modality: an id, what it says in words, what it asks, and who says so."""

    kind: ClassVar[Kind]

    def __init__(self, row_id: str, *asks: Ask, says: str, source: str = "") -> None:
        self.id = row_id
        self.asks = asks
        self.says = says
        self.bands = tuple({band.key: band for ask in asks for band in ask.bands}.values())
        self.tags = " ".join([source, *(band.source for band in self.bands)])
        self.paths = tuple(dict.fromkeys(path for ask in asks for path in ask.paths))
        self.question = SAME.setdefault(asks, len(SAME))
        self.unit = next((band.unit for band in self.bands), "")

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}>"

    def under(self, limits: Limits) -> Callable[[Facts], Answer]:
        """All its questions as one function."""
        each = [ask.under(limits) for ask in self.asks]
        return each[0] if len(each) == 1 else lambda facts: combined([answer(facts) for answer in each])

    def answer(self, facts: Facts) -> Answer:
        """The answer the facts give."""
        return self.under(facts.limits)(facts)

    def clauses(self, limits: Limits) -> tuple[Clause, ...]:
        """The threshold, fact by fact and result by result."""
        return tuple(clause for ask in self.asks for clause in ask.clauses(limits))

    def threshold(self, limits: Limits) -> str | None:
        """The threshold as one line of English, as the proposal prints it."""
        several = len(self.asks) > 1
        return "; ".join(filter(None, (_in_one_line(ask.clauses(limits), named=several) for ask in self.asks))) or None

    def sources(self, limits: Limits) -> tuple[str, ...]:
        """The citations a screen may show; a band this hospital changed adds its local setting."""
        return shown_sources(self.tags, self.bands, limits)


def _in_one_line(clauses: tuple[Clause, ...], *, named: bool) -> str:
    """The clauses of one question: "INR: met ≤ 1.5 · caution > 1.5"."""
    about = f"{label(clauses[0].about)}: " if named and clauses and clauses[0].about else ""
    return about + " · ".join(
        f"{clause.result.replace('-', ' ')} {clause.filled()} {clause.unit}".strip() for clause in clauses
    )


class Hard(Criterion):
    """Not met: the modality is contraindicated, whatever else is missing."""

    kind = "hard"


class Indication(Criterion):
    """Not met: there is no reason to offer the modality."""

    kind = "indication"


class Soft(Criterion):
    """Not met: the modality is offered with a caution."""

    kind = "soft"


class Gate(Criterion):
    """Must be met before the procedure; may be unknown when the board decides."""

    kind = "gate"
