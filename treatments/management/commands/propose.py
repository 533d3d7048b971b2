"""manage.py propose FILE: answer cases with proposals."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from treatments.eligibility import jsonl, propose, validate


class Command(BaseCommand):
    """Thin: the rules of the command line stand in treatments.eligibility.jsonl."""

    help = "Answer cases (cantlie-case/1) with proposals (cantlie-proposal/1), one a line. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="JSON or JSON Lines; - for standard input")

    def handle(self, *, file: str, **options: Any) -> None:
        try:
            code = jsonl.run(file, validate=validate, answer=propose)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        if code:
            sys.exit(code)
