"""The meetings: a series, its boards, who sits there, and what is on the agenda."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Hospital, Unit, User
from accounts.roles import Permission, Role
from conference.models.case import Case, Referral
from core.models import Record, RecordQuerySet
from core.words import day

HELD_LATELY = dt.timedelta(hours=12)  # so long after its end a meeting still stands among the next ones


class Series(Record):
    """A conference that meets again and again."""

    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="series")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="series")
    name = models.CharField(_("name"), max_length=200)
    weekday = models.PositiveSmallIntegerField(_("weekday"), default=2)  # 0 is Monday
    starts = models.TimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=60)
    minutes_per_case = models.PositiveSmallIntegerField(_("minutes per case"), default=4)
    room = models.CharField(_("room"), max_length=120, blank=True)
    link = models.URLField(_("video link"), blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weekday__lte=6), name="series_weekday")]

    def __str__(self) -> str:
        return self.name

    @property
    def weekday_name(self) -> Any:
        return WEEKDAYS[self.weekday]


class BoardQuerySet(RecordQuerySet["Board"]):
    def visible_to(self, user: User) -> Self:
        """Boards of the person's units, and those he or she chairs or has a seat at; a room's display sees today's.

        One that runs past midnight stays on the display until it is ended.

        Being somebody only adds to what one's roles and units let one see: config.access counts on it.
        """
        if not user.may(Permission.SEE_BOARD):
            return self.none()
        if not user.may(Permission.SEE_PATIENT):
            today = Q(starts_at__date=timezone.localdate()) | Q(began_at__isnull=False)
            shown = self.coming().filter(today, unit__in=user.acting.unit_ids)
            return shown if user.may(Permission.SHOW_WALL) else self.none()
        seated = Seat.objects.taken().filter(board=OuterRef("pk"), user=user)
        return self.filter(Q(unit__in=user.acting.unit_ids) | Q(chair=user) | Exists(seated))

    def run_by(self, user: User) -> Self:
        """Boards the person may move, cancel or end: a coordinator those of the own unit, a chair his or her own."""
        runs = Q(chair=user)
        if user.may(Permission.SCHEDULE):
            runs |= Q(unit__in=user.acting.unit_ids)
        return self.filter(runs)

    def current(self) -> Self:
        """Those to come, and the one that ran over or has just been held."""
        return self.coming().filter(ends_at__gte=timezone.now() - HELD_LATELY)

    def coming(self) -> Self:
        return self.filter(status=Board.Status.PLANNED).order_by("starts_at")

    def with_load(self) -> Self:
        """With the cases `listed` and the minutes they have `needed`."""
        waiting = Q(items__status=AgendaItem.Status.LISTED)
        return self.annotate(
            listed=Count("items", filter=waiting), needed=Sum("items__minutes", filter=waiting, default=0)
        )


class Board(Record):
    """One meeting. The chair is a function of the board, not a role."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        CLOSED = "closed", _("ended")
        CANCELLED = "cancelled", _("cancelled")

    identifying_fields = frozenset({"cancelled_because"})

    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="boards")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="boards")
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="boards")  # None: called between weeks
    name = models.CharField(_("name"), max_length=200)
    made_for = models.DateField(null=True)  # the day of the series it stands for, wherever it has been moved since
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.CharField(_("room"), max_length=120, blank=True)
    link = models.URLField(_("video link"), blank=True)
    chair = models.ForeignKey(User, models.PROTECT, null=True, related_name="chairs", verbose_name=_("chair"))
    minutes_per_case = models.PositiveSmallIntegerField(_("minutes per case"), default=4)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    cancelled_because = models.TextField(_("cancelled because"), blank=True)
    began_at = models.DateTimeField(null=True)  # the chair has begun: from now on the screens follow
    lead = models.ForeignKey(User, models.PROTECT, null=True, related_name="leads", verbose_name=_("lead"))
    presented = models.ForeignKey(
        "conference.AgendaItem", models.PROTECT, null=True, related_name="+"
    )  # on the screens
    filled_on = models.DateField(null=True, editable=False)  # the day the house last listed what was ready

    objects: ClassVar[Any] = BoardQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "starts_at"], name="board_by_day"),
            models.Index(
                fields=["began_at"], condition=Q(status="planned", began_at__isnull=False), name="board_is_live"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="board_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancelled_because=""), name="board_cancelled_says_why"
            ),
            models.UniqueConstraint(fields=["series", "starts_at"], name="board_once_per_series"),
            models.CheckConstraint(
                condition=Q(began_at__isnull=True, lead__isnull=True, presented__isnull=True)
                | Q(began_at__isnull=False, lead__isnull=False),
                name="board_begun_is_led",
            ),
        ]

    def __str__(self) -> str:
        starts = timezone.localtime(self.starts_at)
        return f"{self.name} {day(starts)} {starts:%H:%M}"

    @property
    def day(self) -> Any:
        """The day of the meeting, in the hospital's own zone: every age limit counts back from it."""
        return timezone.localdate(self.starts_at)

    @property
    def length(self) -> int:
        """How long the meeting is planned to be, in minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.PLANNED

    @property
    def leaders(self) -> set[Any]:
        """Who brings cases on the screens and reveals votes: whoever leads, and the chair always."""
        return {self.lead_id, self.chair_id} - {None}

    @property
    def is_live(self) -> bool:
        """Begun and not ended: the screens follow whoever leads."""
        return self.is_open and self.began_at is not None

    @property
    def may_end(self) -> bool:
        """There is something to end: it was begun, if only some minutes early, or its time has come."""
        return self.is_live or (self.is_open and self.starts_at <= timezone.now())


class SeatQuerySet(RecordQuerySet["Seat"]):
    def taken(self) -> Self:
        """The roster as it stands: without those taken off it again."""
        return self.filter(left=False)


class Seat(Record):
    """One person on the roster of one board, and whether he or she came."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="seats")
    user = models.ForeignKey(User, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=40, choices=Role)
    present = models.BooleanField(_("present"), null=True)
    left = models.BooleanField(default=False, db_default=False)  # taken off the roster again

    objects: ClassVar[Any] = SeatQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "user"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class AgendaItemQuerySet(RecordQuerySet["AgendaItem"]):
    def shown_to(self, user: User) -> Self:
        """The cases of visible meetings this person may see; a room's display, those of the meetings it shows."""
        rows = self.filter(board__in=Board.objects.visible_to(user))
        return rows.filter(case__in=Case.objects.visible_to(user)) if user.may(Permission.SEE_PATIENT) else rows

    def in_order(self) -> Self:
        """As a meeting takes them: those to be discussed, then those that are standard."""
        return self.order_by("lane", "position")

    def left_behind(self) -> Self:
        """Still waiting on a meeting that is long over: nobody has ended it, or its chair has not signed."""
        return self.filter(status=AgendaItem.Status.LISTED, board__ends_at__lt=timezone.now() - HELD_LATELY)


class AgendaItem(Record):
    """One case on one board, with its own frozen proposal and its own decision."""

    class Status(models.TextChoices):
        LISTED = "listed", _("listed")
        DECIDED = "decided", _("decided")
        POSTPONED = "postponed", _("postponed")
        TAKEN_OFF = "taken-off", _("taken off the list")

    class Lane(models.TextChoices):
        """How a case is taken. What is not ready is no choice but a fact: conference.lanes."""

        DISCUSS = "discuss", _("to be discussed")
        STANDARD = "standard", _("standard of care")

    DISCUSSED = (Status.LISTED, Status.DECIDED)

    identifying_fields = frozenset({"because"})

    board = models.ForeignKey(Board, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="items")
    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(_("position"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    why = models.CharField(max_length=12, choices=Referral.Why)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.LISTED)
    because = models.TextField(_("because"), blank=True)  # why it was postponed or taken off
    lane = models.CharField(_("lane"), max_length=10, choices=Lane, default=Lane.DISCUSS, db_default=Lane.DISCUSS)
    to_audit = models.BooleanField(default=False, db_default=False)  # confirmed as standard, and drawn into the sample
    audited_at = models.DateTimeField(null=True)  # a second reader has looked at it
    audited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revealed_at = models.DateTimeField(null=True)
    revealed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        indexes = [
            models.Index(fields=["board", "position"], name="agenda_order"),
            models.Index(fields=["case"], name="agenda_of_case"),
            models.Index(fields=["board"], condition=Q(status="listed"), name="agenda_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["board", "case"], name="case_once_per_board"),
            models.CheckConstraint(
                condition=~Q(status__in=["postponed", "taken-off"]) | ~Q(because=""), name="agenda_item_off_says_why"
            ),
            models.CheckConstraint(
                condition=Q(revealed_at__isnull=True, revealed_by__isnull=True)
                | Q(revealed_at__isnull=False, revealed_by__isnull=False),
                name="agenda_item_revealed_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(audited_at__isnull=True, audited_by__isnull=True)
                | Q(audited_at__isnull=False, audited_by__isnull=False, to_audit=True),
                name="agenda_item_audited_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def why_off(self) -> str:
        """Why it was postponed or taken off; what the house says itself is kept in English, and read in one's own language."""
        return gettext(self.because)

    @property
    def is_sealed(self) -> bool:
        """Nobody has seen how was voted, and it can still be revealed."""
        return self.revealed_at is None and not self.is_off

    @property
    def is_off(self) -> bool:
        """Postponed, or taken off the list."""
        return self.status in {self.Status.POSTPONED, self.Status.TAKEN_OFF}
