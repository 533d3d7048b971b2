"""What a meeting that is over, or a case that is answered, does not take any more; and in which order lists are waited for."""

from typing import Any

import pytest
from django.db import transaction

from conference import actions
from conference.actions.agenda import lock_lists
from conference.models import AgendaItem, Board, Case
from core.rules import RuleBroken, SavedBefore
from tests.cast import House
from tests.conference.conftest import Meanwhile, until_somebody_waits

pytestmark = pytest.mark.django_db


def two(cast: House, board: Board) -> list[AgendaItem]:
    return [cast.listed(cast.case(cast.patient(f"P{n}", f"T-{n}")), board) for n in range(2)]


ACTS: dict[str, dict[str, Any]] = {"move": {"to": "down"}, "sort": {"lane": "standard"}, "allot": {"minutes": 9}}


@pytest.mark.parametrize("act", ACTS)
def test_the_list_of_a_meeting_that_has_ended_stays_in_its_order(cast: House, as_: Any, act: str) -> None:
    board = cast.board(-1)
    first, _second = two(cast, board)
    cast.decided(first)  # drafted: it waits for the chair, and stays
    actions.close_board(board=board, by=cast["coordinator"])
    first.refresh_from_db()
    before = AgendaItem.objects.values_list("pk", "position", "lane", "minutes").order_by("pk")
    was = list(before)
    answer = as_("coordinator").post(f"/agenda/{first.pk}/{act}/", ACTS[act] | {"version": first.version})
    assert answer.status_code == 422
    assert "This meeting has ended." in answer.text
    assert list(before) == was


def test_a_decided_case_is_sorted_and_timed_no_more(cast: House, as_: Any) -> None:
    item = cast.signed().item
    for act in ("sort", "allot"):
        answer = as_("coordinator").post(f"/agenda/{item.pk}/{act}/", ACTS[act] | {"version": item.version})
        assert answer.status_code == 422, act
        assert "This case is decided." in answer.text, act


@pytest.mark.django_db(transaction=True)
def test_a_case_pulled_back_while_the_chair_confirms_it_is_not_signed(cast: House, meanwhile: Meanwhile) -> None:
    item = cast.listed()
    draft = cast.decided(item)
    actions.sort(item=item, lane="standard", by=cast["surgeon"])
    item.refresh_from_db()
    with transaction.atomic():
        actions.sort(item=item, lane="discuss", by=cast["endocrinologist"])
        confirmed = meanwhile(lambda: actions.confirm(item=item, by=cast["surgeon"]))
        until_somebody_waits()
    with pytest.raises(RuleBroken, match="is to be discussed"):
        confirmed.result(timeout=20)
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.django_db(transaction=True)
def test_two_who_carry_cases_over_between_the_same_meetings_both_come_through(
    cast: House, meanwhile: Meanwhile
) -> None:
    here, there = cast.board(1), cast.board(8)
    complex_one, other = cast.case(cast.patient("P1", "T-1")), cast.case(cast.patient("P2", "T-2"))
    complex_one.change(complex=True)
    mine, theirs, by = cast.listed(complex_one, here), cast.listed(other, there), cast["coordinator"]
    with transaction.atomic():
        lock_lists(here.pk)
        back = meanwhile(lambda: actions.postpone(item=theirs, because="Sooner.", by=by, to=here))
        until_somebody_waits()
        actions.postpone(item=mine, because="Later.", by=by, to=there)
    assert back.result(timeout=20).board == here
    assert {item.board_id for item in AgendaItem.objects.filter(status="listed")} == {here.pk, there.pk}


@pytest.mark.django_db(transaction=True)
def test_who_closes_a_case_waits_for_who_changes_its_list(cast: House, meanwhile: Meanwhile) -> None:
    item = cast.listed(board=cast.board(1))
    other, seen, by = cast.board(8), Case.objects.get(), cast["coordinator"]
    with transaction.atomic():
        lock_lists(item.board_id)
        closed = meanwhile(lambda: actions.close_case(case=seen, because="Wishes no more.", by=by))
        until_somebody_waits()
        actions.postpone(item=item, because="Later.", by=by, to=other)
    with pytest.raises(SavedBefore):
        closed.result(timeout=20)


def test_a_person_who_does_not_see_a_patient_neither_reads_nor_moves_the_case(cast: House, as_: Any) -> None:
    board = cast.board()
    item = cast.listed(board=board)
    cast.hire("newcomer", "surgeon", cast.other, None)
    later = cast.board(7)
    actions.seat(board=later, user=cast["newcomer"], role="surgeon", by=cast["coordinator"])
    cast["newcomer"].seats.update(board=board)  # a seat nobody gave the care of the patients with
    page = as_("newcomer").get(f"/boards/{board.pk}/").text
    assert "1 case is left out" in page
    assert "Ahlgren" not in page
    assert item.case.question not in page
    for act, data in (
        ("postpone", {"because": "No."}),
        ("sort", {"lane": "standard"}),
        ("confirm", {}),
        ("look_at", {}),
    ):
        assert as_("newcomer").post(f"/agenda/{item.pk}/{act}/", data).status_code == 404, act


def test_an_answer_on_facts_nobody_has_frozen_is_read_before_it_is_confirmed(cast: House, as_: Any) -> None:
    item = cast.listed()
    draft = cast.decided(item)
    type(draft).objects.filter(pk=draft.pk).update(proposal=None)
    actions.sort(item=item, lane="standard", by=cast["surgeon"])
    answer = as_("surgeon").post(f"/agenda/{item.pk}/confirm/", {"version": draft.version})
    assert answer.headers["Location"] == f"/decisions/{draft.pk}/"
    draft.refresh_from_db()
    assert draft.is_draft
