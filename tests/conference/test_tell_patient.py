"""Signed is not told: the patient hears it from somebody, on a day, within two working days."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from conference import actions
from conference.afterwards import working_days_after
from conference.figures import Share
from conference.held import held
from conference.models import Board, Case, Decision, Telling
from core.rules import RuleBroken
from tests.cast import House

FRIDAY = dt.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (FRIDAY - dt.timedelta(days=4), 2, FRIDAY - dt.timedelta(days=2)),  # Monday: Wednesday
        (FRIDAY - dt.timedelta(days=1), 2, FRIDAY + dt.timedelta(days=3)),  # Thursday: Monday
        (FRIDAY, 1, FRIDAY + dt.timedelta(days=3)),
        (FRIDAY, 2, FRIDAY + dt.timedelta(days=4)),
        (FRIDAY + dt.timedelta(days=1), 2, FRIDAY + dt.timedelta(days=4)),  # signed on a Saturday
        (FRIDAY + dt.timedelta(days=2), 1, FRIDAY + dt.timedelta(days=3)),
        (FRIDAY, 10, FRIDAY + dt.timedelta(days=14)),
        (FRIDAY, 0, FRIDAY),
    ],
)
def test_saturday_and_sunday_are_no_working_days(day: dt.date, n: int, expected: dt.date) -> None:
    assert working_days_after(day, n) == expected


def tell(cast: House, decision: Decision, **said: Any) -> Telling:
    told = {"on": timezone.localdate(), "who": "Dr Referrer", "how": "visit", "by": cast["referrer"], **said}
    return actions.tell_patient(decision=decision, **told)


def sent(**said: Any) -> dict[str, Any]:
    return {"on": timezone.localdate().isoformat(), "who": "Dr Referrer", "how": "phone", **said}


def signed_days_ago(cast: House, days: int) -> Decision:
    draft = cast.decided(cast.listed(board=cast.board(-days)))
    return actions.sign(decision=draft, by=cast["surgeon"], at=timezone.now() - dt.timedelta(days=days))


@pytest.mark.django_db
class TestTelling:
    def test_the_referring_doctor_reads_it_at_once_and_writes_down_that_the_patient_knows(
        self, cast: House, as_: Any, audited: Any
    ) -> None:
        draft = cast.decided()
        referral = f"/referrals/{draft.item.case.referral_id}/"
        assert "Embolise the right hemiliver." not in as_("referrer").get(referral).content.decode()
        decision = actions.sign(decision=draft, by=cast["surgeon"])
        assert "Embolise the right hemiliver." in as_("referrer").get(referral).content.decode()
        here = f"/decisions/{decision.pk}/tell_patient/"
        assert "Not told yet: to be said by" in as_("referrer").get(here).content.decode()
        answer = as_("referrer").post(here, sent(words="She agrees."))
        assert answer.status_code == 302
        telling = Telling.objects.get()
        assert (telling.who, telling.how, telling.words, telling.by) == (
            *("Dr Referrer", "phone", "She agrees."),
            cast["referrer"],
        )
        assert audited("decision.tell") == 1
        assert "Told by Dr Referrer on" in as_("coordinator").get(f"/decisions/{decision.pk}/").content.decode()

    def test_the_form_names_what_is_missing_and_loses_nothing(self, cast: House, as_: Any) -> None:
        decision = cast.signed()
        answer = as_("surgeon").post(f"/decisions/{decision.pk}/tell_patient/", {"words": "Wants to think about it."})
        assert answer.status_code == 422
        assert {"on", "who", "how"} <= set(answer.context["form"].errors)
        assert "Wants to think about it." in answer.content.decode()

    def test_the_same_form_sent_twice_counts_once(self, cast: House, as_: Any) -> None:
        decision = cast.signed()
        here = f"/decisions/{decision.pk}/tell_patient/"
        once = as_("surgeon").get(here).context["form"]["once"].value()
        for _try in (1, 2):
            assert as_("surgeon").post(here, sent(once=once)).status_code == 302
        assert Telling.objects.get().version == 1

    def test_two_who_write_it_down_at_once_see_both_texts(self, cast: House, as_: Any) -> None:
        decision = cast.signed()
        here = f"/decisions/{decision.pk}/tell_patient/"
        tell(cast, decision)
        late = as_("surgeon").post(here, sent(who="Surgeon Test"))
        assert late.status_code == 409
        assert "Dr Referrer" in late.content.decode()
        assert "Surgeon Test" in late.content.decode()
        assert as_("surgeon").post(here, sent(who="Surgeon Test", version=1)).status_code == 302
        assert Telling.objects.get().who == "Surgeon Test"

    def test_no_patient_is_told_before_the_meeting_or_on_a_day_to_come(self, cast: House) -> None:
        decision = cast.signed()
        for days, says in ((-1, "The meeting was on"), (1, "has not come yet")):
            with pytest.raises(RuleBroken, match=says):
                tell(cast, decision, on=timezone.localdate() + dt.timedelta(days=days))
        with pytest.raises(RuleBroken, match="who told"):
            tell(cast, decision, who=" ")

    def test_a_draft_and_a_superseded_version_are_told_to_nobody(self, cast: House, as_: Any) -> None:
        signed = cast.signed()
        draft = actions.amend(decision=signed, because="New facts.", by=cast["surgeon"])
        with pytest.raises(RuleBroken, match="Only a signed decision"):
            tell(cast, draft)
        assert as_("surgeon").get(f"/decisions/{draft.pk}/tell_patient/").status_code == 404
        actions.sign(decision=draft, by=cast["surgeon"])
        with pytest.raises(RuleBroken, match="Only a signed decision"):
            tell(cast, signed)

    def test_who_does_not_see_the_patient_tells_nothing(self, cast: House, as_: Any) -> None:
        here = f"/decisions/{cast.signed().pk}/tell_patient/"
        assert as_("stranger").get(here).status_code == 404
        assert as_("auditor").get(here).status_code == 403
        assert as_("room-display").get(here).status_code == 403

    def test_the_clock_stands_on_the_desk_of_the_coordinator_and_of_the_referrer(self, cast: House, as_: Any) -> None:
        decision = signed_days_ago(cast, 8)
        due = working_days_after(timezone.localdate() - dt.timedelta(days=8), 2)
        for who in ("coordinator", "referrer"):
            text = as_(who).get("/").content.decode()
            assert "Patient not informed yet" in text, who
            assert f"overdue, was due {due:%d-%b-%Y}" in text, who
            assert "public holidays are not known here" in text, who
        assert "Patient not informed yet" not in as_("pathologist").get("/").content.decode()
        tell(cast, decision)
        for who in ("coordinator", "referrer"):
            assert "Patient not informed yet" not in as_(who).get("/").content.decode()

    def test_a_fresh_decision_is_due_and_not_overdue(self, cast: House, as_: Any) -> None:
        cast.signed()
        due = working_days_after(timezone.localdate(), 2)
        text = as_("referrer").get("/").content.decode()
        assert f"by {due:%d-%b-%Y}" in text
        assert "overdue" not in text

    def test_an_amended_decision_is_to_be_told_anew(self, cast: House) -> None:
        decision = cast.signed()
        tell(cast, decision)
        assert not Decision.objects.untold().exists()
        draft = actions.amend(decision=decision, because="New facts.", by=cast["surgeon"])
        actions.sign(decision=draft, by=cast["surgeon"])
        assert list(Decision.objects.untold()) == [draft]

    def test_nobody_is_asked_to_tell_the_dead_or_what_the_next_meeting_answered(self, cast: House) -> None:
        asked = actions.sign(decision=cast.asked(), by=cast["surgeon"])
        assert list(Decision.objects.untold()) == [asked]
        answered = cast.signed(cast.listed(Case.objects.get(), cast.board()))
        assert list(Decision.objects.untold()) == [answered]
        actions.note_death(patient=answered.patient, on=timezone.localdate(), by=cast["surgeon"])
        assert not Decision.objects.untold().exists()

    def test_what_was_signed_before_its_meeting_is_told_from_the_day_of_the_signature(self, cast: House) -> None:
        today = timezone.localdate()
        decision = cast.signed(cast.listed(board=cast.board(days=6)))
        with pytest.raises(RuleBroken, match="signed on"):
            tell(cast, decision, on=today - dt.timedelta(days=1))
        assert tell(cast, decision).on == today
        Board.objects.update(status=Board.Status.CLOSED)
        (one,), _more = held(cast["surgeon"], None)
        assert one.all.informed == Share(1, 1)
