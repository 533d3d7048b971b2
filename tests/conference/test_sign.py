"""The chair signs: once, alone, and from then on nothing in it changes."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from conference import actions
from conference.models import Decision, Proposal
from patients import actions as patients
from patients.actions import Answer
from tests.cast import House, worked_case
from treatments import actions as treatments
from treatments.models import Course

pytestmark = pytest.mark.django_db


def test_the_chair_signs_and_the_treatment_is_planned(cast: House, as_: Any, audited: Any) -> None:
    draft = cast.decided()
    answer = as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.signed_by) == ("signed", cast["surgeon"])
    assert draft.item.status == "decided"
    assert Course.objects.planned().get(patient=draft.patient).type == "tae"
    assert audited("case.sign") == 1
    text = as_("surgeon").get(f"/decisions/{draft.pk}/").content.decode()
    assert "Record it as performed" in text
    assert "Signed by" in text


def test_only_the_chair_finds_the_button_and_only_the_chair_signs(cast: House, as_: Any) -> None:
    draft = cast.decided()
    assert "Sign this decision" in as_("surgeon").get(f"/agenda/{draft.item_id}/").content.decode()
    other = as_("endocrinologist").get(f"/agenda/{draft.item_id}/").content.decode()
    assert "Sign this decision" not in other
    assert "Waits for the signature of Surgeon Test" in other
    refused = as_("endocrinologist").post(f"/decisions/{draft.pk}/sign/")
    assert refused.status_code == 422
    assert "Only the chair of this meeting signs." in refused.content.decode()
    assert as_("coordinator").post(f"/decisions/{draft.pk}/sign/").status_code == 403


def test_the_chair_does_not_sign_what_somebody_has_changed_meanwhile(cast: House, as_: Any) -> None:
    draft = cast.decided()
    draft.change(wording="Something else.")
    assert as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": 1}).status_code == 409
    assert Decision.objects.get().status == "draft"
    assert not Course.objects.planned().exists()


def test_the_referring_doctor_reads_what_is_signed_and_no_draft(cast: House, as_: Any) -> None:
    draft = cast.decided()
    assert as_("referrer").get(f"/decisions/{draft.pk}/").status_code == 404
    as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version})
    answer = as_("referrer").get(f"/decisions/{draft.pk}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Embolise the right hemiliver." in text
    assert "Amend this decision" not in text
    assert as_("stranger").get(f"/decisions/{draft.pk}/").status_code == 404


def test_facts_that_changed_since_the_draft_are_shown_before_the_chair_signs(cast: House, as_: Any) -> None:
    day = dt.date.fromisoformat(worked_case("W03")["as_of"])
    item = cast.listed(cast.worked("W03"), cast.board((day - timezone.localdate()).days))
    draft = cast.decided(item, "resection-ablation")
    assert "The facts have changed" not in as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    answers = {"surgery.resectable": Answer(text="no")}
    treatments.judge(workup=item.case.workup, by=cast["surgeon"], answers=answers, noted_on=day)
    late = as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version})
    assert late.status_code == 409
    assert "The facts have changed since this draft was written." in late.content.decode()
    assert "Resection</strong>: was eligible with cautions, is not eligible" in late.content.decode()
    assert Decision.objects.get().status == "draft"
    data = {"version": draft.version, "seen": late.context["seen"]}
    assert as_("surgeon").post(f"/decisions/{draft.pk}/sign/", data).status_code == 302


def test_a_draft_from_before_it_had_to_be_whole_is_not_signed(cast: House, as_: Any) -> None:
    draft = cast.decided()
    draft.change(intent="", responsible=None)
    refused = as_("surgeon").post(f"/decisions/{draft.pk}/sign/")
    assert refused.status_code == 422
    assert "Choose the intent" in refused.content.decode()
    assert "Say who is responsible" in refused.content.decode()


def test_a_version_that_is_no_number_is_no_version(cast: House, as_: Any) -> None:
    draft = cast.decided()
    assert as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": "²"}).status_code == 409


def test_postgresql_keeps_the_lesions_of_a_signed_treatment(cast: House) -> None:
    signed = cast.signed()
    lesion = patients.add_lesion(patient=signed.patient, label="L9", segments=["6"], by=cast["diagnostic-radiologist"])
    with pytest.raises(DatabaseError, match="signed decision cannot be changed"), transaction.atomic():
        signed.steps.get().lesions.add(lesion)
    assert not signed.steps.get().lesions.exists()


def test_postgresql_keeps_a_part_of_a_signed_decision_from_moving_to_a_draft(cast: House) -> None:
    signed = cast.signed()
    draft = actions.amend(decision=signed, because="New facts.", by=cast["surgeon"])
    with pytest.raises(DatabaseError, match="parts cannot be changed"), transaction.atomic():
        signed.steps.update(decision=draft)


def test_postgresql_keeps_a_proposal_as_it_was_frozen(cast: House) -> None:
    signed = cast.signed()
    with pytest.raises(DatabaseError, match="is frozen"), transaction.atomic():
        Proposal.objects.filter(decisions=signed).update(rules_version="forged")


def test_the_decision_shows_the_proposal_the_board_saw_not_todays(cast: House, as_: Any) -> None:
    decision = cast.signed(cast.listed(cast.worked("W03")), "resection-ablation")
    assert decision.proposal is not None
    frozen = decision.proposal.answer
    answer = as_("surgeon").get(f"/decisions/{decision.pk}/")
    assert answer.context["options"].rules_version == frozen["rules_version"]
    assert frozen["rules_version"] in answer.content.decode()
    assert ("Ki-67", "8\u00a0%") in [(fact["label"], fact["value"]) for fact in answer.context["frozen"]]


def test_nobody_signs_what_the_page_did_not_show(cast: House, as_: Any) -> None:
    draft = cast.decided()
    assert as_("surgeon").post(f"/decisions/{draft.pk}/sign/").status_code == 409
    draft.refresh_from_db()
    assert draft.status == "draft"
