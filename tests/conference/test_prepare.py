"""Reading a referral and answering it: accepted, returned, declined, withdrawn."""

import pytest
from django.urls import reverse

from conference import actions
from conference.models import Case, Referral
from core.models import AuditEvent
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def sent(cast: House) -> Referral:
    return actions.refer(patient=cast.patient(), unit=cast.unit, question="Is resection possible?", by=cast["referrer"])


def at(name: str, referral: Referral) -> str:
    return reverse(f"conference:{name}", args=[referral.pk])


def test_who_sees_the_patient_reads_it_and_others_do_not(cast: House, sent: Referral) -> None:
    for username, status in (("coordinator", 200), ("referrer", 200), ("auditor", 403), ("stranger", 404)):
        assert cast.browser_of(username).get(at("referral", sent)).status_code == status, username


def test_a_referral_shows_its_question_and_what_is_missing(cast: House, sent: Referral) -> None:
    text = cast.browser_of("coordinator").get(at("referral", sent)).text
    assert "Is resection possible?" in text
    assert "things missing" in text
    assert "Primary site" in text


def test_accepted_it_becomes_a_case(cast: House, sent: Referral) -> None:
    answer = cast.browser_of("coordinator").post(at("prepare", sent), {"complex": "on"})
    case = Case.objects.get(referral=sent)
    assert answer.headers["Location"] == reverse("conference:case", args=[case.pk])
    assert case.complex
    assert AuditEvent.objects.filter(action="case.prepare", object_id=case.pk).exists()


def test_accepting_twice_makes_one_case(cast: House, sent: Referral) -> None:
    client = cast.browser_of("coordinator")
    client.post(at("prepare", sent))
    assert client.post(at("prepare", sent)).status_code == 302
    assert Case.objects.count() == 1


def test_a_referring_doctor_accepts_nothing(cast: House, sent: Referral) -> None:
    client = cast.browser_of("referrer")
    assert client.post(at("prepare", sent)).status_code == 403
    assert "Accept" not in client.get(at("referral", sent)).text


@pytest.mark.parametrize(("verb", "status"), [("send_back", "returned"), ("decline", "declined")])
def test_sent_back_or_declined_with_its_reason(cast: House, sent: Referral, verb: str, status: str) -> None:
    client = cast.browser_of("coordinator")
    assert client.get(at(verb, sent)).status_code == 200
    assert client.post(at(verb, sent), {"because": "", "version": sent.version}).status_code == 422
    client.post(at(verb, sent), {"because": "The CT is missing.", "version": sent.version})
    sent.refresh_from_db()
    assert (sent.status, sent.answer) == (status, "The CT is missing.")
    assert AuditEvent.objects.filter(action=f"referral.{verb}", reason="The CT is missing.").exists()
    assert "The CT is missing." in cast.browser_of("referrer").get(at("referral", sent)).text


def test_returned_it_is_completed_and_sent_again(cast: House, sent: Referral) -> None:
    actions.send_back(referral=sent, because="The CT is missing.", by=cast["coordinator"])
    client = cast.browser_of("referrer")
    assert "The CT is missing." in client.get(at("refer_again", sent)).text
    form = {"unit": str(cast.unit.pk), "question": "With the CT: is resection possible?", "version": sent.version}
    client.post(at("refer_again", sent), form)
    sent.refresh_from_db()
    assert sent.status == "sent"


def test_only_the_referring_doctor_withdraws_and_a_case_of_it_closes(cast: House, sent: Referral) -> None:
    case = actions.prepare(referral=sent, by=cast["coordinator"])
    assert cast.browser_of("coordinator").get(at("withdraw", sent)).status_code == 404
    sent.refresh_from_db()
    cast.browser_of("referrer").post(at("withdraw", sent), {"because": "Treated elsewhere.", "version": sent.version})
    sent.refresh_from_db()
    case.refresh_from_db()
    assert (sent.status, case.status, case.closed_because) == ("withdrawn", "closed", "Treated elsewhere.")


def test_the_referring_doctor_reads_the_signed_decision_and_no_draft(cast: House) -> None:
    item = cast.listed()
    draft = cast.decided(item, wording="Embolise the right side.")
    client = cast.browser_of("referrer")
    url = at("referral", item.case.referral)
    assert "Embolise the right side." not in client.get(url).text
    actions.sign(decision=draft, by=cast["surgeon"])
    assert "Embolise the right side." in client.get(url).text
