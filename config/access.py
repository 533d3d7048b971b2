"""Who may listen to a board, asked of the database afresh each time."""

from dataclasses import dataclass
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from core.database import tell_database, working_for
from core.pages import as_uuid


@dataclass(frozen=True)
class Access:
    """For those who may see the board its version and the cases they may see; else the status that says why not."""

    status: int
    version: int | None = None
    items: frozenset[UUID] = frozenset()


def ask(session_key: str, board: UUID) -> Access:
    """Look up session, person and board. Runs in a thread; no connection stays in use when it returns."""
    close_old_connections()
    try:
        with working_for():
            return _ask(session_key, board)
    finally:
        close_old_connections()


def _ask(session_key: str, board_id: UUID) -> Access:
    from accounts.middleware import HOSPITAL_KEY
    from conference.models import Board
    from conference.screens import version_of, visible_items

    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key or None)
    user = get_user(request)
    if not user.is_authenticated:
        return Access(401)
    user.acting_for = as_uuid(request.session.get(HOSPITAL_KEY))
    tell_database(user.pk, user.acting.hospital_id)
    if not Board.objects.visible_to(user).filter(pk=board_id).exists():
        return Access(404)
    return Access(200, version_of(board_id), visible_items(user, board_id))
