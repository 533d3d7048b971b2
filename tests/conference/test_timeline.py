"""The timeline: years of a disease in one strip, the latest first, long silences in words."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from patients import actions as patients
from patients.models import Patient
from tests.cast import House
from treatments import actions as treatments

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


def page(cast: House, patient: Patient, username: str = "surgeon") -> str:
    return cast.browser_of(username).get(reverse("conference:timeline", args=[patient.pk])).text


def test_everything_that_happened_stands_in_order_with_the_long_pauses(cast: House) -> None:
    decision = cast.signed()
    patient, by = decision.patient, cast["diagnostic-radiologist"]
    study = patients.add_study(patient=patient, modality="ct", date=dt.date(2014, 6, 2), by=by)
    lesion = patients.add_lesion(patient=patient, label="L1", segments=["6"], by=by)
    patients.measure(lesion=lesion, study=study, state="measured", longest_mm=Decimal("12.5"), by=by)
    patients.report_pathology(patient=patient, grade="g1", date=dt.date(2011, 5, 1), precision="month", by=by)
    treatments.report_course(patient=patient, type="prrt", date=dt.date(2014, 1, 1), precision="year", by=by)
    text = page(cast, patient)
    assert (
        text.index("Conference: treatment")
        < text.index("02-Jun-2014")
        < text.index("2014</span>")
        < text.index("May-2011")
    )
    assert "1 lesion, largest 12.5 mm" in text
    assert "2 years 8 months" in text
    assert decision.wording in text
    assert reverse("conference:decision", args=[decision.pk]) in text


def test_a_question_not_answered_yet_is_on_it(cast: House) -> None:
    case = cast.case(question="Is resection possible?")
    assert "Is resection possible?" in page(cast, case.patient, "referrer")
    assert reverse("conference:referral", args=[case.referral_id]) in page(cast, case.patient, "referrer")


def test_htmx_gets_the_strip_alone(cast: House) -> None:
    url = reverse("conference:timeline", args=[cast.patient().pk])
    part = cast.browser_of("referrer").get(url, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<section class="panel" id="timeline"')


@pytest.mark.parametrize(("username", "status"), [("referrer", 200), ("stranger", 404), ("auditor", 403)])
def test_it_is_seen_through_a_care_relation(cast: House, username: str, status: int) -> None:
    url = reverse("conference:timeline", args=[cast.patient().pk])
    assert cast.browser_of(username).get(url).status_code == status


def test_the_number_of_queries_does_not_grow_with_the_years(cast: House, django_assert_max_num_queries: Any) -> None:
    patient = cast.patient()
    for year in range(2000, 2020):
        treatments.report_course(patient=patient, type="prrt", date=dt.date(year, 1, 1), by=cast["referrer"])
    browser = cast.browser_of("referrer")
    with django_assert_max_num_queries(13):
        browser.get(reverse("conference:timeline", args=[patient.pk]))
