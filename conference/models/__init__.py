"""The loop: referral, case, board, agenda, proposal, decision."""

from conference.models.board import AgendaItem, Board, Seat, Series
from conference.models.case import Case, Referral
from conference.models.decision import Decision, Need, Proposal, Step, not_done

__all__ = [
    "AgendaItem",
    "Board",
    "Case",
    "Decision",
    "Need",
    "Proposal",
    "Referral",
    "Seat",
    "Series",
    "Step",
    "not_done",
]
