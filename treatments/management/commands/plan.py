"""manage.py plan FILE: answer cases with every plan worth weighing."""

from treatments.eligibility.plan import plan, validate_for_plan
from treatments.management.answering import Answering, Question


class Command(Answering):
    help = "Answer cases (cantlie-case/1) with plans (cantlie-plan/1), one a line. Needs no database."
    question = Question(validate_for_plan, plan)
