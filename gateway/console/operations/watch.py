"""What the gateway hears of every role, the broker and the parked streams, kept in memory with its age.

The operations page is drawn from it, so that it works while PostgreSQL or the broker is down.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import asyncpg
import httpx
import structlog
from aio_pika.abc import AbstractChannel
from pydantic import ValidationError

from contracts.questions import Parked, ReleaseRequest, SettleRequest
from gateway.auth import Session
from gateway.console.operations.picture import Queues, Seen
from gateway.console.operations.recent import Recent
from gateway.gate import Moment
from infra.asking import ask_parked, ask_release, ask_settlement
from infra.batching import Unavailable
from infra.clock import read_monotonic_s, read_now
from infra.log import GONE
from infra.messaging import keep_connected
from infra.releases import list_parked, want_release
from infra.requests import Requester
from infra.status import RoleStatus
from infra.topology import CONTEXTS, list_queues

LOOK_S: Final = 2.0
"""Between two rounds of questions."""
ANSWER_S: Final = 1.5
"""How long one may take: a role answers from memory."""
_log: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ParkedHere:
    """A stream that a view or a policy has set aside, or a command of a policy that a rule refused."""

    role: str
    """`projector`, or the service that is asked to release it."""
    consumer: str
    context: str
    stream: str
    events: int
    why: str
    parked_at: datetime
    tries: int
    wanted: bool
    """Whether its release was asked for already."""
    is_task: bool

    @property
    def place(self) -> tuple[str, str, str]:
        """Who has set aside what."""
        return self.consumer, self.context, self.stream

    @property
    def can_be_released(self) -> bool:
        """Whether it may be tried again; what a timer or a sweep was refused has no stream to take in again."""
        return self.consumer.partition(":")[0] not in {"timer", "sweep"}


class Watching:
    """Asks round after round; `run` until cancelled."""

    def __init__(self, roles: Mapping[str, str]) -> None:
        self._roles = roles
        self._told: dict[str, tuple[RoleStatus, float]] = {}
        self._ready: dict[str, bool] = {}
        self._parked: dict[str, Sequence[ParkedHere]] = {}
        self._counted_s: float | None = None
        self._pool: asyncpg.Pool | None = None
        self._requester: Requester | None = None
        self.rabbitmq_url = ""
        self.counts: dict[str, int] = {}
        """Messages waiting, by queue, as the broker told last."""
        self.parked_at: datetime | None = None
        """When the lists of parked streams were read last."""
        self.database = True
        """Whether the gateway's own database answered when it was last asked."""
        self.moment: Moment | None = None
        """What the business clock showed last."""
        self.recent = Recent()

    async def run(self, rabbitmq_url: str, pool: asyncpg.Pool) -> None:
        """Ask until cancelled."""
        self.rabbitmq_url, self._pool = rabbitmq_url, pool
        self._requester = Requester(rabbitmq_url, "gateway.operations")
        async with asyncio.TaskGroup() as group:
            group.create_task(self._requester.run())
            group.create_task(self._keep_asking(pool, self._requester))
            group.create_task(keep_connected(rabbitmq_url, "gateway.queues", self._keep_counting))

    def remember(self, token: str | None, session: Session | None) -> None:
        """Remember a session that the store has just confirmed; drop one that it does not know."""
        if session is not None:
            self.recent.note(session)
        elif token:
            self.recent.forget(token)

    async def release(self, role: str, consumer: str, context: str, stream: str) -> bool:
        """Have a parked stream taken in again; False where it is not parked or fails again. Raises: Unavailable."""
        if self._pool is None or self._requester is None:
            raise Unavailable("not running")
        if role == "projector":
            wanted = await want_release(self._pool, consumer, context, stream)
            self._note_wish(consumer, context, stream)
            return wanted
        if role not in CONTEXTS:
            return False
        try:
            wish = ReleaseRequest(consumer=consumer, context=context, stream=stream)
        except ValidationError:
            return False
        return (await ask_release(self._requester, role, wish)).released

    async def settle(self, role: str, consumer: str, context: str, stream: str, until: str, *, by: str) -> bool:
        """Note that tasks about a stream were done by hand; False where there are none. Raises: Unavailable.

        `until` is when the newest that was shown was refused, in ISO 8601.
        """
        if self._requester is None:
            raise Unavailable("not running")
        if role not in CONTEXTS:
            return False
        try:
            done = SettleRequest.model_validate(
                {"consumer": consumer, "context": context, "stream": stream, "until": until, "by": by}
            )
        except ValidationError:
            return False
        settled = (await ask_settlement(self._requester, role, done)).released
        place = consumer, context, stream
        self._parked[role] = [  # at once, not only after the next round of questions
            each
            for each in self._parked.get(role, ())
            if not (each.is_task and each.place == place and each.parked_at <= done.until)
        ]
        return settled

    def _note_wish(self, consumer: str, context: str, stream: str) -> None:
        """Show at once that the projector was asked; the next round of questions tells whether the stream is gone."""
        place = consumer, context, stream
        self._parked["projector"] = [
            replace(each, wanted=True) if each.place == place else each for each in self._parked.get("projector", ())
        ]

    def list_seen(self) -> list[Seen]:
        """Return what each process told last, in the order of the settings."""
        now_s = read_monotonic_s()
        seen = []
        for name in self._roles:
            status, told_s = self._told.get(name, (None, None))
            age_s = None if told_s is None else now_s - told_s
            seen.append(Seen(name, status, age_s, self._ready.get(name, False)))
        return seen

    def read_queues(self) -> Queues:
        """Return what the broker told last."""
        return Queues(self.counts, None if self._counted_s is None else read_monotonic_s() - self._counted_s)

    def list_parked(self) -> list[ParkedHere]:
        """Return what was parked when it was last read, the oldest first."""
        return sorted((each for rows in self._parked.values() for each in rows), key=lambda each: each.parked_at)

    async def _keep_asking(self, pool: asyncpg.Pool, requester: Requester) -> None:
        async with httpx.AsyncClient(timeout=ANSWER_S, trust_env=False) as client:
            while True:
                await asyncio.gather(
                    *(self._ask(client, name) for name in self._roles), self._read_parked(pool, requester)
                )
                await asyncio.sleep(LOOK_S)

    async def _ask(self, client: httpx.AsyncClient, name: str) -> None:
        try:
            status = await client.get(f"{self._roles[name]}/statusz")
            self._told[name] = RoleStatus.model_validate_json(status.content), read_monotonic_s()
            self._ready[name] = (await client.get(f"{self._roles[name]}/readyz")).is_success
        except (httpx.HTTPError, ValidationError):
            self._ready[name] = False

    async def _read_parked(self, pool: asyncpg.Pool, requester: Requester) -> None:
        """Read the lists, a service's only where it says that there is something in it."""
        asked = [context for context in CONTEXTS if self._has_parked(context)]
        await asyncio.gather(self._read_views(pool), *(self._ask_service(requester, context) for context in asked))
        for context in set(CONTEXTS) - set(asked):
            self._parked.pop(context, None)

    def _has_parked(self, context: str) -> bool:
        told = [status for name, (status, _) in self._told.items() if name.partition("-")[0] == context]
        return any(status.parked or status.tasks for status in told)

    async def _read_views(self, pool: asyncpg.Pool) -> None:
        try:
            async with asyncio.timeout(ANSWER_S):
                rows = await list_parked(pool)
        except asyncpg.PostgresError as error:
            self.database = not isinstance(error, GONE)  # a projector that has not made its tables yet is no outage
            return
        except GONE:
            self.database = False
            return
        self.database = True
        self.parked_at = read_now()
        self._parked["projector"] = [
            ParkedHere(
                "projector",
                row.view,
                row.context,
                row.stream,
                row.events,
                row.why,
                row.parked_at,
                row.tries,
                row.release_wanted_at is not None,
                False,
            )
            for row in rows
        ]

    async def _ask_service(self, requester: Requester, context: str) -> None:
        try:
            parked = (await ask_parked(requester, context)).parked
        except (Unavailable, ValidationError):
            return
        self._parked[context] = [_take(context, each) for each in parked]

    async def _keep_counting(self, channel: AbstractChannel) -> None:
        while True:
            for name in list_queues():
                declared = await channel.declare_queue(name, passive=True)
                self.counts[name] = int(declared.declaration_result.message_count or 0)
            self._counted_s = read_monotonic_s()
            await asyncio.sleep(LOOK_S)


def _take(role: str, each: Parked) -> ParkedHere:
    told = each.consumer, each.context, each.stream, each.events, each.why, each.parked_at, each.tries
    return ParkedHere(role, *told, wanted=False, is_task=each.is_task)
