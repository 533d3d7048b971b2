"""Who sits at a meeting, who chairs it, and who came."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import Permission, roles_with
from conference.actions.live import leave_lead
from conference.actions.refusals import refuse_over
from conference.models import AgendaItem, Board, Decision, Seat
from core.audit import record
from core.rules import RuleBroken, SavedBefore
from patients.actions import end_care, grant_care
from patients.models import CareRelation


@transaction.atomic
def seat(*, board: Board, user: User, role: str, by: User | None, onwards: bool = False) -> Seat:
    """Put a person on the roster; that lets him or her see the patients listed there.

    `onwards`: also at the later meetings of the series.
    """
    refuse_over(board)
    for later in _later(board, onwards):
        _seat(later, user, role, by)
    return _seat(board, user, role, by)


def _seat(board: Board, user: User, role: str, by: User | None) -> Seat:
    place, is_new = Seat.objects.get_or_create(board=board, user=user, defaults={"role": role})
    if not is_new and not place.left:
        return place
    if place.left:
        place.change(left=False, role=role)
    for item in AgendaItem.objects.filter(board=board, status=AgendaItem.Status.LISTED).select_related("patient"):
        grant_care(patient=item.patient, ground=CareRelation.Ground.ROSTER, by=by, user=user)
    record("board.seat", on=place, by=by, role=role)
    return place


@transaction.atomic
def unseat(*, board: Board, user: User, by: User | None, onwards: bool = False) -> Board:
    """Take a person off the roster again; the next roster is copied without him or her.

    What only the seat let the person see is seen no longer, and who led the meeting leads it no longer.
    """
    refuse_over(board)
    if board.chair_id == user.pk:
        raise RuleBroken(_("The chair cannot leave the roster. Name another chair first."), "user")
    left = []
    for one in (board, *_later(board, onwards)):
        place = one.seats.taken().filter(user=user).first()
        if place is not None and one.chair_id != user.pk:
            leave_lead(board=one, user=user, by=by)
            place.change(left=True)
            record("board.unseat", on=place, by=by)
            left.append(one)
    _end_seen_by_seat(user, left, by)
    return board


def _end_seen_by_seat(user: User, left: list[Board], by: User | None) -> None:
    """End what these seats alone gave: what another seat still gives stays, and what any other ground gives is a row of its own."""
    listed = AgendaItem.objects.filter(patient=OuterRef("patient"))
    seats = Seat.objects.taken().filter(user=user)
    another = listed.filter(board__in=seats.values("board"), status__in=AgendaItem.DISCUSSED)
    given = CareRelation.objects.valid().filter(user=user, ground=CareRelation.Ground.ROSTER)
    for relation in given.filter(Exists(listed.filter(board__in=left))).exclude(Exists(another)):
        end_care(relation=relation, by=by)


@transaction.atomic
def chair(*, board: Board, user: User, by: User | None, onwards: bool = False, version: int | None = None) -> Board:
    """Name who chairs this meeting, and give him or her a seat; a chair signs, and so must be somebody who may.

    When the meeting is over, only while a draft of it waits for a signature.
    """
    if not may_be_chaired(board):
        refuse_over(board)
    held = _may_sign(user, board)
    if held is None:
        raise RuleBroken(_("%(who)s may not sign decisions here, and cannot chair.") % {"who": user}, "user")
    board.change(version=version, chair=user)
    record("board.chair", on=board, by=by, chair=str(user.pk))
    _seat(board, user, held.role, by)
    for later in _later(board, onwards):
        chair(board=later, user=user, by=by)
    return board


def may_be_chaired(board: Board) -> bool:
    """Whether there is still something to chair: a meeting to be held, or a draft of an ended one to be signed."""
    if board.status == Board.Status.CLOSED:
        return bool(Decision.objects.unsigned().filter(item__board=board).exists())
    return board.is_open


def _may_sign(user: User, board: Board) -> Membership | None:
    """What lets the person sign in the hospital of the meeting, if anything does."""
    roles = Membership.objects.valid().filter(user=user, user__is_active=True, hospital=board.hospital_id)
    held: Membership | None = roles.filter(role__in=roles_with(Permission.SIGN)).order_by("pk").first()
    return held


def take_over_roster(*, board: Board, by: User | None, with_chair: bool) -> None:
    """The roster of the unit's last meeting before this one, without those who work there no longer."""
    before = Board.objects.filter(unit=board.unit_id, starts_at__lt=board.starts_at).exclude(pk=board.pk)
    last = before.select_related("chair").order_by("-starts_at").first()
    if last is None:
        return
    at_work = last.seats.taken().filter(user__is_active=True, user__in=Membership.objects.valid().values("user"))
    for place in at_work.select_related("user"):
        _seat(board, place.user, place.role, by)
    if with_chair and last.chair and _may_sign(last.chair, board) is not None:
        chair(board=board, user=last.chair, by=by)


def _later(board: Board, onwards: bool) -> Iterator[Board]:
    """The later meetings of the series, when they are meant too."""
    if onwards and board.series_id:
        yield from Board.objects.coming().filter(series=board.series_id, starts_at__gt=board.starts_at)


@transaction.atomic
def attend(*, board: Board, present: Iterable[User], by: User, version: int | None = None) -> Board:
    """Write down who of the roster is there."""
    refuse_over(board)
    here = {user.pk for user in present}
    seats = board.seats.taken().select_related("user").order_by("user__name")
    try:
        board.change(version=version)  # two who write it down at once: the second sees whom the first saw
    except SavedBefore as stale:
        if all(place.present == (place.user_id in here) for place in seats):
            return board  # sent twice, or both saw the same
        saved = ", ".join(str(place.user) for place in seats if place.present)
        wanted = ", ".join(str(place.user) for place in seats if place.user_id in here)
        stale.beside = [(_("Present"), saved, wanted)]
        raise
    for place in seats:
        if place.present != (place.user_id in here):
            place.change(present=place.user_id in here)
    record("board.attend", on=board, by=by, present=[str(pk) for pk in sorted(here)])
    return board
