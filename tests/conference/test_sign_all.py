"""The chair signs all of a meeting in one pass: each read, each as it was read, none kept from it by another."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from conference import actions
from conference.models import Board, Decision
from patients.actions import Answer
from tests.cast import House, worked_case
from tests.conference.conftest import queries_of
from treatments import actions as treatments
from treatments.models import Course

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts(cast: House) -> list[Decision]:
    """Three drafts of one meeting; the last one lacks what a treatment needs."""
    board = cast.board()
    made = []
    for number, name in enumerate(("Ahlgren", "Berg", "Carlsen"), start=1):
        item = cast.listed(cast.case(cast.patient(name, f"T-{number}")), board)
        made.append(cast.decided(item, wording=f"Embolise {number}."))
    made[2].change(intent="", responsible=None)
    return made


def address(board: Board) -> str:
    return f"/boards/{board.pk}/sign_all/"


def sent(drafts: list[Decision], *ticked: int) -> dict[str, Any]:
    """What the page sends when these are ticked."""
    data: dict[str, Any] = {"sign": [str(drafts[number].pk) for number in ticked]}
    return data | {f"version-{draft.pk}": draft.version for draft in drafts}


def states() -> list[str]:
    return list(Decision.objects.order_by("item__position").values_list("status", flat=True))


def test_every_draft_stands_there_with_its_text_and_what_it_lacks_and_none_is_ticked(
    cast: House, as_: Any, drafts: list[Decision]
) -> None:
    text = as_("surgeon").get(address(drafts[0].item.board)).content.decode()
    for words in ("Embolise 1.", "Embolise 2.", "Embolise 3.", "T-2", "Is resection possible?"):
        assert words in text
    assert "Choose the intent of the treatment." in text
    assert text.count('type="checkbox" name="sign"') == 2  # what cannot be signed has no box
    assert "checked" not in text


def test_a_press_ticks_all_that_are_complete(cast: House, as_: Any, drafts: list[Decision]) -> None:
    browser, here = as_("surgeon"), address(drafts[0].item.board)
    assert "Tick the 2 that are complete" in browser.get(here).content.decode()
    assert browser.get(f"{here}?tick=complete").content.decode().count("checked>") == 2
    assert states() == ["draft"] * 3


def test_one_press_signs_what_is_ticked_and_nothing_else(
    cast: House, as_: Any, audited: Any, drafts: list[Decision]
) -> None:
    answer = as_("surgeon").post(address(drafts[0].item.board), sent(drafts, 0, 1))
    assert answer.status_code == 302
    assert states() == ["signed", "signed", "draft"]
    assert audited("case.sign") == 2
    assert audited("board.sign_all") == 1
    assert Course.objects.planned().count() == 2


def test_one_that_cannot_be_signed_is_named_and_the_others_stay_signed(
    cast: House, as_: Any, drafts: list[Decision]
) -> None:
    answer = as_("surgeon").post(address(drafts[0].item.board), sent(drafts, 0, 1, 2))
    text = answer.content.decode()
    assert answer.status_code == 200  # a refusal would undo the two
    assert "2 decisions are signed. What stands below is not." in text
    assert "Embolise 3." in text
    assert "Embolise 1." not in text
    assert states() == ["signed", "signed", "draft"]
    assert Course.objects.planned().count() == 2


def test_what_somebody_changed_meanwhile_is_not_signed(cast: House, as_: Any, drafts: list[Decision]) -> None:
    data = sent(drafts, 0, 1)
    drafts[1].change(wording="Something else.")
    text = as_("surgeon").post(address(drafts[0].item.board), data).content.decode()
    assert "Somebody has changed it since this page was shown." in text
    assert states() == ["signed", "draft", "draft"]


def test_facts_that_changed_are_shown_and_not_signed_unseen(cast: House, as_: Any) -> None:
    day = dt.date.fromisoformat(worked_case("W03")["as_of"])
    item = cast.listed(cast.worked("W03"), cast.board((day - timezone.localdate()).days))
    draft = cast.decided(item, "resection-ablation")
    here, browser = address(item.board), as_("surgeon")
    seen = browser.get(here).context["rows"][0]["seen"]
    answers = {"surgery.resectable": Answer(text="no")}
    treatments.judge(workup=item.case.workup, by=cast["surgeon"], answers=answers, noted_on=day)
    late = browser.post(here, sent([draft], 0) | {f"seen-{draft.pk}": seen})
    assert late.status_code == 422
    assert "The facts have changed since this page was shown." in late.content.decode()
    assert "was eligible with cautions, is not eligible" in late.content.decode()
    assert states() == ["draft"]
    assert not late.context["rows"][0]["complete"]
    seen = late.context["rows"][0]["seen"]
    assert browser.post(here, sent([draft], 0) | {f"seen-{draft.pk}": seen}).status_code == 302


def test_nothing_ticked_signs_nothing_and_says_so(cast: House, as_: Any, drafts: list[Decision]) -> None:
    answer = as_("surgeon").post(address(drafts[0].item.board), sent(drafts))
    assert answer.status_code == 422
    assert "Nothing is ticked" in answer.content.decode()
    assert states() == ["draft"] * 3


def test_only_the_chair_of_the_meeting_finds_the_page(cast: House, as_: Any, drafts: list[Decision]) -> None:
    here = address(drafts[0].item.board)
    assert as_("endocrinologist").get(here).status_code == 404
    assert as_("coordinator").get(here).status_code == 403
    assert as_("stranger").post(here, sent(drafts, 0)).status_code == 404
    assert states() == ["draft"] * 3


def test_the_chair_who_has_signed_all_is_told_so(cast: House, as_: Any) -> None:
    signed = cast.signed()
    assert "Nothing waits for your signature." in as_("surgeon").get(address(signed.item.board)).content.decode()


def test_the_desk_says_for_how_long_a_draft_is_not_signed(cast: House, as_: Any) -> None:
    draft = cast.decided()
    assert "drafted today" in as_("surgeon").get("/").content.decode()
    draft.change(created_at=timezone.now() - dt.timedelta(days=3))
    text = as_("surgeon").get("/").content.decode()
    assert "not signed for 3 days" in text
    assert address(draft.item.board) in text


def test_the_coordinator_sees_for_how_long_the_chair_has_not_signed(cast: House, as_: Any) -> None:
    draft = cast.decided(cast.listed(board=cast.board(-3)))
    draft.change(created_at=timezone.now() - dt.timedelta(days=3))
    actions.close_board(board=draft.item.board, by=cast["coordinator"])
    assert "Drafted, not signed for 3 days".lower() in as_("coordinator").get("/").content.decode().lower()


def test_the_page_asks_the_same_few_questions_for_one_draft_and_for_many(cast: House, as_: Any) -> None:
    board = cast.board()
    asked = []
    for number in range(6):
        cast.decided(cast.listed(cast.case(cast.patient(f"Patient{number}", f"T-{number}")), board))
        asked.append(queries_of(as_("surgeon"), address(board)) if number in {0, 5} else 0)
    assert asked[0] == asked[5] <= 40
