"""Which treatments there are is the rules' word, and one more needs no migration: PostgreSQL holds that a code is a code."""

from django.db import migrations, models

import treatments.models.course


class Migration(migrations.Migration):
    dependencies = [("treatments", "0011_reminder_in_trouble")]

    operations = [
        migrations.RemoveConstraint("course", "course_type_is_known"),
        migrations.AlterField(
            "course",
            "type",
            models.CharField(
                choices=treatments.models.course.treatment_choices, max_length=30, verbose_name="treatment"
            ),
        ),
        migrations.AddConstraint(
            "course",
            models.CheckConstraint(
                condition=models.Q(("type__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")), name="course_type_is_a_code"
            ),
        ),
    ]
