"""The live board: who may listen, what is said, and what happens when something dies."""

import json
import signal
import time
import uuid

import psycopg
import pytest
import redis

from conference.views.live import SILENT
from config.events import HEARTBEAT
from tests.run.houses import eventually
from tests.run.listening import Listener, somebody


@pytest.fixture(scope="module")
def live(new_house):
    with new_house("events", "pages") as house:
        yield house


@pytest.fixture(scope="module")
def person(live):
    return somebody(live)


@pytest.fixture
def listen(live, person):
    opened = []

    def listen(who=person, board=None, **headers):
        opened.append(Listener(live, who, board or person["board"], **headers))
        return opened[-1]

    yield listen
    for listener in opened:
        listener.close()


def publish(house, channel, **message):
    redis.Redis.from_url(house.valkey.url).publish(f"board:{channel}", json.dumps(message))


def change(house, board):
    """One more turn of the meeting, as an action would write it; returns how many there are."""
    with psycopg.connect(house.database.owner_url) as connection:
        connection.execute("INSERT INTO conference_turn (board_id, at) VALUES (%s, now())", [board])
        row = connection.execute("SELECT count(*) FROM conference_turn WHERE board_id = %s", [board]).fetchone()
    return row[0]


def test_a_stranger_hears_nothing(listen):
    assert listen(who=None).answer.status == 401


def test_a_made_up_session_hears_nothing(listen, person):
    assert listen(who=person | {"key": "a" * 32}).answer.status == 401


@pytest.mark.parametrize("board", ["01a20143-a4e4-7251-9656-000000000000", "not-a-board", "../healthz"])
def test_a_board_that_is_not_mine_to_see_is_not_there(listen, board):
    assert listen(board=board).answer.status == 404


def test_a_listener_is_told_the_version_at_once(listen, live, person):
    version = change(live, person["board"])
    assert listen().hears(version)


def test_a_change_is_told_within_a_second_and_nothing_else_with_it(listen, live, person):
    listener = listen()
    assert eventually(lambda: listener.told)
    version = change(live, person["board"])
    publish(live, person["board"], board=person["board"], version=version, patient="SVENSSON")
    assert listener.hears(version, within=1)
    assert all(set(data) == {"board", "version"} for data in listener.told)


def test_another_boards_change_is_not_told(listen, live, person):
    listener = listen()
    assert eventually(lambda: listener.told)
    publish(live, uuid.uuid4(), version=9999)
    publish(live, person["board"], nonsense=True)
    version = change(live, person["board"])
    publish(live, person["board"], version=version)
    assert listener.hears(version, within=2)  # it is still told what it is to hear
    assert 9999 not in [data["version"] for data in listener.told]


def test_a_listener_who_knows_the_version_is_not_told_again(listen, live, person):
    version = change(live, person["board"])
    listener = listen(Last_Event_ID=str(version))
    assert eventually(lambda: ": listening" in listener.lines)
    assert not listener.hears(version, within=1)


def test_a_lost_message_is_made_up_for_by_looking(listen, live, person):
    listener = listen()
    assert eventually(lambda: listener.told)
    version = change(live, person["board"])  # and nobody publishes it
    assert listener.hears(version, within=7)


def test_a_silent_line_is_kept_alive(listen):
    listener = listen()
    assert eventually(lambda: "event: alive" in listener.lines, within=12)


def test_a_page_gives_the_line_longer_than_its_signs_of_life_take():
    assert SILENT > HEARTBEAT


def test_only_our_own_pages_may_listen_from_another_port(listen, live):
    ours, theirs = listen(Origin=live.url).answer, listen(Origin="https://evil.example").answer
    assert ours.headers["Access-Control-Allow-Origin"] == live.url
    assert theirs.headers["Access-Control-Allow-Origin"] is None
    asked = listen(method="OPTIONS", Origin=live.url, Access_Control_Request_Headers="last-event-id").answer
    assert (asked.status, asked.headers["Access-Control-Allow-Headers"]) == (204, "last-event-id")


def test_writing_to_a_stream_is_refused(listen):
    assert listen(method="POST").answer.status == 405


def test_many_listeners_cost_one_subscription_and_one_idle_connection(listen, live):
    listeners = [listen() for _ in range(30)]
    assert eventually(lambda: all(listener.told for listener in listeners))
    assert redis.Redis.from_url(live.valkey.url).pubsub_numpat() == 1
    with psycopg.connect(live.database.owner_url) as connection:
        states = connection.execute(
            "SELECT count(*) FILTER (WHERE state = 'idle in transaction'), count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'cantlie_app'"
        ).fetchone()
    assert states[0] == 0
    assert states[1] <= 1 + 2 * 4, "one for all streams; the rest are the pages' own threads"


def test_losing_the_session_ends_the_stream_within_seconds(listen, live, person):
    guest = somebody(live)
    listener = listen(who=guest)
    assert eventually(lambda: listener.told)
    with psycopg.connect(live.database.owner_url) as connection:
        connection.execute("DELETE FROM django_session WHERE session_key = %s", [guest["key"]])
    assert listener.ended.wait(7)
    assert "event: closed" in listener.lines


def test_a_disabled_account_loses_its_stream_within_seconds(new_house):
    with new_house("events") as house:
        person = somebody(house)
        listener = Listener(house, person, person["board"])
        assert eventually(lambda: listener.told)
        with psycopg.connect(house.database.owner_url) as connection:
            connection.execute("UPDATE accounts_user SET is_active = false")
        assert listener.ended.wait(7)


def test_without_its_broker_the_stream_goes_on_and_recovers(new_house):
    with new_house("events") as house:
        person = somebody(house)
        listener = Listener(house, person, person["board"])
        assert eventually(lambda: listener.told)
        house.valkey.process.kill()
        house.valkey.process.wait()
        assert listener.hears(change(house, person["board"]), within=8)
        assert not listener.ended.is_set()
        house.valkey.start()
        assert eventually(lambda: house.get(f"{house.events_url}healthz") == 200, within=10)
        version = change(house, person["board"])
        publish(house, person["board"], version=version)
        assert listener.hears(version, within=1)


def test_the_server_leaves_promptly_with_streams_open(new_house):
    with new_house("events") as house:
        person = somebody(house)
        listener = Listener(house, person, person["board"])
        assert eventually(lambda: listener.told)
        began = time.monotonic()
        house.kill("events", signal.SIGTERM)
        assert time.monotonic() - began < 5
        assert listener.ended.wait(1)
