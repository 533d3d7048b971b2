"""A program of ours or of others, spoken to through pipes."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from config.run.children import leash, stop


class Piped(NamedTuple):
    """A running program, what it is told and what it answers."""

    process: subprocess.Popen[bytes]
    given: IO[bytes]
    taken: IO[bytes]


@contextmanager
def piped(command: Sequence[str], folder: Path | str) -> Iterator[Piped]:
    """Start it, and stop it whatever happens."""
    process = subprocess.Popen(
        [*leash(), *command], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError(f"{command[0]} has no pipes.")
        yield Piped(process, process.stdin, process.stdout)
    finally:
        stop(process)
