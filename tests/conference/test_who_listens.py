"""Who may listen to a meeting is asked for many at once, and comes out as for each alone."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions as accounts
from accounts.middleware import HOSPITAL_KEY
from accounts.models import Hospital, Membership
from accounts.roles import Role
from conference import actions
from conference.models import AgendaItem, Board
from conference.screens import visible_items
from config.access import Access, look_up
from patients.models import CareRelation
from tests.cast import PASSWORD, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(cast: House) -> Board:
    """A begun meeting of two cases."""
    board = cast.board()
    for number in range(2):
        cast.listed(cast.case(cast.patient(surname=f"Ahlgren{number}", number=f"T-{number}")), board)
    return actions.begin(board=board, by=cast["surgeon"])


def key(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def alone(session: str, board: Board) -> Access:
    return look_up([session], board.pk)[session]


def test_many_at_once_are_answered_as_each_alone_and_as_the_pages_answer(cast: House, board: Board) -> None:
    for number in range(3):  # alike but for the person
        cast.hire(f"surgeon{number}", Role.SURGEON, cast.hospital, cast.unit)
        cast.hire(f"guest{number}", Role.SURGEON, cast.other, cast.clinic)
        cast.hire(f"room{number}", Role.ROOM_DISPLAY, cast.hospital, cast.unit)
    actions.seat(board=board, user=cast["guest1"], role=Role.SURGEON, by=cast["coordinator"])
    keys = {name: key(cast.browser_of(name)) for name in cast.users}
    found = look_up(keys.values(), board.pk)
    for name, session in keys.items():
        user = cast[name]
        sees = Board.objects.visible_to(user).filter(pk=board.pk).exists()
        assert found[session].status == (200 if sees else 404), name
        assert found[session].items == (frozenset(visible_items(user, board.pk)) if sees else frozenset()), name
        assert found[session] == alone(session, board), name
    assert [found[keys[name]].status for name in ("guest0", "guest1", "guest2")] == [404, 200, 404]
    assert found[keys["surgeon0"]].version == found[keys["room0"]].version


def test_a_case_that_only_some_may_see_is_asked_for_each_of_them(cast: House, board: Board) -> None:
    for number in range(3):
        cast.hire(f"surgeon{number}", Role.SURGEON, cast.hospital, cast.unit)
    hidden, _other = AgendaItem.objects.filter(board=board).order_by("position")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    CareRelation.objects.filter(patient=hidden.patient).update(since=yesterday, until=yesterday)
    CareRelation.objects.create(
        patient=hidden.patient, hospital=cast.hospital, user=cast["surgeon1"], ground=CareRelation.Ground.CHOSEN
    )
    keys = [key(cast.browser_of(f"surgeon{number}")) for number in range(3)]
    found = look_up(keys, board.pk)
    assert [hidden.pk in found[one].items for one in keys] == [False, True, False]
    assert [len(found[one].items) for one in keys] == [1, 2, 1]


def test_neither_a_stranger_nor_a_session_that_has_ended_hears_anything(cast: House, board: Board) -> None:
    good, late, gone = (key(cast.browser_of("surgeon")) for _each in range(3))
    changed, off, left = (key(cast.browser_of(name)) for name in ("pathologist", "coordinator", "endocrinologist"))
    Session.objects.filter(pk=late).update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    Session.objects.filter(pk=gone).delete()
    accounts.set_new_password(user=cast["pathologist"], password=PASSWORD + "2", by=cast["administrator"])
    accounts.switch_login(user=cast["coordinator"], active=False, by=cast["administrator"])
    accounts.leave(membership=Membership.objects.get(user=cast["endocrinologist"]), by=cast["administrator"])
    found = look_up([good, late, gone, changed, off, left, "", "a" * 32], board.pk)
    assert found[good].status == 200
    assert {found[one].status for one in (late, gone, changed, off, "", "a" * 32)} == {401}
    assert found[left].status == 404
    assert all(one.version is None and not one.items for one in found.values() if one.status != 200)


def test_one_person_may_work_for_two_hospitals_in_two_browsers(cast: House, board: Board) -> None:
    accounts.join(user=cast["pathologist"], hospital=cast.other, role=Role.SURGEON, unit=cast.clinic, by=None)
    here, there = cast.browser_of("pathologist"), cast.browser_of("pathologist")
    session = there.session
    session[HOSPITAL_KEY] = str(cast.other.pk)
    session.save()
    found = look_up([key(here), key(there)], board.pk)
    assert [found[key(one)].status for one in (here, there)] == [200, 404]


def test_a_session_opened_with_an_older_key_of_the_house_is_still_good(
    cast: House, board: Board, settings: Any
) -> None:
    session = key(cast.browser_of("surgeon"))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the-next-key-of-this-house"
    assert alone(session, board).status == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert alone(session, board).status == 401


def test_thirty_who_are_alike_take_as_many_queries_as_three(cast: House, board: Board) -> None:
    for number in range(30):
        cast.hire(f"surgeon{number}", Role.SURGEON, cast.hospital, cast.unit)
    keys = [key(cast.browser_of(f"surgeon{number}")) for number in range(30)]

    def queries(some: list[str]) -> int:
        with CaptureQueriesContext(connection) as captured:
            look_up(some, board.pk)
        return len(captured)

    assert queries(keys) == queries(keys[:3]) <= 12


@pytest.mark.parametrize("room", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_today_is_the_day_of_the_hospital_and_not_of_the_server(cast: House, room: str) -> None:
    """At the two ends of the world: at any hour it is another day than here at one of them at least."""
    Hospital.objects.filter(pk=cast.hospital.pk).update(time_zone=room)
    board, zone, here = cast.board(), ZoneInfo(room), timezone.localdate()
    there = timezone.localdate(timezone=zone)
    latest, first = dt.time(23, 30), dt.time(0, 30)
    for day, listens in ((there, 200), (there + dt.timedelta(days=1 if there < here else -1), 404)):
        starts = dt.datetime.combine(day, latest if day > here else first, zone)
        Board.objects.filter(pk=board.pk).update(starts_at=starts, ends_at=starts + dt.timedelta(minutes=20))
        browser = cast.browser_of("room-display")
        assert browser.get(f"/boards/{board.pk}/live/").status_code == listens
        assert alone(key(browser), board).status == listens
