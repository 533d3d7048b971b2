"""A death closes everything open, with that reason, and nobody is reminded any more."""

from typing import Any

import pytest
from django.utils import timezone

from conference import actions
from conference.models import Case
from tests.cast import House
from treatments.models import FollowUp, Reminder

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
