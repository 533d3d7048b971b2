"""Two questions about migrations, asked of a real database: is one missing, and would one hurt a running house?"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from config.run.postgres import OWNER, Postgres

# Made before the first release, so that no older release runs beside them: columns widened, new ones filled, one draft an item,
# a follow-up that may come again.
UNRELEASED = (
    *("0004_a_draft_can_end", "0006_exact_numbers", "0008_exact_numbers", "0010_owning_hospital"),
    "0013_a_follow_up_may_come_again",
)
APPS = ("accounts", "conference", "core", "patients", "treatments")


@contextmanager
def scratch_database() -> Iterator[None]:
    """An empty database for as long as the question takes."""
    import os
    import shutil

    folder = Path(mkdtemp(prefix="cantlie-check-", dir="/var/tmp"))
    folder.chmod(0o711)
    postgres = Postgres(folder / "postgres", folder / "socket", durable=False)
    with (folder / "log").open("wb") as log:
        try:
            postgres.start(log=log)
            os.environ |= {"DATABASE_URL": postgres.url(), "DATABASE_OWNER_URL": postgres.url(OWNER)}
            yield
        finally:
            postgres.stop()
            shutil.rmtree(folder)


def check_migrations() -> int:
    """Exit code 1 when a model has changed without a migration, or a migration would break the release before it."""
    with scratch_database():
        import os

        import django
        from django.core.management import call_command

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        django.setup()
        try:
            call_command("makemigrations", "--check", "--dry-run", verbosity=1)
        except SystemExit:
            print("A model has changed without a migration: manage.py makemigrations", file=sys.stderr)
            return 1
        call_command("migrate", verbosity=0)
        return _lint()


def _lint() -> int:
    from django_migration_linter import MigrationLinter

    from config.run.places import CLONE

    linter = MigrationLinter(
        str(CLONE),
        database="owner",
        include_apps=list(APPS),
        no_cache=True,
        quiet=["ok", "ignore"],
        ignore_name=UNRELEASED,
    )
    linter.lint_all_migrations(app_label=None)
    return 1 if linter.has_errors else 0
