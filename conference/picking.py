"""A treatment picked from what the rules say becomes the first words of a draft: what is known already is typed by nobody again.

Only when somebody picks: the form of the decision is never filled in from the proposal by itself.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.models import Decision
from conference.plans import Plans, acts_for, planned_lesions
from conference.reading import Presentation, standing_judgements
from treatments.facts import judgement_value
from treatments.models import Territory
from treatments.models.course import INTRA_ARTERIAL
from treatments.wording import place, treatment_name

WEEKS = (2, 4, 8)  # to be done by: the days one press away


class Day(NamedTuple):
    """A day one press away."""

    iso: str
    words: str


def picked(presentation: Presentation, plans: Plans, code: str) -> dict[str, Any]:
    """What the form starts from when this treatment was picked: the treatment, its lesions, its place, its intent, a sentence."""
    verdict = presentation.assessment.verdicts.get(code)
    if verdict is None:
        return {}
    lesions = _lesions(presentation, plans, code)
    territory = _territory(presentation, code)
    where = ", ".join(part for part in (place(territory, []), ", ".join(lesions.values())) if part)
    name = treatment_name(code)
    return {
        "kind": Decision.Kind.TREATMENT,
        "wording": _("%(treatment)s: %(where)s.") % {"treatment": name, "where": where} if where else f"{name}.",
        "intent": verdict.intents[0] if len(verdict.intents) == 1 else "",
        "step1_modality": code,
        "step1_territory": territory,
        "step1_lesions": list(lesions),
    }


def _lesions(presentation: Presentation, plans: Plans, code: str) -> dict[str, str]:
    """{key: label} of the lesions meant for it: by the plan that is chosen, else as each was judged."""
    present = {str(one.lesion.key): one.lesion for one in presentation.chart.present_lesions}
    plan = plans.weighed.get(plans.chosen) if plans.chosen else None
    if plan is not None:
        named = planned_lesions(plan, code)
        return {key: lesion.label for key, lesion in present.items() if lesion.label in named}
    meant = acts_for(code)
    judged = {str(key): act for key, act in presentation.plans.items()}
    return {key: lesion.label for key, lesion in present.items() if judged.get(key) in meant}


def _territory(presentation: Presentation, code: str) -> str:
    """Where an embolisation was meant to go, when somebody has said."""
    judgement = standing_judgements(presentation.case.workup, presentation.as_of).get("intended.territory")
    if code not in INTRA_ARTERIAL or judgement is None:
        return ""
    value = str(judgement_value(judgement) or "")
    return value if value in Territory.values and value != Territory.SEGMENTS else ""


def days(start: dt.date) -> list[Day]:
    """The days one press away from the meeting."""
    return [
        Day((start + dt.timedelta(weeks=n)).isoformat(), ngettext("%(n)s week", "%(n)s weeks", n) % {"n": n})
        for n in WEEKS
    ]
