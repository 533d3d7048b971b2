"""The one door: a patient's history and the judgements of one presentation become a cantlie-case/1 for the engine.

What nobody has told stays out, and so does what is out of date by its own day. Everything else is as recorded.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from patients.chart import Chart, Fact, LesionHistory, months_before
from patients.items.item import IMAGING
from patients.models import Measurement, Precision, State
from treatments.models import Course, Judgement, Workup

type Case = dict[str, Any]

BEYOND_THE_FORMAT = ("list.", "symptoms.", "patient.wish", "liver.burden_method", "liver.flr_method")
DATED_BY = {"tumour.krenning": "tumour.sstr_date", "heart.carcinoid_heart_disease": "heart.echo_date"}
SHORT_NAMES = {"portal-vein-embolisation": "pve"}
FOLLOWED = frozenset(
    {"resection", "resection-ablation", "debulking", "two-stage", "pve", "ablation", "stereotactic-ablation"}
    | {"tae", "ctace", "deb-tace", "tare", "sbrt", "prrt", "surveillance"}
)
RESPONDING = {"complete": "responding", "partial": "responding", "stable": "stable", "progression": "progressing"}


def case_of(
    chart: Chart, *, reference: str, courses: Iterable[Course], workup: Workup | None, services: dict[str, bool]
) -> Case:
    """The whole case as of the chart's day. `services` are the site's; the workup may say otherwise."""
    case: Case = {"format": "cantlie-case/1", "reference": reference, "as_of": chart.as_of.isoformat()}
    _person(case, chart)
    for code, fact in chart.facts.items():
        if fact.known and _in_format(fact) and not _too_old(code, fact, chart):
            _put(case, code, _item_value(fact))
            if code in DATED_BY and fact.date:
                _put(case, DATED_BY[code], fact.date.isoformat())
    if chart.imaged_on:
        _put(case, "liver.imaging_date", chart.imaged_on.isoformat())
    _pathology(case, chart)
    _lists(case, chart, courses)
    for service, offered in services.items():
        _put(case, f"services.{service}", offered)
    plans = _judgements(case, workup)
    if chart.list_state("lesions") == "listed":
        case["lesions"] = [
            _lesion(history, plans.get(history.lesion.key, {}), chart) for history in chart.present_lesions
        ]
    return case


def _in_format(fact: Fact) -> bool:
    """Facts of the format only; a marker kept in the unit of its own assay has no number to compare."""
    if fact.item.is_numeric and not isinstance(fact.value, Decimal):
        return False
    return not fact.item.code.startswith(BEYOND_THE_FORMAT)


def _put(case: Case, path: str, value: Any) -> None:
    """Set a dotted path; segment names such as "4a" have no dots, so this is safe."""
    *parents, last = path.split(".")
    for parent in parents:
        case = case.setdefault(parent, {})
    case[last] = value


def plain(number: Decimal | None) -> int | float | None:
    """A decimal as JSON writes it: 30 and 12.5, not 30.0."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _item_value(fact: Fact) -> Any:
    row = fact.row
    value = plain(fact.value) if isinstance(fact.value, Decimal) else fact.value
    if not fact.item.code.startswith("labs."):
        return value
    lab = {"value": value}
    if row and row.date:
        lab["date"] = row.date.isoformat()
    if row and row.upper_limit is not None:
        lab["upper_limit"] = plain(row.upper_limit)
    return lab


def _too_old(code: str, fact: Fact, chart: Chart) -> bool:
    """A liver fact older than its limit while newer images exist: the newer images do not say it still holds."""
    return (
        code.startswith("liver.")
        and fact.is_old
        and chart.imaged_on is not None
        and fact.date is not None
        and fact.date < chart.imaged_on
    )


def _person(case: Case, chart: Chart) -> None:
    age = chart.patient.age_on(chart.as_of)
    if age is not None:
        _put(case, "patient.age_years", age)
    if chart.patient.sex:
        _put(case, "patient.sex", chart.patient.sex)


def _pathology(case: Case, chart: Chart) -> None:
    for name in ("differentiation", "grade"):
        if value := chart.latest(name):
            _put(case, f"tumour.{name}", value)
    for low, high, path in (
        ("ki67_low", "ki67_high", "tumour.ki67_percent"),
        ("mitoses_low", "mitoses_high", "tumour.mitoses_per_2mm2"),
    ):
        report = next(
            (
                one
                for one in reversed(chart.pathology)
                if getattr(one, low) is not None or getattr(one, high) is not None
            ),
            None,
        )
        if report is not None and getattr(report, low) == getattr(report, high):
            _put(case, path, plain(getattr(report, low)))


def _lists(case: Case, chart: Chart, courses: Iterable[Course]) -> None:
    for name, path in (("comorbidities", "fitness.comorbidities"), ("extrahepatic_sites", "tumour.extrahepatic_sites")):
        state = chart.list_state(name)
        if state == "none":
            _put(case, path, [])
        elif state == "listed":
            _put(case, path, sorted({entry.code or "other" for entry in chart.entries[name]}))
    if chart.list_state("allergies") == "none":
        for substance in ("contrast", "antibiotics", "octreotide"):
            case.setdefault("allergies", {}).setdefault(substance, False)
    for entry in chart.entries["allergies"]:
        if entry.code in {"contrast", "antibiotics", "octreotide"}:
            _put(case, f"allergies.{entry.code}", True)
    given = [_earlier(course, chart.as_of) for course in courses if course.status == Course.Status.PERFORMED]
    if given or chart.list_state("earlier_treatments") == "none":
        case["earlier_treatments"] = given


def _earlier(course: Course, as_of: dt.date) -> dict[str, Any]:
    earlier: dict[str, Any] = {"type": course.type}
    if course.territory:
        earlier["territory"] = course.territory
    if course.territory == "segments":
        earlier["segments"] = course.segments
    if course.date:
        earlier["date"] = min(last_day(course.date, course.precision), as_of).isoformat()
    if course.response:
        earlier["response"] = course.response
    if course.response_imaging_done is not None:
        earlier["response_imaging_done"] = course.response_imaging_done
    return earlier


def last_day(day: dt.date, precision: str) -> dt.date:
    """The latest day a partly known date can mean: an interval counted from it is never too short."""
    if precision == Precision.YEAR:
        return day.replace(month=12, day=31)
    if precision == Precision.MONTH:
        return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return day


def _judgements(case: Case, workup: Workup | None) -> dict[Any, dict[str, Any]]:
    """Put the latest judgement of each item into the case; return those of single lesions."""
    lesions: dict[Any, dict[str, Any]] = {}
    if workup is None:
        return lesions
    latest: dict[tuple[Any, str], Judgement] = {}
    for judgement in sorted(workup.judgements.all(), key=lambda one: one.created_at):
        latest[judgement.lesion_id, judgement.item] = judgement
    for (lesion_id, item), judgement in latest.items():
        if judgement.state != State.VALUE:
            continue
        value = judgement_value(judgement)
        if lesion_id is None:
            _put(case, item, value)
        else:
            lesions.setdefault(lesion_id, {})[item.removeprefix("lesion.")] = value
    return lesions


def judgement_value(judgement: Judgement) -> Any:
    """The value as the case format writes it: segments as a list."""
    if judgement.item in {"surgery.segments_removed", "intended.segments"}:
        return [part.strip() for part in judgement.text.split(",") if part.strip()]
    return plain(judgement.value) if isinstance(judgement.value, Decimal) else judgement.value


def _lesion(history: LesionHistory, plan: dict[str, Any], chart: Chart) -> dict[str, Any]:
    described: dict[str, Any] = {"label": history.lesion.label, **plan}
    if segments := coded_segments(history.lesion.segments):
        described["segments"] = segments
    sized = history.sized
    if sized is not None and not _stale(sized, chart):
        for name in Measurement.SIZE:
            if getattr(sized, name) is not None:
                described[name] = plain(getattr(sized, name))
    for name, value in history.known.items():
        described[name] = plain(value) if isinstance(value, Decimal) else value
    return described


def _stale(sized: Measurement, chart: Chart) -> bool:
    """Measured on a study older than three months while a newer one exists: the newer one is silent about it."""
    if sized.date is None or chart.imaged_on is None:
        return False
    _unit, months = IMAGING
    return sized.date < min(chart.imaged_on, months_before(chart.as_of, months))


def coded_segments(segments: Iterable[str]) -> list[str]:
    """The nine codes of the format. "4" alone may be a or b: said as both, it is on the left either way."""
    coded: list[str] = []
    for segment in segments:
        coded += ["4a", "4b"] if segment == "4" else [segment]
    return list(dict.fromkeys(coded))


def procedure_of(course: Course) -> dict[str, Any] | None:
    """One performed course as cantlie-procedures/1 describes it; None when no follow-up knows its type."""
    kind = SHORT_NAMES.get(course.type, course.type)
    if kind not in FOLLOWED or course.date is None:
        return None
    territory: Any = {"whole-liver": "whole", "segments": {"segments": course.segments}, "": None}.get(
        course.territory, course.territory
    )
    return {
        "id": str(course.pk),
        "type": kind,
        "performed": course.date.isoformat(),
        "territory": territory,
        "response": RESPONDING.get(course.response),
    }
