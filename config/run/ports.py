"""Free ports and taken ones."""

import socket

from config.run.children import CannotStart


def free_port() -> int:
    """A port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def refuse_taken(port: int, what: str) -> None:
    """Say so in one line when another program has the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            raise CannotStart(
                f"Port {port} ({what}) is taken by another program. Stop that one, or choose: make up PORT={port + 100}"
            ) from taken
