"""What is written of the conference, a function for each act: the eight verbs, and what lies around them."""

from conference.actions.afterwards import carry_out, export_figures, sign_all, tell_patient
from conference.actions.agenda import allot, move, postpone, schedule, take_off
from conference.actions.boards import call_board, cancel_board, close_board, move_board, next_boards, open_series
from conference.actions.decisions import decide, jot, propose
from conference.actions.lanes import confirm, fill_agenda, look_at, sort
from conference.actions.live import begin, hand_over, present
from conference.actions.paper import print_pack
from conference.actions.referrals import close_case, decline, prepare, refer, send_back, withdraw
from conference.actions.returns import note_death, return_to_board, withdraw_death
from conference.actions.roster import attend, chair, seat, unseat
from conference.actions.signing import amend, discard, sign
from conference.actions.voices import remark, reveal, vote, withdraw_remark
from conference.actions.what_if import export_what_if

__all__ = [
    "allot",
    "amend",
    "attend",
    "begin",
    "call_board",
    "cancel_board",
    "carry_out",
    "chair",
    "close_board",
    "close_case",
    "confirm",
    "decide",
    "decline",
    "discard",
    "export_figures",
    "export_what_if",
    "fill_agenda",
    "hand_over",
    "jot",
    "look_at",
    "move",
    "move_board",
    "next_boards",
    "note_death",
    "open_series",
    "postpone",
    "prepare",
    "present",
    "print_pack",
    "propose",
    "refer",
    "remark",
    "return_to_board",
    "reveal",
    "schedule",
    "seat",
    "send_back",
    "sign",
    "sign_all",
    "sort",
    "take_off",
    "tell_patient",
    "unseat",
    "vote",
    "withdraw",
    "withdraw_death",
    "withdraw_remark",
]
