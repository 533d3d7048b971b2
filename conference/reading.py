"""A case as every page shows it: the history, the judgements, the facts they make, and what the rules say of them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from conference.models import AgendaItem, Case
from patients.chart import Chart, Fact
from patients.livermap import LiverMap
from patients.models import State
from patients.reading import mapped
from treatments.actions.plans import drawing_of
from treatments.eligibility import Assessment, Verdict, assess, label, missing_supplier
from treatments.eligibility.drawn import as_drawn
from treatments.facts import case_of, judgement_value
from treatments.limits import here
from treatments.models import Course, Judgement, Workup
from treatments.models.course import INTRA_ARTERIAL

# What the rules work out from the lesions, when nobody states it: too old when they are.
COUNTED_FROM_LESIONS = (
    *(
        "lesion_count",
        "largest_lesion_mm",
        "liver.hemilivers",
        "surgery.resection_alone",
        "surgery.combined",
        "surgery.staged",
    ),
    *("surgery.lesions_to_ablate", "surgery.largest_to_ablate_mm"),
)


@dataclass(frozen=True)
class Gap:
    """One fact somebody still owes: what, who usually supplies it, and what it keeps from being told."""

    path: str
    blocks: tuple[str, ...] = ()
    seen_on: dt.date | None = None  # told, but too long ago

    @property
    def label(self) -> str:
        return label(self.path)

    @property
    def supplier(self) -> str:
        return missing_supplier(self.path)


def gaps_of(assessment: Assessment, chart: Chart) -> list[Gap]:
    """What keeps any treatment from being told, or is too old; those that block most first. The wish always counts."""
    blocked: dict[str, list[str]] = defaultdict(list)
    for verdict in assessment.verdicts.values():
        for path in verdict.missing:
            blocked[path].append(verdict.code)
    old = {path: dt.date.fromisoformat(day) for path, day in assessment.facts.out_of_date.items()}
    old |= {code: fact.date for code, fact in chart.facts.items() if fact.is_old and fact.date}
    if (then := lesions_too_old(assessment, chart)) is not None:
        old = dict.fromkeys(COUNTED_FROM_LESIONS, then) | old
    gaps = [Gap(path, tuple(codes), old.get(path)) for path, codes in blocked.items()]
    if not chart.facts["patient.wish"].known:
        gaps.append(Gap("referral.wishes"))
    return sorted(gaps, key=lambda gap: (-len(gap.blocks), gap.path))


def lesions_too_old(assessment: Assessment, chart: Chart) -> dt.date | None:
    """The day of the images the lesions are of, when that is too long ago for the rules."""
    if chart.lesions_are_old:
        return chart.lesions_listed_on
    day = assessment.facts.out_of_date.get("lesions")
    return dt.date.fromisoformat(day) if day else None


def assess_chart(chart: Chart, services: dict[str, bool]) -> Assessment:
    """What the rules would say of a patient nobody has referred yet."""
    courses = Course.objects.standing().filter(patient=chart.patient).order_by("date", "step", "created_at")
    known = _known_by(courses, chart.as_of)
    case = case_of(chart, reference="not-referred", courses=known, workup=None, services=services)
    return assess(case, limits=here())


@dataclass
class Presentation:
    """One case on one day. `as_of` is the meeting's day, or today when it is on no agenda."""

    case: Case
    chart: Chart
    courses: list[Course]
    as_of: dt.date
    item: AgendaItem | None = None
    later: list[Course] = field(default_factory=list)  # performed after the day, and unknown to the rules on it

    @cached_property
    def told(self) -> dict[str, Any]:
        """The cantlie-case/1 as people have told it."""
        return case_of(
            self.chart,
            reference=f"case-{self.case.pk.hex[-12:]}",
            courses=self.courses,
            workup=self.case.workup,
            services=self.case.unit.hospital.services,
        )

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The cantlie-case/1 the rules read: as told, and as the chosen plan has it."""
        return self._as_chosen(self.told)

    def _as_chosen(self, case: dict[str, Any]) -> dict[str, Any]:
        """With the plan that is chosen, as far as it was drawn by the day: every page then reads one plan."""
        chosen = next((one for one in self.case.workup.alternatives.all() if one.chosen), None)
        if chosen is None or not case.get("lesions") or timezone.localdate(chosen.drawn_at) > self.as_of:
            return case
        lesions = {one.lesion.label: one.lesion for one in self.chart.present_lesions}
        return as_drawn(case, drawing_of(chosen, case, lesions))

    @cached_property
    def assessment(self) -> Assessment:
        return assess(self.facts, limits=here())

    @cached_property
    def answer(self) -> dict[str, Any]:
        """The cantlie-proposal/1 the rules make of the facts."""
        return self.assessment.as_proposal()

    @property
    def verdicts(self) -> list[Verdict]:
        return list(self.assessment.verdicts.values())

    @cached_property
    def ranked(self) -> list[list[Verdict]]:
        """Open modalities best first; those of equal rank together."""
        return [[self.assessment.verdicts[code] for code in rank] for rank in self.assessment.ranking]

    @cached_property
    def apart(self) -> list[Verdict]:
        """The others: what cannot be told before what is not eligible; transplantation is never ranked."""
        ranked = {code for rank in self.assessment.ranking for code in rank}
        order = {"eligible": 0, "cautions": 0, "cannot-tell": 1, "not-eligible": 2}
        return sorted((one for one in self.verdicts if one.code not in ranked), key=lambda one: order[one.outcome])

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is missing or too old on the day, those that block most first."""
        return gaps_of(self.assessment, self.chart)

    @property
    def is_provisional(self) -> bool:
        """Whether something not told could change what the rules say."""
        return bool(self.assessment.missing)

    @property
    def wish(self) -> Fact:
        return self.chart.facts["patient.wish"]

    @cached_property
    def plans(self) -> dict[UUID, str]:
        """What is meant to be done with each lesion, by the lesion's key."""
        return {
            lesion: str(values["plan"])
            for lesion, values in lesion_judgements(self.case.workup, self.as_of).items()
            if values.get("plan")
        }

    @property
    def performed(self) -> list[Course]:
        return [course for course in self.courses if course.status == Course.Status.PERFORMED]

    def liver(self, **how: Any) -> LiverMap:
        """The liver with its lesions, what is meant to be done with each, and what was embolised; drawn as `mapped` says."""
        embolised = (course.covered for course in self.performed if course.type in INTRA_ARTERIAL)
        return mapped(self.chart, plans=self.plans, embolised=frozenset().union(*embolised), **how)

    @property
    def planned(self) -> list[Course]:
        return [course for course in self.courses if course.status == Course.Status.PLANNED]


def standing_judgements(workup: Workup, day: dt.date | None = None) -> dict[str, Judgement]:
    """The judgement of each item that stands on the day (None: now), those of single lesions apart."""
    return {item: judgement for (lesion, item), judgement in workup.standing(day).items() if lesion is None}


def lesion_judgements(workup: Workup, day: dt.date | None = None) -> dict[UUID, dict[str, Any]]:
    """What stands of each lesion: {lesion key: {"plan": "resect", "wedge_resectable": True}}."""
    judged: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for (lesion, item), judgement in workup.standing(day).items():
        if lesion is not None:
            value = judgement_value(judgement) if judgement.state == State.VALUE else None
            judged[lesion][item.removeprefix("lesion.")] = value
    return dict(judged)


WITH = (
    "patient__hospital",
    "unit__hospital",
    "referral__referrer",
    "referral__hospital",
    "referral__because_of__course",
    "workup",
)


def cases_to_present(rows: Any) -> Any:
    """The cases with everything a presentation reads beside the history."""
    return rows.select_related(*WITH).prefetch_related("workup__judgements", "workup__alternatives")


def present_many(cases: Sequence[Case], days: dict[UUID, dt.date] | None = None) -> list[Presentation]:
    """Several cases in a fixed number of queries, however many they are. `days` maps a case to its meeting's day."""
    today = timezone.localdate()
    as_of = {case.pk: (days or {}).get(case.pk, today) for case in cases}
    charts = Chart.read_many([(case.patient, as_of[case.pk]) for case in cases])
    courses: dict[UUID, list[Course]] = defaultdict(list)
    patients = [case.patient_id for case in cases]
    for course in Course.objects.standing().filter(patient__in=patients).order_by("date", "step", "created_at"):
        courses[course.patient_id].append(course)
    return [_presentation(case, charts[case.patient_id, as_of[case.pk]], courses[case.patient_id]) for case in cases]


def _presentation(case: Case, chart: Chart, courses: list[Course]) -> Presentation:
    known = _known_by(courses, chart.as_of)
    later = [course for course in courses if course not in known and course.status == Course.Status.PERFORMED]
    return Presentation(case, chart, known, chart.as_of, later=later)


def _known_by(courses: Iterable[Course], day: dt.date) -> list[Course]:
    """Those the day knows of; what is only planned has no day of its own yet."""
    planned = Course.Status.PLANNED
    return [course for course in courses if course.status == planned or (course.date or course.noted_on) <= day]


def present(case: Case, as_of: dt.date | None = None, item: AgendaItem | None = None) -> Presentation:
    """One case on the day of its meeting, or today."""
    presentation = present_many([case], {case.pk: as_of} if as_of else None)[0]
    presentation.item = item
    return presentation
