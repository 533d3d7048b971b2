"""A signed decision is never edited: a new version supersedes it, with a reason."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from conference import actions
from conference.actions.decisions import StepPlan, Wording
from conference.models import Case, Decision
from core.rules import RuleBroken
from tests.cast import House
from treatments import actions as treatments
from treatments.models import Course

pytestmark = pytest.mark.django_db


def test_an_amendment_needs_a_reason_and_keeps_the_page(cast: House, as_: Any) -> None:
    signed = cast.signed()
    answer = as_("surgeon").post(f"/decisions/{signed.pk}/amend/", {"because": ""})
    assert answer.status_code == 422
    assert "Embolise the right hemiliver." in answer.content.decode()
    assert Decision.objects.count() == 1


def test_the_signed_version_stands_until_the_new_one_is_signed(cast: House, as_: Any, audited: Any) -> None:
    signed = cast.signed()
    answer = as_("surgeon").post(f"/decisions/{signed.pk}/amend/", {"because": "Anaesthesia advises against it."})
    assert answer.status_code == 302
    draft = Decision.objects.get(status="draft")
    assert (draft.number, draft.supersedes_id) == (2, signed.pk)
    screen = as_("surgeon").get(f"/agenda/{signed.item_id}/").content.decode()
    assert "Signed by" in screen
    assert "Draft, not signed" in screen
    as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version})
    signed.refresh_from_db()
    assert signed.status == "superseded"
    assert Course.objects.planned().count() == 1
    assert audited("case.amend") == 1


def test_a_superseded_version_links_to_what_is_valid_now(cast: House, as_: Any) -> None:
    signed = cast.signed()
    as_("surgeon").post(f"/decisions/{signed.pk}/amend/", {"because": "New facts."})
    draft = Decision.objects.get(status="draft")
    as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version})
    old = as_("referrer").get(f"/decisions/{signed.pk}/").content.decode()
    assert f"/decisions/{draft.pk}/" in old
    assert "See what is valid now" in old
    new = as_("surgeon").get(f"/decisions/{draft.pk}/").content.decode()
    assert f"/decisions/{signed.pk}/" in new
    assert "New facts." in new


def test_who_may_not_decide_may_not_amend(cast: House, as_: Any) -> None:
    signed = cast.signed()
    for username in ("coordinator", "referrer"):
        assert as_(username).post(f"/decisions/{signed.pk}/amend/", {"because": "I think so."}).status_code == 403


def test_a_second_version_is_not_opened_beside_the_first(cast: House, as_: Any) -> None:
    signed = cast.signed()
    as_("surgeon").post(f"/decisions/{signed.pk}/amend/", {"because": "One reason."})
    late = as_("endocrinologist").post(f"/decisions/{signed.pk}/amend/", {"because": "Another reason."})
    assert late.status_code == 422
    assert "Surgeon Test has opened a new version already" in late.content.decode()
    assert "Another reason." in late.content.decode()
    assert Decision.objects.filter(status="draft").count() == 1


def test_a_version_that_was_discarded_can_be_opened_again(cast: House) -> None:
    signed = cast.signed()
    draft = actions.amend(decision=signed, because="One reason.", by=cast["surgeon"])
    actions.discard(decision=draft, because="Not needed.", by=cast["surgeon"])
    again = actions.amend(decision=signed, because="Another reason.", by=cast["surgeon"])
    assert (again.number, again.supersedes) == (2, signed)


def test_a_new_version_asks_for_what_the_old_one_asked_for(cast: House) -> None:
    signed = actions.sign(decision=cast.asked(), by=cast["surgeon"])
    draft = actions.amend(decision=signed, because="New facts.", by=cast["surgeon"])
    assert [need.what for need in draft.needs.all()] == ["MRI of segment 8"]
    actions.sign(decision=draft, by=cast["surgeon"])


def test_a_version_left_open_after_the_meeting_has_its_form(cast: House, as_: Any) -> None:
    signed = cast.signed(cast.listed(board=cast.board(-1)))
    actions.close_board(board=signed.item.board, by=cast["surgeon"])
    actions.amend(decision=signed, because="New facts.", by=cast["surgeon"])
    assert 'name="wording"' in as_("surgeon").get(f"/agenda/{signed.item_id}/").content.decode()


def amended(cast: House, signed: Decision, **changed: Any) -> Decision:
    """The decision amended, with something of it changed, and signed."""
    draft = actions.amend(decision=signed, because="New facts.", by=cast["surgeon"])
    if changed:
        wording = replace(Wording.of(draft), **changed)
        draft = actions.decide(item=signed.item, wording=wording, by=cast["surgeon"], version=draft.version)
    return actions.sign(decision=draft, by=cast["surgeon"])


def courses() -> list[tuple[str, str]]:
    return [(course.type, course.status) for course in Course.objects.order_by("created_at")]


def test_what_is_done_already_is_not_planned_again(cast: House) -> None:
    course = cast.performed(1)
    version = amended(cast, Decision.objects.get(), wording="As it was done.")
    assert courses() == [("tae", "performed")]
    assert version.steps.get(dropped=False).course == course


def test_only_what_is_new_is_planned(cast: House) -> None:
    cast.performed(1)
    first = Decision.objects.get()
    steps = [StepPlan("tae", "right"), StepPlan("ablation")]
    amended(cast, first, steps=steps)
    assert courses() == [("tae", "performed"), ("ablation", "planned")]


def test_a_plan_that_stays_is_the_same_course_and_one_that_changes_is_another(cast: House) -> None:
    signed = cast.signed()
    first = amended(cast, signed, conditions="Echo first.")
    assert courses() == [("tae", "planned")]
    amended(cast, first, steps=[StepPlan("tae", "left")])
    assert courses() == [("tae", "cancelled"), ("tae", "planned")]


def test_a_plan_for_another_day_is_planned_anew(cast: House) -> None:
    signed = cast.signed()
    later = timezone.localdate() + dt.timedelta(weeks=8)
    amended(cast, signed, target_date=later)
    assert courses() == [("tae", "cancelled"), ("tae", "planned")]
    assert Course.objects.planned().get().target_date == later


def test_an_abandoned_treatment_is_planned_again_when_the_board_stays_with_it(cast: House) -> None:
    signed = cast.signed()
    treatments.perform(
        course=Course.objects.get(),
        date=timezone.localdate(),
        by=cast["interventional-radiologist"],
        deviation="abandoned",
        deviation_reason="No access.",
    )
    amended(cast, signed, wording="Once more.")
    assert courses() == [("tae", "abandoned"), ("tae", "planned")]


def test_the_version_it_replaces_leaves_an_audit_row(cast: House, audited: Any) -> None:
    amended(cast, cast.signed())
    assert audited("case.supersede") == 1


def test_what_has_gone_on_to_another_meeting_is_not_amended(cast: House) -> None:
    asked = actions.sign(decision=cast.asked(), by=cast["surgeon"])
    cast.listed(Case.objects.get(pk=asked.item.case_id), cast.board(days=7))
    with pytest.raises(RuleBroken, match="has gone on to"):
        actions.amend(decision=asked, because="A slip.", by=cast["surgeon"])
    assert not Decision.objects.filter(status="draft").exists()


def test_a_version_that_was_superseded_meanwhile_is_not_amended_again(cast: House) -> None:
    signed = cast.signed()
    read_before = Decision.objects.get(pk=signed.pk)
    draft = actions.amend(decision=signed, because="A slip.", by=cast["surgeon"])
    actions.sign(decision=draft, by=cast["surgeon"])
    with pytest.raises(RuleBroken, match="Only a signed decision"):
        actions.amend(decision=read_before, because="Another slip.", by=cast["surgeon"])
