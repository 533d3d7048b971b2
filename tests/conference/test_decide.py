"""The board's answer, written live: what it asks for, what it refuses, and that nothing typed is ever lost."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from conference.models import AgendaItem, Decision
from tests.cast import House, worked_case

pytestmark = pytest.mark.django_db

ANSWER = {"kind": "treatment", "wording": "Yes: both on the right.", "step1_modality": "resection-ablation"}


@pytest.fixture
def item(cast: House) -> AgendaItem:
    """W03 on a meeting of the day its facts are from."""
    day = dt.date.fromisoformat(worked_case("W03")["as_of"])
    return cast.listed(cast.worked("W03"), cast.board(days=(day - timezone.localdate()).days))


def url(item: AgendaItem) -> str:
    return f"/agenda/{item.pk}/decide/"


def test_a_decision_is_drafted_with_its_treatments_and_leaves_an_audit_row(
    item: AgendaItem, as_: Any, audited: Any
) -> None:
    more = {"step1_segments": ["5", "7"], "step2_modality": "surveillance", "responsible": item.board.chair_id}
    answer = as_("endocrinologist").post(
        url(item), {**ANSWER, **more, "target_date": f"{timezone.localdate():%Y-%m-%d}"}
    )
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


def test_only_who_may_decide_decides(item: AgendaItem, as_: Any) -> None:
    assert as_("coordinator").post(url(item), ANSWER).status_code == 403
    assert as_("stranger").post(url(item), ANSWER).status_code == 404


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
        ({**ANSWER, "deviation": "wish"}, "Give the reason in words too."),
        ({**ANSWER, "step1_modality": "", "step1_territory": "right"}, "Choose the treatment this place belongs to."),
        ({**ANSWER, "step1_territory": "segments"}, "Name the segments."),
    ],
)
def test_a_rule_is_said_beside_its_field(item: AgendaItem, as_: Any, data: dict[str, str], words: str) -> None:
    answer = as_("surgeon").post(url(item), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_what_the_rules_do_not_find_open_needs_a_reason_and_then_may_be_chosen(item: AgendaItem, as_: Any) -> None:
    data = {**ANSWER, "step1_modality": "tae"}
    refused = as_("surgeon").post(url(item), data)
    assert refused.status_code == 422
    assert "give the reason" in refused.content.decode()
    allowed = as_("surgeon").post(url(item), {**data, "deviation": "wish", "deviation_text": "She wants no operation."})
    assert allowed.status_code == 302
    assert Decision.objects.get().deviation == "wish"


def test_the_form_marks_what_the_rules_do_not_find_open(item: AgendaItem, as_: Any) -> None:
    text = as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    assert '<option value="tae" data-not-open>' in text
    assert '<option value="resection-ablation">' in text


def test_lesions_are_named_with_their_segment_and_size(item: AgendaItem, as_: Any) -> None:
    text = as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    assert "L1 · segment 7 · 42 mm" in text


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


def test_a_draft_stands_in_its_form_again_and_can_be_changed(item: AgendaItem, as_: Any) -> None:
    as_("surgeon").post(url(item), {**ANSWER, "step1_segments": ["5"], "target_date": "2031-05-04"})
    form = as_("endocrinologist").get(f"/agenda/{item.pk}/").context["form"]
    assert form["wording"].value() == "Yes: both on the right."
    assert form["step1_segments"].value() == ["5"]
    data = {**ANSWER, "wording": "Yes, after an echo.", "version": form["version"].value()}
    assert as_("endocrinologist").post(url(item), data).status_code == 302
    decision = Decision.objects.get()
    assert (decision.wording, decision.version) == ("Yes, after an echo.", 2)
    assert decision.steps.filter(dropped=False).count() == 1


def test_two_people_at_once_see_both_texts_and_nothing_is_lost(item: AgendaItem, as_: Any) -> None:
    as_("surgeon").post(url(item), ANSWER)
    data = {**ANSWER, "version": 1}
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


def test_a_form_opened_before_there_was_a_draft_does_not_overwrite_it(item: AgendaItem, as_: Any) -> None:
    as_("surgeon").post(url(item), ANSWER)
    late = as_("endocrinologist").post(url(item), {**ANSWER, "wording": "I did not see yours."})
    assert late.status_code == 409
    assert Decision.objects.get().wording == "Yes: both on the right."


def test_a_conflict_comes_as_a_part_to_htmx(item: AgendaItem, as_: Any) -> None:
    as_("surgeon").post(url(item), ANSWER)
    late = as_("endocrinologist").post(url(item), ANSWER, headers={"HX-Request": "true"})
    assert late.status_code == 409
    assert "<html" not in late.content.decode()


def test_a_form_sent_twice_writes_once(item: AgendaItem, as_: Any) -> None:
    data = {**ANSWER, "once": "018f0000-0000-7000-8000-000000000001"}
    for _time in range(2):
        assert as_("surgeon").post(url(item), data).status_code == 302
    assert Decision.objects.count() == 1
