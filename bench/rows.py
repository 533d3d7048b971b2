"""A figure, the file of all figures, and the page made from it."""

import datetime as dt
import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from math import floor, log10
from pathlib import Path
from statistics import median, quantiles
from typing import Any

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
HEADER = """# Benchmarks

Written by `make bench` from `benchmarks.json`; `make bench ONLY=id` measures one again and keeps the others.
The machines are noisy: every figure is a median of interleaved rounds, and the ratios are worth more than the figures.
What the ratio of a row compares stands in its method. Where a peer is named it is times faster than the peer: more is
better. Elsewhere it is our time or memory over the floor's, and for growth large over small: less is better.
"""


def machine() -> str:
    """What the figures were taken on."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    memory = round(pages * size / 2**30)
    return f"{os.cpu_count()} cores, {memory} GiB, {platform.system()} {platform.machine()}, CPython {platform.python_version()}"


def today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()


@dataclass(frozen=True)
class Row:
    """One figure as benchmarks.json keeps it."""

    id: str
    value: float
    unit: str
    method: str
    floor: float | None = None
    peer: str | None = None
    ratio: float | None = None
    machine: str = field(default_factory=machine)
    date: str = field(default_factory=today)


@dataclass(frozen=True)
class NotMeasured:
    """A figure that could not be taken here, and why; the file keeps what it had."""

    id: str
    reason: str


KEYS = ("id", "value", "unit", "floor", "peer", "ratio", "method", "machine", "date")


def as_json(row: Row) -> dict[str, Any]:
    """The row with its keys in order and three digits in its numbers."""
    values = asdict(row)
    return {key: short(values[key]) if isinstance(values[key], float) else values[key] for key in KEYS}


def short(number: float, digits: int = 3) -> float | int:
    """A figure with as many digits as it is worth."""
    if not number:
        return 0
    rounded = round(number, digits - 1 - floor(log10(abs(number))))
    return int(rounded) if rounded == int(rounded) else rounded


def spread(numbers: Iterable[float]) -> str:
    """The lowest and the highest of the rounds: how much of a figure is noise."""
    found = sorted(numbers)
    return f"{short(found[0])}–{short(found[-1])}"


def p95(numbers: list[float]) -> float:
    return quantiles(numbers, n=20)[-1] if len(numbers) > 1 else numbers[0]


middle = median


def merged(kept: list[dict[str, Any]], fresh: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the file with the newly measured ones in their places; what is new comes by its id."""
    rows = {row["id"]: row for row in (*kept, *fresh)}
    return [rows[key] for key in sorted(rows)]


def read(folder: Path = FOLDER) -> list[dict[str, Any]]:
    path = folder / "benchmarks.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found


def write(fresh: Iterable[Row], folder: Path = FOLDER) -> None:
    """Merge the rows into the file and write the page anew."""
    rows = merged(read(folder), [as_json(row) for row in fresh])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmarks.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "benchmarks.md").write_text(page(rows), encoding="utf-8")


def page(rows: list[dict[str, Any]]) -> str:
    """The table, and under it how each figure was taken."""
    lines = [HEADER, "| id | value | floor | peer | ratio | date |", "|---|---|---|---|---|---|"]
    for row in rows:
        cells = [f"`{row['id']}`", f"{_number(row['value'])} {row['unit']}", _number(row["floor"]), row["peer"] or "–"]
        lines.append(f"| {' | '.join([*cells, _number(row['ratio']), row['date']])} |")
    lines += ["", "## How each was taken", ""]
    lines += [f"- `{row['id']}`: {row['method']} ({row['machine']})" for row in rows]
    return "\n".join(lines) + "\n"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,}".replace(",", " ")
