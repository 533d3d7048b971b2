"""After the login everybody stands in a room of his or her own."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from accounts.trail import RECORDS
from core.models import Record
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


def test_the_audit_trail_speaks_of_roles_and_records_in_words(cast: House) -> None:
    cast.follow_up()
    client = Client()
    client.force_login(cast["auditor"])
    text = client.get(reverse("accounts:trail")).text
    assert "Interventional radiologist" in text
    assert ">follow-up</a>" in text
    assert "interventional-radiologist" not in text
    assert "followup" not in text


def test_every_record_that_is_acted_on_has_a_word_for_the_trail() -> None:
    records = {model._meta.model_name for model in apps.get_models() if issubclass(model, Record)}
    assert records == set(RECORDS)
