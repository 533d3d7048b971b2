"""After the login everybody stands in a room of his or her own."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from tests.cast import House

pytestmark = pytest.mark.django_db

FIRST = {
    "administrator": "accounts:people",
    "auditor": "accounts:trail",
    "privacy-officer": "accounts:trail",
    "room-display": "conference:boards",
    "coordinator": "conference:desk",
    "surgeon": "conference:desk",
    "referrer": "conference:desk",
}


@pytest.fixture
def cast() -> House:
    return House()


@pytest.mark.parametrize("username", FIRST)
def test_each_role_comes_into_its_own_room(cast: House, username: str) -> None:
    client = Client()
    client.force_login(cast[username])
    answer = client.get(reverse("accounts:home"))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse(FIRST[username]))
    assert client.get(answer.headers["Location"]).status_code == 200


def test_somebody_without_a_role_is_told_so(cast: House) -> None:
    Membership.objects.filter(user=cast["surgeon"]).update(until="2020-12-31")
    client = Client()
    client.force_login(cast["surgeon"])
    answer = client.get(reverse("accounts:home"))
    assert answer.status_code == 200
    assert "no role" in answer.text


def test_the_audit_trail_shows_acts_of_the_own_hospital_and_no_name_of_a_patient(cast: House) -> None:
    cast.case(cast.patient(surname="Nonesuch", by="surgeon"))
    client = Client()
    client.force_login(cast["auditor"])
    text = client.get(reverse("accounts:trail")).text
    assert "case.prepare" in text
    assert "Nonesuch" not in text
