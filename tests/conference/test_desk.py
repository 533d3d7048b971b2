"""What waits for whom on the first page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from conference import actions
from tests.cast import House
from treatments import actions as treatments
from treatments.models import Course

pytestmark = pytest.mark.django_db

DESK = "/"


@pytest.fixture
def cast() -> House:
    return House()


def desk(cast: House, username: str) -> str:
    return cast.browser_of(username).get(reverse("conference:desk")).text


def sent(cast: House, number: str, question: str) -> None:
    actions.refer(patient=cast.patient(number=number), unit=cast.unit, question=question, by=cast["referrer"])


def test_everybody_of_the_conference_has_a_desk_and_the_others_have_none(cast: House) -> None:
    for username in ("coordinator", "surgeon", "interventional-radiologist", "pathologist", "referrer"):
        assert cast.browser_of(username).get(reverse("conference:desk")).status_code == 200, username
    for username in ("auditor", "room-display"):
        assert cast.browser_of(username).get(reverse("conference:desk")).status_code == 403, username


def test_the_coordinator_sees_what_came_in_oldest_first_and_why(cast: House) -> None:
    sent(cast, "T-1", "The first question?")
    sent(cast, "T-2", "The second question?")
    text = desk(cast, "coordinator")
    assert text.index("The first question?") < text.index("The second question?")
    assert "new referral" in text


def test_a_case_in_preparation_says_what_is_missing_and_who_owes_it(cast: House) -> None:
    cast.case()
    text = desk(cast, "coordinator")
    assert "In preparation" in text
    assert "Laboratory" in text
    assert "INR" in text


def test_what_is_too_old_is_judged_on_the_day_of_the_next_meeting(cast: House) -> None:
    """The bloods of the worked case are of February 2026: missing at any meeting of today, and said to be too old."""
    cast.worked("W01")
    cast.board(7)
    assert "too old" in desk(cast, "coordinator")


def test_the_next_meetings_say_how_full_they_are(cast: House) -> None:
    cast.listed(board=cast.board(7))
    text = desk(cast, "coordinator")
    assert "1 case, 4 of 60 min" in text


def test_a_due_follow_up_is_on_the_desk_of_those_who_follow_up(cast: House) -> None:
    cast.follow_up(days_ago=80)
    assert "Control after embolisation" in desk(cast, "coordinator")
    assert "Follow-ups due" not in desk(cast, "referrer")


def test_the_chair_finds_the_draft_that_waits_for_a_signature(cast: House) -> None:
    cast.decided()
    assert "Waiting for your signature" in desk(cast, "surgeon")
    assert "Waiting for your signature" not in desk(cast, "endocrinologist")


def given_up(cast: House, how: str) -> None:
    course = Course.objects.get()
    if how == "cancelled":
        treatments.cancel_course(course=course, reason="She declined.", by=cast["surgeon"])
    else:
        treatments.perform(
            course=course,
            date=timezone.localdate(),
            by=cast["surgeon"],
            deviation="abandoned",
            deviation_reason="She declined.",
        )


def not_done(cast: House) -> str:
    return desk(cast, "coordinator").partition("Decided, not done yet")[2].partition("</section>")[0]


def test_what_is_decided_and_not_done_is_on_the_desk_the_most_overdue_first(cast: House) -> None:
    board = cast.board()
    for number, weeks in enumerate((3, -1, 1)):
        item = cast.listed(cast.case(cast.patient(f"Due{weeks}", f"T-{number}")), board)
        day = timezone.localdate() + dt.timedelta(weeks=weeks)
        actions.sign(decision=cast.decided(item, target_date=day), by=cast["surgeon"])
    text = not_done(cast)
    assert text.index("Due-1") < text.index("Due1") < text.index("Due3")
    assert text.count("data-late") == 1
    assert str(Course.objects.get(patient__surname="Due3").pk) in text
    assert "Decided, not done yet" not in desk(cast, "surgeon")


def test_a_treatment_that_was_done_is_on_that_list_no_more(cast: House) -> None:
    cast.performed()
    assert not_done(cast) == ""


@pytest.mark.parametrize("how", ["cancelled", "abandoned"])
def test_a_treatment_given_up_stays_on_the_desk_until_the_board_has_it_back(cast: House, how: str) -> None:
    signed = cast.signed()
    given_up(cast, how)
    text = not_done(cast)
    assert "She declined." in text
    assert f"/patients/{signed.patient_id}/refer/" in text
    actions.refer(patient=signed.patient, unit=cast.unit, question="What now?", by=cast["referrer"])
    assert not_done(cast) == ""


def test_nothing_waits_to_be_done_for_the_dead(cast: House) -> None:
    signed = cast.signed()
    actions.note_death(patient=signed.patient, on=timezone.localdate(), by=cast["surgeon"])
    assert not_done(cast) == ""


def test_the_referring_doctor_follows_his_or_her_referrals(cast: House) -> None:
    assert "You have referred nobody yet." in desk(cast, "referrer")
    item = cast.listed(board=cast.board(7))
    assert "On the list of" in desk(cast, "referrer")
    cast.signed(item)
    assert "Decided: read it" in desk(cast, "referrer")


def test_a_returned_referral_tells_its_author_why(cast: House) -> None:
    referral = actions.refer(
        patient=cast.patient(), unit=cast.unit, question="Is resection possible?", by=cast["referrer"]
    )
    actions.send_back(referral=referral, because="The CT is missing.", by=cast["coordinator"])
    text = desk(cast, "referrer")
    assert "The CT is missing." in text
    assert reverse("conference:refer_again", args=[referral.pk]) in text


def test_one_does_not_see_patients_of_others(cast: House) -> None:
    cast.listed(cast.case(cast.patient(surname="Nonesuch")))
    assert "Nonesuch" in desk(cast, "surgeon")
    assert "Nonesuch" not in desk(cast, "stranger")


@pytest.mark.parametrize("username", ["coordinator", "surgeon", "referrer"])
def test_the_desk_asks_as_many_queries_for_six_cases_as_for_two(
    cast: House, username: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    def one_more(number: int) -> None:
        """One in preparation, one listed, one left behind, one asked for, one decided."""
        new = [cast.case(cast.patient(number=f"T-{number}-{place}")) for place in range(5)]
        cast.listed(new[1], board)
        cast.listed(new[2], over)
        actions.sign(decision=cast.asked(cast.listed(new[3], over)), by=cast["surgeon"])
        cast.signed(cast.listed(new[4], over))

    board, over = cast.board(7), cast.board(-1)
    for number in range(2):
        one_more(number)
    client = cast.browser_of(username)
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("conference:desk"))
    for number in range(2, 6):
        one_more(number)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("conference:desk"))


def test_a_returned_referral_stays_on_the_desks_of_both_whatever_came_after(cast: House) -> None:
    returned = actions.refer(patient=cast.patient(), unit=cast.unit, question="Which half first?", by=cast["referrer"])
    actions.send_back(referral=returned, because="The CT is missing.", by=cast["coordinator"])
    for number in range(26):
        sent(cast, f"N-{number}", f"Question {number}?")
    for username in ("coordinator", "referrer"):
        text = desk(cast, username)
        assert "Which half first?" in text, username
        assert "The CT is missing." in text, username


def test_a_list_that_is_cut_says_so_and_can_be_shown_whole(cast: House) -> None:
    for number in range(26):
        sent(cast, f"N-{number}", f"Question {number}?")
    text = desk(cast, "coordinator")
    assert "25+" in text
    assert "Question 25?" not in text
    whole = cast.browser_of("coordinator").get(reverse("conference:desk"), {"show": "all"}).text
    assert "Question 25?" in whole
    assert "25+" not in whole
