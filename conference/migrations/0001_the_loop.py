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
        ("treatments", "0001_courses_and_follow_ups"),
    ]

    operations = [
        migrations.CreateModel(
            name="Board",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("room", models.CharField(blank=True, max_length=120, verbose_name="room")),
                ("link", models.URLField(blank=True, verbose_name="video link")),
                ("minutes_per_case", models.PositiveSmallIntegerField(default=4, verbose_name="minutes per case")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("running", "running"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("cancelled_because", models.TextField(blank=True, verbose_name="cancelled because")),
                (
                    "chair",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chairs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="chair",
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="boards", to="accounts.hospital"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="boards", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "starts_at"], name="board_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="board_ends_after_it_starts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "cancelled"), _negated=True),
                            models.Q(("cancelled_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="board_cancelled_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("question", models.TextField(verbose_name="question")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("preparing", "in preparation"),
                            ("listed", "on an agenda"),
                            ("decided", "decided"),
                            ("closed", "closed without a decision"),
                        ],
                        default="preparing",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("complex", models.BooleanField(default=False, verbose_name="complex")),
                ("note", models.TextField(blank=True, verbose_name="note of the coordinator")),
                ("closed_because", models.TextField(blank=True, verbose_name="closed because")),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="patients.patient"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="accounts.unit"
                    ),
                ),
                (
                    "workup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="treatments.workup"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "status", "created_at"], name="case_by_status"),
                    models.Index(fields=["patient"], name="case_of_patient"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("question", ""), _negated=True), name="case_has_a_question"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "closed"), _negated=True),
                            models.Q(("closed_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="case_closed_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("new", "new referral"),
                            ("follow-up", "follow-up done"),
                            ("overdue", "follow-up overdue"),
                            ("progression", "progression"),
                            ("unanswered", "question unanswered"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("listed", "listed"),
                            ("decided", "decided"),
                            ("postponed", "postponed"),
                            ("taken-off", "taken off the list"),
                        ],
                        default="listed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("because", models.TextField(blank=True, verbose_name="because")),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agenda_items", to="patients.patient"
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="conference.board"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="conference.case"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "indexes": [
                    models.Index(fields=["board", "position"], name="agenda_order"),
                    models.Index(fields=["case"], name="agenda_of_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("board", "case"), name="case_once_per_board"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["postponed", "taken-off"]), _negated=True),
                            models.Q(("because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="agenda_item_off_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("signed", "signed"), ("superseded", "superseded")],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("treatment", "treatment"),
                            ("more-information", "more information needed"),
                            ("supportive", "best supportive care"),
                            ("elsewhere", "refer elsewhere"),
                            ("no-change", "no change"),
                        ],
                        max_length=20,
                        verbose_name="decision",
                    ),
                ),
                ("wording", models.TextField(verbose_name="answer to the question")),
                (
                    "intent",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("curative", "curative or maximal"),
                            ("debulking", "debulking"),
                            ("symptom-control", "symptom control"),
                            ("disease-control", "disease control"),
                            ("surveillance", "surveillance"),
                            ("supportive", "best supportive care"),
                        ],
                        max_length=20,
                        verbose_name="intent",
                    ),
                ),
                ("alternatives", models.TextField(blank=True, verbose_name="alternatives accepted")),
                ("conditions", models.TextField(blank=True, verbose_name="conditions before start")),
                ("dissent", models.TextField(blank=True, verbose_name="dissent")),
                (
                    "deviation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wish", "the patient's wish"),
                            ("comorbidity", "other diseases or frailty"),
                            ("selected-case", "selected case"),
                            ("local", "local practice or availability"),
                            ("new-facts", "facts the rules did not have"),
                            ("judgement", "clinical judgement"),
                            ("other", "other"),
                        ],
                        max_length=15,
                        verbose_name="reason to differ from the proposal",
                    ),
                ),
                ("deviation_text", models.TextField(blank=True, verbose_name="reason in words")),
                ("target_date", models.DateField(blank=True, null=True, verbose_name="to be done by")),
                ("gaps", models.JSONField(default=list)),
                ("amended_because", models.TextField(blank=True, verbose_name="why it is amended")),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="conference.agendaitem",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="patients.patient"
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="conference.decision",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "signed_at"], name="decision_of_patient")],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="decision_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "draft")), fields=("item",), name="decision_one_draft"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "signed")), fields=("item",), name="decision_one_signed"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True), ("status", "draft")),
                            models.Q(
                                models.Q(("status", "draft"), _negated=True),
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="decision_signed_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1), models.Q(("amended_because", ""), _negated=True), _connector="OR"
                        ),
                        name="decision_amended_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deviation", ""), models.Q(("deviation_text", ""), _negated=True), _connector="OR"
                        ),
                        name="decision_deviation_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("what", models.CharField(max_length=300, verbose_name="what")),
                ("who", models.CharField(max_length=200, verbose_name="who")),
                ("by", models.DateField(null=True, verbose_name="by")),
                ("dropped", models.BooleanField(default=False)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="conference.decision"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("as_of", models.DateField()),
                ("rules_version", models.CharField(max_length=60)),
                ("facts", models.JSONField()),
                ("answer", models.JSONField()),
                (
                    "frozen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="conference.agendaitem",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="patients.patient"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["item", "created_at"], name="proposal_of_item")],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="proposal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="conference.proposal",
            ),
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "referrer_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("surgeon", "surgeon"),
                            ("endocrinologist", "endocrinologist"),
                            ("oncologist", "oncologist"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="role of the referring doctor",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("sent", "sent"),
                            ("returned", "returned for completion"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("new", "new referral"),
                            ("follow-up", "follow-up done"),
                            ("overdue", "follow-up overdue"),
                            ("progression", "progression"),
                            ("unanswered", "question unanswered"),
                        ],
                        default="new",
                        max_length=12,
                    ),
                ),
                ("question", models.TextField(blank=True, verbose_name="question to the conference")),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("symptoms", "symptoms"),
                                ("growth", "growth"),
                                ("burden", "tumour burden"),
                                ("curative-chance", "a chance of cure"),
                                ("other", "other"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        verbose_name="reason now",
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, verbose_name="reason given")),
                (
                    "because_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="treatments.followup",
                    ),
                ),
                (
                    "earlier_decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned_as",
                        to="conference.decision",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="patients.patient"
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals_received",
                        to="accounts.unit",
                        verbose_name="conference",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "status", "sent_at"], name="referral_arrived"),
                    models.Index(fields=["referrer", "status"], name="referral_by"),
                    models.Index(fields=["patient"], name="referral_of_patient"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "draft"),
                            models.Q(models.Q(("question", ""), _negated=True), ("sent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="referral_sent_asks_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["returned", "declined"]), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="referral_sent_back_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("because_of__isnull", False),
                            models.Q(("status__in", ["declined", "withdrawn"]), _negated=True),
                        ),
                        fields=("because_of",),
                        name="follow_up_returns_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="referral",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="case", to="conference.referral"
            ),
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "role",
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
                        max_length=40,
                    ),
                ),
                ("present", models.BooleanField(null=True, verbose_name="present")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="conference.board"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("board", "user"), name="seat_once")],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("weekday", models.PositiveSmallIntegerField(default=2, verbose_name="weekday")),
                ("starts", models.TimeField(verbose_name="starts")),
                ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="length in minutes")),
                ("minutes_per_case", models.PositiveSmallIntegerField(default=4, verbose_name="minutes per case")),
                ("room", models.CharField(blank=True, max_length=120, verbose_name="room")),
                ("link", models.URLField(blank=True, verbose_name="video link")),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="series", to="accounts.hospital"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="series", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="series_weekday")],
            },
        ),
        migrations.AddField(
            model_name="board",
            name="series",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="boards", to="conference.series"
            ),
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "modality",
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
                        base_field=models.CharField(max_length=2), blank=True, default=list
                    ),
                ),
                ("dropped", models.BooleanField(default=False)),
                (
                    "course",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_of",
                        to="treatments.course",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="conference.decision"
                    ),
                ),
                (
                    "lesions",
                    models.ManyToManyField(blank=True, related_name="+", to="patients.lesion", verbose_name="lesions"),
                ),
            ],
            options={
                "ordering": ("order",),
                "indexes": [models.Index(fields=["decision", "order"], name="step_of_decision")],
            },
        ),
        migrations.AddConstraint(
            model_name="Board",
            constraint=models.UniqueConstraint(fields=("series", "starts_at"), name="board_once_per_series"),
        ),
    ]
