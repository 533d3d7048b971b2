"""Text that comes in a request without a form of ours: whatever it is, it is answered."""

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


@pytest.mark.parametrize("words", ["\0", "Ahl\0gren", "Ahlgren \0", "\0" * 99])
def test_a_search_takes_any_character(cast: House, words: str) -> None:
    cast.patient("Ahlgren")
    answer = cast.browser_of("referrer").post(reverse("patients:find"), {"words": words})
    assert answer.status_code == 200


def test_what_stands_beside_a_character_no_name_has_is_still_found(cast: House) -> None:
    cast.patient("Ahlgren")
    assert "Ahlgren" in cast.browser_of("referrer").post(reverse("patients:find"), {"words": "\0Ahl\0gren\0"}).text


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("2026", None),
        ("a page", None),
        ("", None),
        ("patients:find", None),
        ("//elsewhere.example/", None),
        ("https://testserver/x", None),
        ("/patients/", "/patients/"),
        ("/boards/?x=1", "/boards/?x=1"),
    ],
)
def test_the_theme_is_chosen_from_any_page_and_leads_back_to_a_path_of_ours(asked: str, to: str | None) -> None:
    answer = Client().post(reverse("accounts:theme"), {"theme": "dark", "next": asked})
    assert (answer.status_code, answer.headers["Location"]) == (302, to or resolve_url(settings.LOGIN_REDIRECT_URL))


@pytest.mark.parametrize(("scheme", "number"), [("none-of-ours", "1"), ("", ""), ("\0", "1"), ("local", "\0")])
def test_a_number_is_opened_only_by_a_kind_of_number_there_is(cast: House, scheme: str, number: str) -> None:
    answer = cast.browser_of("referrer").post(reverse("patients:open_by_number"), {"scheme": scheme, "number": number})
    assert answer.status_code in {302, 422}


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("coordinator", "/?all=%00"),
        ("coordinator", "/follow_ups/?list=%00&page=%00"),
        ("auditor", "/trail/?of=%00&page=%00"),
        ("referrer", "/patients/{patient}/%00/history/"),
        ("referrer", "/patients/{patient}/lesions/?segment=%00&studies=%00"),
        ("interventional-radiologist", "/patients/{patient}/perform/?type=%00"),
    ],
)
def test_an_address_takes_any_character(cast: House, who: str, address: str) -> None:
    patient = cast.case().patient
    assert cast.browser_of(who).get(address.format(patient=patient.pk)).status_code in {200, 404}


def test_a_session_nobody_can_have_is_no_session() -> None:
    answer = Client().get("/", headers={"cookie": r'sessionid="\000aaaaaaaaaaaaaaaa"'})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/")
