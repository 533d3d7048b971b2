"""A death closes everything open, with that reason, and nobody is reminded any more."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from conference import actions
from conference.models import Case
from patients import actions as patients
from tests.cast import House
from treatments.actions import book
from treatments.models import Course, FollowUp, Reminder

pytestmark = pytest.mark.django_db


def test_everything_open_closes_with_that_reason(cast: House, as_: Any, audited: Any) -> None:
    one = cast.follow_up()
    patient = one.patient
    answer = as_("surgeon").post(f"/patients/{patient.pk}/note_death/", {"on": f"{timezone.localdate()}", "version": 1})
    assert answer.status_code == 302
    patient.refresh_from_db()
    assert patient.deceased_on == timezone.localdate()
    assert not FollowUp.objects.open().filter(patient=patient).exists()
    assert set(FollowUp.objects.filter(patient=patient).values_list("reason", flat=True)) == {"died"}
    assert not Reminder.objects.filter(state="planned").exists()
    assert audited("patient.death") == 1


def test_a_case_on_a_list_leaves_it(cast: House, as_: Any) -> None:
    item = cast.listed()
    as_("surgeon").post(f"/patients/{item.patient_id}/note_death/", {"on": f"{timezone.localdate()}", "version": 1})
    item.refresh_from_db()
    assert item.status == "taken-off"
    assert Case.objects.get().status == "closed"


def test_a_day_in_the_future_is_refused_with_what_was_typed(cast: House, as_: Any) -> None:
    patient = cast.patient()
    cast.case(patient)
    answer = as_("surgeon").post(f"/patients/{patient.pk}/note_death/", {"on": "2999-01-01"})
    assert answer.status_code == 422
    assert "2999-01-01" in answer.content.decode()


def test_the_page_says_what_will_close_and_is_not_for_everybody(cast: House, as_: Any) -> None:
    patient = cast.patient()
    cast.case(patient)
    text = as_("surgeon").get(f"/patients/{patient.pk}/note_death/").content.decode()
    assert "nobody is reminded" in text
    assert as_("stranger").get(f"/patients/{patient.pk}/note_death/").status_code == 404
    assert as_("auditor").get(f"/patients/{patient.pk}/note_death/").status_code == 403


def test_a_draft_that_asked_nothing_ends_without_an_invention(cast: House, as_: Any) -> None:
    draft = actions.refer(patient=cast.patient(), unit=cast.unit, by=cast["referrer"], send=False)
    died = {"on": f"{timezone.localdate()}", "version": 1}
    as_("referrer").post(f"/patients/{draft.patient_id}/note_death/", died)
    draft.refresh_from_db()
    assert (draft.status, draft.question, draft.sent_at) == ("withdrawn", "", None)


def test_a_day_before_the_last_treatment_is_refused(cast: House, as_: Any) -> None:
    course = cast.performed(days_ago=10)
    early = timezone.localdate() - dt.timedelta(days=11)
    answer = as_("surgeon").post(f"/patients/{course.patient_id}/note_death/", {"on": f"{early}", "version": 1})
    assert answer.status_code == 422
    assert "A treatment is recorded on" in answer.content.decode()


def test_a_death_entered_in_error_is_taken_back_and_everything_waits_again(cast: House, as_: Any, audited: Any) -> None:
    one = cast.follow_up()
    book(follow_up=one, on=timezone.localdate() + dt.timedelta(days=3), by=cast["coordinator"])
    planned = cast.signed(cast.listed(cast.case(one.patient, "And the other half?")))
    patient = one.patient
    person = as_("surgeon")
    person.post(f"/patients/{patient.pk}/note_death/", {"on": f"{timezone.localdate()}", "version": patient.version})
    patient.refresh_from_db()
    assert not Course.objects.planned().exists()
    assert "It was entered in error" in person.get(f"/patients/{patient.pk}/note_death/").content.decode()
    empty = person.post(f"/patients/{patient.pk}/withdraw_death/", {"reason": "", "version": patient.version})
    assert empty.status_code == 422
    answer = person.post(
        f"/patients/{patient.pk}/withdraw_death/", {"reason": "Another patient.", "version": patient.version}
    )
    assert answer.status_code == 302
    for row in (patient, one):
        row.refresh_from_db()
    assert patient.deceased_on is None
    assert (one.status, one.reason) == ("booked", "")
    assert set(one.reminders.filter(kind="overdue").values_list("state", flat=True)) == {"planned"}
    course = Course.objects.planned().get()
    assert (course.patient, course.details, course.deviation_reason) == (planned.patient, {}, "")
    assert audited("patient.withdraw_death") == 1


def test_a_death_nobody_noted_cannot_be_taken_back(cast: House, as_: Any) -> None:
    patient = cast.patient()
    cast.case(patient)
    answer = as_("surgeon").post(f"/patients/{patient.pk}/withdraw_death/", {"reason": "An error.", "version": 1})
    assert answer.status_code == 422
    assert as_("auditor").post(f"/patients/{patient.pk}/withdraw_death/", {}).status_code == 403


def test_whoever_takes_what_somebody_else_saved_of_a_death_finds_the_page(cast: House, as_: Any) -> None:
    patient = cast.patient()
    cast.case(patient)
    url = f"/patients/{patient.pk}/withdraw_death/"
    patients.note_death(patient=patient, on=timezone.localdate(), by=cast["surgeon"])
    assert as_("surgeon").post(url, {"reason": "An error.", "version": 1}).status_code == 409
    page = as_("surgeon").get(url).content.decode()
    assert "It was entered in error" in page
    assert f'value="{timezone.localdate()}"' in page
