"""What a meeting leaves behind while it is held: how often its screens had to change, and which case stood on them when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from conference.models.board import AgendaItem, Board
from core.models import Record
from patients.models import Patient


class Turn(models.Model):
    """One act the screens of a begun meeting show. Their number is the version of the meeting.

    A number and not the highest id: two transactions may end in the other order than they began. Only added, never
    changed, so that nobody who writes waits for anybody else. A few hundred rows for every meeting.
    """

    identifying_fields: ClassVar[frozenset[str]] = frozenset()

    id = models.BigAutoField(primary_key=True)
    board = models.ForeignKey(Board, models.PROTECT, related_name="turns")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


class Showing(Record):
    """One time a case stood on the screens, from when to when: minutes per case without an observer."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="showings")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="showings")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("began_at",)
        indexes = [models.Index(fields=["board", "began_at"], name="showing_of_board")]
        constraints = [
            models.UniqueConstraint(fields=["board"], condition=Q(ended_at__isnull=True), name="showing_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="showing_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
