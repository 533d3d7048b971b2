"""Whether the board's answer agrees with the proposal it saw (clinical.md 5.3, 6.1).

The rules rank, and the board chooses: any open option agrees, of whatever rank. See docs/decisions/agreeing-with-the-proposal.md.
"""

from collections.abc import Iterable, Mapping

from conference.models import Decision, Proposal
from treatments.eligibility import OPEN

Kind = Decision.Kind
NO_TREATMENT = frozenset({"surveillance"})  # waiting is no treatment withheld
FOR_ANOTHER_BOARD = "transplantation"  # open, it stands apart as a question: refer? (clinical.md 6.3)


def outcomes_of(proposal: Proposal | None) -> dict[str, str]:
    """The outcome of each modality the rules judged; empty when nothing was proposed."""
    return {one["code"]: one["outcome"] for one in proposal.answer["modalities"]} if proposal else {}


def left_out(kind: str, outcomes: Mapping[str, str]) -> list[str]:
    """The open treatments an answer without a treatment leaves out."""
    found = [code for code, outcome in outcomes.items() if outcome in OPEN and code not in NO_TREATMENT]
    return [] if kind == Kind.ELSEWHERE and FOR_ANOTHER_BOARD in found else found


def not_open(modalities: Iterable[str], outcomes: Mapping[str, str]) -> list[str]:
    """The chosen treatments the rules do not find open; all of them when the rules judge none of them."""
    chosen = list(modalities)
    judged = [code for code in chosen if code in outcomes]
    return [code for code in judged if outcomes[code] not in OPEN] if judged else chosen


def agrees(kind: str, modalities: Iterable[str], outcomes: Mapping[str, str]) -> bool | None:
    """None when there is nothing to compare: nothing was proposed, or the board asks before it answers."""
    if not outcomes or kind == Kind.MORE_INFORMATION:
        return None
    if kind == Kind.TREATMENT:
        return not not_open(modalities, outcomes)
    return not left_out(kind, outcomes)
