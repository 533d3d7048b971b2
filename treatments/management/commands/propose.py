"""manage.py propose FILE: answer cases with proposals."""

from treatments.eligibility import propose, validate
from treatments.management.answering import Answering, Question


class Command(Answering):
    help = "Answer cases (cantlie-case/1) with proposals (cantlie-proposal/1), one a line. Needs no database."
    question = Question(validate, propose)
