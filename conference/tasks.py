"""What Celery runs: it only ticks. The database knows which meeting is near, and the folder which copy is fresh."""

from pathlib import Path

from celery import shared_task
from django.conf import settings

from conference.actions.lanes import fill_today, to_fill
from conference.actions.paper import forget_old, print_pack, to_print
from core.database import working_for


@shared_task(name="conference.tasks.tick", ignore_result=True)
def tick() -> None:
    """List what is ready for the next meeting of each series, once a day; keep the paper copies of near meetings fresh."""
    for board_id in to_fill():
        with working_for():
            fill_today(board_id=board_id)
    if settings.PRINT_PACK_DIR:
        folder = Path(settings.PRINT_PACK_DIR)
        for board, path in to_print(folder):
            with working_for():
                print_pack(board=board, path=path, by=None)
        forget_old(folder)
