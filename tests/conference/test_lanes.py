"""Three lanes: to be discussed, standard of care, not ready; who owes what since when; and how long a case needs."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conference import actions
from conference.lanes import (
    break_after,
    estimated_minutes,
    is_ready,
    owed_since,
    suggested_lane,
    too_old_from,
)
from conference.models import AgendaItem, Board, Case, Showing
from conference.reading import Gap, Presentation, cases_to_present, present
from core.rules import RuleBroken, SavedBefore
from patients import actions as patients
from patients.actions import Answer
from patients.chart import oldest
from patients.items import by_code
from patients.items.item import IMAGING
from tests.cast import House

pytestmark = pytest.mark.django_db

WISH = "Nothing larger than needed."


def read(case: Case, day: dt.date | None = None) -> Presentation:
    return present(cases_to_present(Case.objects).get(pk=case.pk), day)


def wished(cast: House, case: Case) -> Case:
    """With what the patient wishes asked, so that nothing at all is missing."""
    patients.observe(patient=case.patient, answers={"patient.wish": Answer(text=WISH)}, by=cast["coordinator"])
    return case


def order(board: Board) -> list[tuple[str, str]]:
    items = AgendaItem.objects.filter(board=board).exclude(status__in=["postponed", "taken-off"])
    return [(item.patient.surname, item.lane) for item in items.select_related("patient").order_by("position")]


def item_of(board: Board, surname: str) -> AgendaItem:
    return AgendaItem.objects.get(board=board, patient__surname=surname)


# --- ready, and since when what is missing is owed -----------------------------------------------------------------------


def test_ready_is_what_lacks_nothing_the_rules_need(cast: House) -> None:
    case = cast.ready()
    assert is_ready(read(case))
    assert [gap.path for gap in read(case).gaps] == ["referral.wishes"]  # missing, and in nobody's way
    assert not is_ready(read(cast.case()))


def test_a_case_ready_today_is_not_ready_for_a_meeting_on_which_its_bloods_are_too_old(cast: House) -> None:
    assert not is_ready(read(cast.ready(), timezone.localdate() + dt.timedelta(days=60)))


@pytest.mark.parametrize("path", ["labs.inr", "liver.portal_vein", "tumour.krenning", "lesion_count"])
@pytest.mark.parametrize("seen", [dt.date(2026, 1, 31), dt.date(2026, 3, 1), dt.date(2024, 2, 29)])
def test_a_fact_is_too_old_from_the_first_day_on_which_the_chart_says_so(path: str, seen: dt.date) -> None:
    limit = (by_code[path].age_limit if path in by_code else None) or IMAGING
    day = too_old_from(path, seen)
    assert oldest(day, limit) > seen
    assert oldest(day - dt.timedelta(days=1), limit) <= seen


def test_it_is_owed_since_the_case_was_accepted_or_since_it_ran_out(cast: House) -> None:
    one = read(cast.case())
    today = timezone.localdate()
    assert owed_since(Gap("labs.inr", ("ablation",)), one) == today
    assert owed_since(Gap("labs.inr", ("ablation",), today - dt.timedelta(days=200)), one) == today
    assert owed_since(Gap("labs.inr", ("ablation",), today - dt.timedelta(days=10)), one) == today + dt.timedelta(
        days=21
    )


# --- the lane that is suggested -------------------------------------------------------------------------------------------


def test_one_clean_first_choice_with_nothing_missing_could_be_standard_of_care(cast: House) -> None:
    suggested = suggested_lane(read(wished(cast, cast.ready())))
    assert suggested.lane == "standard"
    assert suggested.because.startswith("one clean first choice: ")


def test_what_is_missing_complex_of_equal_rank_or_with_cautions_is_discussed_and_says_why(cast: House) -> None:
    assert suggested_lane(read(cast.ready())).because == "1 thing is missing"
    complex_one = wished(cast, cast.ready("Complex"))
    complex_one.change(complex=True)
    assert suggested_lane(read(complex_one)).because == "a complex case"
    assert suggested_lane(read(wished(cast, cast.ready("Equal", "W11")))).because.startswith("of equal rank: ")
    disputed = suggested_lane(read(wished(cast, cast.ready("Disputed", "W07"))))
    assert (disputed.lane, disputed.because[:22]) == ("discuss", "the sources disagree: ")
    assert suggested_lane(read(wished(cast, cast.ready("Cautions", "W05")))).because.startswith("with cautions: ")


def test_a_drafted_answer_that_agrees_with_the_rules_could_be_standard_of_care(cast: House) -> None:
    item = cast.listed(wished(cast, cast.ready("Equal", "W11")))
    draft = cast.decided(item, deviation="", deviation_text="")
    suggested = suggested_lane(read(item.case), draft)
    assert (suggested.lane, draft.agrees) == ("standard", True)


# --- sorting --------------------------------------------------------------------------------------------------------------


def test_a_case_of_standard_of_care_comes_after_those_to_be_discussed(
    three: Board, cast: House, as_: Any, audited: Any
) -> None:
    item = item_of(three, "Ahlgren")
    sent = as_("coordinator").post(f"/agenda/{item.pk}/sort/", {"lane": "standard", "version": item.version})
    assert sent.status_code == 302
    assert order(three) == [("Bech", "discuss"), ("Cederlund", "discuss"), ("Ahlgren", "standard")]
    assert audited("agenda.sort") == 1
    cast.listed(cast.case(cast.patient("Dahl", "T-9")), three)
    assert [name for name, _lane in order(three)] == ["Bech", "Cederlund", "Dahl", "Ahlgren"]
    answer = as_("surgeon").get(f"/boards/{three.pk}/")
    assert [lane["lane"] for lane in answer.context["lanes"]] == ["discuss", "standard"]
    assert [one["number"] for one in answer.context["lanes"][1]["items"]] == [4]


def test_a_case_moves_inside_its_lane_only(three: Board, cast: House) -> None:
    actions.sort(item=item_of(three, "Cederlund"), lane="standard", by=cast["coordinator"])
    actions.move(item=item_of(three, "Cederlund"), by=cast["coordinator"], to=1)
    actions.move(item=item_of(three, "Ahlgren"), by=cast["coordinator"], to=3)
    assert [name for name, _lane in order(three)] == ["Bech", "Ahlgren", "Cederlund"]


def test_anybody_who_may_decide_pulls_a_case_back_and_only_chair_or_coordinator_put_it_there(
    three: Board, cast: House, as_: Any
) -> None:
    item = item_of(three, "Bech")
    url = f"/agenda/{item.pk}/sort/"
    assert as_("endocrinologist").post(url, {"lane": "standard", "version": item.version}).status_code == 422
    assert as_("referrer").post(url, {"lane": "discuss"}).status_code == 403
    as_("surgeon").post(url, {"lane": "standard", "version": item.version})
    item.refresh_from_db()
    assert item.lane == "standard"
    assert f'action="{url}"' in as_("endocrinologist").get(f"/boards/{three.pk}/").text
    assert as_("endocrinologist").post(url, {"lane": "discuss", "version": item.version}).status_code == 302
    item.refresh_from_db()
    assert item.lane == "discuss"


def test_a_sort_on_a_list_somebody_changed_says_so(three: Board, cast: House) -> None:
    item = item_of(three, "Bech")
    actions.allot(item=item_of(three, "Bech"), minutes=9, complex=False, by=cast["coordinator"])
    with pytest.raises(SavedBefore):
        actions.sort(item=item, lane="standard", by=cast["coordinator"], version=item.version)
    with pytest.raises(RuleBroken, match="no such lane"):
        actions.sort(item=item, lane="fast", by=cast["coordinator"])


def test_what_is_decided_stays_in_its_lane(cast: House) -> None:
    item = cast.signed().item
    with pytest.raises(RuleBroken, match="decided"):
        actions.sort(item=item, lane="standard", by=cast["surgeon"])


def test_listed_again_a_case_is_to_be_discussed(cast: House) -> None:
    item = actions.sort(item=cast.listed(), lane="standard", by=cast["coordinator"])
    actions.take_off(item=item, because="Not this week.", by=cast["coordinator"])
    again = cast.listed(Case.objects.get(), item.board)
    assert (again.pk, again.lane) == (item.pk, "discuss")


# --- the page -------------------------------------------------------------------------------------------------------------


def test_the_page_says_who_owes_what_since_when_and_locks_nothing(three: Board, cast: House, as_: Any) -> None:
    case = cast.case(cast.patient("Waiting", "T-8"))
    answer = as_("coordinator").get(f"/boards/{three.pk}/")
    assert [one["case"] for one in answer.context["not_ready"]] == [case]
    assert len(answer.context["unready"]) == 3
    first = answer.context["agenda"][0]
    assert first["blocked"]
    by = {heap["supplier"]: heap for heap in first["owed"]}
    assert by["referrer"]["who"] == str(cast["referrer"].get_full_name())
    assert by["radiology"]["since"] == timezone.localdate()
    today = f"{timezone.localdate():%-d}"
    assert f"since {today.zfill(2)}" in answer.text
    assert cast.decided(item_of(three, "Bech")).is_draft  # what is not ready is discussed all the same


def test_who_has_only_a_seat_sees_no_case_that_is_not_on_the_list(cast: House, as_: Any) -> None:
    board = cast.board(2)
    guest = cast.hire("guest", "surgeon", cast.other, cast.clinic)
    actions.seat(board=board, user=guest, role="surgeon", by=cast["coordinator"])
    cast.case()
    cast.ready("Bech")
    answer = as_("guest").get(f"/boards/{board.pk}/")
    assert (answer.context["not_ready"], answer.context["intake"]) == ([], None)


def test_the_page_asks_as_much_for_one_case_as_for_twenty(cast: House, as_: Any) -> None:
    board = cast.board(2)
    person = as_("coordinator")
    cast.ready("First")
    cast.listed(cast.ready("Listed"), board)
    cast.case(cast.patient("Waiting", "T-first"))
    with CaptureQueriesContext(connection) as one:
        person.get(f"/boards/{board.pk}/")
    for number in range(9):
        cast.listed(cast.ready(f"Listed{number}"), board)
        cast.ready(f"Ready{number}")
        cast.case(cast.patient(f"Waiting{number}", f"T-{number}"))
    with CaptureQueriesContext(connection) as many:
        answer = person.get(f"/boards/{board.pk}/")
    assert len(answer.context["agenda"]) == 10
    assert len(many) == len(one)


# --- minutes --------------------------------------------------------------------------------------------------------------


def shown(item: AgendaItem, *minutes: int) -> None:
    """The case has been on the screens of its meeting for so long, in as many goes."""
    at, chair = item.board.starts_at, item.board.chair
    assert chair is not None
    for long in minutes:
        Showing.objects.create(
            board=item.board,
            item=item,
            patient_id=item.patient_id,
            by=chair,
            began_at=at,
            ended_at=at + dt.timedelta(minutes=long),
        )


def test_a_case_gets_the_minutes_it_needed_before(cast: House) -> None:
    case = cast.case()
    board = cast.board(7)
    assert estimated_minutes(case, board) == 4
    case.change(complex=True)
    assert estimated_minutes(case, board) == 8
    for days, minutes in ((-21, (3, 4)), (-14, (5,)), (-8, (40,))):  # 7, 5 and 40: a screen left on
        item = cast.listed(case, cast.board(days))
        shown(item, *minutes)
        actions.take_off(item=item, because="Not reached.", by=cast["coordinator"])
        case.refresh_from_db()
    assert estimated_minutes(case, board) == 7
    assert cast.listed(case, board).minutes == 7


def test_a_screen_left_on_over_lunch_is_no_discussion(cast: House) -> None:
    item = cast.listed()
    shown(item, 300)
    assert estimated_minutes(item.case, item.board) == 16


@pytest.mark.parametrize(
    ("minutes", "place"), [([4] * 15, None), ([4] * 16, 7), ([30, 4, 30], 1), ([50, 4, 8], 0), ([62], None), ([], None)]
)
def test_a_long_meeting_wants_a_break_at_its_half(minutes: list[int], place: int | None) -> None:
    assert break_after(minutes) == place
