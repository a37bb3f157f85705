"""Signed heads: a service signs where its log stands with Ed25519, and anyone can check it with the public key alone.

The signed bytes are the fields of the published JSON before `signature`, in their order, each as its text in UTF-8 with
its length in four bytes (big-endian) before it. The chain covers every event up to the position (infra/chain.py), and
the signer computes it again, so many events a turn: else a row that was changed without its chain would go unseen.

Exception
└── HeadBroken           loud: the log no longer extends what was signed; somebody changed it
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import asyncpg
import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contracts.questions import HeadsRequest, SignedHead, SignedHeads
from infra.chain import GENESIS, StoredEvent, find_first_break
from infra.clock import read_now
from infra.log import GONE, Head
from infra.sealing import KeyRing, name_key, pack_fields, read_ring, write_base64

RETRY_S: Final = 5.0
"""How soon a signer tries again while its database is away."""
AUDITED: Final = 20_000
"""Events whose chain is computed again each turn, some 0.4 s of work: a million in four hours."""
PAGE: Final = 1_000
_LOCK: Final = 7264
_COLUMNS: Final = "position, epoch, chain, signed_at, key, signature"
_ROW: Final = ", ".join(StoredEvent._fields)
_log: Final = structlog.get_logger()


class HeadBroken(Exception):
    """The log no longer extends what was signed."""


def derive_public_keys(private_keys: str) -> list[str]:
    """Return the public keys of a setting of private ones, base64url, in their order. Raises: ValueError."""
    return [write_base64(_derive_public(key)) for key in read_ring(private_keys).keys.values()]


def sign_head(private_key: bytes, tenant: str, context: str, head: Head, signed_at: datetime) -> SignedHead:
    """Return a log's head signed."""
    unsigned = SignedHead(
        tenant=tenant,
        context=context,
        epoch=head.epoch,
        position=head.position,
        chain=head.chain.hex(),
        signed_at=signed_at,
        key=name_key(_derive_public(private_key)),
        signature="-",
    )
    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(write_signed_bytes(unsigned))
    return unsigned.model_copy(update={"signature": signature.hex()})


def verify(head: SignedHead, public_key: bytes) -> bool:
    """Tell whether the owner of a public key (32 bytes) signed this head."""
    try:
        signature = bytes.fromhex(head.signature)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, write_signed_bytes(head))
    except (InvalidSignature, ValueError):
        return False
    return True


def write_signed_bytes(head: SignedHead) -> bytes:
    """Return the bytes that the signature covers."""
    published = head.model_dump(mode="json", exclude={"signature"})
    return pack_fields(*(str(value) for value in published.values()))


class HeadSigner:
    """Signs one log's head now and then; `run` until cancelled on every replica: one signs, the others see it done."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        keys: KeyRing,
        tenant: str,
        context: str,
        every_s: float,
        read_time: Callable[[], datetime] = read_now,
    ) -> None:
        self._pool = pool
        self._key = keys.current[1]
        self._public_keys = {name_key(public): public for public in map(_derive_public, keys.keys.values())}
        self._tenant = tenant
        self._context = context
        self._every_s = every_s
        self._read_time = read_time
        self.broken: str | None = None
        """Why the log's head is no longer signed."""
        self._audited = 0, GENESIS
        """How far the chain was computed again: position, and the chain there."""

    async def run(self) -> None:
        """Sign at once where the last signed head is behind, then whenever it has moved for long enough."""
        due_s = 0.0
        while True:
            try:
                await self.audit()
                await self.sign(due_s)
                due_s = self._every_s
                await asyncio.sleep(self._every_s)
            except HeadBroken as error:
                _log.critical("log does not extend its signed head", context=self._context, why=str(error))
                await asyncio.sleep(self._every_s)
            except (*GONE, asyncpg.CrashShutdownError) as error:
                _log.warning("no head signed: database away", context=self._context, error=error)
                await asyncio.sleep(RETRY_S)

    async def sign(self, due_s: float = 0.0) -> SignedHead | None:
        """Sign the head where it has moved and the last signature is `due_s` old; return what was signed.

        Raises: HeadBroken.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", _LOCK):
                return None  # another replica is at it
            last = await connection.fetchrow(f"SELECT {_COLUMNS} FROM signed_heads ORDER BY position DESC LIMIT 1")  # noqa: S608 - ours
            row = await connection.fetchrow(
                """SELECT l.epoch, coalesce(e.position, 0), coalesce(e.chain, $1),
                          (SELECT chain FROM events WHERE position = $2)
                   FROM log l LEFT JOIN LATERAL
                   (SELECT position, chain FROM events ORDER BY position DESC LIMIT 1) e ON true""",
                GENESIS,
                last["position"] if last else 0,
            )
            assert row is not None, "the migration fills the log table"
            head, now = Head(*list(row)[:3]), self._read_time()
            if last is None:
                self.broken = None
            else:
                self._require_extension(self._read(last), row[3])
            if head.position == (last["position"] if last else 0):
                return None
            if last is not None and (now - last["signed_at"]).total_seconds() < due_s:
                return None
            signed = sign_head(self._key, self._tenant, self._context, head, now)
            await connection.execute(
                f"INSERT INTO signed_heads ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)",  # noqa: S608 - ours
                signed.position,
                signed.epoch,
                head.chain,
                signed.signed_at,
                signed.key,
                bytes.fromhex(signed.signature),
            )
            return signed

    async def audit(self, most: int = AUDITED) -> None:
        """Compute the chain of the next events again; after the last event, go on from the first.

        Raises: HeadBroken, again each time until the row is as it was.
        """
        for _ in range(0, most, PAGE):
            position, before = self._audited
            query = f"SELECT {_ROW} FROM events WHERE position > $1 ORDER BY position LIMIT $2"  # noqa: S608 - ours
            events = [StoredEvent(*row) for row in await self._pool.fetch(query, position, min(most, PAGE))]
            if not events:
                self._audited = 0, GENESIS
                return
            broken = await asyncio.to_thread(find_first_break, self._tenant, self._context, before, events)
            if broken is not None:
                self.broken = f"the chain does not cover the event at {broken} as it stands"
                raise HeadBroken(self.broken)
            self._audited = events[-1].position, events[-1].chain

    async def answer(self, request: HeadsRequest) -> SignedHeads:
        """Return the latest signed heads, the newest first, or the oldest that covers a position."""
        wanted = "ORDER BY position DESC" if request.covering is None else "WHERE position >= $2 ORDER BY position"
        limits = (request.limit,) if request.covering is None else (1, request.covering)
        rows = await self._pool.fetch(f"SELECT {_COLUMNS} FROM signed_heads {wanted} LIMIT $1", *limits)  # noqa: S608
        return SignedHeads(heads=tuple(self._read(row) for row in rows))

    def _require_extension(self, last: SignedHead, chain_there: bytes | None) -> None:
        """Remember why a head may not be signed. Raises: HeadBroken."""
        public_key = self._public_keys.get(last.key)
        if public_key is None or not verify(last, public_key):
            self.broken = f"the signed head at {last.position} was not signed by a key of this service"
        elif chain_there is None:
            self.broken = f"the log ends before the signed position {last.position}"
        elif chain_there.hex() != last.chain:
            self.broken = f"another history lies before the signed position {last.position}"
        else:
            self.broken = None
            return
        raise HeadBroken(self.broken)

    def _read(self, row: asyncpg.Record) -> SignedHead:
        return SignedHead(
            tenant=self._tenant,
            context=self._context,
            epoch=row["epoch"],
            position=row["position"],
            chain=row["chain"].hex(),
            signed_at=row["signed_at"],
            key=row["key"],
            signature=row["signature"].hex(),
        )


def _derive_public(private_key: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()
