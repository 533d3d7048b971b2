"""Embolisation and radioembolisation by half of the liver: what was done and imaged, what is planned, and from when to when the
next session of each half is possible. The interval is the rules' own; the control is that of the modality.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.reading import Presentation
from patients.wording import dated_words, day_words
from treatments.eligibility.dates import add_months
from treatments.eligibility.liver import LEFT, RIGHT
from treatments.eligibility.modalities.embolisation import FOLLOW_UP
from treatments.eligibility.parameters import INTERVAL
from treatments.facts import coded_segments
from treatments.models import Course
from treatments.models.course import INTRA_ARTERIAL
from treatments.wording import place, short_name

type Half = Literal["right", "left", "unstated"]

HALVES: dict[Half, frozenset[str]] = {"right": RIGHT, "left": LEFT}
NAMES = {
    "right": gettext_lazy("Right half"),
    "left": gettext_lazy("Left half"),
    "unstated": gettext_lazy("Place not stated"),
}
CONTROL, REPEAT = FOLLOW_UP  # CT at six to eight weeks; the next session decided on until three months


@dataclass(frozen=True)
class Session:
    """One session, done or to be done."""

    name: str
    day: dt.date | None
    date: str  # as much of the day as is known
    halves: tuple[Half, ...]
    where: str
    is_done: bool
    imaged: bool | None = None
    response: str = ""
    url: str = ""

    @property
    def control(self) -> tuple[dt.date, dt.date] | None:
        """The window of the control after it: opens, overdue."""
        return (CONTROL.opens.after(self.day), CONTROL.overdue.after(self.day)) if self.day else None

    @property
    def state(self) -> str:
        """What became of it, in words."""
        if not self.is_done:
            return _("planned")
        if self.imaged is None:
            return _("done; whether the response was imaged is not stated")
        return _("done, response imaged") if self.imaged else _("done, response not imaged")


@dataclass(frozen=True)
class Next:
    """When a half may be treated next, or why nobody can say."""

    half: Half
    opens: dt.date | None = None
    closes: dt.date | None = None
    is_second: bool = False  # the other half was treated, this one was not
    says: str = ""


@dataclass(frozen=True)
class Sessions:
    """Everything arterial of one patient, seen from one day."""

    done: Sequence[Session]
    planned: Sequence[Session]
    diseased: dict[Half, bool | None]
    as_of: dt.date
    interval: int  # months

    @property
    def every(self) -> list[Session]:
        """All of them, earliest first; those without a day last."""
        return sorted([*self.done, *self.planned], key=lambda one: (one.day or dt.date.max, not one.is_done))

    @property
    def halves(self) -> list[Half]:
        """The lines of the drawing: both halves, and a third where somebody did not say which."""
        named = any("unstated" in one.halves for one in self.every)
        return ["right", "left", "unstated"] if named else ["right", "left"]

    @cached_property
    def last(self) -> Session | None:
        """The latest with a day; what is planned for a day counts, because the next one waits for it."""
        return next((one for one in reversed(self.every) if one.day), None)

    @property
    def next_ones(self) -> list[Next]:
        """For each half: from when to when."""
        return [self._next(half) for half in HALVES]

    def _next(self, half: Half) -> Next:
        if self.diseased[half] is False:
            return Next(half, says=_("no metastasis there"))
        if any(one.is_done and one.day is None for one in self.every):
            return Next(half, says=_("a session has no day: the interval cannot be told"))
        if any("unstated" in one.halves for one in self.planned):
            return Next(half, says=_("a session is planned, and nobody has said for which half"))
        waiting = [one for one in self.planned if half in one.halves]
        if any(one.day for one in waiting):
            return Next(half, says=_("planned"))
        if self.last is None or self.last.day is None:
            return Next(half, says=_("planned, no day set") if waiting else self._after_the_first())
        opens, closes = add_months(self.last.day, self.interval), REPEAT.overdue.after(self.last.day)
        second = not any(half in one.halves for one in self.every if one not in waiting)
        return Next(half, opens, closes if closes > opens else None, second, self._words(opens, closes, half))

    def _after_the_first(self) -> str:
        """Nothing has a day yet: how long after the first session the other half follows."""
        words = {"from": self.interval, "to": REPEAT.overdue.months}
        if words["to"] <= words["from"]:
            return _("%(from)s months after the first session or later") % words
        return _("%(from)s to %(to)s months after the first session") % words

    def _words(self, opens: dt.date, closes: dt.date, half: Half) -> str:
        days = {"from": day_words(opens), "to": day_words(closes)}
        if closes <= opens:
            says = _("possible from %(from)s on") % days
        elif closes < self.as_of:
            says = _("possible since %(from)s; the usual time ended %(to)s") % days
        else:
            says = _("possible from %(from)s to %(to)s") % days
        return says if self.diseased[half] else _("%(window)s, if there is disease") % {"window": says}


def sessions_of(presentation: Presentation) -> Sessions | None:
    """The sessions of a case; None when nothing arterial was done or is planned, and when the patient has died."""
    if presentation.chart.patient.deceased_on:
        return None
    courses = [one for one in [*presentation.courses, *presentation.later] if one.type in INTRA_ARTERIAL]
    done = [_session(one) for one in courses if one.status == Course.Status.PERFORMED]
    planned = [_session(one) for one in courses if one.status == Course.Status.PLANNED]
    planned += _intended(presentation) if not planned else []
    if not done and not planned:
        return None
    diseased = {half: _diseased(half, presentation) for half in HALVES}
    limits = presentation.assessment.facts.limits
    return Sessions(done, planned, diseased, presentation.as_of, int(limits(INTERVAL).met))


def _session(course: Course) -> Session:
    done = course.status == Course.Status.PERFORMED
    day = course.latest_day if done else course.target_date
    return Session(
        name=short_name(course.type),
        day=day,
        date=dated_words(course) if done else _("by %(day)s") % {"day": day_words(day)} if day else "",
        halves=_halves(course.covered),
        where=place(course.territory, course.segments),
        is_done=done,
        imaged=course.response_imaging_done,
        response=str(course.get_response_display()),
        url=reverse("treatments:course", args=[course.pk]),
    )


def _intended(presentation: Presentation) -> Iterator[Session]:
    """What the judgements mean to do on a day, while an arterial treatment is open: not decided yet."""
    facts = presentation.assessment.facts
    day, territory = facts["intended.date"], facts["intended.territory"]
    if day is None or not any(presentation.assessment.verdicts[code].is_open for code in INTRA_ARTERIAL):
        return
    segments = facts["intended.segments"] or ()
    covered = frozenset(segments) if territory == "segments" else HALVES.get(territory, RIGHT | LEFT)
    when = dt.date.fromisoformat(day)
    halves = _halves(covered if territory else frozenset())
    yield Session(_("intended"), when, day_words(when), halves, place(territory or "", segments), is_done=False)


def _halves(covered: Iterable[str]) -> tuple[Half, ...]:
    """The halves some segments lie in; the caudate alone, or nothing stated, is neither."""
    return tuple(half for half, segments in HALVES.items() if segments & frozenset(covered)) or ("unstated",)


def _diseased(half: Half, presentation: Presentation) -> bool | None:
    """Whether there is a metastasis in a half, as far as the images and the radiologist tell."""
    chart = presentation.chart
    stated: Any = chart.facts["liver.hemilivers"].value
    if stated or chart.diffuse_side:
        return half in (stated, chart.diffuse_side) or "both" in (stated, chart.diffuse_side)
    lesions = [one.lesion for one in chart.present_lesions]
    if any(HALVES[half] & set(coded_segments(one.segments)) or one.side == half for one in lesions):
        return True
    placed = bool(lesions) and all(one.segments or one.side for one in lesions)
    return False if placed or chart.has_no_lesions else None
