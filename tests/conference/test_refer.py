"""Referring a known patient, and going on with what was begun."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from conference import actions
from conference.models import Referral
from core.models import AuditEvent
from core.rules import RuleBroken
from patients import actions as patients
from patients.actions import Answer
from patients.chart import Chart
from patients.models import Observation, PathologyReport, Patient
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


def filled(cast: House, **more: Any) -> dict[str, Any]:
    return {"unit": str(cast.unit.pk), "question": "Is resection possible?", "reasons": ["growth"], **more}


def refer(patient: Patient) -> str:
    return reverse("conference:refer", args=[patient.pk])


def test_those_who_refer_see_the_page_and_others_do_not(cast: House) -> None:
    patient = cast.patient()
    assert cast.browser_of("referrer").get(refer(patient)).status_code == 200
    assert cast.browser_of("pathologist").get(refer(patient)).status_code == 403
    assert cast.browser_of("surgeon").get(refer(patient)).status_code == 404  # has nothing to do with this patient


def test_a_referral_carries_the_question_the_wish_and_the_facts(cast: House) -> None:
    patient = cast.patient()
    day = timezone.localdate()
    form = filled(
        cast,
        **{
            "facts-patient.wish": "To be at home.",
            "facts-tumour.primary_site": "small-bowel",
            "facts-date": day.isoformat(),
        },
        **{"bloods-labs.inr": "1.1", "bloods-date": day.isoformat(), "pathology-grade": "g2", "pathology-ki67": "<5"},
    )
    answer = cast.browser_of("referrer").post(refer(patient), form)
    referral = Referral.objects.get(patient=patient)
    assert answer.headers["Location"] == reverse("conference:referral", args=[referral.pk])
    assert (referral.status, referral.reasons, referral.referrer) == ("sent", ["growth"], cast["referrer"])
    said = dict(Observation.objects.filter(patient=patient).values_list("item", "text"))
    assert said["patient.wish"] == "To be at home."
    assert said["tumour.primary_site"] == "small-bowel"
    assert Observation.objects.get(patient=patient, item="labs.inr").date == day
    assert PathologyReport.objects.get(patient=patient).ki67_printed == "<5"
    assert AuditEvent.objects.filter(action="referral.refer", object_id=referral.pk).exists()


def test_a_referral_without_a_question_is_not_sent_and_keeps_what_was_typed(cast: House) -> None:
    patient = cast.patient()
    form = filled(cast, question="", **{"facts-patient.wish": "To see the spring."})
    answer = cast.browser_of("referrer").post(refer(patient), form)
    assert answer.status_code == 422
    assert "To see the spring." in answer.text
    assert "cannot be answered" in answer.text
    assert not Referral.objects.exists()
    assert not Observation.objects.exists()  # all or nothing


def test_a_draft_may_ask_nothing_yet_and_is_gone_on_with(cast: House) -> None:
    patient = cast.patient()
    client = cast.browser_of("referrer")
    client.post(refer(patient), filled(cast, question="", act="draft"))
    draft = Referral.objects.get()
    assert draft.status == "draft"
    again = reverse("conference:refer_again", args=[draft.pk])
    assert client.get(again).status_code == 200
    client.post(again, filled(cast, version=draft.version))
    draft.refresh_from_db()
    assert (draft.status, draft.question) == ("sent", "Is resection possible?")


def test_a_draft_belongs_to_its_author(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    cast.browser_of("surgeon").post(refer(patient), filled(cast, act="draft"))
    patients.grant_care(patient=patient, ground="chosen", by=None, user=cast["endocrinologist"])
    again = reverse("conference:refer_again", args=[Referral.objects.get().pk])
    assert cast.browser_of("endocrinologist").get(again).status_code == 404


def test_a_referral_on_an_old_page_shows_what_was_answered_meanwhile_and_keeps_every_word(cast: House) -> None:
    patient, today = cast.patient(), timezone.localdate()
    said = {number: {"fitness.ecog": Answer(number=Decimal(number), printed=number)} for number in "13"}
    patients.observe(patient=patient, answers=said["1"], date=today, by=cast["referrer"])
    browser = cast.browser_of("referrer")
    shown = browser.get(refer(patient)).context["facts"]["shown"].value()
    patients.observe(patient=patient, answers=said["3"], date=today, by=cast["surgeon"])
    page = filled(cast, act="draft", **{"facts-shown": shown, "facts-date": today.isoformat()})
    page |= {"facts-fitness.ecog": "1", "facts-fitness.ecog_state": "value"}
    changed = page | {"facts-fitness.ecog": "2", "facts-patient.wish": "To see the spring."}
    conflict = browser.post(refer(patient), changed)
    assert conflict.status_code == 409
    for words in ("3: limited self-care", "2: self-caring", "To see the spring.", "Is resection possible?"):
        assert words in conflict.text
    assert not Referral.objects.exists()  # all or nothing
    assert browser.post(refer(patient), page).status_code == 302  # untouched, it takes nothing back
    assert Chart.read(patient, today).facts["fitness.ecog"].value == 3


def test_the_same_form_sent_twice_makes_one_referral(cast: House) -> None:
    patient = cast.patient()
    form = filled(cast, once="0198c0de-0000-7000-8000-000000000001")
    client = cast.browser_of("referrer")
    client.post(refer(patient), form)
    client.post(refer(patient), form)
    assert Referral.objects.count() == 1


def test_a_blank_takes_nothing_back(cast: House) -> None:
    """Somebody answered while the page stood open with a blank: the blank is no answer."""
    patient = cast.patient()
    patients.observe(patient=patient, answers={"list.allergies": Answer(text="none")}, by=cast["referrer"])
    blank = {"facts-list.allergies": "", "facts-list.allergies_state": "not-asked"}
    cast.browser_of("referrer").post(refer(patient), filled(cast, **blank))
    assert [row.text for row in Observation.objects.filter(item="list.allergies")] == ["none"]


def test_what_is_known_is_carried_over_and_what_is_missing_says_what_it_holds_up(cast: House) -> None:
    patient = cast.patient()
    patients.observe(
        patient=patient,
        answers={"tumour.primary_site": Answer(text="pancreas")},
        by=cast["referrer"],
        date=timezone.localdate(),
    )
    text = cast.browser_of("referrer").get(refer(patient)).text
    assert '<option value="pancreas" selected>' in text
    assert "#id_facts-fitness.ecog" in text
    assert "treatments" in text


def test_an_impossible_blood_test_is_refused_beside_its_box(cast: House) -> None:
    patient = cast.patient()
    form = filled(cast, **{"bloods-labs.inr": "-3", "bloods-date": timezone.localdate().isoformat()})
    answer = cast.browser_of("referrer").post(refer(patient), form)
    assert answer.status_code == 422
    assert 'value="-3"' in answer.text
    assert not Referral.objects.exists()


def test_the_page_names_no_patient_in_its_title(cast: House) -> None:
    text = cast.browser_of("referrer").get(refer(cast.patient(surname="Nonesuch"))).text
    assert "Nonesuch" not in text[text.index("<title>") : text.index("</title>")]


def test_somebody_who_saved_the_draft_meanwhile_is_shown_and_nothing_is_lost(cast: House) -> None:
    patient = cast.patient()
    client = cast.browser_of("referrer")
    client.post(refer(patient), filled(cast, act="draft"))
    draft = Referral.objects.get()
    again = reverse("conference:refer_again", args=[draft.pk])
    client.post(again, filled(cast, question="Theirs?", act="draft", version=draft.version))
    answer = client.post(again, filled(cast, question="Mine?", act="draft", version=draft.version))
    assert answer.status_code == 409
    assert "Theirs?" in answer.text
    assert "Mine?" in answer.text


# --- what a referral should say, and what it need not ---


def owed(answer: Any) -> list[str]:
    """The words of everything the page calls missing."""
    return [str(gap["label"]) for heap in answer.context["owed"] for gap in heap["gaps"]]


REQUIRED = {"Reasons for referral", "Referrer's role", "An imaging study"}


def test_the_reason_now_the_role_and_the_images_are_missing_until_they_are_given(cast: House) -> None:
    patient, client = cast.patient(), cast.browser_of("referrer")
    page = client.get(refer(patient))
    assert set(owed(page)) >= REQUIRED
    assert 'href="#id_reasons"' in page.text
    assert reverse("patients:add_study", args=[patient.pk]) in page.text
    sent = client.post(refer(patient), filled(cast, reasons=[]), follow=True)  # and it is sent all the same
    assert Referral.objects.get().status == "sent"
    assert set(owed(sent)) >= REQUIRED
    assert set(owed(cast.browser_of("coordinator").get(sent.request["PATH_INFO"]))) >= REQUIRED


def test_what_was_given_is_not_missing(cast: House) -> None:
    patient, client = cast.patient(), cast.browser_of("referrer")
    patients.add_study(patient=patient, modality="ct", by=cast["referrer"], date=timezone.localdate())
    sent = client.post(refer(patient), filled(cast, referrer_role="endocrinologist"), follow=True)
    assert not set(owed(sent)) & REQUIRED


def test_the_author_of_a_returned_referral_is_led_to_what_it_does_not_say(cast: House) -> None:
    client = cast.browser_of("referrer")
    client.post(refer(cast.patient()), filled(cast, reasons=[]))
    referral = Referral.objects.get()
    actions.send_back(referral=referral, because="Why now?", by=cast["coordinator"])
    text = client.get(reverse("conference:referral", args=[referral.pk])).text
    assert reverse("conference:refer_again", args=[referral.pk]) + "#id_reasons" in text


def test_the_conference_sees_that_a_case_has_no_reason_now(cast: House) -> None:
    case = cast.case()
    text = cast.browser_of("coordinator").get(reverse("conference:case", args=[case.pk])).text
    assert "Not said:" in text
    assert "Reasons for referral, Referrer" in text


# --- a draft belongs to its author, and asks nothing of anybody ---


def a_draft(cast: House, **fields: Any) -> Referral:
    """Of a patient the conference knows already from another referral."""
    patient = cast.patient()
    actions.refer(patient=patient, unit=cast.unit, question="First?", by=cast["referrer"])
    return actions.refer(patient=patient, unit=cast.unit, by=cast["referrer"], send=False, **fields)


@pytest.mark.parametrize("name", ["referral", "send_back", "decline"])
def test_a_draft_is_nothing_to_the_coordinator(cast: House, name: str) -> None:
    page = reverse(f"conference:{name}", args=[a_draft(cast).pk])
    client = cast.browser_of("coordinator")
    assert client.get(page).status_code == 404
    assert client.post(page, {"because": "No."}).status_code == 404


@pytest.mark.parametrize("question", ["", "Is resection possible?"])
def test_a_draft_is_withdrawn_by_its_author(cast: House, question: str) -> None:
    draft = a_draft(cast, question=question)
    page = reverse("conference:withdraw", args=[draft.pk])
    client = cast.browser_of("referrer")
    assert client.post(page, {"because": "Settled by phone.", "version": draft.version}).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.question, draft.sent_at) == ("withdrawn", question, None)
    assert "Settled by phone." in client.get(reverse("conference:referral", args=[draft.pk])).text
    assert cast.browser_of("coordinator").get(reverse("conference:referral", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("action", [actions.send_back, actions.decline])
def test_a_draft_is_neither_returned_nor_declined(cast: House, action: Any) -> None:
    with pytest.raises(RuleBroken, match="draft"):
        action(referral=a_draft(cast, question="Q?"), because="No.", by=cast["coordinator"])


def test_nobody_withdraws_anothers_referral(cast: House) -> None:
    referral = actions.refer(patient=cast.patient(), unit=cast.unit, question="Q?", by=cast["referrer"])
    with pytest.raises(RuleBroken, match="Only the referring doctor"):
        actions.withdraw(referral=referral, because="No.", by=cast["coordinator"])


def test_a_returned_referral_keeps_its_question_and_what_was_typed(cast: House) -> None:
    patient, client = cast.patient(), cast.browser_of("referrer")
    client.post(refer(patient), filled(cast))
    returned = Referral.objects.get()
    actions.send_back(referral=returned, because="The CT is missing.", by=cast["coordinator"])
    form = filled(
        cast, question="", act="draft", version=returned.version, **{"facts-patient.wish": "To see the spring."}
    )
    answer = client.post(reverse("conference:refer_again", args=[returned.pk]), form)
    assert answer.status_code == 422
    assert "To see the spring." in answer.text
    returned.refresh_from_db()
    assert (returned.status, returned.question) == ("returned", "Is resection possible?")
