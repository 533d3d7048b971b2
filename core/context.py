"""What every page knows about the house."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.version import VERSION

THEMES = frozenset({"light", "dark", "dark-room"})


def house(request: HttpRequest) -> dict[str, Any]:
    """Navigation, hospital, theme and version for the layouts."""
    user: Any = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    theme = request.COOKIES.get("theme", "")
    return {
        "house": {
            "nav": _nav(request) if known else [],
            "hospital": user.acting.hospital_name if known else "",
            "roles": user.acting.role_names if known else [],
            "hospitals": user.acting.hospitals if known else (),
            "shortcuts": "on" if not known or user.shortcuts else "off",
            "theme": theme if theme in THEMES else "",
            "version": VERSION,
        }
    }


def rooms(user: Any) -> list[tuple[str, str]]:
    """(URL name, label) of the rooms the person may enter, the first one first; URL names are not imports."""
    every = [
        ("see_desk", "conference:desk", _("Desk")),
        ("see_board", "conference:boards", _("Meetings")),
        ("see_patient", "patients:find", _("Patients")),
        ("follow_up", "conference:follow_ups", _("Follow-up")),
        ("administer", "accounts:people", _("People")),
        ("see_audit", "accounts:trail", _("Audit trail")),
    ]
    held = {str(permission) for permission in user.acting.permissions}
    return [(name, label) for permission, name, label in every if permission in held]


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"url": reverse(name), "label": label, "current": request.path == reverse(name)}
        for name, label in rooms(request.user)
    ]
