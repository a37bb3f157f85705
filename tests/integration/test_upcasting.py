"""A released event in a newer shape: what an old build stored, a new build decides on, feeds, folds and reacts to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, cast
from uuid import uuid4

import asyncpg
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field
from sqlalchemy import BigInteger, Column, MetaData, Table, Text

from contracts.messages import Command, Done, Envelope, Event, Recorded, Result
from infra.cloudevents import Decoder
from infra.consuming import FeedClient
from infra.deciding import Decision, Handlers, Runner
from infra.feed import Feed
from infra.loading import Fold, Loading
from infra.log import open_log
from infra.policies import Policy, PolicyTaker
from infra.projections import View, advance, prepare_view
from infra.service import build_broker
from tests.counter import CONTEXT, Count, Service
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.databases import Database, connected
from tests.integration.serving import asking
from tests.integration.test_runner import Replica, done, refused
from tests.making import TENANT, make_envelope


class Tallied(Event):
    """The newest shape: counted in a unit."""

    type: Literal["counter.counted.v3"] = "counter.counted.v3"

    amount: int
    unit: str


class TalliedBefore(Event):
    """The second shape."""

    type: Literal["counter.counted.v2"] = "counter.counted.v2"

    amount: int

    def upcast(self) -> Event:
        return Tallied(amount=self.amount, unit="piece")


class OldCounted(Event):
    """The first shape, as an old build has stored it."""

    type: Literal["counter.counted.v1"] = "counter.counted.v1"

    by: int
    limit: int

    def upcast(self) -> Event:
        return TalliedBefore(amount=self.by)


NewEvent = Annotated[OldCounted | TalliedBefore | Tallied, Field(discriminator="type")]
DECODER: Decoder[Event] = Decoder(NewEvent)


def evolve(total: int, event: Event) -> int:
    """Know the newest shape only, as a decider does."""
    assert isinstance(event, Tallied)
    return total + event.amount


async def count(envelope: Envelope[Count], loading: Loading[Event]) -> Decision[Event]:
    """Count up in the newest shape."""
    stream = f"counter-{envelope.body.counter}"
    total = await loading.load(stream, Fold(0, evolve))
    tallied = Tallied(amount=envelope.body.by, unit="dozen")
    return Decision(stream, Result(id="a", number=str(total + tallied.amount)), [(stream, tallied)])


HANDLERS: Handlers[Event] = Handlers[Event]().on(Count, count)


@dataclass(frozen=True, slots=True)
class Row:
    """A counter's total, and in which units it was counted."""

    counter: str
    total: int
    units: str


def apply(row: Row | None, event: Recorded[Event]) -> Row:
    assert isinstance(event.data, Tallied)
    total, units = (row.total, row.units + " ") if row else (0, "")
    return Row(event.subject, total + event.data.amount, units + event.data.unit)


COLUMNS = (Column("counter", Text, primary_key=True), Column("total", BigInteger), Column("units", Text))
TOTALS = cast(
    "View[object, Event]",
    View("totals", CONTEXT, Row, Table("totals", MetaData(schema="views"), *COLUMNS), lambda e: (e.subject,), apply),
)


def repeat(event: Recorded[Event]) -> Sequence[Command]:
    """Count the same on a counter of one's own."""
    assert isinstance(event.data, Tallied)
    return [Count(counter=f"copy-{event.data.unit}", by=event.data.amount)]


async def test_a_new_build_goes_on_from_what_an_old_one_stored(
    log_database: Database, registry_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """2 and 3 in the first shape, then 4 in the newest: 9 in all, for the decider, the view and the policy."""
    rabbit = build_broker(broker.url)
    async with open_log(log_database.url) as log, asking(broker.url) as requester:
        old = Replica(log)
        done(await old.count(by=2))
        done(await old.count(by=3))
        outcome = await Runner(log, DECODER, HANDLERS).run(make_envelope(Count(counter="a", by=4)))
        assert isinstance(outcome, Done)
        assert outcome.result.number == "9"
        Feed(rabbit, log, TENANT, CONTEXT)
        await rabbit.start()
        page = await FeedClient(requester, CONTEXT, DECODER).read(0)
        await rabbit.stop()
    async with connected(gateway_database.as_role("hwanryu_projector")) as connection:
        await prepare_view(connection, TOTALS)
        assert await advance(connection, [TOTALS], page) == 3
        row = await connection.fetchrow("SELECT * FROM views.totals")
        assert row is not None
        assert tuple(row) == ("counter-a", 9, "piece piece dozen")
        assert await connection.fetchval("SELECT count(*) FROM views.parked") == 0
    await check_policy(registry_database, page)
    assert [event.type for event in await read_events(log_database)] == [
        "counter.counted.v1", "counter.counted.v1", "counter.counted.v3",
    ]  # fmt: skip  # nothing that is stored changes


async def check_policy(own: Database, page: object) -> None:
    async with open_log(own.url) as log, asyncpg.create_pool(own.url, min_size=1, max_size=1) as pool:
        runner = Runner(log, Replica(log).runner.decoder, Service().handlers())
        taker = PolicyTaker(Policy("directives-facts", CONTEXT, repeat), pool, runner)
        assert await taker.take(page) == 3  # type: ignore[arg-type]  # a batch
        assert await pool.fetchval("SELECT count(*) FROM parked") == 0
    assert [event.stream for event in await read_events(own)] == ["counter-copy-piece"] * 2 + ["counter-copy-dozen"]


async def test_an_old_build_decides_nothing_on_what_a_new_one_has_stored(log_database: Database) -> None:
    """It names the type that it does not know, and stores nothing; what was stored before is told all the same."""
    async with open_log(log_database.url) as log:
        old, key = Replica(log), uuid4()
        first = done(await old.count(by=2, command_id=key))
        await Runner(log, DECODER, HANDLERS).run(make_envelope(Count(counter="a", by=4)))
        for by in (1, 0, 1_000):
            assert refused(await old.count(by=by)).code == "BUSY"
        assert refused(await old.count(by=1, if_match=1)).details == {"version": "2"}
        assert await old.count(by=2, command_id=key) == first
        assert done(await old.count("b")).position == 3
    assert len(await read_events(log_database)) == 3


@given(st.one_of(
    st.builds(OldCounted, by=st.integers(-(2**40), 2**40), limit=st.integers(0, 2**40)),
    st.builds(TalliedBefore, amount=st.integers(-(2**40), 2**40)),
    st.builds(Tallied, amount=st.integers(-(2**40), 2**40), unit=st.text()),
))  # fmt: skip
def test_reading_leads_to_the_newest_shape_and_no_further(event: Event) -> None:
    """Upcasting never raises, ends, and what it leads to is read as itself."""
    newest = DECODER.read_data(event.model_dump_json().encode())
    assert isinstance(newest, Tallied)
    assert newest.upcast() is newest
    assert DECODER.read_data(newest.model_dump_json().encode()) == newest
