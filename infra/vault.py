"""The vault: personal data sealed under a key of its subject, opened while answering, erased by destroying the key.

Exception
├── SubjectErased        the subject's key was destroyed: nothing is sealed for it ever again
├── SealBroken           bug or attack: not sealed for this field and subject, or its key is lost (infra/sealing.py)
└── Unavailable          transient: the tombstones have not been applied yet since the start (infra/batching.py)
"""

import asyncio
import hmac
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from contracts.sealed import Sealed, read_subject
from infra.batching import Unavailable
from infra.clock import read_monotonic_s
from infra.log import GONE
from infra.sealing import KeyRing, SealBroken, make_key, open_bytes, pack_fields, read_base64, seal_bytes, write_base64

CACHE_S: Final = 60.0
"""A destroyed key is gone from every process within this (architecture.md, Secrets and people)."""
CACHED: Final = 10_000
"""Keys in memory at most."""
SETTLE_S: Final = 2.0
"""How long a request waits for the tombstones after a start (decided.md, Limits: read wait)."""
AGAIN_S: Final = 3_600.0
"""How often the tombstones are compared once they have been applied."""
RETRY_S: Final = 1.0
PAGE: Final = 1_000
_FIRST: Final = UUID(int=0)
_log: Final = structlog.get_logger()


class SubjectErased(Exception):
    """The subject's key was destroyed: nothing is sealed for it ever again."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left of an erased value."""

    def __str__(self) -> str:
        return "파기됨"


ERASED: Final = Erased()


class Erasures:
    """The gateway's own list of erased subjects: whichever of the two databases is restored, the other one heals it."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def add(self, subjects: Iterable[UUID]) -> None:
        """Keep subjects as erased, for ever."""
        await self._pool.execute(
            "INSERT INTO erasures (subject) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING", list(subjects)
        )

    async def list_after(self, subject: UUID) -> list[UUID]:
        """Return up to PAGE erased subjects after one, in order."""
        rows = await self._pool.fetch(
            "SELECT subject FROM erasures WHERE subject > $1 ORDER BY subject LIMIT $2", subject, PAGE
        )
        return [row["subject"] for row in rows]


class Vault:
    """Seals and opens; `run` until cancelled, which applies the tombstones first: until then nothing is opened.

    Without a list of erasures it only opens, for a role that knows from its own log who is erased.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        master: KeyRing,
        tenant: str,
        erasures: Erasures | None,
        read_time_s: Callable[[], float] = read_monotonic_s,
    ) -> None:
        self._pool = pool
        self._master = master
        self._tenant = tenant
        self._erasures = erasures
        self._cache = _Cache(read_time_s)
        self._settled = asyncio.Event()
        if erasures is None:
            self._settled.set()

    async def run(self) -> None:
        """Compare the tombstones now and every hour, and wrap keys anew after the master key was changed."""
        while True:
            try:
                await self.reconcile()
                await self._rewrap()
                await asyncio.sleep(AGAIN_S)
            except (*GONE, asyncpg.CrashShutdownError) as error:
                _log.warning("vault away", error=error)
                await asyncio.sleep(RETRY_S)

    async def seal(self, subject: UUID, field: str, text: str) -> Sealed:
        """Return the text sealed for this subject and field; its key is committed before this returns.

        Raises: SubjectErased, Unavailable.
        """
        box = seal_bytes(await self._require(subject), text.encode(), self._place(subject, field))
        return f"sealed.1.{subject}.{write_base64(box)}"

    async def derive(self, subject: UUID, purpose: str, data: bytes) -> bytes:
        """Return 32 bytes that name `data` for a purpose: the same each time, and nobody's to find without the key.

        Once the subject is erased nobody can tell any more what a name stands for, nor try it out.
        Raises: SubjectErased, Unavailable.
        """
        key = hmac.digest(await self._require(subject), b"derive", "sha256")  # the key itself only seals
        return hmac.digest(key, pack_fields(self._tenant, subject.bytes, purpose, data), "sha256")

    async def open(self, sealed: Sealed, field: str) -> str | Erased:
        """Return the text, or ERASED. Raises: SealBroken, Unavailable."""
        (text,) = await self.open_many([(sealed, field)])
        return text

    async def open_many(self, values: Sequence[tuple[Sealed, str]]) -> list[str | Erased]:
        """Return each value with its field's name opened, with one query for all. Raises: SealBroken, Unavailable."""
        keys = await self._find({read_subject(sealed) for sealed, _ in values})
        return [self._open(keys, sealed, field) for sealed, field in values]

    async def erase(self, subject: UUID) -> None:
        """Destroy the subject's key for ever; a subject without one gets none either."""
        assert self._erasures is not None, "only who keeps the list erases"
        await self._erasures.add([subject])
        await self.reapply([subject])

    async def reapply(self, subjects: Sequence[UUID]) -> int:
        """Destroy the keys of subjects that are known to be erased, after a restore; return how many lived."""
        erased = await self._pool.fetch(
            """INSERT INTO subjects AS s (subject, erased_at) SELECT unnest($1::uuid[]), clock_timestamp()
               ON CONFLICT (subject) DO UPDATE SET key_id = NULL, wrapped = NULL, erased_at = EXCLUDED.erased_at
               WHERE s.erased_at IS NULL RETURNING s.subject""",
            subjects,
        )
        for subject in subjects:
            self._cache.drop(subject)
        return len(erased)

    async def reconcile(self) -> None:
        """Erase here what the gateway's list names, and name there what is erased here."""
        assert self._erasures is not None, "only who keeps the list compares it"
        after, back = _FIRST, 0
        while page := await self._erasures.list_after(after):
            back += await self.reapply(page)
            after = page[-1]
        after = _FIRST
        while page := await self._list_erased(after):
            await self._erasures.add(page)
            after = page[-1]
        if back:
            _log.error("erased again after a restore", subjects=back)
        self._settled.set()

    def _open(self, keys: dict[UUID, bytes | None], sealed: Sealed, field: str) -> str | Erased:
        subject = read_subject(sealed)
        if subject not in keys:
            raise SealBroken(f"the vault has no key of {subject}")
        key = keys[subject]
        if key is None:
            return ERASED
        return open_bytes(key, read_base64(sealed.rpartition(".")[2]), self._place(subject, field)).decode()

    async def _find(self, subjects: Collection[UUID]) -> dict[UUID, bytes | None]:
        """Return the keys that there are; None for an erased subject."""
        await self._await_tombstones()
        found: dict[UUID, bytes | None] = {}
        for subject in subjects:
            if key := self._cache.find(subject):
                found[subject] = key
        if missing := [subject for subject in subjects if subject not in found]:
            found |= await self._fetch(missing)
        return found

    async def _fetch(self, subjects: Sequence[UUID]) -> dict[UUID, bytes | None]:
        moment = self._cache.read_time_s()  # before the query: what it returns is no younger
        rows = await self._pool.fetch("SELECT subject, key_id, wrapped FROM subjects WHERE subject = ANY($1)", subjects)
        keys = {row["subject"]: self._unwrap(*row) for row in rows}
        for subject, key in keys.items():
            if key is not None:
                self._cache.keep(subject, key, moment)
        return keys

    async def _require(self, subject: UUID) -> bytes:
        """Return the subject's key, made where there is none; committed first. Raises: SubjectErased, Unavailable."""
        keys = await self._find([subject])
        key = keys[subject] if subject in keys else await self._make(subject)
        if key is None:
            raise SubjectErased(str(subject))
        return key

    async def _make(self, subject: UUID) -> bytes | None:
        """Return the subject's only key: this one, or the one that another process made meanwhile."""
        await self._pool.execute(
            "INSERT INTO subjects (subject, key_id, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            subject,
            *self._wrap(subject, make_key()),
        )
        return (await self._fetch([subject]))[subject]

    async def _rewrap(self) -> None:
        """Wrap with the current master key what another one wraps, so that the other one can be given up."""
        query = "SELECT subject, key_id, wrapped FROM subjects WHERE key_id <> $1 ORDER BY key_id, subject LIMIT $2"
        while rows := await self._pool.fetch(query, self._master.current[0], PAGE):
            try:
                keys = [(row["subject"], row["key_id"], self._unwrap(*row)) for row in rows]
            except SealBroken as error:
                _log.error("a master key is missing: what it wraps cannot be opened", error=str(error))
                return
            wrapped = [(subject, old, *self._wrap(subject, key)) for subject, old, key in keys if key is not None]
            await self._pool.executemany(
                "UPDATE subjects SET key_id = $3, wrapped = $4 WHERE subject = $1 AND key_id = $2", wrapped
            )
            _log.info("wrapped anew", keys=len(wrapped))

    async def _list_erased(self, after: UUID) -> list[UUID]:
        rows = await self._pool.fetch(
            "SELECT subject FROM subjects WHERE erased_at IS NOT NULL AND subject > $1 ORDER BY subject LIMIT $2",
            after,
            PAGE,
        )
        return [row["subject"] for row in rows]

    async def _await_tombstones(self) -> None:
        if self._settled.is_set():
            return
        try:
            async with asyncio.timeout(SETTLE_S):
                await self._settled.wait()
        except TimeoutError as error:
            raise Unavailable("the vault has not applied its tombstones yet") from error

    def _wrap(self, subject: UUID, key: bytes) -> tuple[str, bytes]:
        key_id, master = self._master.current
        return key_id, seal_bytes(master, key, pack_fields("key", self._tenant, subject.bytes))

    def _unwrap(self, subject: UUID, key_id: str | None, wrapped: bytes | None) -> bytes | None:
        if key_id is None or wrapped is None:
            return None
        return open_bytes(self._master.find(key_id), wrapped, pack_fields("key", self._tenant, subject.bytes))

    def _place(self, subject: UUID, field: str) -> bytes:
        return pack_fields("field", self._tenant, subject.bytes, field)


class _Cache:
    """Keys of the last CACHE_S, counted from before they were read; a tombstone is never cached."""

    def __init__(self, read_time_s: Callable[[], float]) -> None:
        self.read_time_s = read_time_s
        self._keys: OrderedDict[UUID, tuple[float, bytes]] = OrderedDict()

    def find(self, subject: UUID) -> bytes | None:
        read_at, key = self._keys.get(subject, (0.0, None))
        if key is not None and self.read_time_s() - read_at >= CACHE_S:
            self.drop(subject)
            return None
        return key

    def keep(self, subject: UUID, key: bytes, read_at: float) -> None:
        self._keys[subject] = read_at, key
        self._keys.move_to_end(subject)
        if len(self._keys) > CACHED:
            self._keys.popitem(last=False)

    def drop(self, subject: UUID) -> None:
        self._keys.pop(subject, None)
