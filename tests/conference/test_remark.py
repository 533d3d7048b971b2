"""Remarks by discipline before the meeting: who leaves one, who reads it, who takes it back."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference import actions
from conference.models import AgendaItem, Remark
from core.models import AuditEvent
from core.rules import RuleBroken
from tests.cast import House

pytestmark = pytest.mark.django_db

WORDS = "The CT has a new lesion in segment 8, seen on no list."


@pytest.fixture
def item(cast: House) -> AgendaItem:
    return cast.listed()


@pytest.fixture
def said(cast: House, item: AgendaItem) -> Remark:
    return actions.remark(item=item, text=WORDS, by=cast["diagnostic-radiologist"])


def url(item: AgendaItem) -> str:
    return f"/agenda/{item.pk}/remark/"


def withdraw(remark: Remark) -> str:
    return f"/remarks/{remark.pk}/withdraw_remark/"


def test_a_remark_stands_under_its_discipline_on_the_case_and_beside_the_ballot(item: AgendaItem, as_: Any) -> None:
    answer = as_("diagnostic-radiologist").post(url(item), {"text": WORDS})
    assert (answer.status_code, answer["Location"]) == (302, f"/agenda/{item.pk}/")
    for address in (f"/agenda/{item.pk}/", f"/agenda/{item.pk}/vote/", url(item)):
        text = as_("surgeon").get(address).content.decode()
        assert WORDS in text
        assert "Diagnostic radiologist" in text
    event = AuditEvent.objects.get(action="agenda.remark")
    assert (event.patients, event.details, event.reason) == ([item.patient_id], {}, "")


def test_the_coordinator_too_leaves_a_remark(item: AgendaItem, as_: Any) -> None:
    assert as_("coordinator").post(url(item), {"text": WORDS}).status_code == 302
    assert Remark.objects.get().role == "coordinator"


@pytest.mark.parametrize(
    ("username", "status"),
    [("referrer", 403), ("room-display", 403), ("auditor", 403), ("administrator", 403), ("stranger", 404)],
)
def test_nobody_else_leaves_one_or_reads_one(said: Remark, as_: Any, username: str, status: int) -> None:
    assert as_(username).get(url(said.item)).status_code == status
    assert as_(username).post(url(said.item), {"text": "Mine."}).status_code == status
    assert as_(username).post(withdraw(said)).status_code == status
    for address in (f"/agenda/{said.item_id}/", f"/patients/{said.patient_id}/", f"/boards/{said.item.board_id}/"):
        assert WORDS not in as_(username).get(address).content.decode()


def test_the_wall_shows_no_remark(said: Remark, as_: Any) -> None:
    assert WORDS not in as_("surgeon").get(f"/agenda/{said.item_id}/?view=wall").content.decode()


def test_the_action_asks_who_it_is_too(item: AgendaItem, cast: House) -> None:
    for username in ("stranger", "referrer"):
        with pytest.raises(RuleBroken, match="Only those of this conference"):
            actions.remark(item=item, text=WORDS, by=cast[username])


def test_an_empty_remark_is_refused_at_its_field(item: AgendaItem, as_: Any, cast: House) -> None:
    answer = as_("surgeon").post(url(item), {"text": "  "})
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]
    with pytest.raises(RuleBroken) as refused:
        actions.remark(item=item, text="  ", by=cast["surgeon"])
    assert refused.value.field == "text"


def test_a_remark_that_comes_too_late_is_refused_and_not_lost(item: AgendaItem, as_: Any, cast: House) -> None:
    actions.postpone(item=item, because="No CT.", by=cast["coordinator"])
    answer = as_("surgeon").post(url(item), {"text": WORDS})
    assert answer.status_code == 422
    assert "This case is postponed." in answer.content.decode()
    assert WORDS in answer.content.decode()
    assert not Remark.objects.exists()


def test_a_remark_sent_twice_stands_once(item: AgendaItem, as_: Any) -> None:
    data = {"text": WORDS, "once": "018f0000-0000-7000-8000-000000000003"}
    for _time in range(2):
        assert as_("surgeon").post(url(item), data).status_code == 302
    assert Remark.objects.count() == 1


def test_htmx_gets_the_remarks_again_with_an_empty_form(item: AgendaItem, as_: Any) -> None:
    answer = as_("surgeon").post(url(item), {"text": WORDS}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert text.count(WORDS) == 1


def test_one_s_own_remark_is_withdrawn_in_two_presses_and_stays_in_the_trail(
    said: Remark, as_: Any, audited: Any
) -> None:
    page = as_("diagnostic-radiologist").get(f"/agenda/{said.item_id}/").content.decode()
    assert f'action="{withdraw(said)}"' in page
    for _time in range(2):  # the second press finds it done
        assert as_("diagnostic-radiologist").post(withdraw(said)).status_code == 302
    assert WORDS not in as_("surgeon").get(f"/agenda/{said.item_id}/").content.decode()
    assert Remark.objects.get().text == WORDS
    assert audited("remark.withdraw") == 1


def test_nobody_withdraws_another_s_remark(said: Remark, as_: Any, cast: House) -> None:
    assert withdraw(said) not in as_("surgeon").get(f"/agenda/{said.item_id}/").content.decode()
    assert as_("surgeon").post(withdraw(said)).status_code == 404
    with pytest.raises(RuleBroken, match="Only who wrote"):
        actions.withdraw_remark(remark=said, by=cast["surgeon"])
    assert not Remark.objects.get().withdrawn


def test_what_the_meeting_had_before_it_is_not_withdrawn_afterwards(said: Remark, as_: Any, cast: House) -> None:
    cast.signed(said.item)
    browser = as_("diagnostic-radiologist")
    assert withdraw(said) not in browser.get(f"/agenda/{said.item_id}/").content.decode()
    assert browser.post(withdraw(said)).status_code == 422
    assert WORDS in browser.get(f"/agenda/{said.item_id}/").content.decode()


def test_the_page_of_a_case_asks_the_database_as_often_for_one_remark_as_for_twenty(cast: House, as_: Any) -> None:
    counts = []
    for number, remarks in enumerate((1, 20)):
        item = cast.listed(cast.case(cast.patient(number=f"T-{number}")), cast.board())
        for line in range(remarks):
            actions.remark(item=item, text=f"Line {line}.", by=cast["pathologist"])
        as_("surgeon").get(f"/agenda/{item.pk}/")
        with CaptureQueriesContext(connection) as asked:
            as_("surgeon").get(f"/agenda/{item.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
