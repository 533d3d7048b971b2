"""Putting a case on a meeting's list, and closing one without a decision."""

import pytest
from django.urls import reverse

from conference import actions
from conference.models import AgendaItem, Case
from core.models import AuditEvent
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


def at(name: str, case: Case) -> str:
    return reverse(f"conference:{name}", args=[case.pk])


def test_the_coordinator_lists_a_case_and_sees_how_full_each_meeting_is(cast: House) -> None:
    board, case = cast.board(7), cast.case()
    client = cast.browser_of("coordinator")
    text = client.get(at("schedule", case)).text
    assert "0 cases, 0 of 60 min" in text
    answer = client.post(at("schedule", case), {"board": str(board.pk), "minutes": "6"})
    item = AgendaItem.objects.get(case=case)
    assert answer.headers["Location"] == reverse("conference:board", args=[board.pk])
    assert item.minutes == 6
    assert AuditEvent.objects.filter(action="case.schedule", object_id=item.pk).exists()


def test_a_clinician_lists_nothing(cast: House) -> None:
    case = cast.case()
    assert cast.browser_of("surgeon").get(at("schedule", case)).status_code == 403
    assert cast.browser_of("referrer").get(at("schedule", case)).status_code == 403


def test_a_case_is_on_one_list_only(cast: House) -> None:
    item = cast.listed(board=cast.board(7))
    other = cast.board(14)
    client = cast.browser_of("coordinator")
    assert "already on the list" in client.get(at("schedule", item.case)).text
    answer = client.post(at("schedule", item.case), {"board": str(other.pk)})
    assert answer.status_code == 422
    assert AgendaItem.objects.count() == 1


def test_without_a_meeting_the_page_says_what_to_do(cast: House) -> None:
    assert "Call a meeting" in cast.browser_of("coordinator").get(at("schedule", cast.case())).text


def test_listed_again_a_case_has_the_minutes_and_the_reason_said_now(cast: House) -> None:
    item = cast.listed()
    actions.take_off(item=item, because="The CT is not read.", by=cast["coordinator"])
    case = Case.objects.get()
    again = actions.schedule(case=case, board=item.board, by=cast["coordinator"], minutes=12, why="progression")
    assert (again.pk, again.minutes, again.why) == (item.pk, 12, "progression")


def test_a_form_sent_twice_lists_once_also_the_second_time(cast: House) -> None:
    item = cast.listed()
    actions.take_off(item=item, because="The CT is not read.", by=cast["coordinator"])
    client = cast.browser_of("coordinator")
    data = {"board": str(item.board_id), "once": "018f0000-0000-7000-8000-000000000001"}
    for _time in range(2):
        assert client.post(at("schedule", item.case), data).status_code == 302


def test_a_postponed_question_is_unanswered_when_it_is_listed_again(cast: House) -> None:
    item = cast.listed()
    actions.postpone(item=item, because="No time.", by=cast["coordinator"])
    assert cast.listed(Case.objects.get(), cast.board(7)).why == "unanswered"


def test_a_case_closes_with_a_reason_and_leaves_its_list(cast: House) -> None:
    item = cast.listed()
    case = Case.objects.get(pk=item.case_id)
    client = cast.browser_of("coordinator")
    assert client.post(at("close_case", case), {"because": " ", "version": case.version}).status_code == 422
    answer = client.post(at("close_case", case), {"because": "The patient moved.", "version": case.version})
    assert answer.status_code == 302
    case.refresh_from_db()
    item.refresh_from_db()
    assert (case.status, item.status) == ("closed", "taken-off")
    assert "The patient moved." in client.get(at("case", case)).text


def test_a_surgeon_closes_no_case(cast: House) -> None:
    item = cast.listed()
    assert cast.browser_of("surgeon").get(at("close_case", item.case)).status_code == 403
