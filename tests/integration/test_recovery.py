"""A restore of yesterday's backup under running readers: detected, named, recovered by the steps of the runbook."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest

from contracts.directives import DirectivesEvent
from contracts.messages import Event, Recorded
from infra import policies, projections
from infra.chain import GENESIS, StoredEvent
from infra.cloudevents import Decoder
from infra.consumer import Consumer
from infra.log import open_log
from infra.projections import advance, prepare_view
from infra.recovery import Readers, Refused, main, raise_epoch, rewind_readers
from tests.integration.brokers import Broker
from tests.integration.databases import Database, Databases, connected
from tests.integration.reading import OF_DIRECTIVES, QUEUE, prepared, reflects, telling
from tests.integration.serving import count_waiting
from tests.integration.test_projections import dump
from tests.integration.waiting import eventually, running
from tests.making import CONTEXT, cut, make_append, make_event, record

ON_BROKER = (CONTEXT,)
PROJECTOR = "hwanryu_projector"


@asynccontextmanager
async def keeping_backup(database: Database) -> AsyncIterator[str]:
    """Copy a database as it is, and give the copy's name."""
    server = urlunsplit(urlsplit(database.admin_url)._replace(path="/postgres"))
    backup = f"{database.name}_yesterday"
    async with connected(server) as connection:
        await connection.execute(f"CREATE DATABASE {backup} TEMPLATE {database.name}")
        try:
            yield backup
        finally:
            await connection.execute(f"DROP DATABASE {backup} WITH (FORCE)")


async def restore(database: Database, backup: str) -> None:
    """Put a copy in a database's place, as an administrator does."""
    server = urlunsplit(urlsplit(database.admin_url)._replace(path="/postgres"))
    async with connected(server) as connection:
        await connection.execute(f"DROP DATABASE {database.name} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {database.name} TEMPLATE {backup}")


async def tell_why_it_stopped(consumer: Consumer[Event]) -> str | None:
    return consumer.stopped


async def fold_again(databases: Databases, stored: Sequence[StoredEvent], epoch: int) -> list[bytes]:
    """Return the directives' views as a projector that never saw another history has them."""
    decoder: Decoder[DirectivesEvent] = Decoder(DirectivesEvent)
    events: list[Recorded[Event]] = [record(event, decoder.read_data(event.data)) for event in stored]
    async with databases.make_gateway() as fresh, connected(fresh.as_role(PROJECTOR)) as connection:
        dumps = []
        for view in OF_DIRECTIVES:
            await prepare_view(connection, view)
            await advance(connection, [view], cut(events, 1, len(events), epoch=epoch))
            dumps.append(await dump(connection, view))
    return dumps


@pytest.mark.parametrize(
    ("since", "said"),
    [
        pytest.param(0, "has read 8, the log ends at 5", id="shorter than what was read"),
        pytest.param(1, "has read 8, the log ends at 6", id="still shorter"),
        pytest.param(3, "does not follow what was read", id="as long"),
        pytest.param(5, "does not follow what was read", id="longer, with other events"),
    ],
)
async def test_yesterdays_backup_is_detected_named_and_recovered(
    log_database: Database, gateway_database: Database, databases: Databases, broker: Broker, since: int, said: str
) -> None:
    """PLT-05: afterwards the views are, byte for byte, those of the new history."""
    readers = [Readers(gateway_database.admin_url, projections.VIEWS)]
    async with (
        prepared(broker, gateway_database.as_role(PROJECTOR)) as one,
        prepared(broker, gateway_database.as_role(PROJECTOR)) as two,
        running(one.run(), two.run()),
    ):
        async with telling(broker, log_database.url) as source:
            await source.issue(5)
            await source.tell((1, 5))
            await eventually(lambda: reflects(gateway_database, 5))
        async with keeping_backup(log_database) as backup:
            async with telling(broker, log_database.url) as source:
                await source.issue(3)
                await source.tell((6, 8))
                await eventually(lambda: reflects(gateway_database, 8))
            await restore(log_database, backup)
        async with telling(broker, log_database.url, since) as source:
            await source.tell((6, 5 + since))
            why = await eventually(lambda: tell_why_either_stopped(one, two), 30.0)
            with pytest.raises(Refused, match="Stop the service first"):
                await raise_epoch(log_database.admin_url, readers)
        assert said in why
        assert why.startswith(f"{CONTEXT}: ")
        assert "infra/deploy/RUNBOOK.md" in why
        assert await reflects(gateway_database, 8)

        assert await raise_epoch(log_database.admin_url, readers) == 2
        assert await rewind_readers(CONTEXT, readers) == sorted(view.name for view in OF_DIRECTIVES)
        async with telling(broker, log_database.url) as source:
            stored = await source.issue(2)
            await source.tell((8 + since, 7 + since), epoch=2)
            await eventually(lambda: reflects(gateway_database, 7 + since), 30.0)
            await eventually(lambda: nobody_stands(one, two), 30.0)
        async with connected(gateway_database.admin_url) as connection:
            assert {row[0] for row in await connection.fetch("SELECT epoch FROM views.checkpoint")} == {2}
            live = [await dump(connection, view) for view in OF_DIRECTIVES]
    assert live == await fold_again(databases, stored, 2)


async def tell_why_either_stopped(*consumers: Consumer[Event]) -> str | None:
    """Only one of two replicas is handed messages at a time."""
    return next((consumer.stopped for consumer in consumers if consumer.stopped), None)


async def nobody_stands(*consumers: Consumer[Event]) -> bool:
    """The one that is handed messages goes on; the other one has nothing to look at until it takes over."""
    return any(consumer.stopped is None for consumer in consumers)


async def test_messages_from_before_a_restore_are_passed_over(
    log_database: Database, gateway_database: Database, databases: Databases, broker: Broker
) -> None:
    """They wait in the queue under the old epoch; the first of them would join the start of any history."""
    async with telling(broker, log_database.url) as source:
        await source.issue(3)
    async with keeping_backup(log_database) as backup:
        async with telling(broker, log_database.url) as source:
            await source.issue(2)
            await source.tell((1, 5), (6, 5))
        await restore(log_database, backup)
    assert await raise_epoch(log_database.admin_url, []) == 2
    async with telling(broker, log_database.url) as source:
        stored = await source.issue(4)
        async with (
            prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
            running(consumer.run()),
        ):
            await eventually(lambda: reflects(gateway_database, 7))
            await source.tell((1, 5), (4, 5), (6, 5))
            await source.tell((8, 7), epoch=2)
            await eventually(lambda: is_acknowledged(broker))
            assert consumer.stopped is None
        async with connected(gateway_database.admin_url) as connection:
            live = [await dump(connection, view) for view in OF_DIRECTIVES]
    assert live == await fold_again(databases, stored, 2)


async def test_a_log_that_went_back_to_an_older_epoch_stops_its_readers(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """A backup from before an earlier recovery: its messages alone would be taken for old ones."""
    async with telling(broker, log_database.url) as source:
        await source.issue(3)
    async with keeping_backup(log_database) as backup:
        assert await raise_epoch(log_database.admin_url, []) == 2
        async with (
            prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
            running(consumer.run()),
        ):
            async with telling(broker, log_database.url) as source:
                await source.tell((4, 3), epoch=2)
                await eventually(lambda: reflects(gateway_database, 3))
            await restore(log_database, backup)
            async with telling(broker, log_database.url) as source:
                await source.issue(1)
                await source.tell((4, 4))
                assert "read epoch 2, the log is at 1" in await eventually(lambda: tell_why_it_stopped(consumer))
            readers = [Readers(gateway_database.admin_url, projections.VIEWS)]
            assert await raise_epoch(log_database.admin_url, readers) == 3


async def test_policies_are_rewound_too_and_no_epoch_that_a_reader_has_seen_is_given_again(
    log_database: Database, registry_database: Database, gateway_database: Database
) -> None:
    async with connected(log_database.admin_url) as connection:
        await connection.execute("INSERT INTO checkpoints VALUES ('directives-facts', 'registry', 7, 12, $1)", GENESIS)
        await connection.execute("INSERT INTO checkpoints VALUES ('others', 'directives', 9, 12, $1)", GENESIS)
        await connection.execute("INSERT INTO parked VALUES ('directives-facts', 'registry', 'a', 1, 1, 1, '')")
        await connection.execute("INSERT INTO parked VALUES ('others', 'directives', 'a', 1, 1, 1, '')")
    readers = [
        Readers(gateway_database.admin_url, projections.VIEWS),
        Readers(log_database.admin_url, policies.TABLES),
    ]
    assert await raise_epoch(registry_database.admin_url, readers) == 8
    assert await rewind_readers("registry", readers) == ["directives-facts"]
    async with connected(log_database.admin_url) as connection:
        rows = await connection.fetch("SELECT consumer, epoch, position, parks FROM checkpoints ORDER BY 1")
        assert [tuple(row) for row in rows] == [("directives-facts", 0, 0, False), ("others", 9, 12, False)]
        assert [row[0] for row in await connection.fetch("SELECT consumer FROM parked")] == ["others"]


async def test_a_log_with_a_hole_is_not_taken_into_service(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        for n in range(3):
            await log.append(make_append(make_event(f"note-{n}")))
    async with connected(log_database.admin_url) as connection:
        await connection.execute("ALTER TABLE events DISABLE TRIGGER events_never_change")
        await connection.execute("DELETE FROM events WHERE position = 2")
    with pytest.raises(Refused, match="2 events, the last at 3"):
        await raise_epoch(log_database.admin_url, [])


@pytest.mark.parametrize("words", [["raise-epoch"], ["rewind", "nobody"], ["drop", "registry"], ["rewind", "registry"]])
def test_wrong_words_are_told_how_it_is_used(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As is the right word without the address of a server, or with it the wrong one."""
    url = "postgresql://nobody@127.0.0.1:9/none"
    monkeypatch.setenv("POSTGRES_URL", "" if words == ["rewind", "registry"] else url)
    assert (main(words), capsys.readouterr().err.split(":")[0]) == (2, "usage")


async def test_the_command_says_how_it_is_used() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "infra.recovery", env={}, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert (process.returncode, said.decode().split(":")[0]) == (2, "usage")


async def is_acknowledged(broker: Broker) -> bool:
    return await count_waiting(broker, QUEUE) == 0
