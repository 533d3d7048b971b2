"""The WHO grade that follows from the figures of a report (clinical.md 3.1), also where a figure is a range or a limit."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from patients.chart import Chart
from patients.models import PathologyReport
from patients.quantities import Refused, censored
from treatments.eligibility.calculators import grade_of_ki67, grade_of_mitoses

JUST_BESIDE = Decimal("0.0001")
GRADES = ("g1", "g2", "g3")
GRADED_OTHERWISE = "lung"  # the digestive classification has no word on it


def by_ki67(report: PathologyReport) -> tuple[str, ...]:
    """Every grade the Ki-67 can mean: "<3" is G1, "3-25" spans two."""
    return _possible(report.ki67_low, report.ki67_high, report.ki67_printed, "%", grade_of_ki67)


def by_mitoses(report: PathologyReport) -> tuple[str, ...]:
    """Every grade the mitoses can mean."""
    return _possible(report.mitoses_low, report.mitoses_high, report.mitoses_printed, "/2 mm²", grade_of_mitoses)


def together(ki67: Sequence[str], mitoses: Sequence[str]) -> list[str]:
    """Every grade both can mean, the lowest first: the higher index wins, and one alone decides."""
    if not ki67 and not mitoses:
        return []
    return sorted({max(one, other) for one in ki67 or GRADES[:1] for other in mitoses or GRADES[:1]})


def grade_for_rules(chart: Chart) -> str | None:
    """The stated grade, unless an index that is a range or a limit makes it higher; or the one such an index leaves.

    A plain index goes to the rules as it is, and they grade it themselves.
    """
    stated: str | None = chart.latest("grade")
    grades = _derived(chart)
    if not grades or (stated and stated >= grades[0]):
        return stated
    return grades[0] if len(grades) == 1 else None


def _derived(chart: Chart) -> list[str]:
    """What the latest indices make it, when one of them is no plain number and the digestive grades hold."""
    if chart.facts["tumour.primary_site"].value == GRADED_OTHERWISE or chart.latest("differentiation") in {
        "nec",
        "minen",
    }:
        return []
    ki67 = chart.latest_report("ki67_low", "ki67_high")
    mitoses = chart.latest_report("mitoses_low", "mitoses_high")
    plain = (ki67 is None or ki67.ki67_low == ki67.ki67_high) and (
        mitoses is None or mitoses.mitoses_low == mitoses.mitoses_high
    )
    return [] if plain else together(by_ki67(ki67) if ki67 else (), by_mitoses(mitoses) if mitoses else ())


def _possible(
    low: Decimal | None, high: Decimal | None, printed: str, unit: str, grade: Callable[[Decimal], str]
) -> tuple[str, ...]:
    if low is None and high is None:
        return ()
    low_open = high_open = False
    try:
        read = censored(printed, unit=unit) if printed else None
    except Refused:
        read = None
    if read is not None:
        low_open, high_open = read.low_open, read.high_open
    least = Decimal(0) if low is None else low + JUST_BESIDE if low_open else low
    most = Decimal(1000) if high is None else high - JUST_BESIDE if high_open else high
    first, last = grade(least), grade(max(most, least))
    return GRADES[GRADES.index(first) : GRADES.index(last) + 1]
