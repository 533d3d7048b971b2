"""Is the house well? One address answers for people, `make up`, the proxy and the watchman."""

from dataclasses import asdict, dataclass
from typing import Any

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.models import Heartbeat
from core.tasks import BEAT, WORKER

STALE = 90  # seconds: three missed heartbeats
PATIENCE = 2  # seconds the broker has for an answer


@dataclass(frozen=True)
class Health:
    """What was found; None is unknown, never well."""

    database: bool
    broker: bool
    worker_age: float | None  # seconds since a worker last ran a task
    beat_age: float | None  # seconds since beat sent the last task that was run
    pending_migrations: int | None

    @property
    def pages(self) -> bool:
        """Pages can be served: without broker and worker only mail and the live board wait."""
        return self.database and self.pending_migrations == 0

    @property
    def status(self) -> str:
        """`starting` until the first heartbeat, then `ok` or `failing`."""
        if not (self.pages and self.broker):
            return "failing"
        if self.worker_age is None or self.beat_age is None:
            return "starting"
        return "ok" if max(self.worker_age, self.beat_age) <= STALE else "failing"


def _pending() -> int:
    """Migrations the code has and the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _ages() -> dict[str, float]:
    now = timezone.now()
    return {name: round((now - at).total_seconds(), 1) for name, at in Heartbeat.objects.values_list("name", "at")}


def _broker() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def look() -> Health:
    """Ask everything once; a database that is away is an answer, not an error."""
    broker = _broker()
    try:
        pending = _pending()
        ages = {} if pending else _ages()
    except (DatabaseError, InterfaceError):
        connection.close()
        return Health(False, broker, None, None, None)
    return Health(True, broker, ages.get(WORKER), ages.get(BEAT), pending)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, else 503; `?of=pages` asks only what serving a page needs. Knows no patient, needs no login."""
    health = look()
    answer: dict[str, Any] = {"status": health.status, **asdict(health)}
    well = health.pages if request.GET.get("of") == "pages" else health.status == "ok"
    return JsonResponse(answer, status=200 if well else 503)


healthz.permissions = ()  # type: ignore[attr-defined]
