"""The board's screen of one case, at the desk and on the wall, and the proposal frozen beside it."""

from typing import Any

import pytest

from conference.models import Proposal
from conference.reading import present
from conference.screen import options_of
from tests.cast import House, facts_of
from tests.eligibility.cases import worked
from treatments.eligibility import assess

pytestmark = pytest.mark.django_db


def test_the_screen_shows_question_wish_options_and_an_empty_form(cast: House, as_: Any) -> None:
    item = cast.listed(cast.worked("W03"))
    answer = as_("surgeon").get(f"/agenda/{item.pk}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert item.case.question in text
    assert text.index("Resection with ablation") < text.index("Not eligible")
    assert 'name="wording"' in text
    assert answer.context["form"].initial.get("wording") is None


def test_the_screen_asks_few_questions_of_the_database(
    cast: House, as_: Any, django_assert_max_num_queries: Any
) -> None:
    item = cast.listed(cast.worked("W03"))
    browser = as_("surgeon")
    with django_assert_max_num_queries(24):
        assert browser.get(f"/agenda/{item.pk}/").status_code == 200


def test_criteria_come_only_when_somebody_asks_for_them(cast: House, as_: Any) -> None:
    item = cast.listed(cast.worked("W03"))
    assert "RES-2" not in as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    assert "RES-2" in as_("surgeon").get(f"/agenda/{item.pk}/?criteria=1").content.decode()
    part = as_("surgeon").get(f"/agenda/{item.pk}/?criteria=1", headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith("<section")
    assert "RES-2" in part


def test_a_case_of_a_patient_one_may_not_see_is_not_there(cast: House, as_: Any) -> None:
    item = cast.listed()
    assert as_("stranger").get(f"/agenda/{item.pk}/").status_code == 404
    assert as_("referrer").get(f"/agenda/{item.pk}/").status_code == 403


def test_the_wall_can_hide_who_it_is(cast: House, as_: Any) -> None:
    item = cast.listed()
    shown = as_("surgeon").get(f"/agenda/{item.pk}/?view=wall").content.decode()
    hidden = as_("surgeon").get(f"/agenda/{item.pk}/?view=wall&hide=1").content.decode()
    assert 'data-view="wall"' in shown
    assert "Ahlgren" in shown
    assert "Ahlgren" not in hidden
    assert "Identity hidden" in hidden


def test_the_room_sees_the_wall_of_todays_meeting_and_no_other(cast: House, as_: Any) -> None:
    today = cast.listed(cast.case(cast.patient("Bech", "T-2")), cast.board())
    later = cast.listed(cast.case(cast.patient("Cederlund", "T-3")), cast.board(days=7))
    answer = as_("room-display").get(f"/agenda/{today.pk}/")
    assert answer.status_code == 200
    assert 'data-view="wall"' in answer.content.decode()
    assert "<form" not in answer.content.decode().partition("<dialog")[0]
    assert as_("room-display").get(f"/agenda/{later.pk}/").status_code == 404


def test_next_and_previous_leave_out_what_is_off_the_list(cast: House, as_: Any) -> None:
    board = cast.board()
    items = [cast.listed(cast.case(cast.patient(f"P{n}", f"T-{n}")), board) for n in range(3)]
    as_("coordinator").post(f"/agenda/{items[1].pk}/take_off/", {"because": "Not read.", "version": 1})
    place = as_("surgeon").get(f"/agenda/{items[0].pk}/").context["place"]
    assert (place.number, place.count, place.next) == (1, 2, items[2].pk)
    place = as_("surgeon").get(f"/agenda/{items[1].pk}/").context["place"]
    assert (place.number, place.count, place.previous, place.next) == (None, 2, items[0].pk, items[2].pk)


def test_freezing_twice_on_the_same_facts_freezes_once(cast: House, as_: Any, audited: Any) -> None:
    item = cast.listed(cast.worked("W03"))
    for _time in range(2):
        assert as_("surgeon").post(f"/agenda/{item.pk}/propose/").status_code == 302
    assert Proposal.objects.filter(item=item).count() == 1
    assert audited("case.propose") == 1
    assert as_("room-display").post(f"/agenda/{item.pk}/propose/").status_code == 403


@pytest.mark.parametrize("reference", ["W01", "W03", "W05", "W08", "W12", "W16"])
def test_every_treatment_stands_on_the_screen_exactly_once(cast: House, reference: str) -> None:
    item = cast.listed(cast.worked(reference))
    assessment = assess(facts_of(item))
    options = options_of(assessment.as_proposal(), assessment.facts)
    lines = [*(line for rank in options.ranks for line in rank), *options.unranked, *options.untold]
    codes = [one.code for line in lines for one in line.options] + [
        one.code for group in options.closed.values() for one in group
    ]
    assert sorted(codes) == sorted(assessment.verdicts)
    ranked = [[one.code for line in rank for one in line.options] for rank in options.ranks]
    assert [sorted(rank) for rank in ranked] == [sorted(rank) for rank in assessment.ranking]


def test_the_reasons_on_the_screen_are_the_rules_own(cast: House) -> None:
    item = cast.listed(cast.worked("W03"))
    presentation = present(item.case, item.board.day, item)
    options = options_of(presentation.assessment.as_proposal(), presentation.assessment.facts)
    shown = {one.code: len(one.reasons) for rank in options.ranks for line in rank for one in line.options}
    assert shown == {code: len(presentation.assessment.verdicts[code].decisive) for code in shown}


def reasons_of(reference: str, code: str) -> str:
    """Why a treatment came out as it did, as the board's screen says it."""
    assessment = assess(worked(reference))
    options = options_of(assessment.as_proposal(), assessment.facts)
    lines = [line for rank in options.ranks for line in rank] + options.unranked
    found = [one for line in lines for one in line.options] + [one for some in options.closed.values() for one in some]
    return "; ".join(f"{one.fact}: {one.says}" for option in found if option.code == code for one in option.reasons)


def test_a_reason_is_led_by_the_fact_that_decided_it_and_not_by_another_of_its_row() -> None:
    assert "by volume" in reasons_of("W04", "debulking")
    assert "Hormonal" not in reasons_of("W04", "debulking").split("Enough of the tumour")[0].split(";")[-1]
    assert "NEC" in reasons_of("W06", "ablation")
    assert "25 % by number" in reasons_of("W03", "resection")
    assert "no: It is offered" in reasons_of("W01", "stereotactic-ablation")
