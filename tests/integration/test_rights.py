"""History cannot be changed: not by the service, not by the owner; and the catalogue is what infra/sql says."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

import infra
from infra.log import open_log
from tests.integration.databases import Database, Databases, connected
from tests.making import make_append

SQL = Path(infra.__file__).parent / "sql"
CHANGES = [
    "INSERT INTO {table} SELECT * FROM {table}",
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
]
TABLES = {"events": "actor", "commands": "outcome"}


@pytest_asyncio.fixture
async def history(log_database: Database) -> AsyncIterator[Database]:
    """A log with one event."""
    async with open_log(log_database.url) as log:
        await log.append(make_append())
    yield log_database


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.split()[0])
async def test_a_service_cannot_touch_history(history: Database, table: str, change: str) -> None:
    async with connected(history.url) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(change.format(table=table, column=TABLES[table]))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES[1:], ids=lambda change: change.split()[0])
async def test_not_even_the_owner_changes_history(history: Database, table: str, change: str) -> None:
    """The trigger refuses whoever the grants let through, also where no row would change."""
    async with connected(history.admin_url) as connection:
        for ending in ("", " WHERE false") if "TRUNCATE" not in change else ("",):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
                await connection.execute(change.format(table=table, column=TABLES[table]) + ending)


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE log SET epoch = 2", "UPDATE relay SET only_row = only_row", "DELETE FROM relay",
        "DELETE FROM checkpoints", "CREATE TABLE own (a int)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE events DISABLE TRIGGER ALL", "DROP TABLE events",
    ],
)  # fmt: skip
async def test_a_service_can_do_nothing_else(history: Database, act: str) -> None:
    async with connected(history.url) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(act)


@pytest.mark.parametrize(
    "act",
    [
        "SELECT * FROM events_json", "SELECT * FROM log", "UPDATE relay SET position = 1",
        "INSERT INTO checkpoints VALUES ('policy', 'registry', 1, 1, '\\x00')", "LISTEN committed", "NOTIFY committed",
    ],
)  # fmt: skip
async def test_what_a_service_needs_it_may(history: Database, act: str) -> None:
    async with connected(history.url) as connection:
        await connection.execute(act)


async def test_the_append_is_nobody_elses(history: Database) -> None:
    async with connected(f"{history.admin_url}?role=hwanryu_projector") as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("SELECT * FROM public.events")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"SELECT public.append_events({', '.join(['NULL'] * 16)})")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"SELECT public.append_all({', '.join(['NULL'] * 16)})")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"SELECT public.append_one({', '.join(['NULL'] * 14)})")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"SELECT public.append_bundle({', '.join(['NULL'] * 21)})")


@pytest.mark.parametrize("append", ["append_events", "append_all", "append_one", "append_bundle"])
async def test_the_append_cannot_be_led_to_other_tables(history: Database, append: str) -> None:
    """It runs with its owner's rights: names must not be looked up where the caller may make them."""
    async with connected(history.admin_url) as connection:
        found = await connection.fetchrow("SELECT prosecdef, proconfig FROM pg_proc WHERE proname = $1", append)
    assert found is not None
    assert found["prosecdef"]
    assert "search_path=public, pg_temp" in found["proconfig"]


@pytest.mark.parametrize("role", ["hwanryu_gateway", "hwanryu_projector"])
async def test_readers_of_views_cannot_reach_each_others_tables(gateway_database: Database, role: str) -> None:
    forbidden = {
        "hwanryu_gateway": ["INSERT INTO views.view VALUES ('a', 'b')", "DELETE FROM views.checkpoint",
                            "CREATE TABLE views.own (a int)"],
        "hwanryu_projector": ["SELECT * FROM accounts", "SELECT * FROM sessions", "DELETE FROM accounts"],
    }  # fmt: skip
    async with connected(gateway_database.as_role(role)) as connection:
        for act in forbidden[role]:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(act)


def squeeze(text: str) -> str:
    return " ".join(text.split())


def list_sql(kind: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((SQL / kind).glob("*.sql")))


async def test_functions_are_those_of_the_files(log_database: Database) -> None:
    """Alembic compares no functions: the catalogue is compared with infra/sql here."""
    written = dict(re.findall(r"CREATE FUNCTION (\w+)\(.*?AS \$\$(.*?)\$\$", list_sql("log"), re.DOTALL))
    async with connected(log_database.admin_url) as connection:
        rows = await connection.fetch(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'"
        )
    assert {row["proname"]: squeeze(row["prosrc"]) for row in rows} == {n: squeeze(t) for n, t in written.items()}


async def test_triggers_are_those_of_the_files(log_database: Database) -> None:
    written = re.findall(r"CREATE TRIGGER (\w+) (BEFORE .*? ON \w+)", list_sql("log"))
    async with connected(log_database.admin_url) as connection:
        rows = await connection.fetch(
            "SELECT tgname, tgenabled, tgtype::int FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
        )
    before, delete, update, truncate = 2, 8, 16, 32  # pg_trigger.h
    assert [(row["tgname"], row["tgenabled"], row["tgtype"]) for row in rows] == [
        (name, b"O", before | delete | update | truncate) for name, _ in sorted(written)
    ]
    assert {clause.rpartition(" ON ")[0] for _, clause in written} == {"BEFORE UPDATE OR DELETE OR TRUNCATE"}


ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
LOG_RIGHTS = {
    *(("SELECT", table) for table in ("log", "events", "commands", "events_json", "relay", "checkpoints")),
    *((right, "checkpoints") for right in ("INSERT", "UPDATE")),
    *((right, table) for right in ALL for table in ("parked", "refused", "entries")),
    *((right, "signed_heads") for right in ("SELECT", "INSERT")),
    *((right, "agenda") for right in ("SELECT", "UPDATE")),
}


async def test_grants_are_those_of_the_files(log_database: Database, databases: Databases) -> None:
    async with connected(log_database.admin_url) as connection:
        tables = await connection.fetch(
            """SELECT privilege_type, table_name FROM information_schema.table_privileges
               WHERE table_schema = 'public' AND grantee = $1""",
            databases.login,
        )
        columns = await connection.fetch(
            """SELECT table_name, column_name FROM information_schema.column_privileges
               WHERE grantee = $1 AND privilege_type = 'UPDATE' AND table_name = 'relay'""",
            databases.login,
        )
        to_all = await connection.fetchval(
            """SELECT count(*) FROM information_schema.role_table_grants
               WHERE table_schema = 'public' AND grantee = 'PUBLIC'"""
        )
        append_to_all = await connection.fetchval(
            """SELECT has_function_privilege('hwanryu_gateway', oid, 'EXECUTE') FROM pg_proc
               WHERE proname = 'append_events'"""
        )
    assert {tuple(row) for row in tables} == LOG_RIGHTS
    assert {tuple(row) for row in columns} == {("relay", "position")}
    assert (to_all, append_to_all) == (0, False)


DESCRIBE = "SELECT obj_description($1, 'pg_class')"
LIST_BARE_COLUMNS = """SELECT attname::text FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped
    AND col_description(attrelid, attnum) IS NULL"""


@pytest.mark.parametrize("kind", ["log", "gateway"])
async def test_every_column_and_table_is_explained(databases: Databases, kind: str) -> None:
    make = databases.make_log() if kind == "log" else databases.make_gateway()
    async with make as database, connected(database.admin_url) as connection:
        tables = await connection.fetch(
            """SELECT oid, relname FROM pg_class WHERE relkind = 'r' AND relname <> 'alembic_version'
               AND relnamespace::regnamespace::text IN ('public', 'views')"""
        )
        bare = [row["relname"] for row in tables if not await connection.fetchval(DESCRIBE, row["oid"])]
        bare += [name for row in tables for (name,) in await connection.fetch(LIST_BARE_COLUMNS, row["oid"])]
    assert len(tables) == len(re.findall(r"^CREATE (?:UNLOGGED )?TABLE ", list_sql(kind), re.MULTILINE))
    assert bare == []
