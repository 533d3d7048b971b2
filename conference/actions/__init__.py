"""The eight verbs as they are written: refer, prepare, schedule, propose, decide, sign, return_to_board, and the ways out."""

from conference.actions.agenda import move, postpone, schedule, take_off
from conference.actions.boards import (
    attend,
    call_board,
    cancel_board,
    chair,
    move_board,
    next_boards,
    open_series,
    seat,
)
from conference.actions.decisions import amend, decide, propose, sign
from conference.actions.referrals import decline, prepare, refer, send_back, withdraw
from conference.actions.returns import note_death, return_to_board

__all__ = [
    "amend",
    "attend",
    "call_board",
    "cancel_board",
    "chair",
    "decide",
    "decline",
    "move",
    "move_board",
    "next_boards",
    "note_death",
    "open_series",
    "postpone",
    "prepare",
    "propose",
    "refer",
    "return_to_board",
    "schedule",
    "seat",
    "send_back",
    "sign",
    "take_off",
    "withdraw",
]
