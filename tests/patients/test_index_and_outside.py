"""Too many to count with one lesion for all (published case P22), and lesions that do not lie in the liver."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.rules import RuleBroken
from patients import actions
from patients.actions import Answer
from patients.chart import Chart
from patients.models import Lesion, Patient, Study
from patients.reading import mapped
from tests.cast import House
from treatments.facts import case_of

pytestmark = pytest.mark.django_db
RADIOLOGIST = "diagnostic-radiologist"


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    return cast.case().patient


@pytest.fixture
def study(cast: House, patient: Patient) -> Study:
    day = timezone.localdate() - dt.timedelta(days=9)
    return actions.add_study(patient=patient, modality="ct", date=day, by=cast[RADIOLOGIST])


@pytest.fixture
def browser(cast: House) -> Client:
    return cast.browser_of(RADIOLOGIST)


def url(name: str, *args: Any) -> str:
    return reverse(f"patients:{name}", args=args)


def typed(study: Study, **more: Any) -> dict[str, Any]:
    return {"label": "L1", "study": study.key, "state": "measured", "size": "26"} | more


def read(patient: Patient) -> Chart:
    return Chart.read(patient, timezone.localdate())


def test_too_many_to_count_are_entered_with_the_one_that_stands_for_all(
    patient: Patient, study: Study, browser: Client
) -> None:
    fields = typed(study, segments=["4"], index="on", target="true")
    assert browser.post(url("add_lesion", patient.pk), fields).status_code == 302
    lesion = Lesion.objects.get()
    assert (lesion.index, lesion.target, lesion.organ, lesion.kind) == (True, True, "liver", "lesion")
    chart = read(patient)
    assert chart.facts["liver.diffuse"].value is True
    assert chart.facts["liver.diffuse"].date == study.date
    case = case_of(chart, reference="P22", courses=(), workup=None, services={})
    assert "lesions" not in case  # one lesion is not the list
    assert case["liver"]["diffuse"] is True
    text = browser.get(url("lesions", patient.pk)).text
    assert "L1 stands for too many to count" in text
    assert 'value="listed"' not in text


@pytest.mark.parametrize("answer", ["none", "listed"])
def test_an_index_lesion_takes_back_that_the_list_was_whole(
    cast: House, patient: Patient, study: Study, browser: Client, answer: str
) -> None:
    actions.answer_list(patient=patient, name="lesions", answer=answer, date=timezone.localdate(), by=cast[RADIOLOGIST])
    browser.post(url("add_lesion", patient.pk), typed(study, index="on"))
    assert read(patient).list_state("lesions") == "not-asked"


def test_with_an_index_lesion_nobody_says_that_these_are_all_or_can_be_counted(
    cast: House, patient: Patient, study: Study, browser: Client
) -> None:
    browser.post(url("add_lesion", patient.pk), typed(study, segments=["4"], index="on"))
    assert browser.post(url("lesions_complete", patient.pk), {"answer": "listed"}).status_code == 422
    assert browser.post(url("lesions_complete", patient.pk), {"diffuse": "no"}).status_code == 422
    with pytest.raises(RuleBroken, match="L1 is the index lesion"):
        actions.observe(patient=patient, answers={"list.lesions": Answer(text="listed")}, by=cast[RADIOLOGIST])
    lesion = Lesion.objects.get()
    fields = {"segments": ["4"], "corrects": lesion.pk, "reason": "counted after all"}
    assert browser.post(url("correct_lesion", lesion.pk), fields).status_code == 302
    assert browser.post(url("lesions_complete", patient.pk), {"diffuse": "no"}).status_code == 302
    assert browser.post(url("lesions_complete", patient.pk), {"answer": "listed"}).status_code == 302


def test_a_lesion_becomes_the_index_lesion_by_a_correction(
    cast: House, patient: Patient, study: Study, browser: Client
) -> None:
    browser.post(url("add_lesion", patient.pk), typed(study, segments=["4"]))
    browser.post(url("lesions_complete", patient.pk), {"answer": "listed"})
    lesion = Lesion.objects.get()
    page = url("correct_lesion", lesion.pk)
    assert "Index lesion" in browser.get(page).text
    browser.post(page, {"segments": ["4"], "corrects": lesion.pk, "reason": "all segments", "index": "on"})
    chart = read(patient)
    assert chart.list_state("lesions") == "not-asked"
    assert chart.facts["liver.diffuse"].value is True


def test_a_lymph_node_is_listed_by_itself_and_not_drawn_in_the_liver(
    patient: Patient, study: Study, browser: Client
) -> None:
    browser.post(url("add_lesion", patient.pk), typed(study, segments=["6"]))
    browser.post(url("add_lesion", patient.pk), typed(study, label="N1", organ="node"))
    browser.post(url("add_lesion", patient.pk), typed(study, label="B1", organ="bone"))
    kinds = dict(Lesion.objects.values_list("label", "kind"))
    assert kinds == {"L1": "lesion", "N1": "node", "B1": "lesion"}
    chart = read(patient)
    assert [mark.spot.label for mark in mapped(chart).marks] == ["L1"]
    assert [history.lesion.label for history in chart.present_lesions] == ["L1"]
    for page in ("lesions", "patient"):
        table = browser.get(url(page, patient.pk)).text.split("Outside the liver</th>")
        assert len(table) == 2, page
        assert ("lymph nodes" in table[1], "bone" in table[1]) == (True, True), page


@pytest.mark.parametrize("wrong", [{"segments": ["6"]}, {"side": "left"}, {"index": "on"}])
def test_a_lesion_outside_the_liver_has_no_place_in_it(
    patient: Patient, study: Study, browser: Client, wrong: dict[str, Any]
) -> None:
    answer = browser.post(url("add_lesion", patient.pk), typed(study, organ="bone", **wrong))
    assert answer.status_code == 422
    assert f'id="id_{next(iter(wrong))}' in answer.text
    assert "lesion-form__more" in answer.text
    assert not Lesion.objects.exists()


def test_what_is_seldom_said_is_folded_until_it_says_something(patient: Patient, study: Study, browser: Client) -> None:
    def folded(text: str) -> str:
        return text.split("Outside the liver, target lesion")[0].rsplit("<details", 1)[1]

    page = url("add_lesion", patient.pk)
    assert "open" not in folded(browser.get(url("lesions", patient.pk)).text)
    assert "open" not in folded(browser.post(page, typed(study, size="?", organ="liver")).text)
    assert "open" in folded(browser.post(page, typed(study, size="?", organ="bone")).text)
