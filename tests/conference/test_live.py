"""A meeting while it is held: it begins, cases come on the screens, the lead is handed over, and every act is a turn."""

import datetime as dt
import re
import threading
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import actions as accounts
from accounts.roles import Role
from conference import actions
from conference.models import AgendaItem, Board, Showing, Turn
from conference.screens import draw, version_of
from core.rules import RuleBroken
from core.words import day
from patients.actions import Answer, observe
from patients.models import CareRelation
from tests.cast import House
from tests.conference.conftest import Meanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(cast: House) -> Board:
    """A meeting of today with three cases, begun by its chair."""
    board = cast.board()
    for number in range(3):
        patient = cast.patient(surname=f"Ahlgren{number}", number=f"T-{number}")
        cast.listed(cast.case(patient, question=f"Question {number}?"), board)
    actions.begin(board=board, by=cast["surgeon"])
    return Board.objects.get(pk=board.pk)


def items(board: Board) -> list[AgendaItem]:
    return list(board.items.order_by("position"))


def live(board: Board) -> str:
    return f"/boards/{board.pk}/live/"


# --- beginning and leading ---


def test_beginning_brings_the_first_case_on_the_screens_and_lets_the_chair_lead(
    board: Board, cast: House, audited: Any
) -> None:
    assert (board.lead, board.presented_id) == (cast["surgeon"], items(board)[0].pk)
    assert (audited("board.begin"), audited("agenda.present")) == (1, 1)


def test_whoever_begins_for_an_absent_chair_does_not_take_the_lead_from_the_chair(cast: House) -> None:
    board = actions.begin(board=cast.board(), by=cast["coordinator"])
    assert board.lead == cast["surgeon"]


def test_a_meeting_of_another_day_is_not_begun(cast: House) -> None:
    with pytest.raises(RuleBroken):
        actions.begin(board=cast.board(days=2), by=cast["surgeon"])


def test_a_meeting_begins_once(board: Board, cast: House, audited: Any) -> None:
    actions.begin(board=board, by=cast["coordinator"])
    assert audited("board.begin") == 1


def test_only_who_leads_or_chairs_moves_the_screens(board: Board, cast: House, as_: Any) -> None:
    second = items(board)[1]
    with pytest.raises(RuleBroken, match="leads this meeting"):
        actions.present(item=second, by=cast["endocrinologist"])
    actions.hand_over(board=board, to=cast["endocrinologist"], by=cast["surgeon"])
    assert actions.present(item=second, by=cast["endocrinologist"]).presented_id == second.pk
    assert actions.present(item=items(board)[2], by=cast["surgeon"]).presented_id == items(board)[2].pk  # the chair may


def test_the_chair_takes_the_lead_back_and_a_stranger_never_gets_it(board: Board, cast: House) -> None:
    actions.hand_over(board=board, to=cast["endocrinologist"], by=cast["surgeon"])
    with pytest.raises(RuleBroken):
        actions.hand_over(board=board, to=cast["diagnostic-radiologist"], by=cast["diagnostic-radiologist"])
    with pytest.raises(RuleBroken):
        actions.hand_over(board=board, to=cast["stranger"], by=cast["surgeon"])
    assert actions.hand_over(board=board, to=cast["surgeon"], by=cast["surgeon"]).lead == cast["surgeon"]


def test_a_button_pressed_on_an_old_screen_moves_nothing(board: Board, as_: Any) -> None:
    first, second, third = items(board)
    press = {"step": "next", "from": first.pk}
    for _twice in range(2):
        assert as_("surgeon").post(f"/boards/{board.pk}/present/", press).status_code == 302
    assert Board.objects.get(pk=board.pk).presented_id == second.pk
    as_("surgeon").post(f"/boards/{board.pk}/present/", {"step": "previous", "from": second.pk})
    assert Board.objects.get(pk=board.pk).presented_id == first.pk
    as_("surgeon").post(f"/boards/{board.pk}/present/", {"item": third.pk})
    assert Board.objects.get(pk=board.pk).presented_id == third.pk


def test_after_the_last_case_nothing_moves(board: Board, as_: Any) -> None:
    last = items(board)[-1]
    as_("surgeon").post(f"/boards/{board.pk}/present/", {"item": last.pk})
    as_("surgeon").post(f"/boards/{board.pk}/present/", {"step": "next", "from": last.pk})
    assert Board.objects.get(pk=board.pk).presented_id == last.pk


def test_a_case_of_another_meeting_is_not_brought_on_these_screens(board: Board, cast: House, as_: Any) -> None:
    elsewhere = cast.listed(cast.case(cast.patient(number="T-9")), cast.board(days=7))
    assert as_("surgeon").post(f"/boards/{board.pk}/present/", {"item": elsewhere.pk}).status_code == 404


def test_every_time_on_the_screens_has_its_beginning_and_end(board: Board, cast: House) -> None:
    first, second, _third = items(board)
    actions.present(item=second, by=cast["surgeon"])
    actions.present(item=first, by=cast["surgeon"])
    shown = list(Showing.objects.filter(board=board))
    assert [one.item_id for one in shown] == [first.pk, second.pk, first.pk]
    assert [one.ended_at is None for one in shown] == [False, False, True]
    actions.close_board(board=Board.objects.get(pk=board.pk), by=cast["surgeon"])
    assert not Showing.objects.filter(ended_at__isnull=True).exists()


# --- turns: every act the screens show ---


@pytest.mark.parametrize(
    "act",
    [
        lambda board, cast: actions.present(item=items(board)[1], by=cast["surgeon"]),
        lambda board, cast: cast.decided(items(board)[0]),
        lambda board, cast: actions.attend(board=board, present=[cast["surgeon"]], by=cast["surgeon"]),
        lambda board, cast: actions.seat(
            board=board, user=cast["pathologist"], role="pathologist", by=cast["coordinator"]
        ),
        lambda board, cast: observe(
            patient=items(board)[2].patient,
            answers={"patient.wish": Answer(text="No surgery.")},
            by=cast["referrer"],
            date=timezone.localdate(),
        ),
        lambda board, cast: actions.postpone(item=items(board)[1], because="The scan is not read.", by=cast["surgeon"]),
    ],
    ids=["present", "decide", "attend", "seat", "a fact of a listed patient", "postpone"],
)
def test_an_act_the_screens_show_is_a_turn(board: Board, cast: House, act: Any) -> None:
    before = version_of(board.pk)
    act(board, cast)
    assert version_of(board.pk) > before


def test_the_end_of_the_meeting_is_a_turn_too(board: Board, cast: House) -> None:
    before = version_of(board.pk)
    actions.close_board(board=board, by=cast["surgeon"])
    assert version_of(board.pk) > before
    drawn = draw(board.pk, hide=False)
    assert "This meeting has ended." in drawn.html
    assert drawn.item is None
    assert "Ahlgren" not in drawn.html


def test_a_cancelled_meeting_leaves_no_patient_on_the_screens(board: Board, cast: House) -> None:
    actions.cancel_board(board=board, because="Fire in the house.", by=cast["surgeon"])
    drawn = draw(board.pk, hide=False)
    assert "This meeting is cancelled." in drawn.html
    assert "Ahlgren" not in drawn.html


def test_a_case_postponed_while_it_is_on_the_screens_is_still_followed_there(board: Board, cast: House) -> None:
    item = items(board)[0]
    actions.postpone(item=item, because="The scan is not read.", by=cast["surgeon"])
    before = version_of(board.pk)
    wishes = {"patient.wish": Answer(text="No surgery.")}
    observe(patient=item.patient, answers=wishes, by=cast["referrer"], date=timezone.localdate())
    assert version_of(board.pk) > before


def test_after_a_case_postponed_on_the_screens_comes_the_one_behind_it(board: Board, cast: House, as_: Any) -> None:
    one, two, three = items(board)
    actions.present(item=two, by=cast["surgeon"])
    actions.postpone(item=two, because="The scan is not read.", by=cast["surgeon"])
    for step, comes in (("next", three), ("previous", one)):
        Board.objects.filter(pk=board.pk).update(presented=two)
        as_("surgeon").post(f"/boards/{board.pk}/present/", {"step": step, "from": two.pk})
        assert Board.objects.get(pk=board.pk).presented_id == comes.pk, step


def test_a_step_that_is_neither_forward_nor_back_is_refused(board: Board, as_: Any) -> None:
    answer = as_("surgeon").post(f"/boards/{board.pk}/present/", {"step": "", "from": items(board)[0].pk})
    assert answer.status_code == 422
    assert Board.objects.get(pk=board.pk).presented_id == items(board)[0].pk


def test_a_new_chair_leads_on_every_page_and_the_one_before_no_longer(board: Board, cast: House) -> None:
    actions.chair(board=board, user=cast["interventional-radiologist"], by=cast["coordinator"])
    actions.hand_over(board=board, to=cast["endocrinologist"], by=cast["interventional-radiologist"])
    leaders = re.search(r'data-leaders="([^"]*)"', draw(board.pk, hide=False).html)
    here = {cast["interventional-radiologist"].pk, cast["endocrinologist"].pk}
    assert leaders
    assert set(leaders[1].split()) == {str(pk) for pk in here}


def test_what_does_not_concern_the_meeting_is_no_turn(board: Board, cast: House) -> None:
    before = version_of(board.pk)
    observe(
        patient=cast.patient(number="T-77"),
        answers={"patient.wish": Answer(text="Anything.")},
        by=cast["referrer"],
        date=timezone.localdate(),
    )
    assert version_of(board.pk) == before


def test_a_meeting_nobody_has_begun_has_no_turns(cast: House) -> None:
    cast.decided()
    assert not Turn.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_acts_that_end_in_the_other_order_none_is_missed(
    board: Board, cast: House, meanwhile: Meanwhile
) -> None:
    """The number of turns grows at each commit, whichever transaction began first."""
    wish: dict[str, Any] = {"date": timezone.localdate(), "by": cast["referrer"]}
    inside, done = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            observe(patient=items(board)[0].patient, answers={"patient.wish": Answer(text="Slow.")}, **wish)
            inside.set()
            done.wait(5)

    before = version_of(board.pk)
    first = meanwhile(slow)
    inside.wait(5)
    observe(patient=items(board)[1].patient, answers={"patient.wish": Answer(text="Fast.")}, **wish)
    fast = version_of(board.pk)
    done.set()
    first.result()
    assert before < fast < version_of(board.pk)


# --- the screen ---


def test_the_screen_is_the_same_for_everybody(board: Board, as_: Any) -> None:
    texts = {as_(role).get(f"{live(board)}?part=screen").text for role in ("surgeon", "coordinator", "endocrinologist")}
    assert len(texts) == 1
    assert "csrfmiddlewaretoken" not in texts.pop()


def test_the_screen_without_the_name_has_no_name_in_it(board: Board, as_: Any) -> None:
    patient = items(board)[0].patient
    patient.change(given="Brunhilde", birth_date=dt.date(1951, 2, 3))
    text = as_("surgeon").get(f"{live(board)}?part=screen&hide=1").text
    for said in (patient.surname, patient.given, patient.number, day(patient.born)):
        assert said not in text
    assert "Identity hidden" in text


def test_an_unchanged_screen_is_not_sent_again(board: Board, cast: House, as_: Any) -> None:
    answer = as_("surgeon").get(f"{live(board)}?part=screen")
    mark = {"headers": {"If-None-Match": answer.headers["ETag"]}}
    assert as_("surgeon").get(f"{live(board)}?part=screen", **mark).status_code == 304
    cast.decided(items(board)[0])
    again = as_("surgeon").get(f"{live(board)}?part=screen", **mark)
    assert (again.status_code, "Embolise the right hemiliver." in again.text) == (200, True)


def test_who_may_not_see_the_patient_any_more_gets_a_screen_that_says_so(board: Board, as_: Any) -> None:
    """Also when nothing has happened in the meeting: its version alone does not make the mark."""
    answer = as_("surgeon").get(f"{live(board)}?part=screen")
    CareRelation.objects.filter(patient__agenda_items__board=board).update(
        since=timezone.localdate() - dt.timedelta(days=9), until=timezone.localdate() - dt.timedelta(days=1)
    )
    again = as_("surgeon").get(f"{live(board)}?part=screen", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 200
    assert "You may not see the case" in again.text
    assert "Ahlgren0" not in again.text


def test_the_lead_is_given_to_nobody_who_is_not_here(board: Board, cast: House, as_: Any) -> None:
    for somebody in (cast["stranger"].pk, "no-id", ""):
        assert as_("surgeon").post(f"/boards/{board.pk}/hand_over/", {"to": somebody}).status_code == 404
    as_("surgeon").post(f"/boards/{board.pk}/hand_over/", {"to": cast["endocrinologist"].pk})
    assert Board.objects.get(pk=board.pk).lead == cast["endocrinologist"]


def test_banner_question_and_links_of_a_screen_are_of_one_case(board: Board, cast: House) -> None:
    for number, item in enumerate(items(board)):
        actions.present(item=item, by=cast["surgeon"])
        html = draw(board.pk, hide=False).html
        assert re.findall(r"Ahlgren\d", html)[0] == f"Ahlgren{number}"
        assert f"Question {number}?" in html
        others = {str(one.pk) for one in items(board)} - {str(item.pk)}
        assert not [one for one in others if one in html]


@pytest.mark.parametrize("role", ["stranger", "referrer"])
def test_who_is_not_of_the_meeting_finds_none(board: Board, as_: Any, role: str) -> None:
    assert as_(role).get(live(board)).status_code in {403, 404}
    assert as_(role).post(f"/boards/{board.pk}/present/", {"item": items(board)[1].pk}).status_code in {403, 404}


def test_the_room_sees_the_wall_and_leads_nothing(board: Board, as_: Any) -> None:
    text = as_("room-display").get(live(board)).text
    assert 'data-view="wall"' in text
    assert "data-next" not in text


def test_a_script_less_page_leads_and_writes_by_real_addresses(board: Board, as_: Any) -> None:
    text = as_("surgeon").get(live(board)).text
    assert f'action="/boards/{board.pk}/present/"' in text
    assert f'href="/agenda/{items(board)[0].pk}/"' in text
    assert as_("surgeon").get(f"/agenda/{items(board)[0].pk}/jot/").status_code == 302


def test_a_screen_costs_the_same_queries_for_one_case_and_for_many(
    cast: House, django_assert_max_num_queries: Any, board: Board
) -> None:
    with django_assert_max_num_queries(40) as three:
        draw(board.pk, hide=False)
    for number in range(12):
        cast.listed(cast.case(cast.patient(number=f"M-{number}")), board)
    with django_assert_max_num_queries(len(three)):
        draw(board.pk, hide=False)


def test_what_is_not_begun_and_what_is_over_say_so(cast: House, as_: Any) -> None:
    board = cast.board()
    assert "This meeting has not begun." in as_("surgeon").get(live(board)).text
    Board.objects.filter(pk=board.pk).update(starts_at=timezone.now() - dt.timedelta(hours=1))
    actions.close_board(board=Board.objects.get(pk=board.pk), by=cast["surgeon"])
    assert "This meeting has ended." in as_("surgeon").get(live(board)).text


def test_who_schedules_elsewhere_takes_no_lead_here(board: Board, cast: House, as_: Any) -> None:
    unit = accounts.open_unit(hospital=cast.hospital, name="Another conference", by=None)
    cast.hire("foreign", Role.COORDINATOR, cast.hospital, unit)
    actions.seat(board=board, user=cast["foreign"], role="coordinator", by=cast["coordinator"])
    assert not as_("foreign").get(live(board)).context["may_take"]
    asked = {"to": cast["foreign"].pk}
    assert as_("foreign").post(f"/boards/{board.pk}/hand_over/", asked).status_code == 422
    assert as_("coordinator").post(f"/boards/{board.pk}/hand_over/", {"to": cast["coordinator"].pk}).status_code == 302
    assert Board.objects.get(pk=board.pk).lead == cast["coordinator"]


@pytest.mark.parametrize(("username", "act"), [("coordinator", "attend"), ("surgeon", "close_board")])
def test_no_form_of_the_meeting_is_stale_because_a_case_came_or_the_lead_went_over(
    board: Board, cast: House, as_: Any, username: str, act: str
) -> None:
    mark = as_("surgeon").get(f"{live(board)}?part=screen")["ETag"]
    actions.present(item=items(board)[1], by=cast["surgeon"])
    actions.hand_over(board=board, to=cast["endocrinologist"], by=cast["surgeon"])
    form = {"version": board.version, "present": [cast["surgeon"].pk]}
    assert as_(username).post(f"/boards/{board.pk}/{act}/", form).status_code == 302
    assert as_("surgeon").get(f"{live(board)}?part=screen", headers={"If-None-Match": mark}).status_code == 200


def test_a_begun_meeting_stays_on_its_day_and_may_change_its_room(board: Board, cast: House) -> None:
    how: dict[str, Any] = {"minutes": 60, "room": "R2", "link": "", "minutes_per_case": 4, "by": cast["coordinator"]}
    with pytest.raises(RuleBroken, match="begun"):
        actions.move_board(board=board, starts_at=board.starts_at + dt.timedelta(days=7), **how)
    assert actions.move_board(board=board, starts_at=board.starts_at, **how).room == "R2"


def test_the_room_keeps_its_meeting_past_midnight_and_until_it_is_ended(board: Board, cast: House) -> None:
    yesterday = board.starts_at - dt.timedelta(days=1)
    Board.objects.filter(pk=board.pk).update(starts_at=yesterday)
    shown = Board.objects.visible_to(cast["room-display"])
    assert shown.filter(pk=board.pk).exists()
    actions.close_board(board=Board.objects.get(pk=board.pk), by=cast["surgeon"])
    assert not shown.filter(pk=board.pk).exists()
