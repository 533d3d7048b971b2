"""The day the house last listed what was ready, and who has looked at a case drawn into the sample."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conference", "0022_revealed_is_revealed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="board",
            name="filled_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="audited_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="audited_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audited_at__isnull", True), ("audited_by__isnull", True)),
                    models.Q(("audited_at__isnull", False), ("audited_by__isnull", False), ("to_audit", True)),
                    _connector="OR",
                ),
                name="agenda_item_audited_by_whom_and_when",
            ),
        ),
    ]
