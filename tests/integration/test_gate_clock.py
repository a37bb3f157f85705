"""The gateway stamps by its own view of the clock, which may lag: a refusal says the moment, and it stamps anew."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from contracts.directives import DirectiveKind, DirectivesCommand, DirectivesEvent, IssueDirective, RecordClock
from contracts.errors import Rejected
from contracts.messages import Command, Envelope, Outcome
from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal
from gateway.gate import STAMPS, Gate
from infra.cloudevents import Decoder
from infra.deciding import Runner
from infra.desk import CommandDesk
from infra.log import open_log
from infra.service import build_broker
from services.directives.handlers import HANDLERS, MANUAL_CLOCK
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.databases import Database
from tests.integration.waiting import eventually
from tests.making import NOON, make_envelope, make_gateway_settings

MAYOR = Principal("mayor", Role.MAYOR, None, "시장")
AHEAD = datetime(2150, 1, 1, tzinfo=UTC)
"""Later than any clock on the wall that this test will see."""


class Moving(Runner[DirectivesEvent]):
    """A runner whose clock moves on by an hour before each of the next commands of a person."""

    moves = 0
    clock_at = AHEAD

    async def run(self, envelope: Envelope[Command], sealed_for: str | None = None) -> Outcome | None:
        if self.moves:
            self.moves -= 1
            self.clock_at += timedelta(hours=1)
            await self.tell_clock()
        return await super().run(envelope, sealed_for)

    async def tell_clock(self) -> None:
        body: Command = RecordClock(now=self.clock_at)
        await super().run(make_envelope(body, role=Role.SYSTEM, effective_at=NOON))


@asynccontextmanager
async def gated(log_database: Database, views_database: Database, broker: Broker) -> AsyncIterator[tuple[Gate, Moving]]:
    """Give a gateway whose view knows of no manual clock, before directives that know of one."""

    async def is_chosen() -> bool:
        return True

    rabbit = build_broker(broker.url)
    settings = make_gateway_settings(views_database.admin_url, broker.url)
    async with open_log(log_database.url) as log, open_gate(settings) as gate:
        runner = Moving(log, Decoder(DirectivesEvent), HANDLERS)
        runner.mind(MANUAL_CLOCK, is_chosen)
        await runner.tell_clock()
        CommandDesk(rabbit, "directives", DirectivesCommand, runner)
        await rabbit.start()
        await eventually(gate.answers)
        yield gate, runner
        await rabbit.stop()


ISSUE = IssueDirective(text="점검할 것", kind=DirectiveKind.SIMPLE)


@pytest.mark.parametrize("moves", range(STAMPS))
async def test_a_command_is_stamped_anew_under_its_own_key(
    log_database: Database, views_database: Database, broker: Broker, moves: int
) -> None:
    """Also where the clock moves meanwhile; it is stored once, at the moment that the clock shows then."""
    async with gated(log_database, views_database, broker) as (gate, runner):
        runner.moves = moves
        done = await gate.send(MAYOR, ISSUE, key="one")
        assert await gate.send(MAYOR, ISSUE, key="one") == done
    issued = [event for event in await read_events(log_database) if event.type == "directives.directive_issued.v1"]
    assert [event.effective_at for event in issued] == [AHEAD + timedelta(hours=moves)]


async def test_a_clock_that_never_stands_still_is_told(
    log_database: Database, views_database: Database, broker: Broker
) -> None:
    """The sender may come back under the same key."""
    async with gated(log_database, views_database, broker) as (gate, runner):
        runner.moves = STAMPS
        with pytest.raises(Rejected, match="CLOCK_MOVED"):
            await gate.send(MAYOR, ISSUE, key="one")
        assert (await gate.send(MAYOR, ISSUE, key="one")).result.number
