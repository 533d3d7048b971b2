"""The years of one patient in one strip: images, pathology, treatments, meetings, follow-ups; long pauses in words."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.models import Decision, Referral
from patients.chart import Chart
from patients.fields.shown import shown
from patients.models import Measurement, Precision
from patients.wording import dated_words, day_words
from treatments.models import Course, FollowUp
from treatments.wording import place, short_name, task

LONG = 12  # months of silence worth a line
SIDES = {"right": gettext_lazy("right"), "left": gettext_lazy("left")}  # of the liver, beside a treatment


@dataclass(frozen=True)
class Event:
    """One thing that happened, for components/timeline.html."""

    day: dt.date | None
    date: str  # as much of the day as is known
    kind: str
    title: Any
    detail: Any = ""
    url: str = ""
    gap: str = ""
    short: Any = ""  # where there is little room
    precision: str = Precision.DAY


def timeline(chart: Chart) -> list[Event]:
    """Everything that happened, the latest first; what nobody can date comes last."""
    found = [*_images(chart), *_pathology(chart), *_courses(chart), *_follow_ups(chart), *_boards(chart)]
    if chart.patient.deceased_on:
        found.append(_event(chart.patient.deceased_on, "other", _("Died")))
    found.sort(key=lambda event: event.day or dt.date.min, reverse=True)
    return list(_with_gaps(found))


def _event(
    day: dt.date | None, kind: str, title: Any, detail: Any = "", url: str = "", row: Any = None, short: Any = ""
) -> Event:
    date = dated_words(row) if row is not None else day_words(day)
    precision = row.precision if row is not None else Precision.DAY
    return Event(day, date or _("no date"), kind, title, detail, url, short=short or title, precision=precision)


def _images(chart: Chart) -> Iterator[Event]:
    """Each study with the number of lesions measured on it and the largest."""
    measured: dict[Any, list[Measurement]] = {}
    for history in chart.lesions:
        for one in history.measurements:
            measured.setdefault(one.study_id, []).append(one)
    url = reverse("patients:lesions", args=[chart.patient.pk])
    for study in chart.studies:
        seen = measured.get(study.key, [])
        sizes = [one.longest_mm for one in seen if one.longest_mm]
        words = [ngettext("%(n)s lesion", "%(n)s lesions", len(seen)) % {"n": len(seen)}] if seen else []
        words += [_("largest %(mm)s mm") % {"mm": shown(max(sizes))}] if sizes else []
        yield _event(study.date, "image", study.get_modality_display(), ", ".join(words) or study.place, url, study)


def _pathology(chart: Chart) -> Iterator[Event]:
    for report in chart.pathology:
        words = [report.get_differentiation_display(), report.get_grade_display()]
        words += [f"Ki-67 {report.ki67_printed} %"] if report.ki67_printed else []
        specimen = report.get_specimen_display()
        title = _("Pathology, %(specimen)s") % {"specimen": specimen} if specimen else _("Pathology")
        short = report.get_grade_display() or report.get_differentiation_display() or _("Pathology")
        yield _event(
            report.date, "pathology", title, ", ".join(str(word) for word in words if word), row=report, short=short
        )


def _courses(chart: Chart) -> Iterator[Event]:
    """What was done, and what was begun and abandoned; a plan is no event yet."""
    past = (Course.Status.PERFORMED, Course.Status.ABANDONED)
    for course in Course.objects.standing().filter(patient=chart.patient, status__in=past):
        words = [place(course.territory, course.segments), course.get_response_display()]
        words += [course.get_status_display()] if course.status == Course.Status.ABANDONED else []
        url = reverse("treatments:course", args=[course.pk])
        where = course.territory if course.territory in SIDES else ""
        yield _event(
            course.date,
            "course",
            course.get_type_display(),
            ", ".join(str(word) for word in words if word),
            url,
            course,
            " ".join(filter(None, (short_name(course.type), str(SIDES.get(where, ""))))),
        )


def _follow_ups(chart: Chart) -> Iterator[Event]:
    """Controls that were done; what is due is on the page of treatments."""
    for one in FollowUp.objects.filter(patient=chart.patient, done_on__isnull=False):
        said = one.get_response_display()
        yield _event(one.done_on, "follow-up", task(one.code), one.result or said, short=capfirst(said) or _("Control"))


def _boards(chart: Chart) -> Iterator[Event]:
    """Decisions that stand, and questions nobody has answered yet."""
    decisions = Decision.objects.filter(patient=chart.patient, status=Decision.Status.SIGNED).select_related(
        "item__board"
    )
    for decision in decisions:
        title = _("Conference: %(kind)s") % {"kind": decision.get_kind_display()}
        url = reverse("conference:decision", args=[decision.pk])
        short = _("Board: %(kind)s") % {"kind": decision.get_kind_display()}
        yield _event(decision.item.board.day, "board", title, decision.wording, url, short=short)
    open_ones = Referral.objects.filter(patient=chart.patient, status__in=["sent", "accepted", "returned"])
    for referral in open_ones.exclude(case__status__in=["decided", "closed"]):
        url = reverse("conference:referral", args=[referral.pk])
        day = timezone.localdate(referral.sent_at) if referral.sent_at else None
        yield _event(day, "board", _("Referred to the conference"), referral.question, url, short=_("Referred"))


def _with_gaps(events: list[Event]) -> Iterator[Event]:
    later: dt.date | None = None
    for event in events:
        gap = pause((later - event.day).days) if later and event.day else ""
        yield Event(**{**vars(event), "gap": gap})
        later = event.day or later


def pause(days: int) -> str:
    """A long silence in words: 2 years 3 months."""
    months = int(days / 30.44)
    if months <= LONG:
        return ""
    years, rest = divmod(months, 12)
    words = [ngettext("%(n)s year", "%(n)s years", years) % {"n": years}]
    words += [ngettext("%(n)s month", "%(n)s months", rest) % {"n": rest}] if rest else []
    return " ".join(words)
