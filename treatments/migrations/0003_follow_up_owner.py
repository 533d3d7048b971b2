"""The role that owned a task was written and never read: its unit says who is reminded.

The column goes with the next release; until then it fills itself, so that both releases can write.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("treatments", "0002_reminder_address_on_the_day")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("followup", "owner_role")],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE treatments_followup ALTER COLUMN owner_role SET DEFAULT 'coordinator'",
                    "ALTER TABLE treatments_followup ALTER COLUMN owner_role DROP DEFAULT",
                )
            ],
        )
    ]
