"""What becomes of a signed decision: who told the patient and when, and what was carried out."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conference.models.board import AgendaItem
from conference.models.decision import Decision, Step
from core.models import Record, RecordQuerySet
from patients.models import Patient
from treatments.models import Course


class Telling(Record):
    """The patient was told what the board decided: by whom, on which day, how."""

    class How(models.TextChoices):
        VISIT = "visit", _("at a visit")
        PHONE = "phone", _("by telephone")
        VIDEO = "video", _("by video")
        LETTER = "letter", _("by letter")
        RELATIVES = "relatives", _("through relatives or a guardian")

    identifying_fields = frozenset({"who", "words"})

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="telling")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    on = models.DateField(_("told on"))
    who = models.CharField(_("by whom"), max_length=200)
    how = models.CharField(_("how"), max_length=10, choices=How)
    words = models.TextField(_("what the patient said"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")  # who wrote it down

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(who=""), name="telling_says_by_whom")]

    def __str__(self) -> str:
        return str(self.pk)


class CarryingOutQuerySet(RecordQuerySet["CarryingOut"]):
    def standing(self) -> Self:
        """The last word on each decision."""
        return self.filter(superseded=False)


class CarryingOut(Record):
    """What became of one decision: done, partly, or not done and why. A later word takes the place of an earlier one."""

    class State(models.TextChoices):
        DONE = "done", _("done")
        PARTLY = "partly", _("partly done")
        NOT_DONE = "not-done", _("not done")

    class Why(models.TextChoices):
        """Why a decision was not carried out, as it was found in boards' audits (landscape.md, section 3)."""

        COMORBIDITY = "comorbidity", _("other diseases, or not fit")
        PROGRESSION = "progression", _("the disease has progressed")
        PATIENT = "patient", _("the patient's wish")
        PHYSICIAN = "physician", _("the treating doctor chose otherwise")
        NOT_A_CANDIDATE = "not-a-candidate", _("found unsuitable at closer look")
        NO_SHOW = "no-show", _("the patient did not come")
        NO_SLOT = "no-slot", _("no place or resources")
        ELSEWHERE = "elsewhere", _("treated elsewhere")
        DIED = "died", _("died before")
        OTHER = "other", _("other")

    identifying_fields = frozenset({"words"})

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="carrying_out")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    state = models.CharField(_("carried out"), max_length=10, choices=State)
    why = models.CharField(_("why not, or not all of it"), max_length=20, choices=Why, blank=True)
    words = models.TextField(_("in words"), blank=True)
    superseded = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = CarryingOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision"], condition=Q(superseded=False), name="carrying_out_one_stands"),
            models.CheckConstraint(condition=Q(state="done") | ~Q(why=""), name="carrying_out_says_why"),
            models.CheckConstraint(condition=~Q(why="other") | ~Q(words=""), name="carrying_out_other_in_words"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


def with_word(rows: Any) -> Any:
    """Decisions with the `word` somebody has given on each, and whether its treatments were all `performed`."""
    given = CarryingOut.objects.standing().filter(decision=OuterRef("pk"))
    steps = Step.objects.filter(decision=OuterRef("pk"), dropped=False)
    done = Course.objects.performed().filter(Q(pk=OuterRef("course")) | Q(first=OuterRef("course")))
    return rows.annotate(
        word=Subquery(given.values("state")[:1]), performed=Q(Exists(steps)) & ~Q(Exists(steps.exclude(Exists(done))))
    )


def without_a_word(rows: Any) -> Any:
    """Those that stand, ask for something to be done, and of which neither a person nor the treatments say what became."""
    asked = rows.filter(status=Decision.Status.SIGNED).exclude(kind=Decision.Kind.MORE_INFORMATION)
    return with_word(asked).filter(word__isnull=True, performed=False)
