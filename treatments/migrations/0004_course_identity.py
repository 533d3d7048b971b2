"""A treatment keeps its identity when what is said of it is corrected: corrections name its first row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("treatments", "0003_follow_up_owner")]

    operations = [
        migrations.AddField(
            "course",
            "first",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="later", to="treatments.course"
            ),
        )
    ]
