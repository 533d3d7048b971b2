"""A command that answers records: one JSON or JSON Lines file in, one answer a line out."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from django.core.management.base import BaseCommand, CommandError

from treatments.eligibility import Fault, jsonl


class Question(NamedTuple):
    """Which records a command takes, and what it answers them with."""

    validate: Callable[[Any], list[Fault]]
    answer: Callable[[dict[str, Any]], dict[str, Any]]


class Answering(BaseCommand):
    """Thin: the rules of the command line stand in treatments.eligibility.jsonl. Needs no database."""

    question: ClassVar[Question]
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="JSON or JSON Lines; - for standard input")

    def handle(self, *, file: str, **options: Any) -> None:
        try:
            code = jsonl.run(file, validate=self.question.validate, answer=self.question.answer)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        if code:
            sys.exit(code)
