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

from accounts.models import Hospital, User, owner
from core.audit import record
from core.rules import RuleBroken, SavedBefore
from patients.actions.days import refuse_impossible_day
from patients.actions.lists import refuse_none_beside_lines
from patients.chart import Chart, Fact
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


class AnsweredBefore(SavedBefore):
    """Somebody answered after the page was shown: theirs and mine, fact by fact."""

    def __init__(self, opposed: Mapping[str, tuple[Fact, Answer]]) -> None:
        super().__init__()
        self.standing = {code: theirs.row.pk if theirs.row else None for code, (theirs, _mine) in opposed.items()}
        for code, (theirs, mine) in opposed.items():
            wanted = Fact(by_code[code], Observation(item=code, **vars(mine)), theirs.as_of)
            self.beside.append((by_code[code].label, _words(theirs), _words(wanted)))


def _words(fact: Fact) -> str:
    unit = f"\u00a0{fact.item.unit}" if fact.known and fact.item.is_numeric and fact.item.unit else ""
    return f"{fact.shown}{unit}"


def _unopposed(
    patient: Patient, answers: Mapping[str, Answer], shown: Mapping[str, UUID], date: dt.date | None
) -> dict[str, Answer]:
    """The answers still to be written: one somebody gave in between is not given again, and another one is not overwritten.

    `shown` says beside which row each answer was typed; the patient is locked, so that the comparison holds.
    """
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    facts = Chart.read(patient, timezone.localdate()).facts
    left, opposed = {}, {}
    for code, answer in answers.items():
        row = facts[code].row
        if shown.get(code) == (row.pk if row else None) or (by_code[code].is_sample and row and row.date != date):
            left[code] = answer
        elif not answer.same_as(row or Answer(state=State.NOT_ASKED)):
            opposed[code] = (facts[code], answer)
    if opposed:
        raise AnsweredBefore(opposed)
    return left


@transaction.atomic
def observe(
    *,
    patient: Patient,
    answers: Mapping[str, Answer],
    by: User | None,
    date: dt.date | None = None,
    precision: str = "day",
    study: Study | None = None,
    shown: Mapping[str, UUID] | None = None,
    hospital: Hospital | None = None,
    noted_on: dt.date | None = None,
    key: UUID | None = None,
) -> list[Observation]:
    """Write down answers to items of the catalogue, all of one day.

    `shown` holds the rows a page showed when they were typed; None: nobody looked at a page.
    """
    if key and Observation.objects.written_once(key):
        return []
    if shown is not None:
        answers = _unopposed(patient, answers, shown, date)
    refuse_impossible_day(patient, date, precision)
    hospital = hospital or owner(by, patient)
    learnt = noted_on or timezone.localdate()
    refuse_impossible(patient, answers, date or learnt)
    rows = [
        Observation(
            patient=patient,
            hospital=hospital,
            entered_by=by,
            study=study,
            item=code,
            date=date,
            precision=precision,
            noted_on=learnt,
            **vars(answer),
        )
        for code, answer in answers.items()
    ]
    if rows:
        rows[0].idempotency_key = key
        Observation.objects.bulk_create(rows)
        record("patient.observe", on=patient, by=by, items=sorted(answers))
    return rows


def refuse_impossible(patient: Patient, answers: Mapping[str, Answer], day: dt.date) -> None:
    """Raise when one of the answers cannot be, or says "none" of a list that has lines on the day."""
    for code, answer in answers.items():
        checked(by_code[code], answer)
        _refuse_beside_index(patient, code, answer)
        if code.startswith("list.") and answer.text == "none":
            refuse_none_beside_lines(patient, code, day, answers)


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


def say_listed(*, patient: Patient, name: str, by: User | None, noted_on: dt.date | None = None) -> None:
    """A list that has got a line is listed, whatever was said of it before. `noted_on` is the day an import knew it."""
    standing = standing_row(patient, f"list.{name}")
    if standing is None or standing.value != "listed":
        when = {"noted_on": noted_on} if noted_on else {"date": timezone.localdate()}
        answer_list(patient=patient, name=name, answer="listed", by=by, **when)


def standing_row(patient: Patient, code: str) -> Observation | None:
    """The latest answer to one item, if anybody has given one."""
    rows = Observation.objects.standing().filter(patient=patient, item=code)
    return max(rows, key=lambda row: (row.when, row.created_at), default=None)
