"""A mail server that delivers nothing: every message becomes a file, to be opened and read."""

import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Folder:
    """Writes each accepted message into a folder, in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.count += 1
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{self.count:04}.eml"
        half = self.folder / f".{name}"
        half.write_bytes(envelope.content)
        half.rename(self.folder / name)  # a reader never meets half a message
        return "250 Kept"


def run(folder: Path, port: int) -> None:
    """Keep mail until told to stop."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(Folder(folder), hostname="127.0.0.1", port=port)
    controller.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()
