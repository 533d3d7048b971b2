"""The schedule of reminders: always planned, addressed on the day, stopped by a death, and never lost silently."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Unit
from core.models import AuditEvent
from core.rules import RuleBroken
from patients.actions import note_death
from tests.cast import House
from treatments import actions, outbox
from treatments.models import Course, FollowUp, Reminder

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


def today(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def audited(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


def states() -> list[str]:
    return sorted(Reminder.objects.values_list("state", flat=True))


# --- the address is asked for on the day ---


def test_a_unit_without_an_address_has_its_reminders_waiting_in_sight_until_there_is_one(
    cast: House, mailoutbox: Any
) -> None:
    Unit.objects.update(email="")
    one = cast.follow_up(days_ago=44)
    assert states() == ["planned", "planned"]
    outbox.tick()
    assert states() == ["planned", "planned"]
    assert [(reminder.kind, reminder.error) for reminder in Reminder.objects.in_trouble()] == [("due", "no-address")]
    text = cast.browser_of("coordinator").get("/follow_ups/").text
    assert "1 reminder did not go as it should" in text
    assert "the unit has no e-mail" in text
    Unit.objects.update(email="new@nordhamn.example")
    Reminder.objects.update(retry_at=timezone.now())
    outbox.tick()
    assert [mail.to for mail in mailoutbox] == [["new@nordhamn.example"]]
    assert not Reminder.objects.in_trouble().exists()
    assert one.reminders.get(kind="due").recipient == "new@nordhamn.example"


def test_a_reminder_follows_its_unit_to_a_new_address(cast: House, mailoutbox: Any) -> None:
    cast.follow_up(days_ago=44)
    Unit.objects.update(email="moved@nordhamn.example")
    outbox.tick()
    assert [mail.to for mail in mailoutbox] == [["moved@nordhamn.example"]]


def test_the_troubles_of_another_unit_are_not_shown(cast: House, django_assert_max_num_queries: Any) -> None:
    cast.follow_up(days_ago=44)
    Reminder.objects.update(state="failed")
    other = accounts.open_unit(hospital=cast.hospital, name="Another", hosts_conference=True, by=None)
    cast.hire("elsewhere", "coordinator", cast.hospital, other)
    browser = cast.browser_of("elsewhere")
    with django_assert_max_num_queries(9):
        assert "did not go as" not in browser.get("/follow_ups/").text
    assert "2 reminders did not go as they should" in cast.browser_of("coordinator").get("/follow_ups/").text


def test_a_mail_given_up_is_no_trouble_once_the_examination_is_done(cast: House) -> None:
    one = cast.follow_up(days_ago=44)
    Reminder.objects.update(state="failed")
    actions.complete(follow_up=one, on=today(), by=cast["coordinator"])
    assert not Reminder.objects.in_trouble().exists()


# --- the dead are not reminded of ---


def test_a_treatment_recorded_after_a_death_opens_no_task(cast: House) -> None:
    cast.signed()
    course = Course.objects.planned().get()
    note_death(patient=course.patient, on=today(), by=cast["surgeon"])
    course.patient.refresh_from_db()
    actions.perform(
        course=course, date=today(-50), by=cast["interventional-radiologist"], checklist=cast.prepared(course)
    )
    assert not FollowUp.objects.exists()
    assert not Reminder.objects.exists()


def test_what_a_death_closed_is_not_opened_again(cast: House) -> None:
    one = cast.follow_up(days_ago=70)
    note_death(patient=one.patient, on=today(), by=cast["surgeon"])
    actions.stop_for_death(patient=one.patient, because="Died.", by=cast["surgeon"])
    answer = cast.browser_of("coordinator").post(f"/follow_ups/{one.pk}/reopen/")
    assert answer.status_code == 422
    assert FollowUp.objects.get(pk=one.pk).status == "closed"
    assert states() == ["cancelled", "cancelled"]


def test_the_outbox_itself_asks_whether_the_patient_lives(cast: House, mailoutbox: Any) -> None:
    one = cast.follow_up(days_ago=70)
    note_death(patient=one.patient, on=today(), by=cast["surgeon"])  # and nothing else was told
    outbox.tick()
    assert mailoutbox == []
    assert states() == ["cancelled", "cancelled"]
    assert len(audited("reminder.cancel")) == 2


def test_a_task_answered_after_the_claim_is_not_mailed(cast: House, mailoutbox: Any, monkeypatch: Any) -> None:
    one = cast.follow_up(days_ago=44)
    begin = outbox._begin

    def answered_meanwhile(row_id: Any) -> Any:
        actions.close(follow_up=one, reason="declined", by=cast["coordinator"])
        return begin(row_id)

    monkeypatch.setattr(outbox, "_begin", answered_meanwhile)
    outbox.tick()
    assert mailoutbox == []


# --- nothing is lost, and everything is written down ---


def test_a_worker_killed_before_the_second_try_of_a_doubtful_mail_loses_nothing(cast: House, mailoutbox: Any) -> None:
    cast.follow_up(days_ago=44)
    past = timezone.now() - dt.timedelta(hours=1)
    Reminder.objects.filter(kind="due").update(state="unknown", lease_until=past, attempts=1, message_id="<a@b>")
    assert outbox.tick().again == 1
    assert [mail.extra_headers["Message-ID"] for mail in mailoutbox] == ["<a@b>"]
    Reminder.objects.filter(kind="due").update(lease_until=past)
    assert outbox.tick().again == 0
    assert Reminder.objects.get(kind="due").state == "unknown"


def test_a_mail_that_always_ends_in_a_crash_is_given_up(cast: House, mailoutbox: Any) -> None:
    cast.follow_up(days_ago=44)
    past = timezone.now() - dt.timedelta(hours=1)
    Reminder.objects.filter(kind="due").update(state="sending", lease_until=past, attempts=outbox.MAX_ATTEMPTS)
    outbox.tick()
    assert mailoutbox == []
    assert Reminder.objects.get(kind="due").state == "failed"
    assert len(audited("reminder.fail")) == 1


def test_a_mail_that_went_leaves_an_audit_row_of_the_house_that_names_nobody(cast: House) -> None:
    one = cast.follow_up(days_ago=44)
    outbox.tick()
    (event,) = audited("reminder.send")
    assert (event.role, event.user_id, event.hospital_id) == ("system", None, cast.hospital.pk)
    assert event.patients == [one.patient_id]
    assert "nordhamn.example" not in str(vars(event))


def test_cancelling_a_reminder_is_written_down(cast: House) -> None:
    one = cast.follow_up(days_ago=44)
    actions.book(follow_up=one, on=today(2), by=cast["coordinator"])
    (event,) = audited("reminder.cancel")
    assert event.user_id == cast["coordinator"].pk


# --- what a later treatment overtakes ---


def test_an_examination_done_and_not_read_is_not_overtaken(cast: House) -> None:
    one = cast.follow_up(days_ago=44)
    actions.complete(follow_up=one, on=today(-1), by=cast["coordinator"])
    actions.report_course(patient=one.patient, type="tae", territory="right", date=today(), by=cast["surgeon"])
    assert FollowUp.objects.get(pk=one.pk).status == "done"


@pytest.mark.parametrize(("territory", "status"), [("right", "superseded"), ("left", "to-book"), ("", "to-book")])
def test_a_later_treatment_elsewhere_overtakes_on_the_same_territory(cast: House, territory: str, status: str) -> None:
    one = cast.follow_up(days_ago=44)
    later = actions.report_course(
        patient=one.patient, type="tae", territory=territory, date=today(-1), by=cast["surgeon"]
    )
    one.refresh_from_db()
    assert (one.status, one.superseded_by) == (status, later if status == "superseded" else None)
    assert not FollowUp.objects.filter(course=later).exists()


def test_a_superseded_task_says_why_it_is_not_booked(cast: House) -> None:
    one = cast.follow_up(days_ago=44)
    actions.report_course(patient=one.patient, type="tae", territory="right", date=today(), by=cast["surgeon"])
    one.refresh_from_db()
    with pytest.raises(RuleBroken, match="superseded"):
        actions.book(follow_up=one, on=today(3), by=cast["coordinator"])
