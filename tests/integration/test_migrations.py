"""`prepare` on a PostgreSQL of its own: from nothing, again, at once, and each login in its own database only."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio

from infra.local import postgres
from infra.local.errors import Unavailable
from infra.local.places import make_folder, server_identity, server_root
from infra.local.processes import end_marked
from infra.local.services import make_instance_marker
from infra.local.system import name_throwaway
from infra.migrate import LOGINS, list_databases, list_logins, prepare
from tests.integration.databases import connected

PASSWORDS = {login: f"secret of {login}" for login in LOGINS}


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL that nobody else uses."""

    url: str

    def enter(self, database: str, login: str | None = None) -> str:
        """Return the URL of a database, as its administrator or as a login."""
        parts = urlsplit(self.url)
        person = f"{login}:{PASSWORDS[login].replace(' ', '%20')}" if login else f"{parts.username}:{parts.password}"
        return urlunsplit(parts._replace(netloc=f"{person}@{parts.hostname}:{parts.port}", path=f"/{database}"))


async def find_programs() -> postgres.Programs:
    try:
        return await postgres.find_installed()
    except Unavailable:
        return await postgres.find_embedded()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Server]:
    name = name_throwaway("test")
    marker = make_instance_marker(name)
    folder = make_folder(make_folder(server_root() / "instances", server_identity()) / name, server_identity())
    async with AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        stack.push_async_callback(end_marked, marker)
        url, _ = await postgres.start_postgres(await find_programs(), folder, marker, stack)
        made = Server(url)
        async with asyncio.TaskGroup() as group:  # two set-ups at once take turns
            for _ in range(2):
                group.create_task(prepare(made.url, PASSWORDS))
        yield made


async def test_every_database_is_there_with_its_log_named(server: Server) -> None:
    for database, kind in list_databases().items():
        async with connected(server.enter(database)) as connection:
            if kind == "log":
                row = await connection.fetchrow("SELECT tenant, context, epoch FROM log")
                assert row is not None
                assert tuple(row) == ("nonsan", database.removeprefix("hwanryu_"), 1)
            else:
                table = {"gateway": "views.view", "vault": "subjects"}[kind]
                assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608 - ours


async def test_preparing_again_changes_nothing(server: Server) -> None:
    before = await dump_catalogue(server)
    await prepare(server.url, PASSWORDS)
    assert await dump_catalogue(server) == before


async def dump_catalogue(server: Server) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for database in list_databases():
        async with connected(server.enter(database)) as connection:
            rows = await connection.fetch(
                """SELECT 'table', oid::bigint, relname::text, relacl::text FROM pg_class WHERE oid > 16383
                   UNION ALL SELECT 'function', oid::bigint, proname::text, proacl::text FROM pg_proc WHERE oid > 16383
                   ORDER BY 1, 2"""
            )
        found += [(database, *row) for row in rows]
    return found


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("database", list_databases())
async def test_a_login_enters_its_own_database_only(server: Server, login: str, database: str) -> None:
    """One database a service, one login a service."""
    url = server.enter(database, login)
    if login in list_logins(database):
        async with connected(url) as connection:
            assert await connection.fetchval("SELECT current_user") == login
    else:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(url)


async def test_no_login_is_more_than_a_login(server: Server) -> None:
    async with connected(server.url) as connection:
        rows = await connection.fetch(
            """SELECT rolname FROM pg_roles WHERE rolname = ANY($1)
               AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)""",
            list(LOGINS),
        )
        members = await connection.fetchval(
            "SELECT count(*) FROM pg_auth_members WHERE member IN (SELECT oid FROM pg_roles WHERE rolname = ANY($1))",
            list(LOGINS),
        )
    assert (rows, members) == ([], 0)


async def test_a_new_password_replaces_the_old(server: Server) -> None:
    login = LOGINS[0]
    await prepare(server.url, {**PASSWORDS, login: "another"})
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.enter(login, login))
    await prepare(server.url, PASSWORDS)
    async with connected(server.enter(login, login)) as connection:
        assert await connection.fetchval("SELECT true")


async def test_a_login_without_password_is_told(server: Server) -> None:
    with pytest.raises(KeyError):
        await prepare(server.url, {})
