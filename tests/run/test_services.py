"""The test database itself: whose it is, and what a test leaves behind."""

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from core.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_tests_work_as_the_app_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("cantlie_app",)


@pytest.mark.parametrize("_round", [1, 2])
def test_a_test_leaves_nothing_behind(_round):
    from django.utils import timezone

    assert not Heartbeat.objects.exists()
    Heartbeat.objects.create(name="worker", at=timezone.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", [1, 2])
def test_a_test_with_real_commits_leaves_nothing_behind_either(_round, owner_cursor):
    from django.utils import timezone

    Heartbeat.objects.create(name="worker", at=timezone.now())
    owner_cursor.execute("SELECT count(*) FROM core_heartbeat")
    assert owner_cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "ALTER TABLE core_heartbeat ADD COLUMN mine int",
        "DROP TABLE core_heartbeat",
        "TRUNCATE core_auditevent",
        "DELETE FROM core_auditevent",
        "UPDATE core_auditevent SET action = 'nothing happened'",
        "DELETE FROM core_heartbeat",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999', now())",
        "CREATE DATABASE mine",
        "SET ROLE cantlie_owner",
        "COPY core_heartbeat TO PROGRAM 'cat'",
    ],
)
def test_the_app_role_may_not(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_table_belongs_to_the_owner(owner_cursor):
    owner_cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert owner_cursor.fetchall() == [("cantlie_owner",)]


def test_the_app_role_may_delete_sessions_only(owner_cursor):
    owner_cursor.execute(
        "SELECT table_name FROM information_schema.role_table_grants WHERE grantee = 'cantlie_app' AND privilege_type = 'DELETE'"
    )
    assert owner_cursor.fetchall() == [("django_session",)]


def test_a_fresh_database_is_migrated_and_alone(fresh_database):
    with psycopg.connect(fresh_database.url) as other:
        other.execute("INSERT INTO core_heartbeat VALUES ('worker', now())")
    assert not Heartbeat.objects.exists()


def test_the_owner_alias_reaches_the_same_database(django_db_blocker):
    assert connections["owner"].settings_dict["NAME"] == connection.settings_dict["NAME"]
    assert connections["owner"].settings_dict["USER"] == "cantlie_owner"


def test_the_database_is_postgresql_18():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert cursor.fetchone()[0].startswith("18")
