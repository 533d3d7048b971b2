"""What one presses on the page of a meeting: take in what is ready, sort a case into a lane, confirm it, look at a sample."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.roles import Permission
from conference import actions
from conference.models import AgendaItem, Board, Case, Decision
from conference.reading import cases_to_present, present
from conference.seen import stale_since
from conference.views.agenda import seen_item
from conference.views.boards import found_board
from core.pages import as_number, as_uuid, done
from core.rules import SavedBefore


@may(Permission.SCHEDULE)
@require_POST
def fill_agenda(request: Request, board_id: UUID) -> HttpResponse:
    """List the ready cases the page has named, as many as there is room for."""
    one = found_board(Board.objects.visible_to(request.user).run_by(request.user), board_id)
    named = {case for value in request.POST.getlist("case") if (case := as_uuid(value)) is not None}
    mine = set(Case.objects.worked_on_by(request.user).filter(pk__in=named).values_list("pk", flat=True))
    items = actions.fill_agenda(board=one, by=request.user, only=mine)
    says = ngettext("%(n)d case is taken in.", "%(n)d cases are taken in.", len(items)) % {"n": len(items)}
    if not items:
        says = _("Nothing was taken in: what was ready has been listed meanwhile, or is not ready any more.")
    return done(request, "agenda_filled", "conference:board", one.pk, message=says)


@may(Permission.SCHEDULE, Permission.DECIDE)
@require_POST
def sort(request: Request, item_id: UUID) -> HttpResponse:
    """Take a case as standard of care, or to be discussed."""
    item = seen_item(request, item_id)
    lane, version = request.POST.get("lane", ""), as_number(request.POST.get("version")) or 0
    actions.sort(item=item, lane=lane, by=request.user, version=version)
    return done(request, "sorted", "conference:board", item.board_id)


@may(Permission.SIGN)
@require_POST
def confirm(request: Request, item_id: UUID) -> HttpResponse:
    """The chair confirms a standard case in one press; an answer written on other facts is read first."""
    item = seen_item(request, item_id)
    draft = item.decisions.filter(status=Decision.Status.DRAFT).select_related("proposal").first()
    if draft is not None and (why := _to_be_read(item, draft)):
        return done(request, "read_first", "conference:decision", draft.pk, message=why)
    try:
        actions.confirm(item=item, by=request.user, version=as_number(request.POST.get("version")) or 0)
    except SavedBefore:  # nobody signs what he or she has not read
        message = _("Somebody has changed this answer since you opened the page. Read it before you sign.")
        return done(request, "read_first", "conference:item", item.pk, message=message)
    return done(request, "confirmed", "conference:board", item.board_id, message=_("Confirmed and signed."))


def _to_be_read(item: AgendaItem, draft: Decision) -> str:
    """Why an answer is not signed unread; empty when nothing has changed since it was written."""
    if draft.proposal is None:
        return _("The facts this answer was written on were not frozen. Read it before you sign.")
    case = cases_to_present(Case.objects).get(pk=item.case_id)
    if stale_since(draft, present(case, item.board.day, item)) is None:
        return ""
    return _("The facts have changed since this answer was written. Read it before you sign.")


@may(Permission.DECIDE)
@require_POST
def look_at(request: Request, item_id: UUID) -> HttpResponse:
    """A second reader has looked at a case drawn into the sample."""
    item = seen_item(request, item_id)
    actions.look_at(item=item, by=request.user)
    return done(
        request, "looked_at", "conference:board", item.board_id, message=_("Written down: you have looked at it.")
    )
