"""A meeting on paper, for the day on which everything is down: one page that needs nothing but itself."""

import base64
import re
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone

from conference.models import Board, Case, Decision
from conference.read_ahead import sheets
from core.stylesheet import whole
from core.templatetags.house import sprite
from core.version import VERSION
from treatments.eligibility.version import rules_version
from treatments.limits import limits

SPARE = 6  # blank lines for who is not on the roster
TEMPLATE = "conference/print_pack.html"


def print_pack(board: Board, cases: Any) -> dict[str, Any]:
    """What conference/print_pack.html takes. CASES: those the reader may see."""
    return {
        "board": board,
        "seats": list(board.seats.taken().select_related("user").order_by("role", "user__name")),
        "sheets": sheets(board, cases),
        "printed_at": timezone.localtime(),
        "rules_version": rules_version(limits()),
        "version": VERSION,
        "kinds": Decision.Kind.choices,
        "intents": Decision.Intent.choices,
        "spare": range(SPARE),
        "standalone": False,
    }


def as_file(board: Board) -> tuple[str, list[dict[str, Any]]]:
    """The whole meeting as one HTML file, style, letters and drawings in it, and the sheets that are on it."""
    context = print_pack(board, Case.objects.all()) | {"standalone": True}
    return self_contained(render_to_string(TEMPLATE, context)), context["sheets"]


def self_contained(page: str) -> str:
    """A page that asks for nothing: its stylesheet, its letters and its icons inside."""
    page = re.sub(r"<link [^>]*>\s*", "", page)
    page = page.replace("</head>", f"<style>{stylesheet()}</style>\n</head>")
    page = page.replace(f'"{sprite()}#', '"#icon-')
    return re.sub(r"(<body[^>]*>)", lambda body: f"{body[1]}\n{icons()}", page, count=1)


def stylesheet() -> str:
    """The one stylesheet, and the letters it uses."""
    return re.sub(r'url\("\.\./(?P<name>[^"]+\.woff2)"\)', _letters, whole(_source))


def _letters(found: re.Match[str]) -> str:
    data = base64.b64encode(_path(found["name"]).read_bytes()).decode()
    return f'url("data:font/woff2;base64,{data}")'


def icons() -> str:
    """The sprite, as a part of the page; its ids get a first name of their own."""
    text = re.sub(r"<!--.*?-->", "", _source("icons.svg"), flags=re.DOTALL)
    text = text.replace('<symbol id="', '<symbol id="icon-')
    return text.replace("<svg ", '<svg hidden aria-hidden="true" ', 1)


def _source(name: str) -> str:
    return _path(name).read_text(encoding="utf-8")


def _path(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise LookupError(name)
    return Path(found)
