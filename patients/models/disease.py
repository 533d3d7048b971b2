"""The disease: pathology, studies, lesions with their measurements, single facts and lists."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patients.items import ITEMS
from patients.models.base import Clinical, ClinicalQuerySet, ExactField, Finding, Lasting, answered, corrections, ranges

SIZE_MM, DUCT_MM, VOLUME_ML, SLICE_MM = (1, 300), (0, 100), (0, 8000), 100  # clinical.md 5.2; read by the forms too


class Segment(models.TextChoices):
    """Couinaud's segments. "4" alone is said when nobody has told a from b."""

    S1 = "1", _("1 (caudate)")
    S2 = "2", "2"
    S3 = "3", "3"
    S4 = "4", _("4, a or b not stated")
    S4A = "4a", "4a"
    S4B = "4b", "4b"
    S5 = "5", "5"
    S6 = "6", "6"
    S7 = "7", "7"
    S8 = "8", "8"


class Side(models.TextChoices):
    RIGHT = "right", _("right hemiliver")
    LEFT = "left", _("left hemiliver")
    BOTH = "both", _("both hemilivers")


class Organ(models.TextChoices):
    """Where a lesion lies; outside the liver in the codes of `tumour.extrahepatic_sites`."""

    LIVER = "liver", _("liver")
    NODE = "node", _("lymph nodes")
    BONE = "bone", _("bone")
    LUNG = "lung", _("lungs")
    PERITONEUM = "peritoneum", _("peritoneum")
    OTHER = "other", _("other")


class Near(models.TextChoices):
    """What lies within 10 mm of a lesion: `near` of cantlie-case/1."""

    NONE = "none", _("nothing: looked, and nothing near")
    GALLBLADDER = "gallbladder", _("gallbladder")
    BOWEL = "bowel", _("bowel")
    STOMACH = "stomach", _("stomach")
    HEART = "heart", _("heart")
    DIAPHRAGM = "diaphragm", _("diaphragm")
    CAPSULE = "capsule", _("capsule")
    KIDNEY = "kidney", _("kidney")


class Observation(Finding, Clinical):
    """One single fact of the catalogue in `items.py`, on one day."""

    identifying_fields = Clinical.identifying_fields | Finding.identifying_fields

    study = models.ForeignKey("patients.Study", models.PROTECT, null=True, related_name="observations")

    class Meta:
        indexes = [models.Index(fields=["patient", "item"], name="observation_of_patient")]
        constraints = [*corrections("observation"), *answered("observation"), *ranges("observation", ITEMS)]


class PathologyReport(Clinical):
    """What the pathologist saw in one specimen. Differentiation and grade are apart; an index may be a range or "<2"."""

    class Specimen(models.TextChoices):
        PRIMARY = "primary", _("primary tumour")
        LIVER = "liver", _("liver metastasis")
        NODE = "node", _("lymph node")
        OTHER = "other", _("other")

    class Differentiation(models.TextChoices):
        NET = "net", _("NET, well differentiated")
        NEC = "nec", _("NEC, poorly differentiated")
        MINEN = "minen", _("MiNEN, mixed")

    class Grade(models.TextChoices):
        G1 = "g1", "G1"
        G2 = "g2", "G2"
        G3 = "g3", "G3"

    UNITS: ClassVar[dict[str, str]] = {"ki67_printed": "%", "mitoses_printed": "/2 mm²"}

    identifying_fields = Clinical.identifying_fields | {"morphology", "accession", "text"}

    specimen = models.CharField(_("specimen"), max_length=10, choices=Specimen, blank=True)
    differentiation = models.CharField(_("differentiation"), max_length=10, choices=Differentiation, blank=True)
    grade = models.CharField(_("stated grade"), max_length=2, choices=Grade, blank=True)
    ki67_low = ExactField("Ki-67", null=True)
    ki67_high = ExactField("Ki-67", null=True)
    ki67_printed = models.CharField("Ki-67", max_length=30, blank=True)  # "<2", "3-5", ">70": as the report says it
    mitoses_low = ExactField(_("mitoses per 2 mm²"), null=True)
    mitoses_high = ExactField(_("mitoses per 2 mm²"), null=True)
    mitoses_printed = models.CharField(_("mitoses per 2 mm²"), max_length=30, blank=True)
    morphology = models.CharField(_("morphology"), max_length=200, blank=True)
    accession = models.CharField(_("report number"), max_length=60, blank=True)
    text = models.TextField(_("report"), blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient"], name="pathology_of_patient")]
        constraints = [
            *corrections("pathology"),
            models.CheckConstraint(
                condition=(Q(ki67_low__isnull=True) | Q(ki67_low__range=(0, 100)))
                & (Q(ki67_high__isnull=True) | Q(ki67_high__range=(0, 100))),
                name="pathology_ki67_percent",
            ),
            models.CheckConstraint(
                condition=Q(ki67_low__isnull=True) | Q(ki67_high__isnull=True) | Q(ki67_low__lte=F("ki67_high")),
                name="pathology_ki67_ordered",
            ),
            models.CheckConstraint(
                condition=(Q(mitoses_low__isnull=True) | Q(mitoses_low__range=(0, 200)))
                & (Q(mitoses_high__isnull=True) | Q(mitoses_high__range=(0, 200))),
                name="pathology_mitoses",
            ),
        ]


class Study(Lasting):
    """One imaging study. Measurements and liver facts hang on it."""

    class Modality(models.TextChoices):
        CT = "ct", _("CT")
        MRI = "mri", _("MRI")
        ULTRASOUND = "us", _("Ultrasound")
        CONTRAST_ULTRASOUND = "ceus", _("Contrast ultrasound")
        SSTR_PET = "sstr-pet", _("Somatostatin receptor PET")
        FDG_PET = "fdg-pet", _("FDG PET")
        SCINTIGRAPHY = "scintigraphy", _("Receptor scintigraphy")
        RECEPTORS = "receptors", _("Receptor imaging, PET or scintigraphy")
        ANGIOGRAPHY = "angiography", _("Angiography")
        INTRAOPERATIVE = "intraoperative-us", _("Intra-operative ultrasound")
        NOT_STATED = "not-stated", _("not stated")

    identifying_fields = Clinical.identifying_fields | {"tracer", "place", "accession", "pacs_link", "report"}

    modality = models.CharField(_("modality"), max_length=20, choices=Modality)
    phases = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("contrast phases"))
    slice_mm = ExactField(_("slice thickness"), null=True, blank=True)
    tracer = models.CharField(_("tracer"), max_length=60, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    accession = models.CharField(_("accession number"), max_length=60, blank=True)
    pacs_link = models.URLField(_("link to the images"), blank=True)
    report = models.TextField(_("report"), blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "date"], name="study_of_patient")]
        constraints = [
            *corrections("study"),
            models.CheckConstraint(
                condition=Q(slice_mm__isnull=True) | Q(slice_mm__gt=0, slice_mm__lte=SLICE_MM), name="study_slice"
            ),
        ]


class Lesion(Lasting):
    """One metastasis with a label that never changes. Where it lies; how large it is stands in its measurements."""

    class Kind(models.TextChoices):
        LESION = "lesion", _("lesion")
        NODE = "node", _("lymph node")

    label = models.CharField(_("label"), max_length=40)
    organ = models.CharField(_("organ"), max_length=40, choices=Organ, default=Organ.LIVER)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.LESION)
    segments = ArrayField(
        models.CharField(max_length=2, choices=Segment), default=list, blank=True, verbose_name=_("segments")
    )
    side = models.CharField(_("side"), max_length=5, choices=Side, blank=True)  # when the segment is not known
    target = models.BooleanField(_("target lesion"), null=True, blank=True)
    index = models.BooleanField(_("index lesion of too many to count"), default=False)
    new_in = models.ForeignKey(Study, models.PROTECT, null=True, blank=True, related_name="new_lesions")
    note = models.TextField(_("note"), blank=True)

    identifying_fields = Clinical.identifying_fields | {"note"}

    class Meta:
        indexes = [models.Index(fields=["patient"], name="lesion_of_patient")]
        constraints = [
            *corrections("lesion"),
            models.CheckConstraint(condition=~Q(label=""), name="lesion_has_label"),
            models.UniqueConstraint(
                fields=["patient", "label"], condition=Q(replaces__isnull=True), name="lesion_label_once_per_patient"
            ),
        ]

    @property
    def in_liver(self) -> bool:
        """Whether the liver's counts, map and list are about it. A lymph node is never in the liver."""
        return self.organ == Organ.LIVER and self.kind == self.Kind.LESION


class Measurement(Clinical):
    """One lesion on one study: a state, and sizes when it was measured."""

    class State(models.TextChoices):
        MEASURED = "measured", _("measured")
        SEEN = "seen", _("seen, size not stated")
        TOO_SMALL = "too-small", _("too small to measure")
        VANISHED = "vanished", _("vanished")
        MERGED = "merged", _("merged into another")
        NOT_EVALUABLE = "not-evaluable", _("not evaluable")

    GONE = frozenset({State.VANISHED, State.MERGED})
    SIZE = ("longest_mm", "second_mm", "third_mm", "volume_ml")
    ADJACENCY = ("duct_distance_mm", "vessel_touching", "near", "visible", "reachable", "treated")

    lesion = models.ForeignKey(Lesion, models.PROTECT, related_name="measurements")
    study = models.ForeignKey(Study, models.PROTECT, related_name="measurements")
    state = models.CharField(_("state"), max_length=15, choices=State)
    longest_mm = ExactField(_("longest diameter"), null=True, blank=True)
    second_mm = ExactField(_("second diameter"), null=True, blank=True)
    third_mm = ExactField(_("third diameter"), null=True, blank=True)
    volume_ml = ExactField(_("volume"), null=True, blank=True)
    merged_into = models.ForeignKey(Lesion, models.PROTECT, null=True, blank=True, related_name="+")
    duct_distance_mm = ExactField(_("distance to a central bile duct"), null=True, blank=True)
    vessel_touching = models.BooleanField(_("a vessel of 3 mm or more touches it"), null=True, blank=True)
    near = ArrayField(
        models.CharField(max_length=12, choices=Near), null=True, blank=True, verbose_name=_("within 10 mm of")
    )
    visible = models.BooleanField(_("seen with the guidance chosen"), null=True, blank=True)
    reachable = models.BooleanField(_("a safe needle path exists"), null=True, blank=True)
    treated = models.BooleanField(_("in a treated field and not grown since"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient"], name="measurement_of_patient")]
        constraints = [
            *corrections("measurement"),
            models.UniqueConstraint(
                fields=["lesion", "study"], condition=Q(replaces__isnull=True), name="lesion_measured_once_per_study"
            ),
            models.CheckConstraint(
                condition=Q(state="measured", longest_mm__isnull=False)
                | (~Q(state="measured") & Q(longest_mm__isnull=True, second_mm__isnull=True, third_mm__isnull=True)),
                name="measurement_has_size_when_measured",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="measurement_merged_into_another",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("lesion")), name="measurement_not_merged_into_itself"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": SIZE_MM}),
                    name=f"measurement_{field}",
                )
                for field in ("longest_mm", "second_mm", "third_mm")
            ),
            models.CheckConstraint(
                condition=Q(duct_distance_mm__isnull=True) | Q(duct_distance_mm__range=DUCT_MM),
                name="measurement_duct",
            ),
            models.CheckConstraint(
                condition=Q(volume_ml__isnull=True) | Q(volume_ml__range=VOLUME_ML), name="measurement_volume"
            ),
        ]


class EntryQuerySet(ClinicalQuerySet["Entry"]):
    def current(self, day: dt.date | None = None) -> "EntryQuerySet":
        """Lines that have not ended by the day, today if none is given."""
        return self.standing().filter(Q(until__isnull=True) | Q(until__gt=day or timezone.localdate()))


class Entry(Clinical):
    """One line of a list: an allergy, a drug, another disease, a site outside the liver."""

    class List(models.TextChoices):
        ALLERGIES = "allergies", _("Allergies")
        DRUGS = "drugs", _("Drugs")
        COMORBIDITIES = "comorbidities", _("Other diseases")
        EXTRAHEPATIC = "extrahepatic_sites", _("Disease outside the liver")

    identifying_fields = Clinical.identifying_fields | {"text", "dose"}

    list = models.CharField(max_length=20, choices=List)
    code = models.CharField(_("kind"), max_length=30, blank=True)
    text = models.CharField(_("words"), max_length=400, blank=True)
    dose = models.CharField(_("dose and interval"), max_length=120, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)  # a drug stopped, a disease healed

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["patient", "list"], name="entry_of_patient")]
        constraints = [
            *corrections("entry"),
            models.CheckConstraint(condition=~Q(code="") | ~Q(text=""), name="entry_says_something"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(date__isnull=True) | Q(until__gte=F("date")),
                name="entry_ends_after_it_begins",
            ),
        ]
