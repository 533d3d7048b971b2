"""`manage.py setup`: the first hospital, its conference and its administrator, without demo data."""

import argparse
import getpass
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import actions
from accounts.models import Hospital
from accounts.roles import Role
from core.database import working_for
from core.rules import RuleBroken


class Command(BaseCommand):
    help = "Make the first hospital and its administrator. The password is asked for, or taken from CANTLIE_ADMIN_PASSWORD."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--hospital", required=True)
        parser.add_argument("--country", required=True, choices=Hospital.Country.values)
        parser.add_argument("--time-zone", default="Europe/Stockholm")
        parser.add_argument("--conference", default="Liver conference", help="the unit that hosts the conference")
        parser.add_argument("--conference-email", default="", help="where its reminders go")
        parser.add_argument("--username", required=True)
        parser.add_argument("--name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("CANTLIE_ADMIN_PASSWORD") or getpass.getpass("Password of the administrator: ")
        try:
            with working_for():
                self._set_up(options, password)
        except RuleBroken as broken:
            raise CommandError(f"{broken.field or 'setup'}: {broken.message}") from broken
        self.stdout.write(f"{options['hospital']} is ready; {options['username']} is its administrator.")

    def _set_up(self, options: dict[str, Any], password: str) -> None:
        hospital = actions.found_hospital(
            name=options["hospital"], country=options["country"], time_zone=options["time_zone"], by=None
        )
        actions.open_unit(
            hospital=hospital,
            name=options["conference"],
            email=options["conference_email"],
            hosts_conference=True,
            by=None,
        )
        user = actions.add_user(username=options["username"], name=options["name"], password=password, by=None)
        actions.join(user=user, hospital=hospital, role=Role.ADMINISTRATOR, by=None)
