"""`manage.py demo`: fill an empty database with the demo cast."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from conference import demo
from core.database import working_for


class Command(BaseCommand):
    help = "Load the demo cast into an empty database. Nothing happens when there is anything in it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="say nothing when there is something already")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo cast is not for production.")
        with working_for():
            count = demo.load()
        if count or not options["if_empty"]:
            self.stdout.write(f"{count} demo patients." if count else "The database is not empty: nothing loaded.")
