"""An amended decision keeps the treatment that was planned or performed on the version before: two steps, one course."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conference", "0006_why_a_case_waits"), ("treatments", "0001_courses_and_follow_ups")]
    operations = [
        migrations.AlterField(
            "step",
            "course",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="treatments.course",
            ),
        ),
    ]
