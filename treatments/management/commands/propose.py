"""manage.py propose FILE: answer cases with proposals."""

from typing import Any

from django.core.management.base import CommandError

from treatments.eligibility import propose, validate
from treatments.limits import faults, here
from treatments.management.answering import Answering, Question


def propose_here(case: dict[str, Any]) -> dict[str, Any]:
    """The proposal with the limits of this hospital, when LOCAL_LIMITS_FILE names any."""
    return propose(case, limits=here())


class Command(Answering):
    help = "Answer cases (cantlie-case/1) with proposals (cantlie-proposal/1), one a line. Needs no database."
    question = Question(validate, propose_here)

    def handle(self, *, file: str, **options: Any) -> None:
        if bad := faults():
            raise CommandError("LOCAL_LIMITS_FILE: " + "\n".join(bad))
        super().handle(file=file, **options)
