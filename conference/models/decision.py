"""The proposal as the board saw it, and what the board decided."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conference.models.board import AgendaItem
from core.models import Record
from patients.models import Lesion, Patient, Visible
from treatments.models import Course, Territory, Treatment


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


class Decision(Record):
    """The board's answer to one case: a draft until signed; then never edited, only superseded by a new version."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed")
        SUPERSEDED = "superseded", _("superseded")

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

    identifying_fields = frozenset({"wording", "deviation_text", "dissent", "alternatives", "conditions"})

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(default=1)  # of the versions of this item
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    kind = models.CharField(_("decision"), max_length=20, choices=Kind)
    wording = models.TextField(_("answer to the question"))
    intent = models.CharField(_("intent"), max_length=20, choices=Intent, blank=True)
    alternatives = models.TextField(_("alternatives accepted"), blank=True)
    conditions = models.TextField(_("conditions before start"), blank=True)
    dissent = models.TextField(_("dissent"), blank=True)
    deviation = models.CharField(_("reason to differ from the proposal"), max_length=15, choices=Deviation, blank=True)
    deviation_text = models.TextField(_("reason in words"), blank=True)
    responsible = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible")
    )
    target_date = models.DateField(_("to be done by"), null=True, blank=True)
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="decisions")
    gaps = models.JSONField(default=list)  # what was missing on the day, as paths of the case
    amended_because = models.TextField(_("why it is amended"), blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = Visible.as_manager()

    class Meta:
        indexes = [models.Index(fields=["patient", "signed_at"], name="decision_of_patient")]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="decision_number_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(status="draft"), name="decision_one_draft"),
            models.UniqueConstraint(fields=["item"], condition=Q(status="signed"), name="decision_one_signed"),
            models.CheckConstraint(
                condition=Q(status="draft", signed_by__isnull=True, signed_at__isnull=True)
                | (~Q(status="draft") & Q(signed_by__isnull=False, signed_at__isnull=False)),
                name="decision_signed_by_whom_and_when",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(amended_because=""), name="decision_amended_says_why"),
            models.CheckConstraint(
                condition=Q(deviation="") | ~Q(deviation_text=""), name="decision_deviation_in_words"
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
    modality = models.CharField(_("treatment"), max_length=30, choices=Treatment)
    territory = models.CharField(_("territory"), max_length=12, choices=Territory, blank=True)
    segments = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    lesions = models.ManyToManyField(Lesion, related_name="+", blank=True, verbose_name=_("lesions"))
    dropped = models.BooleanField(default=False)  # taken out of the draft again
    course = models.OneToOneField(Course, models.PROTECT, null=True, related_name="step_of")

    class Meta:
        ordering = ("order",)
        indexes = [models.Index(fields=["decision", "order"], name="step_of_decision")]

    def __str__(self) -> str:
        return f"{self.order} {self.modality}"


class Need(Record):
    """What must be brought before the board can answer: what, who, by when."""

    identifying_fields = frozenset({"what", "who"})

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="needs")
    what = models.CharField(_("what"), max_length=300)
    who = models.CharField(_("who"), max_length=200)
    by = models.DateField(_("by"), null=True)
    dropped = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.pk)
