"""A draft that asked nothing yet may be withdrawn, and nothing is invented for it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("conference", "0002_signed_is_signed")]

    operations = [
        migrations.RemoveConstraint("referral", "referral_sent_asks_something"),
        migrations.AddConstraint(
            "referral",
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | (~Q(question="") & Q(sent_at__isnull=False)),
                name="referral_asks_something",
            ),
        ),
    ]
