"""The desk asks what was decided and is not done; the archive of what was done must not make that slower."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("treatments", "0006_judgement_noted_on")]
    operations = [
        migrations.AddIndex(
            "course",
            models.Index(
                fields=["unit", "target_date"],
                condition=Q(status__in=["planned", "abandoned", "cancelled"]),
                name="course_not_done",
            ),
        ),
    ]
