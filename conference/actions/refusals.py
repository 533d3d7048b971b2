"""What is refused because of where a meeting, its case or the place of a case on its list stands: a sentence for each."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.models import AgendaItem, Board, Case
from core.rules import RuleBroken

MEETING: dict[str, Promise] = {
    Board.Status.CLOSED: _("This meeting has ended."),
    Board.Status.CANCELLED: _("This meeting is cancelled."),
}
PLACE: dict[str, Promise] = {
    AgendaItem.Status.DECIDED: _("This case is decided."),
    AgendaItem.Status.POSTPONED: _("This case is postponed."),
    AgendaItem.Status.TAKEN_OFF: _("This case is taken off the list."),
}
CASE: dict[str, Promise] = {
    Case.Status.DECIDED: _("This case is decided."),
    Case.Status.CLOSED: _("This case is closed without a decision."),
}


def refuse_over(board: Board, field: str | None = None) -> None:
    """Raise when the meeting was ended or cancelled: what was written down of it stays."""
    if not board.is_open:
        raise RuleBroken(str(MEETING[board.status]), field)


def refuse_not_waiting(item: AgendaItem) -> None:
    """Raise when the case does not wait for the answer of its meeting any more."""
    if item.status != AgendaItem.Status.LISTED:
        raise RuleBroken(str(PLACE[item.status]))


def refuse_off(item: AgendaItem) -> None:
    """Raise when the case is not on the list of its meeting any more, answered or not."""
    if item.is_off:
        raise RuleBroken(str(PLACE[item.status]))


def refuse_closed(case: Case) -> None:
    """Raise when nothing more is done with the case."""
    if not case.is_open:
        raise RuleBroken(str(CASE[case.status]))
