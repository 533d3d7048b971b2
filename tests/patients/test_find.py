"""Finding a patient: the words never stand in an address, and nobody outside one's care is found."""

from typing import Any

import pytest
from django.urls import reverse

from patients import actions
from tests.cast import House

pytestmark = pytest.mark.django_db
FIND = reverse("patients:find")


@pytest.fixture
def cast() -> House:
    return House()


def test_the_words_go_by_post_and_the_address_names_nobody(cast: House) -> None:
    cast.patient("Österberg")
    page = cast.browser_of("referrer").post(FIND, {"words": "osterb"})
    assert page.status_code == 200
    assert "Österberg" in page.text
    assert page.request["QUERY_STRING"] == ""
    assert "Österberg" not in page.text[: page.text.index("</title>")]


def test_every_page_searches_by_post_too(cast: House) -> None:
    bar = cast.browser_of("surgeon").get(FIND).text.split("</header>")[0]
    form = bar[bar.index("top-bar__search") :]
    assert 'method="post"' in form
    assert 'name="words"' in form


@pytest.mark.parametrize("words", ["straße-østergård", "Strasse ostergard", "STRASSE", "440813-90", "4408 13"])
def test_a_name_is_found_without_its_accents_and_a_number_without_its_hyphen(cast: House, words: str) -> None:
    cast.patient("Straße-Østergård", number="4408139089")
    assert "Straße-Østergård" in cast.browser_of("referrer").post(FIND, {"words": words}).text


@pytest.mark.parametrize("words", ["2024-0815", "2024-08", "0815"])
def test_a_local_number_is_found_with_the_hyphen_it_has(cast: House, words: str) -> None:
    cast.patient("Bech", number="2024-0815")
    assert "Bech" in cast.browser_of("referrer").post(FIND, {"words": words}).text


def test_a_patient_is_found_by_a_former_number_and_the_list_says_so(cast: House) -> None:
    patient = cast.patient("Bech", number="OLD-1")
    actions.change_person(patient=patient, by=cast["referrer"], version=1, number="NEW-1")
    assert "formerly OLD-1" in cast.browser_of("referrer").post(FIND, {"words": "old-1"}).text


def test_a_patient_outside_ones_care_is_not_found(cast: House) -> None:
    cast.patient("Österberg")
    page = cast.browser_of("stranger").post(FIND, {"words": "österberg"})
    assert "Nobody in your care has this name or number." in page.text


def test_without_words_the_latest_in_ones_care_are_listed(cast: House) -> None:
    cast.patient("Österberg")
    assert "Österberg" in cast.browser_of("referrer").get(FIND).text
    assert "No patient is in your care yet." in cast.browser_of("stranger").get(FIND).text


def test_htmx_gets_the_list_alone(cast: House) -> None:
    cast.patient("Österberg")
    part = cast.browser_of("referrer").post(FIND, {"words": "ö"}, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'id="find"' in part


@pytest.mark.parametrize(
    ("username", "status"), [("referrer", 200), ("pathologist", 200), ("auditor", 403), ("room-display", 403)]
)
def test_only_those_who_care_for_patients_search(cast: House, username: str, status: int) -> None:
    assert cast.browser_of(username).get(FIND).status_code == status


def test_the_number_of_queries_does_not_grow_with_the_list(cast: House, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        cast.patient("Berg", number=f"B-{number}")
    browser = cast.browser_of("referrer")
    with django_assert_max_num_queries(8):
        assert browser.post(FIND, {"words": "berg"}).text.count("find__name") == 12


def test_a_character_the_database_does_not_know_is_not_searched_for(cast: House) -> None:
    assert cast.browser_of("referrer").post(FIND, {"words": "oster\0b"}).status_code == 200
