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
from infra.batching import Unavailable
from infra.consuming import Batch, Checkpoint, Hole, join
from infra.deciding import Runner
from infra.log import GONE

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
        return (await self._read_checkpoint()).position

    async def take(self, batch: Batch[ForeignT]) -> Hole | int:
        """React to what is new in the batch. Raises: Stopped, Unavailable."""
        checkpoint = await self._read_checkpoint()
        joined = join(checkpoint, batch)
        if isinstance(joined, Hole):
            return joined
        for event in joined.events:
            for number, command in enumerate(self._policy.react(event)):
                await self._run(event, number, command)
        if joined.checkpoint != checkpoint:
            await self._save(joined.checkpoint)
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

    async def _read_checkpoint(self) -> Checkpoint:
        row = await self._pool.fetchrow(
            "SELECT epoch, position, chain FROM checkpoints WHERE consumer = $1 AND context = $2",
            self.name,
            self._policy.context,
        )
        return Checkpoint(*row) if row else Checkpoint()

    async def _save(self, to: Checkpoint) -> None:
        await self._pool.execute(
            """INSERT INTO checkpoints VALUES ($1, $2, $3, $4, $5) ON CONFLICT (consumer, context)
               DO UPDATE SET epoch = EXCLUDED.epoch, position = EXCLUDED.position, chain = EXCLUDED.chain
               WHERE checkpoints.position <= EXCLUDED.position""",
            self.name,
            self._policy.context,
            to.epoch,
            to.position,
            to.chain,
        )


class Copies:
    """How far the service's policies have taken in other contexts, whichever replica runs them."""

    def __init__(self, pool: asyncpg.Pool, consumers: Mapping[str, Sequence[str]]) -> None:
        self._pool = pool
        self._consumers = consumers
        self._known: dict[str, int] = {}

    async def reached(self, after: Mapping[str, int]) -> bool:
        """Tell whether every policy has come so far within WAIT_S; a context that none reads does not count.

        Raises: Unavailable.
        """
        wanted = {context: position for context, position in after.items() if context in self._consumers}
        try:
            async with asyncio.timeout(WAIT_S):
                while any(self._known.get(context, 0) < position for context, position in wanted.items()):
                    await self._look(wanted)
        except TimeoutError:
            return False
        except GONE as error:
            raise Unavailable(f"the checkpoints do not answer: {error!r}") from error
        return True

    async def _look(self, wanted: Mapping[str, int]) -> None:
        for context in wanted:
            self._known[context] = await self._pool.fetchval(
                """SELECT coalesce(min(coalesce(c.position, 0)), 0) FROM unnest($1::text[]) AS own(consumer)
                   LEFT JOIN checkpoints c ON c.consumer = own.consumer AND c.context = $2""",
                list(self._consumers[context]),
                context,
            )
        await asyncio.sleep(POLL_S)


def name_reaction(policy: str, event_id: str, number: int) -> UUID:
    """Return the id of a policy's n-th command about an event: the same each time it is delivered."""
    return uuid5(NAMESPACE_URL, f"hwanryu:{policy}:{event_id}:{number}")
