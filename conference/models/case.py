"""A referral asks; a case is that one question on its way to an answer."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Hospital, Unit, User
from core.models import Record
from patients.models import Patient, Visible
from treatments.models import FollowUp, Workup


class ReferralQuerySet(Visible["Referral"]):
    def visible_to(self, user: User) -> Self:
        """What was never sent is its author's alone."""
        return super().visible_to(user).filter(Q(sent_at__isnull=False) | Q(referrer=user))

    def on_its_way(self) -> Self:
        """Not answered yet: the follow-up that came back by it waits for the board. Once its case has ended, it may come again."""
        accepted = Q(status=Referral.Status.ACCEPTED, case__status__in=Case.OPEN)
        return self.filter(Q(status__in=Referral.BEFORE_A_CASE) | accepted)

    def arrived(self) -> Self:
        """Sent, and waiting for the coordinator."""
        return self.filter(status=Referral.Status.SENT)

    def by(self, user: User) -> Self:
        return self.filter(referrer=user)

    def waiting_first(self) -> Self:
        """Those their author has to go on with, then the others, the newest first."""
        waits = ExpressionWrapper(
            Q(status__in=[Referral.Status.DRAFT, Referral.Status.RETURNED]), models.BooleanField()
        )
        return self.order_by(waits.desc(), "-created_at")

    def answered_by(self, user: User) -> Self:
        """Those sent to the person's own conference: seeing a referral is not yet a right to accept or decline it."""
        return self.visible_to(user).filter(unit__in=user.acting.unit_ids)


class Referral(Record):
    """One doctor's question to the conference about one patient."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        RETURNED = "returned", _("returned for completion")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    BEFORE_A_CASE = (Status.DRAFT, Status.SENT, Status.RETURNED)

    class Reason(models.TextChoices):
        """Why treatment is felt suitable now: `referral.reasons` of cantlie-case/1."""

        SYMPTOMS = "symptoms", _("symptoms")
        GROWTH = "growth", _("growth")
        BURDEN = "burden", _("tumour burden")
        CURATIVE_CHANCE = "curative-chance", _("a chance of cure")
        OTHER = "other", _("other")

    class ReferrerRole(models.TextChoices):
        SURGEON = "surgeon", _("surgeon")
        ENDOCRINOLOGIST = "endocrinologist", _("endocrinologist")
        ONCOLOGIST = "oncologist", _("oncologist")
        OTHER = "other", _("other")

    class Why(models.TextChoices):
        """Why the patient is on the list."""

        NEW = "new", _("new referral")
        FOLLOW_UP = "follow-up", _("follow-up done")
        OVERDUE = "overdue", _("follow-up overdue")
        PROGRESSION = "progression", _("progression")
        UNANSWERED = "unanswered", _("question unanswered")

    identifying_fields = frozenset({"question", "answer"})

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="referrals")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="referrals_received", verbose_name=_("conference"))
    referrer = models.ForeignKey(User, models.PROTECT, null=True, related_name="referrals")
    referrer_role = models.CharField(_("role of the referring doctor"), max_length=20, choices=ReferrerRole, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    why = models.CharField(max_length=12, choices=Why, default=Why.NEW)
    question = models.TextField(_("question to the conference"), blank=True)
    reasons = ArrayField(
        models.CharField(max_length=20, choices=Reason), default=list, blank=True, verbose_name=_("reason now")
    )
    sent_at = models.DateTimeField(null=True)
    answer = models.TextField(_("reason given"), blank=True)  # why it was returned, declined or withdrawn
    because_of = models.ForeignKey(FollowUp, models.PROTECT, null=True, related_name="referrals")
    earlier_decision = models.ForeignKey("conference.Decision", models.PROTECT, null=True, related_name="returned_as")

    objects: ClassVar[Any] = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "status", "sent_at"], name="referral_arrived"),
            models.Index(fields=["referrer", "status"], name="referral_by"),
            models.Index(fields=["patient"], name="referral_of_patient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | (~Q(question="") & Q(sent_at__isnull=False)),
                name="referral_asks_something",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["returned", "declined"]) | ~Q(answer=""), name="referral_sent_back_says_why"
            ),
            models.UniqueConstraint(
                fields=["because_of"],
                condition=Q(because_of__isnull=False) & Q(status__in=["draft", "sent", "returned"]),
                name="follow_up_returns_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.DRAFT, self.Status.RETURNED}

    @property
    def to_say(self) -> tuple[str, ...]:
        """What a new referral has to say beside its question (clinical.md 5.1); one that comes back has its reason."""
        return ("reasons", "referrer_role") if self.why == self.Why.NEW else ()

    @property
    def unsaid(self) -> list[str]:
        return [name for name in self.to_say if not getattr(self, name)]


class CaseQuerySet(Visible["Case"]):
    def in_preparation(self) -> Self:
        return self.filter(status=Case.Status.PREPARING)

    def open(self) -> Self:
        return self.filter(status__in=Case.OPEN)

    def worked_on_by(self, user: User) -> Self:
        """Those of the person's own conference: who referred a case to another one sees it, and changes nothing there."""
        return self.visible_to(user).filter(unit__in=user.acting.unit_ids)

    def discussed_by(self, user: User) -> Self:
        """Those, and the cases of the meetings where he or she has a seat."""
        seated = user.seats.taken().values("board__items__case")
        return self.visible_to(user).filter(Q(unit__in=user.acting.unit_ids) | Q(pk__in=seated))


class Case(Record):
    """One question, from the day it is accepted to the day it is answered. It may come to several boards."""

    class Status(models.TextChoices):
        PREPARING = "preparing", _("in preparation")
        LISTED = "listed", _("on an agenda")
        DECIDED = "decided", _("decided")
        CLOSED = "closed", _("closed without a decision")

    OPEN = (Status.PREPARING, Status.LISTED)

    identifying_fields = frozenset({"question", "note", "closed_because"})

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="cases")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="case")
    workup = models.ForeignKey(Workup, models.PROTECT, related_name="cases")
    question = models.TextField(_("question"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PREPARING)
    why = models.CharField(max_length=12, choices=Referral.Why, default=Referral.Why.NEW, db_default=Referral.Why.NEW)
    complex = models.BooleanField(_("complex"), default=False)
    note = models.TextField(_("note of the coordinator"), blank=True)
    closed_because = models.TextField(_("closed because"), blank=True)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "status", "created_at"], name="case_by_status"),
            models.Index(fields=["patient"], name="case_of_patient"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="case_has_a_question"),
            models.CheckConstraint(condition=~Q(status="closed") | ~Q(closed_because=""), name="case_closed_says_why"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN
