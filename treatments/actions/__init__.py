"""Everything that is written about treatments and what follows them."""

from treatments.actions.corrections import correct_course, withdraw_course
from treatments.actions.courses import (
    cancel_course,
    complicate,
    no_complications,
    perform,
    plan_course,
    refuse_others,
    report_course,
    resume_after_death,
    stop_for_death,
)
from treatments.actions.follow_ups import book, close, complete, plan_follow_ups, read_result, reopen
from treatments.actions.plans import choose_plan, draw_plan
from treatments.actions.workups import judge, open_workup

__all__ = [
    "book",
    "cancel_course",
    "choose_plan",
    "close",
    "complete",
    "complicate",
    "correct_course",
    "draw_plan",
    "judge",
    "no_complications",
    "open_workup",
    "perform",
    "plan_course",
    "plan_follow_ups",
    "read_result",
    "refuse_others",
    "reopen",
    "report_course",
    "resume_after_death",
    "stop_for_death",
    "withdraw_course",
]
