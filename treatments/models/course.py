"""Treatments: done long ago, done elsewhere, planned by the board, performed by us. One table, so that intervals see all."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Hospital, Unit, User
from core.models import Record
from patients.models import Clinical, Lasting, Lesion
from patients.models.base import ClinicalQuerySet, corrections
from treatments.eligibility import MODALITIES, segments_of


class Treatment(models.TextChoices):
    """The types of `earlier_treatments` in cantlie-case/1, by the names the records give them."""

    RESECTION = "resection", _("Resection")
    RESECTION_ABLATION = "resection-ablation", _("Resection with ablation")
    TWO_STAGE = "two-stage", _("Two-stage hepatectomy")
    ABLATION = "ablation", _("Thermal ablation")
    STEREOTACTIC_ABLATION = "stereotactic-ablation", _("Multi-probe stereotactic ablation")
    DEBULKING = "debulking", _("Debulking")
    TAE = "tae", _("Bland embolisation (TAE)")
    CTACE = "ctace", _("Chemoembolisation with oil (cTACE)")
    DEB_TACE = "deb-tace", _("Chemoembolisation with beads (DEB-TACE)")
    TARE = "tare", _("Radioembolisation (SIRT)")
    SBRT = "sbrt", _("Stereotactic radiotherapy")
    TRANSPLANTATION = "transplantation", _("Liver transplantation")
    PRRT = "prrt", _("PRRT")
    SSA = "ssa", _("Somatostatin analogue")
    EVEROLIMUS = "everolimus", _("Everolimus")
    CAPTEM = "captem", _("Capecitabine and temozolomide")
    SUNITINIB = "sunitinib", _("Sunitinib")
    CHEMOTHERAPY = "chemotherapy", _("Chemotherapy")
    SURVEILLANCE = "surveillance", _("Surveillance")
    PVE = "portal-vein-embolisation", _("Portal vein embolisation")
    PRIMARY_RESECTION = "primary-resection", _("Resection of the primary tumour")
    LIVER_RADIOTHERAPY = "liver-radiotherapy", _("Other radiotherapy to the liver")
    OTHER = "other", _("Other")


def treatment_choices() -> list[tuple[str, Any]]:
    """The treatments of the format, and whatever modality the rules know beside them: one more needs no migration."""
    *named, other = Treatment.choices
    known = {code for code, _name in Treatment.choices}
    more = [(modality.code, _(modality.name)) for modality in MODALITIES if modality.code not in known]
    return [*named, *more, other]


INTRA_ARTERIAL = (Treatment.TAE, Treatment.CTACE, Treatment.DEB_TACE, Treatment.TARE)


class Territory(models.TextChoices):
    RIGHT = "right", _("right hemiliver")
    LEFT = "left", _("left hemiliver")
    WHOLE = "whole-liver", _("whole liver")
    SEGMENTS = "segments", _("segments")


COUINAUD = ("1", "2", "3", "4a", "4b", "5", "6", "7", "8")


class CourseQuerySet(ClinicalQuerySet["Course"]):
    def performed(self) -> Self:
        return self.standing().filter(status=Course.Status.PERFORMED)

    def planned(self) -> Self:
        return self.standing().filter(status=Course.Status.PLANNED)

    def said_of(self, course: "Course") -> Self:
        """Every row about one treatment: as it was first written, and each correction."""
        return self.filter(Q(pk=course.key) | Q(first=course.key))


class Course(Lasting):
    """One treatment: planned by a decision, performed, or reported from earlier. `date` is the day performed.

    Corrected, it is a new row; the decision that planned it points to the first.
    """

    class Origin(models.TextChoices):
        EARLIER = "earlier", _("earlier or elsewhere")
        HERE = "here", _("decided here")
        UNPLANNED = "unplanned", _("done here without a plan of the board")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        PERFORMED = "performed", _("performed")
        ABANDONED = "abandoned", _("abandoned")
        CANCELLED = "cancelled", _("not carried out")

    class Deviation(models.TextChoices):
        AS_PLANNED = "planned", _("as planned")
        CHANGED = "changed", _("changed")
        ABANDONED = "abandoned", _("abandoned")

    class Response(models.TextChoices):
        COMPLETE = "complete", _("complete")
        PARTIAL = "partial", _("partial")
        STABLE = "stable", _("stable")
        PROGRESSION = "progression", _("progression")
        NOT_EVALUATED = "not-evaluated", _("not evaluated")

    GIVEN = (Status.PERFORMED, Status.ABANDONED)
    NOT_DONE = (Status.PLANNED, Status.ABANDONED, Status.CANCELLED)
    NOT_TREATED = "lesions_not_treated"  # in `details`: planned, and then left out
    BY_DEATH = "called_off_by_death"  # in `details`: planned until the patient died
    PLANNED_AS = "planned_as"  # in `details`: type and place as planned, when something else was done

    identifying_fields = Clinical.identifying_fields | {"deviation_reason", "details", "note"}

    type = models.CharField(_("treatment"), max_length=30, choices=treatment_choices)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    territory = models.CharField(_("territory"), max_length=12, choices=Territory, blank=True)
    segments = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("segments"))
    lesions = models.ManyToManyField(Lesion, related_name="courses", blank=True, verbose_name=_("lesions"))
    step = models.PositiveSmallIntegerField(default=1)  # order within the decision that planned it
    target_date = models.DateField(_("to be done by"), null=True, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )  # the conference that follows it
    responsible = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="responsible_for")
    operator = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="operated")
    approach = models.CharField(_("approach"), max_length=20, blank=True)
    deviation = models.CharField(_("compared with the plan"), max_length=10, choices=Deviation, blank=True)
    deviation_reason = models.TextField(_("reason"), blank=True)
    details = models.JSONField(_("details"), default=dict)  # by modality: treatments/details.py says which
    response = models.CharField(_("response"), max_length=15, choices=Response, blank=True)
    response_imaging_done = models.BooleanField(_("response imaging done"), null=True, blank=True)
    no_complications_on = models.DateField(
        _("without complications on"), null=True, blank=True
    )  # asked; there were none
    note = models.TextField(_("note"), blank=True)

    objects: ClassVar[Any] = CourseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["patient", "date"], name="course_of_patient"),
            models.Index(fields=["target_date"], condition=Q(status="planned"), name="course_planned"),
            models.Index(
                fields=["unit", "target_date"],
                condition=Q(status__in=["planned", "abandoned", "cancelled"]),
                name="course_not_done",
            ),
        ]
        constraints = [
            *corrections("course"),
            models.CheckConstraint(
                condition=Q(segments__contained_by=list(COUINAUD)), name="course_segments_are_couinaud"
            ),
            models.CheckConstraint(
                condition=~Q(status="performed", origin__in=["here", "unplanned"]) | Q(date__isnull=False),
                name="course_performed_here_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(deviation__in=["changed", "abandoned"]) | ~Q(deviation_reason=""),
                name="course_deviation_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(territory="segments") | ~Q(segments=[]), name="course_segments_are_named"
            ),
            models.CheckConstraint(
                condition=Q(no_complications_on__isnull=True)
                | Q(date__isnull=True)
                | Q(no_complications_on__gte=F("date")),
                name="course_without_complications_after_it",
            ),
        ]

    @property
    def treated_lesions(self) -> list[Lesion]:
        """The lesions really treated; while it is planned, those meant to be."""
        left = set(self.details.get(self.NOT_TREATED, ()))
        return [lesion for lesion in self.lesions.all() if str(lesion.key) not in left]

    @property
    def lesions_left_out(self) -> list[Lesion]:
        """Planned, and then not treated."""
        left = set(self.details.get(self.NOT_TREATED, ()))
        return [lesion for lesion in self.lesions.all() if str(lesion.key) in left]

    @property
    def covered(self) -> frozenset[str]:
        """The segments of the territory; empty when nobody has said."""
        return segments_of(self.territory, self.segments)

    @property
    def as_corrected(self) -> "Course":
        """The latest word on this treatment; where there are many, prefetch `later`."""
        return max((self, *self.later.all()), key=lambda row: row.created_at)

    def is_written_by(self, user: User) -> bool:
        """Who may write on it: the hospital that gives it, the one whose conference follows it, whoever is responsible."""
        here = user.acting.hospital_id
        follows = self.unit.hospital_id if self.unit else None
        return self.responsible_id == user.pk or (here is not None and here in {self.hospital_id, follows})


class ChecklistAnswer(Record):
    """One item of the preparation, answered on the day. No row means not asked."""

    class Answer(models.TextChoices):
        DONE = "done", _("done")
        NOT_DONE = "not-done", _("not done")
        NOT_NEEDED = "not-needed", _("not needed")

    identifying_fields = frozenset({"text"})

    course = models.ForeignKey(Course, models.PROTECT, related_name="checklist")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")  # the one that wrote the row
    item = models.CharField(max_length=40)
    answer = models.CharField(max_length=12, choices=Answer)
    text = models.CharField(max_length=400, blank=True)  # dose and time, or why not

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "item"], name="checklist_item_once"),
            models.CheckConstraint(condition=~Q(answer="not-done") | ~Q(text=""), name="checklist_not_done_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.answer}"


class Complication(Clinical):
    """What went wrong after a treatment, with its grade."""

    identifying_fields = Clinical.identifying_fields | {"text"}

    course = models.ForeignKey(Course, models.PROTECT, related_name="complications")
    code = models.CharField(_("complication"), max_length=40)
    grade = models.CharField(_("Clavien-Dindo grade"), max_length=5, blank=True)
    text = models.CharField(_("words"), max_length=400, blank=True)

    class Meta:
        constraints = [
            *corrections("complication"),
            models.CheckConstraint(
                condition=Q(grade__in=["", "I", "II", "IIIa", "IIIb", "IVa", "IVb", "V"]), name="complication_grade"
            ),
        ]
