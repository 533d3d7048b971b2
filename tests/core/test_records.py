"""Versions, keys, audit and visibility: what every record promises."""

import datetime as dt
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.utils import timezone

from accounts.actions import found_hospital
from conference import actions
from conference.models import Case, Decision, Referral
from core.models import AuditEvent
from core.rules import RuleBroken, SavedBefore
from patients import actions as patients
from patients.actions import Answer
from patients.models import CareRelation, Patient
from tests.cast import House
from treatments import actions as treatments
from treatments.models import FollowUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


def test_the_second_of_two_people_never_overwrites_the_first(cast: House) -> None:
    case = cast.case()
    mine, theirs = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
    theirs.change(note="theirs")
    with pytest.raises(SavedBefore) as stale:
        mine.change(note="mine")
    assert stale.value.current.note == "theirs"
    assert stale.value.wanted == {"note": "mine"}


def test_the_same_form_sent_twice_writes_one_referral(cast: House) -> None:
    patient, key = cast.patient(), uuid.uuid4()
    first = actions.refer(patient=patient, unit=cast.unit, question="?", by=cast["referrer"], key=key)
    again = actions.refer(patient=patient, unit=cast.unit, question="?", by=cast["referrer"], key=key)
    assert first == again
    assert Referral.objects.count() == 1


def test_every_act_leaves_its_row_with_unit_and_hospital_by_value(cast: House) -> None:
    case = cast.case()
    event = AuditEvent.objects.get(action="case.prepare")
    assert (event.user_name, event.role) == ("Coordinator Test", "coordinator")
    assert (event.hospital_name, event.unit_name) == ("Nordhamn", "Liver conference")
    assert event.patients == [case.patient_id]
    assert event.object_id == case.pk


def test_an_act_that_breaks_a_rule_leaves_nothing(cast: House) -> None:
    patient = cast.patient()
    before = AuditEvent.objects.count()
    with pytest.raises(RuleBroken):
        actions.refer(patient=patient, unit=cast.unit, question=" ", by=cast["referrer"])
    assert (Referral.objects.count(), AuditEvent.objects.count()) == (0, before)


@pytest.mark.parametrize(
    "statement", ["update core_auditevent set action = 'x'", "delete from core_auditevent", "truncate core_auditevent"]
)
def test_the_app_role_can_append_to_the_audit_trail_and_nothing_else(cast: House, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement", ["delete from patients_patient", "drop table patients_patient", "create table mine (id int)"]
)
def test_the_app_role_deletes_and_owns_nothing(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_patient_is_seen_through_a_care_relation_and_not_otherwise(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    assert list(Patient.objects.visible_to(cast["surgeon"])) == [patient]
    for stranger in ("stranger", "referrer", "coordinator", "auditor", "administrator", "room-display"):
        assert not Patient.objects.visible_to(cast[stranger]).exists(), stranger


def test_a_referral_opens_the_patient_to_the_conference_and_a_draft_does_not(cast: House) -> None:
    patient = cast.patient()
    draft = actions.refer(patient=patient, unit=cast.unit, by=cast["referrer"], send=False)
    assert not Patient.objects.visible_to(cast["coordinator"]).exists()
    actions.refer(patient=patient, unit=cast.unit, by=cast["referrer"], question="?", referral=draft)
    assert list(Patient.objects.visible_to(cast["coordinator"])) == [patient]
    assert not Patient.objects.visible_to(cast["stranger"]).exists()


def test_a_seat_on_the_roster_opens_the_patients_listed_there(cast: House) -> None:
    item = cast.listed()
    actions.seat(board=item.board, user=cast["stranger"], role="surgeon", by=cast["coordinator"])
    assert list(Patient.objects.visible_to(cast["stranger"])) == [item.patient]


def test_a_care_relation_that_has_ended_opens_nothing(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    CareRelation.objects.update(since=dt.date(2020, 1, 1), until=dt.date(2020, 12, 31))
    assert not Patient.objects.visible_to(cast["surgeon"]).filter(pk=patient.pk).exists()


def test_a_care_relation_that_has_ended_is_granted_anew_from_today(cast: House) -> None:
    patient, surgeon = cast.patient(), cast["surgeon"]
    ended = patients.grant_care(patient=patient, ground="treatment", by=None, user=surgeon)
    CareRelation.objects.filter(pk=ended.pk).update(since=dt.date(2020, 1, 1), until=dt.date(2020, 12, 31))
    renewed = patients.grant_care(patient=patient, ground="treatment", by=None, user=surgeon)
    assert (renewed.pk, renewed.since, renewed.until) == (ended.pk, timezone.localdate(), None)
    assert Patient.objects.visible_to(surgeon).filter(pk=patient.pk).exists()
    assert AuditEvent.objects.filter(action="care.grant", object_id=ended.pk).count() == 2


def test_a_care_relation_is_prolonged_and_never_cut_short_by_asking_again(cast: House) -> None:
    patient, day = cast.patient(), timezone.localdate() + dt.timedelta(days=9)
    ask: Any = {"patient": patient, "ground": "treatment", "by": None, "user": cast["surgeon"]}
    assert patients.grant_care(**ask, until=day).until == day
    assert patients.grant_care(**ask, until=day + dt.timedelta(days=1)).until == day + dt.timedelta(days=1)
    assert patients.grant_care(**ask).until is None
    assert patients.grant_care(**ask, until=day).until is None


def test_a_signed_decision_cannot_be_changed_by_anybody_in_the_database(cast: House) -> None:
    decision = cast.signed()
    for change in ("wording = 'other'", "status = 'draft', signed_by_id = null, signed_at = null", "signed_at = now()"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update conference_decision set {change} where id = %s", [decision.pk])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update conference_step set modality = 'resection' where decision_id = %s", [decision.pk])
    assert Decision.objects.get(pk=decision.pk).wording == "Embolise the right hemiliver."


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("update patients_patient set surname = '' where id = %s", ["patient"]),
        ("update treatments_followup set due = opens - 1 where id = %s", ["follow_up"]),
        ("update treatments_followup set status = 'closed' where id = %s", ["follow_up"]),
        ("update treatments_course set segments = '{9}' where id = %s", ["course"]),
        ("update treatments_course set date = null where id = %s", ["course"]),
        ("update treatments_course set type = 'Magic!' where id = %s", ["course"]),
        ("update treatments_course set status = '' where id = %s", ["course"]),
        ("update treatments_course set precision = 'week' where id = %s", ["course"]),
        ("update treatments_followup set response = 'better' where id = %s", ["follow_up"]),
        ("update patients_carerelation set until = since - 1 where patient_id = %s", ["patient"]),
    ],
)
def test_postgresql_itself_refuses_what_cannot_be(cast: House, statement: str, values: list[str]) -> None:
    follow_up: Any = cast.follow_up()
    ids = {"patient": follow_up.patient_id, "follow_up": follow_up.pk, "course": follow_up.course_id}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [ids[value] for value in values])
    assert FollowUp.objects.get(pk=follow_up.pk).is_open


def test_a_hospital_is_founded_once(cast: House) -> None:
    with pytest.raises(RuleBroken):
        found_hospital(name="Nordhamn", country="SE", by=None)


def test_a_judgement_and_a_checklist_carry_the_hospital_that_wrote_them_and_a_relation_the_patients(
    cast: House,
) -> None:
    course: Any = cast.performed()
    workup = course.steps.get().decision.item.case.workup
    treatments.judge(workup=workup, by=cast["stranger"], answers={"surgery.resectable": Answer(text="no")})
    assert workup.judgements.get().hospital == cast.other
    assert {answer.hospital for answer in course.checklist.all()} == {cast.hospital}
    patient = course.patient
    patients.change_person(patient=patient, by=cast["surgeon"], version=patient.version, number="NEW-1")
    assert patient.hospital == cast.other
    rows = [*patient.care_relations.all(), *patient.former_numbers.all()]
    assert {row.hospital for row in rows} == {cast.other}


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_three_times_at_the_same_moment_is_written_once(cast: House) -> None:
    patient = cast.patient()
    url = f"/patients/{patient.pk}/refer/"
    sent = {"unit": f"{cast.unit.pk}", "question": "Is it possible?", "reasons": ["growth"], "once": f"{uuid.uuid4()}"}
    together = threading.Barrier(3)

    def send(_number: int) -> int:
        browser = cast.browser_of("referrer")
        together.wait(timeout=10)
        try:
            return browser.post(url, sent).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as people:
        assert list(people.map(send, range(3))) == [302, 302, 302]
    assert Referral.objects.count() == 1
