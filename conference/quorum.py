"""Who has to be there before a board decides, and who is not (clinical.md 5.3, a local setting)."""

from collections.abc import Iterable
from typing import Any

from accounts.roles import QUORUM, Role
from conference.models import Seat


def absent_disciplines(roles: set[str]) -> list[list[Any]]:
    """The core disciplines nobody of these roles brings, each with the roles that could."""
    return [[Role(role).label for role in sorted(need)] for need in QUORUM if not need & roles]


def absent_of(seats: Iterable[Seat]) -> list[list[Any]]:
    """The core disciplines nobody of the roster brings; before anybody has said who came, all of it counts."""
    return absent_disciplines({seat.role for seat in seats if seat.present is not False})
