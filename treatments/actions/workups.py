"""Writing down the judgements of one presentation."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User, owner
from core.audit import record
from patients.actions.findings import Answer, checked
from patients.items import by_code
from patients.models import Lesion, Patient, State
from treatments.models import Judgement, Workup


@transaction.atomic
def open_workup(*, patient: Patient, by: User | None) -> Workup:
    """Start the judgements of a new presentation with nothing in them: none is carried over silently."""
    workup = Workup.objects.create(patient=patient, hospital=owner(by, patient))
    record("workup.open", on=workup, by=by)
    return workup


@transaction.atomic
def judge(
    *,
    workup: Workup,
    by: User | None,
    answers: Mapping[str, Answer] | None = None,
    lesions: Mapping[Lesion, Mapping[str, Any]] | None = None,
    noted_on: dt.date | None = None,
    version: int | None = None,
    key: UUID | None = None,
    by_hand: bool = True,
) -> Workup:
    """Write down judgements on the whole (`answers`) and on single lesions ({lesion: {"plan": "resect"}}).

    `noted_on` is the day an imported case knew them; None: today.
    """
    if key and Judgement.objects.filter(idempotency_key=key).exists():
        return workup
    workup.change(version=version)
    if by_hand and (lesions or any(code.startswith("surgery.") for code in answers or ())):
        for chosen in workup.alternatives.filter(chosen=True):
            chosen.change(chosen=False)  # what is judged by hand is no longer what was drawn
    written: dict[str, Any] = {"workup": workup, "entered_by": by, "noted_on": noted_on}
    written["hospital"] = owner(by, workup)
    rows = [
        Judgement(item=code, **written, **vars(checked(by_code[code], answer)))
        for code, answer in (answers or {}).items()
    ]
    for lesion, plan in (lesions or {}).items():
        rows += [Judgement(lesion_id=lesion.key, **written, **_planned(name, value)) for name, value in plan.items()]
    if rows:
        rows[0].idempotency_key = key
    Judgement.objects.bulk_create(rows)
    record("workup.judge", on=workup, by=by, items=sorted({row.item for row in rows}))
    return workup


def _planned(name: str, value: Any) -> dict[str, str]:
    """One part of the plan for a lesion, as the columns of a judgement."""
    text = {True: "yes", False: "no", None: ""}.get(value, value)
    return {"item": f"lesion.{name}", "state": State.VALUE if text else State.NOT_ASKED, "text": text}
