"""What belongs to one presentation: the surgeon's judgement, the gates, the intended territory, each lesion's plan."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Hospital, User
from core.models import Record
from patients.items import WORKUP_ITEMS
from patients.models import Finding, Lesion, Patient, Visible
from patients.models.base import answered, ranges
from treatments.models.course import COUINAUD


class Workup(Record):
    """The judgements of one presentation. Its version rises with every judgement; the rows themselves stay."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="workups")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = Visible.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def standing(self, day: dt.date | None = None) -> "dict[tuple[Any, str], Judgement]":
        """The latest judgement known on the day (None: of all) of each lesion and item; no lesion: of the whole."""
        known = [one for one in self.judgements.all() if day is None or one.when <= day]
        return {(one.lesion_id, one.item): one for one in sorted(known, key=lambda one: one.created_at)}


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
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")  # the one that wrote the row
    lesion = models.ForeignKey(Lesion, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    noted_on = models.DateField(null=True)  # None: the day it was written; an imported case says another

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

    @property
    def when(self) -> dt.date:
        """The day since which it is known."""
        return self.noted_on or timezone.localdate(self.created_at)


class Alternative(Record):
    """One of the plans drawn side by side: segments resected, and what is meant for each lesion.

    A drawing is tried and changed; what it was, the trail tells. The chosen one becomes judgements of the lesions.
    """

    class Letter(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    workup = models.ForeignKey(Workup, models.PROTECT, related_name="alternatives")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")  # the one that drew it last
    letter = models.CharField(max_length=1, choices=Letter)
    segments = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    acts = models.JSONField(default=dict)  # by the key of the lesion: resect, wedge, ablate, embolise or leave
    chosen = models.BooleanField(default=False)
    drawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("letter",)
        constraints = [
            models.UniqueConstraint(fields=["workup", "letter"], name="alternative_letter_once"),
            models.UniqueConstraint(fields=["workup"], condition=Q(chosen=True), name="alternative_one_chosen"),
            models.CheckConstraint(
                condition=Q(segments__contained_by=list(COUINAUD)), name="alternative_segments_are_couinaud"
            ),
        ]

    def __str__(self) -> str:
        return self.letter
