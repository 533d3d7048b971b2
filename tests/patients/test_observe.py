"""Writing down facts: only what changed, of one day, nothing lost, and a value that is not there is never a no."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.models import AuditEvent
from patients import actions
from patients.actions import Answer
from patients.models import Observation, Patient
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    return cast.patient()


def url(patient: Patient, group: str) -> str:
    return reverse("patients:observe", args=[patient.pk, group])


def test_only_what_was_changed_is_written_on_the_day_given(cast: House, patient: Patient) -> None:
    actions.observe(patient=patient, by=cast["referrer"], answers={"fitness.asa": Answer(number=Decimal(2))})
    fields = {
        "date": "2026-10-22",
        "fitness.ecog": "1",
        "fitness.asa": "2",
        "fitness.asa_state": "value",
        "fitness.pacemaker_state": "unknown",
    }
    answer = cast.browser_of("referrer").post(url(patient, "fitness"), fields)
    assert answer.headers["Location"] == reverse("patients:patient", args=[patient.pk])
    rows = {row.item: row for row in Observation.objects.filter(date=dt.date(2026, 10, 22))}
    assert {code: row.state for code, row in rows.items()} == {"fitness.ecog": "value", "fitness.pacemaker": "unknown"}
    assert AuditEvent.objects.filter(
        action="patient.observe", details__items=["fitness.ecog", "fitness.pacemaker"]
    ).exists()


def test_a_wrong_value_comes_back_with_everything_typed(cast: House, patient: Patient) -> None:
    fields = {
        "date": "2026-10-22",
        "labs.inr": "1,1",
        "labs.bilirubin_umol_l": "zwei",
        "labs.bilirubin_umol_l_unit": "µmol/L",
    }
    answer = cast.browser_of("referrer").post(url(patient, "labs"), fields)
    assert answer.status_code == 422
    for text in ('value="1,1"', 'value="zwei"', 'value="2026-10-22"', "data-invalid"):
        assert text in answer.text
    assert not Observation.objects.exists()


def test_an_unusual_value_asks_to_be_confirmed(cast: House, patient: Patient) -> None:
    fields = {"date": "2026-10-22", "labs.inr": "14"}
    browser = cast.browser_of("referrer")
    answer = browser.post(url(patient, "labs"), fields)
    assert answer.status_code == 422
    assert 'name="labs.inr_confirmed"' in answer.text
    assert browser.post(url(patient, "labs"), fields | {"labs.inr_confirmed": "yes"}).status_code == 302
    assert Observation.objects.get().confirmed


def test_a_blood_test_needs_its_day_and_its_box_starts_empty_beside_the_last_value(
    cast: House, patient: Patient
) -> None:
    browser = cast.browser_of("referrer")
    answer = browser.post(url(patient, "labs"), {"labs.inr": "1.2"})
    assert answer.status_code == 422
    assert "When was the sample taken?" in answer.text
    assert browser.post(url(patient, "labs"), {"labs.inr": "1.2", "date": "10.2026"}).status_code == 302
    text = browser.get(url(patient, "labs")).text
    box = text[text.index('name="labs.inr"') - 300 :][:600]
    assert 'value=""' in box
    row = text[text.index('id="id_labs.inr_label"') :].split("observe__row")[0]
    assert "1.2" in row
    assert "Oct-2026" in row


def test_saying_that_the_rest_is_unchanged_never_takes_a_blood_test_back(cast: House, patient: Patient) -> None:
    browser = cast.browser_of("referrer")
    browser.post(url(patient, "labs"), {"labs.inr": "1.2", "date": "2026-10-01"})
    browser.post(
        url(patient, "labs"),
        {"labs.albumin_g_l": "40", "labs.albumin_g_l_unit": "g/L", "date": "2026-10-22", "still_true": "on"},
    )
    assert Observation.objects.filter(item="labs.inr").count() == 1


def test_what_is_unchanged_is_confirmed_on_the_new_day(cast: House, patient: Patient) -> None:
    actions.observe(
        patient=patient,
        by=cast["referrer"],
        answers={"fitness.ecog": Answer(number=Decimal(1))},
        date=dt.date(2026, 1, 1),
    )
    fields = {"date": "2026-10-22", "fitness.ecog": "1", "fitness.ecog_state": "value", "still_true": "on"}
    cast.browser_of("referrer").post(url(patient, "fitness"), fields)
    assert Observation.objects.filter(item="fitness.ecog").count() == 2


def test_the_same_form_sent_twice_is_written_once(cast: House, patient: Patient) -> None:
    fields = {"fitness.ecog": "1", "once": "11111111-1111-4111-8111-111111111111"}
    for _again in range(2):
        assert cast.browser_of("referrer").post(url(patient, "fitness"), fields).status_code == 302
    assert Observation.objects.count() == 1


def test_groups_of_a_work_up_are_no_facts_about_a_patient(cast: House, patient: Patient) -> None:
    assert cast.browser_of("referrer").get(url(patient, "gates")).status_code == 404


@pytest.mark.parametrize(("username", "status"), [("referrer", 200), ("stranger", 404), ("auditor", 403)])
def test_only_those_in_the_patients_care_write(cast: House, patient: Patient, username: str, status: int) -> None:
    assert cast.browser_of(username).get(url(patient, "tumour")).status_code == status


def test_neighbours_are_one_key_away(cast: House, patient: Patient) -> None:
    text = cast.browser_of("referrer").get(url(patient, "liver")).text
    assert "data-next" in text
    assert "data-previous" in text


def test_the_history_of_a_number_is_drawn_and_a_correction_stays_readable(
    cast: House, patient: Patient, django_assert_max_num_queries: Any
) -> None:
    by = cast["referrer"]
    for year, value in ((2015, 140), (2019, 310), (2026, 640)):
        answer = {"labs.chromogranin_a_ug_l": Answer(number=Decimal(value), printed=str(value), unit="µg/L")}
        actions.observe(patient=patient, by=by, date=dt.date(year, 3, 1), answers=answer)
    actions.withdraw(row=Observation.objects.get(number=310), reason="another patient's", by=by)
    browser = cast.browser_of("referrer")
    with django_assert_max_num_queries(10):
        text = browser.get(reverse("patients:history", args=[patient.pk, "labs.chromogranin_a_ug_l"])).text
    assert text.count("trend__point") == 2
    assert "data-gone" in text
    assert "another patient&#x27;s" in text
