"""`manage.py print_pack BOARD --out FILE.html`: the paper copy of a meeting, to be kept where nothing else has to run."""

import argparse
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from conference.actions.paper import print_pack
from conference.models import Board
from core.database import working_for


class Command(BaseCommand):
    help = "Write a meeting down in one HTML file: attendance, list, every case with a form for its answer."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("board", type=UUID, help="the id of the meeting, the last part of its address")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.html")

    def handle(self, *args: Any, **options: Any) -> None:
        with working_for():
            board = Board.objects.select_related("chair").filter(pk=options["board"]).first()
            if board is None:
                raise CommandError("There is no such meeting.")
            try:
                path = print_pack(board=board, path=options["out"], by=None)
            except OSError as fault:
                raise CommandError(f"{options['out']}: {fault.strerror}") from fault
        self.stdout.write(f"{path}: {board.items.count()} cases. It names patients: keep it as you keep their records.")
