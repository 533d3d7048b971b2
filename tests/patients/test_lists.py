"""Lists: four answers to the whole, lines that begin and end, and nothing that contradicts itself."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from core.rules import RuleBroken
from patients import actions
from patients.actions import Answer
from patients.chart import Chart
from patients.models import Entry, Observation, PathologyReport, Patient, Study
from patients.reading import banner
from tests.cast import House
from treatments.actions import report_course

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


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
        url("answer_list", patient.pk, "drugs"), {"act": "answer", "list.drugs": "none", "shown": listed(patient)}
    )
    assert answer.status_code == 422
    assert "There are lines on the list." in answer.text
    assert Chart.read(patient, TODAY).list_state("drugs") == "listed"


def listed(patient: Patient) -> str:
    """The row that says that a list is listed: the page shows it, and its form says so."""
    return str(Observation.objects.get(patient=patient, text="listed").pk)


def none_of(name: str) -> dict[str, Answer]:
    return {f"list.{name}": Answer(text="none")}


@pytest.mark.parametrize("name", Entry.List.values)
def test_none_is_refused_by_every_door_while_a_line_stands(cast: House, patient: Patient, name: str) -> None:
    entry = actions.add_entry(patient=patient, list=name, text="something", by=cast["referrer"])
    with pytest.raises(RuleBroken, match="lines on the list"):
        actions.observe(patient=patient, answers=none_of(name), by=cast["referrer"], date=TODAY)
    actions.end_entry(entry=entry, until=TODAY, by=cast["referrer"])
    actions.observe(patient=patient, answers=none_of(name), by=cast["referrer"], date=TODAY)
    assert Chart.read(patient, TODAY).list_state(name) == "none"


def test_the_facts_page_and_the_referral_do_not_say_none_over_a_recorded_allergy(cast: House, patient: Patient) -> None:
    actions.add_entry(patient=patient, list="allergies", code="contrast", by=cast["referrer"])
    browser = cast.browser_of("referrer")
    said = {"date": TODAY.isoformat(), "list.allergies": "none", "list.allergies_state": "value"}
    said["shown"] = listed(patient)
    answer = browser.post(url("observe", patient.pk, "allergies"), said)
    assert (answer.status_code, "There are lines on the list." in answer.text) == (422, True)
    draft = {f"facts-{name}": value for name, value in said.items()}
    draft |= {"act": "draft", "unit": str(cast.unit.pk), "question": "?"}
    answer = browser.post(reverse("conference:refer", args=[patient.pk]), draft)
    assert (answer.status_code, "There are lines on the list." in answer.text) == (422, True)
    assert Chart.read(patient, TODAY).list_state("allergies") == "listed"


def test_a_list_was_empty_before_its_first_line_began(cast: House, patient: Patient) -> None:
    began = TODAY - dt.timedelta(days=100)
    actions.add_entry(patient=patient, list="drugs", code="ssa", date=began, by=cast["referrer"])
    actions.observe(patient=patient, answers=none_of("drugs"), by=cast["referrer"], date=began - dt.timedelta(days=1))
    with pytest.raises(RuleBroken):
        actions.observe(patient=patient, answers=none_of("drugs"), by=cast["referrer"], date=began)


def test_none_is_refused_over_a_yes_and_goes_with_the_no_that_replaces_it(cast: House, patient: Patient) -> None:
    by = cast["referrer"]
    actions.observe(patient=patient, answers={"allergies.contrast": Answer(text="yes")}, by=by)
    with pytest.raises(RuleBroken, match="Allergic to contrast medium: Yes"):
        actions.observe(patient=patient, answers=none_of("allergies"), by=by)
    actions.observe(patient=patient, answers=none_of("allergies") | {"allergies.contrast": Answer(text="no")}, by=by)
    assert Chart.read(patient, TODAY).list_state("allergies") == "none"


def test_lesions_and_treatments_given_are_lines_too(cast: House, patient: Patient) -> None:
    by = cast["referrer"]
    report_course(patient=patient, type="tae", date=TODAY - dt.timedelta(days=400), by=by)
    study = actions.add_study(patient=patient, modality="ct", date=TODAY - dt.timedelta(days=7), by=by)
    lesion = actions.add_lesion(patient=patient, label="L1", by=by)
    actions.measure(lesion=lesion, study=study, state="measured", longest_mm=Decimal(20), by=by)
    for name in ("lesions", "earlier_treatments"):
        with pytest.raises(RuleBroken, match="lines on the list"):
            actions.observe(patient=patient, answers=none_of(name), by=by, date=TODAY - dt.timedelta(days=7))
        actions.observe(patient=patient, answers=none_of(name), by=by, date=TODAY - dt.timedelta(days=500))


def test_a_line_written_since_takes_the_none_before_it_back(cast: House, patient: Patient) -> None:
    actions.answer_list(patient=patient, name="drugs", answer="none", by=cast["referrer"], date=TODAY)
    actions.add_entry(patient=patient, list="drugs", code="ppi", by=cast["referrer"])
    assert Chart.read(patient, TODAY).list_state("drugs") == "listed"


@pytest.mark.parametrize("answer", ["none", "unobtainable", "listed", ""])
def test_an_allergy_is_on_the_banner_whatever_was_said_of_the_list(cast: House, patient: Patient, answer: str) -> None:
    if answer:
        actions.answer_list(patient=patient, name="allergies", answer=answer, by=cast["referrer"])
    actions.add_entry(patient=patient, list="allergies", text="latex", by=cast["referrer"])
    actions.observe(patient=patient, answers={"allergies.octreotide": Answer(text="yes")}, by=cast["referrer"])
    allergies = banner(Chart.read(patient, TODAY))["allergies"]
    assert (allergies["state"], allergies["items"]) == ("known", ["latex", "octreotide"])


def test_a_list_said_to_have_lines_and_without_any_is_not_recorded_on_the_banner(cast: House, patient: Patient) -> None:
    actions.answer_list(patient=patient, name="allergies", answer="listed", by=cast["referrer"])
    assert banner(Chart.read(patient, TODAY))["allergies"]["state"] == "not_recorded"


def test_an_allergy_that_ended_was_there_before(cast: House, patient: Patient) -> None:
    began, ended = TODAY - dt.timedelta(days=100), TODAY - dt.timedelta(days=10)
    entry = actions.add_entry(patient=patient, list="allergies", code="contrast", date=began, by=cast["referrer"])
    actions.end_entry(entry=entry, until=ended, by=cast["referrer"])
    there = {
        ago: bool(Chart.read(patient, TODAY - dt.timedelta(days=ago)).entries["allergies"])
        for ago in (101, 50, 11, 10, 0)
    }
    assert there == {101: False, 50: True, 11: True, 10: False, 0: False}


def test_nothing_ends_before_it_began(cast: House, patient: Patient) -> None:
    entry = actions.add_entry(patient=patient, list="drugs", code="ssa", date=dt.date(2020, 5, 1), by=cast["referrer"])
    answer = cast.browser_of("referrer").post(url("end_entry", entry.pk), {"version": 1, "until": "1999-01-01"})
    assert (answer.status_code, "before it began" in answer.text, 'value="1999-01-01"' in answer.text) == (
        422,
        True,
        True,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(until=dt.date(1999, 1, 1))


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
    fields = {"modality": "ct", "date": "2026-06-10", "phases": ["arterial", "portal-venous"], "slice_mm": "0,625"}
    sent = browser.post(url("add_study", patient.pk), fields)
    assert sent.headers["Location"] == url("lesions", patient.pk)
    assert Study.objects.get().slice_mm == Decimal("0.625")
    future = browser.post(url("add_study", patient.pk), fields | {"date": "2099-01-01"})
    assert future.status_code == 422


@pytest.mark.parametrize("name", ["answer_list", "report_pathology", "add_study", "end_entry", "withdraw", "correct"])
def test_nobody_outside_the_care_writes(cast: House, patient: Patient, name: str) -> None:
    entry = actions.add_entry(patient=patient, list="drugs", code="ssa", by=cast["referrer"])
    (row,) = actions.answer_list(patient=patient, name="drugs", answer="listed", by=cast["referrer"])
    told: dict[str, list[Any]] = {
        "answer_list": [patient.pk, "drugs"],
        "end_entry": [entry.pk],
        "withdraw": ["entry", entry.pk],
        "correct": ["observation", row.pk],
    }
    args = told.get(name, [patient.pk])
    for username, status in (("referrer", 200), ("stranger", 404), ("auditor", 403)):
        assert cast.browser_of(username).get(url(name, *args)).status_code == status, username


def test_that_these_are_all_the_lesions_grows_old_with_the_images(cast: House, patient: Patient) -> None:
    actions.add_lesion(patient=patient, label="L1", by=cast["referrer"])
    browser, page = cast.browser_of("referrer"), url("patient", patient.pk)
    for days, words in ((400, "that this is all was said too long ago"), (0, "and that is all")):
        day = TODAY - dt.timedelta(days=days)
        actions.answer_list(patient=patient, name="lesions", answer="listed", date=day, by=cast["referrer"])
        assert words in browser.get(page).text
