"""What the house says about itself."""

import datetime as dt
import os
import socket
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from config import health
from config.run.places import CLONE
from core.models import Heartbeat
from core.tasks import heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _broker(django_db_setup):
    """Point the settings at the run's Valkey, which django_db_setup has done."""


def beat(age: float, worker_age: float | None = None) -> None:
    now = timezone.now()
    Heartbeat.objects.create(name="beat", at=now - dt.timedelta(seconds=age))
    Heartbeat.objects.create(name="worker", at=now - dt.timedelta(seconds=age if worker_age is None else worker_age))


def test_before_the_first_heartbeat_the_house_is_starting(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "starting")


def test_with_fresh_heartbeats_all_is_well(client):
    beat(5)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.json()["pending_migrations"] == 0


@pytest.mark.parametrize(("beat_age", "worker_age"), [(91, 5), (5, 91), (91, 91)])
def test_one_old_heartbeat_is_enough_to_fail(client, beat_age, worker_age):
    beat(beat_age, worker_age)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "failing")


def test_pages_are_well_without_worker_and_broker(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz?of=pages").status_code == 200


def test_pending_migrations_stop_everything(client, monkeypatch):
    monkeypatch.setattr(health, "_pending", lambda: 2)
    beat(5)
    answer = client.get("/healthz?of=pages")
    assert (answer.status_code, answer.json()["pending_migrations"]) == (503, 2)


def test_a_database_that_is_away_is_an_answer_not_an_error(client, monkeypatch):
    def away() -> int:
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "_pending", away)
    monkeypatch.setattr(health.connection, "close", lambda: None)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


def test_a_database_that_is_away_is_an_answer_to_somebody_logged_in_too(client, monkeypatch):
    def away(*_args: object) -> None:
        raise OperationalError("connection refused")

    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    monkeypatch.setattr(connection, "cursor", away)
    monkeypatch.setattr(connection, "close", lambda: None)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


def test_a_database_that_says_nothing_is_not_waited_for_for_ever():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgres://app:x9-Xq@127.0.0.1:{silent.getsockname()[1]}/cantlie"
        env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        script = "import django; django.setup(); from config.health import look; print(look().database)"
        done = subprocess.run([sys.executable, "-c", script], env=env, cwd=CLONE, capture_output=True, timeout=30)
    assert done.stdout == b"False\n"


def test_health_tells_nothing_but_ages_and_counts(client):
    assert set(client.get("/healthz").json()) == {
        "status", "database", "broker", "worker_age", "beat_age", "pending_migrations",
    }  # fmt: skip


def test_only_reading_is_allowed(client):
    assert client.post("/healthz").status_code == 405


def test_a_late_message_does_not_make_the_heart_younger_or_older():
    now = timezone.now()
    heartbeat(sent_at=now.isoformat())
    heartbeat(sent_at=(now - dt.timedelta(minutes=5)).isoformat())
    assert Heartbeat.objects.get(name="beat").at == now
