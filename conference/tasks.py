"""What Celery runs: it only ticks. The database knows which meeting is near and has not been looked at today."""

from celery import shared_task

from conference.actions.lanes import fill_today, to_fill
from core.database import working_for


@shared_task(name="conference.tasks.tick", ignore_result=True)
def tick() -> None:
    """List what is ready for the next meeting of each series, once a day."""
    for board_id in to_fill():
        with working_for():
            fill_today(board_id=board_id)
