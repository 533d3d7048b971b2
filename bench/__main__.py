"""`python -m bench [ONLY]`: measure, write docs/reference/benchmarks.json, and the page from it."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from bench import rows
from bench.rows import NotMeasured, Row


@dataclass(frozen=True)
class Bench:
    """Some figures that are measured together."""

    ids: tuple[str, ...]  # each, or the beginning of several
    measure: Callable[[], Sequence[Row | NotMeasured]]

    def answers_to(self, only: str) -> bool:
        return any(one.startswith(only) or (one.endswith(".") and only.startswith(one)) for one in self.ids)


def _of(module: str) -> Callable[[], Sequence[Row | NotMeasured]]:
    """The bench of a module, which is imported when it is asked for."""
    return lambda: import_module(f"bench.{module}").measure()


BENCHES = (
    Bench(("propose.case",), _of("propose")),
    Bench(("propose.vs_zen", "propose.vs_cql", "propose.vs_generated"), _of("engines")),
    Bench(("propose.stream_memory",), _of("stream")),
    Bench(("cohort.vs_numpy",), _of("cohort")),
    Bench(("plan.40_lesions.p95_ms",), _of("planning")),
    Bench(("page.desk.", "page.meeting.", "page.case.", "page.follow_ups."), _of("pages")),
    Bench(("page.list.vs_stock", "page.list.vs_uncached"), _of("vs_stock")),
    Bench(("memory.web", "memory.worker"), _of("memory")),
    Bench(("board.",), _of("board")),
)


def main(words: list[str]) -> int:
    """Measure what is asked for; the rows of the others stay as they are. 1: something could not be measured here."""
    only = words[0] if words else ""
    chosen = [bench for bench in BENCHES if bench.answers_to(only)]
    if not chosen:
        known = ", ".join(one for bench in BENCHES for one in bench.ids)
        sys.stderr.write(f"Nothing is called {only!r}. There are: {known}\n")
        return 2
    code = False
    try:
        for bench in chosen:
            found = bench.measure()
            rows.write(one for one in found if isinstance(one, Row))
            for one in found:
                _say(one)
                code = code or isinstance(one, NotMeasured)
    finally:
        _stop()
    return int(code)


def _say(one: Row | NotMeasured) -> None:
    if isinstance(one, NotMeasured):
        sys.stderr.write(f"{one.id} was not measured: {one.reason}\n")
    else:
        sys.stdout.write(f"{one.id:28} {rows.short(one.value):>10} {one.unit:22} ratio {rows.short(one.ratio or 0)}\n")


def _stop() -> None:
    """Stop the servers, if any bench needed them."""
    if (ground := sys.modules.get("bench.ground")) is not None:
        ground.clear()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
