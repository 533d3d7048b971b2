"""One patient for each place on the way, told by the house's own actions; population.py copies them thousandfold."""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from conference import actions
from conference.actions.decisions import StepPlan, Wording
from conference.demo import moved, prepared
from conference.demo.cast import Cast, engage
from conference.imports import Person, import_case
from conference.models import Board, Case
from conference.reading import cases_to_present, present
from patients import actions as write
from patients.actions import Answer
from patients.chart import Chart
from patients.models import Patient
from treatments import actions as treat
from treatments.models import Course, FollowUp

WORKED = settings.BASE_DIR / "tests" / "data" / "worked" / "W01.json"
EARLIER = [
    {"type": "tae", "territory": "left", "date": "2024-02-01", "response": "partial", "response_imaging_done": True}
]
DAYS_AGO = {"decided": 60, "recent": 4, "due": 43}  # the day of the treatment; 43 days: due since yesterday
CONTROL = "arterial-control"
UNSAID = {  # half of what the worked case says: a file on its way to the board has gaps
    "tumour": (
        "portal_drained",
        "pressure_symptoms",
        "tgr_percent_per_month",
        "stable_months",
        "sstr_date",
        "krenning",
    ),
    "liver": ("ascites", "encephalopathy_grade", "biliary", "tumour_burden_percent"),
    "heart": ("carcinoid_heart_disease", "echo_date"),
}


@dataclass(frozen=True)
class Story:
    """A patient at one place on the way, and the past meeting that decided, if one did."""

    patient: Patient
    board: Board | None = None


@dataclass(frozen=True)
class Stories:
    """The cast, the next meeting, and a patient for each place."""

    cast: Cast
    coming: Board
    told: dict[str, Story]


def tell() -> Stories:
    """Play them all into the empty database Django looks at."""
    cast, today = engage(), timezone.localdate()
    coming = _board(cast, today + dt.timedelta(days=1))
    told = {place: _treated(cast, place, today - dt.timedelta(days=ago)) for place, ago in DAYS_AGO.items()}
    listed = _case(cast, "listed", today)
    actions.schedule(case=listed, board=coming, by=cast["coordinator"])
    told["listed"] = Story(listed.patient)
    told["preparing"] = Story(_case(cast, "preparing", today).patient)
    told["arrived"] = Story(_case(cast, "arrived", today, accept=False).patient)
    return Stories(cast, coming, told)


def _board(cast: Cast, day: dt.date) -> Board:
    starts = timezone.make_aware(dt.datetime.combine(day, dt.time(14)))
    board = actions.call_board(
        unit=cast.unit,
        name="Liver conference",
        starts_at=starts,
        ends_at=starts + dt.timedelta(hours=2),
        room="Conference room 4",
        chair=cast["surgeon"],
        by=cast["coordinator"],
    )
    for username in ("surgeon", "interventionist", "radiologist", "endocrinologist", "nuclear", "pathologist"):
        actions.seat(board=board, user=cast[username], role=cast[username].acting.roles[0], by=cast["coordinator"])
    return board


def _facts(day: dt.date) -> dict[str, Any]:
    """The first worked case on that day, with a fourth lesion and an earlier treatment."""
    case: dict[str, Any] = json.loads(WORKED.read_text(encoding="utf-8"))["case"]
    case["lesions"].append(case["lesions"][-1] | {"label": "L4", "segments": ["5"], "longest_mm": 11})
    case["earlier_treatments"] = EARLIER
    for section, names in UNSAID.items():
        for name in names:
            case[section].pop(name, None)
    return moved(case, day)


def _case(cast: Cast, place: str, day: dt.date, *, accept: bool = True) -> Any:
    """A referred patient, as a case or still with the coordinator."""
    person = Person(place.title(), "Bench", number=f"BENCH-{place}", birth_date=day - dt.timedelta(days=58 * 366))
    facts = _facts(day) | {"reference": f"bench-{place}"}
    made = import_case(facts, unit=cast.unit, source="bench", by=cast["referrer"], person=person, accept=accept)
    if made is None:
        raise RuntimeError("The stories are told in an empty database, once.")
    by = cast["endocrinologist"]
    answers = {"patient.wish": Answer(text="As few days in hospital as possible.")}
    answers |= {f"list.{name}": Answer(text="none") for name in ("allergies", "drugs", "comorbidities")}
    write.observe(patient=made.patient, answers=answers, by=by, date=day, noted_on=day)
    for weeks in (26, 13):  # bloods have a history
        when = day - dt.timedelta(weeks=weeks)
        bloods = {
            "labs.bilirubin_umol_l": Answer(number=Decimal(9 + weeks % 5)),
            "labs.albumin_g_l": Answer(number=Decimal(41)),
        }
        write.observe(patient=made.patient, answers=bloods, by=by, date=when, noted_on=when)
    return made


def _treated(cast: Cast, place: str, day: dt.date) -> Story:
    """Presented a week before that day, decided, signed, treated on it, and followed."""
    board = _board(cast, day - dt.timedelta(days=7))
    case = _case(cast, place, board.day)
    item = actions.schedule(case=case, board=board, by=cast["coordinator"])
    case = cases_to_present(Case.objects).get(pk=case.pk)
    actions.propose(item=item, facts=present(case, board.day).facts, by=cast["coordinator"])
    wording = Wording(
        kind="treatment",
        wording="Bland embolisation of the right hemiliver.",
        intent="disease-control",
        responsible=cast["surgeon"],
        target_date=day,
        steps=[StepPlan("tae", "right")],
        deviation="judgement",
        deviation_text="The board's judgement.",
    )
    decision = actions.decide(item=item, wording=wording, by=cast["endocrinologist"])
    actions.sign(decision=decision, by=cast["surgeon"], at=board.ends_at)
    course = Course.objects.planned().get(patient=case.patient)
    checks = prepared("tae", Chart.read(case.patient, timezone.localdate()))
    treat.perform(course=course, by=cast["interventionist"], date=day, checklist=checks)
    board.change(status=Board.Status.CLOSED)
    _follow(cast, place, case.patient)
    return Story(case.patient, board)


def _follow(cast: Cast, place: str, patient: Patient) -> None:
    """What was decided years ago is read; of the others one task is left open."""
    by, today = cast["coordinator"], timezone.localdate()
    for _round in range(6):  # a response opens further tasks
        waiting = [
            one for one in FollowUp.objects.open().filter(patient=patient) if place == "decided" or one.code != CONTROL
        ]
        for one in waiting:
            treat.complete(follow_up=one, on=today, by=by)
            treat.read_result(follow_up=one, result="Stable.", response="stable", by=by)
