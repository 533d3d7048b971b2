"""The house's pulse."""

from datetime import datetime

from celery import shared_task
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from core.database import working_for
from core.models import Heartbeat

BEAT, WORKER = "beat", "worker"


@shared_task
def heartbeat(sent_at: str) -> None:
    """Write down that beat sent this and that a worker ran it: two clocks, so that health can tell which one stopped."""
    with working_for():
        for name, at in ((BEAT, datetime.fromisoformat(sent_at)), (WORKER, timezone.now())):
            Heartbeat.objects.update_or_create(
                name=name, defaults={"at": Greatest(F("at"), at)}, create_defaults={"at": at}
            )
