"""Former numbers and care relations carry the hospital that owns the patient."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE {table} SET hospital_id = patients_patient.hospital_id
FROM patients_patient WHERE patients_patient.id = {table}.patient_id
"""


def hospital(**how: bool) -> models.Field:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital", **how
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_choices_are_known"), ("patients", "0009_choices_are_known")]

    operations = [
        operation
        for model in ("formernumber", "carerelation")
        for operation in (
            migrations.AddField(model, "hospital", hospital(null=True)),
            migrations.RunSQL(FILL.format(table=f"patients_{model}"), migrations.RunSQL.noop),
            migrations.AlterField(model, "hospital", hospital()),
        )
    ]
