from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("treatments", "0010_owning_hospital")]

    operations = [
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["failed", "unknown"]),
                    models.Q(("error", "no-address"), ("state", "planned")),
                    _connector="OR",
                ),
                fields=["due_at"],
                name="reminder_in_trouble",
            ),
        ),
    ]
