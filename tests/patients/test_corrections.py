"""A correction starts from what stands, names it, and never takes the place of what its writer has not seen."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.rules import RuleBroken
from patients import actions
from patients.chart import Chart
from patients.models import Lesion, Measurement, Patient, Study
from tests.cast import House

pytestmark = pytest.mark.django_db
RADIOLOGIST = "diagnostic-radiologist"
NEAR = {"duct_distance_mm": "4", "vessel_touching": "true", "near": ["heart"], "reachable": "false"}


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    return cast.case().patient


@pytest.fixture
def study(cast: House, patient: Patient) -> Study:
    return actions.add_study(patient=patient, modality="ct", date=dt.date(2026, 6, 10), by=cast[RADIOLOGIST])


def lesion(cast: House, patient: Patient, label: str = "L1") -> Lesion:
    return actions.add_lesion(patient=patient, label=label, segments=["6"], by=cast[RADIOLOGIST])


def measured(cast: House, lesion: Lesion, study: Study, size: int, **more: Any) -> Measurement:
    return actions.measure(
        lesion=lesion, study=study, state="measured", longest_mm=Decimal(size), by=cast[RADIOLOGIST], **more
    )


def url(name: str, *args: Any) -> str:
    return reverse(f"patients:{name}", args=args)


def standing(patient: Patient) -> Any:
    """The one measurement of the one lesion."""
    (history,) = Chart.read(patient, timezone.localdate()).lesions
    return history.last


def shown(browser: Client, page: str) -> dict[str, Any]:
    """What the boxes of a page hold, as a browser would send them back."""
    text = browser.get(page).text
    form = re.search(r'<form class="form panel lesion-form".*?</form>', text, re.DOTALL)
    assert form is not None
    told: dict[str, Any] = {}
    for box in re.findall(r"<input[^>]*>", form[0]):
        name, value = (re.search(f' {what}="([^"]*)"', box) for what in ("name", "value"))
        if 'type="checkbox"' in box and "checked" in box:
            told.setdefault(name[1], []).append(value[1])  # type: ignore[index]
        elif 'type="checkbox"' not in box and name and name[1] not in {"csrfmiddlewaretoken", "once"}:
            told[name[1]] = value[1] if value else ""
    for select, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        told[select] = chosen[1] if chosen else ""
    return told


def test_a_corrected_size_keeps_what_was_said_about_what_lies_near(cast: House, patient: Patient, study: Study) -> None:
    one, browser = lesion(cast, patient), cast.browser_of(RADIOLOGIST)
    browser.post(url("measure", one.pk), {"study": study.key, "state": "measured", "size": "28 x 22", **NEAR})
    filled = shown(browser, url("measure", one.pk) + f"?study={study.key}")
    assert {name: filled[name] for name in ("size", "state", *NEAR)} == {"size": "28 × 22", "state": "measured", **NEAR}
    answer = browser.post(url("measure", one.pk), filled | {"size": "82", "reason": "typed the wrong way round"})
    assert answer.status_code == 302
    now = standing(patient)
    assert (now.longest_mm, now.second_mm) == (82, None)
    assert (now.duct_distance_mm, now.vessel_touching, now.near, now.reachable) == (4, True, ["heart"], False)


def test_an_action_that_corrects_only_the_size_keeps_the_rest_too(cast: House, patient: Patient, study: Study) -> None:
    one = lesion(cast, patient)
    measured(cast, one, study, 28, duct_distance_mm=Decimal(4), near=["heart"], volume_ml=Decimal(9))
    measured(cast, one, study, 82, reason="typo")
    assert (standing(patient).duct_distance_mm, standing(patient).near, standing(patient).volume_ml) == (
        4,
        ["heart"],
        None,
    )
    measured(cast, one, study, 82, near=["bowel"], reason="and the bowel")
    assert (standing(patient).duct_distance_mm, standing(patient).near) == (4, ["bowel"])


def test_a_volume_stays_when_its_size_does(cast: House, patient: Patient, study: Study) -> None:
    one = lesion(cast, patient)
    measured(cast, one, study, 28, volume_ml=Decimal(9))
    measured(cast, one, study, 28, near=["bowel"], reason="and the bowel")
    assert standing(patient).volume_ml == 9


def test_two_who_correct_one_measurement_are_shown_to_each_other(cast: House, patient: Patient, study: Study) -> None:
    one, browser = lesion(cast, patient), cast.browser_of(RADIOLOGIST)
    measured(cast, one, study, 28, near=["heart"])
    page = url("measure", one.pk) + f"?study={study.key}"
    filled = shown(browser, page) | {"size": "29", "reason": "typo"}
    measured(cast, one, study, 31, reason="read again")
    answer = browser.post(page, filled)
    assert answer.status_code == 409
    assert "31" in answer.text
    assert "29" in answer.text
    assert "Within 10 mm of" not in answer.text  # on which both agree
    assert standing(patient).longest_mm == 31
    again = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', answer.text))
    assert again["reason"] == "typo"
    assert browser.post(page, again).status_code == 302  # keep mine
    assert standing(patient).longest_mm == 29


def test_two_who_measure_first_are_shown_to_each_other(cast: House, patient: Patient, study: Study) -> None:
    one, browser = lesion(cast, patient), cast.browser_of(RADIOLOGIST)
    filled = shown(browser, url("measure", one.pk) + f"?study={study.key}") | {"size": "29"}
    measured(cast, one, study, 31)
    answer = browser.post(url("measure", one.pk), filled)
    assert answer.status_code == 409
    assert standing(patient).longest_mm == 31


def test_a_correction_of_what_was_taken_back_meanwhile_says_so(cast: House, patient: Patient, study: Study) -> None:
    one, browser = lesion(cast, patient), cast.browser_of(RADIOLOGIST)
    wrong = measured(cast, one, study, 28)
    page = url("measure", one.pk) + f"?study={study.key}"
    filled = shown(browser, page) | {"size": "29", "reason": "typo"}
    actions.withdraw(row=wrong, reason="another lesion", by=cast[RADIOLOGIST])
    answer = browser.post(page, filled)
    assert answer.status_code == 409
    assert "28" not in re.findall(r"<tbody>.*?</tbody>", answer.text, re.DOTALL)[0]


def test_a_study_already_measured_is_not_offered_for_a_first_measurement(
    cast: House, patient: Patient, study: Study
) -> None:
    one, browser = lesion(cast, patient), cast.browser_of(RADIOLOGIST)
    other = actions.add_study(patient=patient, modality="mri", date=dt.date(2026, 7, 1), by=cast[RADIOLOGIST])
    measured(cast, one, study, 28)
    text = browser.get(url("measure", one.pk)).text
    options = re.findall(r'<option value="([^"]*)"', text[text.index('name="study"') :].split("</select>")[0])
    assert options == [str(other.key)]


# What merges


def merge(cast: House, lesion: Lesion, into: Lesion, study: Study) -> Measurement:
    return actions.measure(lesion=lesion, study=study, state="merged", merged_into=into, by=cast[RADIOLOGIST])


def test_a_lesion_merges_into_another_and_never_back(cast: House, patient: Patient, study: Study) -> None:
    one, two, three = (lesion(cast, patient, label) for label in ("L1", "L2", "L3"))
    later = actions.add_study(patient=patient, modality="ct", date=dt.date(2026, 9, 1), by=cast[RADIOLOGIST])
    merge(cast, one, two, study)
    for again in (study, later):
        with pytest.raises(RuleBroken):
            merge(cast, two, one, again)
    merge(cast, two, three, later)
    earlier = actions.add_study(patient=patient, modality="ct", date=dt.date(2026, 1, 1), by=cast[RADIOLOGIST])
    with pytest.raises(RuleBroken, match="itself merged"):
        merge(cast, three, one, earlier)
    assert [one.lesion.label for one in Chart.read(patient, timezone.localdate()).present_lesions] == ["L3"]


def test_the_page_refuses_a_merge_into_what_is_gone_and_names_the_box(
    cast: House, patient: Patient, study: Study
) -> None:
    one, two = (lesion(cast, patient, label) for label in ("L1", "L2"))
    actions.measure(lesion=two, study=study, state="vanished", by=cast[RADIOLOGIST])
    fields = {"study": study.key, "state": "merged", "merged_into": two.key}
    answer = cast.browser_of(RADIOLOGIST).post(url("measure", one.pk), fields)
    assert answer.status_code == 422
    assert "Merged into: A lesion merges into another one that is there." in answer.text


def test_postgresql_refuses_a_merge_into_itself(cast: House, patient: Patient, study: Study) -> None:
    one = lesion(cast, patient)
    with pytest.raises(RuleBroken):
        merge(cast, one, one, study)
    row = {"patient": patient, "hospital": patient.hospital, "lesion": one, "study": study}
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.create(state="merged", merged_into=one, **row)


# Pages that were open when somebody else corrected the place


@pytest.mark.parametrize("by_first_row", [True, False])
def test_a_page_opened_before_the_place_was_corrected_still_measures(
    cast: House, patient: Patient, study: Study, by_first_row: bool
) -> None:
    one, browser = lesion(cast, patient), cast.browser_of(RADIOLOGIST)
    moved = actions.correct_lesion(lesion=one, reason="7 it is", segments=["7"], by=cast[RADIOLOGIST])
    actions.correct_lesion(lesion=moved, reason="8 it is", segments=["8"], by=cast[RADIOLOGIST])
    page: UUID = one.pk if by_first_row else moved.pk
    fields = {"study": study.key, "state": "measured", "size": "30"}
    assert browser.post(url("measure", page), fields).status_code == 302
    assert standing(patient).longest_mm == 30


def test_two_who_correct_one_place_are_shown_to_each_other(cast: House, patient: Patient) -> None:
    one, browser = lesion(cast, patient), cast.browser_of(RADIOLOGIST)
    page = url("correct_lesion", one.pk)
    filled = shown(browser, page) | {"segments": ["8"], "reason": "read again"}
    actions.correct_lesion(lesion=one, reason="7 it is", segments=["7"], by=cast[RADIOLOGIST])
    answer = browser.post(page, filled)
    assert answer.status_code == 409
    assert Lesion.objects.standing().get().segments == ["7"]
    again = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', answer.text))
    assert browser.post(page, again).status_code == 302
    assert Lesion.objects.standing().get().segments == ["8"]


def test_a_lesion_taken_back_meanwhile_is_said_to_be(cast: House, patient: Patient, study: Study) -> None:
    one = lesion(cast, patient)
    actions.withdraw(row=one, reason="another patient", by=cast[RADIOLOGIST])
    answer = cast.browser_of(RADIOLOGIST).post(url("measure", one.pk), {"study": study.key})
    assert answer.status_code == 422
    assert "L1 has been taken back" in answer.text
