"""Reminders: once, without a name, whatever dies in between. Real PostgreSQL, real SMTP, real processes."""

import subprocess
import sys
from collections import Counter
from typing import Any

import psycopg
import pytest

from config.run.places import CLONE
from tests.run.houses import House, eventually
from treatments.outbox import MAX_ATTEMPTS

A_DUE_FOLLOW_UP = "from tests.cast import House; House().follow_up(days_ago=44)"
KILLED = -9


def rows(house: House) -> Counter[str]:
    with psycopg.connect(house.database.owner_url) as connection:
        return Counter(
            state for (state,) in connection.execute("select state from treatments_reminder where due_at <= now()")
        )


def run(house: House, code: str) -> int:
    """Code in a process of its own, as a worker would run it; its exit code, -9 when it was killed."""
    start = "import os, signal, django; django.setup(); from treatments import outbox; "
    env = house.env | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run([sys.executable, "-c", start + code], cwd=CLONE, env=env, check=False).returncode


def let_leases_end(house: House) -> None:
    """Two minutes pass."""
    with psycopg.connect(house.database.owner_url) as connection:
        connection.execute(
            "update treatments_reminder set lease_until = now() - interval '1 second' where lease_until is not null"
        )


@pytest.fixture
def quiet_house(new_house: Any) -> Any:
    """A database and a mail server with one reminder due, and no worker yet."""
    with new_house("events", demo=False) as house:
        house.manage("shell", "-c", A_DUE_FOLLOW_UP)
        assert rows(house) == {"planned": 1}
        yield house


def test_a_due_reminder_is_mailed_once_by_beat_and_worker_and_names_nobody(new_house: Any) -> None:
    with new_house("worker", "beat", demo=False) as house:
        house.manage("shell", "-c", A_DUE_FOLLOW_UP)
        assert eventually(lambda: house.mails, within=60), house.log("worker")
        assert not eventually(lambda: len(house.mails) > 1, within=3)
        mail = house.mails[0]
        assert mail["To"] == "liver@nordhamn.example"
        assert "follow-up is due" in mail["Subject"]
        text = mail.get_content()
        assert "/follow_ups/" in text
        assert "Ahlgren" not in str(mail)
        assert rows(house) == {"sent": 1}


def test_a_worker_killed_between_claiming_and_sending_loses_nothing_and_sends_nothing_twice(quiet_house: House) -> None:
    assert (
        run(quiet_house, "outbox._send = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL); outbox.tick()") == KILLED
    )
    assert rows(quiet_house) == {"claimed": 1}
    assert run(quiet_house, "outbox.tick()") == 0
    assert quiet_house.mails == [], "another worker must not touch a row that is leased"
    let_leases_end(quiet_house)
    quiet_house.start("worker", "beat")
    assert eventually(lambda: quiet_house.mails, within=60), quiet_house.log("worker")
    assert len(quiet_house.mails) == 1
    assert eventually(lambda: rows(quiet_house) == {"sent": 1})


def test_a_worker_killed_while_mailing_leaves_a_doubt_that_is_sent_once_more_with_the_same_id(
    quiet_house: House,
) -> None:
    dies = "real = outbox.deliver; outbox.deliver = lambda *mail: (real(*mail), os.kill(os.getpid(), signal.SIGKILL)); "
    assert run(quiet_house, dies + "outbox.tick()") == KILLED
    assert rows(quiet_house) == {"sending": 1}
    let_leases_end(quiet_house)
    assert run(quiet_house, "outbox.tick()") == 0
    assert rows(quiet_house) == {"unknown": 1}
    let_leases_end(quiet_house)
    assert run(quiet_house, "outbox.tick()") == 0
    assert [mail["Message-ID"] for mail in quiet_house.mails] == [quiet_house.mails[0]["Message-ID"]] * 2


def test_many_ticks_at_once_send_each_reminder_once(quiet_house: House) -> None:
    quiet_house.manage("shell", "-c", "from tests.cast import many_reminders; many_reminders(40)")
    command = [
        sys.executable,
        "-c",
        "import django; django.setup(); from treatments import outbox; outbox.tick(batch=3)",
    ]
    env = quiet_house.env | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    ticks = [subprocess.Popen(command, cwd=CLONE, env=env) for _ in range(3)]
    assert [tick.wait(60) for tick in ticks] == [0, 0, 0]
    assert rows(quiet_house) == {"sent": 41}
    assert Counter(mail["Message-ID"] for mail in quiet_house.mails).most_common(1)[0][1] == 1
    assert len(quiet_house.mails) == 41


def test_a_refused_mail_is_tried_again_and_after_the_last_try_stands_as_failed(quiet_house: House) -> None:
    quiet_house.sink.refuse = "451 come back later"
    for _attempt in range(MAX_ATTEMPTS):
        assert run(quiet_house, "outbox.tick()") == 0
        with psycopg.connect(quiet_house.database.owner_url) as connection:
            connection.execute("update treatments_reminder set retry_at = now() where retry_at is not null")
    assert rows(quiet_house) == {"failed": 1}
    assert quiet_house.mails == []


def test_a_mail_server_that_is_down_costs_only_time(quiet_house: House) -> None:
    down = quiet_house.env | {"EMAIL_URL": "smtp://127.0.0.1:9"}
    before = quiet_house.env
    quiet_house.env = down
    run(quiet_house, "outbox.tick()")
    assert rows(quiet_house) == {"planned": 1}
    quiet_house.env = before
    assert run(quiet_house, "outbox.tick()") == 0
    assert rows(quiet_house) == {"sent": 1}


def test_a_broker_stopped_and_started_loses_no_reminder(new_house: Any) -> None:
    with new_house("worker", "beat", demo=False) as house:
        house.valkey.stop()
        house.manage("shell", "-c", A_DUE_FOLLOW_UP)
        assert rows(house) == {"planned": 1}
        house.valkey.start()
        assert eventually(lambda: house.tend() and house.mails, within=90), house.log("worker") + house.log("beat")
        assert rows(house) == {"sent": 1}
        assert len(house.mails) == 1
