"""What every test can ask for: the app role's database, a fresh one, a mail sink, a running house, a browser."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.run import services as servers
from tests.run.houses import House, Sink, running_house
from tests.run.services import Database, Services

if TYPE_CHECKING:
    from playwright.sync_api import Browser

type HouseMaker = Callable[..., AbstractContextManager[House]]

NO_SANDBOX = ["--no-sandbox"] if os.geteuid() == 0 else []
QUIET = (  # a browser that looks up nobody's servers
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()


def pytest_configure(config: pytest.Config) -> None:
    """Settings the tests share, and under xdist the servers: started once, before the workers that inherit them."""
    read_files_as_they_lie()
    hash_passwords_cheaply()
    if not hasattr(config, "workerinput") and getattr(config.option, "numprocesses", None):
        servers.services()


def pytest_unconfigure(config: pytest.Config) -> None:
    servers.stop()


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """In CI a skipped test is a failed run: nothing may be left out silently."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter and os.environ.get("CI") else []
    if reporter and skipped:
        reporter.write_line(f"CI skips nothing, but {len(skipped)} tests were skipped.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return (yield)


LONG = ("journeys", "drills", "bench", "run", "eligibility")  # folders whose files take minutes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that at the end no worker waits for the other."""
    order = {folder: number for number, folder in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.parent.name, len(LONG)))


def read_files_as_they_lie() -> None:
    """Static files from their sources: nothing to collect before a test."""
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True


def hash_passwords_cheaply() -> None:
    """Argon2 is slow on purpose; a cast of fourteen would spend three seconds on it. The houses keep it."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def point_django_at(database: Database, redis_url: str) -> None:
    """Let this process work in this database: as the app role, and on the alias `owner` as the owner."""
    import dj_database_url
    from django.conf import settings
    from django.db import connections

    for alias, url in (("default", database.url), ("owner", database.owner_url)):
        connections[alias].close()
        connections.settings[alias].update(dj_database_url.parse(url))
        connections[alias].settings_dict.update(dj_database_url.parse(url))
    settings.REDIS_URL = redis_url


@pytest.fixture(scope="session")
def services() -> Services:
    """The run's PostgreSQL and Valkey."""
    return servers.services()


@pytest.fixture(scope="session")
def valkey_url(services: Services) -> str:
    """The run's Valkey, shared by all tests: for a broker of your own ask for a house."""
    return services.redis_url


@pytest.fixture(scope="session")
def worker_database(request: pytest.FixtureRequest, services: Services) -> Iterator[Database]:
    """This worker's copy of the migrated template."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "gw")
    with services.borrowed(f"test_{worker}") as database:
        yield database


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, services: Services, worker_database: Database
) -> Iterator[None]:
    """Instead of pytest-django's own: `@pytest.mark.django_db` works as the app role and rolls back."""
    from django.db import connections
    from django.test import TransactionTestCase

    def start_afresh(case: TransactionTestCase) -> None:
        """After `django_db(transaction=True)`: the app role may not truncate, so the database is copied anew."""
        connections.close_all()
        services.create(worker_database.name)

    with django_db_blocker.unblock():
        point_django_at(worker_database, services.redis_url)
    original, TransactionTestCase._fixture_teardown = TransactionTestCase._fixture_teardown, start_afresh  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def owner_cursor(worker_database: Database) -> Iterator[psycopg.Cursor]:
    """A cursor of the tables' owner in this worker's database; sees what is committed, and is rolled back."""
    with psycopg.connect(worker_database.owner_url) as connection:
        connection.execute("SET lock_timeout = '5s'")
        with connection.cursor() as cursor:
            yield cursor
        connection.rollback()


@pytest.fixture
def fresh_database(services: Services) -> Iterator[Database]:
    """A migrated database nobody else uses, for tests that run real processes."""
    with services.borrowed(f"fresh_{uuid.uuid4().hex[:12]}") as database:
        yield database


@pytest.fixture
def smtp_sink() -> Iterator[Sink]:
    """A mail server: `.url`, `.messages`, and `.refuse` to make it say no."""
    with Sink().open() as sink:
        yield sink


@pytest.fixture(scope="session")
def new_house(services: Services) -> HouseMaker:
    """`with new_house("pages", "worker", demo=False, SOME_ENV="x") as house:` a house of your own, to break."""

    @contextmanager
    def make(*names: str, demo: bool = True, **env: str) -> Iterator[House]:
        template = services.demo_template() if demo else servers.TEMPLATE
        name = f"house_{uuid.uuid4().hex[:12]}"
        with services.borrowed(name, template) as database, running_house(database, names, **env) as house:
            yield house

    return make


@pytest.fixture(scope="module")
def house(new_house: HouseMaker) -> Iterator[House]:
    """The whole house with the demo cast, shared by one module's tests; to kill a part, make your own."""
    with new_house() as house:
        yield house


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A real Chromium."""
    from playwright.sync_api import sync_playwright

    from config.run.tools import get_chromium

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the test's own thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=get_chromium(), args=[*NO_SANDBOX, *QUIET])
        yield browser
        browser.close()
