"""Systems that use the API: registered by an administrator, known by secrets that are shown once."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final
from uuid import UUID

import asyncpg

from contracts.errors import Rejected
from contracts.values import Role
from gateway.auth import Principal, TokenRefused
from infra.clock import read_monotonic_s, read_now

SECRET_BYTES: Final = 32
SECRET_LIFE: Final = timedelta(days=365)
NOTICE: Final = timedelta(days=30)
"""How long before its end a secret's expiry is told with every answer."""
LIVE_SECRETS: Final = 2
"""The one in use and the one that replaces it (api.md, Clients)."""
REMEMBERED_S: Final = 15.0
"""How long a client is remembered: one that another gateway revoked stops here within that time, else at once."""
PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret as it can be told: not itself."""

    id: UUID
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client with its live secrets."""

    id: UUID
    label: str
    role: Role
    department: str | None
    rate_per_minute: int | None
    registered_at: datetime
    registered_by: str
    revoked_at: datetime | None
    secrets: tuple[Secret, ...]

    @property
    def principal(self) -> Principal:
        """Who it is when it asks."""
        return Principal(f"client:{self.id}", self.role, self.department, self.label, self.rate_per_minute)


class Clients:
    """The clients' tables, and what of them is remembered for a moment."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._remembered: dict[UUID, tuple[float, Client | None]] = {}

    async def register(self, client: Client) -> Client:
        """Return the client as it stands; the same one twice is one. Raises: Rejected with IDEMPOTENCY_CONFLICT."""
        await self._pool.execute(
            """INSERT INTO clients (id, label, role, department, rate_per_minute, registered_at, registered_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING""",
            client.id,
            client.label,
            client.role,
            client.department,
            client.rate_per_minute,
            client.registered_at,
            client.registered_by,
        )
        stored = await self.read(client.id)
        if stored.principal != client.principal:
            raise Rejected("IDEMPOTENCY_CONFLICT", "이 키로 이미 다른 연계 시스템을 등록했습니다. 새 키로 보내세요.")
        return stored

    async def list_after(self, client: UUID | None, limit: int) -> list[Client]:
        """Return clients in the order of their ids, those beyond one of them."""
        rows = await self._pool.fetch(
            "SELECT * FROM clients WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2", client, min(limit, PAGE)
        )
        return await self._complete(rows)

    async def read(self, client: UUID) -> Client:
        """Return a client. Raises: Rejected with NOT_FOUND."""
        found = await self._find(client)
        if found is None:
            raise Rejected("NOT_FOUND", "그런 연계 시스템이 없습니다. 번호를 확인하세요.")
        return found

    async def make_secret(self, client: UUID, secret: Secret, made_by: str) -> str:
        """Return a new secret, which is told this once. Raises: Rejected NOT_FOUND, WRONG_STATE, SECRETS_FULL."""
        text = secrets.token_urlsafe(SECRET_BYTES)
        async with self._pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow("SELECT revoked_at FROM clients WHERE id = $1 FOR UPDATE", client)
            if row is None:
                raise Rejected("NOT_FOUND", "그런 연계 시스템이 없습니다. 번호를 확인하세요.")
            if row["revoked_at"] is not None:
                raise Rejected("WRONG_STATE", "폐기한 연계 시스템입니다. 새로 등록하세요.")
            await connection.execute(
                "DELETE FROM client_secrets WHERE client = $1 AND expires_at <= $2", client, secret.made_at
            )
            live = await connection.fetch(
                "SELECT id FROM client_secrets WHERE client = $1 LIMIT $2", client, LIVE_SECRETS
            )
            if any(each["id"] == secret.id for each in live):
                raise Rejected(
                    "ALREADY_REGISTERED", "이 키로 이미 만들었고, 비밀은 한 번만 보여 드립니다. 지우고 새로 만드세요."
                )
            if len(live) == LIVE_SECRETS:
                raise Rejected("SECRETS_FULL", "비밀은 두 개까지입니다. 쓰지 않는 것을 지운 뒤 만드세요.")
            await connection.execute(
                """INSERT INTO client_secrets (id, client, secret_hash, made_at, made_by, expires_at)
                   VALUES ($1, $2, $3, $4, $5, $6)""",
                secret.id,
                client,
                _hash(text),
                secret.made_at,
                made_by,
                secret.expires_at,
            )
        self._remembered.pop(client, None)
        return text

    async def remove_secret(self, client: UUID, secret: UUID) -> None:
        """End a secret and its tokens. Raises: Rejected with NOT_FOUND."""
        removed = await self._pool.fetchval(
            "DELETE FROM client_secrets WHERE client = $1 AND id = $2 RETURNING id", client, secret
        )
        self._remembered.pop(client, None)
        if removed is None:
            raise Rejected("NOT_FOUND", "그런 비밀이 없습니다. 이미 지웠을 수 있습니다.")

    async def revoke(self, client: UUID, revoked_by: str) -> Client:
        """End a client with all its secrets and tokens; twice is once. Raises: Rejected with NOT_FOUND."""
        await self._pool.execute(
            """WITH revoked AS (
                   UPDATE clients SET revoked_at = coalesce(revoked_at, $2), revoked_by = coalesce(revoked_by, $3)
                   WHERE id = $1 RETURNING id)
               DELETE FROM client_secrets s USING revoked r WHERE s.client = r.id""",
            client,
            read_now(),
            revoked_by,
        )
        self._remembered.pop(client, None)
        return await self.read(client)

    async def sign_in(self, client: UUID, secret: str) -> Principal | None:
        """Return who signs in with a live secret, or None; compared in constant time, with a stranger's as well."""
        now = read_now()
        rows = await self._pool.fetch(
            """SELECT s.id, s.secret_hash FROM client_secrets s JOIN clients c ON c.id = s.client
               WHERE c.id = $1 AND c.revoked_at IS NULL AND s.expires_at > $2 LIMIT $3""",
            client,
            now,
            LIVE_SECRETS,
        )
        told = _hash(secret)
        right = [row["id"] for row in rows if compare_digest(row["secret_hash"], told)]
        if not right:
            return None
        return (await self.read(client)).principal.holding(right[0])

    async def recheck(self, holder: Principal) -> tuple[Principal, datetime]:
        """Return who holds a client's token as the client stands now, and when the secret of it expires.

        Raises: TokenRefused once the client is revoked, or the secret removed or expired.
        """
        client_id = UUID(holder.user.removeprefix("client:"))
        loaded_s, client = self._remembered.get(client_id, (0.0, None))
        if read_monotonic_s() - loaded_s > REMEMBERED_S:
            client = await self._find(client_id)
            self._remembered[client_id] = read_monotonic_s(), client
        if client is None or client.revoked_at is not None:
            raise TokenRefused("the client is revoked")
        for secret in client.secrets:
            if secret.id == holder.secret and secret.expires_at > read_now():
                return client.principal.holding(secret.id), secret.expires_at
        raise TokenRefused("the secret is gone")

    async def _find(self, client: UUID) -> Client | None:
        found = await self._complete(await self._pool.fetch("SELECT * FROM clients WHERE id = $1", client))
        return found[0] if found else None

    async def _complete(self, rows: list[asyncpg.Record]) -> list[Client]:
        """Return clients with their live secrets, the oldest first."""
        made = await self._pool.fetch(
            """SELECT id, client, made_at, expires_at FROM client_secrets
               WHERE client = ANY($1) AND expires_at > $2 ORDER BY made_at LIMIT $3""",
            [row["id"] for row in rows],
            read_now(),
            LIVE_SECRETS * PAGE,
        )
        by_client: Mapping[UUID, list[Secret]] = {row["id"]: [] for row in rows}
        for each in made:
            by_client[each["client"]].append(Secret(each["id"], each["made_at"], each["expires_at"]))
        return [_read_client(row, tuple(by_client[row["id"]])) for row in rows]


def _read_client(row: asyncpg.Record, live: tuple[Secret, ...]) -> Client:
    return Client(
        id=row["id"],
        label=row["label"],
        role=Role(row["role"]),
        department=row["department"],
        rate_per_minute=row["rate_per_minute"],
        registered_at=row["registered_at"],
        registered_by=row["registered_by"],
        revoked_at=row["revoked_at"],
        secrets=live,
    )


def _hash(secret: str) -> bytes:
    """Return what is stored: nobody guesses 32 random bytes, so that argon2 would protect nothing and cost 64 MiB."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()
