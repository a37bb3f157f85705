"""Poison in a real log: its stream is parked and seen, all else goes on, and a release makes good for everything."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import cast

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text

from contracts.directives import DirectiveIssued, DirectivesEvent, NumberTaken
from contracts.messages import Event, Recorded
from infra.cloudevents import Decoder
from infra.projections import View, advance, prepare_view
from infra.releases import ParkedStream, Releaser, list_parked, want_release
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.reading import OF_DIRECTIVES, Source, prepared, read_view, telling
from tests.integration.serving import asking
from tests.integration.test_projections import dump, issue
from tests.integration.waiting import eventually, running
from tests.making import CONTEXT, cut, make_append, make_event, make_issued

ON_BROKER = (CONTEXT,)
PROJECTOR = "hwanryu_projector"
GATEWAY = "hwanryu_gateway"
BOARD = next(view for view in OF_DIRECTIVES if view.name == "directive_board")
HISTORY = next(view for view in OF_DIRECTIVES if view.name == "directives_history")
ISSUED = DirectiveIssued.wire()


@dataclass(frozen=True, slots=True)
class Kind:
    """How many directives of a kind were issued."""

    kind: str
    issued: int


def count(row: Kind | None, event: Recorded[Event]) -> Kind | None:
    match event.data:
        case DirectiveIssued(kind=kind):
            return Kind(kind, row.issued + 1 if row else 1)
        case _:
            return row


def find_kind(event: Recorded[Event]) -> tuple[str, ...]:
    return (event.data.kind,) if isinstance(event.data, DirectiveIssued) else ()


KINDS = cast(
    "View[object, Event]",
    View(
        "kinds",
        CONTEXT,
        Kind,
        Table("kinds", MetaData(schema="views"), Column("kind", Text, primary_key=True), Column("issued", BigInteger)),
        find_kind,
        count,
        is_sum=True,
    ),
)


def break_at(view: View[object, Event], *streams: str) -> View[object, Event]:
    """Return the view as a build with a bug has it: its fold fails on some streams."""

    def apply(row: object | None, event: Recorded[Event]) -> object | None:
        if event.subject in streams:
            raise KeyError("secret of somebody")
        return view.apply(row, event)

    return replace(view, apply=apply)


async def write(source: Source, stream: str, version: int, data: bytes | None = None, number: int = 1) -> None:
    """Append an event of a stream as version + 1."""
    body = make_issued(f"2023-{number:04d}").model_dump_json().encode() if data is None else data
    await source.log.append(make_append(make_event(stream, body, ISSUED), expected={stream: version}))


async def read_parked(database: Database) -> list[ParkedStream]:
    async with connected(database.as_role(GATEWAY)) as connection:
        return await list_parked(connection)


async def is_at(database: Database, position: int, views: int = len(OF_DIRECTIVES)) -> bool:
    async with connected(database.admin_url) as connection:
        rows = await connection.fetch("SELECT position FROM views.checkpoint")
    return [row["position"] for row in rows] == [position] * views


@asynccontextmanager
async def releasing(
    broker: Broker, database: Database, views: Sequence[View[object, Event]] = OF_DIRECTIVES
) -> AsyncIterator[None]:
    """Meet wishes for releases, as a projector does beside its reading."""
    decoder: Decoder[Event] = Decoder(DirectivesEvent)
    async with (
        asking(broker.url, "projector") as requester,
        running(Releaser(database.as_role(PROJECTOR), requester, {CONTEXT: decoder}, views).run()),
    ):
        yield


async def ask_for(database: Database, *wanted: ParkedStream) -> None:
    """Mark parked streams as the gateway's login may."""
    async with connected(database.as_role(GATEWAY)) as connection:
        for parked in wanted:
            assert await want_release(connection, parked.view, parked.context, parked.stream)


async def nothing_is_parked(database: Database) -> bool:
    return await read_parked(database) == []


@pytest.mark.parametrize("data", [b'{"type":"directives.directive_issued.v1","text":"secret of somebody"}', b"["])
async def test_one_that_cannot_be_read_among_500_parks_its_stream_in_every_view(
    log_database: Database, gateway_database: Database, broker: Broker, data: bytes
) -> None:
    """The other 499 are taken in; what comes later on its stream waits and is counted."""
    async with (
        telling(broker, log_database.url) as source,
        prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
        running(consumer.run()),
    ):
        await source.issue(249, at_once=83)
        await write(source, "directive-poison", 0, data)
        await source.issue(250, at_once=50)
        await source.tell((1, 500))
        await eventually(lambda: is_at(gateway_database, 500))
        await write(source, "directive-poison", 1)
        await source.issue(1)
        await source.tell((501, 502))
        await eventually(lambda: is_at(gateway_database, 502))
        board = await read_view(gateway_database, "directive_board")
        history = await read_view(gateway_database, "directives_history")
        parked = await read_parked(gateway_database)
    assert len(board) == 500
    assert [row["position"] for row in history] == [n for n in range(1, 503) if n not in {250, 501}]
    assert {(each.view, each.stream, each.position, each.events) for each in parked} == {
        (view.name, "directive-poison", 250, 2) for view in OF_DIRECTIVES
    }
    assert all("secret" not in each.why for each in parked)


async def test_a_fold_that_fails_parks_in_its_own_view_and_the_rows_stay_as_before(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    async with telling(broker, log_database.url) as source:
        await source.issue(3)
        await source.tell((1, 3))
        async with prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer, running(consumer.run()):
            await eventually(lambda: is_at(gateway_database, 3))
        before = await read_view(gateway_database, "directive_board")
        broken = [break_at(view, "directive-2") if view is BOARD else view for view in OF_DIRECTIVES]
        async with (
            prepared(broker, gateway_database.as_role(PROJECTOR), views=broken) as consumer,
            running(consumer.run()),
        ):
            await write(source, "directive-2", 1, number=77)
            await source.issue(1)
            await source.tell((4, 5))
            await eventually(lambda: is_at(gateway_database, 5))
        board = await read_view(gateway_database, "directive_board")
        (parked,) = await read_parked(gateway_database)
    assert {row["number"] for row in board} == {row["number"] for row in before} | {"2024-0005"}
    assert len(await read_view(gateway_database, "directives_history")) == 5
    assert (parked.view, parked.stream, parked.position, parked.events) == ("directive_board", "directive-2", 4, 1)
    assert parked.why.startswith("KeyError at ")
    assert "secret" not in parked.why


async def test_a_stream_released_by_any_of_two_replicas_is_as_if_it_had_never_been_parked(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """Parked by a build with a bug, released by the next one while events keep coming; rows are those of the log."""
    views = [BOARD, HISTORY, KINDS]
    broken = [break_at(view, "directive-2", "directive-5") for view in views]
    async with telling(broker, log_database.url) as source:
        await source.issue(6)
        await source.tell((1, 6))
        async with (
            prepared(broker, gateway_database.as_role(PROJECTOR), views=broken) as one,
            prepared(broker, gateway_database.as_role(PROJECTOR), views=broken) as two,
            running(one.run(), two.run()),
        ):
            await eventually(lambda: is_at(gateway_database, 6, 3))
            await write(source, "directive-2", 1, number=88)
            await source.tell((7, 7))
            await eventually(lambda: is_at(gateway_database, 7, 3))
        parked = await read_parked(gateway_database)
        assert sorted((each.view, each.stream, each.events) for each in parked) == [
            (view, stream, events)
            for view in ("directive_board", "directives_history", "kinds")
            for stream, events in (("directive-2", 2), ("directive-5", 1))
        ]
        async with (
            prepared(broker, gateway_database.as_role(PROJECTOR), views=views) as one,
            prepared(broker, gateway_database.as_role(PROJECTOR), views=views) as two,
            releasing(broker, gateway_database, views),
            releasing(broker, gateway_database, views),
            running(one.run(), two.run()),
        ):
            await ask_for(gateway_database, *parked)
            await source.issue(3)
            await source.tell((8, 10))
            await eventually(lambda: nothing_is_parked(gateway_database))
            await source.tell((11, 10))
            await eventually(lambda: is_at(gateway_database, 10, 3))
        stored = await source.log.read(0, 100)
    assert [(row["kind"], row["issued"]) for row in await read_view(gateway_database, "kinds")] == [("SIMPLE", 10)]
    assert [row["position"] for row in await read_view(gateway_database, "directives_history")] == list(range(1, 11))
    numbers = {row["directive"]: row["number"] for row in await read_view(gateway_database, "directive_board")}
    assert numbers == {
        event.stream.removeprefix("directive-"): Decoder[DirectiveIssued](DirectiveIssued).read_data(event.data).number
        for event in stored
    }
    assert await has_no_flag(gateway_database)


async def has_no_flag(database: Database) -> bool:
    async with connected(database.admin_url) as connection:
        return not await connection.fetchval("SELECT bool_or(parks) FROM views.checkpoint")


async def test_a_release_that_fails_again_stays_parked_and_the_wish_is_spent(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    async with (
        telling(broker, log_database.url) as source,
        prepared(broker, gateway_database.as_role(PROJECTOR)) as consumer,
        running(consumer.run()),
        releasing(broker, gateway_database),
    ):
        await write(source, "directive-poison", 0)
        await write(source, "directive-poison", 1, b"{}")
        await source.tell((1, 2))
        await eventually(lambda: is_at(gateway_database, 2))
        before = await read_parked(gateway_database)
        await ask_for(gateway_database, *before)
        await eventually(lambda: has_tried_again(gateway_database, before))
        after = await read_parked(gateway_database)
    assert after == [replace(each, tries=2) for each in before]
    assert len(await read_view(gateway_database, "directive_board")) == 1


async def has_tried_again(database: Database, before: Sequence[ParkedStream]) -> bool:
    now = await read_parked(database)
    return min(each.tries for each in now) > max(each.tries for each in before)


async def test_what_is_not_parked_cannot_be_released(gateway_database: Database) -> None:
    async with connected(gateway_database.as_role(GATEWAY)) as connection:
        assert not await want_release(connection, "directive_board", CONTEXT, "directive-1")


async def test_a_replica_that_waited_for_the_lock_sees_what_was_parked_meanwhile(gateway_database: Database) -> None:
    """The flag stands in the locked row; looked up in a subquery beside FOR UPDATE it would be that of before the wait.

    The second event of the stream must wait behind the first, which the other replica has just parked.
    """
    history = issue(1) * 2
    history[1] = history[1].model_copy(update={"position": 2, "streamversion": 2, "chain": "00" * 32})
    broken = break_at(BOARD, "directive-1")
    url = gateway_database.as_role(PROJECTOR)
    async with connected(url) as one, connected(url) as other, connected(gateway_database.admin_url) as watcher:
        await prepare_view(one, BOARD)
        await advance(one, [BOARD], cut(history, 1, 0))
        first = one.transaction()
        await first.start()
        await advance(one, [broken], cut(history, 1, 1))
        waiting = asyncio.create_task(advance(other, [BOARD], cut(history, 1, 2)))
        await eventually(lambda: waits_for_a_lock(watcher, other.get_server_pid()))
        await first.commit()
        assert await waiting == 2
        assert await other.fetchval("SELECT events FROM views.parked") == 2
        assert await other.fetchval("SELECT count(*) FROM views.directive_board") == 0


async def waits_for_a_lock(connection: object, pid: int) -> bool:
    query = "SELECT cardinality(pg_blocking_pids($1)) > 0"
    return bool(await connection.fetchval(query, pid))  # type: ignore[attr-defined]  # a connection


async def test_a_rebuilt_view_has_nothing_parked(gateway_database: Database) -> None:
    """Another fold starts from nothing, with what the old one could not take."""
    history = issue(2)
    async with connected(gateway_database.as_role(PROJECTOR)) as connection:
        await prepare_view(connection, BOARD)
        await advance(connection, [break_at(BOARD, "directive-1")], cut(history, 1, 2))
        await connection.execute("UPDATE views.view SET fingerprint = 'of an older fold'")
        await prepare_view(connection, BOARD)
        assert await connection.fetchval("SELECT count(*) FROM views.parked") == 0
        await advance(connection, [BOARD], cut(history, 1, 2))
        rebuilt = await dump(connection, BOARD)
        await connection.execute("DELETE FROM views.view")
        await prepare_view(connection, BOARD)
        await advance(connection, [BOARD], cut(history, 1, 2))
        assert await dump(connection, BOARD) == rebuilt
        assert await connection.fetchval("SELECT count(*) FROM views.directive_board") == 2


def test_number_taken_is_no_row_of_a_sum() -> None:
    assert KINDS.keys(issue(1)[0]) == ("SIMPLE",)
    assert not KINDS.keys(issue(1)[0].model_copy(update={"data": NumberTaken(number=1)}))
