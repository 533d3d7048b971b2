"""manage.py propose FILE: answer cases with proposals."""

from treatments.eligibility import jsonl, propose, validate
from treatments.management.answering import Answering


class Command(Answering):
    help = "Answer cases (cantlie-case/1) with proposals (cantlie-proposal/1), one a line. Needs no database."

    def answered(self, file: str) -> int:
        return jsonl.run(file, validate=validate, answer=propose)
