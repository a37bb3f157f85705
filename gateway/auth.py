"""Who asks: accounts with argon2 passwords, console sessions, ten-minute API tokens; clients are in gateway/clients.py.

Exception
├── SignInRefused        wrong login or password, or the account is locked
└── TokenRefused         no valid token: missing, expired, forged
"""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from hmac import digest
from typing import Final
from uuid import UUID

import asyncpg
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from contracts.values import Role
from infra.clock import read_now
from infra.settings import PASSWORD_KIB

TOKEN_LIFE: Final = timedelta(minutes=10)
SESSION_LIFE: Final = timedelta(minutes=30)
"""Idle time of a console session (decided.md, Accounts)."""
RENEWED_AFTER: Final = timedelta(seconds=30)
"""Idle time begins anew only this long after it last did: a page a second writes its session twice a minute, and two
people of one session do not wait for each other's row."""
FAILURES: Final = 5
"""Wrong passwords in a row that lock an account (decided.md, Accounts)."""
LOCK: Final = timedelta(minutes=15)
LISTED: Final = 1_000
"""Accounts in one list: those who sign in, a city hall's staff."""
STRANGERS: Final = 10_000
"""Logins without an account whose failures are remembered, the latest ones."""
TOKENS_KNOWN: Final = 10_000
"""Verified tokens that are remembered; the oldest is dropped for a new one, and verified again."""
AT_ONCE: Final = 2
"""argon2 computations at once: 64 MiB each (decided.md, Limits)."""
_ISSUER: Final = "hwanryu"
_AUDIENCE: Final = "hwanryu-api"


class SignInRefused(Exception):
    """Wrong login or password, or the account is locked until a moment."""

    def __init__(self, locked_until: datetime | None = None) -> None:
        super().__init__("sign-in refused")
        self.locked_until = locked_until


class TokenRefused(Exception):
    """No valid token: missing, expired or forged."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks; `user` is the account's login and the actor stored with events."""

    user: str
    role: Role
    department: str | None
    label: str
    rate: int | None = None
    """Requests a minute, where they are not the usual ones."""
    secret: UUID | None = None
    """A client's secret that its token was given for."""
    acting_for: str | None = None
    """The account that is away, whose role and department these are (ORG-12)."""
    team: str | None = None
    """The team of its department that it belongs to (ORG-05); one who acts for another has none."""

    def act_for(self, absent: "Principal") -> "Principal":
        """Return the same account with the role and department of one that it stands in for."""
        label = f"{self.label} ({absent.label} 직무대리)"
        return Principal(self.user, absent.role, absent.department, label, self.rate, acting_for=absent.user)

    def holding(self, secret: UUID) -> "Principal":
        """Return the same client with the secret it showed."""
        return replace(self, secret=secret)


@dataclass(frozen=True, slots=True)
class Session:
    """A console session; `token` is the cookie's value, only its hash is stored."""

    token: str
    csrf: str
    principal: Principal
    acting_for: str | None = None
    """The account that was chosen to act for; whether that still holds is asked at each request (ORG-12)."""


class Passwords:
    """argon2id in threads, two at once, `kib` of memory each; an unknown login costs as much as a wrong password."""

    def __init__(self, kib: int = PASSWORD_KIB) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._hash, self._nobody = _prepare(kib)

    async def make(self, password: str) -> str:
        """Return the hash to store."""
        async with self._turns:
            return await asyncio.to_thread(self._hash.hash, password)

    async def check(self, password: str, password_hash: str | None) -> bool:
        """Tell whether the password is right; never for no hash."""
        async with self._turns:
            right = await asyncio.to_thread(self._hash.verify, password, password_hash or self._nobody)
        return right and password_hash is not None


@cache
def _prepare(kib: int) -> tuple[PasswordHash, str]:
    """Return what hashes, and the hash of a password that nobody has: made once, for it costs what any other does."""
    hasher = PasswordHash((Argon2Hasher(memory_cost=kib),))
    return hasher, hasher.hash(secrets.token_urlsafe())


class Accounts:
    """The accounts table."""

    def __init__(self, pool: asyncpg.Pool, passwords: Passwords, key: str) -> None:
        self._pool = pool
        self._passwords = passwords
        self._strangers = Strangers(pool, key)

    async def sign_in(self, user: str, password: str) -> Principal:
        """Return who signs in. Raises: SignInRefused, also while five failures lock the account."""
        login = _storable(user)
        password_hash = await self._pool.fetchval("SELECT password_hash FROM accounts WHERE login = $1", login)
        right = await self._passwords.check(password, password_hash)
        if password_hash is None:
            raise SignInRefused(await self._strangers.count(login, read_now()))
        row = await (self._open(login, password_hash) if right else self._count(login))
        if row is None:
            row = await self._pool.fetchrow("SELECT locked_until FROM accounts WHERE login = $1", login)
            raise SignInRefused(row["locked_until"] if row else None)
        if not right:
            raise SignInRefused(row["locked_until"])
        return _read_principal(row)

    async def find(self, user: str) -> Principal | None:
        """Return an account by its login."""
        row = await self._pool.fetchrow("SELECT * FROM accounts WHERE login = $1", user)
        return _read_principal(row) if row else None

    async def list_all(self) -> list[Principal]:
        """Return the accounts by label, for who chooses among them."""
        rows = await self._pool.fetch("SELECT * FROM accounts ORDER BY label, login LIMIT $1", LISTED)
        return [_read_principal(row) for row in rows]

    async def put(self, principal: Principal, password: str, *others: Principal) -> None:
        """Make an account, or give the one that exists this password and unlock it; `others` share it."""
        password_hash = await self._passwords.make(password)
        await self._pool.executemany(
            """INSERT INTO accounts (login, password_hash, role, department, label, team)
               VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (login) DO UPDATE SET password_hash = EXCLUDED.password_hash, role = EXCLUDED.role,
                   department = EXCLUDED.department, label = EXCLUDED.label, team = EXCLUDED.team, failures = 0,
                   locked_until = NULL""",
            [
                (each.user, password_hash, each.role, each.department, each.label, each.team)
                for each in (principal, *others)
            ],
        )

    async def _open(self, login: str, password_hash: str) -> asyncpg.Record | None:
        """Return the account, unless it was locked or given another password since the password was checked."""
        return await self._pool.fetchrow(
            """UPDATE accounts SET failures = 0, locked_until = NULL
               WHERE login = $1 AND password_hash = $2 AND (locked_until IS NULL OR locked_until <= $3) RETURNING *""",
            login,
            password_hash,
            read_now(),
        )

    async def _count(self, login: str) -> asyncpg.Record | None:
        """Count a wrong password unless the account is locked; only an open one is written, so none is unlocked."""
        now = read_now()
        return await self._pool.fetchrow(
            """UPDATE accounts SET
                   failures = CASE WHEN failures + 1 >= $2 THEN 0 ELSE failures + 1 END,
                   locked_until = CASE WHEN failures + 1 >= $2 THEN $3::timestamptz END
               WHERE login = $1 AND (locked_until IS NULL OR locked_until <= $4) RETURNING locked_until""",
            login,
            FAILURES,
            now + LOCK,
            now,
        )


class Strangers:
    """Failures of logins that nobody has, counted like those of accounts: a lock does not tell which logins exist.

    In the database, so that two gateways agree, and bounded; logins are hashed with a key, for people type passwords
    into the wrong field.
    """

    def __init__(self, pool: asyncpg.Pool, key: str) -> None:
        self._pool = pool
        self._key = key.encode()

    async def count(self, login: str, now: datetime) -> datetime | None:
        """Count a try unless the login is locked; return until when it is."""
        locked_until: datetime | None = await self._pool.fetchval(
            """INSERT INTO strangers AS s (login_hash, failures, tried_at) VALUES ($1, 1, $2)
               ON CONFLICT (login_hash) DO UPDATE SET
                   tried_at = $2,
                   failures = CASE WHEN s.locked_until > $2 OR s.failures + 1 >= $3 THEN 0 ELSE s.failures + 1 END,
                   locked_until = CASE WHEN s.locked_until > $2 THEN s.locked_until
                                       WHEN s.failures + 1 >= $3 THEN $4::timestamptz END
               RETURNING locked_until""",
            digest(self._key, login.encode(), "sha256"),
            now,
            FAILURES,
            now + LOCK,
        )
        await self._pool.execute(
            """DELETE FROM strangers WHERE login_hash IN (
                   SELECT login_hash FROM strangers ORDER BY tried_at DESC OFFSET $1 LIMIT 100)""",
            STRANGERS,
        )
        return locked_until


class Sessions:
    """The sessions table."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def open(self, principal: Principal) -> Session:
        """Return a new session; expired ones are removed."""
        session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32), principal)
        now = read_now()
        await self._pool.execute("DELETE FROM sessions WHERE expires_at < $1", now)
        await self._pool.execute(
            "INSERT INTO sessions (token_hash, login, csrf, expires_at) VALUES ($1, $2, $3, $4)",
            _hash(session.token),
            principal.user,
            session.csrf,
            now + SESSION_LIFE,
        )
        return session

    async def find(self, token: str, *, renew: bool = True) -> Session | None:
        """Return the session, None once its idle time has passed; `renew` starts that time anew."""
        now, key = read_now(), _hash(token)
        row = await self._pool.fetchrow(
            """SELECT s.csrf, s.acting_for, s.expires_at, a.login, a.role, a.department, a.label, a.team
               FROM sessions s JOIN accounts a ON a.login = s.login WHERE s.token_hash = $1 AND s.expires_at > $2""",
            key,
            now,
        )
        if row is None:
            return None
        if renew and row["expires_at"] < now + SESSION_LIFE - RENEWED_AFTER:
            query = "UPDATE sessions SET expires_at = $2 WHERE token_hash = $1 AND expires_at < $2"
            await self._pool.execute(query, key, now + SESSION_LIFE)
        return Session(token, row["csrf"], _read_principal(row), row["acting_for"])

    async def act_for(self, session: Session, absent: str | None) -> Session:
        """Return the session acting for another account, or for nobody; forms rendered before are good no more."""
        csrf = await self._pool.fetchval(
            """UPDATE sessions SET acting_for = $2,
                   csrf = CASE WHEN acting_for IS DISTINCT FROM $2 THEN $3 ELSE csrf END
               WHERE token_hash = $1 RETURNING csrf""",
            _hash(session.token),
            absent,
            secrets.token_urlsafe(32),
        )
        return replace(session, csrf=csrf or session.csrf, acting_for=absent)

    async def close(self, token: str) -> None:
        """End the session."""
        await self._pool.execute("DELETE FROM sessions WHERE token_hash = $1", _hash(token))


class Tokens:
    """Signs and reads API tokens (JWT, HS256)."""

    def __init__(self, key: str) -> None:
        if len(key) < 32:
            raise ValueError("TOKEN_KEY needs at least 32 bytes")
        self._key = OctKey.import_key(key)
        self._known: dict[bytes, tuple[Principal, int]] = {}
        """Holder and expiry of tokens that were verified, by their hashes."""
        self._claims = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": _ISSUER},
            aud={"essential": True, "value": _AUDIENCE},
            sub={"essential": True},
            exp={"essential": True},
        )

    def sign(self, principal: Principal) -> str:
        """Return a token that says who holds it for ten minutes."""
        now = read_now()
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": principal.user,
            "role": str(principal.role),
            "department": principal.department,
            "label": principal.label,
            "iat": now,
            "exp": now + TOKEN_LIFE,
        }
        if principal.secret:
            claims["secret"] = str(principal.secret)
        if principal.acting_for:
            claims["acting_for"] = principal.acting_for
        if principal.team:
            claims["team"] = principal.team
        return jwt.encode({"alg": "HS256"}, claims, self._key)

    def read(self, token: str) -> Principal:
        """Return who holds a token, which is verified once in its life. Raises: TokenRefused."""
        name = _hash(token)
        holder, expires = self._known.get(name, (None, 0))
        if holder is not None and read_now().timestamp() < expires:
            return holder
        try:
            claims = jwt.decode(token, self._key, algorithms=["HS256"]).claims
            self._claims.validate(claims)
            secret = UUID(claims["secret"]) if "secret" in claims else None
            holder = Principal(
                claims["sub"],
                Role(claims["role"]),
                claims["department"],
                claims["label"],
                secret=secret,
                acting_for=claims.get("acting_for"),
                team=claims.get("team"),
            )
        except (JoseError, KeyError, ValueError) as error:
            self._known.pop(name, None)
            raise TokenRefused("the token is missing, expired or not ours") from error
        self._known[name] = holder, claims["exp"]
        if len(self._known) > TOKENS_KNOWN:
            del self._known[next(iter(self._known))]
        return holder


def _read_principal(row: asyncpg.Record) -> Principal:
    return Principal(row["login"], Role(row["role"]), row["department"], row["label"], team=row["team"])


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode(errors="replace").decode()
