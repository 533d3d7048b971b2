"""A backup is one that has been restored: everything is there, as it was, and the pages serve from it.

Mail that was sent after the backup would be sent again by a worker: no worker is started here, and holding it back is not ours yet.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from config.run.parts import PAGES
from config.run.postgres import binaries
from tests.drills.conftest import Say
from tests.drills.visitor import Visitor
from tests.run.houses import running_house
from tests.run.services import Database, Services, manage

FULL = int(os.environ.get("PATIENTS", "100000"))
ACTS = 10  # rows of the audit trail for each patient; the population itself brings none
POPULATE = """
import psycopg
from bench.population import constraints_apart, populate
from bench.stories import tell

stories = tell()
with psycopg.connect({owner!r}, autocommit=True) as owner, owner.cursor() as cursor:
    with constraints_apart(cursor):
        populate(cursor, stories, {patients})
"""
MORE_ACTS = """
INSERT INTO core_auditevent
    (id, at, action, user_name, role, hospital_name, unit_name, patients, object_type, object_id, reason, details)
SELECT uuidv7(), now() - n * interval '1 second', 'patient.see', 'Åsa Öberg', 'coordinator', 'Nordhamn', 'Liver conference',
       ARRAY[p.id], 'patient', p.id, 'Line one' || chr(10) || 'inga < 5 ≤ & "ikke"', jsonb_build_object('n', n)
FROM patients_patient p, generate_series(1, %s) n
"""
LISTED = "SELECT id::text FROM conference_agendaitem WHERE board_id = %s"
# What must be the same in both databases, besides the rows.
ALIKE = {
    "the audit trail": "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY id)) FROM core_auditevent t",
    "owners and row-level security": (
        "SELECT relname, relkind, relowner::regrole::text, relrowsecurity, relforcerowsecurity FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace ORDER BY relname"
    ),
    "privileges": (
        "SELECT relname, grantee::regrole::text, privilege_type, is_grantable FROM pg_class, aclexplode(relacl) "
        "WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3"
    ),
    # By name: PostgreSQL words an IN list otherwise once it has read its own words.
    "constraints": (
        "SELECT conrelid::regclass::text, conname, contype FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    ),
    "indexes": (
        "SELECT indexrelid::regclass::text, indisunique, indpred IS NULL, indexprs IS NULL FROM pg_index "
        "WHERE indrelid::regclass::text NOT LIKE 'pg\\_%' ORDER BY 1"
    ),
    "triggers": "SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    "policies": "SELECT * FROM pg_policies ORDER BY tablename, policyname",
    "extensions": "SELECT extname, extversion FROM pg_extension ORDER BY 1",
}


@pytest.fixture
def restored(services: Services) -> Iterator[Database]:
    """An empty database, as a new server has it after deploy/postgres/roles.sql."""
    with services.borrowed("restored", template="template1") as database:
        yield database


def seconds(argv: list[str | Path]) -> float:
    """Run a program of PostgreSQL to its end; how long it took."""
    started = time.monotonic()
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - started


def count_rows(database: Database) -> dict[str, int]:
    tables = ask(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    count = sql.SQL("SELECT count(*) FROM {}")
    return {name: ask(database, count.format(sql.Identifier(name)))[0][0] for (name,) in tables}


def ask(database: Database, question: Any, *values: Any) -> list[Any]:
    with psycopg.connect(database.owner_url) as connection:
        return connection.execute(question, *values).fetchall()


SIZES = [pytest.param(40, id="small"), pytest.param(FULL, id="full", marks=pytest.mark.drill)]


@pytest.mark.parametrize("patients", SIZES)
def test_a_restored_backup_is_the_same_house(
    services: Services, fresh_database: Database, restored: Database, tmp_path: Path, patients: int, say: Say
) -> None:
    manage(services, fresh_database, "shell", "-c", POPULATE.format(owner=fresh_database.owner_url, patients=patients))
    with psycopg.connect(fresh_database.owner_url) as connection:
        connection.execute(MORE_ACTS, [ACTS])
    folder = tmp_path / "backup"
    dump: list[str | Path] = ["--format=directory", "--jobs=2", "--file", folder, "--dbname", fresh_database.owner_url]
    dumped = seconds([binaries() / "pg_dump", *dump])
    put_back = seconds(
        [binaries() / "pg_restore", "--exit-on-error", "--jobs=2", "--dbname", restored.owner_url, folder]
    )
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    rows = count_rows(fresh_database)
    say(f"{patients} patients, {sum(rows.values())} rows: dump {dumped:.1f} s, {size:.1f} MB; restore {put_back:.1f} s")
    assert rows["patients_patient"] > patients
    assert rows["core_auditevent"] > patients * ACTS
    assert count_rows(restored) == rows
    for what, question in ALIKE.items():
        assert ask(restored, question) == ask(fresh_database, question), what
    with psycopg.connect(restored.url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("DELETE FROM core_auditevent")
    with running_house(restored, (PAGES,)) as house:
        coordinator = Visitor(house.url, "coordinator", settings.DEMO_PASSWORD)
        assert (coordinator.home.status, coordinator.home.path) == (200, "/")
        meeting = coordinator.get(coordinator.home.links("boards")[0])
        assert meeting.status == 200
        listed = ask(restored, LISTED, [meeting.path.split("/")[2]])
        assert listed
        assert not [name for (name,) in listed if f"/agenda/{name}/" not in meeting.body]
