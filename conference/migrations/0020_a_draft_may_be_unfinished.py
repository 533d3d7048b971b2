"""A draft is saved while one writes, whole or not; what is signed is whole."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_choices_are_known"),
        ("conference", "0019_how_a_case_is_taken"),
        ("patients", "0011_care_by_following"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_deviation_in_words",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_differs_says_why",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_kind_is_known",
        ),
        migrations.AddField(
            model_name="decision",
            name="written_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="written_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("treatment", "treatment"),
                    ("more-information", "more information needed"),
                    ("supportive", "best supportive care"),
                    ("elsewhere", "refer elsewhere"),
                    ("no-change", "no change"),
                ],
                max_length=20,
                verbose_name="decision",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="wording",
            field=models.TextField(blank=True, verbose_name="answer to the question"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["signed", "superseded"]), _negated=True),
                    ("agrees__isnull", True),
                    ("agrees", True),
                    models.Q(("deviation", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_differs_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["signed", "superseded"]), _negated=True),
                    models.Q(models.Q(("kind", ""), _negated=True), models.Q(("wording", ""), _negated=True)),
                    _connector="OR",
                ),
                name="decision_signed_answers",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["signed", "superseded"]), _negated=True),
                    ("deviation", ""),
                    models.Q(("deviation_text", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_deviation_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["", "treatment", "more-information", "supportive", "elsewhere", "no-change"])
                ),
                name="decision_kind_is_known",
            ),
        ),
    ]
