"""The screen of a meeting: one fragment, the same for everybody who may see it (docs/decisions/one-truth-on-every-screen.md).

Nothing here knows who looks. What is somebody's own lies beside the screen.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from conference.compare import drawn_now_and_before
from conference.dossier import asked
from conference.local_limits import local_limits
from conference.models import AgendaItem, Board, Case, Decision, Turn
from conference.quorum import absent_of
from conference.reading import Presentation, cases_to_present, present
from conference.screen import key_facts, options_of, shown_decision
from conference.strip import strip
from conference.voices import shown_votes
from patients.livermap import LiverMap
from patients.reading import banner

LETTERS_ON_THE_WALL = 20  # units of the drawing: as high as the words beside it
WIDTH_OF_THE_YEARS = 1260  # units of the strip: the pixels beside the liver on a wall of 1920
WORTH_A_STRIP = 4  # days and pauses; fewer are said by the question and the facts


@dataclass(frozen=True)
class Drawn:
    """A screen as it was drawn: of which version of the meeting, of which case, in HTML."""

    version: int
    item: UUID | None
    html: SafeString


def draw(board_id: UUID, *, hide: bool) -> Drawn:
    """What stands on the screens of a meeting now. The version is read first: what comes later is drawn again."""
    version = version_of(board_id)
    board = Board.objects.select_related("chair", "lead", "unit__hospital").get(pk=board_id)
    with timezone.override(board.unit.hospital.time_zone):
        context = _context(board, hide)
        html = render_to_string("conference/screen.html", context | {"board": board, "turn": version, "hide": hide})
    return Drawn(version, board.presented_id, html)


def for_nobody(board_id: UUID, version: int) -> Drawn:
    """What somebody sees who may not see the case on the screens."""
    board = Board.objects.select_related("lead", "unit__hospital").get(pk=board_id)
    context = {"board": board, "turn": version, "closed": True}
    with timezone.override(board.unit.hospital.time_zone):
        return Drawn(version, None, render_to_string("conference/screen.html", context))


def visible_items(user: User, board_id: UUID) -> frozenset[UUID]:
    """The cases of a meeting this person may see."""
    return frozenset(AgendaItem.objects.filter(board=board_id).shown_to(user).values_list("pk", flat=True))


def version_of(board_id: UUID) -> int:
    """How often the screens of a meeting had to change."""
    return Turn.objects.filter(board=board_id).count()


def _context(board: Board, hide: bool) -> dict[str, Any]:
    rows = AgendaItem.objects.select_related("board__chair", "board__lead", "board__unit__hospital", "patient")
    if board.presented_id is None:
        return {}
    item = rows.get(pk=board.presented_id)
    case = cases_to_present(Case.objects).get(pk=item.case_id)
    return wall_context(item, present(case, board.day, item), hide=hide)


def wall_context(item: AgendaItem, presentation: Presentation, *, hide: bool) -> dict[str, Any]:
    """The screen as it is read from far away: the liver of before too, the years, and no list of what was missing."""
    liver = drawn_now_and_before(presentation, letters=LETTERS_ON_THE_WALL)
    context = screen_context(item, presentation, liver=liver, hide=hide)
    years, decision = strip(presentation, WIDTH_OF_THE_YEARS), context["decision"]
    return context | {
        "strip": years if len(years.listed) >= WORTH_A_STRIP else None,
        "decision": {**decision, "gaps": []} if decision else None,
    }


def screen_context(item: AgendaItem, presentation: Presentation, *, liver: LiverMap, hide: bool) -> dict[str, Any]:
    """Everything a screen shows of one case."""
    decisions = _decisions(item)
    draft = next((one for one in decisions if one.is_draft), None)
    signed = next((one for one in decisions if one.status == Decision.Status.SIGNED), None)
    earlier = presentation.case.referral.earlier_decision_id
    return shown(
        presentation,
        liver=liver,
        item=item,
        board=item.board,
        place=place_of(item),
        facts=key_facts(presentation),
        options=options_of(presentation.answer, presentation.assessment.facts),
        draft=draft,
        signed=signed,
        decision=shown_decision(latest) if (latest := draft or signed) else None,
        standing=shown_decision(signed) if draft and signed else None,
        votes=shown_votes(item),
        absent=absent_of(item.board.seats.taken()),
        showing=item.showings.filter(ended_at__isnull=True).first() if item.board.is_live else None,
        earlier=Decision.objects.filter(pk=earlier).select_related("item__board").first() if earlier else None,
        hide=hide,
    )


def shown(presentation: Presentation, *, liver: LiverMap | None = None, **more: Any) -> dict[str, Any]:
    """What every page about a case shows; a page with a small liver brings its own, with larger letters."""
    case = presentation.case
    return {
        "case": case,
        "patient": case.patient,
        "banner": banner(presentation.chart),
        "presentation": presentation,
        "chart": presentation.chart,
        "local_limits": local_limits(presentation.assessment.facts.limits),
        "asked": asked(case.referral, presentation.wish, case.question),
        "map": liver or presentation.liver(),
        **more,
    }


@dataclass(frozen=True)
class Place:
    """Where a case stands in the order of its meeting, and the cases beside it."""

    number: int | None  # none for a case off the list
    count: int
    previous: UUID | None
    next: UUID | None

    @property
    def words(self) -> str:
        if self.number is None:
            return _("Case off the list")
        return _("Case %(n)d of %(of)d") % {"n": self.number, "of": self.count}


def place_of(item: AgendaItem) -> Place:
    """Off the list a case keeps its neighbours: the meeting goes on behind it."""
    rows = item.board.items.filter(Q(status__in=AgendaItem.DISCUSSED) | Q(pk=item.pk)).in_order()
    order = list(rows.values_list("pk", flat=True))
    here = order.index(item.pk)
    return Place(
        number=None if item.is_off else here + 1,
        count=len(order) - item.is_off,
        previous=order[here - 1] if here > 0 else None,
        next=order[here + 1] if here + 1 < len(order) else None,
    )


def _decisions(item: AgendaItem) -> list[Decision]:
    """The decisions on this item, oldest first, with all that their component shows."""
    rows = item.decisions.exclude(status=Decision.Status.DROPPED)
    rows = rows.select_related("responsible", "signed_by", "written_by", "supersedes", "superseded_by", "proposal")
    return list(rows.prefetch_related("steps__lesions", "steps__course__later", "needs").order_by("number"))
