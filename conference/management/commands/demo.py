"""`manage.py demo`: fill an empty database with the demo cast."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from conference import demo
from core.database import working_for


class Command(BaseCommand):
    help = "Load the demo cast into an empty database. Nothing happens when there is anything in it."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo cast is not for production.")
        with working_for():
            count = demo.load()
        self.stdout.write(f"{count} demo patients." if count else "The database is not empty: nothing loaded.")
