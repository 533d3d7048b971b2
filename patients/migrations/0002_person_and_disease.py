from decimal import Decimal

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_people"),
        ("accounts", "__first__"),
        ("patients", "0001_trigrams"),
    ]

    operations = [
        migrations.CreateModel(
            name="Patient",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("se-personnummer", "Swedish personnummer"),
                            ("se-samordningsnummer", "Swedish samordningsnummer"),
                            ("se-reserve", "Swedish regional reserve number"),
                            ("dk-cpr", "Danish CPR number"),
                            ("dk-replacement", "Danish replacement CPR number"),
                            ("de-kvnr", "German health insurance number (KVNR)"),
                            ("fi-hetu", "Finnish henkilötunnus"),
                            ("no-fodselsnummer", "Norwegian fødselsnummer, D or H number"),
                            ("local", "Number of this hospital"),
                        ],
                        max_length=30,
                        verbose_name="kind of number",
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="number")),
                ("surname", models.CharField(max_length=200, verbose_name="surname")),
                ("given", models.CharField(blank=True, max_length=200, verbose_name="given name")),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="title")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="birth date")),
                ("birth_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="birth year")),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("female", "Female"), ("male", "Male"), ("other", "Other")],
                        max_length=10,
                        verbose_name="sex",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                ("protected", models.BooleanField(default=False, verbose_name="protected identity")),
                ("deceased_on", models.DateField(blank=True, null=True, verbose_name="died on")),
                ("source", models.CharField(blank=True, max_length=60, verbose_name="source")),
                ("reference", models.CharField(blank=True, max_length=64, verbose_name="reference")),
                ("search_key", models.TextField(editable=False)),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patients",
                        to="accounts.hospital",
                        verbose_name="hospital",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                        name="patient_search",
                    ),
                    models.Index(fields=["hospital", "birth_date"], name="patient_born"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("hospital", "scheme", "number"), name="patient_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("hospital", "source", "reference"),
                        name="patient_imported_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("birth_date__isnull", True), ("birth_year__isnull", True), _connector="OR"),
                        name="patient_birth_date_or_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deceased_on__isnull", True),
                            ("birth_date__isnull", True),
                            ("deceased_on__gte", models.F("birth_date")),
                            _connector="OR",
                        ),
                        name="patient_died_after_birth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), _negated=True), models.Q(("surname", ""), _negated=True)
                        ),
                        name="patient_has_number_and_surname",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PathologyReport",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("date", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "day"), ("month", "month"), ("year", "year")], default="day", max_length=5
                    ),
                ),
                ("noted_on", models.DateField(default=django.utils.timezone.localdate)),
                ("reason", models.TextField(blank=True, verbose_name="reason for the correction")),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "specimen",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("primary", "primary tumour"),
                            ("liver", "liver metastasis"),
                            ("node", "lymph node"),
                            ("other", "other"),
                        ],
                        max_length=10,
                        verbose_name="specimen",
                    ),
                ),
                (
                    "differentiation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("net", "NET, well differentiated"),
                            ("nec", "NEC, poorly differentiated"),
                            ("minen", "MiNEN, mixed"),
                        ],
                        max_length=10,
                        verbose_name="differentiation",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[("g1", "G1"), ("g2", "G2"), ("g3", "G3")],
                        max_length=2,
                        verbose_name="stated grade",
                    ),
                ),
                ("ki67_low", models.DecimalField(decimal_places=3, max_digits=6, null=True, verbose_name="Ki-67")),
                ("ki67_high", models.DecimalField(decimal_places=3, max_digits=6, null=True, verbose_name="Ki-67")),
                ("ki67_printed", models.CharField(blank=True, max_length=30, verbose_name="Ki-67")),
                (
                    "mitoses_low",
                    models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name="mitoses per 2 mm²"),
                ),
                (
                    "mitoses_high",
                    models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name="mitoses per 2 mm²"),
                ),
                ("mitoses_printed", models.CharField(blank=True, max_length=30, verbose_name="mitoses per 2 mm²")),
                ("morphology", models.CharField(blank=True, max_length=200, verbose_name="morphology")),
                ("accession", models.CharField(blank=True, max_length=60, verbose_name="report number")),
                ("text", models.TextField(blank=True, verbose_name="report")),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="patients.pathologyreport",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="patients.patient"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient"], name="pathology_of_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="pathology_correction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn", False), ("replaces__isnull", False), _connector="OR"),
                        name="pathology_withdrawn_by_correction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ki67_low__isnull", True), ("ki67_low__range", (0, 100)), _connector="OR"),
                            models.Q(("ki67_high__isnull", True), ("ki67_high__range", (0, 100)), _connector="OR"),
                        ),
                        name="pathology_ki67_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ki67_low__isnull", True),
                            ("ki67_high__isnull", True),
                            ("ki67_low__lte", models.F("ki67_high")),
                            _connector="OR",
                        ),
                        name="pathology_ki67_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mitoses_low__isnull", True), ("mitoses_low__range", (0, 200)), _connector="OR"),
                            models.Q(
                                ("mitoses_high__isnull", True), ("mitoses_high__range", (0, 200)), _connector="OR"
                            ),
                        ),
                        name="pathology_mitoses",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesion",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("date", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "day"), ("month", "month"), ("year", "year")], default="day", max_length=5
                    ),
                ),
                ("noted_on", models.DateField(default=django.utils.timezone.localdate)),
                ("reason", models.TextField(blank=True, verbose_name="reason for the correction")),
                ("withdrawn", models.BooleanField(default=False)),
                ("label", models.CharField(max_length=40, verbose_name="label")),
                ("organ", models.CharField(default="liver", max_length=40, verbose_name="organ")),
                (
                    "kind",
                    models.CharField(
                        choices=[("lesion", "lesion"), ("node", "lymph node")],
                        default="lesion",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "segments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("1", "1 (caudate)"),
                                ("2", "2"),
                                ("3", "3"),
                                ("4", "4, a or b not stated"),
                                ("4a", "4a"),
                                ("4b", "4b"),
                                ("5", "5"),
                                ("6", "6"),
                                ("7", "7"),
                                ("8", "8"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        verbose_name="segments",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[("right", "right hemiliver"), ("left", "left hemiliver"), ("both", "both hemilivers")],
                        max_length=5,
                        verbose_name="side",
                    ),
                ),
                ("target", models.BooleanField(blank=True, null=True, verbose_name="target lesion")),
                ("index", models.BooleanField(default=False, verbose_name="index lesion of too many to count")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later",
                        to="patients.lesion",
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="patients.lesion",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="patients.patient"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient"], name="lesion_of_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="lesion_correction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn", False), ("replaces__isnull", False), _connector="OR"),
                        name="lesion_withdrawn_by_correction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("segments__contained_by", ["1", "2", "3", "4", "4a", "4b", "5", "6", "7", "8"])
                        ),
                        name="lesion_segments_are_couinaud",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["", "right", "left", "both"])), name="lesion_side"
                    ),
                    models.CheckConstraint(condition=models.Q(("label", ""), _negated=True), name="lesion_has_label"),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("patient", "label"),
                        name="lesion_label_once_per_patient",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerNumber",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("se-personnummer", "Swedish personnummer"),
                            ("se-samordningsnummer", "Swedish samordningsnummer"),
                            ("se-reserve", "Swedish regional reserve number"),
                            ("dk-cpr", "Danish CPR number"),
                            ("dk-replacement", "Danish replacement CPR number"),
                            ("de-kvnr", "German health insurance number (KVNR)"),
                            ("fi-hetu", "Finnish henkilötunnus"),
                            ("no-fodselsnummer", "Norwegian fødselsnummer, D or H number"),
                            ("local", "Number of this hospital"),
                        ],
                        max_length=30,
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("reason", models.TextField(blank=True)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_numbers",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("date", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "day"), ("month", "month"), ("year", "year")], default="day", max_length=5
                    ),
                ),
                ("noted_on", models.DateField(default=django.utils.timezone.localdate)),
                ("reason", models.TextField(blank=True, verbose_name="reason for the correction")),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "list",
                    models.CharField(
                        choices=[
                            ("allergies", "Allergies"),
                            ("drugs", "Drugs"),
                            ("comorbidities", "Other diseases"),
                            ("extrahepatic_sites", "Disease outside the liver"),
                        ],
                        max_length=20,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=30, verbose_name="kind")),
                ("text", models.CharField(blank=True, max_length=400, verbose_name="words")),
                ("dose", models.CharField(blank=True, max_length=120, verbose_name="dose and interval")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="patients.entry",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="patients.patient"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "list"], name="entry_of_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="entry_correction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn", False), ("replaces__isnull", False), _connector="OR"),
                        name="entry_withdrawn_by_correction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="entry_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareRelation",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("registered", "registered the patient"),
                            ("chosen", "opened the record by its number"),
                            ("referral", "referred the patient"),
                            ("conference", "the conference the patient was referred to"),
                            ("roster", "on the roster of the meeting"),
                            ("treatment", "responsible for a treatment"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateField(default=django.utils.timezone.localdate)),
                ("until", models.DateField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_relations",
                        to="accounts.unit",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_relations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_relations",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["patient", "user"], name="care_of_user"),
                    models.Index(fields=["patient", "unit"], name="care_of_unit"),
                    models.Index(condition=models.Q(("user__isnull", False)), fields=["user"], name="care_by_user"),
                    models.Index(condition=models.Q(("unit__isnull", False)), fields=["unit"], name="care_by_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("user__isnull", True), ("unit__isnull", True), _connector="XOR"),
                        name="care_of_user_or_unit",
                    ),
                    models.UniqueConstraint(fields=("patient", "user", "ground"), name="care_of_user_once"),
                    models.UniqueConstraint(fields=("patient", "unit", "ground"), name="care_of_unit_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Study",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("date", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "day"), ("month", "month"), ("year", "year")], default="day", max_length=5
                    ),
                ),
                ("noted_on", models.DateField(default=django.utils.timezone.localdate)),
                ("reason", models.TextField(blank=True, verbose_name="reason for the correction")),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "modality",
                    models.CharField(
                        choices=[
                            ("ct", "CT"),
                            ("mri", "MRI"),
                            ("us", "Ultrasound"),
                            ("ceus", "Contrast ultrasound"),
                            ("sstr-pet", "Somatostatin receptor PET"),
                            ("fdg-pet", "FDG PET"),
                            ("scintigraphy", "Receptor scintigraphy"),
                            ("angiography", "Angiography"),
                            ("intraoperative-us", "Intra-operative ultrasound"),
                            ("not-stated", "not stated"),
                        ],
                        max_length=20,
                        verbose_name="modality",
                    ),
                ),
                (
                    "phases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        verbose_name="contrast phases",
                    ),
                ),
                (
                    "slice_mm",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="slice thickness"
                    ),
                ),
                ("tracer", models.CharField(blank=True, max_length=60, verbose_name="tracer")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("accession", models.CharField(blank=True, max_length=60, verbose_name="accession number")),
                ("pacs_link", models.URLField(blank=True, verbose_name="link to the images")),
                ("report", models.TextField(blank=True, verbose_name="report")),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later",
                        to="patients.study",
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="patients.patient"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="patients.study",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "date"], name="study_of_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="study_correction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn", False), ("replaces__isnull", False), _connector="OR"),
                        name="study_withdrawn_by_correction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slice_mm__isnull", True), ("slice_mm__gt", 0), _connector="OR"),
                        name="study_slice_above_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Observation",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("date", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "day"), ("month", "month"), ("year", "year")], default="day", max_length=5
                    ),
                ),
                ("noted_on", models.DateField(default=django.utils.timezone.localdate)),
                ("reason", models.TextField(blank=True, verbose_name="reason for the correction")),
                ("withdrawn", models.BooleanField(default=False)),
                ("item", models.CharField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not-asked", "not asked"),
                            ("unknown", "unknown"),
                            ("not-done", "not done"),
                            ("value", "known"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("text", models.TextField(blank=True)),
                ("printed", models.CharField(blank=True, max_length=60)),
                ("unit", models.CharField(blank=True, max_length=30)),
                ("upper_limit", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ("confirmed", models.BooleanField(default=False)),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="patients.observation",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="patients.patient"
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="patients.study",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "item"], name="observation_of_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="observation_correction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn", False), ("replaces__isnull", False), _connector="OR"),
                        name="observation_withdrawn_by_correction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "value"),
                                models.Q(
                                    ("number__isnull", False), models.Q(("text", ""), _negated=True), _connector="OR"
                                ),
                            ),
                            models.Q(
                                models.Q(("state", "value"), _negated=True), ("number__isnull", True), ("text", "")
                            ),
                            _connector="OR",
                        ),
                        name="observation_value_when_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "tumour.primary_size_mm"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("300")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_tumour_primary_size_mm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "tumour.pressure_symptoms"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                ("number__lte", Decimal("3")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("3")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_tumour_pressure_symptoms",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "tumour.krenning"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                ("number__lte", Decimal("4")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_tumour_krenning",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "tumour.tgr_percent_per_month"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("-100")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("-100")),
                                        ("number__lte", Decimal("1000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_tumour_tgr_percent_per_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "tumour.stable_months"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("600")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_tumour_stable_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "fitness.ecog"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                ("number__lte", Decimal("4")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_fitness_ecog",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "fitness.asa"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("1")),
                                ("number__lte", Decimal("5")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("5")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_fitness_asa",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "patient.height_cm"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("100")),
                                        ("number__lte", Decimal("230")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_patient_height_cm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "patient.weight_kg"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("25")),
                                        ("number__lte", Decimal("300")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_patient_weight_kg",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "lesion_count"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("1")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("999")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_lesion_count",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "largest_lesion_mm"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                ("number__lte", Decimal("300")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("300")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_largest_lesion_mm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.tumour_burden_percent"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                ("number__lte", Decimal("100")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("100")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_tumour_burden_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.total_volume_ml"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("300")),
                                        ("number__lte", Decimal("8000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_total_volume_ml",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.tumour_volume_ml"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("8000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_tumour_volume_ml",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.flr_percent"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                ("number__lte", Decimal("100")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("100")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_flr_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.flr_volume_ml"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("8000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_flr_volume_ml",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.segment_volumes_ml.1"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_segment_volumes_ml_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.segment_volumes_ml.2"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_segment_volumes_ml_2",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.segment_volumes_ml.3"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_segment_volumes_ml_3",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.segment_volumes_ml.4a"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_segment_volumes_ml_4a",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.segment_volumes_ml.4b"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_segment_volumes_ml_4b",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.segment_volumes_ml.5"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_segment_volumes_ml_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.segment_volumes_ml.6"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_segment_volumes_ml_6",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.segment_volumes_ml.7"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_segment_volumes_ml_7",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.segment_volumes_ml.8"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_segment_volumes_ml_8",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "liver.encephalopathy_grade"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                ("number__lte", Decimal("4")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("4")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_liver_encephalopathy_grade",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.bilirubin_umol_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("800")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_bilirubin_umol_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.albumin_g_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("10")),
                                        ("number__lte", Decimal("60")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_albumin_g_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.inr"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0.7")),
                                        ("number__lte", Decimal("12")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_inr",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.platelets_10e9_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("1500")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_platelets_10e9_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.haemoglobin_g_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("30")),
                                        ("number__lte", Decimal("220")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_haemoglobin_g_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.leucocytes_10e9_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0.1")),
                                        ("number__lte", Decimal("200")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_leucocytes_10e9_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.neutrophils_10e9_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("150")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_neutrophils_10e9_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.creatinine_umol_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("15")),
                                        ("number__lte", Decimal("1500")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_creatinine_umol_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.egfr_ml_min_1_73m2"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("3")),
                                        ("number__lte", Decimal("150")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_egfr_ml_min_1_73m2",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.alt_u_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("5000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_alt_u_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.ast_u_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("5000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_ast_u_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.alp_u_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("5000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_alp_u_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.ggt_u_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("5000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_ggt_u_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.sodium_mmol_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("105")),
                                        ("number__lte", Decimal("170")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_sodium_mmol_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.chromogranin_a_ug_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("1000000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_chromogranin_a_ug_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.hiaa5_urine_umol_24h"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("10000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_hiaa5_urine_umol_24h",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.hiaa5_plasma_nmol_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("5")),
                                        ("number__lte", Decimal("50000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_hiaa5_plasma_nmol_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.nse_ug_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("1")),
                                        ("number__lte", Decimal("5000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_nse_ug_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "labs.nt_probnp_ng_l"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("5")),
                                        ("number__lte", Decimal("100000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_labs_nt_probnp_ng_l",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "symptoms.flushing_per_day"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(("confirmed", True), ("number__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="observation_symptoms_flushing_per_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "symptoms.stools_per_day"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(("confirmed", True), ("number__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="observation_symptoms_stools_per_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "symptoms.night_stools"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(("confirmed", True), ("number__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="observation_symptoms_night_stools",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("date", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "day"), ("month", "month"), ("year", "year")], default="day", max_length=5
                    ),
                ),
                ("noted_on", models.DateField(default=django.utils.timezone.localdate)),
                ("reason", models.TextField(blank=True, verbose_name="reason for the correction")),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("measured", "measured"),
                            ("seen", "seen, size not stated"),
                            ("too-small", "too small to measure"),
                            ("vanished", "vanished"),
                            ("merged", "merged into another"),
                            ("not-evaluable", "not evaluable"),
                        ],
                        max_length=15,
                        verbose_name="state",
                    ),
                ),
                (
                    "longest_mm",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="longest diameter"
                    ),
                ),
                (
                    "second_mm",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="second diameter"
                    ),
                ),
                (
                    "third_mm",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="third diameter"
                    ),
                ),
                (
                    "volume_ml",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="volume"),
                ),
                (
                    "duct_distance_mm",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        verbose_name="distance to a central bile duct",
                    ),
                ),
                (
                    "vessel_touching",
                    models.BooleanField(blank=True, null=True, verbose_name="a vessel of 3 mm or more touches it"),
                ),
                (
                    "near",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        blank=True,
                        null=True,
                        verbose_name="within 10 mm of",
                    ),
                ),
                ("visible", models.BooleanField(blank=True, null=True, verbose_name="seen with the guidance chosen")),
                ("reachable", models.BooleanField(blank=True, null=True, verbose_name="a safe needle path exists")),
                (
                    "treated",
                    models.BooleanField(blank=True, null=True, verbose_name="in a treated field and not grown since"),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital"
                    ),
                ),
                (
                    "lesion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measurements", to="patients.lesion"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.lesion",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="patients.measurement",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="patients.patient"
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measurements", to="patients.study"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient"], name="measurement_of_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="measurement_correction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn", False), ("replaces__isnull", False), _connector="OR"),
                        name="measurement_withdrawn_by_correction",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("lesion", "study"),
                        name="lesion_measured_once_per_study",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("longest_mm__isnull", False), ("state", "measured")),
                            models.Q(
                                models.Q(("state", "measured"), _negated=True),
                                ("longest_mm__isnull", True),
                                ("second_mm__isnull", True),
                                ("third_mm__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="measurement_has_size_when_measured",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)),
                            _connector="OR",
                        ),
                        name="measurement_merged_into_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("longest_mm__isnull", True), ("longest_mm__range", (1, 300)), _connector="OR"
                        ),
                        name="measurement_longest_mm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_mm__isnull", True), ("second_mm__range", (1, 300)), _connector="OR"
                        ),
                        name="measurement_second_mm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("third_mm__isnull", True), ("third_mm__range", (1, 300)), _connector="OR"),
                        name="measurement_third_mm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("duct_distance_mm__isnull", True), ("duct_distance_mm__range", (0, 100)), _connector="OR"
                        ),
                        name="measurement_duct",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("volume_ml__isnull", True), ("volume_ml__range", (0, 8000)), _connector="OR"
                        ),
                        name="measurement_volume",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="lesion",
            name="new_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="new_lesions",
                to="patients.study",
            ),
        ),
    ]
