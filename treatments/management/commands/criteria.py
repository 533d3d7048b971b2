"""manage.py criteria: the reference page of the rules, in markdown."""

from typing import Any

from django.core.management.base import BaseCommand

from treatments.eligibility.reference import page


class Command(BaseCommand):
    help = "Print the criteria, parameters, figures, disagreements and open questions as markdown. Needs no database."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        self.stdout.write(page(), ending="")
