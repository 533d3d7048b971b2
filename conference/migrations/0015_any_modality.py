"""A board may choose whatever modality the rules know: PostgreSQL holds that a code is a code."""

from django.db import migrations, models

import treatments.models.course


class Migration(migrations.Migration):
    dependencies = [("conference", "0014_the_day_a_meeting_stands_for"), ("treatments", "0012_any_modality")]

    operations = [
        migrations.RemoveConstraint("step", "step_modality_is_known"),
        migrations.AlterField(
            "step",
            "modality",
            models.CharField(
                choices=treatments.models.course.treatment_choices, max_length=30, verbose_name="treatment"
            ),
        ),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=models.Q(("modality__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")), name="step_modality_is_a_code"
            ),
        ),
    ]
