"""Plans drawn side by side, and the one that is chosen."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User, owner
from core.audit import record
from core.rules import RuleBroken
from patients.actions import Answer
from patients.models import Lesion, State
from treatments.actions.workups import judge
from treatments.eligibility.drawn import AS_PLANNED, OF_A_PLAN, Drawing
from treatments.models import Alternative, Workup


@transaction.atomic
def draw_plan(
    *, workup: Workup, letter: str, drawing: Drawing, lesions: Mapping[str, Lesion], by: User, version: int
) -> Alternative:
    """Keep a drawing under its letter. `lesions` are those of the drawing, by label; version 0: there was none."""
    fields: dict[str, Any] = {
        "segments": list(drawing.segments),
        "acts": {str(lesions[label].key): act for label, act in drawing.acts.items()},
        "hospital": owner(by, workup),
        "drawn_by": by,
        "drawn_at": timezone.now(),
    }
    drawn = workup.alternatives.filter(letter=letter).first()
    if drawn is not None:
        drawn.change(version=version, **fields)
    else:
        try:
            with transaction.atomic():
                drawn = Alternative.objects.create(workup=workup, letter=letter, **fields)
        except IntegrityError as error:
            raise RuleBroken(_("Somebody else has drawn this plan in the meantime. Load the page again.")) from error
    record(
        "plan.draw",
        on=drawn,
        by=by,
        patients=[workup.patient_id],
        letter=letter,
        segments=fields["segments"],
        acts=dict(drawing.acts),
    )
    if drawn.chosen:
        _judge(drawn, drawing, lesions, by)
    return drawn


@transaction.atomic
def choose_plan(
    *, alternative: Alternative, drawing: Drawing, lesions: Mapping[str, Lesion], by: User, version: int
) -> Alternative:
    """Make one of the plans the one that is meant: the lesions are judged by it, and what was told of another is taken back."""
    workup = alternative.workup
    for other in workup.alternatives.filter(chosen=True).exclude(pk=alternative.pk):
        other.change(chosen=False)
    alternative.change(version=version, chosen=True)
    record("plan.choose", on=alternative, by=by, patients=[workup.patient_id], letter=alternative.letter)
    _judge(alternative, drawing, lesions, by)
    return alternative


def _judge(alternative: Alternative, drawing: Drawing, lesions: Mapping[str, Lesion], by: User) -> None:
    """Write the plan down as judgements, so that the rules read it like any other."""
    standing = alternative.workup.standing()
    told = [item for lesion, item in standing if lesion is None and item.removeprefix("surgery.").startswith(OF_A_PLAN)]
    answers = {item: Answer(state=State.NOT_ASKED) for item in told if standing[None, item].state != State.NOT_ASKED}
    if drawing.segments:
        answers["surgery.segments_removed"] = Answer(text=", ".join(drawing.segments))
    elif (None, "surgery.segments_removed") in standing:
        answers["surgery.segments_removed"] = Answer(state=State.NOT_ASKED)
    plans = {lesions[label]: {"plan": AS_PLANNED[act]} for label, act in drawing.acts.items()}
    judge(workup=alternative.workup, by=by, answers=answers, lesions=plans, by_hand=False)


def acts_by_label(alternative: Alternative, lesions: Mapping[str, Lesion]) -> dict[str, Any]:
    """What is meant for each lesion that is still there, by its label."""
    return {label: act for label, lesion in lesions.items() if (act := alternative.acts.get(str(lesion.key)))}


def drawing_of(alternative: Alternative, case: Mapping[str, Any], lesions: Mapping[str, Lesion]) -> Drawing:
    """The drawing as it stands on the lesions of today."""
    return Drawing.of(case.get("lesions") or [], alternative.segments, acts_by_label(alternative, lesions))
