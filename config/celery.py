"""The background work: beat only says "look", the database knows what is due, so the broker may lose everything.

No task carries a time to run at: on a Redis broker such tasks run again and again once the visibility timeout is over.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from celery import Celery
from celery.beat import BeatLazyFunc, Scheduler
from celery.signals import beat_init, celeryd_init, setup_logging

TICK = timedelta(seconds=30)
TIME_LIMIT = 60  # seconds one task may take
VISIBILITY = 120  # seconds after which an unacknowledged task is given to another worker; must be more than the limit
SOCKET_TIMEOUT = 15  # seconds; without one a publish to a half-open connection waits for ever

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def broker_url(redis_url: str) -> str:
    """The same Redis as kombu spells it: `unix://…?db=0` is `redis+socket://…?virtual_host=0` there."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return redis_url.replace("unix://", "redis+socket://", 1).replace("db=", "virtual_host=", 1)


def now() -> str:
    """The moment beat sends a message, for the message to carry."""
    return datetime.now(UTC).isoformat()


class PromptScheduler(Scheduler):
    """Beat without a file: its schedule is below, and the first tick comes at once instead of after one interval."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now() - TICK


def tick(task: str, **kwargs: Any) -> dict[str, Any]:
    """A schedule entry every TICK, in UTC; a tick nobody took in time is worth nothing to the next one."""
    return {"task": task, "schedule": TICK, "kwargs": kwargs, "options": {"expires": TICK.total_seconds()}}


app = Celery("cantlie")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_time_limit=TIME_LIMIT,
    worker_prefetch_multiplier=1,
    worker_send_task_events=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,  # they will be delivered again
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": VISIBILITY,
        "socket_timeout": SOCKET_TIMEOUT,
        "socket_connect_timeout": SOCKET_TIMEOUT,
        "health_check_interval": SOCKET_TIMEOUT,
    },
    timezone="UTC",  # a local zone stops beat for an hour when summer time ends
    enable_utc=True,
    beat_scheduler=PromptScheduler,
    beat_schedule={
        "heartbeat": tick("core.tasks.heartbeat", sent_at=BeatLazyFunc(now)),
        "treatments": tick("treatments.tasks.tick"),
        "conference": tick("conference.tasks.tick"),
    },
)
app.autodiscover_tasks()


@app.on_after_configure.connect
def use_the_same_redis(sender: Celery, **_: Any) -> None:
    """Translate REDIS_URL for kombu once Django's settings are read."""
    from django.conf import settings

    sender.conf.update(broker_url=broker_url(settings.REDIS_URL))


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Django's LOGGING rules here too: Celery's own format would print task arguments."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)


@celeryd_init.connect
@beat_init.connect
def refuse(**_: Any) -> None:
    """Neither worker nor beat starts with anything unsafe."""
    from config.safety import refuse_if_unsafe

    refuse_if_unsafe()
