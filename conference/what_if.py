"""The cases other limits are tried on, and what they would do, ready to be shown or taken away."""

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from conference.models import Case, Proposal
from conference.reading import cases_to_present, present_many
from treatments.eligibility import validate
from treatments.eligibility.engine import Outcome
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.parameters import Limits
from treatments.eligibility.what_if import Change, Effect, what_if
from treatments.limits import limits
from treatments.wording import treatment_name

MOST = 5000  # the latest; half a millisecond each
UNSEEN = 200  # cases no board has seen yet are put together anew, at some milliseconds each
DRAWN: tuple[Outcome, ...] = ("eligible", "cautions", "cannot-tell", "not-eligible")


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as its latest board saw it; or, when none has, as it is today."""

    case: UUID
    patient: UUID
    reference: str
    as_of: dt.date
    as_seen: bool = True


@dataclass(slots=True)
class Trial:
    """What other limits would do to the cases this person sees."""

    effect: Effect[Seen]
    unreadable: int  # of an older format than today's rules read
    cut: bool  # there are older ones


def tried(user: User, supposed: Limits, since: dt.date | None) -> Trial:
    """Judge every case the person sees by the limits that hold here and by those supposed."""
    unreadable, cut = 0, False

    def readable() -> Iterator[tuple[Seen, dict[str, Any]]]:
        nonlocal unreadable, cut
        for place, (seen, facts) in chain(enumerate(_seen(user, since)), enumerate(_unseen(user))):
            if place == (MOST if seen.as_seen else UNSEEN):
                cut = True
            elif validate(facts):
                unreadable += 1
            else:
                yield seen, facts

    effect = what_if(readable(), limits(), supposed)
    return Trial(effect, unreadable, cut)


def _seen(user: User, since: dt.date | None) -> Iterator[tuple[Seen, dict[str, Any]]]:
    """The latest proposal of each case, the latest cases first."""
    rows = Proposal.objects.visible_to(user)
    if since:
        rows = rows.filter(as_of__gte=since)
    latest = rows.order_by("item__case", "-created_at").distinct("item__case").values("pk")
    told = Proposal.objects.filter(pk__in=latest).order_by("-as_of", "pk")
    for case, patient, as_of, facts in told.values_list("item__case", "patient", "as_of", "facts")[
        : MOST + 1
    ].iterator():
        yield Seen(case, patient, facts["reference"], as_of), facts


def _unseen(user: User) -> Iterator[tuple[Seen, dict[str, Any]]]:
    """Open cases no board has seen."""
    rows = Case.objects.visible_to(user).open().filter(items__proposals__isnull=True)
    for one in present_many(list(cases_to_present(rows.order_by("-created_at").distinct())[: UNSEEN + 1])):
        yield (
            Seen(one.case.pk, one.case.patient_id, one.facts["reference"], timezone.localdate(), as_seen=False),
            one.facts,
        )


def bars(trial: Trial) -> list[dict[str, Any]]:
    """The modalities of which anything would change, each with its outcomes now and supposed."""
    changed = {change.code: 0 for change in trial.effect.changes}
    for change in trial.effect.changes:
        changed[change.code] += 1
    return [
        {
            "name": treatment_name(modality.code),
            "changed": changed[modality.code],
            "rows": [_bar(trial.effect, modality.code, supposed=supposed) for supposed in (False, True)],
        }
        for modality in MODALITIES
        if modality.code in changed
    ]


def _bar(effect: Effect[Seen], code: str, *, supposed: bool) -> dict[str, Any]:
    """One bar: how many have each outcome, and from where to where that is drawn, in percent."""
    counts, at = effect.counts(code, supposed=supposed), 0.0
    parts = []
    for outcome in DRAWN:
        width = 100 * counts[outcome] / effect.cases
        parts.append({"outcome": outcome, "count": counts[outcome], "at": round(at, 2), "width": round(width, 2)})
        at += width
    return {"supposed": supposed, "parts": parts}


def changed_cases(user: User, trial: Trial, most: int) -> list[dict[str, Any]]:
    """The first of the cases of which anything would change, each with its patient and its changes in words."""
    chosen = trial.effect.changed[:most]
    cases = Case.objects.visible_to(user).select_related("patient").in_bulk([seen.case for seen in chosen])
    by_case: dict[Seen, list[Change[Seen]]] = {}
    for change in trial.effect.changes:
        by_case.setdefault(change.case, []).append(change)
    return [
        {
            "case": cases[seen.case],
            "as_of": seen.as_of,
            "changes": [
                {"name": treatment_name(one.code), "now": one.now, "supposed": one.supposed} for one in by_case[seen]
            ],
        }
        for seen in chosen
        if seen.case in cases
    ]


def as_csv(trial: Trial, supposed: str) -> str:
    """Every change, one a line, with where its case is read and the limits SUPPOSED; nobody's name."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("case", "page", "day", "modality", "now", "supposed", "limits"))
    writer.writerows(
        (
            one.case.reference,
            reverse("conference:case", args=[one.case.case]),
            one.case.as_of,
            one.code,
            one.now,
            one.supposed,
            supposed,
        )
        for one in trial.effect.changes
    )
    return text.getvalue()
