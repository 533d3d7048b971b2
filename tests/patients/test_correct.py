"""A correction in the browser: a new row that names the one it replaces, with the reason; prefilled, nothing lost."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from patients import actions
from patients.actions import Answer
from patients.chart import Chart
from patients.models import Observation, PathologyReport, Patient
from patients.reading import banner
from tests.cast import House

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    return cast.patient()


def url(kind: str, row: Any) -> str:
    return reverse("patients:correct", args=[kind, row.pk])


def inr(cast: House, patient: Patient) -> Observation:
    said = {"labs.inr": Answer(number=Decimal(10), printed="10", confirmed=True)}
    (row,) = actions.observe(patient=patient, answers=said, date=dt.date(2026, 3, 1), by=cast["surgeon"])
    return row


def test_an_answer_is_said_anew_from_its_history(cast: House, patient: Patient) -> None:
    row, browser = inr(cast, patient), cast.browser_of("referrer")
    assert url("observation", row) in browser.get(reverse("patients:history", args=[patient.pk, "labs.inr"])).text
    text = browser.get(url("observation", row)).text
    assert 'value="10"' in text
    assert 'value="2026-03-01"' in text
    sent = browser.post(url("observation", row), {"answer": "1.0", "date": "2026-02-28", "reason": "the comma"})
    assert sent.status_code == 302
    fact = Chart.read(patient, TODAY).facts["labs.inr"]
    assert (fact.value, fact.date) == (1, dt.date(2026, 2, 28))
    assert fact.row is not None
    assert (fact.row.replaces, fact.row.reason, fact.row.noted_on) == (row, "the comma", row.noted_on)
    assert AuditEvent.objects.get(action="observation.correct").reason == "the comma"
    history = browser.get(reverse("patients:history", args=[patient.pk, "labs.inr"])).text
    assert "data-gone" in history
    assert "the comma" in history


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"reason": ""}, "Reason"),
        ({"answer": "ten"}, "not a number"),
        ({"answer": ""}, "Write the value"),
        ({"date": ""}, "When was the sample taken?"),
        ({"date": "1900-01-01"}, "before the birth date"),
    ],
)
def test_a_correction_that_cannot_be_comes_back_with_every_word(cast: House, wrong: dict[str, str], says: str) -> None:
    row = inr(cast, cast.patient(number="T-2", birth_date=dt.date(1960, 1, 1)))
    typed = {"answer": "1.0", "answer_state": "value", "date": "2026-02-28", "reason": "the comma"} | wrong
    answer = cast.browser_of("referrer").post(url("observation", row), typed)
    assert (answer.status_code, says in answer.text) == (422, True)
    assert all(f'value="{value}"' in answer.text for name, value in typed.items() if name != "answer_state")
    assert Observation.objects.count() == 1


def test_the_second_of_two_corrections_overwrites_nothing_and_keeps_its_words(cast: House, patient: Patient) -> None:
    row, browser = inr(cast, patient), cast.browser_of("referrer")
    actions.correct_observation(
        observation=row, answer=Answer(number=Decimal("1.1")), reason="misread", date=row.date, by=cast["surgeon"]
    )
    answer = browser.post(url("observation", row), {"answer": "1.0", "date": "2026-03-01", "reason": "the comma"})
    assert answer.status_code == 422
    assert "Somebody has corrected this in the meantime." in answer.text
    assert 'value="the comma"' in answer.text
    assert Chart.read(patient, TODAY).facts["labs.inr"].value == Decimal("1.1")


def test_none_is_no_correction_of_a_list_with_lines(cast: House, patient: Patient) -> None:
    actions.add_entry(patient=patient, list="allergies", text="latex", by=cast["referrer"])
    (row,) = actions.answer_list(patient=patient, name="allergies", answer="listed", date=TODAY, by=cast["referrer"])
    sent = {"answer": "none", "date": TODAY.isoformat(), "reason": "asked again"}
    answer = cast.browser_of("referrer").post(url("observation", row), sent)
    assert (answer.status_code, "lines on the list" in answer.text) == (422, True)


def test_a_report_is_said_anew_with_what_it_said_filled_in(cast: House, patient: Patient) -> None:
    browser = cast.browser_of("referrer")
    said = {"date": "2024-02", "specimen": "liver", "differentiation": "net", "ki67": "30-40%", "accession": "H-1"}
    browser.post(reverse("patients:report_pathology", args=[patient.pk]), said)
    report = PathologyReport.objects.get()
    assert url("pathology", report) in browser.get(reverse("patients:report_pathology", args=[patient.pk])).text
    text = browser.get(url("pathology", report)).text
    for value in ("2024-02", "30-40", "H-1"):
        assert f'value="{value}"' in text
    assert browser.post(url("pathology", report), said | {"ki67": "3-4"}).status_code == 422  # why?
    sent = browser.post(url("pathology", report), said | {"ki67": "", "mitoses": "<2", "reason": "typing error"})
    assert sent.status_code == 302
    (corrected,) = Chart.read(patient, TODAY).pathology
    assert (corrected.replaces_id, corrected.reason, corrected.accession) == (report.pk, "typing error", "H-1")
    assert (corrected.ki67_low, corrected.ki67_printed, corrected.mitoses_printed) == (None, "", "<2")


def test_an_index_is_kept_without_the_unit_the_pages_put_behind_it(cast: House, patient: Patient) -> None:
    browser = cast.browser_of("referrer")
    said = {"ki67": "20-30 %", "mitoses": "<2/2 mm²"}
    browser.post(reverse("patients:report_pathology", args=[patient.pk]), said)
    report = PathologyReport.objects.get()
    assert (report.ki67_printed, report.mitoses_printed) == ("20-30", "<2")
    assert banner(Chart.read(patient, TODAY))["ki67"] == "20-30"
    assert "% %" not in browser.get(reverse("patients:patient", args=[patient.pk])).text
