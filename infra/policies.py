"""Policies: another context's events become own commands, once each, in order."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

import asyncpg
import structlog

from contracts.messages import Actor, Command, Envelope, Event, Recorded, Refused
from contracts.values import Role
from infra.batching import Batcher, Unavailable
from infra.chain import GENESIS
from infra.consuming import Batch, Checkpoint, Hole, join
from infra.deciding import Runner
from infra.log import GONE
from infra.projections import Connection

ForeignT = TypeVar("ForeignT", bound=Event)
OwnT = TypeVar("OwnT", bound=Event)
WAIT_S: Final = 2.0
"""How long a command waits for the copies that it rests on (decided.md, Limits: read wait)."""
POLL_S: Final = 0.01
COME_BACK: Final = frozenset({"BUSY", "FACTS_NOT_READY"})
"""Refusals that no rule gave: the event is taken in again, never passed over."""
_log: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Policy(Generic[ForeignT]):
    """What a service does about another context's events; `react` is pure."""

    name: str
    context: str
    react: Callable[[Recorded[ForeignT]], Sequence[Command]]


class PolicyTaker(Generic[ForeignT, OwnT]):
    """Runs a policy's commands through the service's own runner, then moves the checkpoint.

    A crash between the two runs them again; their ids come from the event, so nothing is stored twice.
    """

    def __init__(self, policy: Policy[ForeignT], pool: asyncpg.Pool, runner: Runner[OwnT]) -> None:
        self.name = policy.name
        self._policy = policy
        self._pool = pool
        self._runner = runner

    async def position(self) -> int:
        """Return the position taken in."""
        found = await self._pool.fetchval(
            "SELECT position FROM checkpoints WHERE consumer = $1 AND context = $2", self.name, self._policy.context
        )
        return int(found or 0)

    async def take(self, batch: Batch[ForeignT]) -> Hole | int:
        """React to what is new in the batch; one replica at a time. Raises: Stopped, Unavailable."""
        async with self._pool.acquire() as connection, connection.transaction():
            checkpoint = await self._lock_checkpoint(connection)
            joined = join(checkpoint, batch)
            if isinstance(joined, Hole):
                return joined
            for event in joined.events:
                for number, command in enumerate(self._policy.react(event)):
                    await self._run(event, number, command)
            if joined.checkpoint != checkpoint:
                await self._save(connection, joined.checkpoint)
        return joined.checkpoint.position

    async def _run(self, event: Recorded[ForeignT], number: int, command: Command) -> None:
        envelope = Envelope(
            id=name_reaction(self.name, event.id, number),
            actor=Actor(user=f"policy:{self.name}", role=Role.SYSTEM),
            effective_at=event.effectiveat,
            correlation_id=event.correlationid,
            causation_id=event.commandid,
            body=command,
        )
        outcome = await self._runner.run(envelope)
        if isinstance(outcome, Refused) and outcome.code in COME_BACK:
            raise Unavailable(f"{self.name}: {outcome.code}")
        if isinstance(outcome, Refused):
            _log.error("policy refused", policy=self.name, event_id=event.id, code=outcome.code)

    async def _lock_checkpoint(self, connection: Connection) -> Checkpoint:
        await connection.execute(
            "INSERT INTO checkpoints VALUES ($1, $2, 0, 0, $3) ON CONFLICT DO NOTHING",
            self.name,
            self._policy.context,
            GENESIS,
        )
        row = await connection.fetchrow(
            "SELECT epoch, position, chain FROM checkpoints WHERE consumer = $1 AND context = $2 FOR UPDATE",
            self.name,
            self._policy.context,
        )
        assert row is not None, "inserted above"
        return Checkpoint(*row)

    async def _save(self, connection: Connection, to: Checkpoint) -> None:
        await connection.execute(
            "UPDATE checkpoints SET epoch = $3, position = $4, chain = $5 WHERE consumer = $1 AND context = $2",
            self.name,
            self._policy.context,
            to.epoch,
            to.position,
            to.chain,
        )


class Copies:
    """How far the service's policies have taken in other contexts, whichever replica runs them; `run` until cancelled.

    `consumers` are the policies' names by the context that they read.
    """

    def __init__(self, pool: asyncpg.Pool, consumers: Mapping[str, Sequence[str]]) -> None:
        self._pool = pool
        self._consumers = consumers
        self._known: dict[str, int] = {}
        self._looks: Batcher[Mapping[str, int], None] = Batcher(self._look, most=10_000)

    async def run(self) -> None:
        """Look for all that wait, in one query at a time, until cancelled."""
        await self._looks.run()

    async def reached(self, after: Mapping[str, int]) -> bool:
        """Tell whether every policy has come so far within WAIT_S; a context that none reads does not count.

        Raises: Unavailable.
        """
        wanted = {context: position for context, position in after.items() if context in self._consumers}
        try:
            async with asyncio.timeout(WAIT_S):
                while not self._has(wanted):
                    await self._looks.ask(wanted)
        except TimeoutError:
            return False
        return True

    def _has(self, wanted: Mapping[str, int]) -> bool:
        return all(self._known.get(context, 0) >= position for context, position in wanted.items())

    async def _look(self, waiting: Sequence[Mapping[str, int]]) -> Sequence[Exception | None]:
        pairs = [(consumer, context) for context, consumers in self._consumers.items() for consumer in consumers]
        try:
            rows = await self._pool.fetch(
                """SELECT own.context, min(coalesce(c.position, 0)) AS position
                   FROM unnest($1::text[], $2::text[]) AS own(consumer, context)
                   LEFT JOIN checkpoints c USING (consumer, context) GROUP BY own.context""",
                *map(list, zip(*pairs, strict=True)),
            )
        except GONE as error:
            return [Unavailable(f"the checkpoints do not answer: {error!r}")] * len(waiting)
        self._known = {row["context"]: row["position"] for row in rows}
        if not any(map(self._has, waiting)):
            await asyncio.sleep(POLL_S)
        return [None] * len(waiting)


def name_reaction(policy: str, event_id: str, number: int) -> UUID:
    """Return the id of a policy's n-th command about an event: the same each time it is delivered."""
    return uuid5(NAMESPACE_URL, f"hwanryu:{policy}:{event_id}:{number}")
