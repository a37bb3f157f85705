"""Databases, logins and schemas: made by an administrator's URL, at any state, as often as wanted."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import make_url

from infra.topology import CONTEXTS

LOGINS: Final = (
    *(f"hwanryu_{context}" for context in CONTEXTS),
    "hwanryu_projector",
    "hwanryu_gateway",
    "hwanryu_vault",
)
"""One a service, one for the projector, two for the gateway: the keys of persons lie in a database of their own."""
SHARED: Final[Mapping[str, tuple[str, ...]]] = {
    "hwanryu_gateway": ("hwanryu_projector", "hwanryu_gateway"),
    "hwanryu_vault": ("hwanryu_vault", "hwanryu_coordination"),
}
"""Databases that other logins enter than their own."""
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 7260


async def prepare(admin_url: str, passwords: Mapping[str, str], tenant: str = "nonsan") -> None:
    """Make what is missing: logins with these passwords, databases, tables, functions, grants.

    Raises: KeyError for a login without password; asyncpg.PostgresError where the administrator may not.
    """
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)  # two set-ups at once take turns
        for login in LOGINS:
            await _make_login(connection, login, passwords[login])
        for database in list_databases():
            await _make_database(connection, database)
            await asyncio.to_thread(migrate, make_url(admin_url).set(database=database).render_as_string(False), tenant)
    finally:
        await connection.close()


def list_databases() -> dict[str, str]:
    """Return each database with its kind: `log`, `gateway` or `vault`."""
    logs = {f"hwanryu_{context}": "log" for context in CONTEXTS}
    return {**logs, "hwanryu_gateway": "gateway", "hwanryu_vault": "vault"}


def migrate(url: str, tenant: str, kind: str | None = None) -> None:
    """Bring one database to the newest revision of its kind, which a name of its own does not tell."""
    database = make_url(url).database or ""
    command.upgrade(build_config(url, tenant, kind or list_databases()[database]), "head")


def build_config(url: str, tenant: str, kind: str) -> Config:
    """Return alembic's configuration for a database of the kind."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("version_locations", str(_MIGRATIONS / kind))
    config.set_main_option("path_separator", "newline")
    config.attributes.update({"url": url, "tenant": tenant})
    return config


async def _make_login(connection: asyncpg.Connection, login: str, password: str) -> None:
    known = await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", login)
    verb = "ALTER" if known else "CREATE"
    quoted = await connection.fetchval("SELECT format('%I LOGIN PASSWORD %L', $1::text, $2::text)", login, password)
    await connection.execute(f"{verb} ROLE {quoted}")


async def _make_database(connection: asyncpg.Connection, database: str) -> None:
    if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", database):
        await connection.execute(f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'")
        await connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    for login in list_logins(database):
        await connection.execute(f"GRANT CONNECT ON DATABASE {database} TO {login}")


def list_logins(database: str) -> tuple[str, ...]:
    """Return the logins that may enter a database; who mails notices reads the keys of addresses."""
    return SHARED.get(database, (database,))
