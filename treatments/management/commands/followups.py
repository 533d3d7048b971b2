"""manage.py followups FILE: answer procedures with their controls."""

from treatments.eligibility import followups, validate_procedures
from treatments.management.answering import Answering, Question


class Command(Answering):
    help = (
        "Answer procedures (cantlie-procedures/1) with follow-ups (cantlie-followups/1), one a line. Needs no database."
    )
    question = Question(validate_procedures, followups)
