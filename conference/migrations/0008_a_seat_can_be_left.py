"""Somebody taken off a roster again: the seat stays, and is not copied to the next meeting."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conference", "0007_a_course_of_two_versions")]
    operations = [
        migrations.AddField("seat", "left", models.BooleanField(default=False, db_default=False)),
    ]
