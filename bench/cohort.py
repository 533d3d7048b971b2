"""Our evaluator of many cases beside plain numpy: the same rules and columns, the same rounds."""

import gc
import time

from bench import columns
from bench.ours import House
from bench.rows import Row, middle, spread
from bench.rule_set import MISSING, agree, rule_set

CASES, CHECKED, ROUNDS, AIM = 200_000, 2_000, 9, 2
MILLISECONDS = 1000


def measure(cases: int = CASES, rounds: int = ROUNDS) -> list[Row]:
    """Each round ours, then numpy; what both say of every case is compared before."""
    rules = rule_set()
    house, told = House(rules), columns.random_columns(rules, cases)
    _check(house, told)
    ours: list[float] = []
    floor: list[float] = []
    for _round in range(rounds):
        gc.collect()
        started = time.perf_counter()
        house.judge_all(told)
        between = time.perf_counter()
        columns.judged(rules, told)
        ended = time.perf_counter()
        ours.append((between - started) * MILLISECONDS)
        floor.append((ended - between) * MILLISECONDS)
    ratios = [one / least for one, least in zip(ours, floor, strict=True)]
    method = (
        f"{cases} random cases, {len(rules.tests)} criteria on as many facts, {MISSING:.0%} missing, and "
        f"{len(rules.treatments)} treatments of AND, OR and NOT (bench/rule_set.py), from the same arrays of numbers; "
        f"{rounds} interleaved rounds, medians. Ours is the product's evaluator of a cohort, asking the rules as they are "
        f"written for one case, and gives every criterion and every verdict; the floor is plain numpy written for "
        f"these rules alone (bench/columns.py). Every value of every case was the same. Ratio: our time over the floor's, rounds "
        f"{spread(ratios)}; ours {spread(ours)}, floor {spread(floor)} ms. "
        f"Aim: at most {AIM}{'' if middle(ratios) <= AIM else ', MISSED'}."
    )
    return [Row("cohort.vs_numpy", middle(ours), "ms", method, floor=middle(floor), ratio=middle(ratios))]


def _check(house: House, told: list[columns.Column]) -> None:
    """Ours and numpy of every case, and the reference of the first ones."""
    found, floor = house.judge_all(told), columns.judged(house.rules, told)
    for name, known in house.known(found).items():
        if (known != floor[name]).any():
            raise RuntimeError(f"{name} is not the same in every case")
    first = [column[:CHECKED] for column in told]
    expected = (house.rules.answer(patient) for patient in columns.patients(house.rules, first))
    agree("ours", expected, columns.answers({name: known[:CHECKED] for name, known in house.known(found).items()}))
