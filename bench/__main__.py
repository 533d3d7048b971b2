"""`python -m bench [ONLY]`: measure, write docs/reference/benchmarks.json, and the page from it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from bench import rows
from bench.rows import Row


@dataclass(frozen=True)
class Bench:
    """Some figures that are measured together."""

    ids: tuple[str, ...]  # each, or the beginning of several
    measure: Callable[[], list[Row]]

    def answers_to(self, only: str) -> bool:
        return any(one.startswith(only) or (one.endswith(".") and only.startswith(one)) for one in self.ids)


def _propose() -> list[Row]:
    from bench.propose import measure

    return measure()


def _growth() -> list[Row]:
    from bench.pages import measure

    return measure()


def _vs_stock() -> list[Row]:
    from bench.vs_stock import measure

    return measure()


def _memory() -> list[Row]:
    from bench.memory import measure

    return measure()


BENCHES = (
    Bench(("propose.case",), _propose),
    Bench(("page.desk.", "page.meeting.", "page.case.", "page.follow_ups."), _growth),
    Bench(("page.list.vs_stock", "page.list.vs_uncached"), _vs_stock),
    Bench(("memory.web", "memory.worker"), _memory),
)


def main(words: list[str]) -> int:
    """Measure what is asked for; the rows of the others stay as they are."""
    only = words[0] if words else ""
    chosen = [bench for bench in BENCHES if bench.answers_to(only)]
    if not chosen:
        known = ", ".join(one for bench in BENCHES for one in bench.ids)
        sys.stderr.write(f"Nothing is called {only!r}. There are: {known}\n")
        return 2
    try:
        for bench in chosen:
            found = bench.measure()
            rows.write(found)
            for row in found:
                sys.stdout.write(
                    f"{row.id:28} {rows.short(row.value):>10} {row.unit:22} ratio {rows.short(row.ratio or 0)}\n"
                )
    finally:
        _stop()
    return 0


def _stop() -> None:
    """Stop the servers, if any bench needed them."""
    if (ground := sys.modules.get("bench.ground")) is not None:
        ground.clear()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
