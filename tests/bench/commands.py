"""command_path_256 and freshness_idle: progress commands over the broker against a bare echo."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid4

import asyncpg

from contracts.directives import (
    DirectiveKind,
    IssueDirective,
    RecordDepartment,
    ShareDirective,
    SubmitPriorityReport,
    UpdateProgress,
)
from contracts.messages import Actor, Command, Done, Envelope
from contracts.values import Role
from infra.clock import read_now
from infra.commanding import CommandClient
from infra.projections import CHANGED
from tests.bench.callers import count_per_second, find_median_ms
from tests.bench.directives import NOTE, TEXT
from tests.bench.echo import Echo, opened_echo
from tests.bench.measuring import Bench, Pair
from tests.bench.million import BOARD, CONTEXT, gateway_url
from tests.bench.processes import running_module
from tests.integration.databases import connected
from tests.integration.serving import asking
from tests.integration.waiting import running

CALLERS: Final = 256
SAMPLES: Final = 200
"""Commands, and echoes, of one round of freshness_idle."""
LEAD: Final = "town-yeonmu"
"""The department of the account `officer`."""
MAYOR: Final = Actor(user="mayor", role=Role.MAYOR)
OPERATOR: Final = Actor(user="operator", role=Role.OPERATOR, department="planning-audit")
OFFICER: Final = Actor(user="officer", role=Role.OFFICER, department=LEAD)
SYSTEM: Final = Actor(user="policy:bench", role=Role.SYSTEM)
PROGRESS: Final = UpdateProgress(percent=50, note=NOTE)


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends commands as the gateway does, by its own client and under its login."""

    client: CommandClient[Command]

    async def send(self, actor: Actor, body: Command, subject: UUID | None = None) -> Done:
        """Return the outcome of a command that must be stored."""
        command_id = uuid4()
        envelope = Envelope(
            id=command_id,
            subject=subject,
            actor=actor,
            effective_at=read_now(),
            correlation_id=command_id,
            body=body,
        )
        outcome = await self.client.send(envelope)
        assert isinstance(outcome, Done), outcome
        return outcome

    async def open_directive(self) -> UUID:
        """Return a directive that its lead department has reported on."""
        issued = await self.send(MAYOR, IssueDirective(text=TEXT, kind=DirectiveKind.SIMPLE))
        directive = UUID(issued.result.id)
        await self.send(OPERATOR, ShareDirective(lead=LEAD), directive)
        await self.send(OFFICER, SubmitPriorityReport(text=NOTE), directive)
        return directive

    async def open_directives(self, count: int) -> Sequence[UUID]:
        """Return directives that wait for their progress."""
        await self.send(SYSTEM, RecordDepartment(code=LEAD, valid_from=date(2000, 1, 1), valid_until=None))
        return await asyncio.gather(*(self.open_directive() for _ in range(count)))


@asynccontextmanager
async def opened_sender(bench: Bench) -> AsyncIterator[Sender]:
    """Give a sender that is connected to the real service."""
    async with asking(bench.find_setting("gateway", "RABBITMQ_URL")) as requester:
        client: CommandClient[Command] = CommandClient(requester, CONTEXT)
        async with running(client.run()):
            yield Sender(client)


@asynccontextmanager
async def opened_echoing(bench: Bench) -> AsyncIterator[Echo]:
    """Give a client of an echo in a process of its own, on the same broker."""
    url, queue = bench.running.system.services.rabbitmq_url, "bench.echo"
    async with running_module(bench, "tests.bench.echo", url, queue), opened_echo(url, queue) as echo:
        yield echo


@asynccontextmanager
async def opened_path(bench: Bench) -> AsyncIterator[Pair]:
    """Give 256 callers whose commands are decided and appended against 256 callers of the echo."""
    async with opened_sender(bench) as sender, opened_echoing(bench) as echo:
        directives = await sender.open_directives(CALLERS)
        body = make_body(directives[0])
        yield Pair(
            lambda: count_per_second(CALLERS, lambda n: sender.send(OFFICER, PROGRESS, directives[n])),
            lambda: count_per_second(CALLERS, lambda _: echo.ask(body)),
        )


@asynccontextmanager
async def opened_freshness(bench: Bench) -> AsyncIterator[Pair]:
    """Give one command at a time until its row shows it against one echo at a time."""
    async with (
        opened_sender(bench) as sender,
        opened_echoing(bench) as echo,
        connected(gateway_url(bench)) as owner,
    ):
        (directive,) = await sender.open_directives(1)
        board = Board(owner, directive)
        await board.watch()
        body = make_body(directive)

        async def show() -> None:
            version = board.version + 1
            sending = asyncio.create_task(sender.send(OFFICER, PROGRESS, directive))
            await board.wait_for(version)
            await sending

        yield Pair(
            lambda: find_median_ms(SAMPLES, show),
            lambda: find_median_ms(SAMPLES, lambda: echo.ask(body)),
        )


class Board:
    """One directive's row, looked at as soon as the board tells that it has changed: as the gateway does."""

    def __init__(self, owner: asyncpg.Connection, directive: UUID) -> None:
        self._owner = owner
        self._directive = str(directive)
        self._told = asyncio.Event()
        self.version = 0

    async def watch(self) -> None:
        """Listen, and wait for the row as it is after the report."""
        await self._owner.add_listener(CHANGED, self._hear)
        await self.wait_for(3)

    def _hear(self, *told: object) -> None:
        if str(told[-1]).startswith(f"{BOARD} {CONTEXT} "):
            self._told.set()

    async def wait_for(self, version: int) -> None:
        """Return once the row has the version."""
        async with asyncio.timeout(10):
            while True:
                self._told.clear()
                self.version = (
                    await self._owner.fetchval(
                        f"SELECT version FROM views.{BOARD} WHERE directive = $1",  # noqa: S608 - a name of ours
                        self._directive,
                    )
                    or 0
                )
                if self.version >= version:
                    return
                await self._told.wait()


def make_body(directive: UUID) -> bytes:
    """Return as many bytes as one command has on its way."""
    command_id = uuid4()
    envelope: Envelope[Command] = Envelope(
        id=command_id,
        subject=directive,
        actor=OFFICER,
        effective_at=read_now(),
        correlation_id=command_id,
        expires_at=read_now(),
        body=PROGRESS,
    )
    return envelope.model_dump_json().encode()
