"""Lesions: entered by segment, measured study by study, corrected without being lost, and said to be all."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from core.rules import RuleBroken
from patients import actions
from patients.chart import Chart
from patients.models import Lesion, Measurement, Observation, Patient, Study
from tests.cast import House

pytestmark = pytest.mark.django_db
RADIOLOGIST = "diagnostic-radiologist"


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    """In the care of the conference."""
    return cast.case().patient


@pytest.fixture
def study(cast: House, patient: Patient) -> Study:
    return actions.add_study(patient=patient, modality="ct", date=dt.date(2026, 6, 10), by=cast[RADIOLOGIST])


def lesion(cast: House, patient: Patient, label: str = "L1") -> Lesion:
    return actions.add_lesion(patient=patient, label=label, segments=["6"], by=cast[RADIOLOGIST])


def url(name: str, *args: Any) -> str:
    return reverse(f"patients:{name}", args=args)


def test_choosing_a_segment_prefills_the_form_and_puts_the_cursor_in_the_size(
    cast: House, patient: Patient, study: Study
) -> None:
    text = cast.browser_of(RADIOLOGIST).get(url("lesions", patient.pk) + "?segment=6").text
    assert 'href="/patients/' in text
    assert "?segment=8" in text  # every segment is a link
    assert "New lesion L1 in segment 6" in text
    assert "autofocus" in text[text.index('name="size"') - 200 : text.index('name="size"') + 300]
    ticked = text[text.index('name="segments" value="6"') :][:80]
    assert "checked" in ticked


def test_a_lesion_is_saved_with_its_first_measurement(cast: House, patient: Patient, study: Study) -> None:
    fields = {
        "label": "L1",
        "segments": ["6", "7"],
        "study": study.key,
        "state": "measured",
        "size": "2,8 x 2,2 cm",
        "is_new": "on",
    }
    answer = cast.browser_of(RADIOLOGIST).post(url("add_lesion", patient.pk), fields)
    assert answer.headers["Location"] == url("lesions", patient.pk)
    measured = Measurement.objects.get()
    assert (measured.longest_mm, measured.second_mm) == (Decimal(28), Decimal(22))
    assert measured.lesion.segments == ["6", "7"]
    assert measured.lesion.new_in_id == study.pk
    assert AuditEvent.objects.filter(action__in=["lesion.add", "lesion.measure"]).count() == 2


def test_a_size_above_150_mm_asks_whether_the_unit_is_right(cast: House, patient: Patient, study: Study) -> None:
    fields = {"label": "L1", "segments": ["6"], "study": study.key, "state": "measured", "size": "210"}
    browser = cast.browser_of(RADIOLOGIST)
    answer = browser.post(url("add_lesion", patient.pk), fields)
    assert answer.status_code == 422
    assert 'name="size_is_right"' in answer.text
    assert 'value="210"' in answer.text
    assert not Lesion.objects.exists()
    assert browser.post(url("add_lesion", patient.pk), fields | {"size_is_right": "on"}).status_code == 302


def test_a_label_already_given_is_refused_and_the_same_form_sent_twice_is_not(
    cast: House, patient: Patient, study: Study
) -> None:
    fields = {
        "label": "L1",
        "segments": ["6"],
        "study": study.key,
        "state": "seen",
        "once": "11111111-1111-4111-8111-111111111111",
    }
    browser = cast.browser_of(RADIOLOGIST)
    for _again in range(2):
        assert browser.post(url("add_lesion", patient.pk), fields).status_code == 302
    answer = browser.post(url("add_lesion", patient.pk), fields | {"once": "22222222-2222-4222-8222-222222222222"})
    assert answer.status_code == 422
    assert "There already is a lesion L1." in answer.text
    assert Lesion.objects.count() == Measurement.objects.count() == 1


def test_without_a_study_the_page_asks_for_one_first(cast: House, patient: Patient) -> None:
    text = cast.browser_of(RADIOLOGIST).get(url("lesions", patient.pk)).text
    assert "There is no study yet." in text
    assert f'href="{url("add_study", patient.pk)}?segment=8"' in text


def test_a_segment_chosen_before_there_is_a_study_leads_over_the_study_to_the_lesion_in_it(
    cast: House, patient: Patient
) -> None:
    browser = cast.browser_of(RADIOLOGIST)
    page = f"{url('add_study', patient.pk)}?segment=8"
    text = browser.get(page).text
    assert "First the study, then the lesion in segment 8" in text
    assert f'action="{page}"' in text
    assert f'action="{page}"' in browser.post(page, {"modality": "ct", "slice_mm": "0"}).text  # a fault forgets nothing
    answer = browser.post(page, {"modality": "ct", "date": "2026-06-10"})
    assert answer.headers["Location"] == f"{url('lesions', patient.pk)}?segment=8"
    assert "New lesion L1 in segment 8" in browser.get(answer.headers["Location"]).text
    elsewhere = browser.post(f"{url('add_study', patient.pk)}?segment=12", {"modality": "ct"})
    assert elsewhere.headers["Location"] == url("lesions", patient.pk)


def test_the_map_says_which_lesion_another_has_merged_into(cast: House, patient: Patient, study: Study) -> None:
    one, two = lesion(cast, patient), lesion(cast, patient, "L2")
    actions.measure(lesion=one, study=study, state="merged", merged_into=two, by=cast[RADIOLOGIST])
    actions.measure(lesion=two, study=study, state="too-small", by=cast[RADIOLOGIST])
    text = cast.browser_of(RADIOLOGIST).get(url("lesions", patient.pk)).text
    assert 'aria-label="L1, segment 6, merged into L2"' in text
    assert 'aria-label="L2, segment 6, too small to measure, untreated"' in text


def test_others_read_the_lesions_and_only_radiology_writes_them(cast: House, patient: Patient, study: Study) -> None:
    for username, reading, writing in (
        (RADIOLOGIST, 200, 422),
        ("surgeon", 200, 403),
        ("stranger", 404, 403),
        ("auditor", 403, 403),
    ):
        browser = cast.browser_of(username)
        assert browser.get(url("lesions", patient.pk)).status_code == reading, username
        assert browser.post(url("add_lesion", patient.pk), {}).status_code == writing, username


def test_a_lesion_not_measured_on_the_latest_images_is_a_task(cast: House, patient: Patient, study: Study) -> None:
    lesion(cast, patient)
    text = cast.browser_of(RADIOLOGIST).get(url("lesions", patient.pk)).text
    assert "study-grid__open" in text


def test_a_second_measurement_on_the_same_study_needs_a_reason(cast: House, patient: Patient, study: Study) -> None:
    one = lesion(cast, patient)
    browser, fields = cast.browser_of(RADIOLOGIST), {"study": study.key, "state": "measured", "size": "28"}
    assert browser.post(url("measure", one.pk), fields).status_code == 302
    fields |= {"corrects": Measurement.objects.get().pk}
    answer = browser.post(url("measure", one.pk), fields | {"size": "26"})
    assert answer.status_code == 422
    assert "A correction needs its reason." in answer.text
    assert browser.post(url("measure", one.pk), fields | {"size": "26", "reason": "wrong slice"}).status_code == 302
    assert Measurement.objects.standing().get().longest_mm == 26


def test_all_lesions_are_measured_on_one_study_in_one_go(cast: House, patient: Patient, study: Study) -> None:
    lesions = [lesion(cast, patient, f"L{number}") for number in (1, 2, 3)]
    first, second, _third = (one.pk.hex for one in lesions)
    page = url("measure_all", patient.pk, study.key)
    browser = cast.browser_of(RADIOLOGIST)
    assert browser.post(page, {}).status_code == 422
    wrong = browser.post(page, {f"size_{first}": "28", f"size_{second}": "half"})
    assert wrong.status_code == 422
    assert 'value="28"' in wrong.text
    assert not Measurement.objects.exists()
    fields = {f"size_{first}": "28 x 20", f"state_{second}": "vanished", "once": "11111111-1111-4111-8111-111111111111"}
    assert browser.post(page, fields).status_code == 302
    assert browser.post(page, fields).status_code in {302, 422}  # once more counts once
    assert sorted(Measurement.objects.values_list("state", flat=True)) == ["measured", "vanished"]
    assert "Already measured on this study:" in browser.get(page).text


def test_a_large_size_in_the_table_is_confirmed_too(cast: House, patient: Patient, study: Study) -> None:
    name = lesion(cast, patient).pk.hex
    page, browser = url("measure_all", patient.pk, study.key), cast.browser_of(RADIOLOGIST)
    answer = browser.post(page, {f"size_{name}": "180"})
    assert answer.status_code == 422
    assert f'name="right_{name}"' in answer.text
    assert browser.post(page, {f"size_{name}": "180", f"right_{name}": "on"}).status_code == 302


def test_a_place_is_corrected_with_its_reason_and_stays_the_same_lesion(cast: House, patient: Patient) -> None:
    one = lesion(cast, patient)
    browser = cast.browser_of(RADIOLOGIST)
    fields = {"segments": ["7"], "corrects": one.pk}
    assert browser.post(url("correct_lesion", one.pk), fields).status_code == 422
    assert browser.post(url("correct_lesion", one.pk), fields | {"reason": "misread"}).status_code == 302
    standing = Lesion.objects.standing().get()
    assert (standing.segments, standing.label, standing.key) == (["7"], "L1", one.pk)


@pytest.mark.parametrize(
    ("answer", "with_lesion", "status"), [("listed", True, 302), ("none", False, 302), ("none", True, 422)]
)
def test_the_list_is_whole_when_somebody_says_so(
    cast: House, patient: Patient, answer: str, with_lesion: bool, status: int
) -> None:
    if with_lesion:
        lesion(cast, patient)
    sent = cast.browser_of(RADIOLOGIST).post(url("lesions_complete", patient.pk), {"answer": answer})
    assert sent.status_code == status
    assert Observation.objects.filter(item="list.lesions", text=answer).exists() == (status == 302)


def test_the_last_word_about_the_list_stands_whatever_day_its_images_are_of(cast: House, patient: Patient) -> None:
    browser = cast.browser_of(RADIOLOGIST)
    browser.post(url("lesions_complete", patient.pk), {"answer": "unobtainable"})
    browser.post(url("lesions_complete", patient.pk), {"diffuse": "yes"})
    last_week = timezone.localdate() - dt.timedelta(days=7)
    study = actions.add_study(patient=patient, modality="ct", date=last_week, by=cast[RADIOLOGIST])
    one = lesion(cast, patient)
    actions.measure(lesion=one, study=study, state="measured", longest_mm=Decimal(28), by=cast[RADIOLOGIST])
    browser.post(url("lesions_complete", patient.pk), {"answer": "listed"})
    browser.post(url("lesions_complete", patient.pk), {"diffuse": "no"})
    chart = Chart.read(patient, timezone.localdate())
    assert chart.list_state("lesions") == "listed"
    assert chart.facts["liver.diffuse"].value is False


@pytest.mark.parametrize(
    ("answer", "then"), [("none", "listed"), ("unobtainable", "unobtainable"), (None, "not-asked")]
)
def test_a_lesion_added_to_a_list_without_any_makes_it_a_list(
    cast: House, patient: Patient, answer: str | None, then: str
) -> None:
    if answer:
        cast.browser_of(RADIOLOGIST).post(url("lesions_complete", patient.pk), {"answer": answer})
    lesion(cast, patient)
    chart = Chart.read(patient, timezone.localdate())
    assert chart.list_state("lesions") == then
    assert not chart.has_no_lesions


def test_a_lesion_outside_the_liver_says_nothing_about_the_list_of_the_liver(cast: House, patient: Patient) -> None:
    cast.browser_of(RADIOLOGIST).post(url("lesions_complete", patient.pk), {"answer": "none"})
    actions.add_lesion(patient=patient, label="N1", organ="node", kind="node", by=cast[RADIOLOGIST])
    assert Chart.read(patient, timezone.localdate()).has_no_lesions


def test_too_many_to_count_is_said_apart(cast: House, patient: Patient) -> None:
    browser = cast.browser_of(RADIOLOGIST)
    browser.post(url("lesions_complete", patient.pk), {"diffuse": "yes"})
    assert Observation.objects.get().item == "liver.diffuse"
    assert "too many to count" in browser.get(url("lesions", patient.pk)).text
    assert browser.get(url("lesions_complete", patient.pk)).status_code == 405


def test_a_measurement_entered_in_error_can_be_measured_anew(cast: House, patient: Patient, study: Study) -> None:
    one = lesion(cast, patient)
    by = cast[RADIOLOGIST]
    wrong = actions.measure(lesion=one, study=study, state="measured", longest_mm=Decimal(280), by=by)
    page = url("withdraw", "measurement", wrong.pk)
    browser = cast.browser_of(RADIOLOGIST)
    assert "L1: 280 mm" in browser.get(page).text
    assert browser.post(page, {}).status_code == 422
    assert browser.post(page, {"reason": "unit"}).headers["Location"] == url("lesions", patient.pk)
    actions.measure(lesion=one, study=study, state="measured", longest_mm=Decimal(28), by=by)
    assert Measurement.objects.standing().get().longest_mm == 28


@pytest.mark.parametrize(("username", "status"), [(RADIOLOGIST, 200), ("surgeon", 403), ("referrer", 403)])
def test_only_radiology_takes_a_lesion_back(cast: House, patient: Patient, username: str, status: int) -> None:
    assert cast.browser_of(username).get(url("withdraw", "lesion", lesion(cast, patient).pk)).status_code == status


def test_a_study_taken_back_takes_along_what_no_other_study_shows(cast: House, patient: Patient, study: Study) -> None:
    by, browser = cast[RADIOLOGIST], cast.browser_of(RADIOLOGIST)
    before = actions.add_study(patient=patient, modality="mri", date=dt.date(2026, 1, 10), by=by)
    one, two = lesion(cast, patient), lesion(cast, patient, "L2")
    two = actions.correct_lesion(lesion=two, segments=["7"], reason="read again", by=by)
    for seen, on in ((one, before), (one, study), (two, study)):
        actions.measure(lesion=seen, study=on, state="measured", longest_mm=Decimal(28), by=by)
    page = url("withdraw", "study", study.pk)
    assert "the lesions that no other study shows" in browser.get(page).text
    browser.post(page, {"reason": "another patient"})
    chart = Chart.read(patient, timezone.localdate())
    assert [history.lesion.label for history in chart.present_lesions] == ["L1"]
    assert [row.study_id for row in Measurement.objects.standing()] == [before.pk]
    assert set(Lesion.objects.filter(withdrawn=True).values_list("label", "reason")) == {("L2", "another patient")}
    assert AuditEvent.objects.filter(action="measurement.withdraw").count() == 2


def test_a_lesion_taken_back_takes_its_measurements_along(cast: House, patient: Patient, study: Study) -> None:
    one = lesion(cast, patient)
    actions.measure(lesion=one, study=study, state="seen", by=cast[RADIOLOGIST])
    actions.withdraw(row=one, reason="a cyst", by=cast[RADIOLOGIST])
    assert not Measurement.objects.standing().exists()


def test_the_number_of_queries_does_not_grow_with_the_lesions(
    cast: House, patient: Patient, study: Study, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        one = lesion(cast, patient, f"L{number}")
        actions.measure(lesion=one, study=study, state="measured", longest_mm=Decimal(10), by=cast[RADIOLOGIST])
    browser = cast.browser_of(RADIOLOGIST)
    for name, args in (("lesions", [patient.pk]), ("measure_all", [patient.pk, study.key])):
        with django_assert_max_num_queries(10):
            browser.get(url(name, *args))


def test_a_size_is_kept_and_shown_to_the_digit(cast: House, patient: Patient, study: Study) -> None:
    one, by = lesion(cast, patient), cast[RADIOLOGIST]
    with pytest.raises(RuleBroken) as broken:
        actions.measure(lesion=one, study=study, state="measured", longest_mm=Decimal("29.99999"), by=by)
    assert broken.value.field == "longest_mm"
    actions.measure(lesion=one, study=study, state="measured", longest_mm=Decimal("29.96"), by=by)
    text = cast.browser_of(RADIOLOGIST).get(url("lesions", patient.pk)).text
    assert "<strong>29.96</strong>" in text
    assert "29.96 mm" in text  # on the map
