"""The one door: a patient's history and the judgements of one presentation become a cantlie-case/1 for the engine.

What nobody has told stays out, and so does what is out of date by its own day. Everything else is as recorded.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from patients.chart import Chart, Fact, LesionHistory, oldest
from patients.items import ITEMS, by_code
from patients.items.item import ECHO, IMAGING, RECEPTOR_IMAGING
from patients.models import Measurement, State
from patients.quantities import nine, segments
from treatments.eligibility import MODALITIES
from treatments.eligibility.parameters import LT_AGE
from treatments.grade import grade_for_rules
from treatments.models import Course, Judgement, Workup

type Case = dict[str, Any]

BEYOND_THE_FORMAT = (
    *("list.", "symptoms.", "patient.wish", "liver.burden_method", "liver.flr_method", "liver.coeliac_stenosis"),
    *("liver.hepatic_artery_variant", "labs.chromogranin_a_assay", "labs.nse_haemolysed"),
)
# The format has one day for all that was seen together, and how long it holds; a blood test carries its own.
SEEN_TOGETHER = {
    "liver.imaging_date": (IMAGING, tuple(item.code for item in ITEMS if item.age_limit == IMAGING)),
    "tumour.sstr_date": (RECEPTOR_IMAGING, ("tumour.krenning", "tumour.sstr_negative_fdg_avid")),
    "heart.echo_date": (ECHO, ("heart.carcinoid_heart_disease",)),
}
SEEN_ON = {code: path for path, (_limit, codes) in SEEN_TOGETHER.items() for code in codes}
# Facts of the format that are a whole list, and those that say of one thing whether it stands on a list.
LISTS = {"fitness.comorbidities": "comorbidities", "tumour.extrahepatic_sites": "extrahepatic_sites"}
ON_A_LIST = {
    "allergies": ("contrast", "antibiotics", "octreotide"),
    "drugs": ("antithrombotic", "antiangiogenic", "ppi", "metformin"),
}
SHORT_NAMES = {"portal-vein-embolisation": "pve"}
FOLLOWED = frozenset(modality.code for modality in MODALITIES if modality.follow_up) | {"pve", "prrt"}
RESPONDING = {"complete": "responding", "partial": "responding", "stable": "stable", "progression": "progressing"}


def case_of(
    chart: Chart, *, reference: str, courses: Iterable[Course], workup: Workup | None, services: dict[str, bool]
) -> Case:
    """The whole case as of the chart's day. `services` are the site's; the workup may say otherwise."""
    case: Case = {"format": "cantlie-case/1", "reference": reference, "as_of": chart.as_of.isoformat()}
    _person(case, chart)
    ages = Ages(chart)
    for code, fact in chart.facts.items():
        if fact.known and _in_format(fact) and ages.may_say(fact):
            _put(case, code, _item_value(fact))
    for path, day in ages.seen.items():
        _put(case, path, day.isoformat())
    _pathology(case, chart)
    _lists(case, chart, courses)
    for service, offered in services.items():
        _put(case, f"services.{service}", offered)
    if case.get("lesion_count", len(chart.present_lesions)) < len(chart.present_lesions):
        del case["lesion_count"]  # stated before they all were seen
    plans = _judgements(case, workup, ages)
    if chart.list_state("lesions") == "listed" and not (ages.imaged_since and chart.lesions_are_old):
        case["lesions"] = [_lesion(one, plans.get(one.lesion.key, {}), ages) for one in chart.present_lesions]
    return case


class Ages:
    """What is current: a fact that is too old goes to the rules under its own day, which says so, or not at all."""

    def __init__(self, chart: Chart) -> None:
        self.as_of = chart.as_of
        self.seen = {path: day for path in SEEN_TOGETHER if (day := _seen_last(path, chart))}

    def may_say(self, fact: Fact) -> bool:
        """Whether the case can hold the fact: it has its own day, or it is current, or the day it shares says that it is not."""
        path = SEEN_ON.get(fact.item.code)
        return path is None or not fact.is_old or self._says_old(path)

    def is_too_old(self, judgement: Judgement) -> bool:
        """A share to be removed or a count rests on the images it was judged on."""
        since = self.imaged_since
        return by_code[judgement.item].age_limit == IMAGING and since is not None and judgement.when < since

    @property
    def imaged_since(self) -> dt.date | None:
        """What images showed before this day is too old beside newer ones; None: the day of the images says it all."""
        return None if self._says_old("liver.imaging_date") else oldest(self.as_of, IMAGING)

    def _says_old(self, path: str) -> bool:
        limit, _codes = SEEN_TOGETHER[path]
        return path in self.seen and self.seen[path] < oldest(self.as_of, limit)


def _seen_last(path: str, chart: Chart) -> dt.date | None:
    """The latest day of what was seen together: of a study, or of a fact whose study nobody has entered."""
    _limit, codes = SEEN_TOGETHER[path]
    days = [chart.facts[code].date for code in codes if chart.facts[code].known]
    if path == "liver.imaging_date" and chart.imaged_on:
        days.append(chart.imaged_on)
    return max(filter(None, days), default=None)


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


def _person(case: Case, chart: Chart) -> None:
    ages = chart.patient.ages_on(chart.as_of)
    if ages is not None and not ages[0] <= LT_AGE.met < ages[1]:  # else it is not known on which side of the limit
        _put(case, "patient.age_years", ages[1])
    if chart.patient.sex:
        _put(case, "patient.sex", chart.patient.sex)


def _pathology(case: Case, chart: Chart) -> None:
    for name, value in (("differentiation", chart.latest("differentiation")), ("grade", grade_for_rules(chart))):
        if value:
            _put(case, f"tumour.{name}", value)
    for low, high, path in (
        ("ki67_low", "ki67_high", "tumour.ki67_percent"),
        ("mitoses_low", "mitoses_high", "tumour.mitoses_per_2mm2"),
    ):
        report = chart.latest_report(low, high)
        if report is not None and getattr(report, low) == getattr(report, high):
            _put(case, path, plain(getattr(report, low)))


def _lists(case: Case, chart: Chart, courses: Iterable[Course]) -> None:
    """What stands on the lists. Only somebody who said "none" makes one empty."""
    for path, name in LISTS.items():
        entries = chart.entries[name]
        if entries or chart.list_state(name) == "none":
            _put(case, path, sorted({entry.code or "other" for entry in entries}))
    for name, codes in ON_A_LIST.items():
        if chart.list_state(name) == "none":
            for code in codes:
                case.setdefault(name, {}).setdefault(code, False)
        for entry in chart.entries[name]:
            if entry.code in codes:
                _put(case, f"{name}.{entry.code}", True)
    _analogue(case, chart)
    given = [_earlier(course, chart.as_of) for course in courses if course.status == Course.Status.PERFORMED]
    if given or chart.list_state("earlier_treatments") == "none":
        case["earlier_treatments"] = given


def _earlier(course: Course, as_of: dt.date) -> dict[str, Any]:
    earlier: dict[str, Any] = {"type": course.type}
    if course.territory:
        earlier["territory"] = course.territory
    if course.territory == "segments":
        earlier["segments"] = course.segments
    if course.latest_day:
        earlier["date"] = min(course.latest_day, as_of).isoformat()
    if course.response:
        earlier["response"] = course.response
    if course.response_imaging_done is not None:
        earlier["response_imaging_done"] = course.response_imaging_done
    return earlier


def _analogue(case: Case, chart: Chart) -> None:
    """A line does not say how long the analogue acts; it only says that there is one."""
    if chart.list_state("drugs") == "none":
        case["drugs"].setdefault("ssa", "none")
    elif any(entry.code == "ssa" for entry in chart.entries["drugs"]) and case.get("drugs", {}).get("ssa") == "none":
        del case["drugs"]["ssa"]


def _judgements(case: Case, workup: Workup | None, ages: Ages) -> dict[Any, dict[str, Any]]:
    """Put the judgements that stand on the day into the case; return those of single lesions."""
    lesions: dict[Any, dict[str, Any]] = {}
    for (lesion_id, item), judgement in (workup.standing(ages.as_of) if workup else {}).items():
        if judgement.state != State.VALUE or ages.is_too_old(judgement):
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
        return list(nine(segments(judgement.text)))
    return plain(judgement.value) if isinstance(judgement.value, Decimal) else judgement.value


def _lesion(history: LesionHistory, plan: dict[str, Any], ages: Ages) -> dict[str, Any]:
    """One lesion; newer images that are silent about it leave what older ones measured untold."""
    described: dict[str, Any] = {"label": history.lesion.label, **plan}
    if segments := coded_segments(history.lesion.segments):
        described["segments"] = segments
    since, sized = ages.imaged_since, history.sized
    if sized is not None and not (since and sized.date and sized.date < since):
        for name in Measurement.SIZE:
            if getattr(sized, name) is not None:
                described[name] = plain(getattr(sized, name))
    for name, value in history.known_since(since).items():
        described[name] = plain(value) if isinstance(value, Decimal) else value
    return described


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
