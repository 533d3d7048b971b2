"""A lesion merges into another one, never into itself."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("patients", "0002_person_and_disease")]
    operations = [
        migrations.AddConstraint(
            "measurement",
            models.CheckConstraint(condition=~Q(merged_into=F("lesion")), name="measurement_not_merged_into_itself"),
        ),
    ]
