"""What single people say of a case: the ballot of the silent vote, its reveal, and remarks before the meeting."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.roles import Permission
from conference import actions
from conference.models import AgendaItem, Board, Remark, Vote
from conference.screens import place_of
from conference.views.agenda import hides, seen_item
from conference.voices import is_before_all, is_open, shown_remarks, shown_votes
from conference.voices_form import RemarkForm, VoteForm
from core.pages import done, page, posted
from patients.chart import Chart
from patients.reading import banner


def voices(request: Request, item: AgendaItem, votes: dict[str, Any] | None = None) -> dict[str, Any]:
    """What conference/voices.html takes: the vote as it stands, and the remarks, with what this person may do."""
    waits, votes = is_open(item), votes or shown_votes(item)
    return {
        "item": item,
        "votes": votes,
        "remarks": shown_remarks(item, request.user),
        "remark_form": RemarkForm(auto_id="remark_%s") if waits else None,
        "may_vote": waits and not votes["revealed"] and request.user.may(Permission.DECIDE),
        "may_reveal": request.user.pk in item.board.leaders and votes["to_reveal"] and is_before_all(item),
    }


def _sheet(request: Request, item: AgendaItem, **more: Any) -> dict[str, Any]:
    """A page beside the screen names its patient itself."""
    shown = banner(Chart.read(item.patient, item.board.day))
    about = {"item": item, "board": item.board, "case": item.case, "banner": shown, "place": place_of(item)}
    return about | {"hide": hides(request)} | more


@may(Permission.DECIDE)
def vote(request: Request, item_id: UUID) -> HttpResponse:
    """One's own ballot, cast or changed until the votes are revealed."""
    one = seen_item(request, item_id)
    own: Vote | None = one.votes.filter(user=request.user).first()
    form = VoteForm(posted(request), of=own)
    kept = False
    if form.is_valid():
        guard = {} if own else {"version": 0}  # opened when there was no vote: a second tab's is not overwritten
        cast = form.attempt(actions.vote, item=one, by=request.user, **guard)
        if cast is not None and not request.htmx:
            message = _("Your vote is kept. Nobody sees it before the votes are revealed.")
            return done(request, "voted", "conference:vote", one.pk, message=message)
        if cast is not None:
            kept, own, form = True, cast, VoteForm(of=cast)
    context = _sheet(request, one, form=form, own=own, kept=kept, voices=voices(request, one))
    answer = page(request, "conference/vote.html", "vote", context)
    if kept:
        answer.headers["HX-Trigger"] = "voted"
    return answer


@may(Permission.SEE_BOARD)
@require_POST
def reveal(request: Request, item_id: UUID) -> HttpResponse:
    """The chair, or whoever leads, shows all what everybody has voted."""
    one = seen_item(request, item_id)
    actions.reveal(item=one, by=request.user)
    return done(request, "revealed", "conference:item", one.pk, message=_("The votes are revealed."), stays=True)


@may(Permission.PROPOSE)
def remark(request: Request, item_id: UUID) -> HttpResponse:
    """The remarks on one case, and a new one."""
    one = seen_item(request, item_id)
    form = RemarkForm(posted(request), auto_id="remark_%s")
    if form.is_valid() and form.attempt(actions.remark, item=one, by=request.user) is not None:
        if not request.htmx:
            return done(request, "remarked", "conference:item", one.pk, message=_("The meeting can read your remark."))
        form = RemarkForm(auto_id="remark_%s")
    remarks = shown_remarks(one, request.user)
    shows_form = form if is_open(one) or form.is_bound else None
    context = _sheet(request, one, remarks=remarks, form=shows_form)
    return page(request, "conference/remark.html", "remark", context)


@may(Permission.PROPOSE)
@require_POST
def withdraw_remark(request: Request, remark_id: UUID) -> HttpResponse:
    """Take one's own remark back."""
    rows = Remark.objects.filter(by=request.user, item__board__in=Board.objects.visible_to(request.user))
    one = get_object_or_404(rows.select_related("item"), pk=remark_id)
    actions.withdraw_remark(remark=one, by=request.user)
    return done(request, "remark_withdrawn", "conference:item", one.item_id, message=_("Your remark is withdrawn."))
