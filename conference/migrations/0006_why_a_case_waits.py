"""Why a case is to be listed: as it was referred, until a board leaves its question unanswered."""

from django.db import migrations, models

FROM_REFERRALS = """
update conference_case set why = referral.why
from conference_referral referral where referral.id = conference_case.referral_id;
"""


class Migration(migrations.Migration):
    dependencies = [("conference", "0005_agreement")]
    operations = [
        migrations.AddField(
            "case",
            "why",
            models.CharField(
                choices=[
                    ("new", "new referral"),
                    ("follow-up", "follow-up done"),
                    ("overdue", "follow-up overdue"),
                    ("progression", "progression"),
                    ("unanswered", "question unanswered"),
                ],
                default="new",
                db_default="new",
                max_length=12,
            ),
        ),
        migrations.RunSQL(FROM_REFERRALS, migrations.RunSQL.noop),
    ]
