"""What Celery runs: it only ticks. The database knows what is due."""

from celery import shared_task

from treatments import outbox


@shared_task(name="treatments.tasks.tick", ignore_result=True)
def tick() -> None:
    """Send what is due."""
    outbox.tick()
