"""Nobody signs what he or she has not read, and nothing is signed without the proposal it is compared with."""

from dataclasses import replace
from typing import Any

import pytest

from conference import actions
from conference.actions.decisions import Wording, lacks_of
from conference.models import Decision
from core.rules import RuleBroken
from tests.cast import House

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def rewritten(cast: House, draft: Decision) -> Decision:
    """Somebody else has changed the words since."""
    words = replace(Wording.of(draft), wording="Transplant at once.")
    return actions.jot(item=draft.item, wording=words, by=cast["endocrinologist"], version=draft.version)


@pytest.mark.parametrize("beside", [False, True])
def test_the_chair_reads_what_somebody_has_changed_before_it_is_signed(cast: House, as_: Any, beside: bool) -> None:
    draft = cast.decided()
    seen, now = draft.version, rewritten(cast, draft)
    address, chair = f"/decisions/{draft.pk}/sign/", as_("surgeon")
    pen: dict[str, Any] = {"pen": 1} if beside else {}
    answer = chair.post(address, {"version": seen, **pen}, headers=HTMX if beside else {})
    assert answer.status_code == 409
    assert "Transplant at once." in answer.text
    assert "Read it before you sign." in answer.text
    assert "data-jot" in answer.text if beside else "</html>" in answer.text
    draft.refresh_from_db()
    assert draft.is_draft
    chair.post(address, {"version": now.version, **pen}, headers=HTMX if beside else {})
    draft.refresh_from_db()
    assert (draft.status, draft.wording) == ("signed", "Transplant at once.")


def test_what_somebody_has_changed_is_not_confirmed_in_one_press(cast: House, as_: Any) -> None:
    draft = cast.decided()
    actions.sort(item=draft.item, lane="standard", by=cast["surgeon"])
    seen = draft.version
    rewritten(cast, draft)
    answer = as_("surgeon").post(f"/agenda/{draft.item_id}/confirm/", {"version": seen}, follow=True)
    assert "Read it before you sign." in answer.text
    assert "Transplant at once." in answer.text
    draft.refresh_from_db()
    assert draft.is_draft


def test_an_answer_without_a_frozen_proposal_is_kept_and_not_signed(cast: House, as_: Any) -> None:
    """A pause in typing on other facts than the page showed freezes nothing: the pen says what is lacking."""
    item = cast.listed(cast.worked("W01"))
    wording = replace(Wording.of(cast.decided()), deviation="", deviation_text="")
    draft = actions.jot(item=item, wording=wording, by=cast["surgeon"], version=0)
    assert draft.proposal is None
    assert [field for field, _sentence in lacks_of(wording, None)] == ["kind"]
    with pytest.raises(RuleBroken, match="not frozen"):
        actions.sign(decision=draft, by=cast["surgeon"])
    page = as_("surgeon").get(f"/boards/{item.board_id}/sign_all/").text
    assert "What the rules say is not frozen with this answer." in page


def test_what_is_asked_for_is_signed_on_any_proposal_or_none(cast: House) -> None:
    draft = cast.asked()
    Decision.objects.filter(pk=draft.pk).update(proposal=None)
    draft.refresh_from_db()
    assert actions.sign(decision=draft, by=cast["surgeon"]).status == "signed"


def test_a_treatment_picked_where_an_answer_is_written_waits_for_a_second_press(cast: House, as_: Any) -> None:
    item = cast.listed(cast.worked("W01"))
    actions.jot(item=item, wording=Wording(kind="", wording="A long answer"), by=cast["endocrinologist"], version=0)
    address = f"/agenda/{item.pk}/jot/?take=resection"
    offered = as_("surgeon").get(address, headers=HTMX).text
    assert "A long answer" in offered
    assert "Replace it by Resection" in offered
    assert "data-taken" not in offered
    replaced = as_("surgeon").get(f"{address}&instead=1", headers=HTMX).text
    assert "A long answer" not in replaced
    assert "data-taken" in replaced


def test_a_draft_that_says_nothing_is_picked_over_at_once(cast: House, as_: Any) -> None:
    item = cast.listed(cast.worked("W01"))
    actions.jot(item=item, wording=Wording(kind="", wording=""), by=cast["endocrinologist"], version=0)
    assert "data-taken" in as_("surgeon").get(f"/agenda/{item.pk}/jot/?take=resection", headers=HTMX).text
