"""Our evaluator beside zen-engine, cql-execution and generated Python: the same rules, the same patients, the same rounds."""

import gc
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from bench import columns, cql, generated, zen
from bench.ours import House
from bench.rows import NotMeasured, Row, middle, short, spread
from bench.rule_set import MISSING, RuleSet, agree, patients, rule_set

PATIENTS, ROUNDS = 1000, 9
FASTER, SLOWER = 8, 5  # the aims: times faster than zen-engine, times the time of generated Python
OURS, JUDGED, ZEN, CQL, GENERATED, NUMPY = "ours", "judged", "zen", "cql", "generated", "numpy"
NAMES = {ZEN: zen.NAME, CQL: cql.name()}

type Seconds = Callable[[], float]


def measure() -> list[Row | NotMeasured]:
    """Every engine that can be had, once each round."""
    rules = rule_set()
    with ExitStack() as stack:
        engines, absent = _engines(rules, PATIENTS, stack)
        found: dict[str, list[float]] = {name: [] for name in engines}
        for _round in range(ROUNDS):
            for name, seconds in engines.items():
                gc.collect()
                found[name].append(seconds() / PATIENTS * 1e6)
    how = _how(rules, found)
    peers = [_beside(name, found, how) for name in (ZEN, CQL) if name in found]
    return [*peers, _over_generated(found, how), *absent]


def _engines(rules: RuleSet, count: int, stack: ExitStack) -> tuple[dict[str, Seconds], list[NotMeasured]]:
    """How to time each engine with so many patients; each has answered all of them as the reference does."""
    asked = patients(rules, count)
    expected = [rules.answer(one) for one in asked]
    house, judge, decision = House(rules), generated.compiled(rules), zen.decision(rules)
    flat, told = columns.columns(asked), [house.told(one) for one in asked]
    agree(OURS, expected, (house.answer(house.judge(one)) for one in told))
    agree(ZEN, expected, (zen.answer(decision.evaluate(one)) for one in asked))
    agree(GENERATED, expected, map(judge, asked))
    agree(NUMPY, expected, columns.answers(columns.judged(rules, flat)))
    engines = {
        OURS: lambda: _timed(house.explain, told),
        JUDGED: lambda: _timed(house.judge, told),
        ZEN: lambda: _timed(decision.evaluate, asked),
        GENERATED: lambda: _timed(judge, asked),
        NUMPY: lambda: _timed(lambda columns_: columns.judged(rules, columns_), [flat]),
    }
    try:
        process = stack.enter_context(cql.judging(rules, asked))
    except cql.NotHere as reason:
        return engines, [NotMeasured("propose.vs_cql", str(reason))]
    agree(CQL, expected, process.answers())
    process.seconds()  # once more to warm up: node compiles what it has run often
    return engines | {CQL: process.seconds}, []


def _timed(judge: Callable[[Any], Any], asked: Iterable[Any]) -> float:
    started = time.perf_counter()
    for one in asked:
        judge(one)
    return time.perf_counter() - started


def _how(rules: RuleSet, found: dict[str, list[float]]) -> str:
    return (
        f"{len(rules.tests)} criteria on as many facts, {MISSING:.0%} missing, and {len(rules.treatments)} treatments of AND, OR "
        f"and NOT (bench/rule_set.py); {PATIENTS} random patients, {ROUNDS} interleaved rounds of all engines in one run, medians "
        f"in microseconds a patient; every answer of every engine was that of the reference. Ours is the product's evaluator on "
        f"the facts told, and of each row the answer, the facts it used, its threshold and its sources are read "
        f"({spread(found[OURS])}; {short(middle(found[JUDGED]))} until they are); the others return bare values. The floor is "
        f"generated Python source ({spread(found[GENERATED])}); plain numpy over the same patients as "
        f"columns takes {short(middle(found[NUMPY]))}."
    )


def _beside(name: str, found: dict[str, list[float]], how: str) -> Row:
    ours, peer = found[OURS], found[name]
    ratios = [theirs / own for own, theirs in zip(ours, peer, strict=True)]
    aim = "" if name != ZEN else f" Aim: at least {FASTER}{'' if middle(ratios) >= FASTER else ', MISSED'}."
    method = f"{how} Times faster than {NAMES[name]} ({spread(peer)}): rounds {spread(ratios)}.{aim}"
    return Row(
        f"propose.vs_{name}",
        middle(ours),
        "µs a patient",
        method,
        middle(found[GENERATED]),
        f"{NAMES[name]}, {short(middle(peer))} µs",
        middle(ratios),
    )


def _over_generated(found: dict[str, list[float]], how: str) -> Row:
    ours, floor = found[OURS], found[GENERATED]
    ratios = [own / least for own, least in zip(ours, floor, strict=True)]
    missed = "" if middle(ratios) <= SLOWER else ", MISSED"
    method = f"{how} Ratio: our time over the floor's, rounds {spread(ratios)}. Aim: at most {SLOWER}{missed}."
    return Row("propose.vs_generated", middle(ours), "µs a patient", method, floor=middle(floor), ratio=middle(ratios))
