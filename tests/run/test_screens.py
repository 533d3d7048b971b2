"""The screen of a begun meeting as the event stream brings it: whole, of one patient, to everybody who may see it."""

import re
import time
from typing import Any

import psycopg
import pytest

from tests.run.houses import House, eventually
from tests.run.listening import Listener, begun

PRESENT = """
import random, sys
from conference import actions
from conference.models import AgendaItem, Board
from core.database import working_for
chance, board = random.Random(7), "{board}"
for turn in range({times}):
    with working_for():
        items = list(AgendaItem.objects.filter(board=board, status="listed").select_related("board").order_by("position"))
        item = chance.choice(items)
        actions.present(item=item, by=Board.objects.get(pk=board).chair)
print("LAST" + str(item.pk))
"""


@pytest.fixture(scope="module")
def live(new_house: Any) -> Any:
    with new_house("events", "pages", demo=True) as house:
        yield house


@pytest.fixture(scope="module")
def meeting(live: House) -> dict[str, Any]:
    return begun(live)


def listen(house: House, meeting: dict[str, Any], who: str = "radiologist", query: str = "screen=1") -> Listener:
    person = {"cookie": meeting["cookie"], "key": meeting["keys"][who]}
    return Listener(house, person, f"{meeting['board']}/?{query}&end=")


def present(house: House, meeting: dict[str, Any], times: int = 1) -> str:
    """Bring cases on the screens as fast as they can be; returns the last."""
    printed = house.manage("shell", "--verbosity", "0", "-c", PRESENT.format(board=meeting["board"], times=times))
    return next(line for line in printed.splitlines() if line.startswith("LAST"))[4:]


def assert_of_one_case(screen: dict[str, Any], meeting: dict[str, Any]) -> None:
    """Banner, question and id are of the same case."""
    (_item, surname, question) = next(one for one in meeting["items"] if one[0] == screen["item"])
    found = re.search(r'class="patient-banner__surname">([^<]*)<', screen["html"])
    assert found is not None
    assert found.group(1) == surname
    assert question in screen["html"]
    assert f'data-item="{screen["item"]}"' in screen["html"]
    assert f'data-turn="{screen["version"]}"' in screen["html"]


def test_who_comes_late_gets_the_present_screen_at_once(live: House, meeting: dict[str, Any]) -> None:
    last = present(live, meeting)
    listener = listen(live, meeting)
    assert eventually(lambda: listener.told, within=3)
    assert listener.told[0]["item"] == last
    assert_of_one_case(listener.told[0], meeting)
    listener.close()


def test_under_fast_switching_no_screen_mixes_two_patients_and_all_end_on_the_same(
    live: House, meeting: dict[str, Any]
) -> None:
    listeners = [listen(live, meeting, who) for who in ("surgeon", "radiologist", "room", "coordinator")]
    assert eventually(lambda: all(listener.told for listener in listeners))
    last = present(live, meeting, times=120)
    assert eventually(lambda: all(one.told[-1]["item"] == last for one in listeners), within=8)
    for listener in listeners:
        screens = listener.told
        assert len(screens) > 3
        for screen in screens:
            assert_of_one_case(screen, meeting)
        versions = [screen["version"] for screen in screens]
        assert versions == sorted(versions), "never back"
        listener.close()


def test_a_screen_without_the_name_never_carries_it(live: House, meeting: dict[str, Any]) -> None:
    listener = listen(live, meeting, query="screen=1&hide=1")
    assert eventually(lambda: listener.told)
    present(live, meeting, times=5)
    time.sleep(1)
    said = {word for identity in meeting["identities"] for word in identity}
    assert not [word for screen in listener.told for word in said if word in screen["html"]]
    listener.close()


def test_somebody_who_may_not_see_the_meeting_hears_nothing_of_it(live: House, meeting: dict[str, Any]) -> None:
    assert listen(live, meeting, "referrer").answer.status == 404


def test_a_returning_listener_is_brought_what_it_has_missed(live: House, meeting: dict[str, Any]) -> None:
    first = listen(live, meeting)
    assert eventually(lambda: first.told)
    known = first.told[-1]["version"]
    first.close()
    last = present(live, meeting, times=3)
    person = {"cookie": meeting["cookie"], "key": meeting["keys"]["radiologist"]}
    again = Listener(live, person, f"{meeting['board']}/?screen=1&end=", Last_Event_ID=str(known))
    assert eventually(lambda: again.told and again.told[-1]["item"] == last, within=3)
    again.close()


def test_the_page_is_answered_in_its_own_language_and_in_no_made_up_one(live: House, meeting: dict[str, Any]) -> None:
    listener = listen(live, meeting, query="screen=1&language=tlh")
    assert eventually(lambda: listener.told)
    assert "What the rules say" in listener.told[0]["html"]
    listener.close()


def test_who_loses_the_patient_loses_the_screen_within_seconds(live: House, meeting: dict[str, Any]) -> None:
    """Nothing has happened in the meeting: the line itself finds out when it asks again."""
    last = present(live, meeting)
    listener = listen(live, meeting)
    assert eventually(lambda: listener.told and listener.told[-1]["item"] == last)
    ended = (
        "UPDATE patients_carerelation SET since = current_date - 9, until = current_date - {} WHERE patient_id ="
        " (SELECT patient_id FROM conference_agendaitem WHERE id = %s)"
    )
    with psycopg.connect(live.database.owner_url, autocommit=True) as connection:
        connection.execute(ended.format(1), [last])
        try:
            assert eventually(lambda: listener.told[-1]["item"] is None, within=8)
        finally:
            connection.execute(ended.format(-99), [last])
    assert eventually(lambda: listener.told[-1]["item"] == last, within=8)
    listener.close()


def test_without_its_broker_the_screens_go_on(live: House, meeting: dict[str, Any]) -> None:
    listener = listen(live, meeting)
    assert eventually(lambda: listener.told)
    broker = live.valkey.process
    assert broker is not None
    broker.kill()
    broker.wait()
    try:
        last = present(live, meeting)  # who leads waits for nobody
        assert eventually(lambda: listener.told[-1]["item"] == last, within=8)
    finally:
        live.valkey.start()
        listener.close()
    assert eventually(lambda: live.get(f"{live.events_url}healthz") == 200, within=10)
