"""A decision keeps the plan it is about, as it was weighed on the day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conference", "0015_any_modality"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="plan",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
