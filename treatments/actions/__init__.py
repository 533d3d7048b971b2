"""Everything that is written about treatments and what follows them."""

from treatments.actions.courses import cancel_course, complicate, perform, plan_course, report_course
from treatments.actions.follow_ups import book, close, complete, plan_follow_ups, read_result, reopen, stop_for_death
from treatments.actions.workups import judge, open_workup

__all__ = [
    "book",
    "cancel_course",
    "close",
    "complete",
    "complicate",
    "judge",
    "open_workup",
    "perform",
    "plan_course",
    "plan_follow_ups",
    "read_result",
    "reopen",
    "report_course",
    "stop_for_death",
]
