"""`manage.py import_cases --hospital X --source NAME FILE…`: cases from other systems, each one whole or not at all."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Unit
from conference.imports import import_case
from core.database import working_for
from core.rules import RuleBroken
from treatments.eligibility import Fault, validate
from treatments.eligibility.jsonl import records


class Command(BaseCommand):
    help = "Import cantlie-case/1 files, bare or under `case`. A known reference is left as it is; faults are named."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--hospital", required=True, help="the hospital that owns the patients, by name")
        parser.add_argument(
            "--source", required=True, help="the system the cases come from; with the reference it names each"
        )
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = self._unit(options["hospital"])
        tally: Counter[str] = Counter()
        for path in options["files"]:
            for line, case, faults in self._cases(path):
                outcome = [f"{fault.path}: {fault.reason}" for fault in faults or validate(case)]
                outcome = outcome or self._import(case, unit, options["source"], tally)
                for fault in outcome:
                    tally["faults"] += 1
                    self.stderr.write(f"{path}: line {line}: {fault}")
        self.stdout.write(f"{tally['new']} imported, {tally['known']} already there, {tally['faults']} faults.")
        if tally["faults"]:
            sys.exit(2)

    def _unit(self, name: str) -> Unit:
        unit = Unit.objects.filter(hospital__name=name, hosts_conference=True).select_related("hospital").first()
        if unit is None:
            raise CommandError(f"No hospital named {name!r} with a unit that hosts a conference.")
        return unit

    def _import(self, case: dict[str, Any], unit: Unit, source: str, tally: "Counter[str]") -> list[str]:
        try:
            with working_for(unit.hospital_id):
                made = import_case(case, unit=unit, source=source)
        except RuleBroken as broken:
            return [f"{broken.field or ''}: {broken.message}"]
        tally["known" if made is None else "new"] += 1
        return []

    def _cases(self, path: Path) -> Iterator[tuple[int, Any, tuple[Fault, ...]]]:
        """(line, case, faults) of a file; what is of another format is skipped by name."""
        try:
            with path.open("rb") as lines:
                for record in records(lines):
                    case = record.value.get("case", record.value) if isinstance(record.value, dict) else record.value
                    named = case.get("format") if isinstance(case, dict) else None
                    if record.faults or named == "cantlie-case/1":
                        yield record.line, case, record.faults
                    else:
                        self.stdout.write(f"{path}: line {record.line}: skipped, its format is {named or 'not named'}.")
        except OSError as unreadable:
            raise CommandError(f"{path} cannot be read: {unreadable.strerror}.") from unreadable
