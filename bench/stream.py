"""How much memory `manage.py propose` holds for a thousand lines and for a hundred times as many, through pipes."""

import json
import sys
import threading
import time
from itertools import cycle, islice
from pathlib import Path
from typing import IO, NamedTuple

from bench.pipes import piped
from bench.propose import cases
from bench.rows import Row, middle, short
from config.run.places import CLONE

FEW, MANY, ROUNDS, AIM = 1_000, 100_000, 3, 1.1
MB = 1_000_000


class Run(NamedTuple):
    """One run of the command."""

    peak_mb: float
    lines_per_second: float


def measure() -> list[Row]:
    """A few short runs, and a long one."""
    few, many = [run(FEW) for _round in range(ROUNDS)], run(MANY)
    floor = middle([one.peak_mb for one in few])
    ratio = many.peak_mb / floor
    method = (
        f"Peak resident memory of `manage.py propose -` that is given {MANY} lines through a pipe, the worked and published "
        f"cases of our tests in turn, and is read through another; the floor is that with {FEW} lines, middle of {ROUNDS} runs; "
        f"ratio: large over small. {short(many.lines_per_second)} lines a second, with the pipes' other ends sharing the cores. "
        f"Aim: at most {AIM}{'' if ratio <= AIM else ', MISSED'}."
    )
    return [Row("propose.stream_memory", many.peak_mb, "MB", method, floor=floor, ratio=ratio)]


def run(lines: int) -> Run:
    """The peak is read when the last case is judged: the command waits then for more, or for the end."""
    with piped([sys.executable, "manage.py", "propose", "-"], CLONE) as (process, given, taken):
        started = time.perf_counter()
        teller = threading.Thread(target=_tell, args=(given, lines))
        teller.start()
        answers = sum(1 for _line in islice(taken, lines - 1))  # the end of the last waits for the end of the input
        seconds = time.perf_counter() - started
        teller.join()
        peak = _peak(process.pid)
        given.close()
        answers += sum(1 for _line in taken)
        if process.wait() or answers != lines:
            raise RuntimeError(f"{answers} of {lines} lines were answered, exit code {process.returncode}.")
    return Run(peak, lines / seconds)


def _tell(given: IO[bytes], lines: int) -> None:
    written = [json.dumps(case).encode() + b"\n" for case in cases()]
    for line in islice(cycle(written), lines):
        given.write(line)
    given.flush()


def _peak(pid: int) -> float:
    """The most that was ever resident: of the program alone, which the kernel's account of a child would not be."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / MB
