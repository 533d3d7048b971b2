"""Lists: four answers to the whole, lines that begin and end, and nothing that contradicts itself."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.models import AuditEvent
from patients import actions
from patients.models import Entry, Observation, PathologyReport, Patient, Study
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    return cast.patient()


def url(name: str, *args: Any) -> str:
    return reverse(f"patients:{name}", args=args)


def test_none_is_an_answer_and_an_empty_list_is_not(cast: House, patient: Patient) -> None:
    browser, page = cast.browser_of("referrer"), url("answer_list", patient.pk, "allergies")
    assert "An empty list never means none." in browser.get(page).text
    assert browser.post(page, {"act": "answer", "list.allergies": "none", "date": "2026-10-22"}).status_code == 302
    assert Observation.objects.get(item="list.allergies").text == "none"


def test_a_line_makes_the_list_listed(cast: House, patient: Patient) -> None:
    page = url("answer_list", patient.pk, "drugs")
    sent = cast.browser_of("referrer").post(
        page, {"act": "add", "code": "ssa", "dose": "120 mg every 4 weeks", "date": "10.2018"}
    )
    assert sent.headers["Location"] == page
    entry = Entry.objects.get()
    assert (entry.dose, entry.precision) == ("120 mg every 4 weeks", "month")
    assert Observation.objects.get(item="list.drugs").text == "listed"
    assert AuditEvent.objects.filter(action="entry.drugs").exists()


def test_a_line_that_says_nothing_comes_back_with_what_was_typed(cast: House, patient: Patient) -> None:
    answer = cast.browser_of("referrer").post(url("answer_list", patient.pk, "drugs"), {"act": "add", "dose": "120 mg"})
    assert answer.status_code == 422
    assert 'value="120 mg"' in answer.text
    assert not Entry.objects.exists()


def test_none_cannot_be_said_of_a_list_with_lines(cast: House, patient: Patient) -> None:
    actions.add_entry(patient=patient, list="drugs", code="ssa", by=cast["referrer"])
    answer = cast.browser_of("referrer").post(
        url("answer_list", patient.pk, "drugs"), {"act": "answer", "list.drugs": "none"}
    )
    assert answer.status_code == 422
    assert "There are lines on the list." in answer.text
    assert not Observation.objects.exists()


def test_a_drug_ends_on_a_day_and_leaves_the_list(cast: House, patient: Patient) -> None:
    entry = actions.add_entry(patient=patient, list="drugs", code="ssa", by=cast["referrer"])
    browser = cast.browser_of("referrer")
    assert browser.post(url("end_entry", entry.pk), {"version": 1, "until": "2026"}).status_code == 422
    assert browser.post(url("end_entry", entry.pk), {"version": 1, "until": "2026-10-01"}).status_code == 302
    entry.refresh_from_db()
    assert entry.until == dt.date(2026, 10, 1)
    assert not Entry.objects.current().exists()


def test_what_was_entered_in_error_is_taken_back_with_its_reason(cast: House, patient: Patient) -> None:
    entry = actions.add_entry(patient=patient, list="allergies", text="latex", by=cast["referrer"])
    browser, page = cast.browser_of("referrer"), url("withdraw", "entry", entry.pk)
    assert "latex" in browser.get(page).text
    assert browser.post(page, {}).status_code == 422
    assert browser.post(page, {"reason": "another patient"}).status_code == 302
    assert not Entry.objects.current().exists()
    assert AuditEvent.objects.get(action="entry.withdraw").reason == "another patient"


def test_a_pathology_report_keeps_its_index_as_printed(cast: House, patient: Patient) -> None:
    browser, page = cast.browser_of("referrer"), url("report_pathology", patient.pk)
    assert browser.post(page, {}).status_code == 422
    fields = {"date": "2024-02", "differentiation": "net", "grade": "g2", "ki67": "3-5", "mitoses": "<2"}
    assert browser.post(page, fields).status_code == 302
    report = PathologyReport.objects.get()
    assert (report.ki67_low, report.ki67_high) == (Decimal(3), Decimal(5))
    assert (report.ki67_printed, report.mitoses_low) == ("3-5", None)
    wrong = browser.post(page, fields | {"ki67": "105"})
    assert wrong.status_code == 422
    assert 'value="105"' in wrong.text


def test_a_study_leads_on_to_the_lesions(cast: House, patient: Patient) -> None:
    browser = cast.browser_of("referrer")
    fields = {"modality": "ct", "date": "2026-06-10", "phases": ["arterial", "portal-venous"], "slice_mm": "1,5"}
    sent = browser.post(url("add_study", patient.pk), fields)
    assert sent.headers["Location"] == url("lesions", patient.pk)
    assert str(Study.objects.get().slice_mm) == "1.50"
    future = browser.post(url("add_study", patient.pk), fields | {"date": "2099-01-01"})
    assert future.status_code == 422


@pytest.mark.parametrize("name", ["answer_list", "report_pathology", "add_study", "end_entry", "withdraw"])
def test_nobody_outside_the_care_writes(cast: House, patient: Patient, name: str) -> None:
    entry = actions.add_entry(patient=patient, list="drugs", code="ssa", by=cast["referrer"])
    told: dict[str, list[Any]] = {
        "answer_list": [patient.pk, "drugs"],
        "end_entry": [entry.pk],
        "withdraw": ["entry", entry.pk],
    }
    args = told.get(name, [patient.pk])
    for username, status in (("referrer", 200), ("stranger", 404), ("auditor", 403)):
        assert cast.browser_of(username).get(url(name, *args)).status_code == status, username
