"""Treatments given earlier or elsewhere: one by one, or the answer that there were none."""

import pytest
from django.urls import reverse

from core.models import AuditEvent
from patients.models import Observation, Patient
from tests.cast import House
from treatments.models import Course

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    return cast.patient()


def page(patient: Patient) -> str:
    return reverse("treatments:report_course", args=[patient.pk])


def test_a_treatment_of_long_ago_is_kept_with_as_much_of_its_date_as_is_known(cast: House, patient: Patient) -> None:
    fields = {"type": "tae", "date": "2.2019", "segments": ["6", "7"], "territory": "segments", "response": "partial"}
    answer = cast.browser_of("referrer").post(page(patient), fields)
    assert answer.headers["Location"] == reverse("treatments:courses", args=[patient.pk])
    course = Course.objects.get()
    assert (str(course.date), course.precision, course.origin, course.segments) == (
        "2019-02-01",
        "month",
        "earlier",
        ["6", "7"],
    )
    assert Observation.objects.get(item="list.earlier_treatments").text == "listed"
    assert AuditEvent.objects.filter(action="course.report").exists()


def test_none_is_asked_and_said_and_only_while_there_are_none(cast: House, patient: Patient) -> None:
    browser = cast.browser_of("referrer")
    assert "Nobody has said yet whether there were any." in browser.get(page(patient)).text
    assert browser.post(page(patient), {"answer": "none"}).status_code == 302
    assert "No earlier treatment." in browser.get(page(patient)).text
    browser.post(page(patient), {"type": "tae", "date": "2019"})
    assert browser.post(page(patient), {"answer": "none"}).status_code == 422
    assert Observation.objects.filter(item="list.earlier_treatments").latest("created_at").text == "listed"


def test_a_day_in_the_future_comes_back_with_everything_typed(cast: House, patient: Patient) -> None:
    answer = cast.browser_of("referrer").post(page(patient), {"type": "tae", "date": "2099-01-01", "note": "A note."})
    assert answer.status_code == 422
    assert 'value="2099-01-01"' in answer.text
    assert "A note." in answer.text
    assert not Course.objects.exists()


@pytest.mark.parametrize(("username", "status"), [("referrer", 200), ("stranger", 404), ("auditor", 403)])
def test_only_those_in_the_patients_care_report(cast: House, patient: Patient, username: str, status: int) -> None:
    assert cast.browser_of(username).get(page(patient)).status_code == status
