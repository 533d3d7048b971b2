"""The board's answer, written live: what it asks for, what it refuses, and that nothing typed is ever lost."""

import datetime as dt
import re
from concurrent.futures import wait
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import actions as accounts
from accounts.roles import Role
from conference import actions
from conference.actions.decisions import NeedPlan, Wording
from conference.models import AgendaItem, Decision
from core.rules import SavedBefore
from patients.actions import Answer
from tests.cast import House, facts_of, worked_case
from tests.conference.conftest import Meanwhile
from treatments import actions as treatments

pytestmark = pytest.mark.django_db

BARE = {"kind": "treatment", "wording": "Yes: both on the right.", "step1_modality": "resection-ablation"}
DAY = "2031-05-04"


@pytest.fixture
def whole(cast: House) -> dict[str, Any]:
    """A whole answer that agrees with the rules."""
    return {**BARE, "intent": "curative", "responsible": cast["surgeon"].pk, "target_date": DAY}


@pytest.fixture
def item(cast: House) -> AgendaItem:
    """W03 on a meeting of the day its facts are from."""
    day = dt.date.fromisoformat(worked_case("W03")["as_of"])
    return cast.listed(cast.worked("W03"), cast.board(days=(day - timezone.localdate()).days))


def url(item: AgendaItem) -> str:
    return f"/agenda/{item.pk}/decide/"


def test_a_decision_is_drafted_with_its_treatments_and_leaves_an_audit_row(
    item: AgendaItem, whole: Any, as_: Any, audited: Any
) -> None:
    more = {"step1_segments": ["5", "7"], "step2_modality": "surveillance"}
    answer = as_("endocrinologist").post(url(item), {**whole, **more})
    assert answer.status_code == 302
    decision = Decision.objects.get(item=item)
    assert (decision.status, decision.wording, decision.responsible) == (
        "draft",
        "Yes: both on the right.",
        item.board.chair,
    )
    assert [(step.modality, step.territory, step.segments) for step in decision.steps.all()] == [
        ("resection-ablation", "segments", ["5", "7"]),
        ("surveillance", "", []),
    ]
    assert decision.proposal is not None
    assert audited("case.decide") == 1


def test_only_who_may_decide_decides(item: AgendaItem, whole: Any, as_: Any) -> None:
    assert as_("coordinator").post(url(item), whole).status_code == 403
    assert as_("stranger").post(url(item), whole).status_code == 404


def test_an_answer_with_errors_comes_back_with_every_word(item: AgendaItem, as_: Any) -> None:
    data = {
        "kind": "treatment",
        "wording": "",
        "conditions": "Echo first.",
        "step1_segments": ["6"],
        "dissent": "IR would ablate.",
    }
    answer = as_("surgeon").post(url(item), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Echo first." in text
    assert "IR would ablate." in text
    assert 'name="step1_segments" value="6"' in text
    assert not Decision.objects.exists()


def test_the_partial_comes_back_alone_to_htmx(item: AgendaItem, as_: Any) -> None:
    answer = as_("surgeon").post(url(item), {}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert answer.content.decode().strip().startswith("<section")
    assert 'id="decide"' in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "treatment", "wording": "Yes."}, "Choose at least one treatment."),
        ({"kind": "more-information", "wording": "Not yet."}, "Say what is lacking"),
        ({**BARE, "deviation": "wish"}, "Give the reason in words too."),
        ({**BARE, "step1_modality": "", "step1_territory": "right"}, "Choose the treatment this place belongs to."),
        ({**BARE, "step1_territory": "segments"}, "Name the segments."),
    ],
)
def test_a_rule_is_said_beside_its_field(item: AgendaItem, as_: Any, data: dict[str, str], words: str) -> None:
    answer = as_("surgeon").post(url(item), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_what_the_rules_do_not_find_open_needs_a_reason_and_then_may_be_chosen(
    item: AgendaItem, whole: Any, as_: Any
) -> None:
    data = {**whole, "step1_modality": "tae"}
    refused = as_("surgeon").post(url(item), data)
    assert refused.status_code == 422
    assert "give the reason" in refused.content.decode()
    allowed = as_("surgeon").post(url(item), {**data, "deviation": "wish", "deviation_text": "She wants no operation."})
    assert allowed.status_code == 302
    assert Decision.objects.get().deviation == "wish"


def test_a_treatment_needs_its_intent_a_responsible_person_and_a_day_and_each_is_named(
    item: AgendaItem, as_: Any
) -> None:
    answer = as_("surgeon").post(url(item), {**BARE, "conditions": "Echo first."})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"intent", "responsible", "target_date"}
    text = answer.content.decode()
    for words in ("Choose the intent", "Say who is responsible", "Say by when", "Echo first.", BARE["wording"]):
        assert words in text
    assert not Decision.objects.exists()


def test_everything_an_answer_lacks_is_said_at_once(item: AgendaItem, as_: Any) -> None:
    answer = as_("surgeon").post(url(item), {"kind": "treatment", "step1_territory": "right"})
    lacks = {"wording", "intent", "responsible", "target_date", "step1_modality"}
    assert set(answer.context["form"].errors) == lacks


def test_facts_that_changed_are_shown_beside_what_is_wrong(cast: House, item: AgendaItem, as_: Any) -> None:
    seen = as_("surgeon").get(f"/agenda/{item.pk}/").context["seen"]
    judge(item, cast, "surgery.resectable", "no")
    late = as_("surgeon").post(url(item), {**BARE, "seen": seen})
    assert late.status_code == 422
    assert "The facts have changed since you opened this page." in late.content.decode()


def test_other_answers_need_no_intent_and_no_day(item: AgendaItem, as_: Any) -> None:
    data = {"kind": "no-change", "wording": "Go on as before.", "deviation": "wish", "deviation_text": "No operation."}
    assert as_("surgeon").post(url(item), data).status_code == 302


def test_anybody_of_the_hospital_can_be_responsible(cast: House, item: AgendaItem, whole: Any, as_: Any) -> None:
    surgery = accounts.open_unit(hospital=cast.hospital, name="Surgery", by=None)
    colleague = cast.hire("surgeon-2", Role.SURGEON, cast.hospital, surgery)
    text = as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    assert colleague.name in text
    assert cast["stranger"].name not in text
    assert cast["auditor"].name not in text
    assert as_("surgeon").post(url(item), {**whole, "responsible": colleague.pk}).status_code == 302
    assert as_("surgeon").post(url(item), {**whole, "responsible": cast["stranger"].pk}).status_code == 422


@pytest.mark.parametrize("kind", ["no-change", "supportive", "elsewhere", "more-information"])
def test_a_treatment_left_in_another_answer_is_refused_and_kept(item: AgendaItem, as_: Any, kind: str) -> None:
    answer = as_("surgeon").post(url(item), {**BARE, "kind": kind})
    assert answer.status_code == 422
    assert "plans no treatment" in answer.context["form"].errors["step1_modality"][0]
    assert '<option value="resection-ablation" selected>' in answer.content.decode()


def test_needs_nobody_sees_on_the_page_are_not_asked_for(item: AgendaItem, whole: Any, as_: Any) -> None:
    """They are hidden as soon as the answer is a treatment."""
    as_("surgeon").post(url(item), {**whole, "need1_what": "MRI"})
    assert not Decision.objects.get().needs.exists()


@pytest.mark.parametrize(
    ("needs", "wrong"),
    [
        ({"need1_what": "MRI"}, {"need1_who", "need1_by"}),
        ({"need1_what": "MRI", "need1_by": DAY}, {"need1_who"}),
        ({"need1_what": "MRI", "need1_who": "Radiology", "need1_by": "soon"}, {"need1_by"}),
        ({"need2_who": "Radiology"}, {"need2_what", "need2_by"}),
        ({}, {"need1_what"}),
    ],
)
def test_a_need_says_what_who_and_by_when(item: AgendaItem, as_: Any, needs: dict[str, str], wrong: set[str]) -> None:
    answer = as_("surgeon").post(url(item), {"kind": "more-information", "wording": "Not yet.", **needs})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == wrong


def test_an_answer_without_a_treatment_needs_a_reason_while_one_is_open(item: AgendaItem, as_: Any) -> None:
    data = {"kind": "supportive", "wording": "Nothing."}
    refused = as_("surgeon").post(url(item), data)
    assert refused.status_code == 422
    assert "The rules find this open: Resection" in refused.context["form"].errors["deviation"][0]
    more = {"deviation": "wish", "deviation_text": "Wants no operation."}
    assert as_("surgeon").post(url(item), {**data, **more}).status_code == 302
    assert Decision.objects.get().agrees is False
    text = as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    assert "Differs from the rules" in text
    assert "Wants no operation." in text


def test_an_open_treatment_agrees_and_the_decision_says_so(item: AgendaItem, whole: Any, as_: Any) -> None:
    as_("surgeon").post(url(item), whole)
    assert Decision.objects.get().agrees is True
    assert "agrees with the rules" in as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()


def test_the_page_shows_the_reason_as_soon_as_an_answer_differs(item: AgendaItem, as_: Any) -> None:
    text = as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    differing = set(re.findall(r'value="([\w-]+)"[^>]* data-differs', text))
    assert differing == {"supportive", "elsewhere", "no-change"}


def test_facts_that_changed_since_the_page_was_opened_are_shown_before_anything_is_saved(
    cast: House, item: AgendaItem, whole: Any, as_: Any
) -> None:
    seen = as_("surgeon").get(f"/agenda/{item.pk}/").context["seen"]
    judge(item, cast, "surgery.resectable", "no")
    late = as_("surgeon").post(url(item), {**whole, "seen": seen})
    text = late.content.decode()
    assert late.status_code == 409
    assert "The facts have changed since you opened this page." in text
    assert "Resection</strong>: was eligible with cautions, is not eligible" in text
    assert whole["wording"] in text
    assert not Decision.objects.exists()
    again = {**whole, "seen": late.context["seen"]}
    assert as_("surgeon").post(url(item), again).status_code == 302
    proposal = Decision.objects.get().proposal
    assert proposal is not None
    assert proposal.facts == facts_of(item)


def test_facts_that_stand_are_not_asked_about(item: AgendaItem, whole: Any, as_: Any) -> None:
    seen = as_("surgeon").get(f"/agenda/{item.pk}/").context["seen"]
    assert as_("surgeon").post(url(item), {**whole, "seen": seen}).status_code == 302


def judge(item: AgendaItem, cast: House, code: str, text: str) -> None:
    answers = {code: Answer(text=text)}
    treatments.judge(workup=item.case.workup, by=cast["surgeon"], answers=answers, noted_on=item.board.day)


def test_the_form_marks_what_the_rules_do_not_find_open(item: AgendaItem, as_: Any) -> None:
    text = as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    assert '<option value="tae" data-not-open>' in text
    assert '<option value="resection-ablation">' in text


def test_lesions_are_named_with_their_segment_and_size(item: AgendaItem, as_: Any) -> None:
    text = as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    assert "L1 · segment 7 · 42 mm" in text


def test_lesions_ticked_go_with_their_treatment(item: AgendaItem, whole: Any, as_: Any) -> None:
    form = as_("surgeon").get(f"/agenda/{item.pk}/").context["form"]
    keys = [key for key, lesion in form.lesions.items() if lesion.label in ("L1", "L2")]
    assert as_("surgeon").post(url(item), {**whole, "step1_lesions": keys}).status_code == 302
    step = Decision.objects.get().steps.get()
    assert sorted(lesion.label for lesion in step.lesions.all()) == ["L1", "L2"]


def test_what_is_lacking_is_kept_with_who_brings_it_and_by_when(item: AgendaItem, as_: Any) -> None:
    day = f"{timezone.localdate():%Y-%m-%d}"
    data = {
        "kind": "more-information",
        "wording": "MRI first.",
        "need1_what": "MRI",
        "need1_who": "Radiology",
        "need1_by": day,
    }
    assert as_("surgeon").post(url(item), data).status_code == 302
    need = Decision.objects.get().needs.get()
    assert (need.what, need.who, f"{need.by}") == ("MRI", "Radiology", day)
    assert "MRI" in as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()


def test_a_draft_stands_in_its_form_again_and_can_be_changed(item: AgendaItem, whole: Any, as_: Any) -> None:
    as_("surgeon").post(url(item), {**whole, "step1_segments": ["5"]})
    form = as_("endocrinologist").get(f"/agenda/{item.pk}/").context["form"]
    assert form["wording"].value() == "Yes: both on the right."
    assert form["step1_segments"].value() == ["5"]
    data = {**whole, "wording": "Yes, after an echo.", "version": form["version"].value()}
    assert as_("endocrinologist").post(url(item), data).status_code == 302
    decision = Decision.objects.get()
    assert (decision.wording, decision.version) == ("Yes, after an echo.", 2)
    assert decision.steps.filter(dropped=False).count() == 1


def test_two_people_at_once_see_both_texts_and_nothing_is_lost(item: AgendaItem, whole: Any, as_: Any) -> None:
    as_("surgeon").post(url(item), whole)
    data = {**whole, "version": 1}
    as_("surgeon").post(url(item), {**data, "wording": "Mine was first."})
    late = as_("endocrinologist").post(url(item), {**data, "wording": "Mine was later.", "step1_modality": "resection"})
    text = late.content.decode()
    assert late.status_code == 409
    for words in ("Mine was first.", "Mine was later.", "Resection with ablation", 'value="resection"'):
        assert words in text
    assert Decision.objects.get().wording == "Mine was first."
    kept = as_("endocrinologist").post(url(item), {**data, "wording": "Mine was later.", "version": 2})
    assert kept.status_code == 302
    assert Decision.objects.get().wording == "Mine was later."


def test_a_form_opened_before_there_was_a_draft_does_not_overwrite_it(item: AgendaItem, whole: Any, as_: Any) -> None:
    as_("surgeon").post(url(item), whole)
    late = as_("endocrinologist").post(url(item), {**whole, "wording": "I did not see yours."})
    assert late.status_code == 409
    assert Decision.objects.get().wording == "Yes: both on the right."


@pytest.mark.django_db(transaction=True)
def test_two_first_drafts_at_the_same_moment_find_each_other(cast: House, meanwhile: Meanwhile) -> None:
    item = cast.listed()
    needs = [NeedPlan("MRI", "Radiology", dt.date(2031, 5, 4))]
    wording = Wording(kind="more-information", wording="MRI first.", needs=needs)
    with transaction.atomic():
        actions.decide(item=item, wording=wording, by=cast["surgeon"], version=0)
        second = meanwhile(lambda: actions.decide(item=item, wording=wording, by=cast["endocrinologist"], version=0))
        wait([second], timeout=0.5)  # it waits for us
    assert isinstance(second.exception(), SavedBefore)
    assert Decision.objects.get().drafted_by == cast["surgeon"]


def test_a_conflict_comes_as_a_part_to_htmx(item: AgendaItem, whole: Any, as_: Any) -> None:
    as_("surgeon").post(url(item), whole)
    late = as_("endocrinologist").post(url(item), whole, headers={"HX-Request": "true"})
    assert late.status_code == 409
    assert "<html" not in late.content.decode()


def test_a_form_sent_twice_writes_once(item: AgendaItem, whole: Any, as_: Any) -> None:
    data = {**whole, "once": "018f0000-0000-7000-8000-000000000001"}
    for _time in range(2):
        assert as_("surgeon").post(url(item), data).status_code == 302
    assert Decision.objects.count() == 1


def test_a_corrected_answer_sent_again_is_not_called_saved(item: AgendaItem, whole: Any, as_: Any) -> None:
    """The line dropped, the first try was written all the same, and the second says something else."""
    data = {**whole, "once": "018f0000-0000-7000-8000-000000000001"}
    assert as_("surgeon").post(url(item), data).status_code == 302
    late = as_("surgeon").post(url(item), data | {"wording": "Only the left side."})
    assert late.status_code == 409
    assert "Only the left side." in late.text
    assert Decision.objects.get().wording == whole["wording"]
