"""The whole house: it starts, answers, mails, and comes back after each part is killed."""

import base64
import json
import signal
import time
from pathlib import Path

import psycopg
import pytest
import redis

from tests.run.houses import eventually


def ages(house):
    with psycopg.connect(house.database.url) as connection:
        return dict(connection.execute("SELECT name, extract(epoch FROM now() - at) FROM core_heartbeat").fetchall())


def test_a_house_answers_and_its_heart_beats(house):
    assert house.get(f"{house.url}/healthz") == 200
    assert set(ages(house)) == {"beat", "worker"}


def test_the_demo_has_people_in_it(house):
    with psycopg.connect(house.database.url) as connection:
        assert connection.execute("SELECT count(*) FROM accounts_user").fetchone()[0] > 0


def test_no_log_of_a_house_holds_a_request(house):
    house.get(f"{house.url}/healthz?canary=SVENSSON")
    house.get(f"{house.events_url}healthz?canary=SVENSSON")
    time.sleep(0.5)
    assert {"pages", "worker", "valkey", "postgres"} <= set(house.logs)
    assert not [name for name, written in house.logs.items() if "SVENSSON" in written]


def test_a_refused_row_names_nobody_in_the_log_of_the_database(fresh_database):
    named = "UPDATE accounts_hospital SET name = 'SVENSSON', country = %s"
    with psycopg.connect(fresh_database.url) as connection:
        connection.execute(
            "INSERT INTO accounts_hospital (id, version, created_at, name, country, time_zone, services) "
            "VALUES (gen_random_uuid(), 1, now(), 'Nordhamn', 'SE', 'Europe/Stockholm', '{}')"
        )
        with pytest.raises(psycopg.errors.NotNullViolation):
            connection.execute(named, [None])
    written = Path(fresh_database.log)
    assert eventually(lambda: "null value in column" in written.read_text(errors="replace"))
    assert "SVENSSON" not in written.read_text(errors="replace")


def test_a_killed_worker_is_missed_and_its_successor_goes_on(new_house):
    with new_house("worker", "beat", demo=False) as house:
        assert eventually(lambda: "worker" in ages(house), within=30)
        house.kill("worker")
        with psycopg.connect(house.database.owner_url) as connection:
            connection.execute("DELETE FROM core_heartbeat")
        house.start("worker")
        assert eventually(lambda: "worker" in ages(house), within=45), house.log("worker")


def test_a_broker_that_loses_everything_costs_one_tick(new_house):
    with new_house("worker", "beat", demo=False) as house:
        assert eventually(lambda: "worker" in ages(house), within=30)
        house.valkey.process.kill()
        house.valkey.process.wait()
        with psycopg.connect(house.database.owner_url) as connection:
            connection.execute("DELETE FROM core_heartbeat")
        house.valkey.start()
        assert eventually(lambda: house.tend() and "worker" in ages(house), within=60), house.log("worker") + house.log(
            "beat"
        )


def test_two_beats_are_harmless(new_house):
    with new_house("worker", "beat", demo=False) as house:
        house.processes["second"] = house.processes["beat"]
        house.start("beat")
        assert eventually(lambda: "worker" in ages(house), within=30)


def test_a_stopped_worker_finishes_and_leaves(new_house):
    with new_house("worker", demo=False) as house:
        assert eventually(lambda: "ready" in house.log("worker"), within=30)
        house.kill("worker", signal.SIGTERM)
        assert house.processes["worker"].returncode == 0


def test_what_the_broker_holds_names_nobody(new_house):
    with new_house("beat", demo=False) as house:
        client = redis.Redis.from_url(house.valkey.url)
        assert eventually(lambda: client.llen("celery") >= 2, within=30)
        for message in client.lrange("celery", 0, -1):
            arguments, named, _ = json.loads(base64.b64decode(json.loads(message)["body"]))
            assert arguments == []
            assert set(named) <= {"sent_at"}
