"""How many proposals one process makes in a second, beside generated Python source for as many criteria."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.generated import compiled
from bench.rows import Row, middle, spread
from bench.rule_set import patients, rule_set
from treatments.eligibility import MODALITIES, propose

DATA = Path(__file__).parents[1] / "tests" / "data"
ROUNDS = 15


def cases() -> list[dict[str, Any]]:
    """The worked and the published cases of our tests: whole ones, sparse ones, one with many lesions."""
    files = [*sorted((DATA / "worked").glob("*.json")), *sorted((DATA / "published").glob("*.json"))]
    found = [json.loads(path.read_text(encoding="utf-8")).get("case") for path in files]
    return [case for case in found if case and case.get("format") == "cantlie-case/1"]


def measure() -> list[Row]:
    """Rounds of all cases, each followed by a round of the floor."""
    every = cases()
    criteria = sum(len(modality["criteria"]) for modality in propose(every[0])["modalities"])
    rules = rule_set(criteria, len(MODALITIES))
    judge, flat = compiled(rules), patients(rules, 1000)
    ours, floor = [], []
    for _round in range(ROUNDS):
        ours.append(_rate(propose, every))
        floor.append(_rate(judge, flat))
    method = (
        f"{len(every)} worked and published cases, one process, {ROUNDS} interleaved rounds, median; each proposal judges "
        f"{len(MODALITIES)} treatments by {criteria} criteria and gives each with its facts and sources. The floor is generated "
        f"Python source for as many criteria and treatments over flat numbers (bench/generated.py), explaining nothing; "
        f"ratio: our time over the floor's. Rounds {spread(ours)}, floor {spread(floor)} a second."
    )
    rate, least = middle(ours), middle(floor)
    return [Row("propose.case", rate, "proposals/s", method, floor=least, ratio=least / rate)]


def _rate(answer: Callable[[dict[str, Any]], Any], asked: list[dict[str, Any]]) -> float:
    """How many a second."""
    started = time.perf_counter()
    for one in asked:
        answer(one)
    return len(asked) / (time.perf_counter() - started)
