"""What became of a decision: the treatments say it, or somebody does; else it stands on a list after eight weeks."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from conference import actions
from conference.models import CarryingOut, Decision, with_word, without_a_word
from core.rules import RuleBroken
from tests.cast import House
from treatments import actions as treatments
from treatments.models import Course

pytestmark = pytest.mark.django_db


def weeks_ago(cast: House, weeks: int, number: int = 1, draft: Any = None) -> Decision:
    """A decision signed so many weeks ago."""
    board = cast.board(-7 * weeks)
    item = cast.listed(cast.case(cast.patient(f"Patient{number}", f"T-{number}")), board)
    at = timezone.now() - dt.timedelta(weeks=weeks, hours=1)
    return actions.sign(decision=(draft or cast.decided)(item), by=cast["surgeon"], at=at)


def perform(cast: House, decision: Decision) -> Course:
    course = Course.objects.planned().get(patient=decision.patient)
    by, today = cast["interventional-radiologist"], timezone.localdate()
    return treatments.perform(course=course, date=today, by=by, checklist=cast.prepared(course))


def say(cast: House, decision: Decision, state: str, why: str = "", words: str = "") -> CarryingOut:
    return actions.carry_out(decision=decision, state=state, why=why, words=words, by=cast["surgeon"])


def waiting() -> list[Decision]:
    return list(without_a_word(Decision.objects.all()))


def test_somebody_says_that_it_was_not_done_and_why(cast: House, as_: Any, audited: Any) -> None:
    decision = cast.signed()
    here = f"/decisions/{decision.pk}/carry_out/"
    assert "to be said by" in as_("referrer").get(here).content.decode()
    answer = as_("referrer").post(here, {"state": "not-done", "why": "no-slot", "words": "Waiting for a bed."})
    assert answer.status_code == 302
    assert audited("decision.carry_out") == 1
    text = as_("surgeon").get(f"/decisions/{decision.pk}/").content.decode()
    assert "Not carried out: no place or resources" in text
    assert "Waiting for a bed." in text
    assert "Referrer Test" in text


def test_not_all_of_it_needs_a_reason_and_other_needs_words(cast: House, as_: Any) -> None:
    here = f"/decisions/{cast.signed().pk}/carry_out/"
    bare = as_("surgeon").post(here, {"state": "partly", "words": "One of two."})
    assert bare.status_code == 422
    assert set(bare.context["form"].errors) == {"why"}
    assert "One of two." in bare.content.decode()
    other = as_("surgeon").post(here, {"state": "not-done", "why": "other"})
    assert set(other.context["form"].errors) == {"words"}
    needless = as_("surgeon").post(here, {"state": "done", "why": "patient"})
    assert set(needless.context["form"].errors) == {"why"}
    assert set(as_("surgeon").post(here, {}).context["form"].errors) == {"state"}
    assert not CarryingOut.objects.exists()


def test_a_decision_whose_treatments_are_all_performed_is_carried_out_by_itself(cast: House, as_: Any) -> None:
    decision = cast.signed()
    assert waiting() == [decision]
    perform(cast, decision)
    assert waiting() == []
    assert "its treatments were performed" in as_("surgeon").get(f"/decisions/{decision.pk}/").content.decode()
    with pytest.raises(RuleBroken, match="recorded as performed"):
        say(cast, decision, "not-done", "patient")
    say(cast, decision, "partly", "not-a-candidate")  # the treatment does not say how much of it
    assert "Partly carried out" in as_("surgeon").get(f"/decisions/{decision.pk}/").content.decode()


def test_of_two_treatments_one_performed_is_not_all(cast: House) -> None:
    from conference.actions.decisions import StepPlan

    decision = actions.sign(
        decision=cast.decided(steps=[StepPlan("tae", "right"), StepPlan("ssa")]), by=cast["surgeon"]
    )
    course = Course.objects.planned().get(patient=decision.patient, type="tae")
    day, by = timezone.localdate(), cast["interventional-radiologist"]
    treatments.perform(course=course, date=day, by=by, checklist=cast.prepared(course))
    assert waiting() == [decision]
    rows = with_word(Decision.objects.all())
    assert [row.performed for row in rows] == [False]


def test_a_treatment_taken_back_takes_the_word_back_with_it(cast: House) -> None:
    decision = cast.signed()
    course = perform(cast, decision)
    treatments.withdraw_course(course=course, reason="Another patient's.", by=cast["surgeon"])
    assert waiting() == [decision]


def test_a_treatment_called_off_asks_for_the_reason(cast: House, as_: Any) -> None:
    decision = cast.signed()
    course = Course.objects.planned().get()
    treatments.cancel_course(course=course, reason="She does not want it.", by=cast["surgeon"])
    assert waiting() == [decision]
    text = as_("surgeon").get(f"/decisions/{decision.pk}/carry_out/").content.decode()
    assert "not carried out: She does not want it." in text


def test_a_later_word_takes_the_place_of_the_earlier_one(cast: House, as_: Any) -> None:
    decision = cast.signed()
    first = say(cast, decision, "not-done", "no-slot")
    here = f"/decisions/{decision.pk}/carry_out/"
    late = as_("surgeon").post(here, {"state": "partly", "why": "patient"})
    assert late.status_code == 409
    assert "the patient&#x27;s wish" in late.content.decode()
    kept = as_("surgeon").post(here, {"state": "partly", "why": "patient", "version": first.version})
    assert kept.status_code == 302
    assert CarryingOut.objects.standing().get().state == "partly"
    assert CarryingOut.objects.count() == 2


def test_the_same_form_sent_twice_counts_once(cast: House, as_: Any) -> None:
    here = f"/decisions/{cast.signed().pk}/carry_out/"
    once = as_("surgeon").get(here).context["form"]["once"].value()
    for _try in (1, 2):
        assert as_("surgeon").post(here, {"state": "done", "once": once}).status_code == 302
    assert CarryingOut.objects.count() == 1


def test_more_information_is_asked_for_no_word(cast: House, as_: Any) -> None:
    decision = actions.sign(decision=cast.asked(), by=cast["surgeon"])
    assert waiting() == []
    assert "there is nothing to carry out" in as_("surgeon").get(f"/decisions/{decision.pk}/carry_out/").text
    with pytest.raises(RuleBroken, match="nothing to carry out"):
        say(cast, decision, "done")


def test_a_superseded_version_is_not_asked(cast: House, as_: Any) -> None:
    signed = cast.signed()
    draft = actions.amend(decision=signed, because="New facts.", by=cast["surgeon"])
    actions.sign(decision=draft, by=cast["surgeon"])
    assert waiting() == [draft]
    with pytest.raises(RuleBroken, match="not valid any more"):
        say(cast, signed, "done")


def test_after_eight_weeks_it_stands_on_the_list_the_oldest_first(cast: House, as_: Any) -> None:
    weeks_ago(cast, 7, 1)
    nine = weeks_ago(cast, 9, 2)
    ten = weeks_ago(cast, 10, 3)
    for who in ("coordinator", "surgeon", "pathologist"):
        answer = as_(who).get("/boards/not_carried_out/")
        assert list(answer.context["page"]) == [ten, nine], who
    assert "Of 2 decisions older than eight weeks" in as_("coordinator").get("/").text
    assert "Nobody has said whether it was carried out, overdue" in as_("surgeon").get(f"/decisions/{ten.pk}/").text
    say(cast, ten, "not-done", "progression")
    say(cast, nine, "done")
    assert "Nothing is without a word." in as_("coordinator").get("/boards/not_carried_out/").text


def test_the_list_is_for_the_unit_and_leafs(cast: House, as_: Any) -> None:
    weeks_ago(cast, 9)
    assert as_("referrer").get("/boards/not_carried_out/").status_code == 403
    assert as_("room-display").get("/boards/not_carried_out/").status_code == 403
    assert not as_("stranger").get("/boards/not_carried_out/").context["page"].object_list


def test_of_the_dead_the_likely_reason_stands_in_the_form(cast: House, as_: Any) -> None:
    decision = cast.signed()
    actions.note_death(patient=decision.patient, on=timezone.localdate(), by=cast["surgeon"])
    answer = as_("surgeon").get(f"/decisions/{decision.pk}/carry_out/")
    assert answer.context["form"]["why"].value() == "died"


@pytest.mark.parametrize("cases", [1, 5])
def test_the_list_asks_the_same_few_questions_for_one_and_for_many(
    cast: House, as_: Any, django_assert_max_num_queries: Any, cases: int
) -> None:
    for number in range(cases):
        weeks_ago(cast, 9 + number, number)
    browser = as_("surgeon")
    browser.get("/boards/not_carried_out/")
    with django_assert_max_num_queries(10):
        browser.get("/boards/not_carried_out/")
