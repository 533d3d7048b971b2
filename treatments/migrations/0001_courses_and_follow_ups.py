from decimal import Decimal

import django.contrib.postgres.fields
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
        ("patients", "0002_person_and_disease"),
    ]

    operations = [
        migrations.CreateModel(
            name="Course",
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
                    "type",
                    models.CharField(
                        choices=[
                            ("resection", "Resection"),
                            ("resection-ablation", "Resection with ablation"),
                            ("two-stage", "Two-stage hepatectomy"),
                            ("ablation", "Thermal ablation"),
                            ("stereotactic-ablation", "Multi-probe stereotactic ablation"),
                            ("debulking", "Debulking"),
                            ("tae", "Bland embolisation (TAE)"),
                            ("ctace", "Chemoembolisation with oil (cTACE)"),
                            ("deb-tace", "Chemoembolisation with beads (DEB-TACE)"),
                            ("tare", "Radioembolisation (SIRT)"),
                            ("sbrt", "Stereotactic radiotherapy"),
                            ("transplantation", "Liver transplantation"),
                            ("prrt", "PRRT"),
                            ("ssa", "Somatostatin analogue"),
                            ("everolimus", "Everolimus"),
                            ("captem", "Capecitabine and temozolomide"),
                            ("sunitinib", "Sunitinib"),
                            ("chemotherapy", "Chemotherapy"),
                            ("surveillance", "Surveillance"),
                            ("portal-vein-embolisation", "Portal vein embolisation"),
                            ("primary-resection", "Resection of the primary tumour"),
                            ("liver-radiotherapy", "Other radiotherapy to the liver"),
                            ("other", "Other"),
                        ],
                        max_length=30,
                        verbose_name="treatment",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("earlier", "earlier or elsewhere"),
                            ("here", "decided here"),
                            ("unplanned", "done here without a plan of the board"),
                        ],
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("performed", "performed"),
                            ("abandoned", "abandoned"),
                            ("cancelled", "not carried out"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "territory",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("right", "right hemiliver"),
                            ("left", "left hemiliver"),
                            ("whole-liver", "whole liver"),
                            ("segments", "segments"),
                        ],
                        max_length=12,
                        verbose_name="territory",
                    ),
                ),
                (
                    "segments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list, verbose_name="segments"
                    ),
                ),
                ("step", models.PositiveSmallIntegerField(default=1)),
                ("target_date", models.DateField(blank=True, null=True, verbose_name="to be done by")),
                ("approach", models.CharField(blank=True, max_length=20, verbose_name="approach")),
                (
                    "deviation",
                    models.CharField(
                        blank=True,
                        choices=[("planned", "as planned"), ("changed", "changed"), ("abandoned", "abandoned")],
                        max_length=10,
                        verbose_name="compared with the plan",
                    ),
                ),
                ("deviation_reason", models.TextField(blank=True, verbose_name="reason")),
                ("details", models.JSONField(default=dict, verbose_name="details")),
                (
                    "response",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("complete", "complete"),
                            ("partial", "partial"),
                            ("stable", "stable"),
                            ("progression", "progression"),
                            ("not-evaluated", "not evaluated"),
                        ],
                        max_length=15,
                        verbose_name="response",
                    ),
                ),
                (
                    "response_imaging_done",
                    models.BooleanField(blank=True, null=True, verbose_name="response imaging done"),
                ),
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
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital"
                    ),
                ),
                (
                    "lesions",
                    models.ManyToManyField(
                        blank=True, related_name="courses", to="patients.lesion", verbose_name="lesions"
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operated",
                        to=settings.AUTH_USER_MODEL,
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
                        to="treatments.course",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsible_for",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["patient", "date"], name="course_of_patient"),
                    models.Index(
                        condition=models.Q(("status", "planned")), fields=["target_date"], name="course_planned"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="course_correction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn", False), ("replaces__isnull", False), _connector="OR"),
                        name="course_withdrawn_by_correction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("segments__contained_by", ["1", "2", "3", "4a", "4b", "5", "6", "7", "8"])),
                        name="course_segments_are_couinaud",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin__in", ["here", "unplanned"]), ("status", "performed"), _negated=True),
                            ("date__isnull", False),
                            _connector="OR",
                        ),
                        name="course_performed_here_has_a_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deviation__in", ["changed", "abandoned"]), _negated=True),
                            models.Q(("deviation_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="course_deviation_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("territory", "segments"), _negated=True),
                            models.Q(("segments", []), _negated=True),
                            _connector="OR",
                        ),
                        name="course_segments_are_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Complication",
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
                ("code", models.CharField(max_length=40, verbose_name="complication")),
                ("grade", models.CharField(blank=True, max_length=5, verbose_name="Clavien-Dindo grade")),
                ("text", models.CharField(blank=True, max_length=400, verbose_name="words")),
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
                        to="treatments.complication",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complications",
                        to="treatments.course",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="complication_correction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn", False), ("replaces__isnull", False), _connector="OR"),
                        name="complication_withdrawn_by_correction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", ["", "I", "II", "IIIa", "IIIb", "IVa", "IVb", "V"])),
                        name="complication_grade",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistAnswer",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("item", models.CharField(max_length=40)),
                (
                    "answer",
                    models.CharField(
                        choices=[("done", "done"), ("not-done", "not done"), ("not-needed", "not needed")],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=400)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checklist", to="treatments.course"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("course", "item"), name="checklist_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "not-done"), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="checklist_not_done_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("code", models.CharField(max_length=40, verbose_name="task")),
                (
                    "exams",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), verbose_name="examinations"
                    ),
                ),
                ("opens", models.DateField(verbose_name="opens")),
                ("due", models.DateField(verbose_name="due")),
                ("overdue_after", models.DateField(verbose_name="overdue after")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("to-book", "to book"),
                            ("booked", "booked"),
                            ("done", "done, not read"),
                            ("read", "read"),
                            ("closed", "closed"),
                            ("superseded", "superseded"),
                        ],
                        default="to-book",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "owner_role",
                    models.CharField(
                        choices=[
                            ("referrer", "Referring doctor"),
                            ("coordinator", "Coordinator"),
                            ("surgeon", "Surgeon"),
                            ("interventional-radiologist", "Interventional radiologist"),
                            ("diagnostic-radiologist", "Diagnostic radiologist"),
                            ("endocrinologist", "Endocrinologist / oncologist"),
                            ("nuclear-medicine", "Nuclear medicine physician"),
                            ("pathologist", "Pathologist"),
                            ("auditor", "Auditor"),
                            ("privacy-officer", "Privacy officer"),
                            ("room-display", "Room display"),
                            ("administrator", "Administrator"),
                        ],
                        default="coordinator",
                        max_length=40,
                    ),
                ),
                ("booked_for", models.DateField(blank=True, null=True, verbose_name="booked for")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                ("result", models.TextField(blank=True, verbose_name="result")),
                (
                    "response",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("complete", "complete"),
                            ("partial", "partial"),
                            ("stable", "stable"),
                            ("progression", "progression"),
                            ("not-evaluated", "not evaluated"),
                        ],
                        max_length=15,
                        verbose_name="response",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("died", "the patient died"),
                            ("declined", "the patient declined"),
                            ("transferred", "followed at another hospital"),
                            ("no-slot", "no slot"),
                            ("not-indicated", "no longer indicated"),
                            ("merged", "met by another examination"),
                            ("other", "other, see the note"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "course",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="treatments.course",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="patients.patient"
                    ),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="treatments.course",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["to-book", "booked", "done"])),
                        fields=["unit", "due"],
                        name="follow_up_open",
                    ),
                    models.Index(fields=["patient", "due"], name="follow_up_of_patient"),
                    models.Index(fields=["course"], name="follow_up_of_course"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opens__lte", models.F("due")), ("due__lte", models.F("overdue_after"))),
                        name="follow_up_window_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "closed"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="follow_up_closed_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "other"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="follow_up_other_reason_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "booked"), _negated=True),
                            ("booked_for__isnull", False),
                            _connector="OR",
                        ),
                        name="follow_up_booked_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["done", "read"]), _negated=True),
                            ("done_on__isnull", False),
                            _connector="OR",
                        ),
                        name="follow_up_done_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("superseded_by__isnull", True), ("status", "superseded"), _connector="OR"),
                        name="follow_up_superseded_by_course",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["to-book", "booked", "done"])),
                        fields=("course", "code"),
                        name="follow_up_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("kind", models.CharField(choices=[("due", "due"), ("overdue", "overdue")], max_length=10)),
                ("channel", models.CharField(default="mail", max_length=10)),
                ("recipient", models.CharField(max_length=200)),
                ("due_at", models.DateTimeField()),
                ("retry_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("claimed", "claimed"),
                            ("sending", "sending"),
                            ("sent", "sent"),
                            ("unknown", "sent perhaps"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("worker", models.CharField(blank=True, max_length=80)),
                ("message_id", models.CharField(blank=True, max_length=200)),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="treatments.followup"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "planned")), fields=["due_at"], name="reminder_due"),
                    models.Index(
                        condition=models.Q(("state__in", ["claimed", "sending"])),
                        fields=["lease_until"],
                        name="reminder_leased",
                    ),
                    models.Index(fields=["follow_up"], name="reminder_of_follow_up"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("follow_up", "kind", "due_at", "channel", "recipient"), name="reminder_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="reminder_sent_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Workup",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="workups", to="patients.patient"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "lesion",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.lesion"
                    ),
                ),
                (
                    "workup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="judgements", to="treatments.workup"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workup", "created_at"], name="judgement_of_workup")],
                "constraints": [
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
                        name="judgement_value_when_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "surgery.major_steps"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
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
                        name="judgement_surgery_major_steps",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "surgery.resection_alone.count_percent"), _negated=True),
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
                        name="judgement_surgery_resection_alone_count_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "surgery.resection_alone.volume_percent"), _negated=True),
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
                        name="judgement_surgery_resection_alone_volume_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "surgery.combined.count_percent"), _negated=True),
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
                        name="judgement_surgery_combined_count_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "surgery.combined.volume_percent"), _negated=True),
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
                        name="judgement_surgery_combined_volume_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "surgery.staged.count_percent"), _negated=True),
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
                        name="judgement_surgery_staged_count_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "surgery.staged.volume_percent"), _negated=True),
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
                        name="judgement_surgery_staged_volume_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "surgery.lesions_to_ablate"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("999")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="judgement_surgery_lesions_to_ablate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "surgery.largest_to_ablate_mm"), _negated=True),
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
                        name="judgement_surgery_largest_to_ablate_mm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "surgery.combined_flr_percent"), _negated=True),
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
                        name="judgement_surgery_combined_flr_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "gates.lung_shunt_percent"), _negated=True),
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
                        name="judgement_gates_lung_shunt_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "gates.lung_dose_gy"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("500")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="judgement_gates_lung_dose_gy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "gates.lung_dose_cumulative_gy"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("1000")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="judgement_gates_lung_dose_cumulative_gy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "gates.planned_activity_gbq"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("20")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="judgement_gates_planned_activity_gbq",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "gates.lung_mass_kg"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0.0001")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0.1")),
                                        ("number__lte", Decimal("3")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="judgement_gates_lung_mass_kg",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "gates.tare_sessions_booked"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("0")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("0")),
                                        ("number__lte", Decimal("10")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="judgement_gates_tare_sessions_booked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "gates.flr_percent_after_pve"), _negated=True),
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
                        name="judgement_gates_flr_percent_after_pve",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "gates.hypertrophy_points"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("-100")),
                                ("number__lte", Decimal("100")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("-50")),
                                        ("number__lte", Decimal("100")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="judgement_gates_hypertrophy_points",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "gates.kinetic_growth_percent_per_week"), _negated=True),
                            ("number__isnull", True),
                            models.Q(
                                ("number__isnull", False),
                                ("number__gte", Decimal("-100")),
                                models.Q(
                                    ("confirmed", True),
                                    models.Q(
                                        ("number__isnull", False),
                                        ("number__gte", Decimal("-10")),
                                        ("number__lte", Decimal("50")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="judgement_gates_kinetic_growth_percent_per_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", "gates.liver_under_15gy_ml"), _negated=True),
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
                        name="judgement_gates_liver_under_15gy_ml",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("item__in", ("lesion.plan", "lesion.wedge_resectable")), ("lesion__isnull", False)
                            ),
                            models.Q(
                                ("lesion__isnull", True),
                                models.Q(("item__in", ("lesion.plan", "lesion.wedge_resectable")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="judgement_of_a_lesion_or_the_whole",
                    ),
                ],
            },
        ),
    ]
