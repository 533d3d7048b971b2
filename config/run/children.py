"""Starting and stopping children that die with us, even when we are killed with -9."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO


class CannotStart(RuntimeError):
    """Something the house needs will not start; the message says what and why, for a person."""


@dataclass(frozen=True)
class Account:
    """An operating system account, by number: group names differ between distributions."""

    uid: int
    gid: int

    @classmethod
    def named(cls, name: str) -> "Account":
        entry = pwd.getpwnam(name)
        return cls(entry.pw_uid, entry.pw_gid)


def leash(signal_name: str = "TERM", account: Account | None = None) -> list[str]:
    """The setpriv prefix that makes the kernel signal the child when we die, and changes the account if asked."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        if account:
            raise CannotStart(
                "setpriv (Debian package util-linux) is missing; without it root cannot start PostgreSQL."
            )
        return []  # not Linux: a child outlives us only when we are killed with -9
    change = [f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"] if account else []
    return [setpriv, *change, "--pdeathsig", signal_name]


def spawn(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    log: IO[bytes] | int | None = None,
    dies_by: str = "TERM",
    account: Account | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (so that Ctrl-C reaches us alone) and on a leash."""
    command = [*leash(dies_by, account), *(str(word) for word in argv)]
    return subprocess.Popen(
        command,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def sweep(process: subprocess.Popen[bytes]) -> None:
    """Kill what a dead child left behind in its session: a killed server's workers would keep its port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def stop(
    process: subprocess.Popen[bytes] | None, by: signal.Signals | None = signal.SIGTERM, patience: float = 10
) -> None:
    """Ask the child to stop (by=None: somebody has), wait, and insist when it does not."""
    if process is None:
        return
    if process.poll() is None:
        if by is not None:
            process.send_signal(by)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    sweep(process)
    process.wait()


def program(name: str) -> str:
    """The program of our own virtual environment."""
    return str(Path(sys.executable).parent / name)
