"""manage.py followups FILE: answer procedures with their controls."""

from treatments.eligibility import followups, jsonl, validate_procedures
from treatments.management.answering import Answering


class Command(Answering):
    help = (
        "Answer procedures (cantlie-procedures/1) with follow-ups (cantlie-followups/1), one a line. Needs no database."
    )

    def answered(self, file: str) -> int:
        return jsonl.run(file, validate=validate_procedures, answer=followups)
