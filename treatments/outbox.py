"""Sending what is due. A reminder is claimed, then `sending` is committed, then mailed outside any transaction, then `sent`.

A crash after the claim gives the row back when its lease ends. A crash during the mail leaves `sending`: nobody can know
whether it went, so it becomes `unknown`, goes out once more with the same Message-ID, and stays visible as unknown.
"""

import datetime as dt
import logging
import os
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.database import working_for
from treatments.models import Reminder

log = logging.getLogger(__name__)

BATCH = 50  # few enough to be sent within one lease
ENOUGH = 40  # seconds; the next tick goes on, before Celery's time limit ends this one
LEASE = dt.timedelta(seconds=120)
MAX_ATTEMPTS = 8

CLAIM = """
with due as (
    select id from treatments_reminder
    where state = 'planned' and due_at <= now() and (retry_at is null or retry_at <= now())
    order by due_at limit %(batch)s for update skip locked
)
update treatments_reminder r
set state = 'claimed', worker = %(worker)s, lease_until = now() + %(lease)s, version = version + 1
from due where r.id = due.id
returning r.id
"""

GIVE_BACK = """
update treatments_reminder set state = 'planned', worker = '', lease_until = null, version = version + 1
where state = 'claimed' and lease_until < now()
"""

DOUBT = """
with doubtful as (
    select id from treatments_reminder
    where state = 'sending' and lease_until < now() for update skip locked
)
update treatments_reminder r set state = 'unknown', lease_until = now() + %(lease)s, version = version + 1
from doubtful where r.id = doubtful.id
returning r.id
"""


@dataclass
class Tally:
    """What one tick did."""

    sent: int = 0
    failed: int = 0
    again: int = 0


def tick(batch: int = BATCH) -> Tally:
    """Send everything due, once. Any number of ticks at once is harmless, and a missed one loses nothing."""
    worker = f"{socket.gethostname()}:{os.getpid()}"[:80]
    tally, until = Tally(), time.monotonic() + ENOUGH
    _run(GIVE_BACK, {})
    if not Reminder.objects.to_send().exists():
        return tally
    with mailers.default as smtp:  # opened before any row is touched: a mail server that is down costs nothing but time
        for row_id in _run(DOUBT, {"lease": LEASE}):
            tally.again += _send(row_id, smtp, state=Reminder.State.UNKNOWN)
        while time.monotonic() < until and (claimed := _run(CLAIM, {"batch": batch, "worker": worker, "lease": LEASE})):
            for row_id in claimed:
                sent = _send(row_id, smtp, state=Reminder.State.SENT)
                tally.sent += sent
                tally.failed += not sent
    return tally


def _run(sql: str, values: dict[str, Any]) -> list[UUID]:
    with working_for(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


def _send(row_id: UUID, smtp: BaseEmailBackend, *, state: str) -> bool:
    """Commit `sending`, mail, commit the outcome. False when the row was not ours any more or the mail failed."""
    with working_for():
        reminder = (
            Reminder.objects.select_related("follow_up__hospital")
            .filter(pk=row_id, state__in=["claimed", "unknown"])
            .first()
        )
        if reminder is None:
            return False
        message_id = reminder.message_id or f"<{reminder.pk}.{reminder.kind}@cantlie>"
        if state == Reminder.State.SENT:
            reminder.change(
                state=Reminder.State.SENDING,
                message_id=message_id,
                attempts=reminder.attempts + 1,
                lease_until=timezone.now() + LEASE,
            )
    try:
        deliver(smtp, mail(reminder, message_id))
    except OSError as failure:  # SMTPException is one
        _failed(reminder, failure)
        return False
    with working_for():
        reminder.change(state=state, sent_at=timezone.now(), error="")
    return True


def deliver(smtp: BaseEmailBackend, message: EmailMessage) -> None:
    """Hand one mail to the mail server; returns when the server has taken it."""
    smtp.send_messages([message])


def _failed(reminder: Reminder, failure: OSError) -> None:
    """Back to planned with a growing pause; after the last attempt it stays failed, where the desk shows it."""
    log.warning("reminder %s was not sent: %s", reminder.pk, type(failure).__name__)
    pause = dt.timedelta(minutes=min(2**reminder.attempts, 360))
    given_up = reminder.attempts >= MAX_ATTEMPTS
    with working_for():
        reminder.change(
            state=Reminder.State.FAILED if given_up else Reminder.State.PLANNED,
            retry_at=None if given_up else timezone.now() + pause,
            error=f"{type(failure).__name__}: {failure}"[:300],
        )


def mail(reminder: Reminder, message_id: str) -> EmailMessage:
    """A mail that names nobody: what kind of task, and a link behind the login."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = {
            Reminder.Kind.DUE: _("Cantlie: a follow-up is due"),
            Reminder.Kind.OVERDUE: _("Cantlie: a follow-up is overdue"),
        }[Reminder.Kind(reminder.kind)]
        link = settings.SITE_URL.rstrip("/") + reverse("conference:follow_up", args=[reminder.follow_up_id])
        body = _("A follow-up of the liver conference needs you. Log in to see which:") + f"\n\n{link}\n"
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, to=[reminder.recipient], headers=headers)


def waiting() -> Iterable[Reminder]:
    """Reminders somebody must look at: failed for good, or perhaps sent twice."""
    return Reminder.objects.filter(state__in=[Reminder.State.FAILED, Reminder.State.UNKNOWN]).select_related(
        "follow_up"
    )
