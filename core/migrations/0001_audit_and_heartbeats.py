import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.utils.timezone
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("action", models.CharField(max_length=60)),
                ("user_id", models.UUIDField(null=True)),
                ("user_name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=200)),
                ("hospital_id", models.UUIDField(null=True)),
                ("hospital_name", models.CharField(max_length=200)),
                ("unit_name", models.CharField(max_length=200)),
                ("patients", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list)),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.UUIDField(null=True)),
                ("object_version", models.PositiveIntegerField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("details", models.JSONField(default=dict)),
                ("request_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["patients"], name="audit_patients"),
                    models.Index(fields=["object_id", "at"], name="audit_object"),
                ],
            },
        ),
    ]
