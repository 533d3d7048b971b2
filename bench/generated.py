"""The floor of a proposal: as many criteria as ours, as generated Python source over flat numbers, explaining nothing.

The set of rules is that of the project's comparison of engines: a quarter each of `<=`, `<`, `is true` and `>=`, 15 % of
the facts missing, AND, OR and NOT of three values; every criterion's result and every verdict is returned.
"""

from collections.abc import Callable
from random import Random
from typing import Any

TESTS = ("x <= 50", "x < 40", "x > 50", "x >= 30")
MISSING = 0.15


def _all(names: list[str]) -> str:
    no, unknown = (" or ".join(f"{name} is {value}" for name in names) for value in ("False", "None"))
    return f"(False if {no} else None if {unknown} else True)"


def _any(names: list[str]) -> str:
    yes, unknown = (" or ".join(f"{name} is {value}" for name in names) for value in ("True", "None"))
    return f"(True if {yes} else None if {unknown} else False)"


def rules(criteria: int, treatments: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A compiled function of one flat patient."""
    random = Random(1)  # noqa: S311 - the same rules each time
    names = [f"c{number}" for number in range(criteria)]
    lines = ["def judge(p):"]
    lines += [f" x = p['f{n}']; c{n} = None if x is None else {TESTS[n % 4]}" for n in range(criteria)]
    for number in range(treatments):
        chosen = random.sample(names, max(8, criteria // 6))
        lines.append(f" a{number}, b{number} = {_all(chosen[:-5])}, {_any(chosen[-5:-2])}")
        lines.append(f" n{number} = None if {chosen[-1]} is None else not {chosen[-1]}")
        lines.append(f" v{number} = {_all([f'a{number}', f'b{number}', f'n{number}'])}")
    given = [*names, *(f"v{number}" for number in range(treatments))]
    lines.append(" return {" + ", ".join(f"'{name}': {name}" for name in given) + "}")
    made: dict[str, Any] = {}
    exec("\n".join(lines), made)  # noqa: S102 - our own lines
    judge: Callable[[dict[str, Any]], dict[str, Any]] = made["judge"]
    return judge


def patients(criteria: int, count: int) -> list[dict[str, Any]]:
    random = Random(2)  # noqa: S311 - the same patients each time
    fields = [f"f{number}" for number in range(criteria)]
    return [
        {name: None if random.random() < MISSING else random.randint(0, 100) for name in fields}
        for _one in range(count)
    ]
