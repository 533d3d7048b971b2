"""PostgreSQL itself refuses to change a signed decision: it can only be superseded by another."""

from django.db import migrations

GUARD = """
create function decision_is_signed() returns trigger language plpgsql as $$
begin
    if old.status <> 'draft' and (to_jsonb(new) - 'status' - 'version') <> (to_jsonb(old) - 'status' - 'version') then
        raise exception 'decision % is signed and cannot be changed', old.id using errcode = 'restrict_violation';
    end if;
    if old.status = 'signed' and new.status not in ('signed', 'superseded')
       or old.status = 'superseded' and new.status <> 'superseded' then
        raise exception 'decision % is % for good', old.id, old.status using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger decision_is_signed before update on conference_decision
    for each row execute function decision_is_signed();

create function part_of_signed() returns trigger language plpgsql as $$
begin
    if (select status from conference_decision where id = new.decision_id) <> 'draft' then
        raise exception 'decision % is signed and its parts cannot be changed', new.decision_id using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger part_of_signed before insert or update on conference_step for each row execute function part_of_signed();
create trigger part_of_signed before insert or update on conference_need for each row execute function part_of_signed();
"""

UNGUARD = """
drop trigger part_of_signed on conference_need;
drop trigger part_of_signed on conference_step;
drop function part_of_signed;
drop trigger decision_is_signed on conference_decision;
drop function decision_is_signed;
"""


class Migration(migrations.Migration):
    dependencies = [("conference", "0001_the_loop")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
