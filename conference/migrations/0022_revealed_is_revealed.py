"""PostgreSQL itself refuses to change a vote once the votes of its case are revealed, or to hide them again.

It looks at the place on the agenda as a reader who waits: a vote cast while the chair reveals is one too late.
"""

from django.db import migrations

GUARD = """
create function revealed_is_revealed() returns trigger language plpgsql as $$
declare
    places uuid[] := array[case when tg_op <> 'INSERT' then old.item_id end, case when tg_op <> 'DELETE' then new.item_id end];
    revealed boolean;
begin
    for revealed in select revealed_at is not null from conference_agendaitem where id = any (places) for share loop
        if revealed then
            raise exception 'the votes of agenda item % are revealed and cannot be changed', places
                using errcode = 'restrict_violation';
        end if;
    end loop;
    return coalesce(new, old);
end $$;
create trigger revealed_is_revealed before insert or update or delete on conference_vote
    for each row execute function revealed_is_revealed();

create function revealed_for_good() returns trigger language plpgsql as $$
begin
    if old.revealed_at is not null
       and (new.revealed_at, new.revealed_by_id) is distinct from (old.revealed_at, old.revealed_by_id) then
        raise exception 'the votes of agenda item % are revealed for good', old.id using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger revealed_for_good before update on conference_agendaitem
    for each row execute function revealed_for_good();
"""

UNGUARD = """
drop trigger revealed_for_good on conference_agendaitem;
drop function revealed_for_good;
drop trigger revealed_is_revealed on conference_vote;
drop function revealed_is_revealed;
"""


class Migration(migrations.Migration):
    dependencies = [("conference", "0021_what_became_of_it")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
