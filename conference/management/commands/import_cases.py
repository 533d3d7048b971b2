"""`manage.py import_cases --hospital X --source NAME FILE…`: cases from other systems, each one whole or not at all."""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, DataError, IntegrityError

from accounts.models import Unit
from conference.imports import import_case
from core.database import working_for
from core.rules import RuleBroken
from patients.models.person import SOURCE_LENGTH
from treatments.eligibility import validate
from treatments.eligibility.jsonl import Record, records


class Command(BaseCommand):
    help = "Import cantlie-case/1 files, bare or under `case`. A known reference is left as it is; faults are named."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--hospital", required=True, help="the hospital that owns the patients, by name")
        parser.add_argument(
            "--source", required=True, help="the system the cases come from; with the reference it names each"
        )
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        unit, source, self.tally = self._unit(options["hospital"]), options["source"], Counter[str]()
        if not 1 <= len(source) <= SOURCE_LENGTH:
            raise CommandError(f"A source has a name of at most {SOURCE_LENGTH} characters.")
        for path in options["files"]:
            try:
                lines = path.open("rb")
            except OSError as unreadable:
                self._complain(path, f"cannot be read: {unreadable.strerror}")
                continue
            with lines:
                for record in records(lines):
                    for fault in self._faults(path, record, unit, source):
                        self._complain(path, f"line {record.line}: {fault}")
        counted = "{new} imported, {known} already there, {faults} faults."
        self.stdout.write(counted.format_map(self.tally))
        if self.tally["faults"]:
            sys.exit(2)

    def _unit(self, name: str) -> Unit:
        unit = Unit.objects.filter(hospital__name=name, hosts_conference=True).select_related("hospital").first()
        if unit is None:
            raise CommandError(f"No hospital named {name!r} with a unit that hosts a conference.")
        return unit

    def _complain(self, path: Path, fault: str) -> None:
        self.tally["faults"] += 1
        self.stderr.write(f"{path}: {fault}")

    def _faults(self, path: Path, record: Record, unit: Unit, source: str) -> list[str]:
        """Import one record; why it could not be. What is of another format is skipped by name."""
        case = record.value.get("case", record.value) if isinstance(record.value, dict) else record.value
        named = case.get("format") if isinstance(case, dict) else None
        if not record.faults and named != "cantlie-case/1":
            self.stdout.write(f"{path}: line {record.line}: skipped, its format is {named or 'not named'}.")
            return []
        faults = [f"{fault.path}: {fault.reason}" for fault in record.faults or validate(case)]
        return faults or self._import(case, unit, source)

    def _import(self, case: dict[str, Any], unit: Unit, source: str) -> list[str]:
        """One case in a transaction of its own, whole or not at all."""
        try:
            with working_for(unit.hospital_id):
                made = import_case(case, unit=unit, source=source)
        except RuleBroken as broken:
            return [f"{broken.field or ''}: {broken.message}"]
        except (DataError, IntegrityError) as refused:
            return [f": the database refuses it: {_reason(refused)}"]
        self.tally["known" if made is None else "new"] += 1
        return []


def _reason(refused: DatabaseError) -> str:
    """What of the database was broken; its own words would repeat the row."""
    cause = refused.__cause__
    constraint = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
    return constraint or type(cause).__name__
