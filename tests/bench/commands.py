"""command_path_256 and freshness_idle: progress commands over the broker against a bare echo."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

import asyncpg
import stamina

from contracts.directives import (
    DirectiveKind,
    IssueDirective,
    ShareDirective,
    SubmitPriorityReport,
    UpdateProgress,
)
from contracts.messages import Actor, Command, Done, Envelope, Outcome, Refused
from contracts.registry import DepartmentKind, RegisterDepartment, TownKind
from contracts.values import Role
from infra.batching import Unavailable
from infra.clock import read_now
from infra.commanding import CommandClient
from infra.projections import CHANGED
from infra.topology import CONTEXTS
from tests.bench.callers import count_per_second, find_median_ms
from tests.bench.directives import NOTE, TEXT
from tests.bench.echo import Echo, opened_echo
from tests.bench.measuring import Bench, Pair
from tests.bench.million import BOARD, CONTEXT, gateway_url
from tests.bench.processes import running_module
from tests.bench.projector import without_projector
from tests.integration.databases import connected
from tests.integration.serving import asking
from tests.integration.waiting import running

CALLERS: Final = 256
RETRY_S: Final = 60.0
"""How long a command is sent again on a machine that is too busy for it."""
SAMPLES: Final = 200
"""Commands, and echoes, of one round of freshness_idle."""
LEAD: Final = "town-yeonmu"
"""The department of the account `officer`."""
MAYOR: Final = Actor(user="mayor", role=Role.MAYOR)
OPERATOR: Final = Actor(user="operator", role=Role.OPERATOR, department="planning-audit")
OFFICER: Final = Actor(user="officer", role=Role.OFFICER, department=LEAD)
REGISTERING: Final = UUID("9a4e2f4c-7d8e-5b43-8a4e-7f7ad1a1c0de")
"""One id for every row: registering the department again repeats the first outcome."""
PROGRESS: Final = UpdateProgress(percent=50, note=NOTE)


class NotReady(Exception):
    """The registry's department is still on its way."""


def check(outcome: Outcome) -> Done:
    """Return the outcome of a command that was stored. Raises: NotReady."""
    if isinstance(outcome, Refused) and outcome.code == "FACTS_NOT_READY":
        raise NotReady(outcome.message)
    assert isinstance(outcome, Done), outcome
    return outcome


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends commands as the gateway does, by its own client and under its login; again where the outcome is unknown."""

    clients: Mapping[str, CommandClient[Command]]

    async def send(
        self,
        actor: Actor,
        body: Command,
        subject: UUID | None = None,
        *,
        registry: int = 0,
        command_id: UUID | None = None,
        at: datetime | None = None,
    ) -> Done:
        """Return the outcome of a command that must be stored, once the registry's position has come there."""
        command_id = command_id or uuid4()
        envelope = Envelope(
            id=command_id,
            subject=subject,
            actor=actor,
            effective_at=at or read_now(),
            correlation_id=command_id,
            after={"registry": registry} if registry else {},
            body=body,
        )
        client = self.clients[body.wire().partition(".")[0]]
        with suppress(Unavailable, NotReady):  # the first try without the loop, which costs a third of a client
            return check(await client.send(envelope))
        async for attempt in stamina.retry_context(on=(Unavailable, NotReady), timeout=RETRY_S):
            with attempt:
                return check(await client.send(envelope))
        raise AssertionError("it is sent until the deadline")

    async def open_directive(self, registry: int) -> UUID:
        """Return a directive that its lead department has reported on."""
        issued = await self.send(MAYOR, IssueDirective(text=TEXT, kind=DirectiveKind.SIMPLE))
        directive = UUID(issued.result.id)
        await self.send(OPERATOR, ShareDirective(lead=LEAD), directive, registry=registry)
        await self.send(OFFICER, SubmitPriorityReport(text=NOTE), directive)
        return directive

    async def open_directives(self, count: int) -> Sequence[UUID]:
        """Return directives that wait for their progress."""
        registered = await self.send(OPERATOR, make_department(), command_id=REGISTERING)
        return await asyncio.gather(*(self.open_directive(registered.position) for _ in range(count)))


def make_department() -> RegisterDepartment:
    """Return a department of a code of its own; the first one is also what chooses the clock on the wall."""
    return RegisterDepartment(
        code=LEAD, name="연무읍", name_known=True, kind=DepartmentKind.TOWN_OFFICE, town=TownKind.EUP,
        lineage=LEAD, valid_from=date(2000, 1, 1), valid_until=None,
    )  # fmt: skip


@asynccontextmanager
async def opened_sender(bench: Bench) -> AsyncIterator[Sender]:
    """Give a sender that is connected to the real service."""
    async with asking(bench.find_setting("gateway", "RABBITMQ_URL")) as requester:
        clients: dict[str, CommandClient[Command]] = {each: CommandClient(requester, each) for each in CONTEXTS}
        async with running(*(client.run() for client in clients.values())):
            yield Sender(clients)


@asynccontextmanager
async def opened_echoing(bench: Bench) -> AsyncIterator[Echo]:
    """Give a client of an echo in a process of its own, on the same broker."""
    url, queue = bench.running.system.services.rabbitmq_url, "bench.echo"
    async with running_module(bench, "tests.bench.echo", url, queue), opened_echo(url, queue) as echo:
        yield echo


@asynccontextmanager
async def opened_path(bench: Bench) -> AsyncIterator[Pair]:
    """Give 256 callers whose commands are decided and appended against 256 callers of the echo."""
    async with without_projector(bench), opened_sender(bench) as sender, opened_echoing(bench) as echo:
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
