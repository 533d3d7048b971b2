"""Writing down facts: only what changed, of one day, nothing lost, and a value that is not there is never a no."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from patients import actions
from patients.actions import Answer
from patients.chart import Chart
from patients.forms import FactsForm
from patients.models import Observation, Patient
from tests.cast import House
from treatments.facts import case_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    return cast.patient()


def url(patient: Patient, group: str) -> str:
    return reverse("patients:observe", args=[patient.pk, group])


def page_of(browser: Client, patient: Patient, group: str = "fitness") -> dict[str, str]:
    """Everything a browser would send back of the page as it stands now."""
    form: FactsForm = browser.get(url(patient, group)).context["form"]
    sent = {"shown": form["shown"].value(), "date": TODAY.isoformat()}
    for item in form.items:
        typed = form.fields[item.code].prepare_value(form[item.code].initial)
        sent |= {item.code: typed.text, f"{item.code}_state": typed.state or "not-asked"}
    return sent


def ecog(cast: House, patient: Patient, number: int, by: str = "surgeon") -> Observation:
    answers = {"fitness.ecog": Answer(number=Decimal(number), printed=str(number))}
    (row,) = actions.observe(patient=patient, answers=answers, date=TODAY, by=cast[by])
    return row


def standing(patient: Patient, code: str = "fitness.ecog") -> Any:
    return Chart.read(patient, TODAY).facts[code].value


def hidden(text: str, form: int = 0) -> dict[str, str]:
    """The hidden inputs of one of the forms on the page of a conflict."""
    part = text.split('class="conflict stack"')[1].split('<form method="post"')[1 + form].split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', part)
    return {unescape(name): unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("before", [None, 1])
def test_what_nobody_touched_on_an_old_page_takes_nothing_back(
    cast: House, patient: Patient, before: int | None
) -> None:
    if before is not None:
        ecog(cast, patient, before)
    browser = cast.browser_of("referrer")
    page = page_of(browser, patient)
    ecog(cast, patient, 3)
    sent = browser.post(url(patient, "fitness"), page | {"fitness.asa": "2", "fitness.asa_state": "value"})
    assert sent.status_code == 302
    assert (standing(patient), standing(patient, "fitness.asa")) == (3, 2)


def test_two_answers_to_one_question_are_shown_side_by_side(cast: House, patient: Patient) -> None:
    ecog(cast, patient, 1)
    browser = cast.browser_of("referrer")
    page = page_of(browser, patient) | {"fitness.ecog": "2", "fitness.asa": "2", "fitness.asa_state": "value"}
    ecog(cast, patient, 3)
    conflict = browser.post(url(patient, "fitness"), page)
    assert conflict.status_code == 409
    assert Observation.objects.count() == 2  # nothing is written, and
    assert hidden(conflict.text) | {"shown": ""} == page | {"shown": ""}  # nothing typed is lost
    for words in ("Performance status", "3: limited self-care", "2: self-caring"):
        assert words in conflict.text
    assert "ASA class" not in conflict.text
    assert browser.post(url(patient, "fitness"), hidden(conflict.text)).status_code == 302  # mine
    assert (standing(patient), standing(patient, "fitness.asa")) == (2, 2)


def test_theirs_can_stay_and_the_rest_of_mine_be_saved(cast: House, patient: Patient) -> None:
    browser = cast.browser_of("referrer")
    page = page_of(browser, patient)
    page |= {"fitness.ecog": "2", "fitness.ecog_state": "value", "fitness.asa": "2", "fitness.asa_state": "value"}
    ecog(cast, patient, 3)
    conflict = browser.post(url(patient, "fitness"), page)
    assert browser.post(url(patient, "fitness"), hidden(conflict.text, 1)).status_code == 302
    assert (standing(patient), standing(patient, "fitness.asa")) == (3, 2)


def test_keeping_mine_of_one_fact_takes_nothing_of_another_back(cast: House, patient: Patient) -> None:
    """ECOG was shown as 1 and not touched, ASA was changed; both were answered by somebody else."""
    ecog(cast, patient, 1)
    browser = cast.browser_of("referrer")
    page = page_of(browser, patient) | {"fitness.asa": "2", "fitness.asa_state": "value"}
    ecog(cast, patient, 3)
    actions.observe(patient=patient, answers={"fitness.asa": Answer(number=Decimal(4))}, date=TODAY, by=cast["surgeon"])
    conflict = browser.post(url(patient, "fitness"), page)
    assert browser.post(url(patient, "fitness"), hidden(conflict.text)).status_code == 302
    assert (standing(patient), standing(patient, "fitness.asa")) == (3, 2)


def test_the_same_answer_twice_is_no_conflict_and_is_written_once(cast: House, patient: Patient) -> None:
    browser = cast.browser_of("referrer")
    page = page_of(browser, patient) | {"fitness.ecog": "3", "fitness.ecog_state": "value"}
    ecog(cast, patient, 3)
    assert browser.post(url(patient, "fitness"), page).status_code == 302
    assert Observation.objects.count() == 1


def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing(cast: House, patient: Patient) -> None:
    ecog(cast, patient, 3)
    sent = {"date": "2026-10-22", "fitness.ecog": "1", "fitness.ecog_state": "value"}
    assert cast.browser_of("referrer").post(url(patient, "fitness"), sent).status_code == 409
    assert standing(patient) == 3


def test_what_was_taken_back_meanwhile_is_not_confirmed(cast: House, patient: Patient) -> None:
    row = ecog(cast, patient, 1)
    browser = cast.browser_of("referrer")
    page = page_of(browser, patient)
    actions.withdraw(row=row, reason="another patient", by=cast["surgeon"])
    browser.post(url(patient, "fitness"), page | {"still_true": "on"})
    assert standing(patient) is None
    assert browser.post(url(patient, "fitness"), page | {"fitness.ecog": "2"}).status_code == 409


def test_saying_that_the_rest_is_unchanged_confirms_only_what_was_shown(cast: House, patient: Patient) -> None:
    ecog(cast, patient, 1)
    actions.observe(patient=patient, answers={"fitness.asa": Answer(number=Decimal(2))}, date=TODAY, by=cast["surgeon"])
    browser = cast.browser_of("referrer")
    page = page_of(browser, patient)
    ecog(cast, patient, 3)
    browser.post(url(patient, "fitness"), page | {"still_true": "on"})
    assert standing(patient) == 3
    assert Observation.objects.filter(item="fitness.asa").count() == 2


def test_a_sample_of_another_day_stands_beside_the_others_and_one_of_the_same_day_does_not(
    cast: House, patient: Patient
) -> None:
    browser = cast.browser_of("referrer")
    page = page_of(browser, patient, "labs") | {"labs.inr": "1.1", "labs.inr_state": "value", "date": "2026-10-22"}
    for day, status in ((dt.date(2026, 10, 21), 302), (dt.date(2026, 10, 22), 409)):
        theirs = {"labs.inr": Answer(number=Decimal("1.4"), printed="1.4")}
        actions.observe(patient=patient, answers=theirs, date=day, by=cast["surgeon"])
        assert browser.post(url(patient, "labs"), page).status_code == status


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


def test_the_upper_limit_of_the_laboratory_reaches_the_rules_and_the_history(cast: House, patient: Patient) -> None:
    browser = cast.browser_of("referrer")
    sent = {"labs.alt_u_l": "1,58", "labs.alt_u_l_unit": "µkat/L", "labs.alt_u_l_upper_limit": "0,76"}
    assert browser.post(url(patient, "labs"), sent | {"date": TODAY.isoformat()}).status_code == 302
    case = case_of(Chart.read(patient, TODAY), reference="x", courses=(), workup=None, services={})
    assert case["labs"]["alt_u_l"] == {"value": 94.8, "date": TODAY.isoformat(), "upper_limit": 45.6}
    assert "normal up to 45.6 U/L" in browser.get(reverse("patients:history", args=[patient.pk, "labs.alt_u_l"])).text


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
    browser = cast.browser_of("referrer")
    browser.post(url(patient, "fitness"), page_of(browser, patient) | {"date": "2026-10-22", "still_true": "on"})
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
