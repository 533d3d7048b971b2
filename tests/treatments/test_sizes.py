"""The size the rules read: of one measurement, the last that measured, until a later one says that it is gone."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from patients import actions
from patients.chart import Chart
from patients.models import Lesion, Patient
from patients.reading import spot
from tests.cast import House
from treatments.facts import case_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    patient = cast.patient(by="surgeon")
    actions.answer_list(patient=patient, name="lesions", answer="listed", date=TODAY, by=cast["surgeon"])
    return patient


@pytest.fixture
def lesion(cast: House, patient: Patient) -> Lesion:
    return actions.add_lesion(patient=patient, label="L1", segments=["6"], by=cast["surgeon"])


def seen(cast: House, lesion: Lesion, days_ago: int, modality: str = "ct", **measured: Any) -> None:
    """The lesion on a study so many days ago."""
    day = TODAY - dt.timedelta(days=days_ago)
    study = actions.add_study(patient=lesion.patient, modality=modality, date=day, by=cast["surgeon"])
    actions.measure(lesion=lesion, study=study, by=cast["surgeon"], **({"state": "measured"} | measured))


def told(patient: Patient) -> list[dict[str, Any]]:
    """The sizes of the lesions as the rules read them."""
    case = case_of(Chart.read(patient, TODAY), reference="x", courses=(), workup=None, services={})
    return [
        {name: value for name, value in one.items() if name not in {"label", "segments"}} for one in case["lesions"]
    ]


def test_a_volume_is_of_the_same_measurement_as_the_diameter(cast: House, patient: Patient, lesion: Lesion) -> None:
    seen(cast, lesion, 60, longest_mm=Decimal(21), volume_ml=Decimal(5))
    assert told(patient) == [{"longest_mm": 21, "volume_ml": 5}]
    seen(cast, lesion, 2, longest_mm=Decimal(60))
    assert told(patient) == [{"longest_mm": 60}]


@pytest.mark.parametrize("state", ["seen", "not-evaluable"])
def test_a_study_that_measures_nothing_takes_no_size_back(
    cast: House, patient: Patient, lesion: Lesion, state: str
) -> None:
    seen(cast, lesion, 20, longest_mm=Decimal(28), second_mm=Decimal(22))
    seen(cast, lesion, 2, modality="sstr-pet", state=state)
    assert told(patient) == [{"longest_mm": 28, "second_mm": 22}]
    (history,) = Chart.read(patient, TODAY).lesions
    assert spot(history).longest_mm == 28


def test_a_lesion_now_too_small_to_measure_has_no_size(cast: House, patient: Patient, lesion: Lesion) -> None:
    seen(cast, lesion, 20, longest_mm=Decimal(12))
    seen(cast, lesion, 2, state="too-small")
    assert told(patient) == [{}]


def test_a_lesion_that_came_back_has_the_size_it_came_back_with(cast: House, patient: Patient, lesion: Lesion) -> None:
    seen(cast, lesion, 40, longest_mm=Decimal(12))
    seen(cast, lesion, 20, state="vanished")
    assert told(patient) == []
    seen(cast, lesion, 2, state="seen")
    assert told(patient) == [{}]


def test_an_old_size_is_no_size_when_newer_images_are_silent(cast: House, patient: Patient, lesion: Lesion) -> None:
    seen(cast, lesion, 200, longest_mm=Decimal(12), volume_ml=Decimal(1))
    assert told(patient) == [{"longest_mm": 12, "volume_ml": 1}]
    seen(cast, lesion, 2, state="not-evaluable")
    assert told(patient) == [{}]
