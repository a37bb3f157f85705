"""Signed heads over a real log: signed when it has moved, refused when it was changed, verified from outside."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contracts.questions import HeadsRequest, SignedHead
from infra.asking import ask_heads
from infra.chain import GENESIS, StoredEvent, compute_chain, find_first_break
from infra.feed import Feed
from infra.heads import HeadBroken, HeadSigner, verify
from infra.log import EventLog, open_log
from infra.sealing import KeyRing, make_key, name_key
from infra.service import build_broker
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.serving import asking
from tests.integration.waiting import eventually, running
from tests.making import CONTEXT, TENANT, make_append, make_event

KEY, OLDER = make_key(), make_key()
EVERY_S = 300.0
START = datetime(2024, 12, 2, tzinfo=UTC)


@dataclass
class Clock:
    """A moment that a test moves."""

    now: datetime = START

    def read(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Signing:
    """A log, its signer and its clock."""

    log: EventLog
    signer: HeadSigner
    clock: Clock
    database: Database

    async def append(self, number: int = 1) -> None:
        """Append that many events, each on a stream of its own."""
        first = (await self.log.read_head()).position + 1
        for n in range(first, first + number):
            await self.log.append(make_append(make_event(f"note-{n}")))

    async def list_heads(self) -> Sequence[SignedHead]:
        """Return all signed heads, the newest first."""
        return (await self.signer.answer(HeadsRequest())).heads


@asynccontextmanager
async def signing(database: Database, *keys: bytes) -> AsyncIterator[Signing]:
    clock = Clock()
    async with open_log(database.url) as log, asyncpg.create_pool(database.url, min_size=1, max_size=3) as pool:
        ring = KeyRing({name_key(key): key for key in keys or (KEY,)})
        yield Signing(log, HeadSigner(pool, ring, TENANT, CONTEXT, EVERY_S, clock.read), clock, database)


def find_public(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


async def test_a_head_is_signed_where_the_log_has_moved(log_database: Database) -> None:
    async with signing(log_database) as made:
        assert await made.signer.sign() is None  # nothing to sign before the first event
        await made.append(3)
        signed = await made.signer.sign()
        assert signed is not None
        assert (signed.position, signed.epoch, signed.context, signed.tenant) == (3, 1, CONTEXT, TENANT)
        assert signed.chain == (await made.log.read_head()).chain.hex()
        assert await made.signer.sign() is None
        await made.append()
        assert [head.position for head in (await made.signer.sign(), *await made.list_heads()) if head] == [4, 4, 3]


async def test_a_log_that_moves_is_signed_every_five_minutes_and_at_the_start_at_once(log_database: Database) -> None:
    async with signing(log_database) as made:
        await made.append()
        assert await made.signer.sign(EVERY_S) is not None
        await made.append()
        made.clock.now += timedelta(seconds=EVERY_S - 0.001)
        assert await made.signer.sign(EVERY_S) is None
        made.clock.now += timedelta(seconds=0.001)
        assert await made.signer.sign(EVERY_S) is not None
        await made.append()
        async with running(made.signer.run()):
            await eventually(lambda: has_signed(made, 3))


async def test_two_replicas_sign_a_head_once(log_database: Database) -> None:
    async with signing(log_database) as one, signing(log_database) as two:
        await one.append(5)
        async with running(one.signer.run(), two.signer.run()):
            await eventually(lambda: has_signed(one, 5))
        assert len(await two.list_heads()) == 1


async def test_anyone_verifies_a_published_head_with_the_public_key_alone(log_database: Database) -> None:
    """As an outsider would: the published JSON, `cryptography`, and nothing of this project."""
    async with signing(log_database) as made:
        await made.append(2)
        published = (await made.signer.answer(HeadsRequest())).model_dump_json()
        assert json.loads(published) == {"heads": []}
        await made.signer.sign()
        published = (await made.signer.answer(HeadsRequest())).model_dump_json()
    head = json.loads(published)["heads"][0]
    signature = bytes.fromhex(head.pop("signature"))
    texts = [str(value).encode() for value in head.values()]
    message = b"".join(len(text).to_bytes(4, "big") + text for text in texts)
    public_key = Ed25519PublicKey.from_public_bytes(find_public(KEY))
    public_key.verify(signature, message)
    for index in range(len(message)):
        changed = bytes([*message[:index], message[index] ^ 1, *message[index + 1 :]])
        with pytest.raises(InvalidSignature):
            public_key.verify(signature, changed)


async def test_one_changed_event_anywhere_breaks_the_chain_that_was_signed(log_database: Database) -> None:
    async with signing(log_database) as made:
        await made.append(6)
        signed = await made.signer.sign()
        events = await made.log.read(0, 10)
    assert signed is not None
    assert verify(signed, find_public(KEY))
    assert find_first_break(TENANT, CONTEXT, GENESIS, events) is None
    assert chain_all(events) == bytes.fromhex(signed.chain)
    for index, event in enumerate(events):
        for changed in (
            event._replace(data=b'{"n": 2}'),
            event._replace(actor="somebody"),
            event._replace(effective_at=event.effective_at + timedelta(microseconds=1)),
        ):
            history = [*events[:index], changed, *events[index + 1 :]]
            assert find_first_break(TENANT, CONTEXT, GENESIS, history) == index + 1
            assert chain_all(history) != bytes.fromhex(signed.chain)
    for missing in range(6):
        assert chain_all([*events[:missing], *events[missing + 1 :]]) != bytes.fromhex(signed.chain)


def chain_all(events: Sequence[StoredEvent]) -> bytes:
    """Return the chain at the end of a history, as an auditor computes it."""
    chain = GENESIS
    for event in events:
        chain = compute_chain(TENANT, CONTEXT, chain, event)
    return chain


REWRITE = """UPDATE events SET data = '{"n": 2}', chain = sha256(chain) WHERE position >= 2"""


async def test_a_log_that_was_changed_is_no_longer_signed_and_says_so_each_time(log_database: Database) -> None:
    """Whoever owns the database can rewrite it; the signed head is what tells, for as long as it is so."""
    async with signing(log_database) as made:
        await made.append(3)
        await made.signer.sign()
        await tamper(log_database, REWRITE)
        await made.append(2)
        with structlog.testing.capture_logs() as logs:
            async with running(made.signer.run()):
                await eventually(lambda: has_logged(logs))
        assert (logs[0]["log_level"], logs[0]["why"]) == ("critical", made.signer.broken)
        assert [head.position for head in await made.list_heads()] == [3]


async def test_why_a_log_is_not_signed_names_what_was_done(log_database: Database) -> None:
    async with signing(log_database) as made:
        await made.append(3)
        await made.signer.sign()
        before = await dump(log_database)
        for tampering, why in (
            ("DELETE FROM events WHERE position = 3", "the log ends before the signed position 3"),
            (REWRITE, "another history lies before the signed position 3"),
            (
                "UPDATE signed_heads SET position = 2, chain = (SELECT chain FROM events WHERE position = 2)",
                "the signed head at 2 was not signed by a key of this service",
            ),
        ):
            await tamper(log_database, tampering)
            with pytest.raises(HeadBroken, match=why):
                await made.signer.sign()
            await put_back(log_database, before)
            assert (await made.signer.sign(), made.signer.broken) == (None, None)


@pytest.mark.parametrize(
    ("tampering", "at"),
    [
        ("UPDATE events SET data = '{\"n\": 2}' WHERE position = 4", 4),
        ("UPDATE events SET actor = 'somebody' WHERE position = 1", 1),
        ("DELETE FROM events WHERE position = 2", 3),
    ],
)
async def test_a_row_that_was_changed_without_its_chain_is_found(
    log_database: Database, tampering: str, at: int
) -> None:
    """Two events a turn: the last signed chain stands, so only who computes it again can tell."""
    why = f"the chain does not cover the event at {at} as it stands"
    async with signing(log_database) as made:
        await made.append(5)
        await made.signer.sign()
        before = await dump(log_database)
        for _ in range(4):  # 1-2, 3-4, 5, and from the start again
            await made.signer.audit(2)
        await tamper(log_database, tampering)
        with structlog.testing.capture_logs() as logs:
            async with running(made.signer.run()):
                await eventually(lambda: has_logged(logs))
        assert (logs[0]["log_level"], logs[0]["why"], made.signer.broken) == ("critical", why, why)
        await made.append()
        with pytest.raises(HeadBroken, match=why):
            await made.signer.audit()
        await put_back(log_database, before)
        await made.append()
        await made.signer.audit()
        assert (await made.signer.sign() is not None, made.signer.broken) == (True, None)


async def test_a_head_that_somebody_else_put_there_stops_the_signing(log_database: Database) -> None:
    """A stolen login of the service can add rows, but it cannot sign them."""
    async with signing(log_database) as made:
        await made.append(2)
        async with connected(log_database.url) as connection:
            await connection.execute(
                "INSERT INTO signed_heads VALUES (900, 1, $1, now(), $2, $3)",
                GENESIS,
                name_key(find_public(KEY)),
                bytes(64),
            )
        with pytest.raises(HeadBroken, match="the signed head at 900 was not signed by a key of this service"):
            await made.signer.sign()


@pytest.mark.parametrize(
    "attempt", ["UPDATE signed_heads SET epoch = 9", "DELETE FROM signed_heads", "TRUNCATE signed_heads"]
)
async def test_signed_heads_never_change(log_database: Database, attempt: str) -> None:
    async with signing(log_database) as made:
        await made.append()
        await made.signer.sign()
        for url in (log_database.url, log_database.admin_url):
            async with connected(url) as connection:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(attempt)


async def test_after_a_rotation_the_new_key_signs_and_old_heads_are_verified_with_the_old_one(
    log_database: Database,
) -> None:
    async with signing(log_database, OLDER) as before:
        await before.append()
        await before.signer.sign()
    async with signing(log_database, KEY, OLDER) as after:
        await after.append()
        await after.signer.sign()
        new, old = await after.list_heads()
    assert (new.key, old.key) == (name_key(find_public(KEY)), name_key(find_public(OLDER)))
    assert (verify(new, find_public(KEY)), verify(old, find_public(OLDER))) == (True, True)
    assert (verify(new, find_public(OLDER)), verify(old, find_public(KEY))) == (False, False)


async def test_signed_heads_are_asked_for_over_the_broker(log_database: Database, broker: Broker) -> None:
    async with signing(log_database) as made:
        rabbit = build_broker(broker.url)
        Feed(rabbit, made.log, TENANT, CONTEXT).on(HeadsRequest, made.signer.answer)
        await rabbit.start()
        try:
            for _ in range(3):
                await made.append()
                await made.signer.sign()
            async with asking(broker.url) as requester:
                found = await ask_heads(requester, CONTEXT, limit=2)
        finally:
            await rabbit.stop()
    assert [head.position for head in found.heads] == [3, 2]
    assert all(verify(head, find_public(KEY)) for head in found.heads)


async def has_signed(made: Signing, position: int) -> bool:
    return [head.position for head in await made.list_heads()][:1] == [position]


async def has_logged(logs: Sequence[Mapping[str, object]]) -> bool:
    return bool(logs)


async def tamper(database: Database, statement: str) -> None:
    """Do what the owner of the database can do: switch the triggers off first."""
    async with connected(database.admin_url) as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(statement)


async def dump(database: Database) -> dict[str, list[asyncpg.Record]]:
    async with connected(database.admin_url) as connection:
        return {name: await connection.fetch(f"SELECT * FROM {name}") for name in ("events", "signed_heads")}  # noqa: S608 - ours


async def put_back(database: Database, rows: dict[str, list[asyncpg.Record]]) -> None:
    async with connected(database.admin_url) as connection:
        await connection.execute("SET session_replication_role = replica")
        for name, records in rows.items():
            await connection.execute(f"DELETE FROM {name}")  # noqa: S608 - ours
            await connection.copy_records_to_table(name, records=[tuple(record) for record in records])
