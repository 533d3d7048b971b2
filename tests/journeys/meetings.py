"""A meeting of the demo's cases, called for one journey."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.run.houses import House

# Puts these cases on an extra meeting of today, chaired by the radiologist, with nobody present for the endocrinologists.
CALL = """
import datetime as dt
from django.utils import timezone
from accounts.models import User
from conference import actions
from conference.models import Case
from core.database import working_for

with working_for():
    user = {one.username: one for one in User.objects.all()}
    cases = [Case.objects.get(patient__reference=reference) for reference in %r]
    now = timezone.now()
    board = actions.call_board(unit=cases[0].unit, name="Six cases", starts_at=now - dt.timedelta(minutes=1),
        ends_at=now + dt.timedelta(minutes=59), chair=user["radiologist"], by=user["coordinator"])
    for name in ("surgeon", "interventionist", "endocrinologist"):
        actions.seat(board=board, user=user[name], role=user[name].acting.roles[0], by=user["coordinator"])
    actions.attend(board=board, present=[user["radiologist"], user["surgeon"]], by=user["coordinator"])
    for case in cases:
        actions.schedule(case=case, board=board, by=user["coordinator"])
    items = board.items.select_related("patient").order_by("position")
    say({"board": str(board.pk), "items": [str(one.pk) for one in items], "names": [one.patient.surname for one in items]})
"""


def called(house: House, cases: tuple[str, ...]) -> dict[str, Any]:
    """A meeting of these cases, its items and their names in order."""
    return house.tells(CALL % (cases,))


def jotted(page: Page) -> None:
    expect(page.locator("[data-jot-state]")).to_contain_text("Saved")
