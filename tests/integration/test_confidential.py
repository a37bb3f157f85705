"""A confidential class through a real broker, log, relay and view: who lacks the key finds nothing of it anywhere."""

import asyncio
import base64
import json
import traceback
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
import structlog
from aio_pika.abc import AbstractIncomingMessage

from contracts.errors import Rejected
from contracts.messages import Actor, Command, Done, Envelope, Event, Outcome, Recorded, Refused
from contracts.values import Role
from gateway.projector import ViewsTaker
from infra.asking import ask_outcome, read_stream
from infra.chain import GENESIS, find_first_break
from infra.cloudevents import Decoder, Unreadable
from infra.commanding import CommandClient
from infra.confidential import HIDDEN, ClassSeals, OpeningRunner
from infra.consumer import Consumer
from infra.consuming import FeedClient
from infra.deciding import Runner
from infra.desk import CommandDesk
from infra.feed import Feed
from infra.loading import MixedClasses
from infra.log import EventLog, open_log
from infra.messaging import DEAD_EXCHANGE, EVENTS_EXCHANGE, REPLIES_EXCHANGE, REQUESTS_EXCHANGE
from infra.projections import prepare_view
from infra.relay import Relay
from infra.requests import Requester
from infra.sealing import KeyRing, SealBroken, make_key, name_key
from infra.service import build_broker
from tests.casebook import CONTEXT, SEALED, VIEW, AddNote, Break, Casebook, CaseCommand, CaseEvent, CaseSealed, OpenCase
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.serving import Tap, asking, post, tapping
from tests.integration.waiting import eventually, running
from tests.making import TENANT, make_bundle, make_envelope

MARKER = "감사대상7c1e5a7e"
AUDITOR = "auditor-3d5f7a9b"
OLD, NEW = make_key(), make_key()


def make_ring(*keys: bytes) -> KeyRing:
    return KeyRing({name_key(key): key for key in keys})


def make_seals(*keys: bytes, sealed_for: str = "audit", context: str = CONTEXT, tenant: str = TENANT) -> ClassSeals:
    return ClassSeals({sealed_for: make_ring(*keys)} if keys else {}, tenant, context, SEALED)


@dataclass(frozen=True)
class House:
    """Everything between a gateway and a view, with ears at every exchange."""

    broker: Broker
    log: EventLog
    runner: Runner[CaseEvent]
    casebook: Casebook
    requester: Requester
    client: CommandClient[Command]
    taps: Mapping[str, Tap]
    databases: Sequence[Database]
    logs: Sequence[Mapping[str, object]]

    async def send(self, body: Command, *, sealed: bool = True, **more: object) -> Outcome:
        """Send a command as the auditor."""
        envelope = make_envelope(body, role=Role.AUDITOR, user=AUDITOR, **more)  # type: ignore[arg-type]  # what a test cares about
        return await self.client.send(envelope, sealed_for="audit" if sealed else None)

    async def open_case(self, *, sealed: bool = True) -> UUID:
        """Open a case and return its id."""
        case = uuid4()
        outcome = await self.send(OpenCase(about=MARKER), sealed=sealed, command_id=case)
        assert isinstance(outcome, Done), outcome
        assert outcome.result.state == MARKER
        return case

    async def find_leaks(self, *texts: str) -> list[str]:
        """Return every place where a text can be read: tables of all databases, messages, lines of logs."""
        places = [*await self._dump_tables(), *await self._dump_messages(), *_dump_logs(self.logs)]
        assert len(places) > 10, "there must be something to look through"
        return [place[:300] for place in places if any(trace in place for text in texts for trace in _traces(text))]

    async def _dump_tables(self) -> list[str]:
        found = []
        for database in self.databases:
            async with connected(database.admin_url) as connection:
                tables = await connection.fetch(
                    """SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
                       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"""
                )
                for table in tables:
                    rows = await connection.fetch(f"SELECT to_jsonb(t)::text AS row FROM {table['name']} t")  # noqa: S608 - ours
                    found += [f"{table['name']} {row['row']}" for row in rows]
        return found

    async def _dump_messages(self) -> list[str]:
        return [
            f"{exchange} {message.routing_key} {message.headers} {message.body.decode()}"
            for exchange, tap in self.taps.items()
            for message in await tap.listen()
        ]


def _dump_logs(logs: Sequence[Mapping[str, object]]) -> list[str]:
    """Return log lines as they would be written, the whole traceback of an error included."""
    found = []
    for line in logs:
        error = line.get("exc_info")
        told = "".join(traceback.format_exception(error)) if isinstance(error, BaseException) else ""
        found.append(f"log {line} {told}")
    return found


def _traces(text: str) -> list[str]:
    raw = text.encode()
    return [text, raw.hex(), json.dumps(text)[1:-1], *(_cut_base64(b"x" * shift + raw, shift) for shift in range(3))]


def _cut_base64(raw: bytes, shift: int) -> str:
    """Return what of a text in base64 does not depend on its neighbours."""
    coded = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return coded[4 if shift else 0 : -2]


@asynccontextmanager
async def opened(
    broker: Broker, log_database: Database, gateway_database: Database, *keys: bytes
) -> AsyncIterator[House]:
    """Run the service, its relay and a projector without key; `keys` are those of service and gateway."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        logs = stack.enter_context(structlog.testing.capture_logs())
        exchanges = (REQUESTS_EXCHANGE, REPLIES_EXCHANGE, EVENTS_EXCHANGE, DEAD_EXCHANGE)
        taps = {exchange: await enter(tapping(broker, exchange, "#")) for exchange in exchanges}
        log = await enter(open_log(log_database.url))
        seals, casebook = make_seals(*keys), Casebook()
        runner: Runner[CaseEvent] = Runner(log, Decoder(CaseEvent), casebook.handlers(), seals=seals)
        rabbit = build_broker(broker.url)
        CommandDesk(rabbit, CONTEXT, CaseCommand, OpeningRunner(runner, seals, CaseCommand))
        Feed(rabbit, log, TENANT, CONTEXT)
        await rabbit.start()
        stack.push_async_callback(rabbit.stop)
        requester = await enter(asking(broker.url))
        client: CommandClient[Command] = CommandClient(requester, CONTEXT, seals)
        pool = await enter(asyncpg.create_pool(gateway_database.as_role("hwanryu_projector"), min_size=1, max_size=2))
        async with pool.acquire() as connection:
            await prepare_view(connection, VIEW)
        blind: Decoder[Event] = Decoder(CaseEvent)
        taker = ViewsTaker(pool, [VIEW])  # type: ignore[list-item]  # it folds its own rows and events
        feed = FeedClient(requester, CONTEXT, blind)
        consumer = Consumer(broker.url, "projector", CONTEXT, blind, feed, [taker])
        relay = Relay(log, log_database.url, broker.url, TENANT, CONTEXT)
        await enter(running(client.run(), consumer.run(), relay.run()))
        databases = (log_database, gateway_database)
        yield House(broker, log, runner, casebook, requester, client, taps, databases, logs)


@pytest_asyncio.fixture
async def house(broker: Broker, log_database: Database, gateway_database: Database) -> AsyncIterator[House]:
    async with opened(broker, log_database, gateway_database, NEW) as made:
        yield made


async def has_view_reached(house: House, position: int) -> bool:
    async with connected(house.databases[1].admin_url) as connection:
        return bool(await connection.fetchval("SELECT position = $1 FROM views.checkpoint", position))


async def read_rows(house: House) -> list[str]:
    async with connected(house.databases[1].admin_url) as connection:
        return [row["texts"] for row in await connection.fetch("SELECT texts FROM views.casebook ORDER BY subject")]


async def read_case(house: House, case: UUID, seals: ClassSeals | None) -> list[Recorded[CaseEvent]]:
    decoder: Decoder[CaseEvent] = Decoder(CaseEvent, seals)
    batch = await read_stream(house.requester, CONTEXT, decoder, f"case-{case}")
    return [event for event in batch.events if not isinstance(event, Unreadable)]


async def test_nothing_of_a_confidential_case_can_be_read_without_its_key(house: House) -> None:
    """Opened, noted, asked again, refused, faulty: neither what nor by whom, in no table, message or line of a log."""
    case, note = await house.open_case(), uuid4()
    first = await house.send(AddNote(text=f"{MARKER} 둘"), subject=case, command_id=note)
    assert await house.send(AddNote(text=f"{MARKER} 둘"), subject=case, command_id=note) == first
    refused = await house.send(AddNote(text=MARKER), subject=case)
    other = await house.send(AddNote(text=f"{MARKER} 셋"), subject=case, command_id=note)
    faulty = await house.send(Break(text=MARKER))
    assert [each.code for each in (refused, other, faulty) if isinstance(each, Refused)] == [
        "WRONG_STATE",
        "IDEMPOTENCY_CONFLICT",
        "COMMAND_FAULTY",
    ]
    assert isinstance(refused, Refused)
    assert refused.details == {"text": MARKER}
    await eventually(lambda: has_view_reached(house, 2))
    seen = await read_case(house, case, make_seals(NEW))
    assert await house.find_leaks(MARKER, AUDITOR, "case_opened", "add_note", "WRONG_STATE") == []
    assert [(event.data.type, event.actor, event.actorrole) for event in seen] == [
        ("casebook.case_opened.v1", AUDITOR, Role.AUDITOR),
        ("casebook.note_added.v1", AUDITOR, Role.AUDITOR),
    ]
    assert [event.type for event in seen] == [event.data.type for event in seen]
    assert MARKER in str(seen)
    dead = await house.taps[DEAD_EXCHANGE].listen()
    assert [message.headers["error"] for message in dead] == ["FaultWithin"]


async def test_the_search_for_leaks_finds_what_is_not_sealed(house: House) -> None:
    """The same way without a class: every kind of place is looked through."""
    case = await house.open_case(sealed=False)
    assert isinstance(await house.send(AddNote(text=MARKER), sealed=False, subject=case), Refused)
    await house.send(Break(text=MARKER), sealed=False)
    await eventually(lambda: has_view_reached(house, 1))
    found = {leak.split(" ")[0].strip('"') for leak in await house.find_leaks(MARKER)}
    assert found >= {
        "public.events",
        "public.commands",
        "views.casebook",
        "requests",
        "replies",
        "events",
        "dead",
        "log",
    }


async def test_who_lacks_the_key_sees_that_something_is_there_and_ignores_it(house: House) -> None:
    """A view counts open cases only; a reader of the stream gets sealed events, by nobody."""
    case, public = await house.open_case(), await house.open_case(sealed=False)
    await eventually(lambda: has_view_reached(house, 2))
    assert await read_rows(house) == [MARKER]
    for seals in (None, make_seals(), make_seals(make_key(), sealed_for="personnel")):
        (event,) = await read_case(house, case, seals)
        assert isinstance(event.data, CaseSealed)
        assert (event.actor, event.actorrole, event.actordepartment) == (HIDDEN.user, HIDDEN.role, None)
    (event,) = await read_case(house, public, None)
    assert event.actor == AUDITOR


async def test_a_confidential_case_answers_as_one_that_is_not_there(house: House) -> None:
    """To a command that did not come sealed for its class, and to who asks for an outcome."""
    case = await house.open_case()
    plain = await house.send(AddNote(text="x"), sealed=False, subject=case)
    assert isinstance(plain, Refused)
    assert (plain.code, plain.details) == ("NOT_FOUND", {})
    missing = await ask_outcome(house.requester, CONTEXT, uuid4())
    assert await ask_outcome(house.requester, CONTEXT, case) == missing


async def test_what_the_service_itself_adds_to_a_confidential_stream_is_sealed_too(house: House) -> None:
    """A timer's or policy's command never travels and carries no class: the stream tells it."""
    case = await house.open_case()
    envelope: Envelope[Command] = make_envelope(AddNote(text=f"{MARKER} 기한"), subject=case, role=Role.SYSTEM)
    assert isinstance(await house.runner.run(envelope), Done)
    assert isinstance(await house.runner.run(envelope), Done)
    assert await house.find_leaks(MARKER) == []
    assert len(await read_case(house, case, make_seals(NEW))) == 2


async def test_the_parts_of_a_confidential_bundle_are_remembered_sealed(house: House) -> None:
    """Each under its own id, opened for the one that comes alone; another body is told from it."""
    part = uuid4()
    bodies: list[Command] = [OpenCase(about=f"{MARKER} 하나"), OpenCase(about=f"{MARKER} 둘")]
    bundle = make_bundle(*bodies, ids=[part]).model_copy(update={"actor": Actor(user=AUDITOR, role=Role.AUDITOR)})
    first = await house.client.send(bundle, sealed_for="audit")
    assert isinstance(first, Done)
    again = await house.send(bodies[1], command_id=part)
    other = await house.send(bodies[0], command_id=part)
    assert isinstance(again, Done)
    assert (again.position, again.result) == (2, first.result.parts[0])
    assert isinstance(other, Refused)
    assert other.code == "IDEMPOTENCY_CONFLICT"
    assert await house.client.send(bundle, sealed_for="audit") == first
    missing = await ask_outcome(house.requester, CONTEXT, uuid4())
    assert await ask_outcome(house.requester, CONTEXT, part) == missing
    assert await house.find_leaks(MARKER, AUDITOR) == []


async def test_a_stream_is_of_one_class_from_its_first_event_on(house: House) -> None:
    public = await house.open_case(sealed=False)
    faulty = await house.send(AddNote(text="비밀"), subject=public)
    assert isinstance(faulty, Refused)
    assert faulty.code == "COMMAND_FAULTY"
    assert len(await read_case(house, public, None)) == 1
    envelope: Envelope[Command] = make_envelope(AddNote(text="비밀"), subject=public, role=Role.AUDITOR)
    with pytest.raises(MixedClasses):
        await house.runner.run(envelope, "audit")


async def test_a_sealed_command_opens_for_its_own_id_tenant_and_context_only(house: House) -> None:
    seals = make_seals(NEW)
    envelope: Envelope[Command] = make_envelope(OpenCase(about=MARKER), role=Role.AUDITOR)
    outer = seals.seal_command("audit", envelope)
    moved = outer.model_copy(update={"id": uuid4()})
    runner = OpeningRunner(house.runner, seals, CaseCommand)
    for wrong, reader in (
        (moved, runner),
        (outer, OpeningRunner(house.runner, make_seals(NEW, tenant="gyeryong"), CaseCommand)),
        (outer, OpeningRunner(house.runner, make_seals(NEW, context="registry"), CaseCommand)),
        (outer, OpeningRunner(house.runner, make_seals(OLD), CaseCommand)),
        (outer, OpeningRunner(house.runner, make_seals(), CaseCommand)),
    ):
        with pytest.raises(Exception, match="SealBroken") as raised:
            await reader.run(wrong)
        assert raised.value.__context__ is None
    assert house.casebook.run == []
    assert await runner.run(outer) is not None


async def test_an_event_that_was_moved_to_another_place_of_the_log_does_not_open(house: House) -> None:
    case, other = await house.open_case(), await house.open_case()
    (event,) = await read_case(house, case, None)
    assert isinstance(event.data, CaseSealed)
    seals = make_seals(NEW)
    assert MARKER in seals.open_event(f"case-{case}", 1, event.data).data
    for stream, version in ((f"case-{other}", 1), (f"case-{case}", 2)):
        with pytest.raises(SealBroken):
            seals.open_event(stream, version, event.data)


async def test_the_same_confidential_command_sent_many_times_at_once_is_stored_once(house: House) -> None:
    case = uuid4()
    outcomes = await asyncio.gather(*(house.send(OpenCase(about=MARKER), command_id=case) for _ in range(20)))
    assert len({outcome.model_dump_json() for outcome in outcomes}) == 1
    with pytest.raises(Rejected, match="IDEMPOTENCY_CONFLICT"):
        await asyncio.gather(
            *(house.send(OpenCase(about=f"{MARKER} {n}"), command_id=UUID(int=case.int ^ 1)) for n in range(2))
        )


async def test_the_chain_covers_sealed_events_without_the_key(house: House) -> None:
    """Whoever audits the log needs no key to see that nothing was changed."""
    await house.open_case()
    await house.open_case(sealed=False)
    assert find_first_break(TENANT, CONTEXT, GENESIS, await house.log.read(0, 10)) is None


async def test_after_a_rotation_old_events_and_outcomes_open_and_new_ones_need_the_new_key(
    broker: Broker, log_database: Database, gateway_database: Database
) -> None:
    async with opened(broker, log_database, gateway_database, OLD) as before:
        case = await before.open_case()
    async with opened(broker, log_database, gateway_database, NEW, OLD) as after:
        again = await after.send(OpenCase(about=MARKER), command_id=case)
        assert isinstance(again, Done)
        assert again.result.state == MARKER
        assert isinstance(await after.send(AddNote(text=f"{MARKER} 둘"), subject=case), Done)
        old, new = await read_case(after, case, None)
        assert isinstance(old.data, CaseSealed)
        assert isinstance(new.data, CaseSealed)
        assert (old.data.key, new.data.key) == (name_key(OLD), name_key(NEW))
        assert len(await read_case(after, case, make_seals(NEW, OLD))) == 2


async def test_an_unreadable_sealed_command_is_buried_sealed(house: House) -> None:
    """A newer gateway's command, or rubbish under the right key: told by its kind alone."""
    seals = make_seals(NEW)
    envelope: Envelope[Command] = make_envelope(OpenCase(about=MARKER), role=Role.AUDITOR)
    rubbish = envelope.model_copy(update={"body": Break(text=MARKER).model_copy(update={"type": "casebook.newer.v9"})})
    outer = seals.seal_command("audit", rubbish)
    await post(house.broker, b'{"commands":[' + outer.model_dump_json().encode() + b"]}")
    await eventually(lambda: has_dead(house))
    assert await house.find_leaks(MARKER, "casebook.newer") == []


async def has_dead(house: House) -> list[AbstractIncomingMessage]:
    return await house.taps[DEAD_EXCHANGE].listen()
