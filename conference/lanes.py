"""What is ready for a meeting, which way a case is best taken there, and how long it will need. Reads only.

A case is ready when nothing the rules need is missing or too old on the day of the meeting. That is a prompt and never a
lock: whoever runs the meeting lists, discusses and decides what is not ready as well.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from conference.models import AgendaItem, Board, Case, Decision, Showing
from conference.owed import by_supplier
from conference.reading import Gap, Presentation, cases_to_present, present_many
from patients.chart import oldest
from patients.items import by_code
from patients.items.item import IMAGING
from treatments.eligibility import paths
from treatments.eligibility.dates import add_months
from treatments.eligibility.disagreements import Disagreement, concerning
from treatments.limits import held
from treatments.wording import treatment_name

AT_MOST = 60  # cases in preparation a page looks through; the house looks through all
LONGEST = 4  # times the minutes of a usual case: a screen left on over lunch is no discussion
COMPLEX = 2  # times the minutes of a usual case
TWO_HALVES = 60  # minutes; a longer list wants a break: what comes late is decided worse (landscape.md, section 3)

Lane = AgendaItem.Lane


# What is ready


def blocking(presentation: Presentation) -> list[Gap]:
    """What is missing and keeps a treatment from being told; a wish nobody has asked for is missing, and blocks none."""
    return [gap for gap in presentation.gaps if gap.blocks]


def is_ready(presentation: Presentation) -> bool:
    return not blocking(presentation)


def owed_since(gap: Gap, presentation: Presentation) -> dt.date:
    """Since when somebody owes it: the case was accepted, or later what was known became too old."""
    accepted = timezone.localdate(presentation.case.created_at)
    return accepted if gap.seen_on is None else max(accepted, too_old_from(gap.path, gap.seen_on))


def too_old_from(path: str, seen_on: dt.date) -> dt.date:
    """The first day on which a fact of that day is out of date; what is counted from the lesions ages as images do."""
    item = by_code.get(path)
    limit = item.age_limit if item is not None and item.age_limit is not None else IMAGING
    unit, amount, _band = held(limit)
    day = seen_on + dt.timedelta(days=amount) if unit == "days" else add_months(seen_on, amount)
    while oldest(day, limit) <= seen_on:
        day += dt.timedelta(days=1)
    return day


def owing(presentation: Presentation, user: User | None) -> list[dict[str, Any]]:
    """Who owes what since when, for components/owed.html; the referring doctor by name.

    A day still to come is that on which a fact runs out, before the meeting.
    """
    heaps = by_supplier(presentation.gaps, presentation.case.patient, user, linked=False)
    since = {gap.path: owed_since(gap, presentation) for gap in presentation.gaps}
    referrer, today = presentation.case.referral.referrer, timezone.localdate()
    for heap in heaps:
        days = [since[gap["path"]] for gap in heap["gaps"]]
        heap["who"] = referrer.get_full_name() if referrer and heap["supplier"] == _(paths.REFERRER) else ""
        heap["since"] = min((day for day in days if day <= today), default=None)
        for gap, day in zip(heap["gaps"], days, strict=True):
            gap |= {"since": day if day != heap["since"] else None, "runs_out": day > today}
    return heaps


# What a meeting can take in


def could_come(board: Board, cases: Any) -> Any:
    """Of the cases, those in preparation for this conference; what somebody took off this meeting stays off."""
    been = AgendaItem.objects.filter(board=board, case=OuterRef("pk"))
    waiting = cases.in_preparation().filter(unit=board.unit_id, patient__deceased_on__isnull=True)
    return waiting.exclude(Exists(been)).order_by("-complex", "created_at")


@dataclass(frozen=True)
class Intake:
    """The ready cases a meeting has room for, each with its minutes, and those that are for the next one."""

    fits: list[tuple[Presentation, int]]
    full: list[Presentation]

    @property
    def minutes(self) -> int:
        return sum(minutes for _presentation, minutes in self.fits)


def intake(board: Board, presentations: Iterable[Presentation], spent: Mapping[UUID, Sequence[float]]) -> Intake:
    """What of these the meeting would take in, in their order: complex before the others, then the oldest first."""
    taken = board.items.filter(status__in=AgendaItem.DISCUSSED).aggregate(minutes=Sum("minutes", default=0))
    room, fits, full = board.length - taken["minutes"], [], []
    for one in presentations:
        if not is_ready(one):
            continue
        minutes = estimated_minutes(one.case, board, spent)
        if minutes <= room:
            fits.append((one, minutes))
            room -= minutes
        else:
            full.append(one)
    return Intake(fits, full)


def ready_for(board: Board, only: Collection[UUID] | None = None) -> Intake:
    """What the meeting would take in now, of all cases or of those named."""
    rows = could_come(board, Case.objects.all() if only is None else Case.objects.filter(pk__in=only))
    cases = list(cases_to_present(rows))
    presentations = present_many(cases, {case.pk: board.day for case in cases})
    return intake(board, presentations, minutes_shown([case.patient_id for case in cases]))


# How long a case needs


def minutes_shown(patients: Collection[UUID]) -> dict[UUID, list[float]]:
    """How many minutes each patient was on the screens of each earlier meeting; one query."""
    rows = Showing.objects.filter(patient__in=patients, ended_at__isnull=False).values("patient", "board")
    shown: dict[UUID, list[float]] = defaultdict(list)
    for row in rows.annotate(long=Sum(F("ended_at") - F("began_at"))):
        shown[row["patient"]].append(row["long"].total_seconds() / 60)
    return shown


def estimated_minutes(case: Case, board: Board, spent: Mapping[UUID, Sequence[float]] | None = None) -> int:
    """What the case is likely to need: what it needed before, else as long as a case has here, a complex one twice that."""
    earlier = (minutes_shown([case.patient_id]) if spent is None else spent).get(case.patient_id)
    if earlier:
        return max(1, min(round(median(earlier)), board.minutes_per_case * LONGEST))
    return board.minutes_per_case * (COMPLEX if case.complex else 1)


def break_after(minutes: Sequence[int]) -> int | None:
    """The place of the case after which half of a long meeting is over; None for a short one."""
    if sum(minutes) <= TWO_HALVES:
        return None
    so_far = 0
    for place, one in enumerate(minutes[:-1]):
        so_far += one
        if so_far * 2 >= sum(minutes):
            return place
    return None


# How a case is taken


@dataclass(frozen=True)
class Suggestion:
    """A lane, and in words why."""

    lane: str
    because: str


def suggested_lane(presentation: Presentation, draft: Decision | None = None) -> Suggestion:
    """Standard of care only where nothing is left to argue about; everything else is discussed."""
    if presentation.case.complex:
        return Suggestion(Lane.DISCUSS, _("a complex case"))
    if count := len(presentation.gaps):
        return Suggestion(
            Lane.DISCUSS, ngettext("%(n)d thing is missing", "%(n)d things are missing", count) % {"n": count}
        )
    if draft is not None and draft.agrees:
        chosen = [step.modality for step in draft.steps.all() if not step.dropped]
        return _undisputed(presentation, chosen) or Suggestion(
            Lane.STANDARD, _("the drafted answer agrees with what the rules find open")
        )
    if not presentation.ranked:
        return Suggestion(Lane.DISCUSS, _("the rules find no treatment open"))
    first = presentation.ranked[0]
    names = ", ".join(treatment_name(one.code) for one in first)
    if len(first) > 1:
        return Suggestion(Lane.DISCUSS, _("of equal rank: %(names)s") % {"names": names})
    if first[0].outcome != "eligible":
        return _undisputed(presentation, [first[0].code]) or Suggestion(
            Lane.DISCUSS, _("with cautions: %(names)s") % {"names": names}
        )
    return Suggestion(Lane.STANDARD, _("one clean first choice: %(names)s") % {"names": names})


def _undisputed(presentation: Presentation, codes: Iterable[str]) -> Suggestion | None:
    """To be discussed where the sources disagree on a treatment the case has a caution for: a clean one all of them allow."""
    verdicts = presentation.assessment.verdicts
    for code in codes:
        if code in verdicts and verdicts[code].outcome == "cautions" and (sides := _about_the_choice(code)):
            says = _("the sources disagree: %(about)s")
            return Suggestion(Lane.DISCUSS, says % {"about": _(sides[0].about)})
    return None


def _about_the_choice(code: str) -> list[Disagreement]:
    """Where the sources disagree on whether to treat so: when the controls are made decides nothing here."""
    return [one for one in concerning(code) if not one.tasks]
