"""A meeting is planned until somebody ends or cancels it; that it runs was never written, and is not asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conference", "0008_a_seat_can_be_left")]
    operations = [
        migrations.AlterField(
            "board",
            "status",
            models.CharField(
                choices=[("planned", "planned"), ("closed", "ended"), ("cancelled", "cancelled")],
                default="planned",
                max_length=10,
                verbose_name="status",
            ),
        ),
    ]
