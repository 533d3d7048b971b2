"""A treatment said anew, or taken back: the old row stays, what follows is planned anew, and only its own people write."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from conference import actions as conference
from conference.actions.decisions import StepPlan, Wording
from conference.actions.returns import earlier_decision
from conference.models import Decision
from core.models import AuditEvent
from core.rules import RuleBroken
from patients import actions as patients
from tests.cast import House
from treatments import actions
from treatments.models import Course, FollowUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


def day(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def url(name: str, *args: Any) -> str:
    return reverse(f"treatments:{name}", args=args)


def sent(course: Course, **fields: Any) -> dict[str, Any]:
    return {
        "type": course.type,
        "date": str(course.date),
        "territory": course.territory,
        "reason": "The date was wrong.",
        "version": course.version,
        **fields,
    }


def corrected(cast: House, course: Any, by: str = "surgeon", **fields: Any) -> Course:
    return actions.correct_course(course=course, reason="The date was wrong.", by=cast[by], **fields)


# --- a correction is a new row ---


def test_a_wrong_date_is_corrected_and_what_waits_is_planned_from_the_right_one(cast: House) -> None:
    course = cast.performed(days_ago=30)
    wrong = course.follow_ups.get()
    browser = cast.browser_of("surgeon")
    assert url("correct_course", course.pk) in browser.get(url("course", course.pk)).text
    answer = browser.post(url("correct_course", course.pk), sent(course, date=str(day(-60))))
    new = Course.objects.standing().get()
    assert answer.headers["Location"] == url("course", new.pk)
    assert (new.replaces, new.first, new.reason, new.date) == (course, course, "The date was wrong.", day(-60))
    wrong.refresh_from_db()
    assert (wrong.status, wrong.superseded_by) == ("superseded", new)
    assert [one.due for one in FollowUp.objects.open()] == [day(-60 + 42)]
    assert set(wrong.reminders.values_list("state", flat=True)) == {"cancelled"}
    assert AuditEvent.objects.filter(action="course.correct", reason="The date was wrong.").exists()
    text = browser.get(url("course", new.pk)).text
    assert "Corrected by" in text
    assert "superseded" in text
    assert "This was corrected" in browser.get(url("course", course.pk)).text
    text = cast.browser_of("coordinator").get(f"/follow_ups/{wrong.pk}/").text
    assert "The treatment was corrected" in text


def test_preparation_complications_and_lesions_stay_with_it(cast: House) -> None:
    course = cast.performed(days_ago=30)
    lesion = patients.add_lesion(patient=course.patient, label="L1", segments=["6"], by=cast["surgeon"])
    course.lesions.add(lesion)
    actions.complicate(course=course, code="pain", by=cast["surgeon"])
    new = corrected(cast, course, date=day(-31))
    assert set(new.checklist.values_list("item", "answer")) == set(course.checklist.values_list("item", "answer"))
    assert new.checklist.exists()
    assert new.complications.get().code == "pain"
    assert [one.label for one in new.treated_lesions] == ["L1"]


def test_a_booking_stays_booked_and_what_was_done_stays_to_be_read(cast: House) -> None:
    booked = cast.follow_up(days_ago=30)
    actions.book(follow_up=booked, on=day(12), by=cast["coordinator"])
    new = corrected(cast, booked.course, date=day(-32))
    task = new.follow_ups.get()
    assert (task.status, task.booked_for, task.due) == ("booked", day(12), day(-32 + 42))
    assert set(task.reminders.values_list("kind", "state")) == {("due", "cancelled"), ("overdue", "planned")}
    actions.complete(follow_up=task, on=day(), by=cast["coordinator"])
    again = corrected(cast, new, date=day(-33))
    task.refresh_from_db()
    assert (task.status, task.course) == ("done", again)
    assert not FollowUp.objects.filter(course=again).exclude(pk=task.pk).exists()
    actions.read_result(follow_up=task, result="Half.", response="partial", by=cast["surgeon"])
    assert Course.objects.standing().get().response == "partial"


def test_what_it_wrongly_overtook_waits_again(cast: House) -> None:
    one = cast.follow_up(days_ago=44)
    actions.book(follow_up=one, on=day(3), by=cast["coordinator"])
    later = actions.report_course(patient=one.patient, type="tae", territory="right", date=day(-2), by=cast["surgeon"])
    one.refresh_from_db()
    assert one.status == "superseded"
    corrected(cast, later, territory="left")
    one.refresh_from_db()
    assert (one.status, one.booked_for, one.superseded_by) == ("booked", day(3), None)
    assert one.reminders.get(kind="overdue").state == "planned"


def test_the_decision_behind_it_is_found_and_shows_it_as_it_stands(cast: House) -> None:
    course = cast.performed(days_ago=30)
    new = corrected(cast, corrected(cast, course, date=day(-50)), date=day(-60))
    assert earlier_decision(new.follow_ups.get(status="to-book")) == Decision.objects.get()
    text = cast.browser_of("surgeon").get(f"/decisions/{Decision.objects.get().pk}/").text
    assert url("course", new.pk) in text
    assert url("course", course.pk) not in text


def test_a_correction_keeps_what_was_typed_when_it_is_refused(cast: House) -> None:
    course = cast.performed(days_ago=30)
    browser = cast.browser_of("surgeon")
    for wrong in ({"date": "2099-01-01"}, {"date": str(day(-1))[:7]}, {"reason": ""}):
        answer = browser.post(url("correct_course", course.pk), sent(course, note="A note.", **wrong))
        assert answer.status_code == 422
        assert "A note." in answer.text
    assert Course.objects.count() == 1


def test_the_same_correction_sent_twice_counts_once_and_an_old_page_corrects_nothing(cast: House) -> None:
    course = cast.performed(days_ago=30)
    browser = cast.browser_of("surgeon")
    fields = sent(course, date=str(day(-60)), once="11111111-1111-4111-8111-111111111111")
    assert browser.post(url("correct_course", course.pk), fields).status_code == 302
    assert browser.get(url("correct_course", course.pk)).status_code == 404
    written = Course.objects.standing().get()
    again: dict[str, Any] = {"reason": "x", "by": cast["surgeon"], "key": written.idempotency_key}
    assert actions.correct_course(course=course, **again) == written
    with pytest.raises(RuleBroken, match="corrected this in the meantime"):
        corrected(cast, course, date=day(-61))


# --- taken back ---


def test_a_treatment_entered_in_error_goes_back_to_the_plan_of_the_board(cast: House) -> None:
    course = cast.performed(days_ago=44)
    task = course.follow_ups.get()
    browser = cast.browser_of("surgeon")
    page = url("withdraw_course", course.pk)
    assert browser.post(page, {"withdraw-reason": ""}).status_code == 422
    assert browser.post(page, {"withdraw-reason": "Another patient."}).status_code == 302
    plan = Course.objects.standing().get()
    assert (plan.status, plan.type, plan.territory, plan.date) == ("planned", "tae", "right", None)
    task.refresh_from_db()
    assert (task.status, task.note) == ("closed", "The treatment was entered in error: Another patient.")
    assert AuditEvent.objects.filter(action="course.withdraw").exists()
    again = actions.perform(course=plan, date=day(), by=cast["surgeon"], checklist=cast.prepared(plan))
    assert again.follow_ups.open().exists()


def test_the_plan_taken_up_again_is_the_one_the_board_made(cast: House) -> None:
    cast.signed()
    course = Course.objects.planned().get()
    actions.perform(
        course=course,
        type="ablation",
        territory="left",
        date=day(-3),
        deviation="changed",
        deviation_reason="The artery was closed.",
        checklist=cast.prepared(course) | {"general-anaesthesia": ("done", ""), "extended-antibiotics": ("done", "")},
        by=cast["surgeon"],
    )
    assert "Bland embolisation (TAE) right hemiliver" in cast.browser_of("surgeon").get(url("course", course.pk)).text
    plan = actions.withdraw_course(course=course, reason="Another patient.", by=cast["surgeon"])
    assert (plan.type, plan.territory, plan.details) == ("tae", "right", {})


def test_a_plan_taken_up_again_is_called_off_with_its_decision(cast: House) -> None:
    course = cast.performed()
    plan = actions.withdraw_course(course=course, reason="Another patient.", by=cast["surgeon"])
    draft = conference.amend(decision=Decision.objects.get(), because="New images.", by=cast["surgeon"])
    other = replace(Wording.of(draft), steps=[StepPlan("tae", "left")])
    draft = conference.decide(item=draft.item, wording=other, version=draft.version, by=cast["surgeon"])
    conference.sign(decision=draft, by=cast["surgeon"])
    plan.refresh_from_db()
    assert plan.status == "cancelled"


def test_a_reported_treatment_taken_back_is_gone_and_overtakes_nothing(cast: House) -> None:
    one = cast.follow_up(days_ago=44)
    later = actions.report_course(patient=one.patient, type="tae", territory="right", date=day(-2), by=cast["surgeon"])
    row = actions.withdraw_course(course=later, reason="Another patient.", by=cast["surgeon"])
    one.refresh_from_db()
    assert one.status == "to-book"
    assert later not in Course.objects.performed()
    assert "Entered in error" in cast.browser_of("surgeon").get(url("course", row.pk)).text


# --- who writes ---


def test_only_its_own_hospital_or_the_person_responsible_writes_on_a_treatment(cast: House) -> None:
    foreigner = cast.hire("surgeon-b", Role.SURGEON, cast.other, cast.clinic)
    cast.signed()
    course = Course.objects.planned().get()
    patients.grant_care(patient=course.patient, ground="referral", by=None, user=foreigner)
    browser = cast.browser_of("surgeon-b")
    assert url("perform", course.pk) not in browser.get(url("course", course.pk)).text
    assert url("perform", course.pk) not in browser.get(url("courses", course.patient_id)).text
    for name in ("perform", "cancel_course"):
        assert browser.get(url(name, course.pk)).status_code == 422
        answer = browser.post(url(name, course.pk), {"reason": "I say.", "version": course.version})
        assert answer.status_code == 422
        assert "Only the hospital that gives or follows this treatment" in answer.text
    course.change(responsible=foreigner)
    assert browser.get(url("perform", course.pk)).status_code == 200


def test_a_death_noted_elsewhere_still_calls_off_what_is_planned(cast: House) -> None:
    cast.hire("surgeon-b", Role.SURGEON, cast.other, cast.clinic)
    cast.signed()
    course = Course.objects.planned().get()
    patients.grant_care(patient=course.patient, ground="referral", by=None, user=cast["surgeon-b"])
    conference.note_death(patient=course.patient, on=day(), by=cast["surgeon-b"])
    course.refresh_from_db()
    assert (course.status, course.deviation_reason) == ("cancelled", "The patient died.")


def test_who_only_writes_facts_corrects_what_was_reported_and_not_what_we_did(cast: House) -> None:
    course = cast.performed(days_ago=30)
    earlier = actions.report_course(patient=course.patient, type="prrt", by=cast["coordinator"])
    browser = cast.browser_of("coordinator")
    assert browser.get(url("correct_course", earlier.pk)).status_code == 200
    assert browser.get(url("correct_course", course.pk)).status_code == 403


# --- as planned, and complications ---


@pytest.mark.parametrize(
    ("fields", "says"), [({"type": "ablation"}, "Another treatment"), ({"territory": "left"}, "Another place")]
)
def test_as_planned_is_what_was_planned_where_it_was_planned(cast: House, fields: Any, says: str) -> None:
    cast.signed()
    course = Course.objects.planned().get()
    checks = cast.prepared(course) | {"general-anaesthesia": ("done", ""), "extended-antibiotics": ("done", "")}
    with pytest.raises(RuleBroken, match=says) as refused:
        actions.perform(course=course, date=day(), by=cast["surgeon"], checklist=checks, **fields)
    assert refused.value.field == "deviation"
    segments: Any = {"territory": "segments", "segments": ["5", "6", "7", "8"]}  # the right half by its parts
    actions.perform(course=course, date=day(), by=cast["surgeon"], checklist=checks, **segments)


def test_no_complication_is_an_answer_and_silence_is_none(cast: House) -> None:
    course = cast.performed(days_ago=10)
    browser = cast.browser_of("surgeon")
    assert "Nobody has said yet whether there were any." in browser.get(url("course", course.pk)).text
    assert browser.post(url("no_complications", course.pk), {"version": course.version}).status_code == 302
    assert "None, asked" in browser.get(url("course", course.pk)).text
    assert AuditEvent.objects.filter(action="course.no_complications").exists()
    browser.post(url("complicate", course.pk), {"code": "pain", "grade": "I"})
    text = browser.get(url("course", course.pk)).text
    assert "Pain" in text
    assert "None, asked" not in text
    assert browser.post(url("no_complications", course.pk)).status_code == 422


def test_none_asked_before_the_corrected_day_is_not_asked(cast: House) -> None:
    course = cast.performed(days_ago=10)
    course.change(no_complications_on=day(-5))
    assert corrected(cast, course, date=day(-4)).no_complications_on is None


def test_segments_that_are_not_named_are_asked_for(cast: House) -> None:
    patient = cast.patient()
    answer = cast.browser_of("referrer").post(
        url("report_course", patient.pk), {"type": "tae", "date": "2019", "territory": "segments"}
    )
    assert answer.status_code == 422
    assert "Name the segments." in answer.text


# --- two at once, and what was written on an older page ---


def test_a_response_read_meanwhile_is_shown_and_not_lost(cast: House) -> None:
    course = cast.performed(days_ago=60)
    opened = sent(course, note="Access by the left groin.")
    actions.complete(follow_up=course.follow_ups.get(), on=day(-5), by=cast["coordinator"])
    actions.read_result(
        follow_up=course.follow_ups.get(), result="Grown.", response="progression", by=cast["diagnostic-radiologist"]
    )
    browser = cast.browser_of("surgeon")
    answer = browser.post(url("correct_course", course.pk), opened)
    assert answer.status_code == 409
    assert "Access by the left groin." in answer.text
    assert "progression" in answer.text
    assert Course.objects.standing().get().response == "progression"


def test_a_complication_written_on_an_older_page_hangs_on_the_treatment_as_it_stands(cast: House) -> None:
    course = cast.performed(days_ago=10)
    new = corrected(cast, course, date=day(-12))
    cast.browser_of("surgeon").post(url("complicate", course.pk), {"code": "pain", "grade": "I"})
    assert [one.code for one in new.complications.standing()] == ["pain"]
    with pytest.raises(RuleBroken):
        actions.no_complications(course=course, by=cast["surgeon"])


def test_a_planned_treatment_has_no_complications(cast: House) -> None:
    cast.signed()
    planned = Course.objects.planned().get()
    answer = cast.browser_of("surgeon").post(url("complicate", planned.pk), {"code": "pain", "grade": "V"})
    assert answer.status_code == 422
    assert not planned.complications.exists()


@pytest.mark.parametrize("ended", ["closed", "read"])
def test_a_control_of_the_wrong_day_does_not_stand_for_the_right_one(cast: House, ended: str) -> None:
    course = cast.performed(days_ago=330)
    one = course.follow_ups.get(code="arterial-control")
    if ended == "closed":
        actions.close(follow_up=one, reason="other", note="The date looks wrong.", by=cast["coordinator"])
    else:
        actions.complete(follow_up=one, on=day(-280), by=cast["coordinator"])
        actions.read_result(follow_up=one, result="Stable.", by=cast["diagnostic-radiologist"])
    corrected(cast, course, date=day(-3))
    assert [one.due for one in FollowUp.objects.open().filter(code="arterial-control")] == [day(-3 + 42)]


def test_a_control_read_after_the_right_day_goes_with_the_treatment(cast: House) -> None:
    course = cast.performed(days_ago=60)
    one = course.follow_ups.get(code="arterial-control")
    actions.complete(follow_up=one, on=day(-15), by=cast["coordinator"])
    new = corrected(cast, course, date=day(-58))
    one.refresh_from_db()
    assert (one.course, one.status) == (new, "done")
    assert not FollowUp.objects.filter(status="to-book").exists()


def test_whoever_takes_what_somebody_else_saved_finds_the_treatment(cast: House) -> None:
    course, browser = cast.performed(), cast.browser_of("surgeon")
    assert browser.post(url("no_complications", course.pk), {"version": course.version + 1}).status_code == 409
    assert browser.get(url("no_complications", course.pk)).headers["Location"] == url("course", course.pk)
