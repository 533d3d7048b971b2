"""The loop: referral, case, board, agenda, proposal, decision."""

from conference.models.afterwards import CarryingOut, Telling, with_word, without_a_word
from conference.models.board import AgendaItem, Board, Seat, Series
from conference.models.case import Case, Referral
from conference.models.decision import Decision, Need, Proposal, Step, not_done, something_stands
from conference.models.live import Showing, Turn
from conference.models.voices import Remark, Vote

__all__ = [
    "AgendaItem",
    "Board",
    "CarryingOut",
    "Case",
    "Decision",
    "Need",
    "Proposal",
    "Referral",
    "Remark",
    "Seat",
    "Series",
    "Showing",
    "Step",
    "Telling",
    "Turn",
    "Vote",
    "not_done",
    "something_stands",
    "with_word",
    "without_a_word",
]
