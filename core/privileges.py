"""What the app role may do to each table. It owns nothing, so nothing here can be undone by the app itself."""

from typing import Any

from psycopg import sql

DELETABLE = ("django_session",)  # logging out; nothing clinical is ever deleted
APPEND_ONLY = ("core_auditevent",)
READ_ONLY = ("django_migrations", "django_content_type", "auth_permission")


class TooPowerful(RuntimeError):
    """The app role can do more than use tables."""


def _tables(cursor: Any) -> set[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return {name for (name,) in cursor.fetchall()}


def statements(role: str, tables: set[str]) -> list[sql.Composed]:
    """The grants for the tables there are; the first one clears the table, so that a right taken from this file is gone."""
    to = sql.Identifier(role)
    lines = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(to),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(to),
        sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(to),
        sql.SQL("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {}").format(to),
        sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(to),
    ]
    exceptions = [
        *((name, "GRANT DELETE ON {} TO {}") for name in DELETABLE),
        *((name, "REVOKE UPDATE ON {} FROM {}") for name in APPEND_ONLY),
        *((name, "REVOKE INSERT, UPDATE ON {} FROM {}") for name in READ_ONLY),
    ]
    lines += [sql.SQL(text).format(sql.Identifier(name), to) for name, text in exceptions if name in tables]
    return lines


def grant(cursor: Any, role: str) -> None:
    """Give the app role what it needs and no more; the caller holds a transaction, so there is no moment without rights."""
    for statement in statements(role, _tables(cursor)):
        cursor.execute(statement)
    _refuse_power(cursor, role)


def _refuse_power(cursor: Any, role: str) -> None:
    """A role that owns a table, or rules the server, is not bound by any grant."""
    cursor.execute(
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
    )
    found = cursor.fetchone()
    cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [f'"{role}"'])
    (owned,) = cursor.fetchone()
    if found is None or found[0] or owned:
        raise TooPowerful(f"The app role {role} must exist, own no table and have no right over the server.")
