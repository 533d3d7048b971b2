"""The WHO grade that follows from a report's own figures, for templates: {% with who=report|who_grade:primary %}."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from patients.quantities import Refused, censored
from treatments.eligibility.calculators import grade_of_ki67, grade_of_mitoses

register = template.Library()

JUST_BESIDE = Decimal("0.0001")
GRADES = ("g1", "g2", "g3")


@dataclass(frozen=True)
class WhoGrade:
    """What Ki-67 and mitoses make of a tumour (clinical.md 3.1), and how that sits with the grade stated."""

    grades: tuple[str, ...] = ()  # more than one when an index is a range or a limit
    note: str = ""  # why there is none, or with what reserve
    contradiction: str = ""

    @property
    def label(self) -> str:
        return (
            " – ".join(grade.upper() for grade in dict.fromkeys((self.grades[0], self.grades[-1])))
            if self.grades
            else ""
        )


@register.filter
def who_grade(report: Any, primary: str | None = None) -> WhoGrade:
    """The grade derived from one report; the higher index wins, one alone is marked, a carcinoma is not numbered."""
    if primary == "lung":
        return WhoGrade(note=_("carcinoids of the lung are graded otherwise"))
    if report.differentiation == "nec":
        clash = _("A carcinoma (NEC) is high-grade by definition and has no number.") if report.grade else ""
        return WhoGrade(note=_("NEC: high-grade by definition"), contradiction=clash)
    if report.differentiation == "minen":
        return WhoGrade(note=_("MiNEN: each component is graded by itself"))
    by_ki67 = _possible(report.ki67_low, report.ki67_high, report.ki67_printed, "%", grade_of_ki67)
    by_mitoses = _possible(report.mitoses_low, report.mitoses_high, report.mitoses_printed, "/2 mm²", grade_of_mitoses)
    if not by_ki67 and not by_mitoses:
        return WhoGrade(note=_("no index given"))
    grades = sorted({max(one, other) for one in by_ki67 or GRADES[:1] for other in by_mitoses or GRADES[:1]})
    single = not (by_ki67 and by_mitoses)
    note = (_("Ki-67 alone") if by_ki67 else _("mitoses alone")) if single else ""
    if not report.differentiation and "g3" in grades:
        note = _("differentiation not stated: NET G3 or NEC")
    return WhoGrade(tuple(grades), note, _clash(report.grade, grades, single=single))


def _clash(stated: str, grades: list[str], *, single: bool) -> str:
    """A stated grade below what one index says is wrong whatever the other; above it, the other may explain it."""
    if not stated or stated in grades:
        return ""
    words = {"stated": stated.upper(), "derived": " – ".join(grade.upper() for grade in grades)}
    if single and stated > grades[-1]:
        return _("Stated %(stated)s; the only index given makes it %(derived)s.") % words
    return _("Stated %(stated)s, but its own figures make it %(derived)s.") % words


def _possible(low: Decimal | None, high: Decimal | None, printed: str, unit: str, grade: Any) -> tuple[str, ...]:
    """Every grade an index can mean: "<3" is below 3, "3-25" spans two grades."""
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
