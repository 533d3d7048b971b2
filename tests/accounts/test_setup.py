"""`manage.py setup`: the first hospital and its administrator, all of it or nothing."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Hospital, Membership, Unit, User
from core.models import AuditEvent
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANTLIE_ADMIN_PASSWORD", PASSWORD)


def set_up(**changes: str) -> None:
    told: dict[str, Any] = {"hospital": "Sundsvik", "country": "SE", "username": "admin", "name": "Åsa Öberg"}
    call_command("setup", **told | changes)


def test_setup_makes_a_hospital_its_conference_and_an_administrator_who_can_log_in() -> None:
    set_up(time_zone="Europe/Helsinki", conference="Liver board", conference_email="liver@sundsvik.example")
    hospital = Hospital.objects.get()
    assert (hospital.name, hospital.country, hospital.time_zone) == ("Sundsvik", "SE", "Europe/Helsinki")
    unit = Unit.objects.get()
    assert (unit.hospital, unit.name, unit.email, unit.hosts_conference) == (
        hospital, "Liver board", "liver@sundsvik.example", True,
    )  # fmt: skip
    assert Membership.objects.get().role == "administrator"
    browser = Client()
    assert browser.post("/login/", {"username": "admin", "password": PASSWORD}).status_code == 302
    assert browser.get("/people/").status_code == 200
    made = AuditEvent.objects.exclude(action="session.open").values_list("action", "user_name")
    assert set(made) == {
        (action, "Cantlie") for action in ("hospital.found", "unit.open", "user.add", "membership.join")
    }


def test_the_password_is_asked_for_when_the_environment_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CANTLIE_ADMIN_PASSWORD")
    monkeypatch.setattr("getpass.getpass", lambda _question: PASSWORD)
    set_up()
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("changes", "password", "says"),
    [
        ({}, "short", "password: .*at least 12 characters"),
        ({}, "password1234", "password: .*too common"),
        ({"time_zone": "Europe/Stokholm"}, PASSWORD, "time_zone: Europe/Stokholm is no time zone"),
    ],
)
def test_what_will_not_do_is_refused_and_nothing_is_made(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], password: str, says: str
) -> None:
    monkeypatch.setenv("CANTLIE_ADMIN_PASSWORD", password)
    with pytest.raises(CommandError, match=says):
        set_up(**changes)
    assert not Hospital.objects.exists()
    assert not User.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"username": "another"}, "name: There already is a hospital with this name"),
        ({"hospital": "Norrvik", "username": "ADMIN"}, "username: This user name is taken"),
    ],
)
def test_a_second_time_it_changes_nothing(changes: dict[str, str], says: str) -> None:
    set_up()
    with pytest.raises(CommandError, match=says):
        set_up(**changes)
    assert (Hospital.objects.count(), Unit.objects.count(), User.objects.count()) == (1, 1, 1)


def test_another_hospital_may_follow() -> None:
    set_up()
    set_up(hospital="Norrvik", country="DK", username="admin.norrvik")
    assert Membership.objects.filter(hospital__name="Norrvik").get().user.username == "admin.norrvik"
