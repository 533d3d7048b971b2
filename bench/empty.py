"""The floor of memory: the same programs with nothing in them."""

from collections.abc import Callable, Iterable
from typing import Any

from celery import Celery

app = Celery("empty")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A page with nothing on it."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
