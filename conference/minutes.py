"""The minutes of a meeting, read from what it has written already: nobody types them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import User
from conference.models import AgendaItem, Board, Case, Decision, Seat
from conference.quorum import absent_disciplines
from conference.screen import shown_decision
from patients.identity import grouped


def minutes_of(board: Board, user: User) -> dict[str, Any]:
    """Who was there, and every case in order with its answer; the same few queries for one case and for twenty."""
    items = AgendaItem.objects.filter(board=board).select_related("patient", "case").in_order()
    rows = list(items.prefetch_related(Prefetch("decisions", _versions())))
    seen = set(Case.objects.visible_to(user).filter(items__board=board).values_list("pk", flat=True))
    cases = [_case(item) for item in rows if item.case_id in seen]
    return {
        "board": board,
        "at": timezone.localtime(),
        **attendance(board.seats.taken().select_related("user").order_by("role", "user__name")),
        "cases": [case for case in cases if not case["off"]],
        "off": [case for case in cases if case["off"]],
        "unsigned": sum(case["unsigned"] for case in cases),
        "unseen": len(rows) - len(cases),
    }


def attendance(seats: Iterable[Seat]) -> dict[str, Any]:
    """Who came, by discipline, and the core disciplines nobody brought; `taken` once somebody has written it down."""
    seats = list(seats)
    here = [seat for seat in seats if seat.present]
    taken = any(seat.present is not None for seat in seats)
    return {
        "present": here,
        "away": [seat for seat in seats if not seat.present],
        "taken": taken,
        "absent": absent_disciplines({seat.role for seat in here}) if taken else [],
    }


def _versions() -> Any:
    """Every version of an answer, oldest first, with all that its component shows."""
    rows = Decision.objects.exclude(status=Decision.Status.DROPPED).order_by("number")
    rows = rows.select_related("responsible", "signed_by", "superseded_by")
    return rows.prefetch_related("steps__lesions", "steps__course__later", "needs")


def _case(item: AgendaItem) -> dict[str, Any]:
    """One case: who, what was asked, what was answered; the version that stands, what came before, what is not signed."""
    versions = list(item.decisions.all())
    signed = next((one for one in versions if one.status == Decision.Status.SIGNED), None)
    draft = next((one for one in versions if one.is_draft), None)
    stands = signed or draft
    return {
        "item": item,
        "patient": item.patient,
        "number": grouped(item.patient.scheme, item.patient.number),
        "question": item.case.question,
        "decision": shown_decision(stands) if stands else None,
        "earlier": [one for one in versions if one.status == Decision.Status.SUPERSEDED],
        "coming": draft if signed else None,
        "off": item.is_off,
        "unsigned": draft is not None and not item.is_off,
    }
