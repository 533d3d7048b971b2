"""The record of one patient: the history on one screen, and an empty box is never a no."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from patients import actions
from patients.actions import Answer
from patients.models import Patient
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


def page(cast: House, patient: Patient, username: str = "referrer") -> str:
    answer = cast.browser_of(username).get(reverse("patients:patient", args=[patient.pk]))
    assert answer.status_code == 200
    return answer.text


def imaged(cast: House, patient: Patient, sizes: dict[str, Any], label: str = "L1") -> None:
    """One lesion in segment 6 with a size on each day."""
    by = cast["diagnostic-radiologist"]
    lesion = actions.add_lesion(patient=patient, label=label, segments=["6"], by=by)
    for day, size in sizes.items():
        study = actions.add_study(patient=patient, modality="ct", date=dt.date.fromisoformat(day), by=by)
        actions.measure(lesion=lesion, study=study, state="measured", longest_mm=Decimal(size), by=by)


@pytest.mark.parametrize(
    ("username", "status"),
    [("referrer", 200), ("stranger", 404), ("surgeon", 404), ("auditor", 403), ("administrator", 403)],
)
def test_a_patient_is_seen_through_a_care_relation_only(cast: House, username: str, status: int) -> None:
    url = reverse("patients:patient", args=[cast.patient().pk])
    assert cast.browser_of(username).get(url).status_code == status


def test_the_title_of_the_page_names_nobody(cast: House) -> None:
    text = page(cast, cast.patient("Canary"))
    assert "Canary" not in text[: text.index("</title>")]
    assert "Canary" in text


def test_lesions_are_shown_now_and_before_with_the_difference(cast: House) -> None:
    patient = cast.patient()
    imaged(cast, patient, {"2026-01-10": 22, "2026-06-10": 28})
    text = page(cast, patient)
    assert "+6&nbsp;mm" in text
    assert "10-Jun-2026" in text
    assert "nobody has said that this is all" in text


def test_a_grade_that_its_own_figures_contradict_is_said(cast: House) -> None:
    patient = cast.patient()
    low: dict[str, Any] = {"ki67_low": Decimal(8), "ki67_high": Decimal(8), "ki67_printed": "8"}
    actions.report_pathology(patient=patient, by=cast["referrer"], differentiation="net", grade="g1", **low)
    text = page(cast, patient)
    assert "Stated G1, but its own figures make it G2." in text
    assert "Ki-67 alone" in text


def test_what_nobody_asked_is_a_task_and_what_is_old_is_marked(cast: House) -> None:
    patient = cast.patient()
    old = timezone.localdate() - dt.timedelta(days=200)
    actions.observe(patient=patient, by=cast["referrer"], date=old, answers={"labs.inr": Answer(number=Decimal("1.1"))})
    text = page(cast, patient)
    assert "out of date" in text
    assert "31 not asked" in text  # the liver
    assert reverse("patients:observe", args=[patient.pk, "liver"]) in text
    assert reverse("patients:history", args=[patient.pk, "labs.inr"]) in text


def test_an_empty_list_is_not_asked_until_somebody_says_none(cast: House) -> None:
    patient = cast.patient()
    drugs = page(cast, patient).split('id="group-drugs"')[1].split("</dd>")[0]
    assert 'data-state="not-asked"' in drugs
    actions.answer_list(patient=patient, name="drugs", answer="none", by=cast["referrer"])
    assert "<strong>none</strong>" in page(cast, patient).split('id="group-drugs"')[1].split("</dd>")[0]


def test_buttons_follow_what_one_may_do(cast: House) -> None:
    patient = cast.case().patient
    refer = reverse("conference:refer", args=[patient.pk])
    assert refer in page(cast, patient, "referrer")
    assert refer not in page(cast, patient, "pathologist")


def test_a_patient_who_died_is_not_referred(cast: House) -> None:
    patient = cast.patient()
    actions.note_death(patient=patient, on=timezone.localdate(), by=cast["referrer"])
    text = page(cast, patient)
    assert "data-deceased" in text
    assert reverse("conference:refer", args=[patient.pk]) not in text


def test_treatments_and_timeline_are_links_that_htmx_fills(cast: House) -> None:
    patient = cast.patient()
    text = page(cast, patient)
    for name in ("treatments:courses", "conference:timeline"):
        url = reverse(name, args=[patient.pk])
        assert f'hx-get="{url}"' in text
        assert f'<a href="{url}">' in text


def test_the_number_of_queries_does_not_grow_with_the_history(cast: House, django_assert_max_num_queries: Any) -> None:
    patient = cast.patient()
    for number in range(6):
        imaged(cast, patient, {f"20{number + 10}-01-10": 10, f"20{number + 10}-07-10": 12}, f"L{number}")
    browser = cast.browser_of("referrer")
    with django_assert_max_num_queries(10):
        browser.get(reverse("patients:patient", args=[patient.pk]))
