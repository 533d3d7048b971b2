"""manage.py plan FILE: answer cases with every plan worth weighing."""

from treatments.eligibility import jsonl
from treatments.eligibility.plan import plan, validate_for_plan
from treatments.management.answering import Answering


class Command(Answering):
    help = "Answer cases (cantlie-case/1) with plans (cantlie-plan/1), one a line. Needs no database."

    def answered(self, file: str) -> int:
        return jsonl.run(file, validate=validate_for_plan, answer=plan)
