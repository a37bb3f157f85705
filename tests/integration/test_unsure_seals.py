"""What a gateway's views have not come to travels sealed; in the clear only once the service says that it is open."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import pytest

from contracts.directives import (
    CancelDirective,
    DirectiveKind,
    DirectivesCommand,
    DirectivesEvent,
    IssueDirective,
    Visibility,
)
from contracts.directives.sealed import AUDIT
from contracts.errors import Rejected
from contracts.messages import Command, Done, Envelope, Outcome, SealedOutcome
from contracts.values import Role
from gateway.app import open_gate
from gateway.auth import Principal
from gateway.confidential import make_seals
from gateway.gate import Gate
from gateway.ordering import Order
from gateway.projector import VIEWS
from infra.clock import name_command
from infra.cloudevents import Decoder
from infra.confidential import ClassSeals, OpeningRunner
from infra.deciding import Runner
from infra.desk import CommandDesk
from infra.log import open_log
from infra.projections import prepare_view
from infra.sealing import make_key, read_rings, write_base64
from infra.service import build_broker
from services.directives.handlers import HANDLERS
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.waiting import eventually
from tests.making import TENANT, make_gateway_settings

MAYOR: Final = Principal("mayor", Role.MAYOR, None, "시장")
KEYS: Final = f"{AUDIT}={write_base64(make_key())}"
WORDS: Final = "내부 조사 사유"


@dataclass
class Listening(OpeningRunner[DirectivesEvent]):
    """A runner as the broker brings commands to it, with an ear on them."""

    runner: Runner[DirectivesEvent]
    seals: ClassSeals
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.runner, self.seals, DirectivesCommand)

    async def run(self, envelope: Envelope[Command]) -> Outcome | SealedOutcome | None:
        self.heard.append(envelope.model_dump_json())
        return await super().run(envelope)

    def count_told(self, words: str) -> int:
        """Return how many commands have told something in the clear."""
        return sum(words in each for each in self.heard)


@asynccontextmanager
async def gated(
    log_database: Database, gateway_database: Database, broker: Broker
) -> AsyncIterator[tuple[Gate, Listening]]:
    """Give a gateway that holds the key, whose views stay empty, before the directives."""
    async with connected(gateway_database.admin_url) as connection:
        for view in VIEWS:
            await prepare_view(connection, view)
    rabbit, seals = build_broker(broker.url), make_seals(read_rings(KEYS), TENANT)
    plain = make_gateway_settings(gateway_database.admin_url, broker.url)
    settings = plain.model_copy(update={"class_keys": KEYS, "tenant": TENANT})
    async with open_log(log_database.url) as log, open_gate(settings) as gate:
        runner = Listening(Runner(log, Decoder(DirectivesEvent), HANDLERS, seals=seals), seals)
        CommandDesk(rabbit, "directives", DirectivesCommand, runner)
        await rabbit.start()
        await eventually(gate.answers)
        yield gate, runner
        await rabbit.stop()


async def issue(gate: Gate, visibility: Visibility) -> UUID:
    body = IssueDirective(text="점검할 것", kind=DirectiveKind.SIMPLE, visibility=visibility)
    done = await gate.send(MAYOR, body, key=f"issue {visibility}")
    return UUID(done.result.id)


def cancel(*directives: UUID) -> list[Order]:
    body = CancelDirective(reason=WORDS)
    return [Order(name_command("mayor", f"cancel {each}"), body, each) for each in directives]


async def refuse(gate: Gate, orders: Sequence[Order]) -> Rejected:
    with pytest.raises(Rejected) as caught:
        await gate.carry_out(MAYOR, *orders)
    return caught.value


async def test_together_they_stay_sealed_whatever_one_of_them_is(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """DIR-22: the service says of one that it is open; the words about the other may not be told for it."""
    async with gated(log_database, gateway_database, broker) as (gate, runner):
        secret, clear = await issue(gate, Visibility.AUDIT_ONLY), await issue(gate, Visibility.OPEN)
        for orders in (cancel(secret, clear), cancel(clear, secret)):
            assert (await refuse(gate, orders)).code == "NOT_YET"
        secret_first = [Order(name_command("mayor", "new"), make_secret()), *cancel(clear)]
        assert (await refuse(gate, secret_first)).code == "BAD_SHAPE"
        assert (runner.count_told(WORDS), len(runner.heard)) == (0, 5)


async def test_alone_it_is_told_once_the_service_says_that_it_is_open(
    log_database: Database, gateway_database: Database, broker: Broker
) -> None:
    """DIR-22: and what is confidential never."""
    async with gated(log_database, gateway_database, broker) as (gate, runner):
        secret, clear = await issue(gate, Visibility.AUDIT_ONLY), await issue(gate, Visibility.OPEN)
        assert isinstance(await gate.carry_out(MAYOR, *cancel(secret)), Done)
        assert runner.count_told(WORDS) == 0
        assert isinstance(await gate.carry_out(MAYOR, *cancel(clear)), Done)
        assert runner.count_told(WORDS) == 1


def make_secret() -> IssueDirective:
    return IssueDirective(text=WORDS, kind=DirectiveKind.SIMPLE, visibility=Visibility.AUDIT_ONLY)
