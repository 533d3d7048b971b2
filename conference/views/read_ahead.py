"""All cases of one meeting at once: to be read before it, and on paper."""

from uuid import UUID

from django.http import HttpResponse

from accounts.may import Request, may
from accounts.roles import Permission
from conference.models import Board, Case
from conference.paper import TEMPLATE
from conference.paper import print_pack as paper
from conference.read_ahead import sheets
from conference.views.boards import found_board
from core.pages import page


@may(Permission.PROPOSE)
def read_ahead(request: Request, board_id: UUID) -> HttpResponse:
    """Every case of a meeting in its order, on one page."""
    one = found_board(Board.objects.visible_to(request.user), board_id)
    context = {"board": one, "sheets": sheets(one, Case.objects.visible_to(request.user))}
    return page(request, "conference/read_ahead.html", None, context)


@may(Permission.PROPOSE)
def print_pack(request: Request, board_id: UUID) -> HttpResponse:
    """The same on paper, with the attendance sheet and a form for each answer."""
    one = found_board(Board.objects.visible_to(request.user), board_id)
    return page(request, TEMPLATE, None, paper(one, Case.objects.visible_to(request.user)))
