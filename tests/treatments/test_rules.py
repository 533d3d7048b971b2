"""The review sheet and the page for the patient: for everybody who is logged in, about no patient, with every source."""

import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from patients import actions as patients
from tests.cast import House
from treatments import leaflet
from treatments.eligibility import MODALITIES, RULES_VERSION
from treatments.eligibility.disagreements import DISAGREEMENTS
from treatments.eligibility.local import read_limits
from treatments.eligibility.parameters import HOUSE, PARAMETERS, limits_of
from treatments.eligibility.questions import QUESTIONS
from treatments.eligibility.reference import cited
from treatments.models import Treatment
from treatments.rules import sheet, sources

pytestmark = pytest.mark.django_db
on_the_day = time_machine.travel("2026-03-02T10:00:00Z", tick=True)  # of the worked cases: their facts are current

NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT set_config", "select set_config")


@pytest.fixture
def cast() -> House:
    return House()


def text(cast: House, address: str, username: str = "coordinator") -> str:
    answer = cast.browser_of(username).get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


@pytest.mark.parametrize("address", ["/rules/", "/patient_information/"])
def test_every_role_may_read_and_nobody_without_a_login(cast: House, address: str) -> None:
    for username in cast.users:
        assert cast.browser_of(username).get(address).status_code == 200, username
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", ["/rules/", "/patient_information/"])
def test_a_page_about_no_patient_asks_the_database_for_none(cast: House, address: str) -> None:
    person = cast.browser_of("coordinator")
    person.get(address)
    with CaptureQueriesContext(connection) as captured:
        person.get(address)
    asked = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(NOT_COUNTED)]
    assert not [sql for sql in asked if re.search(r"patients_|treatments_|conference_", sql)]
    assert len(asked) <= 4


def test_the_sheet_has_every_row_band_question_and_disagreement_with_room_to_sign(cast: House) -> None:
    page = text(cast, "/rules/")
    ids = set(re.findall(r'<tr id="([^"]+)"', page))
    rows = {f"{modality.code}-{row.id}" for modality in MODALITIES for row in modality.criteria}
    assert ids == {*rows, *PARAMETERS, *(one.id for one in QUESTIONS), *(one.id for one in DISAGREEMENTS)}
    assert page.count('<td class="rules__box">') >= 3 * len(ids)
    assert RULES_VERSION in page
    assert "ABL_D.caution" in page
    assert "Initials, date" in page


def test_what_is_recalled_is_to_be_confirmed_and_never_named(cast: House) -> None:
    page = text(cast, "/rules/")
    assert not re.search(r"\bR:\w", page)
    assert "to be confirmed" in page
    assert "local setting, needs sign-off" in page
    assert [one["name"] for one in sources("001-12 R:enets2016 P")] == ["001-12", "", ""]


def test_every_source_leads_to_what_it_is(cast: House) -> None:
    page = text(cast, "/rules/")
    there = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) - {"main"} <= there
    assert {f"source-{one}" for one in cited() if ":" in one} <= there
    assert "seed 001_90ead75e390b41c9.txt" in page


def test_a_limit_of_the_hospital_shows_as_its_own() -> None:
    local, house = (sheet(limits, "en") for limits in (limits_of(read_limits("ABL_D.met 25")), HOUSE))
    (row,) = (row for one in local["modalities"] for row in one["criteria"] if row["id"] == "ABL-2")
    assert "< 25 mm" in row["threshold"]
    assert str(row["sources"][0]["kind"]) == "set by this hospital"
    (band,) = (one for one in local["bands"] if one["key"] == "ABL_D")
    assert (band["met"], str(band["sources"][0]["kind"])) == (25, "set by this hospital")
    assert local["is_local"]
    assert not house["is_local"]
    assert local["version"] != house["version"]


# --- for the patient -------------------------------------------------------------------------------------------------


def test_every_line_for_the_patient_is_there_with_its_source_and_no_dose(cast: House) -> None:
    page = text(cast, "/patient_information/")
    for line in leaflet.lines():
        assert str(line.text) in page
        assert line.citation
        assert "R:" not in line.citation
    assert not re.search(r"\d+\s?(?:mg|µg|mcg|microg)", page)
    assert "What your hospital does about it" in page


def test_only_what_the_conference_spoke_of_is_printed(cast: House) -> None:
    page = text(cast, "/patient_information/?for=ablation")
    assert '<section id="heat">' in page
    assert '<section id="sirt">' not in page
    assert "What your hospital does about it" not in page
    assert text(cast, "/patient_information/?for=nonsense").count("<section id=") == len(leaflet.KINDS)
    covered = {code for kind in leaflet.KINDS for code in kind.covers}
    assert covered == {modality.code for modality in MODALITIES} & set(Treatment.values)


@on_the_day
def test_both_pages_are_reached_from_every_page_and_from_a_treatment(cast: House) -> None:
    page = text(cast, f"/cases/{cast.worked('W01').pk}/")
    footer = page[page.index("<footer") :]
    assert 'href="/rules/"' in footer
    assert 'href="/patient_information/"' in footer
    assert 'href="/rules/#ablation"' in page
    assert 'href="/patient_information/?for=ablation"' in page


# --- where sources disagree ------------------------------------------------------------------------------------------


@on_the_day
def test_a_treatment_tells_where_its_sources_disagree(cast: House) -> None:
    page = text(cast, f"/cases/{cast.worked('W04').pk}/")
    tare = page[page.index('id="modality-tare"') :]
    tare = tare[: tare.index("</article>")]
    assert re.findall(r"<dt>(D\d+) ", tare) == [one.id for one in DISAGREEMENTS if "tare" in one.concerns]
    assert "Only the tumour is hit; often gentler than embolisation" in tare
    assert "the whole liver in a patient with a long expectation is a caution" in tare
    assert "mostly retrospective" in page
    assert "(002-03, 004-05)" in page


def test_a_control_tells_why_it_is_due_when_it_is(cast: House) -> None:
    follow_up = cast.follow_up()
    page = text(cast, f"/follow_ups/{follow_up.pk}/")
    told = re.findall(r"<dt>(D\d+) ", page)
    assert told == [one.id for one in DISAGREEMENTS if follow_up.code in one.tasks]
    assert told


# --- a doubt at the referral -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("site", "doubted"), [("rectum", True), ("appendix", True), ("small-bowel", False)])
def test_a_primary_that_seldom_spreads_is_asked_about_and_never_refused(cast: House, site: str, doubted: bool) -> None:
    patient = cast.patient()
    patients.observe(patient=patient, answers={"tumour.primary_site": patients.Answer(text=site)}, by=cast["referrer"])
    page = text(cast, f"/patients/{patient.pk}/refer/", "referrer")
    assert ("extremely rarely spreads to the liver (001-02)" in page) == doubted
    assert ("size not recorded" in page) == doubted
