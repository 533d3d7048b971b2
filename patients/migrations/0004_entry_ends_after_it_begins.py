from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_no_merge_into_itself")]

    operations = [
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(date__isnull=True) | Q(until__gte=F("date")),
                name="entry_ends_after_it_begins",
            ),
        )
    ]
