"""What single people say of a case on one meeting: the silent first vote, and remarks before the meeting."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from conference.models.board import AgendaItem
from core.models import Record, RecordQuerySet
from patients.models import Patient
from treatments.models import treatment_choices


class VoteQuerySet(RecordQuerySet["Vote"]):
    def read_by(self, user: User) -> Self:
        """One's own; everybody's once they are revealed."""
        return self.filter(Q(user=user) | Q(item__revealed_at__isnull=False))


class Vote(Record):
    """What one person thinks of a case before he or she has heard the others."""

    class Opinion(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNSURE = "unsure", _("cannot say")

    identifying_fields = frozenset({"words"})

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, choices=Role)
    resectable = models.CharField(_("resectable"), max_length=10, choices=Opinion, blank=True)
    ablatable = models.CharField(_("ablatable"), max_length=10, choices=Opinion, blank=True)
    preferred = models.CharField(_("preferred treatment"), max_length=30, choices=treatment_choices, blank=True)
    words = models.TextField(_("in a few words"), blank=True)

    objects: ClassVar[Any] = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "user"], name="vote_once"),
            models.CheckConstraint(condition=~Q(resectable="", ablatable="", preferred=""), name="vote_says_something"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RemarkQuerySet(RecordQuerySet["Remark"]):
    def standing(self) -> Self:
        return self.filter(withdrawn=False).order_by("created_at")


class Remark(Record):
    """What one discipline wants the meeting to know beforehand. Withdrawn, it stays in the trail."""

    identifying_fields = frozenset({"text"})

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="remarks")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, choices=Role)
    text = models.TextField(_("remark"))
    withdrawn = models.BooleanField(default=False)

    objects: ClassVar[Any] = RemarkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["item", "created_at"], name="remark_of_item")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_says_something")]

    def __str__(self) -> str:
        return str(self.pk)
