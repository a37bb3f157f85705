"""What a service's policies have set aside: answers to the operator's questions over its feed queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import asyncpg

from contracts.messages import Event
from contracts.questions import Parked, ParkedList, ParkedRequest, Released, ReleaseRequest, SettleRequest
from infra.cloudevents import Decoder
from infra.policies import PolicyTaker
from infra.releases import TRIES, read_whole_stream
from infra.requests import Requester

OwnT = TypeVar("OwnT", bound=Event)
MOST: Final = 200
"""Entries in one answer."""
_LIST: Final = """
    SELECT consumer, context, stream, position, events, why, parked_at, tries, false AS is_task FROM parked
    UNION ALL
    SELECT consumer, context, stream, position, 1, concat_ws(' ', type, code, nullif(details::text, '{}')), refused_at,
           1, true
    FROM refused WHERE settled_at IS NULL ORDER BY parked_at, position LIMIT $1"""
_SETTLE: Final = """UPDATE refused SET settled_at = clock_timestamp(), settled_by = $5
    WHERE consumer = $1 AND context = $2 AND stream = $3 AND refused_at <= $4 AND settled_at IS NULL"""


@dataclass(frozen=True, slots=True)
class ParkedStreams(Generic[OwnT]):
    """Lists and releases them; `takers` are the service's policies, `decoders` read the contexts that they react to."""

    pool: asyncpg.Pool
    requester: Requester
    takers: Sequence[PolicyTaker[Event, OwnT]]
    decoders: Mapping[str, Decoder[Event]]

    async def list_parked(self, _: ParkedRequest) -> ParkedList:
        """Return the parked streams and the refused commands, the oldest first."""
        rows = await self.pool.fetch(_LIST, MOST)
        return ParkedList(parked=tuple(Parked(**row) for row in rows))

    async def release(self, wish: ReleaseRequest) -> Released:
        """Take a stream in again from the first event that waits, or whose command was refused.

        Raises: Unavailable, UnknownEventType.
        """
        for taker in self.takers:
            if (taker.name, taker.policy.context) == (wish.consumer, wish.context):
                return Released(released=await self._release(taker, wish.stream))
        return Released(released=False)

    async def settle(self, done: SettleRequest) -> Released:
        """Note that somebody has done what refused commands should have done; they stay on record.

        What was refused since they were shown still waits.
        """
        settled = await self.pool.execute(_SETTLE, done.consumer, done.context, done.stream, done.until, done.by)
        return Released(released=settled != "UPDATE 0")

    async def _release(self, taker: PolicyTaker[Event, OwnT], stream: str) -> bool:
        context = taker.policy.context
        for _ in range(TRIES):
            read_to, events = await read_whole_stream(self.requester, context, self.decoders[context], stream)
            settled = await taker.retake(stream, read_to, events)
            if settled is not None:
                return settled
        return False
