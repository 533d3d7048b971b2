"""What is impossible, too long or too fine is refused in its box, by name, and everything typed is still there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from patients import actions
from patients.models import Measurement, Observation, PathologyReport, Patient, Study
from tests.cast import House

pytestmark = pytest.mark.django_db
LONG_LINK = "https://pacs.example/" + "a" * 220


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    return cast.case().patient


@pytest.fixture
def browser(cast: House) -> Client:
    return cast.browser_of("diagnostic-radiologist")


def url(name: str, *args: Any) -> str:
    return reverse(f"patients:{name}", args=args)


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("slice_mm", "0", "Slice thickness: 0\u00a0mm cannot be: it must be above 0."),
        ("slice_mm", "5000", "Slice thickness: 5000\u00a0mm cannot be: at most 100\u00a0mm."),
        ("slice_mm", "1.25125", "Slice thickness: Write at most 4 decimals."),
        ("pacs_link", LONG_LINK, "Link to the images: Ensure this value has at most 200 characters"),
        ("accession", "A" * 61, "Accession number: Ensure this value has at most 60 characters"),
        ("tracer", "T" * 61, "Tracer: Ensure this value has at most 60 characters"),
    ],
)
def test_a_study_that_cannot_be_is_refused_in_its_box(
    patient: Patient, browser: Client, name: str, typed: str, says: str
) -> None:
    answer = browser.post(url("add_study", patient.pk), {"modality": "ct", "place": "Nordhamn", name: typed})
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{typed}"' in answer.text
    assert 'value="Nordhamn"' in answer.text
    assert not Study.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("150", "To a central bile duct: 150\u00a0mm cannot be: it must lie between 0\u00a0mm and 100\u00a0mm."),
        ("4.25125", "To a central bile duct: Write at most 4 decimals."),
    ],
)
def test_a_distance_that_cannot_be_is_refused_in_its_box(
    cast: House, patient: Patient, browser: Client, typed: str, says: str
) -> None:
    by = cast["diagnostic-radiologist"]
    study = actions.add_study(patient=patient, modality="ct", by=by)
    fields = {
        "label": "L1",
        "segments": ["6"],
        "study": study.key,
        "state": "measured",
        "size": "28",
        "duct_distance_mm": typed,
    }
    answer = browser.post(url("add_lesion", patient.pk), fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{typed}"' in answer.text
    lesion = actions.add_lesion(patient=patient, label="L2", by=by)
    answer = browser.post(url("measure", lesion.pk), fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2.99996", "Ki-67: Write at most 4 decimals."),  # four decimals are kept: rounded, G1 would become G2
        ("2" + " " * 20 + "-" + " " * 20 + "5", "Ki-67: Write at most 30 characters"),
    ],
)
def test_an_index_is_never_rounded_over_a_limit(cast: House, patient: Patient, typed: str, says: str) -> None:
    answer = cast.browser_of("endocrinologist").post(url("report_pathology", patient.pk), {"ki67": typed})
    assert answer.status_code == 422
    assert says in answer.text
    assert not PathologyReport.objects.exists()


def test_a_number_too_large_for_its_column_once_converted_is_refused(cast: House, patient: Patient) -> None:
    fields = {"date": "2026-01-01", "labs.bilirubin_umol_l": "9999999999", "labs.bilirubin_umol_l_unit": "mg/dL"}
    fields |= {"labs.bilirubin_umol_l_confirmed": "on"}
    answer = cast.browser_of("endocrinologist").post(url("observe", patient.pk, "labs"), fields)
    assert answer.status_code == 422
    assert "This is too long for a number." in answer.text
    assert not Observation.objects.filter(item="labs.bilirubin_umol_l").exists()
