"""A gateway before a service of directives, both in this process, for tests of what lies between them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from contracts.directives import DirectivesCommand, DirectivesEvent, RecordClock
from contracts.messages import Command, Envelope, Outcome
from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal
from gateway.gate import Gate
from infra.cloudevents import Decoder
from infra.deciding import Runner
from infra.desk import CommandDesk
from infra.log import open_log
from infra.service import build_broker
from services.directives.handlers import HANDLERS, MANUAL_CLOCK
from tests.integration.brokers import Broker
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
