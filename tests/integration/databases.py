"""Databases for tests: cloned from migrated templates in a moment, so that each test has its own log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
from sqlalchemy.engine import make_url

from gateway.projector import VIEWS
from infra.migrate import LOGINS, migrate
from infra.projections import prepare_view
from tests.making import CONTEXT, TENANT

KINDS = ("log", "gateway", "vault")
PREPARED = "views"
"""A template as well: the gateway's after the projector has started."""
PASSWORD = "test"
"""Of logins that live as long as one test run, on a server of tests."""


@dataclass(frozen=True, slots=True)
class Database:
    """One test's database."""

    name: str
    url: str
    """As the service's own login: what the product is given."""
    admin_url: str
    """As the owner of everything."""

    def as_role(self, role: str) -> str:
        """Return the URL under which a login of the gateway's database acts."""
        return f"{self.admin_url}?role={role}"


class Databases:
    """The templates of one test run; `make_log` and `make_gateway` clone them."""

    def __init__(self, admin_url: str) -> None:
        self._admin_url = admin_url
        self._run = f"hwanryu_t{uuid4().hex[:8]}"
        self._numbers = count(1)

    @property
    def login(self) -> str:
        """The login of every log of this run."""
        return f"{self._run}_log"

    async def prepare(self) -> None:
        """Make the templates."""
        async with connected(self._admin_url) as connection:
            await connection.execute(
                "SELECT pg_advisory_lock(7260)"
            )  # logins belong to the server: one maker at a time
            for login in LOGINS:
                await _make_login(connection, login)
            await connection.execute(f"CREATE ROLE {self.login} LOGIN PASSWORD '{PASSWORD}'")
        for kind in KINDS:
            await self._prepare_template(kind)
        await self._prepare_views()

    async def remove(self) -> None:
        """Remove the templates."""
        async with connected(self._admin_url) as connection:
            for kind in (*KINDS, PREPARED):
                await connection.execute(f"DROP DATABASE {self._run}_{kind} WITH (FORCE)")
            await connection.execute(f"DROP ROLE {self.login}")

    @asynccontextmanager
    async def make_log(self, context: str = CONTEXT) -> AsyncIterator[Database]:
        """Give an empty log of a context."""
        async with self._clone("log") as database:
            async with connected(database.admin_url) as connection:
                await connection.execute("UPDATE log SET context = $1", context)
            yield database

    @asynccontextmanager
    async def make_gateway(self) -> AsyncIterator[Database]:
        """Give an empty database of the gateway."""
        async with self._clone("gateway") as database:
            yield database

    @asynccontextmanager
    async def make_views(self) -> AsyncIterator[Database]:
        """Give a database of the gateway in which every view stands, empty."""
        async with self._clone(PREPARED) as database:
            yield database

    @asynccontextmanager
    async def make_vault(self) -> AsyncIterator[Database]:
        """Give an empty vault."""
        async with self._clone("vault") as database:
            yield database

    async def _prepare_template(self, kind: str) -> None:
        name = f"{self._run}_{kind}"
        async with connected(self._admin_url) as connection:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        await asyncio.to_thread(migrate, self._url(name), TENANT, kind)

    async def _prepare_views(self) -> None:
        name = f"{self._run}_{PREPARED}"
        async with connected(self._admin_url) as connection:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {self._run}_gateway")
        async with connected(f"{self._url(name)}?role=hwanryu_projector") as connection:
            for view in VIEWS:
                await prepare_view(connection, view)

    @asynccontextmanager
    async def _clone(self, kind: str) -> AsyncIterator[Database]:
        name = f"{self._run}_{kind}_{next(self._numbers)}"
        async with connected(self._admin_url) as connection, AsyncExitStack() as stack:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {self._run}_{kind}")
            stack.push_async_callback(connection.execute, f"DROP DATABASE {name} WITH (FORCE)")
            login = make_url(self._url(name)).set(username=self.login, password=PASSWORD)
            yield Database(name, login.render_as_string(False), self._url(name))

    def _url(self, database: str) -> str:
        return urlunsplit(urlsplit(self._admin_url)._replace(path=f"/{database}"))


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection of one's own."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def _make_login(connection: asyncpg.Connection, login: str) -> None:
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", login):
        await connection.execute(f"CREATE ROLE {login} LOGIN")
