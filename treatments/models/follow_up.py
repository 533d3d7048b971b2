"""What follows a treatment: windows with a task in them, and the outbox of their reminders. The database owns the schedule."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Hospital, Unit
from core.models import Record, RecordQuerySet
from patients.models import Patient, Visible
from treatments.models.course import Course


class FollowUpQuerySet(Visible["FollowUp"]):
    def open(self) -> Self:
        return self.filter(status__in=FollowUp.OPEN)

    def of_the_living(self) -> Self:
        return self.filter(patient__deceased_on__isnull=True)


class FollowUp(Record):
    """One task in a window. It hangs on a patient, mostly because of a course. Closed with a reason, never deleted."""

    class Status(models.TextChoices):
        TO_BOOK = "to-book", _("to book")
        BOOKED = "booked", _("booked")
        DONE = "done", _("done, not read")
        READ = "read", _("read")
        CLOSED = "closed", _("closed")
        SUPERSEDED = "superseded", _("superseded")

    class Reason(models.TextChoices):
        DIED = "died", _("the patient died")
        DECLINED = "declined", _("the patient declined")
        TRANSFERRED = "transferred", _("followed at another hospital")
        NO_SLOT = "no-slot", _("no slot")
        NOT_INDICATED = "not-indicated", _("no longer indicated")
        MERGED = "merged", _("met by another examination")
        OTHER = "other", _("other, see the note")

    WAITING = (Status.TO_BOOK, Status.BOOKED)  # for the examination
    OPEN = (*WAITING, Status.DONE)

    identifying_fields = frozenset({"note", "result"})

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="follow_ups")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # whose coordinators are reminded
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="follow_ups")
    code = models.CharField(_("task"), max_length=40)
    exams = ArrayField(models.CharField(max_length=20), verbose_name=_("examinations"))
    opens = models.DateField(_("opens"))
    due = models.DateField(_("due"))
    overdue_after = models.DateField(_("overdue after"))
    sources = ArrayField(models.CharField(max_length=40), default=list)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.TO_BOOK)
    booked_for = models.DateField(_("booked for"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    response = models.CharField(_("response"), max_length=15, choices=Course.Response, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    note = models.TextField(_("note"), blank=True)
    superseded_by = models.ForeignKey(Course, models.PROTECT, null=True, related_name="supersedes")

    objects: ClassVar[Any] = FollowUpQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "due"], condition=Q(status__in=["to-book", "booked", "done"]), name="follow_up_open"
            ),
            models.Index(fields=["patient", "due"], name="follow_up_of_patient"),
            models.Index(fields=["course"], name="follow_up_of_course"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lte=F("due")) & Q(due__lte=F("overdue_after")), name="follow_up_window_in_order"
            ),
            models.CheckConstraint(condition=~Q(status="closed") | ~Q(reason=""), name="follow_up_closed_has_reason"),
            models.CheckConstraint(condition=~Q(reason="other") | ~Q(note=""), name="follow_up_other_reason_in_words"),
            models.CheckConstraint(
                condition=~Q(status="booked") | Q(booked_for__isnull=False), name="follow_up_booked_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["done", "read"]) | Q(done_on__isnull=False), name="follow_up_done_has_day"
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | Q(status="superseded"), name="follow_up_superseded_by_course"
            ),
            models.UniqueConstraint(
                fields=["course", "code"],
                condition=Q(status__in=["to-book", "booked", "done"]),
                name="follow_up_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    def is_overdue(self, day: dt.date | None = None) -> bool:
        return self.status in self.WAITING and (day or timezone.localdate()) > self.overdue_after


NO_ADDRESS = "no-address"  # in a reminder's `error`: the unit has no e-mail, so it waits
TROUBLE = Q(state__in=["failed", "unknown"]) | Q(state="planned", error=NO_ADDRESS)


def _due() -> Q:
    now = timezone.now()
    return Q(state="planned", due_at__lte=now) & (Q(retry_at__isnull=True) | Q(retry_at__lte=now))


def _doubtful() -> Q:
    return Q(state__in=["sending", "unknown"], sent_at__isnull=True, lease_until__lt=timezone.now())


class ReminderQuerySet(RecordQuerySet["Reminder"]):
    def due(self) -> Self:
        """To be sent now, the oldest first."""
        return self.filter(_due()).order_by("due_at")

    def doubtful(self) -> Self:
        """Left by a worker that died while mailing: nobody knows whether it went, and nobody has sent it again since."""
        return self.filter(_doubtful())

    def to_send(self) -> Self:
        return self.filter(_due() | _doubtful())

    def abandoned(self) -> Self:
        """Claimed by a worker that died before it mailed anything."""
        return self.filter(state="claimed", lease_until__lt=timezone.now())

    def in_trouble(self) -> Self:
        """Those somebody must look at while the task waits: given up, without an address, or sent twice perhaps."""
        return self.filter(TROUBLE, follow_up__status__in=FollowUp.WAITING, follow_up__patient__deceased_on=None)


class Reminder(Record):
    """One row of the outbox. Claimed with SKIP LOCKED, sent outside any transaction, and sent once."""

    class Kind(models.TextChoices):
        DUE = "due", _("due")
        OVERDUE = "overdue", _("overdue")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CLAIMED = "claimed", _("claimed")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        UNKNOWN = "unknown", _("sent perhaps")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    identifying_fields = frozenset({"recipient", "error"})  # a server repeats the address it refuses

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=10, default="mail")
    recipient = models.CharField(max_length=200, blank=True)  # where it went: the unit's e-mail on the day it was sent
    due_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = ReminderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="planned"), name="reminder_due"),
            models.Index(fields=["lease_until"], condition=Q(state__in=["claimed", "sending"]), name="reminder_leased"),
            models.Index(fields=["follow_up"], name="reminder_of_follow_up"),
            models.Index(fields=["due_at"], condition=TROUBLE, name="reminder_in_trouble"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "kind", "due_at", "channel", "recipient"], name="reminder_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="reminder_sent_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def patient_id(self) -> Any:
        return self.follow_up.patient_id

    @property
    def hospital_id(self) -> Any:
        return self.follow_up.hospital_id

    @property
    def is_wanted(self) -> bool:
        """Whether the task still waits for what the reminder asks, and the patient lives."""
        waits = (FollowUp.Status.TO_BOOK,) if self.kind == self.Kind.DUE else FollowUp.WAITING
        return self.follow_up.status in waits and self.follow_up.patient.deceased_on is None
