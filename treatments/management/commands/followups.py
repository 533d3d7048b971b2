"""manage.py followups FILE: answer procedures with their controls."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from treatments.eligibility import followups, jsonl, validate_procedures


class Command(BaseCommand):
    """Thin: the rules of the command line stand in treatments.eligibility.jsonl."""

    help = (
        "Answer procedures (cantlie-procedures/1) with follow-ups (cantlie-followups/1), one a line. Needs no database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="JSON or JSON Lines; - for standard input")

    def handle(self, *, file: str, **options: Any) -> None:
        try:
            code = jsonl.run(file, validate=validate_procedures, answer=followups)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        if code:
            sys.exit(code)
