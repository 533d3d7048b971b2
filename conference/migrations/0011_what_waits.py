"""The desk asks which cases wait on a meeting that is over; the meetings of ten years must not make that slower."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("conference", "0010_what_was_seen_stays")]
    operations = [
        migrations.AddIndex(
            "agendaitem", models.Index(fields=["board"], condition=Q(status="listed"), name="agenda_waiting")
        ),
    ]
