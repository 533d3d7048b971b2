"""The paper copy of a meeting in a file outside the database: for when the database is what is down."""

import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation

from accounts.models import User
from conference.models import Board
from conference.paper import as_file
from core.audit import record

BEFORE = timedelta(hours=36)  # so long before a meeting its copy is kept up to date
FRESH = timedelta(hours=1)  # so old the copy in the folder may be
KEPT = timedelta(days=7)  # patients' data on a disk are not kept longer than anybody needs them
ENDING = ".cantlie.html"


def print_pack(*, board: Board, path: Path, by: User | None) -> Path:
    """Write the meeting down in one file that only its owner reads; a copy half written is never seen."""
    with translation.override(settings.LANGUAGE_CODE):
        text, sheets = as_file(board)
    half = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    half.replace(path)
    record("board.print_pack", on=board, by=by, patients=[sheet["patient"] for sheet in sheets])
    return path


def to_print(folder: Path) -> list[tuple[Board, Path]]:
    """The meetings that are near and have no fresh copy in the folder, each with its place there."""
    now = timezone.now()
    near = Board.objects.coming().filter(starts_at__lte=now + BEFORE, ends_at__gte=now)
    named = [
        (board, folder / f"{timezone.localtime(board.starts_at):%Y-%m-%d-%H%M}-{board.pk}{ENDING}") for board in near
    ]
    return [(board, path) for board, path in named if not path.exists() or _age(path) > FRESH]


def forget_old(folder: Path) -> None:
    """Take away copies of meetings long over."""
    for path in folder.glob(f"*{ENDING}"):
        if _age(path) > KEPT:
            path.unlink(missing_ok=True)


def _age(path: Path) -> timedelta:
    return timedelta(seconds=timezone.now().timestamp() - path.stat().st_mtime)
