"""Back to the board in one press, with the reason and the earlier decision."""

import contextlib
import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.roles import ROLES, Permission, Role
from conference.actions import decide, prepare, propose, returns, send_back, sign
from conference.actions.decisions import Wording
from conference.actions.returns import may_return
from conference.models import Referral
from tests.cast import House, facts_of
from treatments.actions import complete, read_result, report_course
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
    assert referral.earlier_decision == one.course.steps.get().decision
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


BRINGERS = [role.value for role in Role if Permission.RETURN_TO_BOARD in ROLES[role]]


@pytest.mark.parametrize("username", BRINGERS)
def test_whoever_brings_it_back_reads_it_and_completes_it_when_it_is_returned(
    cast: House, as_: Any, username: str
) -> None:
    one = cast.follow_up(days_ago=70)
    answer = as_(username).post(f"/follow_ups/{one.pk}/return_to_board/", follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][1]) == (200, 302)
    referral = Referral.objects.get(because_of=one)
    send_back(referral=referral, because="Which lesion?", by=cast["coordinator"])
    assert "Which lesion?" in as_(username).get("/").content.decode()
    page = f"/referrals/{referral.pk}/refer/"
    assert as_(username).get(page).status_code == 200
    referral.refresh_from_db()
    sent = {"unit": cast.unit.pk, "question": "L1 has grown. What now?", "act": "send", "version": referral.version}
    assert as_(username).post(page, sent).status_code == 302
    referral.refresh_from_db()
    assert (referral.status, referral.question) == ("sent", "L1 has grown. What now?")


def test_what_was_superseded_is_not_brought_back(cast: House) -> None:
    one = cast.follow_up(days_ago=70)
    complete(follow_up=one, on=timezone.localdate(), by=cast["coordinator"])
    read_result(follow_up=one, result="Half the size.", response="partial", by=cast["diagnostic-radiologist"])
    repeat = FollowUp.objects.get(code="arterial-repeat")
    assert may_return(repeat)
    report_course(patient=one.patient, type="tae", territory="right", date=timezone.localdate(), by=cast["surgeon"])
    repeat.refresh_from_db()
    assert not may_return(repeat)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_referral(cast: House, monkeypatch: Any) -> None:
    one = cast.follow_up(days_ago=70)
    both = threading.Barrier(2)
    reason = returns.why_to_return

    def wait_for_the_other(follow_up: FollowUp) -> str | None:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)  # only one comes here while the other waits for it
        return reason(follow_up)

    def press_once(_number: int) -> Any:
        try:
            return returns.return_to_board(follow_up=one, by=cast["surgeon"]).pk
        finally:
            connection.close()

    monkeypatch.setattr(returns, "why_to_return", wait_for_the_other)
    with ThreadPoolExecutor(2) as people:
        found = list(people.map(press_once, range(2)))
    assert found[0] == found[1]
    assert Referral.objects.filter(because_of=one).count() == 1


def test_once_the_board_has_answered_the_follow_up_goes_on_and_may_come_again(cast: House, as_: Any) -> None:
    one = cast.follow_up(days_ago=70)
    press(as_("coordinator"), one)
    first = Referral.objects.get(because_of=one)
    case = prepare(referral=first, by=cast["coordinator"])
    item = cast.listed(case=case, board=cast.board(days=0))
    propose(item=item, facts=facts_of(item), by=cast["surgeon"])
    no_change = decide(item=item, wording=Wording(kind="no-change", wording="As before."), by=cast["endocrinologist"])
    sign(decision=no_change, by=cast["surgeon"])
    page = as_("coordinator").get(f"/follow_ups/{one.pk}/").text
    assert "Back on its way to the board" not in page
    assert "Book it" in page
    complete(follow_up=one, on=timezone.localdate(), by=cast["coordinator"])
    one.refresh_from_db()
    read_result(follow_up=one, result="Grown.", response="progression", by=cast["diagnostic-radiologist"])
    press(as_("coordinator"), one)
    again = Referral.objects.filter(because_of=one).exclude(pk=first.pk).get()
    assert (again.status, again.why) == ("sent", "progression")
