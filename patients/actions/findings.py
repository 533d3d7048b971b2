"""Writing down single facts of the catalogue and what was answered about each list."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hospital, User
from core.audit import record
from core.rules import RuleBroken
from patients.items import Item, by_code
from patients.models import Lesion, Observation, Patient, State, Study


@dataclass(frozen=True)
class Answer:
    """What somebody said about one item: a state, and with VALUE a number or a text."""

    state: str = State.VALUE
    number: Decimal | None = None
    text: str = ""
    printed: str = ""
    unit: str = ""
    upper_limit: Decimal | None = None
    confirmed: bool = False

    def same_as(self, row: Any) -> bool:
        """Whether a standing row already says this."""
        return row is not None and (row.state, row.number, row.text, row.upper_limit) == (
            self.state,
            self.number,
            self.text,
            self.upper_limit,
        )


def checked(item: Item, answer: Answer) -> Answer:
    """The answer, if it is possible at all; a number outside the plausible range must be confirmed."""
    if answer.state != State.VALUE:
        return answer
    if item.kind == "code" and answer.text not in dict(item.choices):
        raise RuleBroken(
            _("%(label)s: “%(text)s” is not one of the answers.") % {"label": item.label, "text": answer.text},
            item.code,
        )
    if not item.is_numeric or (answer.number is None and answer.text):  # a marker whose unit depends on the assay
        return answer
    if answer.number is None:
        raise RuleBroken(_("%(label)s: a number is missing.") % {"label": item.label}, item.code)
    if not item.is_possible(answer.number):
        raise _outside(
            item, answer.number, item.hard_low, item.hard_high, _("%(label)s: %(number)s is impossible (%(range)s).")
        )
    if not item.is_plausible(answer.number) and not answer.confirmed:
        sentence = _("%(label)s: %(number)s is outside %(range)s. If it is right, confirm it.")
        raise _outside(item, answer.number, item.low, item.high, sentence)
    return answer


def _outside(item: Item, number: Decimal, low: Decimal | None, high: Decimal | None, sentence: str) -> RuleBroken:
    ends = ["…" if end is None else f"{end.normalize():f}" for end in (low, high)]
    span = f"{' – '.join(ends)} {item.unit}"
    return RuleBroken(sentence % {"label": item.label, "number": number, "range": span.strip()}, item.code)


@transaction.atomic
def observe(
    *,
    patient: Patient,
    answers: Mapping[str, Answer],
    by: User | None,
    date: dt.date | None = None,
    precision: str = "day",
    study: Study | None = None,
    replaces: Mapping[str, Observation] | None = None,
    reason: str = "",
    hospital: Hospital | None = None,
    noted_on: dt.date | None = None,
    key: UUID | None = None,
) -> list[Observation]:
    """Write down answers to items of the catalogue, all of one day. With `replaces` they correct earlier rows."""
    if key and Observation.objects.written_once(key):
        return []
    replaces = replaces or {}
    if replaces and not reason:
        raise RuleBroken(_("A correction needs its reason."), "reason")
    owner = hospital or (by.acting.hospital if by else None) or patient.hospital
    rows: list[Observation] = []
    for code, answer in answers.items():
        checked(by_code[code], answer)
        _refuse_beside_index(patient, code, answer)
        corrected = replaces.get(code)
        rows.append(
            Observation(
                patient=patient,
                hospital=owner,
                entered_by=by,
                study=study,
                item=code,
                date=date,
                precision=precision,
                noted_on=noted_on or timezone.localdate(),
                replaces=corrected,
                reason=reason if corrected else "",
                idempotency_key=key if not rows else None,
                **vars(answer),
            )
        )
    Observation.objects.bulk_create(rows)
    if rows:
        record("patient.observe", on=patient, by=by, reason=reason, items=sorted(answers))
    return rows


def _refuse_beside_index(patient: Patient, code: str, answer: Answer) -> None:
    """Too many to count, with one lesion for all: then those listed are not all, and cannot be counted."""
    if (code, answer.text) not in {("list.lesions", "listed"), ("liver.diffuse", "no")}:
        return
    if index := Lesion.objects.standing().filter(patient=patient, index=True).first():
        message = _("%(label)s is the index lesion of too many to count. If they can be counted, correct that first.")
        raise RuleBroken(message % {"label": index.label}, code)


def answer_list(*, patient: Patient, name: str, answer: str, by: User | None, **when: Any) -> list[Observation]:
    """Say of a whole list: none, listed, or unobtainable. An empty list never means none."""
    return observe(patient=patient, answers={f"list.{name}": Answer(text=answer)}, by=by, **when)


def standing_row(patient: Patient, code: str) -> Observation | None:
    """The latest answer to one item, if anybody has given one."""
    rows = Observation.objects.standing().filter(patient=patient, item=code)
    return max(rows, key=lambda row: (row.when, row.created_at), default=None)
