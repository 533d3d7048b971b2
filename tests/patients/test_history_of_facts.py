"""A history, not a snapshot: what was known on a day, what corrected it, and what is too old."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.rules import RuleBroken
from patients import actions
from patients.actions import Answer
from patients.chart import Chart
from patients.models import Measurement, Observation, State, Study
from tests.cast import House

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


@pytest.fixture
def cast() -> House:
    return House()


def number(value: str, **more: object) -> Answer:
    return Answer(number=Decimal(value), printed=value, **more)  # type: ignore[arg-type]


def test_the_latest_record_until_the_day_stands(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    for day, value in ((dt.date(2026, 1, 1), "10"), (dt.date(2026, 2, 1), "20"), (dt.date(2026, 4, 1), "30")):
        actions.observe(patient=patient, answers={"labs.bilirubin_umol_l": number(value)}, date=day, by=cast["surgeon"])
    seen = {day: Chart.read(patient, day).facts["labs.bilirubin_umol_l"].value for day in (dt.date(2026, 1, 15), TODAY)}
    assert seen == {dt.date(2026, 1, 15): 10, TODAY: 20}


def test_a_correction_is_a_new_row_that_names_the_old_one_and_why(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    (wrong,) = actions.observe(patient=patient, answers={"labs.inr": number("10")}, date=TODAY, by=cast["surgeon"])
    said: dict[str, Any] = {"observation": wrong, "answer": number("1.0"), "date": TODAY, "by": cast["surgeon"]}
    with pytest.raises(RuleBroken, match="reason"):
        actions.correct_observation(reason="", **said)
    actions.correct_observation(reason="comma", **said)
    with pytest.raises(RuleBroken, match="corrected this in the meantime"):
        actions.correct_observation(reason="comma", **said)
    assert Chart.read(patient, TODAY).facts["labs.inr"].value == 1
    assert Observation.objects.filter(patient=patient, item="labs.inr").count() == 2


def test_what_was_entered_in_error_is_taken_back_and_stays_in_the_history(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    (row,) = actions.observe(patient=patient, answers={"fitness.ecog": number("4")}, date=TODAY, by=cast["surgeon"])
    actions.withdraw(row=row, reason="another patient", by=cast["surgeon"])
    assert Chart.read(patient, TODAY).facts["fitness.ecog"].state == State.NOT_ASKED
    assert Observation.objects.filter(patient=patient).count() == 2


@pytest.mark.parametrize("state", [State.UNKNOWN, State.NOT_DONE])
def test_unknown_and_not_done_are_answers_of_their_own(cast: House, state: str) -> None:
    patient = cast.patient(by="surgeon")
    assert Chart.read(patient, TODAY).facts["heart.carcinoid_heart_disease"].state == State.NOT_ASKED
    actions.observe(
        patient=patient, answers={"heart.carcinoid_heart_disease": Answer(state=state)}, date=TODAY, by=cast["surgeon"]
    )
    fact = Chart.read(patient, TODAY).facts["heart.carcinoid_heart_disease"]
    assert (fact.state, fact.value, fact.known) == (state, None, False)


def test_an_empty_list_is_never_read_as_none(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    assert Chart.read(patient, TODAY).list_state("allergies") == "not-asked"
    actions.answer_list(patient=patient, name="allergies", answer="none", by=cast["surgeon"], date=TODAY)
    assert Chart.read(patient, TODAY).list_state("allergies") == "none"


@pytest.mark.parametrize(("days", "old"), [(30, False), (31, True)])
def test_a_blood_test_is_old_after_thirty_days_on_the_day_of_the_meeting(cast: House, days: int, old: bool) -> None:
    patient = cast.patient(by="surgeon")
    actions.observe(
        patient=patient, answers={"labs.inr": number("1")}, date=TODAY - dt.timedelta(days=days), by=cast["surgeon"]
    )
    assert Chart.read(patient, TODAY).facts["labs.inr"].is_old is old


def test_an_unusual_number_needs_a_confirmation_and_an_impossible_one_is_refused(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    unusual = {"labs.creatinine_umol_l": number("1800")}
    with pytest.raises(RuleBroken, match="confirm"):
        actions.observe(patient=patient, answers=unusual, by=cast["surgeon"])
    actions.observe(
        patient=patient, answers={"labs.creatinine_umol_l": number("1800", confirmed=True)}, by=cast["surgeon"]
    )
    with pytest.raises(RuleBroken, match="impossible"):
        actions.observe(
            patient=patient, answers={"liver.tumour_burden_percent": number("140", confirmed=True)}, by=cast["surgeon"]
        )


def test_postgresql_refuses_an_unusual_number_nobody_confirmed(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    row = {"patient": patient, "hospital": patient.hospital, "item": "labs.creatinine_umol_l", "state": "value"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(number=Decimal(1800), **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(number=Decimal(-1), confirmed=True, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(**row)  # a value without a value


def test_a_lesion_corrected_stays_the_same_lesion_with_its_measurements(cast: House) -> None:
    patient, by = cast.patient(by="surgeon"), cast["diagnostic-radiologist"]
    study = actions.add_study(patient=patient, modality=Study.Modality.CT, date=TODAY, noted_on=TODAY, by=by)
    lesion = actions.add_lesion(patient=patient, label="L1", segments=["6"], noted_on=TODAY, by=by)
    actions.measure(lesion=lesion, study=study, state="measured", longest_mm=28, noted_on=TODAY, by=by)
    moved = actions.correct_lesion(lesion=lesion, segments=["7"], reason="read again", by=by)
    again = actions.correct_lesion(lesion=moved, segments=["7", "8"], reason="and again", by=by)
    (history,) = Chart.read(patient, timezone.localdate()).lesions
    assert (history.lesion.segments, history.lesion.key, again.key) == (["7", "8"], lesion.pk, lesion.pk)
    assert [measurement.longest_mm for measurement in history.measurements] == [28]


def test_a_measurement_again_on_the_same_study_is_a_correction_with_a_reason(cast: House) -> None:
    patient, by = cast.patient(by="surgeon"), cast["diagnostic-radiologist"]
    study = actions.add_study(patient=patient, modality=Study.Modality.CT, date=TODAY, noted_on=TODAY, by=by)
    lesion = actions.add_lesion(patient=patient, label="L1", noted_on=TODAY, by=by)
    actions.measure(lesion=lesion, study=study, state="measured", longest_mm=28, noted_on=TODAY, by=by)
    with pytest.raises(RuleBroken):
        actions.measure(lesion=lesion, study=study, state="measured", longest_mm=18, by=by)
    actions.measure(
        lesion=lesion, study=study, state="measured", longest_mm=18, noted_on=TODAY, reason="misread", by=by
    )
    (history,) = Chart.read(patient, TODAY).lesions
    assert [measurement.longest_mm for measurement in history.measurements] == [18]
    assert Measurement.objects.filter(patient=patient).count() == 2


def test_a_measurement_corrected_without_a_date_is_still_there_on_the_days_before(cast: House) -> None:
    patient, by = cast.patient(by="surgeon"), cast["diagnostic-radiologist"]
    study = actions.add_study(patient=patient, modality=Study.Modality.CT, noted_on=TODAY, by=by)
    lesion = actions.add_lesion(patient=patient, label="L1", noted_on=TODAY, by=by)
    actions.measure(lesion=lesion, study=study, state="measured", longest_mm=Decimal(20), noted_on=TODAY, by=by)
    actions.measure(lesion=lesion, study=study, state="measured", longest_mm=Decimal(22), reason="typo", by=by)
    (history,) = Chart.read(patient, TODAY).lesions
    assert history.longest_mm == 22


def test_a_date_before_birth_or_after_death_is_refused(cast: House) -> None:
    patient = cast.patient(by="surgeon", birth_date=dt.date(1960, 5, 1))
    with pytest.raises(RuleBroken, match="birth"):
        actions.add_study(patient=patient, modality="ct", date=dt.date(1950, 1, 1), by=cast["surgeon"])
    actions.note_death(patient=patient, on=dt.date(2026, 1, 1), by=cast["surgeon"])
    with pytest.raises(RuleBroken, match="death"):
        actions.add_study(patient=patient, modality="ct", date=dt.date(2026, 2, 1), by=cast["surgeon"])


def test_a_single_fact_has_the_same_impossible_days_as_everything_else(cast: House) -> None:
    patient, by = cast.patient(by="surgeon", birth_date=dt.date(1960, 5, 20)), cast["surgeon"]
    inr = {"labs.inr": number("1.1")}
    with pytest.raises(RuleBroken, match="birth"):
        actions.observe(patient=patient, answers=inr, date=dt.date(1950, 1, 1), by=by)
    actions.note_death(patient=patient, on=dt.date(2026, 1, 1), by=by)
    with pytest.raises(RuleBroken, match="death"):
        actions.observe(patient=patient, answers=inr, date=TODAY, by=by)
    answer = cast.browser_of("surgeon").post(
        reverse("patients:observe", args=[patient.pk, "labs"]), {"date": "1950-01-01", "labs.inr": "1.1"}
    )
    assert (answer.status_code, "before the birth date" in answer.text) == (422, True)


def test_the_year_of_birth_is_no_day_before_it(cast: House) -> None:
    patient, by = cast.patient(by="surgeon", birth_date=dt.date(1960, 5, 20)), cast["surgeon"]
    actions.add_entry(
        patient=patient, list="comorbidities", text="asthma", date=dt.date(1960, 1, 1), precision="year", by=by
    )
    with pytest.raises(RuleBroken, match="1959 lies before the birth date"):
        actions.add_entry(
            patient=patient, list="comorbidities", text="asthma", date=dt.date(1959, 1, 1), precision="year", by=by
        )


def test_several_histories_are_each_read_until_their_own_day(cast: House) -> None:
    """Two patients on two days, and one patient on both of them."""
    one, other, by = cast.patient(by="surgeon"), cast.patient(number="T-2", by="surgeon"), cast["surgeon"]
    early, late = TODAY - dt.timedelta(days=30), TODAY
    for day, value in ((early, "1.0"), (late, "2.0")):
        actions.observe(patient=one, answers={"labs.inr": number(value)}, date=day, by=by)
        study = actions.add_study(patient=one, modality="ct", date=day, by=by)
        actions.report_pathology(patient=one, ki67_printed=value, date=day, by=by)
    lesion = actions.add_lesion(patient=one, label="L1", noted_on=early, by=by)
    actions.measure(lesion=lesion, study=study, state="measured", longest_mm=28, by=by)
    charts = Chart.read_many([(one, early), (one, late), (other, late)])
    seen = {
        day: (
            charts[one.pk, day].facts["labs.inr"].value,
            charts[one.pk, day].imaged_on,
            charts[one.pk, day].latest("ki67_printed"),
            len(charts[one.pk, day].lesions[0].measurements),
        )
        for day in (early, late)
    }
    assert seen == {early: (1, early, "1.0", 0), late: (2, late, "2.0", 1)}
    assert not charts[other.pk, late].facts
