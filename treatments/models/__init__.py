"""What can be done, what was done, and what follows."""

from treatments.models.course import ChecklistAnswer, Complication, Course, Territory, Treatment, treatment_choices
from treatments.models.follow_up import FollowUp, Reminder
from treatments.models.workup import Alternative, Judgement, Workup

__all__ = [
    "Alternative",
    "ChecklistAnswer",
    "Complication",
    "Course",
    "FollowUp",
    "Judgement",
    "Reminder",
    "Territory",
    "Treatment",
    "Workup",
    "treatment_choices",
]
