"""Our cast: a few invented people, each with a story, made only by calling actions."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Hospital, Unit, User
from accounts.roles import Role
from conference import actions
from conference.actions.decisions import NeedPlan, StepPlan, Wording
from conference.demo import prepared
from conference.imports import Person, import_case
from conference.models import AgendaItem, Board, Case, Decision
from conference.reading import cases_to_present, present
from patients import actions as patients
from patients.chart import Chart
from patients.models import Patient
from treatments import actions as treatments
from treatments.models import Course, FollowUp

DATA = Path(__file__).parent / "data"
PASSWORD = "a-long-password-for-tests"


class House:
    """One hospital that hosts a conference, one that refers to it, and a person in every role."""

    def __init__(self) -> None:
        self.hospital = accounts.found_hospital(name="Nordhamn", country="SE", by=None)
        self.unit = accounts.open_unit(
            hospital=self.hospital,
            name="Liver conference",
            email="liver@nordhamn.example",
            hosts_conference=True,
            by=None,
        )
        self.other = accounts.found_hospital(name="Østerkær", country="DK", by=None)
        self.clinic = accounts.open_unit(hospital=self.other, name="Endocrinology", by=None)
        self.users: dict[str, User] = {}
        for role in Role:
            if role != Role.REFERRER:
                self.hire(role.value, role, self.hospital, self.unit)
        self.hire("referrer", Role.REFERRER, self.other, self.clinic)
        self.hire("stranger", Role.SURGEON, self.other, None)  # a surgeon with nothing to do with our patients

    def hire(self, username: str, role: str, hospital: Hospital, unit: Unit | None) -> User:
        user = accounts.add_user(username=username, name=f"{username.title()} Test", password=PASSWORD, by=None)
        accounts.join(user=user, hospital=hospital, role=role, unit=unit, since=dt.date(2020, 1, 1), by=None)
        self.users[username] = user
        return user

    def __getitem__(self, username: str) -> User:
        return self.users[username]

    def browser_of(self, username: str) -> Client:
        """A browser in which this person is logged in."""
        client = Client()
        client.force_login(self[username])
        return client

    def patient(self, surname: str = "Ahlgren", number: str = "T-1", by: str = "referrer", **fields: Any) -> Patient:
        """A patient with a local number, registered by the person named."""
        user = self[by]
        hospital = user.acting.hospital
        assert hospital is not None
        return patients.register(hospital=hospital, scheme="local", number=number, surname=surname, by=user, **fields)

    def case(self, patient: Patient | None = None, question: str = "Is resection possible?") -> Case:
        """An accepted case of a new patient."""
        referral = actions.refer(
            patient=patient or self.patient(), unit=self.unit, question=question, by=self["referrer"]
        )
        return actions.prepare(referral=referral, by=self["coordinator"])

    def board(self, days: int = 0, chair: str = "surgeon") -> Board:
        """A meeting so many days from today, with the whole conference on its roster."""
        starts = timezone.now() + dt.timedelta(days=days)
        board = actions.call_board(
            unit=self.unit,
            name="Liver conference",
            starts_at=starts,
            ends_at=starts + dt.timedelta(hours=1),
            chair=self[chair],
            by=self["coordinator"],
        )
        for role in ("surgeon", "interventional-radiologist", "diagnostic-radiologist", "endocrinologist"):
            actions.seat(board=board, user=self[role], role=role, by=self["coordinator"])
        return board

    def worked(self, reference: str, **more: Any) -> Case:
        """A worked case (W01 …) of clinical.md as a case of ours."""
        made = import_case(worked_case(reference), unit=self.unit, source="worked", **more)
        assert isinstance(made, Case)
        return made

    def ready(self, surname: str = "Ready", reference: str = "W01", **more: Any) -> Case:
        """A worked case with nothing missing that the rules need, as of today; only the wish has not been asked."""
        told, person = as_of_today(worked_case(reference)), Person(surname=surname)
        made = import_case(told, unit=self.unit, source=f"of {surname}", person=person, **more)
        assert isinstance(made, Case)
        return made

    def listed(self, case: Case | None = None, board: Board | None = None) -> AgendaItem:
        return actions.schedule(case=case or self.case(), board=board or self.board(), by=self["coordinator"])

    def decided(self, item: AgendaItem | None = None, modality: str = "tae", **wording: Any) -> Decision:
        """A draft that decides on one treatment, in spite of whatever the rules say."""
        item = item or self.listed()
        actions.propose(item=item, facts=facts_of(item), by=self["coordinator"])
        worded = Wording(
            **{
                "kind": "treatment",
                "wording": "Embolise the right hemiliver.",
                "intent": "disease-control",
                "responsible": self["surgeon"],
                "target_date": timezone.localdate() + dt.timedelta(weeks=4),
                "deviation": "judgement",
                "deviation_text": "The board's judgement.",
                "steps": [StepPlan(modality, "right")],
                **wording,
            }
        )
        return actions.decide(item=item, wording=worded, by=self["endocrinologist"])

    def asked(self, item: AgendaItem | None = None, days: int = 7) -> Decision:
        """A draft that asks for an MRI before the board answers."""
        needs = [NeedPlan("MRI of segment 8", "Radiology", timezone.localdate() + dt.timedelta(days=days))]
        worded = Wording(kind="more-information", wording="MRI first.", needs=needs)
        return actions.decide(item=item or self.listed(), wording=worded, by=self["endocrinologist"])

    def signed(self, item: AgendaItem | None = None, modality: str = "tae") -> Decision:
        return actions.sign(decision=self.decided(item, modality), by=self["surgeon"])

    def performed(self, days_ago: int = 0, modality: str = "tae", item: AgendaItem | None = None) -> Course:
        """A treatment decided, signed and performed so many days ago."""
        decision = self.signed(item, modality)
        course = Course.objects.planned().get(patient=decision.patient)
        day = timezone.localdate() - dt.timedelta(days=days_ago)
        by = self["interventional-radiologist"]
        return treatments.perform(course=course, date=day, by=by, checklist=self.prepared(course))

    def prepared(self, course: Course) -> dict[str, tuple[str, str]]:
        """Every item of the preparation that binds, done."""
        return prepared(course.type, Chart.read(course.patient, timezone.localdate()))

    def follow_up(self, days_ago: int = 44) -> FollowUp:
        """The control after an embolisation so many days ago."""
        follow_up = self.performed(days_ago).follow_ups.get(code="arterial-control")
        assert isinstance(follow_up, FollowUp)
        return follow_up


def worked_case(reference: str) -> dict[str, Any]:
    """The worked case as a cantlie-case/1."""
    case: dict[str, Any] = json.loads((DATA / "worked" / f"{reference}.json").read_text(encoding="utf-8"))["case"]
    return case


def as_of_today(case: dict[str, Any]) -> dict[str, Any]:
    """The same case with all its days moved, so that its own day is today."""
    later = timezone.localdate() - dt.date.fromisoformat(case["as_of"])

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: moved(one) for key, one in value.items()}
        if isinstance(value, list):
            return [moved(one) for one in value]
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return (dt.date.fromisoformat(value) + later).isoformat()
        return value

    made: dict[str, Any] = moved(case)
    return made


def facts_of(item: AgendaItem) -> dict[str, Any]:
    """The facts the rules read for a case on its board."""
    case = cases_to_present(Case.objects).get(pk=item.case_id)
    return present(case, item.board.day, item).facts


def many_reminders(count: int) -> None:
    """That many more reminders due now, of the one follow-up there is."""
    from treatments.models import Reminder

    follow_up = FollowUp.objects.get(code="arterial-control")
    past = timezone.now() - dt.timedelta(hours=1)
    Reminder.objects.bulk_create(
        Reminder(follow_up=follow_up, kind="due", due_at=past - dt.timedelta(seconds=number)) for number in range(count)
    )
