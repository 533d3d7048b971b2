"""Nothing unsafe is ever served to patients: each fault alone stops every way of starting."""

import os
import subprocess
import sys

import psycopg
import pytest

from config.run.children import program
from config.run.places import CLONE
from config.run.ports import free_port
from config.safety import DEMO_ADDRESSES
from tests.run.services import database_in

GOOD_SECRET = "k3Yq-7vTn2_Xw9Lr5Zb8Mf4Hc6Jd1Ps0Ga_Ue-RiOoVyBxNqWtCz"
FAULTS = {
    "DEBUG": ({"DEBUG": "true"}, "DEBUG is on"),
    "a default secret": ({"SECRET_KEY": ""}, "SECRET_KEY is the demo's"),
    "a default secret kept as fallback": (
        {"SECRET_KEY_FALLBACKS": "the-demo-key-which-production-refuses"},
        "the demo's",
    ),
    "a short secret": ({"SECRET_KEY": "short"}, "too easy to guess"),
    "a monotonous secret": ({"SECRET_KEY": "ab" * 40}, "too easy to guess"),
    "no hosts": ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
    "every host": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS lets in every name"),
    "plain links": ({"SITE_URL": "http://board.example"}, "SITE_URL is not https"),
    "a default password": (
        {"DATABASE_URL": "postgres://cantlie_app:cantlie-demo@db/cantlie"},
        "DATABASE_URL has no password",
    ),
    "no password": (
        {"DATABASE_URL": "postgres://cantlie_app@db/cantlie"},
        "DATABASE_URL has no password or a default one",
    ),
    "one role for both": ({"DATABASE_OWNER_URL": "postgres://cantlie_app:x9-Xq@db/cantlie"}, "name the same role"),
}
GOOD = {
    "CANTLIE_MODE": "production",
    "SECRET_KEY": GOOD_SECRET,
    "ALLOWED_HOSTS": "board.example",
    "SITE_URL": "https://board.example",
    "DATABASE_URL": "postgres://cantlie_app:x9-Xq@db.invalid/cantlie",
    "DATABASE_OWNER_URL": "postgres://cantlie_owner:y8-Wp@db.invalid/cantlie",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
ASK = "import config.safety as s; s.refuse_if_unsafe(); print('safe')"


def start(command: list[str], **changes: str) -> subprocess.CompletedProcess[str]:
    """Start something in production with these changes to a good configuration."""
    env = {key: value for key, value in (os.environ | GOOD | changes).items() if value or key == "ALLOWED_HOSTS"}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    return subprocess.run(command, cwd=CLONE, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_a_good_configuration_is_let_through():
    done = start([sys.executable, "-c", ASK])
    assert (done.stdout, done.stderr) == ("safe\n", "")


@pytest.mark.parametrize("fault", FAULTS)
def test_production_refuses(fault):
    changes, says = FAULTS[fault]
    done = start([sys.executable, "-c", ASK], **changes)
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n  - ") == 1, "the fault we made is the only one named"


def test_every_fault_is_named_at_once():
    done = start([sys.executable, "-c", ASK], DEBUG="true", ALLOWED_HOSTS="", SITE_URL="http://board.example")
    assert done.stderr.count("\n  - ") == 3


def test_the_demo_may_have_them_all():
    assert start([sys.executable, "-c", ASK], CANTLIE_MODE="demo", DEBUG="true", SECRET_KEY="").stdout == "safe\n"


WAYS = {
    "pages": lambda _port: [program("granian"), "--interface", "wsgi", "--port", _port, "config.wsgi:application"],
    "events": lambda _port: [program("uvicorn"), "--port", _port, "config.asgi:application"],
    "worker": lambda _port: [program("celery"), "-A", "config", "worker", "--concurrency", "1"],
    "beat": lambda _port: [program("celery"), "-A", "config", "beat", "--pidfile="],
    "migrate": lambda _port: [sys.executable, "manage.py", "migrate"],
    "migrate by Django's own program": lambda _port: [sys.executable, "-m", "django", "migrate"],
    "runserver": lambda _port: [sys.executable, "manage.py", "runserver", "--noreload", _port],
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_starting_goes_round_the_check(way):
    done = start(WAYS[way](str(free_port())), SECRET_KEY="short")
    assert done.returncode == 1
    assert "SECRET_KEY is too easy to guess" in done.stderr


@pytest.mark.parametrize("program", [["manage.py"], ["-m", "django"]])
def test_migrating_needs_the_owner(program):
    done = start([sys.executable, *program, "migrate"], DATABASE_OWNER_URL="")
    assert done.returncode == 1
    assert "DATABASE_OWNER_URL is not set" in done.stderr


@pytest.fixture
def demo_once(services):
    """A database in which the demo was played, to be served to patients now."""
    with services.borrowed("demo_once", services.demo_template()) as database:
        yield database


def test_production_refuses_a_database_whose_people_have_the_printed_password(demo_once):
    there = {"DATABASE_URL": demo_once.url, "DATABASE_OWNER_URL": ""}
    done = start([sys.executable, "-c", ASK], **there)
    assert done.returncode == 1
    assert "can still log in with the password the demo prints" in done.stderr
    with psycopg.connect(demo_once.owner_url) as connection:
        connection.execute("UPDATE accounts_user SET is_active = false WHERE username <> 'admin'")
    assert start([sys.executable, "-c", ASK], **there).returncode == 1
    change = (
        "from accounts.models import User; u = User.objects.get(username='admin'); u.set_password('x9-Xq'); u.save()"
    )
    start([sys.executable, "manage.py", "shell", "-c", change], CANTLIE_MODE="demo", **there)
    assert start([sys.executable, "-c", ASK], **there).stdout == "safe\n"


def test_everybody_of_the_demo_is_known_by_an_address_nobody_real_has(demo_once):
    with psycopg.connect(demo_once.owner_url) as connection:
        people = connection.execute("SELECT email FROM accounts_user").fetchall()
    assert people
    assert all(email.endswith(DEMO_ADDRESSES) for (email,) in people)


def test_pages_that_hold_the_owners_password_do_not_start(services):
    """Whatever the two addresses say, the database knows who owns the tables."""
    url = database_in(services.owner_url, "cantlie_template")
    done = start([sys.executable, "-c", ASK], DATABASE_URL=url, DATABASE_OWNER_URL="")
    assert done.returncode == 1
    assert "names a role that owns tables" in done.stderr
