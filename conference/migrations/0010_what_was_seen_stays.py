"""PostgreSQL itself refuses to change a proposal, or the lesions of a signed decision's treatments."""

from django.db import migrations

GUARD = """
create function proposal_is_frozen() returns trigger language plpgsql as $$
begin
    raise exception 'proposal % is frozen and cannot be changed', old.id using errcode = 'restrict_violation';
end $$;
create trigger proposal_is_frozen before update or delete on conference_proposal
    for each row execute function proposal_is_frozen();

create or replace function part_of_signed() returns trigger language plpgsql as $$
begin
    if exists (
        select from conference_decision
        where id = any (array[new.decision_id, case when tg_op = 'UPDATE' then old.decision_id end]) and status <> 'draft'
    ) then
        raise exception 'decision % is signed and its parts cannot be changed', new.decision_id using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

create function lesion_of_signed() returns trigger language plpgsql as $$
begin
    if exists (
        select from conference_step step join conference_decision decision on decision.id = step.decision_id
        where step.id in (
            case when tg_op <> 'INSERT' then old.step_id end, case when tg_op <> 'DELETE' then new.step_id end
        ) and decision.status <> 'draft'
    ) then
        raise exception 'the lesions of a signed decision cannot be changed' using errcode = 'restrict_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger lesion_of_signed before insert or update or delete on conference_step_lesions
    for each row execute function lesion_of_signed();
"""

UNGUARD = """
drop trigger lesion_of_signed on conference_step_lesions;
drop function lesion_of_signed;
drop trigger proposal_is_frozen on conference_proposal;
drop function proposal_is_frozen;
"""


class Migration(migrations.Migration):
    dependencies = [("conference", "0009_a_meeting_ends")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
