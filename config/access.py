"""Who may listen to a board, asked of the database afresh each time, of many at once.

Two hundred listeners asked one by one, every few seconds, were most of what the event server did.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from core.database import tell_database, working_for
from core.pages import as_uuid

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Access:
    """For those who may see the board its version and the cases they may see; else the status that says why not."""

    status: int
    version: int | None = None
    items: frozenset[UUID] = frozenset()


def ask(session_keys: Collection[str], board: UUID) -> dict[str, Access]:
    """Look up sessions, persons and board. Runs in a thread; no connection stays in use when it returns."""
    close_old_connections()
    try:
        with working_for():
            return look_up(session_keys, board)
    finally:
        close_old_connections()


def look_up(session_keys: Collection[str], board: UUID) -> dict[str, Access]:
    """What the database says of each session now; inside a transaction."""
    from conference.screens import version_of

    persons = _persons(session_keys)
    seen = _seen(persons, board)
    version = version_of(board) if seen else None
    found = dict.fromkeys(session_keys, Access(401)) | dict.fromkeys(persons, Access(404))
    return found | {key: Access(200, version, items) for key, items in seen.items()}


def _persons(session_keys: Collection[str]) -> dict[str, Any]:
    """The person behind each session, by the tests of django.contrib.auth.get_user, which asks for one at a time."""
    from accounts.middleware import HOSPITAL_KEY
    from accounts.models import User

    rows = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects
    live = rows.filter(session_key__in=[key for key in session_keys if key], expire_date__gt=timezone.now())
    sessions = {row.session_key: row.get_decoded() for row in live}
    ids = {as_uuid(session.get(SESSION_KEY)) for session in sessions.values()}
    users = User.objects.at_work(ids - {None})
    found: dict[str, Any] = {}
    for key, session in sessions.items():
        user = users.get(as_uuid(session.get(SESSION_KEY)))
        if user is not None and _is_of(session, user):
            found[key] = copy(user)  # somebody may work for one hospital in one browser and for another in the next
            found[key].acting_for = as_uuid(session.get(HOSPITAL_KEY))
    return found


def _is_of(session: dict[str, Any], user: Any) -> bool:
    """Whether the session was opened with this person's present password, by a way in that still is one."""
    hashed = session.get(HASH_SESSION_KEY) or ""
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    known = session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    return known and any(constant_time_compare(hashed, one) for one in hashes)


def _seen(persons: Mapping[str, Any], board: UUID) -> dict[str, frozenset[UUID]]:
    """The cases on the board each may see, by session; nothing of who may not see the board.

    Being somebody only ever adds to what one's roles and units let one see. So where a nobody of the same roles and units sees
    all of the board, so does each of them; else each is asked for.
    """
    from conference.models import AgendaItem

    alike = defaultdict(list)
    for key, person in persons.items():
        alike[person.acting].append(key)
    listed = AgendaItem.objects.filter(board=board).count()
    found: dict[str, frozenset[UUID]] = {}
    for acting, keys in alike.items():
        items = _seen_by(_nobody(acting), board) if len(keys) > 1 else None
        if items is not None and len(items) == listed:
            found |= dict.fromkeys(keys, items)
        else:
            each = {key: _seen_by(persons[key], board) for key in keys}
            found |= {key: items for key, items in each.items() if items is not None}
    return found


def _nobody(acting: Any) -> Any:
    from accounts.models import User

    nobody = User(pk=NOBODY)
    nobody.acting = acting
    return nobody


def _seen_by(user: Any, board: UUID) -> frozenset[UUID] | None:
    """The cases of the board this person may see; None when not even the board."""
    tell_database(user.pk, user.acting.hospital_id)
    with timezone.override(user.acting.time_zone):  # today is a day of the hospital, as on its pages
        return _seen_there(user, board)


def _seen_there(user: Any, board: UUID) -> frozenset[UUID] | None:
    from conference.models import Board
    from conference.screens import visible_items

    if not Board.objects.visible_to(user).filter(pk=board).exists():
        return None
    return visible_items(user, board)
