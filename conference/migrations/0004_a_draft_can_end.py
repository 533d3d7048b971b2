"""A draft nobody can sign any more is dropped, with its reason: its number is free again, and it stays readable."""

from django.db import migrations, models
from django.db.models import Q

UNSIGNED = ["draft", "dropped"]

FOR_GOOD = """
create or replace function decision_is_signed() returns trigger language plpgsql as $$
begin
    if old.status <> 'draft' and (to_jsonb(new) - 'status' - 'version') <> (to_jsonb(old) - 'status' - 'version') then
        raise exception 'decision % is signed and cannot be changed', old.id using errcode = 'restrict_violation';
    end if;
    if old.status = 'signed' and new.status not in ('signed', 'superseded')
       or old.status in ('superseded', 'dropped') and new.status <> old.status then
        raise exception 'decision % is % for good', old.id, old.status using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
"""
WITHOUT_DROPPED = FOR_GOOD.replace("old.status in ('superseded', 'dropped')", "old.status = 'superseded'")


class Migration(migrations.Migration):
    dependencies = [("conference", "0003_draft_withdrawn")]
    operations = [
        migrations.AddField(
            "decision",
            "dropped_because",
            models.TextField(blank=True, default="", db_default="", verbose_name="why the draft was dropped"),
        ),
        migrations.AlterField(
            "decision",
            "status",
            models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("signed", "signed"),
                    ("superseded", "superseded"),
                    ("dropped", "draft, dropped"),
                ],
                default="draft",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.RemoveConstraint("decision", "decision_number_once"),
        migrations.AddConstraint(
            "decision",
            models.UniqueConstraint(
                fields=["item", "number"], condition=~Q(status="dropped"), name="decision_number_once"
            ),
        ),
        migrations.RemoveConstraint("decision", "decision_signed_by_whom_and_when"),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                condition=Q(status__in=UNSIGNED, signed_by__isnull=True, signed_at__isnull=True)
                | (~Q(status__in=UNSIGNED) & Q(signed_by__isnull=False, signed_at__isnull=False)),
                name="decision_signed_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(dropped_because=""), name="decision_dropped_says_why"
            ),
        ),
        migrations.RunSQL(FOR_GOOD, WITHOUT_DROPPED),
    ]
