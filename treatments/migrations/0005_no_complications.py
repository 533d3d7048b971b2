"""That there were no complications is an answer with its day; no complication on the list is none."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("treatments", "0004_course_identity")]

    operations = [
        migrations.AddField(
            "course",
            "no_complications_on",
            models.DateField(blank=True, null=True, verbose_name="without complications on"),
        ),
        migrations.AddConstraint(
            "course",
            models.CheckConstraint(
                condition=Q(no_complications_on__isnull=True)
                | Q(date__isnull=True)
                | Q(no_complications_on__gte=F("date")),
                name="course_without_complications_after_it",
            ),
        ),
    ]
