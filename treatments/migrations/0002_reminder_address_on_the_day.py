"""A reminder is planned without an address; where it goes is read from its unit on the day it is sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("treatments", "0001_courses_and_follow_ups")]

    operations = [migrations.AlterField("reminder", "recipient", models.CharField(blank=True, max_length=200))]
