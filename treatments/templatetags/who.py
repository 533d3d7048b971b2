"""The WHO grade that follows from a report's own figures, for templates: {% with who=report|who_grade:primary %}."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _

from treatments.grade import GRADED_OTHERWISE, by_ki67, by_mitoses, together

register = template.Library()


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
    if primary == GRADED_OTHERWISE:
        return WhoGrade(note=_("carcinoids of the lung are graded otherwise"))
    if report.differentiation == "nec":
        clash = _("A carcinoma (NEC) is high-grade by definition and has no number.") if report.grade else ""
        return WhoGrade(note=_("NEC: high-grade by definition"), contradiction=clash)
    if report.differentiation == "minen":
        return WhoGrade(note=_("MiNEN: each component is graded by itself"))
    ki67, mitoses = by_ki67(report), by_mitoses(report)
    grades = together(ki67, mitoses)
    if not grades:
        return WhoGrade(note=_("no index given"))
    single = not (ki67 and mitoses)
    note = (_("Ki-67 alone") if ki67 else _("mitoses alone")) if single else ""
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
