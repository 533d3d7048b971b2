"""Everything that is written about a person and the disease. Each function is one act: atomic, told who acts, audited."""

from patients.actions.disease import (
    add_entry,
    add_lesion,
    add_study,
    correct,
    correct_lesion,
    correct_observation,
    correct_report,
    end_entry,
    measure,
    report_pathology,
    withdraw,
)
from patients.actions.findings import Answer, AnsweredBefore, answer_list, observe, say_listed
from patients.actions.person import (
    change_person,
    end_care,
    grant_care,
    note_death,
    open_by_number,
    register,
    withdraw_death,
)

__all__ = [
    "Answer",
    "AnsweredBefore",
    "add_entry",
    "add_lesion",
    "add_study",
    "answer_list",
    "change_person",
    "correct",
    "correct_lesion",
    "correct_observation",
    "correct_report",
    "end_care",
    "end_entry",
    "grant_care",
    "measure",
    "note_death",
    "observe",
    "open_by_number",
    "register",
    "report_pathology",
    "say_listed",
    "withdraw",
    "withdraw_death",
]
