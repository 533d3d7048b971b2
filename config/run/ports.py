"""Free ports and taken ones."""

import socket

from config.run.children import CannotStart

HIGHEST = 65535


def free_port() -> int:
    """A port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def chosen(text: str) -> int:
    """The port somebody typed; the pages take it, and the event stream the next one."""
    port = int(text) if text.isascii() and text.isdecimal() else 0
    if not 0 < port < HIGHEST:
        raise CannotStart(
            f"PORT={text} is no port: choose a number from 1 to {HIGHEST - 1} (the event stream takes the next one)."
        )
    return port


def refuse_taken(port: int, what: str) -> None:
    """Say so in one line when we cannot have the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as refused:
            raise CannotStart(f"Port {port} ({what}) is for root alone. Choose another: make up PORT=8000") from refused
        except OSError as taken:
            other = port + 100 if port + 100 < HIGHEST else port - 100
            raise CannotStart(
                f"Port {port} ({what}) is taken by another program. Stop that one, or choose: make up PORT={other}"
            ) from taken
