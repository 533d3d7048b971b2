"""The house refuses to start in production with anything left at its default."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import DatabaseError, connection

DEFAULT_PASSWORDS = frozenset(
    {"", "cantlie-demo", "cantlie", "postgres", "password", "changeme", "liver-conference-demo"}
)
DEMO_ADDRESSES = ".example"  # the end of the mail address of everybody the demo makes; no real one ends so
SHORTEST_SECRET = 50  # as Django's own deployment check asks (security.W009)
FEWEST_DIFFERENT = 5


def _secret_faults() -> Iterator[str]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if settings.DEFAULT_SECRET_KEY in keys:
        yield "SECRET_KEY is the demo's: everybody knows it"
    elif any(len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_DIFFERENT for key in keys):
        yield f"SECRET_KEY is too easy to guess: give it {SHORTEST_SECRET} random characters or more"


def _address_faults() -> Iterator[str]:
    if not settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS is empty: name the hosts people will type"
    if "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS lets in every name: a forged one would end up in mailed links"
    if urlsplit(settings.SITE_URL).scheme != "https":
        yield "SITE_URL is not https: the links in mails would be readable on the way"


def _database_faults(migrating: bool) -> Iterator[str]:
    app, owner = settings.DATABASES["default"], settings.DATABASES["owner"]
    for name, database in (("DATABASE_URL", app), ("DATABASE_OWNER_URL", owner)):
        if database["PASSWORD"] in DEFAULT_PASSWORDS and (name == "DATABASE_URL" or settings.DATABASE_OWNER_URL):
            yield f"{name} has no password or a default one"
    if settings.DATABASE_OWNER_URL and app["USER"] == owner["USER"]:
        yield "DATABASE_URL and DATABASE_OWNER_URL name the same role: the pages could empty the audit trail"
    if migrating and not settings.DATABASE_OWNER_URL:
        yield "DATABASE_OWNER_URL is not set: only the owner of the tables can migrate them"


POWER = """
    SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
    FROM pg_roles r WHERE r.rolname = current_user
"""
DEMO_PEOPLE = "SELECT password FROM accounts_user WHERE is_active AND email LIKE %s"


def _faults_inside() -> Iterator[str]:
    """What only the database knows: a role that owns the tables is bound by no grant, whatever the addresses say."""
    django.setup()  # else Django warns that somebody asks too early
    try:
        with connection.cursor() as cursor:
            cursor.execute(POWER)
            if cursor.fetchone() == (True,):
                yield "DATABASE_URL names a role that owns tables or rules the server: give the pages a role that does not"
            # Only of the demo's own people: a password costs a tenth of a second to try, and a hospital has thousands.
            cursor.execute(DEMO_PEOPLE, ["%" + DEMO_ADDRESSES])
            if any(check_password(settings.DEMO_PASSWORD, kept) for (kept,) in cursor.fetchall()):
                yield (
                    "people of the demo can still log in with the password the demo prints: "
                    "begin with an empty database, or change each (manage.py changepassword)"
                )
    except DatabaseError:
        return  # a database that is away is told by /healthz, and may come back; one without tables has nobody in it
    finally:
        connection.close()


def _cookie_faults() -> Iterator[str]:
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield "the session and CSRF cookies are not marked secure"


def faults(*, migrating: bool = False) -> list[str]:
    """Everything that makes this configuration unfit for patients."""
    found = ["DEBUG is on: an error page would show patients and secrets"] if settings.DEBUG else []
    return [*found, *_secret_faults(), *_address_faults(), *_database_faults(migrating), *_cookie_faults()]


def _refuse_bad_files() -> None:
    """A hospital's own limits and protocols, when anything in them cannot be read: the rules would answer without them."""
    from treatments.checks import faults  # here: it reads the words of the items

    if found := list(faults()):
        raise _stop("with these files of the hospital", found)


def refuse_if_unsafe(*, migrating: bool = False) -> None:
    """Stop the process with exit code 1, naming every fault at once; the demo may have them all but its own files unread."""
    _refuse_bad_files()
    if not settings.PRODUCTION:
        return
    if found := faults(migrating=migrating) or list(_faults_inside()):
        raise _stop("in production like this", found)


def _stop(how: str, found: list[str]) -> SystemExit:
    """The end of the process: it prints what was found and gives exit code 1."""
    lines = "".join(f"\n  - {fault}" for fault in found)
    return SystemExit(f"Cantlie does not start {how}:{lines}")
