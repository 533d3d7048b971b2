"""Sending what is due. A reminder is claimed, then `sending` is committed, then mailed outside any transaction, then `sent`.

A crash after the claim gives the row back when its lease ends. A crash during the mail leaves `sending`: nobody can know
whether it went, so it becomes `unknown` and goes out once more with the same Message-ID. Where nobody wants to be reminded
any more, because the task was answered or the patient has died, it is cancelled instead.
"""

import datetime as dt
import logging
import os
import socket
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.audit import record
from core.database import working_for
from treatments.models import Reminder
from treatments.models.follow_up import NO_ADDRESS

log = logging.getLogger(__name__)

BATCH = 50  # few enough to be sent within one lease
ENOUGH = 40  # seconds; the next tick goes on, before Celery's time limit ends this one
LEASE = dt.timedelta(seconds=120)
NO_ADDRESS_YET = dt.timedelta(hours=1)  # until a unit without an e-mail is looked at again
MAX_ATTEMPTS = 8

State = Reminder.State


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
    _take(Reminder.objects.abandoned(), state=State.PLANNED, worker="", lease_until=None)
    if not Reminder.objects.to_send().exists():
        return tally
    with mailers.default as smtp:  # opened before any row is touched: a mail server that is down costs nothing but time
        lease: dict[str, Any] = {"worker": worker, "lease_until": timezone.now() + LEASE}
        for row_id in _take(Reminder.objects.doubtful()[:batch], state=State.UNKNOWN, **lease):
            tally.again += _send(row_id, smtp)
        while time.monotonic() < until:
            lease["lease_until"] = timezone.now() + LEASE
            claimed = _take(Reminder.objects.due()[:batch], state=State.CLAIMED, **lease)
            if not claimed:
                break
            for row_id in claimed:
                sent = _send(row_id, smtp)
                tally.sent += sent
                tally.failed += not sent
    return tally


def _take(rows: Any, **fields: Any) -> list[UUID]:
    """Write on rows no other tick holds, and say which."""
    with working_for():
        taken = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
        if taken:
            Reminder.objects.filter(pk__in=taken).update(**fields, version=F("version") + 1)
    return taken


def _send(row_id: UUID, smtp: BaseEmailBackend) -> bool:
    """Commit that it is being sent, mail, commit the outcome. False when it was not ours any more, or did not go."""
    reminder = _begin(row_id)
    if reminder is None:
        return False
    try:
        deliver(smtp, mail(reminder))
    except OSError as failure:  # SMTPException is one
        _failed(reminder, failure)
        return False
    with working_for():
        outcome = State.UNKNOWN if reminder.state == State.UNKNOWN else State.SENT
        reminder.change(state=outcome, sent_at=timezone.now(), error="")
        record("reminder.send", on=reminder, by=None, outcome=outcome)
    return True


def _begin(row_id: UUID) -> Reminder | None:
    """The row, ready to be mailed; None when it is not to be mailed now."""
    with working_for():
        rows = Reminder.objects.select_related("follow_up__unit", "follow_up__patient")
        reminder = rows.filter(pk=row_id, state__in=[State.CLAIMED, State.UNKNOWN]).first()
        if reminder is None:
            return None
        if not reminder.is_wanted:
            reminder.change(state=State.CANCELLED, lease_until=None)
            record("reminder.cancel", on=reminder, by=None)
            return None
        if not reminder.follow_up.unit.email:
            _wait_for_address(reminder)
            return None
        if reminder.attempts >= MAX_ATTEMPTS:  # each of them ended in a crash
            _give_up(reminder)
            return None
        begun: Reminder = reminder.change(
            state=State.UNKNOWN if reminder.state == State.UNKNOWN else State.SENDING,
            recipient=reminder.follow_up.unit.email,
            message_id=reminder.message_id or f"<{reminder.pk}.{reminder.kind}@cantlie>",
            attempts=reminder.attempts + 1,
            lease_until=timezone.now() + LEASE,
        )
        return begun


def _wait_for_address(reminder: Reminder) -> None:
    """The unit has no e-mail: the reminder waits, visibly, and goes out when there is one."""
    if reminder.error != NO_ADDRESS:
        record("reminder.wait", on=reminder, by=None)
    reminder.change(state=State.PLANNED, lease_until=None, retry_at=timezone.now() + NO_ADDRESS_YET, error=NO_ADDRESS)


def deliver(smtp: BaseEmailBackend, message: EmailMessage) -> None:
    """Hand one mail to the mail server; returns when the server has taken it."""
    smtp.send_messages([message])


def _failed(reminder: Reminder, failure: OSError) -> None:
    """Tried again after a growing pause, until it is given up. A doubtful one stays doubtful: its pause is its lease."""
    log.warning("reminder %s was not sent: %s", reminder.pk, type(failure).__name__)
    error = f"{type(failure).__name__}: {failure}"[:300]
    again = timezone.now() + dt.timedelta(minutes=min(2**reminder.attempts, 360))
    with working_for():
        if reminder.attempts >= MAX_ATTEMPTS:
            _give_up(reminder, error=error)
        elif reminder.state == State.UNKNOWN:
            reminder.change(lease_until=again, error=error)
        else:
            reminder.change(state=State.PLANNED, lease_until=None, retry_at=again, error=error)


def _give_up(reminder: Reminder, **fields: Any) -> None:
    """It stays failed, where the desk shows it."""
    reminder.change(state=State.FAILED, lease_until=None, retry_at=None, **fields)
    record("reminder.fail", on=reminder, by=None, attempts=reminder.attempts)


def mail(reminder: Reminder) -> EmailMessage:
    """A mail that names nobody: what kind of task, and a link behind the login."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = {
            Reminder.Kind.DUE: _("Cantlie: a follow-up is due"),
            Reminder.Kind.OVERDUE: _("Cantlie: a follow-up is overdue"),
        }[Reminder.Kind(reminder.kind)]
        link = settings.SITE_URL.rstrip("/") + reverse("conference:follow_up", args=[reminder.follow_up_id])
        body = _("A follow-up of the liver conference needs you. Log in to see which:") + f"\n\n{link}\n"
    headers = {"Message-ID": reminder.message_id, "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, to=[reminder.recipient], headers=headers)
