"""Sends the commands of an import to their service, each chunk in one append, again where the service is busy."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final, Protocol

from contracts.errors import CODES, Rejected
from contracts.projects import About, AboutKind, RecordDiscrepancy
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.imports.planning import Plan
from gateway.imports.rows import Document
from gateway.imports.steps import Step
from gateway.ordering import Late, Order
from gateway.problems import RETRYABLE
from infra.asking import ask_outcome
from infra.clock import SEOUL, make_id

CONTEXT: Final = "projects"
AT_ONCE: Final = 32
"""Chunks under way."""
ASKED: Final = 50
"""Questions under way."""
TRIES: Final = 8
"""Of one append that the service is too busy for: a quarter of a minute in all."""
WAIT_S: Final = 0.1
"""Before the second try; doubled each time."""


PROBE: Final = RecordDiscrepancy(about=About(kind=AboutKind.DOCUMENT, id="-"), code="DRY-RUN", note="미리 검사")


class Sender(Protocol):
    """What dry runs and imports need of a service."""

    async def store(self, steps: Sequence[Step]) -> None:
        """Have commands decided as one and stored. Raises: Rejected."""

    async def try_dry(self, steps: Sequence[Step]) -> None:
        """Have commands decided as one, and nothing stored. Raises: Rejected."""

    async def compare(self, step: Step) -> None:
        """Have a command that is stored looked at again. Raises: Rejected with IDEMPOTENCY_CONFLICT for another."""

    async def find_stored(self, steps: Sequence[Step]) -> set[str]:
        """Return the keys of those that are stored."""


@dataclass(frozen=True, slots=True)
class GateSender:
    """Sends for a principal, late."""

    gate: Gate
    principal: Principal
    late: Late

    async def store(self, steps: Sequence[Step]) -> None:
        """Have commands decided as one and stored. Raises: Rejected, also where the service stays busy."""
        await self._send([_order(step) for step in steps], dry_run=False)

    async def try_dry(self, steps: Sequence[Step]) -> None:
        """Have commands decided as one, and nothing stored. Raises: as `store`.

        Many dry runs begin with the same definitions, and one id is under way only once: each has a first command of
        its own, which nothing rests on.
        """
        try:
            await self._send([Order(make_id(), PROBE), *map(_order, steps)], dry_run=True)
        except Rejected as no:
            part = max(find_part(no) - 1, 0)
            raise Rejected(no.code, no.message, {**no.details, "part": str(part)}) from no

    async def compare(self, step: Step) -> None:
        """Have a command that is stored looked at again. Raises: as `store`."""
        await self._send([_order(step)], dry_run=True)

    async def _send(self, orders: Sequence[Order], *, dry_run: bool) -> None:
        for count in range(TRIES):
            try:
                await self.gate.carry_out(self.principal, *orders, dry_run=dry_run, late=self.late)
            except Rejected as no:
                if not is_passing(no) or count == TRIES - 1:
                    raise
            else:
                return
            await asyncio.sleep(WAIT_S * 2**count)

    async def find_stored(self, steps: Sequence[Step]) -> set[str]:
        """Return the keys of those that are stored. Raises: Unavailable."""
        turns = asyncio.Semaphore(ASKED)

        async def ask(step: Step) -> str | None:
            async with turns:
                found = await ask_outcome(self.gate.requester, CONTEXT, step.id)
            return step.key if found.done is not None else None

        return {key for key in await asyncio.gather(*map(ask, steps)) if key is not None}


def _order(step: Step) -> Order:
    return Order(step.id, step.body, step.subject)


def is_passing(no: Rejected) -> bool:
    """Tell whether the same may be sent again: no rule said no."""
    return CODES[no.code].status in RETRYABLE


def find_late(document: Document) -> Late:
    """Return since when a document holds: from the beginning of its day (소급, CAL-14)."""
    return Late(datetime.combine(document.date, time(), SEOUL), document.ground)


async def walk(plan: Plan, act: Callable[[int], Awaitable[None]]) -> None:
    """Do something with each chunk by its number, several at once, each after those that it needs.

    Raises: what the first of them raises; the others are given up.
    """
    turns = asyncio.Semaphore(AT_ONCE)
    done = [asyncio.Event() for _ in plan.chunks]

    async def run(number: int) -> None:
        for each in plan.chunks[number].needs:
            await done[each].wait()
        async with turns:
            await act(number)
        done[number].set()

    try:
        async with asyncio.TaskGroup() as group:
            for number in range(len(plan.chunks)):
                group.create_task(run(number))
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from failed


def find_part(no: Rejected) -> int:
    """Return which of several commands was refused, from 0."""
    return int(no.details.get("part", "0"))
