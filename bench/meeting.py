"""A begun meeting in a real house: pages, event server, broker and database, its chair and those who look on."""

import http.client
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from bench.ground import SETTINGS
from config.run import parts
from config.run.places import CLONE
from tests.run.houses import House, running_house
from tests.run.services import Services

# Begins today's meeting of the demo and lets people in: the chair, the wall, and viewers of whom each is a person of the unit with
# a login and a session of his or her own, so that nothing is quick because two are the same.
BEGIN = """
from django.utils import timezone
from accounts.models import Membership, User
from accounts.roles import Permission, roles_with
from conference import actions
from conference.models import Board
from core.database import working_for

with working_for():
    board = next(one for one in Board.objects.coming() if one.day == timezone.localdate())
    actions.begin(board=board, by=board.chair)
    roles = roles_with(Permission.DECIDE)
    viewers = [User.objects.create(username=f"viewer{number}", name=f"Viewer {number}") for number in range(VIEWERS)]
    for number, user in enumerate(viewers):
        role = roles[number % len(roles)]
        Membership.objects.create(user=user, hospital=board.hospital, unit=board.unit, role=role)
    say({
        "board": str(board.pk), "chair": key(board.chair),
        "wall": key(User.objects.get(username="room")), "viewers": [key(user) for user in viewers],
        "items": [str(pk) for pk in board.items.filter(status="listed").in_order().values_list("pk", flat=True)],
    })
"""


@dataclass(frozen=True)
class Meeting:
    """Where it is held, what is on its list, and the sessions of those who come."""

    house: House
    board: str
    cookie: str
    chair: str
    wall: str
    viewers: list[str]
    items: list[str]

    @property
    def page(self) -> str:
        return f"/boards/{self.board}/live/"

    def cookies(self, keys: list[str]) -> list[str]:
        return [f"{self.cookie}={key}" for key in keys]


@contextmanager
def held(services: Services, viewers: int) -> Iterator[Meeting]:
    """Today's meeting of the demo, begun, with so many who may look on; static files as production serves them."""
    with (
        services.borrowed("bench_board", services.demo_template()) as database,
        tempfile.TemporaryDirectory(prefix="cantlie-bench-", dir="/var/tmp") as static,
    ):
        env = {"DJANGO_SETTINGS_MODULE": SETTINGS, "CANTLIE_SOURCE_STATIC": "false", "BENCH_STATIC": static}
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, cwd=CLONE, env=os.environ | env, check=True)  # the pages look for them when they start
        with running_house(database, (parts.PAGES, parts.EVENTS), **env) as house:
            yield Meeting(house, **house.tells(BEGIN.replace("VIEWERS", str(viewers))))


class Hand:
    """Somebody at a page: asks for it once, and posts with the token that came with it over a connection kept open."""

    def __init__(self, meeting: Meeting, key: str) -> None:
        self.link = http.client.HTTPConnection(urlsplit(meeting.house.url).netloc, timeout=60)
        self.cookies = f"{meeting.cookie}={key}"
        self.link.request("GET", meeting.page, headers={"Cookie": self.cookies})
        answer = self.link.getresponse()
        answer.read()
        token = re.search(r"csrftoken=(\w+)", answer.headers.get("Set-Cookie", ""))
        if answer.status != 200 or token is None:
            raise RuntimeError(f"{meeting.page} answered {answer.status}")
        self.cookies += f"; csrftoken={token[1]}"
        self.token = token[1]

    def post(self, path: str, **fields: object) -> tuple[int, bytes]:
        """Send a form as the page does; status and body come back."""
        headers = {"Cookie": self.cookies, "X-CSRFToken": self.token, "HX-Request": "true"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request("POST", path, urlencode(fields), headers)
        answer = self.link.getresponse()
        return answer.status, answer.read()

    def close(self) -> None:
        self.link.close()
