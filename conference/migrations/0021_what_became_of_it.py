"""What became of a decision: who told the patient, and what was carried out."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_choices_are_known"),
        ("conference", "0020_a_draft_may_be_unfinished"),
        ("patients", "0011_care_by_following"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CarryingOut",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("done", "done"), ("partly", "partly done"), ("not-done", "not done")],
                        max_length=10,
                        verbose_name="carried out",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("comorbidity", "other diseases, or not fit"),
                            ("progression", "the disease has progressed"),
                            ("patient", "the patient's wish"),
                            ("physician", "the treating doctor chose otherwise"),
                            ("not-a-candidate", "found unsuitable at closer look"),
                            ("no-show", "the patient did not come"),
                            ("no-slot", "no place or resources"),
                            ("elsewhere", "treated elsewhere"),
                            ("died", "died before"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="why not, or not all of it",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="in words")),
                ("superseded", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carrying_out",
                        to="conference.decision",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conference.agendaitem"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded", False)), fields=("decision",), name="carrying_out_one_stands"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "done"), models.Q(("why", ""), _negated=True), _connector="OR"),
                        name="carrying_out_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("why", "other"), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="carrying_out_other_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["done", "partly", "not-done"])),
                        name="carryingout_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "why__in",
                                [
                                    "",
                                    "comorbidity",
                                    "progression",
                                    "patient",
                                    "physician",
                                    "not-a-candidate",
                                    "no-show",
                                    "no-slot",
                                    "elsewhere",
                                    "died",
                                    "other",
                                ],
                            )
                        ),
                        name="carryingout_why_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("on", models.DateField(verbose_name="told on")),
                ("who", models.CharField(max_length=200, verbose_name="by whom")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("visit", "at a visit"),
                            ("phone", "by telephone"),
                            ("video", "by video"),
                            ("letter", "by letter"),
                            ("relatives", "through relatives or a guardian"),
                        ],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="what the patient said")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="telling", to="conference.decision"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conference.agendaitem"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("who", ""), _negated=True), name="telling_says_by_whom"),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["visit", "phone", "video", "letter", "relatives"])),
                        name="telling_how_is_known",
                    ),
                ],
            },
        ),
    ]
