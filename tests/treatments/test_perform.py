"""Recording what was done: beside the plan, with its preparation, its details and what was left out."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from core.rules import RuleBroken
from patients import actions as patients
from patients.models import Lesion
from tests.cast import House
from treatments import actions
from treatments.models import ChecklistAnswer, Complication, Course, FollowUp

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate().isoformat


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def planned(cast: House) -> Course:
    """An embolisation of the right hemiliver, decided and signed."""
    cast.signed()
    return Course.objects.planned().get()


def url(name: str, *args: Any) -> str:
    return reverse(f"treatments:{name}", args=args)


def done(cast: House, course: Course, **fields: Any) -> dict[str, Any]:
    """A form that answers every item of the preparation."""
    items = (
        "octreotide",
        "antibiotics",
        "extended-antibiotics",
        "heart-work-up",
        "coagulation-plan",
        "renal-contrast-metformin",
    )
    checks = {
        f"check_{item}": "done"
        for item in (*items, "recent-imaging", "consent", "general-anaesthesia", "mapping-angiography")
    }
    sent = {
        "version": course.version,
        "type": course.type,
        "date": TODAY(),
        "deviation": "planned",
        "unit": cast.unit.pk,
        "territory": "right",
    }
    return {**sent, **checks, **fields}


def test_the_plan_stands_beside_the_form_and_each_item_says_why_and_by_what_source(
    cast: House, planned: Course
) -> None:
    text = cast.browser_of("interventional-radiologist").get(url("perform", planned.pk)).text
    assert "What was planned" in text
    assert "right hemiliver" in text
    row = text[text.index('id="check-antibiotics"') :].split("checklist__row")[0]
    assert "mandatory" in row
    assert "around embolisation" in row
    assert "001-32" in row
    assert 'name="detail_particle_size"' in text
    assert 'name="detail_needles"' not in text


def test_a_treatment_is_recorded_with_its_details_and_follow_ups_appear(cast: House, planned: Course) -> None:
    fields = done(
        cast,
        planned,
        detail_particle_size="100",
        detail_agent="Embosphere",
        approach="femoral",
        check_octreotide_text="100 µg 07:30",
    )
    answer = cast.browser_of("interventional-radiologist").post(url("perform", planned.pk), fields)
    assert answer.headers["Location"] == url("course", planned.pk)
    planned.refresh_from_db()
    assert (planned.status, planned.approach) == ("performed", "femoral")
    assert planned.details == {"agent": "Embosphere", "particle_size": 100.0}
    assert ChecklistAnswer.objects.get(item="octreotide").text == "100 µg 07:30"
    assert FollowUp.objects.filter(course=planned).exists()
    assert AuditEvent.objects.filter(action="course.perform").exists()
    text = cast.browser_of("surgeon").get(url("course", planned.pk)).text
    for words in ("100\u00a0µm", "Embosphere", "Transarterial, groin", "100 µg 07:30", "Control after embolisation"):
        assert words in text


def test_everything_still_open_is_said_at_once_and_everything_typed_stays(cast: House, planned: Course) -> None:
    fields = done(
        cast,
        planned,
        check_antibiotics="",
        check_consent="",
        check_octreotide="not-done",
        deviation="changed",
        note="A note.",
    )
    answer = cast.browser_of("interventional-radiologist").post(url("perform", planned.pk), fields)
    assert answer.status_code == 422
    for anchor in ("#id_check_antibiotics", "#id_check_consent", "#id_check_octreotide_text", "#id_deviation_reason"):
        assert f'href="{anchor}"' in answer.text
    assert "A note." in answer.text
    planned.refresh_from_db()
    assert planned.status == "planned"


def test_an_abandoned_treatment_needs_its_reason_and_no_checklist(cast: House, planned: Course) -> None:
    fields = {"version": 1, "type": "tae", "date": TODAY(), "deviation": "abandoned", "unit": cast.unit.pk}
    browser = cast.browser_of("interventional-radiologist")
    assert browser.post(url("perform", planned.pk), fields).status_code == 422
    assert (
        browser.post(url("perform", planned.pk), fields | {"deviation_reason": "The artery was closed."}).status_code
        == 302
    )
    planned.refresh_from_db()
    assert planned.status == "abandoned"
    assert not FollowUp.objects.exists()


def test_a_lesion_planned_and_not_treated_is_told_apart(cast: House, planned: Course) -> None:
    by = cast["diagnostic-radiologist"]
    lesions = [
        patients.add_lesion(patient=planned.patient, label=label, segments=["6"], by=by) for label in ("L1", "L2", "L3")
    ]
    planned.lesions.add(*lesions[:2])
    fields = done(cast, planned, lesions=[str(lesions[0].pk), str(lesions[2].pk)])
    assert cast.browser_of("interventional-radiologist").post(url("perform", planned.pk), fields).status_code == 302
    course = Course.objects.get(pk=planned.pk)
    assert {lesion.label for lesion in course.treated_lesions} == {"L1", "L3"}
    assert [lesion.label for lesion in course.lesions_left_out] == ["L2"]
    assert "Planned, not treated" in cast.browser_of("surgeon").get(url("course", planned.pk)).text
    assert Lesion.objects.count() == 3


def test_something_else_done_gets_its_own_questions(cast: House, planned: Course) -> None:
    browser = cast.browser_of("interventional-radiologist")
    text = browser.get(url("perform", planned.pk) + "?type=ablation").text
    assert 'name="detail_needles"' in text
    assert 'value="changed" id="id_deviation_1" checked' in " ".join(text.split())
    assert browser.get(url("perform", planned.pk) + "?type=nonsense").status_code == 404
    assert browser.post(url("perform", planned.pk), {"type": "nonsense"}).status_code == 404


def test_a_treatment_without_a_plan_asks_first_which_and_counts_once(cast: House, planned: Course) -> None:
    page, browser = url("perform_unplanned", planned.patient_id), cast.browser_of("interventional-radiologist")
    assert "Which treatment was done?" in browser.get(page).text
    assert 'name="detail_needles"' in browser.get(page + "?type=ablation").text
    fields = {
        "type": "ssa",
        "date": TODAY(),
        "deviation": "planned",
        "unit": cast.unit.pk,
        "once": "11111111-1111-4111-8111-111111111111",
    }
    for _again in range(2):
        assert browser.post(page, fields).status_code == 302
    assert Course.objects.filter(origin="unplanned", type="ssa").count() == 1


def test_a_treatment_that_is_no_longer_planned_is_not_recorded_again(cast: House) -> None:
    course = cast.performed()
    answer = cast.browser_of("interventional-radiologist").post(url("perform", course.pk), done(cast, course))
    assert answer.status_code == 422
    assert "not planned any more" in answer.text


@pytest.mark.parametrize(
    ("username", "status"), [("surgeon", 200), ("pathologist", 403), ("coordinator", 403), ("stranger", 404)]
)
def test_only_those_who_treat_record_a_treatment(cast: House, planned: Course, username: str, status: int) -> None:
    assert cast.browser_of(username).get(url("perform", planned.pk)).status_code == status


def test_a_plan_is_called_off_with_its_reason(cast: House, planned: Course) -> None:
    page, browser = url("cancel_course", planned.pk), cast.browser_of("surgeon")
    assert browser.post(page, {"version": planned.version}).status_code == 422
    sent = browser.post(page, {"version": planned.version, "reason": "The patient declined."})
    assert sent.headers["Location"] == url("course", planned.pk)
    planned.refresh_from_db()
    assert (planned.status, planned.deviation_reason) == ("cancelled", "The patient declined.")
    assert "The patient declined." in browser.get(url("course", planned.pk)).text


def test_a_complication_is_written_down_and_never_before_the_treatment(cast: House) -> None:
    course = cast.performed(days_ago=10)
    page, browser = url("complicate", course.pk), cast.browser_of("surgeon")
    before = (timezone.localdate() - dt.timedelta(days=20)).isoformat()
    wrong = browser.post(page, {"code": "pain", "grade": "I", "date": before, "text": "colic"})
    assert wrong.status_code == 422
    assert 'value="colic"' in wrong.text
    assert browser.post(page, {"code": "pain", "grade": "II", "date": TODAY()[:7]}).status_code == 302
    written = Complication.objects.get()
    assert (written.grade, written.precision) == ("II", "month")
    assert AuditEvent.objects.filter(action="course.complicate").exists()


def test_treatments_are_listed_in_order_with_what_follows(cast: House, django_assert_max_num_queries: Any) -> None:
    course = cast.performed(days_ago=30)
    patient, by = course.patient, cast["endocrinologist"]
    for year in range(2010, 2020):
        actions.report_course(
            patient=patient, type="prrt", by=by, date=dt.date(year, 1, 1), precision="year", response="stable"
        )
    browser = cast.browser_of("surgeon")
    with django_assert_max_num_queries(13):
        text = browser.get(url("courses", patient.pk)).text
    assert text.index("Bland embolisation") < text.index(">2019<") < text.index(">2010<")
    assert "Control after embolisation" in text
    part = browser.get(url("courses", patient.pk), headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert part.strip().startswith('<section class="panel courses" id="courses"')


def test_a_plan_offers_to_be_recorded_to_those_who_treat(cast: House, planned: Course) -> None:
    page, link = url("courses", planned.patient_id), url("perform", planned.pk)
    assert link in cast.browser_of("surgeon").get(page).text
    assert link not in cast.browser_of("pathologist").get(page).text


@pytest.mark.parametrize(
    ("username", "status"), [("referrer", 200), ("surgeon", 200), ("stranger", 404), ("auditor", 403)]
)
def test_treatments_are_seen_through_a_care_relation(cast: House, planned: Course, username: str, status: int) -> None:
    browser = cast.browser_of(username)
    assert browser.get(url("courses", planned.patient_id)).status_code == status
    assert browser.get(url("course", planned.pk)).status_code == status


# --- what binds is asked, and unknown is never no ---


def known_primary(patient: Any, site: str, by: Any) -> None:
    answers = {"tumour.primary_site": patients.Answer(text=site), "tumour.functional": patients.Answer(text="none")}
    patients.observe(patient=patient, answers=answers, by=by)


def test_nobody_knows_the_primary_so_octreotide_must_be_answered(cast: House, planned: Course) -> None:
    browser = cast.browser_of("interventional-radiologist")
    answer = browser.post(url("perform", planned.pk), done(cast, planned, check_octreotide=""))
    assert answer.status_code == 422
    assert "It may be mandatory" in answer.text
    assert 'href="#id_check_octreotide"' in answer.text
    planned.refresh_from_db()
    assert planned.status == "planned"


@pytest.mark.parametrize("answer", ["not-done", "not-needed"])
def test_octreotide_left_out_needs_its_reason(cast: House, planned: Course, answer: str) -> None:
    browser = cast.browser_of("interventional-radiologist")
    fields = done(cast, planned, check_octreotide=answer)
    assert 'href="#id_check_octreotide_text"' in browser.post(url("perform", planned.pk), fields).text
    fields["check_octreotide_text"] = "Bronchial primary, known to us."
    assert browser.post(url("perform", planned.pk), fields).status_code == 302


def test_a_primary_that_is_known_and_silent_asks_for_no_octreotide(cast: House, planned: Course) -> None:
    known_primary(planned.patient, "pancreas", cast["surgeon"])
    browser = cast.browser_of("interventional-radiologist")
    assert "check_octreotide" not in browser.get(url("perform", planned.pk)).text
    assert browser.post(url("perform", planned.pk), done(cast, planned)).status_code == 302


def test_no_caller_can_record_an_embolisation_without_its_preparation(cast: House, planned: Course) -> None:
    """Whoever calls the action: the page, the demo, another program (clinical.md 6.5, invariant 10)."""
    with pytest.raises(RuleBroken) as refused:
        actions.perform(course=planned, date=timezone.localdate(), by=cast["interventional-radiologist"])
    assert refused.value.field == "check_octreotide"
    actions.perform(
        course=planned,
        date=timezone.localdate(),
        by=cast["interventional-radiologist"],
        deviation="abandoned",
        deviation_reason="The artery was closed.",
    )


def test_the_unit_that_follows_an_unplanned_treatment_sees_its_follow_up(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    course = actions.perform(
        patient=patient,
        type="sbrt",
        date=timezone.localdate() - dt.timedelta(days=80),
        unit=cast.unit,
        by=cast["surgeon"],
    )
    one = course.follow_ups.get()
    browser = cast.browser_of("coordinator")
    assert browser.get(f"/follow_ups/{one.pk}/").status_code == 200
    assert f"/follow_ups/{one.pk}/" in browser.get("/follow_ups/?list=due").text
