"""Whether the board's answer agrees with the proposal it saw; for the decisions there are already, nobody has said."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("conference", "0004_a_draft_can_end")]
    operations = [
        migrations.AddField(
            "decision", "agrees", models.BooleanField(null=True, verbose_name="agrees with the proposal")
        ),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                condition=Q(agrees__isnull=True) | Q(agrees=True) | ~Q(deviation=""), name="decision_differs_says_why"
            ),
        ),
    ]
