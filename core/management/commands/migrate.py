"""Django's migrate, as the owner of the tables, then the app role's grants. However it is called, it refuses what is unsafe."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections, transaction
from django.utils.module_loading import import_string

from core.privileges import grant

OWNER = "owner"


class Command(migrate.Command):
    """Migrates on the alias `owner` unless told otherwise."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)

    def handle(self, *args: Any, **options: Any) -> None:
        import_string(settings.REFUSE_IF_UNSAFE)(migrating=True)
        super().handle(*args, **options)
        if options["database"] == OWNER and not (options["plan"] or options["check_unapplied"]):
            self._grant(options["verbosity"])

    def _grant(self, verbosity: int) -> None:
        role = connections["default"].settings_dict["USER"]
        if role == connections[OWNER].settings_dict["USER"]:
            return  # a tiny installation with one role; production refuses it
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            grant(cursor, role)
        if verbosity:
            self.stdout.write(f"The role {role} may use the tables and no more.")
