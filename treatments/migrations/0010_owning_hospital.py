"""Judgements and answers of the checklist carry the hospital that wrote them: so far that of what they belong to."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE treatments_{model} SET hospital_id = treatments_{owner}.hospital_id
FROM treatments_{owner} WHERE treatments_{owner}.id = treatments_{model}.{owner}_id
"""


def hospital(**how: bool) -> models.Field:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.hospital", **how
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_choices_are_known"), ("treatments", "0009_choices_are_known")]

    operations = [
        operation
        for model, owner in (("judgement", "workup"), ("checklistanswer", "course"))
        for operation in (
            migrations.AddField(model, "hospital", hospital(null=True)),
            migrations.RunSQL(FILL.format(model=model, owner=owner), migrations.RunSQL.noop),
            migrations.AlterField(model, "hospital", hospital()),
        )
    ]
