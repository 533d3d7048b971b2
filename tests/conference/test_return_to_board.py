"""Back to the board in one press, with the reason and the earlier decision."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from conference.models import Referral
from tests.cast import House
from treatments.actions import complete, read_result
from treatments.models import FollowUp

pytestmark = pytest.mark.django_db


def press(person: Any, one: FollowUp) -> Any:
    return person.post(f"/follow_ups/{one.pk}/return_to_board/")


def test_a_finished_follow_up_becomes_a_referral_with_the_earlier_decision(cast: House, as_: Any, audited: Any) -> None:
    one = cast.follow_up()
    complete(follow_up=one, on=timezone.localdate(), by=cast["coordinator"])
    read_result(follow_up=one, result="88 mm.", response="stable", by=cast["diagnostic-radiologist"])
    page = as_("coordinator").get(f"/follow_ups/{one.pk}/").content.decode()
    assert "Bring back to the board" in page
    answer = press(as_("coordinator"), one)
    referral = Referral.objects.get(because_of=one)
    assert answer.headers["Location"] == f"/referrals/{referral.pk}/"
    assert (referral.status, referral.why) == ("sent", "follow-up")
    assert one.course is not None
    assert referral.earlier_decision == one.course.step_of.decision
    assert audited("follow_up.return_to_board") == 1


@pytest.mark.parametrize(("response", "why"), [("progression", "progression"), ("partial", "follow-up")])
def test_the_reason_is_what_the_images_showed(cast: House, as_: Any, response: str, why: str) -> None:
    one = cast.follow_up()
    complete(follow_up=one, on=timezone.localdate(), by=cast["coordinator"])
    read_result(follow_up=one, result="Read.", response=response, by=cast["diagnostic-radiologist"])
    press(as_("surgeon"), one)
    assert Referral.objects.get(because_of=one).why == why


def test_pressing_twice_refers_once(cast: House, as_: Any) -> None:
    one = cast.follow_up(days_ago=70)
    first, second = press(as_("coordinator"), one), press(as_("coordinator"), one)
    assert first.headers["Location"] == second.headers["Location"]
    assert Referral.objects.filter(because_of=one).count() == 1
    assert "Back on its way to the board" in as_("coordinator").get(f"/follow_ups/{one.pk}/").content.decode()


def test_what_is_neither_done_nor_overdue_has_nothing_to_bring_back(cast: House, as_: Any) -> None:
    one = cast.follow_up(days_ago=44)
    assert "Bring back to the board" not in as_("coordinator").get(f"/follow_ups/{one.pk}/").content.decode()
    answer = press(as_("coordinator"), one)
    assert answer.status_code == 422
    assert "Nothing to bring back yet" in answer.content.decode()


def test_a_task_of_the_board_itself_is_brought_back_without_an_examination(cast: House, as_: Any) -> None:
    one = cast.follow_up(days_ago=70)
    complete(follow_up=one, on=timezone.localdate(), by=cast["coordinator"])
    read_result(follow_up=one, result="Half the size.", response="partial", by=cast["diagnostic-radiologist"])
    repeat = FollowUp.objects.get(code="arterial-repeat")
    assert repeat.opens <= timezone.localdate() + dt.timedelta(days=0)
    text = as_("coordinator").get(f"/follow_ups/{repeat.pk}/").content.decode()
    assert "The board decides" in text
    assert 'name="on"' not in text
    assert press(as_("coordinator"), repeat).status_code == 302
    repeat.refresh_from_db()
    assert repeat.status == "read"
    assert repeat.referrals.get().why == "follow-up"


def test_who_may_not_bring_back_does_not(cast: House, as_: Any) -> None:
    one = cast.follow_up(days_ago=70)
    assert press(as_("referrer"), one).status_code == 403
    assert press(as_("stranger"), one).status_code == 404
