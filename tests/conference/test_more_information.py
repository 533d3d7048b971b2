"""More information needed: the case comes back, and what is lacking stands where somebody brings it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from conference import actions
from conference.models import AgendaItem, Case, Decision
from core.rules import RuleBroken
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: House) -> Decision:
    return actions.sign(decision=cast.asked(), by=cast["surgeon"])


def test_the_case_is_in_preparation_again_and_can_be_listed(cast: House, asked: Decision) -> None:
    case = Case.objects.get()
    assert (case.status, case.why) == ("preparing", "unanswered")
    again = actions.schedule(case=case, board=cast.board(7), by=cast["coordinator"])
    assert (again.status, again.why) == ("listed", "unanswered")
    decided = cast.signed(again)
    assert (decided.number, Case.objects.get().status) == (1, "decided")


def test_what_is_lacking_stands_on_the_decision_the_case_and_the_desk(cast: House, as_: Any, asked: Decision) -> None:
    day = timezone.localdate() + dt.timedelta(days=7)
    pages = {
        "surgeon": (f"/decisions/{asked.pk}/", f"/agenda/{asked.item_id}/", f"/cases/{asked.item.case_id}/"),
        "referrer": (f"/decisions/{asked.pk}/", f"/referrals/{asked.item.case.referral_id}/"),
        "coordinator": ("/",),
    }
    for username, paths in pages.items():
        for path in paths:
            text = as_(username).get(path).content.decode()
            for words in ("MRI of segment 8", "Radiology", f"by {day:%d-%b-%Y}"):
                assert words in text, (path, words)
    assert "the board asks for more: read it" in as_("referrer").get("/").content.decode().lower()


def test_the_desk_asks_until_the_case_is_listed_again(cast: House, as_: Any, asked: Decision) -> None:
    actions.schedule(case=Case.objects.get(), board=cast.board(7), by=cast["coordinator"])
    assert "MRI of segment 8" not in as_("coordinator").get("/").content.decode()


def test_what_is_overdue_says_so(cast: House, as_: Any) -> None:
    actions.sign(decision=cast.asked(days=-1), by=cast["surgeon"])
    assert "needs__late" in as_("coordinator").get("/").content.decode()


def test_the_same_meeting_does_not_list_it_again(cast: House, asked: Decision) -> None:
    item = AgendaItem.objects.select_related("board").get()
    with pytest.raises(RuleBroken, match="answered this case already"):
        actions.schedule(case=Case.objects.get(), board=item.board, by=cast["coordinator"])


def test_an_answer_the_case_has_gone_on_from_is_not_amended_any_more(cast: House, asked: Decision) -> None:
    draft = actions.amend(decision=asked, because="New facts.", by=cast["surgeon"])
    actions.schedule(case=Case.objects.get(), board=cast.board(7), by=cast["coordinator"])
    with pytest.raises(RuleBroken, match="has gone on to"):
        actions.sign(decision=draft, by=cast["surgeon"])
    assert Case.objects.get().status == "listed"


def test_amended_to_a_treatment_the_question_is_answered(cast: House, asked: Decision) -> None:
    actions.amend(decision=asked, because="New facts.", by=cast["surgeon"])
    draft = cast.decided(asked.item)
    assert draft.number == 2
    actions.sign(decision=draft, by=cast["surgeon"])
    assert Case.objects.get().status == "decided"
