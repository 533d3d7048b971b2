"""The line to the event server: which meeting has moved, and nothing else. The database is the truth; this only wakes."""

import json
import logging
import time
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import redis
from django.conf import settings
from redis.exceptions import RedisError

from conference.models import Turn

logger = logging.getLogger("cantlie.line")

PATIENCE = 0.5  # seconds a writer waits for a broker that does not answer
REST = 5.0  # seconds the broker is left alone after it did not


@cache
def _broker() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)


@dataclass
class Rest:
    """Until when the broker is left alone."""

    until: float = 0.0


rest = Rest()


def tell(board: UUID) -> None:
    """Say the version of a meeting to whoever listens. When nobody can be told, the listeners look for themselves."""
    if time.monotonic() < rest.until:
        return
    version = Turn.objects.filter(board=board).count()
    try:
        _broker().publish(f"board:{board}", json.dumps({"version": version}))
    except (RedisError, OSError) as fault:
        rest.until = time.monotonic() + REST
        logger.warning("The broker is away (%s); the screens look for themselves.", type(fault).__name__)
