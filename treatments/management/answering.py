"""A command that answers records: one JSON or JSON Lines file in, one answer a line out."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Answering(BaseCommand):
    """Thin: the rules of the command line stand in treatments.eligibility.jsonl. Needs no database."""

    requires_system_checks = ()

    def answered(self, file: str) -> int:
        """Answer FILE; the exit code."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="JSON or JSON Lines; - for standard input")

    def handle(self, *, file: str, **options: Any) -> None:
        try:
            code = self.answered(file)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        if code:
            sys.exit(code)
