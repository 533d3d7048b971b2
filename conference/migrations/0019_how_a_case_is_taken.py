"""How a case is taken: its lane, whether it is drawn into the sample, and when its votes were revealed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_choices_are_known"),
        ("conference", "0018_votes_and_remarks"),
        ("patients", "0011_care_by_following"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="lane",
            field=models.CharField(
                choices=[("discuss", "to be discussed"), ("standard", "standard of care")],
                db_default="discuss",
                default="discuss",
                max_length=10,
                verbose_name="lane",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="revealed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="revealed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="to_audit",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revealed_at__isnull", True), ("revealed_by__isnull", True)),
                    models.Q(("revealed_at__isnull", False), ("revealed_by__isnull", False)),
                    _connector="OR",
                ),
                name="agenda_item_revealed_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("lane__in", ["discuss", "standard"])), name="agendaitem_lane_is_known"
            ),
        ),
    ]
