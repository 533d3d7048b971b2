"""Plans drawn side by side."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_choices_are_known"),
        ("treatments", "0012_any_modality"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Alternative",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("letter", models.CharField(choices=[("A", "A"), ("B", "B"), ("C", "C")], max_length=1)),
                (
                    "segments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list
                    ),
                ),
                ("acts", models.JSONField(default=dict)),
                ("chosen", models.BooleanField(default=False)),
                ("drawn_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "drawn_by",
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
                    "workup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="alternatives", to="treatments.workup"
                    ),
                ),
            ],
            options={
                "ordering": ("letter",),
                "constraints": [
                    models.UniqueConstraint(fields=("workup", "letter"), name="alternative_letter_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("chosen", True)), fields=("workup",), name="alternative_one_chosen"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("segments__contained_by", ["1", "2", "3", "4a", "4b", "5", "6", "7", "8"])),
                        name="alternative_segments_are_couinaud",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("letter__in", ["A", "B", "C"])), name="alternative_letter_is_known"
                    ),
                ],
            },
        ),
    ]
