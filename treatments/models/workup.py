"""What belongs to one presentation: the surgeon's judgement, the gates, the intended territory, each lesion's plan."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Hospital, User
from core.models import Record
from patients.items import WORKUP_ITEMS
from patients.models import Finding, Lesion, Patient, Visible
from patients.models.base import answered, ranges


class Workup(Record):
    """The judgements of one presentation. Its version rises with every judgement; the rows themselves stay."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="workups")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = Visible.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class Plan(models.TextChoices):
    """What the surgeon and the radiologist mean to do with one lesion."""

    RESECT = "resect", _("resect")
    RESECT_SECOND_STAGE = "resect-second-stage", _("resect in the second stage")
    ABLATE = "ablate", _("ablate")
    LEAVE = "leave", _("leave")


LESION_ITEMS = ("lesion.plan", "lesion.wedge_resectable")


class Judgement(Finding, Record):
    """One judgement of a workup, of the whole or of one lesion; the latest of an item stands."""

    workup = models.ForeignKey(Workup, models.PROTECT, related_name="judgements")
    lesion = models.ForeignKey(Lesion, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["workup", "created_at"], name="judgement_of_workup")]
        constraints = [
            *answered("judgement"),
            *ranges("judgement", WORKUP_ITEMS),
            models.CheckConstraint(
                condition=Q(lesion__isnull=False, item__in=LESION_ITEMS)
                | (Q(lesion__isnull=True) & ~Q(item__in=LESION_ITEMS)),
                name="judgement_of_a_lesion_or_the_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
