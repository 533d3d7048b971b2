import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=100, unique=True, verbose_name="user name")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("language", models.CharField(blank=True, max_length=5, verbose_name="language")),
                ("shortcuts", models.BooleanField(default=True, verbose_name="single-key shortcuts")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Hospital",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                (
                    "country",
                    models.CharField(
                        choices=[("SE", "Sweden"), ("DK", "Denmark"), ("DE", "Germany")],
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                ("time_zone", models.CharField(default="Europe/Stockholm", max_length=60, verbose_name="time zone")),
                ("services", models.JSONField(default=dict, verbose_name="services")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail of the role")),
                ("hosts_conference", models.BooleanField(default=False, verbose_name="hosts a liver conference")),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="accounts.hospital"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("hospital", "name"), name="unit_once_per_hospital")],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                        verbose_name="role",
                    ),
                ),
                ("since", models.DateField(default=django.utils.timezone.localdate, verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="accounts.hospital"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "since"], name="membership_of_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="membership_ends_after_it_starts",
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
                        name="membership_role_is_known",
                    ),
                ],
            },
        ),
    ]
