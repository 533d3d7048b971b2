"""The proposal as the board saw it, and what the board decided."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conference.models.board import AgendaItem, Board
from conference.models.case import Case, Referral
from core.models import Record, RecordQuerySet
from patients.models import Lesion, Patient, Visible
from treatments.models import Course, Territory, treatment_choices
from treatments.models.course import COUINAUD


class Proposal(Record):
    """What the rules said on one day about one case, with the facts and the rule version they said it on. Never edited."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="proposals")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="proposals")
    as_of = models.DateField()
    rules_version = models.CharField(max_length=60)
    facts = models.JSONField()  # a cantlie-case/1: replaying it gives the same bytes
    answer = models.JSONField()  # the cantlie-proposal/1
    frozen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = Visible.as_manager()

    class Meta:
        indexes = [models.Index(fields=["item", "created_at"], name="proposal_of_item")]

    def __str__(self) -> str:
        return str(self.pk)


class DecisionQuerySet(Visible["Decision"]):
    def worked_on_by(self, user: User) -> Self:
        """Of the boards the person sees: there one signs, amends and discards."""
        return self.visible_to(user).filter(item__board__in=Board.objects.visible_to(user))

    def read_by(self, user: User) -> Self:
        """What is published; a draft only by those of that board: to a referring doctor it is as if it were not there."""
        of_the_board = Q(item__board__in=Board.objects.visible_to(user))
        return self.visible_to(user).filter(Q(status__in=Decision.PUBLISHED) | of_the_board)

    def saying_something(self) -> Self:
        """Without those in which nothing stands: a letter typed and taken out again leaves such a draft."""
        return self.filter(something_stands())

    def unsigned(self) -> Self:
        """Drafts that can still be signed."""
        on = self.filter(status=Decision.Status.DRAFT, item__status__in=AgendaItem.DISCUSSED)
        return on.filter(patient__deceased_on__isnull=True).exclude(item__case__status=Case.Status.CLOSED)

    def untold(self) -> Self:
        """Signed, and nobody has said that the patient knows; what the next meeting has answered anew is told from there."""
        again = Decision.objects.filter(
            item__case=OuterRef("item__case"), status=Decision.Status.SIGNED, signed_at__gt=OuterRef("signed_at")
        )
        rows = self.filter(status=Decision.Status.SIGNED, telling__isnull=True, patient__deceased_on__isnull=True)
        return rows.exclude(Exists(again)).order_by("signed_at")


class Decision(Record):
    """The board's answer to one case: a draft until signed; then never edited, only superseded by a new version."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed")
        SUPERSEDED = "superseded", _("superseded")
        DROPPED = "dropped", _("draft, dropped")

    PUBLISHED = (Status.SIGNED, Status.SUPERSEDED)  # signed once: what a referring doctor may read

    class Kind(models.TextChoices):
        TREATMENT = "treatment", _("treatment")
        MORE_INFORMATION = "more-information", _("more information needed")
        SUPPORTIVE = "supportive", _("best supportive care")
        ELSEWHERE = "elsewhere", _("refer elsewhere")
        NO_CHANGE = "no-change", _("no change")

    class Intent(models.TextChoices):
        CURATIVE = "curative", _("curative or maximal")
        DEBULKING = "debulking", _("debulking")
        SYMPTOM_CONTROL = "symptom-control", _("symptom control")
        DISEASE_CONTROL = "disease-control", _("disease control")
        SURVEILLANCE = "surveillance", _("surveillance")
        SUPPORTIVE = "supportive", _("best supportive care")

    class Deviation(models.TextChoices):
        """Why the board chose otherwise than the rules. "Other" is never enough without words."""

        WISH = "wish", _("the patient's wish")
        COMORBIDITY = "comorbidity", _("other diseases or frailty")
        SELECTED_CASE = "selected-case", _("selected case")
        LOCAL = "local", _("local practice or availability")
        NEW_FACTS = "new-facts", _("facts the rules did not have")
        JUDGEMENT = "judgement", _("clinical judgement")
        OTHER = "other", _("other")

    identifying_fields = frozenset(
        {"wording", "deviation_text", "dissent", "alternatives", "conditions", "amended_because", "dropped_because"}
    )

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(default=1)  # of the versions of this item
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    kind = models.CharField(_("decision"), max_length=20, choices=Kind, blank=True)  # a draft may still be open in all
    wording = models.TextField(_("answer to the question"), blank=True)
    intent = models.CharField(_("intent"), max_length=20, choices=Intent, blank=True)
    alternatives = models.TextField(_("alternatives accepted"), blank=True)
    conditions = models.TextField(_("conditions before start"), blank=True)
    dissent = models.TextField(_("dissent"), blank=True)
    agrees = models.BooleanField(_("agrees with the proposal"), null=True)  # None: nothing to compare
    deviation = models.CharField(_("reason to differ from the proposal"), max_length=15, choices=Deviation, blank=True)
    deviation_text = models.TextField(_("reason in words"), blank=True)
    responsible = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible")
    )
    target_date = models.DateField(_("to be done by"), null=True, blank=True)
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="decisions")
    plan = models.JSONField(null=True, editable=False)  # the drawn plan as it was weighed: conference.plans.frozen
    gaps = models.JSONField(default=list)  # what was missing on the day, as paths of the case
    amended_because = models.TextField(_("why it is amended"), blank=True)
    dropped_because = models.TextField(_("why the draft was dropped"), blank=True, default="", db_default="")
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # the last to change the draft
    written_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["patient", "signed_at"], name="decision_of_patient")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number"], condition=~Q(status="dropped"), name="decision_number_once"
            ),
            models.UniqueConstraint(fields=["item"], condition=Q(status="draft"), name="decision_one_draft"),
            models.UniqueConstraint(fields=["item"], condition=Q(status="signed"), name="decision_one_signed"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "dropped"], signed_by__isnull=True, signed_at__isnull=True)
                | (~Q(status__in=["draft", "dropped"]) & Q(signed_by__isnull=False, signed_at__isnull=False)),
                name="decision_signed_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(dropped_because=""), name="decision_dropped_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "superseded"])
                | Q(agrees__isnull=True)
                | Q(agrees=True)
                | ~Q(deviation=""),
                name="decision_differs_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "superseded"]) | (~Q(kind="") & ~Q(wording="")),
                name="decision_signed_answers",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(amended_because=""), name="decision_amended_says_why"),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "superseded"]) | Q(deviation="") | ~Q(deviation_text=""),
                name="decision_deviation_in_words",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class Step(Record):
    """One modality of a decision, in order. Signing makes a planned course of it."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    modality = models.CharField(_("treatment"), max_length=30, choices=treatment_choices)
    territory = models.CharField(_("territory"), max_length=12, choices=Territory, blank=True)
    segments = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    lesions = models.ManyToManyField(Lesion, related_name="+", blank=True, verbose_name=_("lesions"))
    dropped = models.BooleanField(default=False)  # taken out of the draft again
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="steps")  # kept by the next version

    class Meta:
        ordering = ("order",)
        indexes = [models.Index(fields=["decision", "order"], name="step_of_decision")]
        constraints = [
            models.CheckConstraint(
                condition=Q(segments__contained_by=list(COUINAUD)), name="step_segments_are_couinaud"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.modality}"


def something_stands() -> Q:
    """Whether a decision says anything at all."""
    words = ("kind", "wording", "intent", "alternatives", "conditions", "dissent", "deviation", "deviation_text")
    said = ~Q(**dict.fromkeys(words, "")) | Q(responsible__isnull=False) | Q(target_date__isnull=False)
    for parts in (Step.objects, Need.objects):
        said |= Q(Exists(parts.filter(decision=OuterRef("pk"), dropped=False)))
    return said


def not_done() -> QuerySet[Course]:
    """Decided and not done: still planned, or given up and not brought back since; the most overdue first."""
    signed = Step.objects.filter(
        decision__status=Decision.Status.SIGNED, course=Coalesce(OuterRef("first_id"), OuterRef("pk"))
    )
    back = Referral.objects.filter(patient=OuterRef("patient"), sent_at__gt=OuterRef("decided_at")).exclude(
        status__in=[Referral.Status.DECLINED, Referral.Status.WITHDRAWN]
    )
    since = back.filter(sent_at__date__gte=OuterRef("date"))
    waits = Q(status=Course.Status.PLANNED)
    waits |= Q(~Exists(since), status=Course.Status.ABANDONED)
    waits |= Q(~Exists(back), status=Course.Status.CANCELLED)
    standing: QuerySet[Course] = Course.objects.standing().filter(
        status__in=Course.NOT_DONE, patient__deceased_on__isnull=True
    )
    decided = standing.annotate(decided_at=Subquery(signed.values("decision__signed_at")[:1]))
    return decided.filter(waits, decided_at__isnull=False).order_by(F("target_date").asc(nulls_last=True), "step")


class NeedQuerySet(RecordQuerySet["Need"]):
    def unanswered(self) -> Self:
        """What a board has asked for, of cases that have not been listed again."""
        item = "decision__item"
        again = AgendaItem.objects.filter(
            case=OuterRef(f"{item}__case"), created_at__gt=OuterRef(f"{item}__created_at")
        )
        asked = self.filter(dropped=False, decision__status=Decision.Status.SIGNED)
        return asked.filter(decision__item__case__status=Case.Status.PREPARING).exclude(Exists(again)).order_by("by")


class Need(Record):
    """What must be brought before the board can answer: what, who, by when."""

    identifying_fields = frozenset({"what", "who"})

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="needs")
    what = models.CharField(_("what"), max_length=300)
    who = models.CharField(_("who"), max_length=200)
    by = models.DateField(_("by"), null=True)
    dropped = models.BooleanField(default=False)

    objects: ClassVar[Any] = NeedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_late(self) -> bool:
        return self.by is not None and self.by < timezone.localdate()
