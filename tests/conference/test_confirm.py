"""A case of standard of care is confirmed in one press, and one in ten is looked at by somebody else."""

from decimal import Decimal
from typing import Any

import pytest

from conference import actions
from conference.models import AgendaItem, Decision
from core.rules import RuleBroken, SavedBefore
from patients import actions as patients
from patients.actions import Answer
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(cast: House) -> AgendaItem:
    """A case of standard of care, with its answer drafted."""
    decision = cast.decided()
    return actions.sort(item=decision.item, lane="standard", by=cast["surgeon"])


def press(item: AgendaItem) -> dict[str, Any]:
    draft = item.decisions.filter(status="draft").first()
    return {"version": draft.version if draft else 0}


def test_the_chair_confirms_in_one_press_and_the_answer_is_signed(
    cast: House, as_: Any, item: AgendaItem, audited: Any
) -> None:
    page = as_("surgeon").get(f"/boards/{item.board_id}/")
    assert f'action="/agenda/{item.pk}/confirm/"' in page.text
    assert "Embolise the right hemiliver." in page.text  # what is signed stands beside the button
    answer = as_("surgeon").post(f"/agenda/{item.pk}/confirm/", press(item), follow=True)
    assert "Confirmed and signed." in answer.text
    item.refresh_from_db()
    assert (item.status, item.to_audit) == ("decided", False)
    assert Decision.objects.get().signed_by == cast["surgeon"]
    assert (audited("case.confirm"), audited("case.sign")) == (1, 1)


def test_nobody_but_the_chair_confirms(as_: Any, item: AgendaItem) -> None:
    assert "/confirm/" not in as_("endocrinologist").get(f"/boards/{item.board_id}/").text
    answer = as_("endocrinologist").post(f"/agenda/{item.pk}/confirm/", press(item))
    assert answer.status_code == 422
    assert "Only the chair of this meeting signs." in answer.text
    assert as_("coordinator").post(f"/agenda/{item.pk}/confirm/", press(item)).status_code == 403
    assert Decision.objects.get().is_draft


def test_without_a_whole_draft_there_is_nothing_to_confirm(cast: House, as_: Any) -> None:
    item = actions.sort(item=cast.listed(), lane="standard", by=cast["surgeon"])
    assert "/confirm/" not in as_("surgeon").get(f"/boards/{item.board_id}/").text
    answer = as_("surgeon").post(f"/agenda/{item.pk}/confirm/", {"version": 0})
    assert answer.status_code == 422
    assert "There is no drafted answer to confirm." in answer.text
    draft = cast.decided(item)
    draft.change(responsible=None)
    answer = as_("surgeon").post(f"/agenda/{item.pk}/confirm/", press(item))
    assert answer.status_code == 422
    assert "Say who is responsible for the treatment." in answer.text


def test_a_case_to_be_discussed_is_not_confirmed(cast: House, item: AgendaItem) -> None:
    actions.sort(item=item, lane="discuss", by=cast["surgeon"])
    with pytest.raises(RuleBroken, match="to be discussed"):
        actions.confirm(item=item, by=cast["surgeon"])


def test_the_chair_confirms_what_stood_on_the_page_and_nothing_newer(cast: House, item: AgendaItem) -> None:
    seen = item.decisions.get().version
    item.decisions.get().change(wording="Something else.")
    with pytest.raises(SavedBefore):
        actions.confirm(item=item, by=cast["surgeon"], version=seen)
    assert Decision.objects.get().is_draft


def test_an_answer_written_on_other_facts_is_read_before_it_is_signed(cast: House, as_: Any, item: AgendaItem) -> None:
    draft = item.decisions.get()
    patients.observe(
        patient=item.patient, answers={"fitness.ecog": Answer(number=Decimal(4))}, by=cast["endocrinologist"]
    )
    answer = as_("surgeon").post(f"/agenda/{item.pk}/confirm/", press(item), follow=True)
    assert answer.redirect_chain[-1][0] == f"/decisions/{draft.pk}/"
    assert "The facts have changed since this answer was written." in answer.text
    assert Decision.objects.get().is_draft


@pytest.fixture
def twenty(cast: House) -> list[AgendaItem]:
    """Twenty standard cases of two meetings, all confirmed but the third, which was signed on its own page."""
    items, boards = [], [cast.board(), cast.board()]
    for number in range(20):
        item = cast.listed(cast.case(cast.patient(f"Ahlgren{number}", f"T-{number}")), boards[number % 2])
        item = actions.sort(item=cast.decided(item).item, lane="standard", by=cast["surgeon"])
        if number == 2:
            actions.sign(decision=item.decisions.get(), by=cast["surgeon"])
        else:
            actions.confirm(item=item, by=cast["surgeon"])
        item.refresh_from_db()
        items.append(item)
    return items


def test_every_tenth_is_drawn_by_count_also_past_one_signed_by_hand(twenty: list[AgendaItem]) -> None:
    assert [number for number, item in enumerate(twenty, start=1) if item.to_audit] == [10, 20]


def test_a_second_reader_ticks_what_was_drawn_and_the_chair_does_not(
    cast: House, as_: Any, twenty: list[AgendaItem], audited: Any
) -> None:
    drawn = twenty[9]
    url, board = f"/agenda/{drawn.pk}/look_at/", f"/boards/{drawn.board_id}/"
    assert url not in as_("surgeon").get(board).text
    assert as_("surgeon").post(url).status_code == 422
    assert url in as_("endocrinologist").get(board).text
    answer = as_("endocrinologist").post(url, follow=True)
    assert "looked at" in answer.text
    as_("diagnostic-radiologist").post(url)  # the second to press changes nothing
    drawn.refresh_from_db()
    assert drawn.audited_by == cast["endocrinologist"]
    assert audited("agenda.look_at") == 1
    assert as_("endocrinologist").post(f"/agenda/{twenty[0].pk}/look_at/").status_code == 422
