"""All cases of one meeting to be read beforehand, on a screen or on paper: what everybody may read who sits there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.text import capfirst

from conference.dossier import asked
from conference.lanes import is_ready, owing
from conference.models import AgendaItem, Board, Case, Decision, Step
from conference.reading import Presentation, cases_to_present, present_many
from conference.screen import key_facts, lesion_words, options_of, shown_decision
from patients.chart import LesionHistory
from patients.items import by_code
from patients.livermap import IN_A_COLUMN
from patients.reading import banner


def sheets(board: Board, cases: Any) -> list[dict[str, Any]]:
    """The cases on the list of a meeting in their order, each for components/case_sheet.html; a fixed number of queries.

    CASES: those the reader may see.
    """
    items = AgendaItem.objects.filter(board=board, case__in=cases, status__in=AgendaItem.DISCUSSED)
    order = list(items.in_order())
    found = list(cases_to_present(Case.objects.filter(pk__in=[item.case_id for item in order])))
    read = {one.case.pk: one for one in present_many(found, {case.pk: board.day for case in found})}
    decided, earlier = _decisions(order)
    return [
        _sheet(item, read[item.case_id], number, len(order), decided.get(item.pk), earlier.get(item.pk))
        for number, item in enumerate(order, start=1)
    ]


def _decisions(items: Sequence[AgendaItem]) -> tuple[dict[UUID, Decision], dict[UUID, Decision]]:
    """What was signed on each item, and what was signed of its patient before."""
    rows = Decision.objects.filter(patient__in=[item.patient_id for item in items], status=Decision.Status.SIGNED)
    rows = rows.select_related("responsible", "signed_by", "item__board").order_by("signed_at")
    steps = Prefetch("steps", Step.objects.select_related("course").prefetch_related("lesions", "course__later"))
    signed = list(rows.prefetch_related(steps, "needs"))
    here = {decision.item_id: decision for decision in signed}
    before = {
        item.pk: decision
        for decision in signed
        for item in items
        if decision.patient_id == item.patient_id and decision.item_id != item.pk
    }
    return here, before


def _sheet(
    item: AgendaItem,
    presentation: Presentation,
    number: int,
    count: int,
    decided: Decision | None,
    earlier: Decision | None,
) -> dict[str, Any]:
    """One case, short enough for a page of paper."""
    case, chart = presentation.case, presentation.chart
    return {
        "id": item.pk,
        "patient": item.patient_id,
        "number": number,
        "count": count,
        "banner": banner(chart),
        "asked": asked(case.referral, presentation.wish, case.question),
        "why": capfirst(item.get_why_display()),
        "minutes": item.minutes,
        "complex": case.complex,
        "lane": item.lane,
        "lane_word": item.get_lane_display(),
        "ready": is_ready(presentation),
        "facts": key_facts(presentation),
        "courses": presentation.performed,
        "map": presentation.liver(letters=IN_A_COLUMN, name=f"liver{number}"),
        "lesions": [_lesion(history, presentation) for history in chart.present_lesions],
        "labels": [history.lesion.label for history in chart.present_lesions],
        "options": options_of(presentation.answer, presentation.assessment.facts),
        "owed": owing(presentation, None),
        "missing": len(presentation.gaps),
        "earlier": {"on": earlier.item.board.starts_at, "said": shown_decision(earlier)} if earlier else None,
        "decision": shown_decision(decided) if decided else None,
    }


def _lesion(history: LesionHistory, presentation: Presentation) -> str:
    """A lesion as the map draws it, in words: paper has no legend to point at."""
    plan = presentation.plans.get(history.lesion.key)
    meant = dict(by_code["lesion.plan"].choices).get(plan, "") if plan else ""
    return " · ".join(filter(None, (lesion_words(history), str(meant))))
