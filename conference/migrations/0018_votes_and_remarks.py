"""What single people say: the silent first vote, and remarks before the meeting."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids
import treatments.models.course


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_choices_are_known"),
        ("conference", "0017_the_live_board"),
        ("patients", "0011_care_by_following"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Remark",
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
                ("text", models.TextField(verbose_name="remark")),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="conference.agendaitem"
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
                "indexes": [models.Index(fields=["item", "created_at"], name="remark_of_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="remark_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "referrer",
                                    "coordinator",
                                    "surgeon",
                                    "interventional-radiologist",
                                    "diagnostic-radiologist",
                                    "endocrinologist",
                                    "nuclear-medicine",
                                    "pathologist",
                                    "auditor",
                                    "privacy-officer",
                                    "room-display",
                                    "administrator",
                                ],
                            )
                        ),
                        name="remark_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vote",
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
                (
                    "resectable",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unsure", "cannot say")],
                        max_length=10,
                        verbose_name="resectable",
                    ),
                ),
                (
                    "ablatable",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unsure", "cannot say")],
                        max_length=10,
                        verbose_name="ablatable",
                    ),
                ),
                (
                    "preferred",
                    models.CharField(
                        blank=True,
                        choices=treatments.models.course.treatment_choices,
                        max_length=30,
                        verbose_name="preferred treatment",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="in a few words")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="conference.agendaitem"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("item", "user"), name="vote_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ablatable", ""), ("preferred", ""), ("resectable", ""), _negated=True),
                        name="vote_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "referrer",
                                    "coordinator",
                                    "surgeon",
                                    "interventional-radiologist",
                                    "diagnostic-radiologist",
                                    "endocrinologist",
                                    "nuclear-medicine",
                                    "pathologist",
                                    "auditor",
                                    "privacy-officer",
                                    "room-display",
                                    "administrator",
                                ],
                            )
                        ),
                        name="vote_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("resectable__in", ["", "yes", "no", "unsure"])),
                        name="vote_resectable_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ablatable__in", ["", "yes", "no", "unsure"])),
                        name="vote_ablatable_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("preferred__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"), ("preferred", ""), _connector="OR"
                        ),
                        name="vote_preferred_is_a_code",
                    ),
                ],
            },
        ),
    ]
