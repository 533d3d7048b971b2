"""What a silent vote says: who agrees and who dissents, question by question, and how the decision stood to it.

Votes are told by discipline. Who cannot say is neither for nor against (docs/decisions/the-silent-vote.md).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from conference.agreement import FOR_ANOTHER_BOARD, NO_TREATMENT
from conference.models import AgendaItem, Decision, Vote
from treatments.models import treatment_choices

QUESTIONS = ("resectable", "ablatable", "preferred")
UNSURE = Vote.Opinion.UNSURE.value
Kind = Decision.Kind


class Agreement(StrEnum):
    FULL = "full"  # at least two, and all say the same
    MOST = "most"  # more than half of those who answered
    DIVIDED = "divided"
    OPEN = "open"  # one vote or none, or at least half cannot say


@dataclass(frozen=True)
class Ballot:
    """One vote, as its discipline and its answers; an empty answer was not given."""

    role: str
    resectable: str = ""
    ablatable: str = ""
    preferred: str = ""
    words: str = ""


@dataclass(frozen=True)
class Tally:
    """One question: of each answer, how many of each discipline gave it; the most given first, "cannot say" last."""

    question: str
    answers: Mapping[str, Counter[str]]

    def count(self, answer: str) -> int:
        return self.answers[answer].total() if answer in self.answers else 0

    @property
    def votes(self) -> int:
        """How many answered this question at all."""
        return sum(self.count(answer) for answer in self.answers)

    @property
    def leading(self) -> str:
        """The opinion more hold than any other; empty when there is none."""
        opinions = [answer for answer in self.answers if answer != UNSURE]
        if not opinions or (len(opinions) > 1 and self.count(opinions[0]) == self.count(opinions[1])):
            return ""
        return opinions[0]

    @property
    def agreement(self) -> Agreement:
        if self.votes < 2 or self.count(UNSURE) * 2 >= self.votes:
            return Agreement.OPEN
        if self.count(self.leading) == self.votes:
            return Agreement.FULL
        return Agreement.MOST if self.count(self.leading) * 2 > self.votes else Agreement.DIVIDED

    @property
    def all_agree(self) -> bool:
        return self.agreement == Agreement.FULL

    @property
    def share(self) -> int | None:
        """Of those who answered, how many percent hold the opinion most hold; who cannot say answered, and holds none."""
        if self.agreement == Agreement.OPEN:
            return None
        return round(100 * max(self.count(answer) for answer in self.answers if answer != UNSURE) / self.votes)

    @property
    def dissent(self) -> Counter[tuple[str, str]]:
        """(discipline, answer) of those who say otherwise than the most; where nobody leads, nobody dissents."""
        if self.agreement != Agreement.MOST:
            return Counter()
        others = (answer for answer in self.answers if answer not in {self.leading, UNSURE})
        return Counter({(role, answer): n for answer in others for role, n in self.answers[answer].items()})


@dataclass(frozen=True)
class Against:
    """How a decision stands to the vote before it: who had preferred what was decided, and who something else."""

    same: int
    of: int
    others: Counter[tuple[str, str]]  # (discipline, treatment)
    followed: bool | None  # whether what most preferred was decided; None when nothing led

    @property
    def share(self) -> int:
        return round(100 * self.same / self.of)


def tally(ballots: Iterable[Ballot], question: str) -> Tally:
    """The answers to one question."""
    found: dict[str, Counter[str]] = {}
    for ballot in ballots:
        if answer := getattr(ballot, question):
            found.setdefault(answer, Counter())[ballot.role] += 1
    usual = [*Vote.Opinion.values, *(code for code, _name in treatment_choices())]
    places = {answer: place for place, answer in enumerate(usual)}

    def order(answer: str) -> tuple[bool, int, int]:
        return answer == UNSURE, -found[answer].total(), places.get(answer, len(usual))

    return Tally(question, {answer: found[answer] for answer in sorted(found, key=order)})


def tallies(ballots: Sequence[Ballot]) -> list[Tally]:
    return [tally(ballots, question) for question in QUESTIONS]


def in_words(one: Tally, answers: Mapping[str, str]) -> str:
    """The agreement in plain words; `answers` says each answer in words."""
    if one.agreement == Agreement.FULL:
        return _("All agree: %(answer)s") % {"answer": answers[one.leading]}
    if one.agreement == Agreement.MOST:
        return _("Most agree: %(answer)s") % {"answer": answers[one.leading]}
    if one.agreement == Agreement.DIVIDED:
        return _("Divided")
    if one.votes == 0:
        return _("Nobody answered")
    if one.votes == 1:
        return _("One vote: %(answer)s") % {"answer": answers[next(iter(one.answers))]}
    return _("Nobody can say") if one.count(UNSURE) == one.votes else _("Half or more cannot say")


def against(ballots: Iterable[Ballot], kind: str, modalities: Iterable[str]) -> Against | None:
    """The preferred treatments beside what was decided; None when there is nothing to compare."""
    votes = tally(ballots, "preferred")
    if not votes.votes or kind in {"", Kind.MORE_INFORMATION}:
        return None
    decided = _decided(kind, modalities)
    others = Counter(
        {(role, code): n for code, roles in votes.answers.items() if code not in decided for role, n in roles.items()}
    )
    followed = votes.leading in decided if votes.leading else None
    return Against(votes.votes - others.total(), votes.votes, others, followed)


def _decided(kind: str, modalities: Iterable[str]) -> frozenset[str]:
    """The treatments an answer amounts to; one without a treatment is waiting, or a question to another board."""
    if kind == Kind.TREATMENT:
        return frozenset(modalities)
    return frozenset({FOR_ANOTHER_BOARD}) if kind == Kind.ELSEWHERE else NO_TREATMENT


def ballots_of(item: AgendaItem) -> list[Ballot]:
    """What everybody voted on a case: the one door to it, and shut until the votes are revealed."""
    if item.revealed_at is None:
        return []
    rows = item.votes.order_by("role", "pk")
    return [Ballot(one.role, one.resectable, one.ablatable, one.preferred, one.words) for one in rows]


def agreement_with(decision: Decision, ballots: Iterable[Ballot]) -> Against | None:
    """How a decision stands to the vote before it; None when nothing was revealed or nothing can be compared."""
    steps = decision.steps.filter(dropped=False).values_list("modality", flat=True)
    return against(ballots, decision.kind, steps)
