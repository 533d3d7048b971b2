"""A browser's half of the event stream, for tests."""

import http.client
import json
import socket
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from tests.run.houses import House, eventually

# Finds somebody who may see a board, and logs that person in.
LOG_SOMEBODY_IN = """
from django.contrib.auth import get_user_model
from django.db import transaction
from conference.models import Board
from conference.screens import version_of
from core.database import tell_database

with transaction.atomic():
    for user in get_user_model().objects.filter(is_active=True):
        tell_database(user.pk, user.acting.hospital_id)
        board = Board.objects.visible_to(user).first()
        if board:
            break
    say({"user": str(user.pk), "key": key(user), "board": str(board.pk), "version": version_of(board.pk)})
"""


def somebody(house: House) -> dict[str, Any]:
    """A logged-in person and a board he or she may see."""
    return house.tells(LOG_SOMEBODY_IN)


# Begins today's meeting of the demo and logs people in; says the cases in order with the names each must stand with.
BEGIN = """
from django.utils import timezone
from accounts.models import User
from conference import actions
from conference.models import Board
from core.database import working_for

with working_for():
    board = next(one for one in Board.objects.coming() if one.day == timezone.localdate())
    actions.begin(board=board, by=board.chair)
    people = User.objects.filter(username__in=["surgeon", "radiologist", "room", "referrer", "coordinator"])
    rows = board.items.select_related("patient", "case").filter(status="listed").order_by("position")
    say({"board": str(board.pk), "keys": {user.username: key(user) for user in people},
         "items": [(str(item.pk), item.patient.surname, item.case.question) for item in rows],
         "identities": [[item.patient.surname, item.patient.given, item.patient.number] for item in rows]})
"""


def begun(house: House) -> dict[str, Any]:
    """Today's meeting of the demo, begun: board, keys (a session for each person), items and identities in order, cookie."""
    return house.tells(BEGIN)


class Listener:
    """One open stream: what came, and whether it has ended."""

    def __init__(self, house: House, person: dict[str, Any] | None, board: str, **headers: str) -> None:
        parts = urlsplit(house.events_url)
        self.connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        if person:
            headers["Cookie"] = f"{person['cookie']}={person['key']}"
        method = headers.pop("method", "GET")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, f"/events/boards/{board}/", headers=sent)
        self.socket = self.connection.sock
        self.answer = self.connection.getresponse()
        self.lines: list[str] = []
        self.ended = threading.Event()
        if self.answer.status == 200:
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            for line in self.answer:
                self.lines.append(line.decode().rstrip("\n"))
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass
        self.ended.set()

    @property
    def told(self) -> list[dict[str, Any]]:
        """The data of the board events so far."""
        return [json.loads(line.removeprefix("data: ")) for line in list(self.lines) if line.startswith('data: {"')]

    def hears(self, version: int, within: float = 3) -> bool:
        return bool(eventually(lambda: version in [data["version"] for data in self.told], within, every=0.02))

    def close(self) -> None:
        """Leave at once, as a closed tab does; closing politely would wait for the next line."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.connection.close()
