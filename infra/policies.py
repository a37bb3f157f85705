"""Policies: another context's events become own commands, once each, in order.

An event that cannot be read or reacted to parks its stream; a command that a rule refuses becomes an operator's task.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from uuid import UUID

import asyncpg
import structlog

from contracts.messages import Command, Event, Recorded
from contracts.questions import BEYOND
from infra.batching import Batcher, Unavailable
from infra.bookmarks import Bookmark, Connection, Parking, Placed, Tables
from infra.cloudevents import Unreadable, explain
from infra.consuming import Batch, Checkpoint, FeedClient, Hole, join
from infra.deciding import Runner
from infra.log import GONE
from infra.reacting import Reaction, derive_id, end_task, find_tasks, keep_task, react

ForeignT = TypeVar("ForeignT", bound=Event)
OwnT = TypeVar("OwnT", bound=Event)
WAIT_S: Final = 2.0
"""How long a command waits for the copies that it rests on (decided.md, Limits: read wait)."""
POLL_S: Final = 0.01
PAUSE_S: Final = 1.0
TABLES: Final = Tables("checkpoints", "parked", "consumer")
_log: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Policy(Generic[ForeignT]):
    """What a service does about another context's events; `react` is pure."""

    name: str
    context: str
    react: Callable[[Recorded[ForeignT]], Sequence[Command]]
    is_news: bool = False
    """Whether it has effects outside: deployed for the first time it starts at the head, not at history."""


class PolicyTaker(Generic[ForeignT, OwnT]):
    """Runs a policy's commands through the service's own runner, then moves the checkpoint.

    A crash between the two runs them again; their ids come from the event, so nothing is stored twice.
    """

    def __init__(self, policy: Policy[ForeignT], pool: asyncpg.Pool, runner: Runner[OwnT]) -> None:
        self.name = policy.name
        self.readers: Sequence[str] = (policy.name,)
        self._policy = policy
        self._pool = pool
        self._runner = runner
        self._bookmark = Bookmark(TABLES, policy.name, policy.context)
        self.has_begun = not policy.is_news
        """Whether it knows where to begin: what comes before that is no news."""
        self._left_at: Checkpoint | None = None
        """How far this process had come when it last looked."""

    @property
    def policy(self) -> Policy[ForeignT]:
        """What it does."""
        return self._policy

    async def checkpoint(self) -> Checkpoint:
        """Return how far the policy has come."""
        return await self._bookmark.find(self._pool)

    async def begin(self, feed: FeedClient[ForeignT]) -> None:
        """Find out where to begin, as soon as its database and the other log can be reached."""
        while not self.has_begun:
            try:
                async with self._pool.acquire() as connection, connection.transaction():
                    checkpoint, _ = await self._bookmark.lock(connection)
                    if not checkpoint.epoch:
                        head = (await feed.read(BEYOND)).headers
                        await self._bookmark.move(connection, Checkpoint(head.epoch, head.last, head.after), Parking())
            except (Unavailable, *GONE) as error:
                _log.warning("policy: no place to begin yet", policy=self.name, error=error)
                await asyncio.sleep(PAUSE_S)
            else:
                self.has_begun = True

    async def take(self, batch: Batch[ForeignT]) -> Hole | int:
        """React to what is new in the batch; one replica at a time. Raises: Stopped, Unavailable."""
        if await self._pass_by(batch):
            return batch.headers.last
        async with self._pool.acquire() as connection, connection.transaction():
            checkpoint, parks = await self._bookmark.lock(connection)
            joined = join(checkpoint, batch)
            if isinstance(joined, Hole):
                return joined
            if joined.checkpoint != checkpoint:
                parking = Parking(await self._bookmark.find_parked(connection, joined.events) if parks else ())
                await self._react_all(connection, joined.events, parking)
                await self._bookmark.move(connection, joined.checkpoint, parking)
        self._left_at = joined.checkpoint
        return joined.checkpoint.position

    async def _pass_by(self, batch: Batch[ForeignT]) -> bool:
        """Move beyond events that call for nothing, most of them, by one statement; tell whether that could be done."""
        headers = batch.headers
        before = Checkpoint(headers.epoch, headers.first - 1, headers.before)
        if not batch.events or before != self._left_at or any(map(self._plan, batch.events)):
            return False
        after = Checkpoint(headers.epoch, headers.last, headers.after)
        passed = await self._bookmark.pass_by(self._pool, before, after)
        self._left_at = after if passed else None
        return passed

    async def retake(self, stream: str, read_to: int, events: Sequence[Recorded[ForeignT] | Unreadable]) -> bool | None:
        """Take a stream in again from the event at which it was parked; tell whether nothing of it waits any more.

        None means that the policy has come beyond `read_to`, the position up to which the stream was read.
        Raises: Unavailable.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            checkpoint, _ = await self._bookmark.lock(connection)
            if checkpoint.position > read_to:
                return None
            first = await self._find_first(connection, stream)
            if first is None:
                return True  # another replica was faster
            await connection.execute(
                """DELETE FROM refused
                   WHERE consumer = $1 AND context = $2 AND stream = $3 AND settled_at IS NULL""",
                self.name,
                self._policy.context,
                stream,
            )
            parking = Parking()
            waiting = [e for e in events if e.streamversion >= first and e.position <= checkpoint.position]
            await self._react_all(connection, waiting, parking)
            await self._bookmark.settle(connection, stream, parking)
            return await self._find_first(connection, stream) is None

    async def _find_first(self, connection: Connection, stream: str) -> int | None:
        """Return the version of the stream's first event that is parked or whose command was refused."""
        version: int | None = await connection.fetchval(
            """SELECT min(version) FROM (
                   SELECT version FROM parked WHERE consumer = $1 AND context = $2 AND stream = $3
                   UNION ALL SELECT version FROM refused
                   WHERE consumer = $1 AND context = $2 AND stream = $3 AND settled_at IS NULL) waits""",
            self.name,
            self._policy.context,
            stream,
        )
        return version

    async def _react_all(
        self, connection: Connection, events: Sequence[Recorded[ForeignT] | Unreadable], parking: Parking
    ) -> None:
        plans = [(event, self._plan(event)) for event in events]
        tasks = await find_tasks(connection, [r.id for _, plan in plans if not isinstance(plan, str) for r in plan])
        for event, plan in plans:
            if parking.holds(event):
                continue
            if isinstance(plan, str):
                self._park(parking, event, plan)
                continue
            try:
                for reaction in plan:
                    await self._run(connection, event, reaction, tasks)
            except (Unavailable, *GONE):
                raise
            except Exception as error:  # noqa: BLE001 - poison is whatever a handler cannot take
                self._park(parking, event, explain(error))

    def _plan(self, event: Recorded[ForeignT] | Unreadable) -> Sequence[Reaction] | str:
        """Return what is to be run about an event, or why that cannot be told."""
        if isinstance(event, Unreadable):
            return event.why
        try:
            return [self._make(event, number, each) for number, each in enumerate(self._policy.react(event))]
        except Exception as error:  # noqa: BLE001 - poison is whatever a policy cannot take
            return explain(error)

    def _make(self, event: Recorded[ForeignT], number: int, command: Command) -> Reaction:
        return Reaction(
            id=name_reaction(self.name, event, number),
            actor=f"policy:{self.name}",
            command=command,
            effective_at=event.effectiveat,
            correlation_id=event.correlationid,
            causation_id=event.commandid,
        )

    def _park(self, parking: Parking, event: Placed, why: str) -> None:
        context, position = self._policy.context, event.position
        _log.error("policy: stream parked", policy=self.name, context=context, position=position, error=why)
        parking.park(event, why)

    async def _run(self, connection: Connection, event: Placed, reaction: Reaction, tasks: Mapping[UUID, bool]) -> None:
        """Run a reaction, unless it was refused before and done by hand."""
        if tasks.get(reaction.id):
            return
        if refused := await react(self._runner, reaction):
            await keep_task(connection, self.name, self._policy.context, event, reaction.command, refused)
        elif reaction.id in tasks:
            await end_task(connection, reaction.id)


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


def name_reaction(policy: str, event: Recorded[ForeignT], number: int) -> UUID:
    """Return the id of a policy's n-th command about an event: the same each time that history is read.

    The chain stands for the event and all before it: after a restore its position may hold another one.
    """
    return derive_id(policy, event.id, event.chain, number)
