"""The decider runner: look the command up, load, decide, append; decide again where that is sound.

Exception
├── Rejected             a rule said no (contracts/errors.py)
└── Unavailable          transient (infra/batching.py)
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Generic, Self, TypeVar
from uuid import UUID

from contracts.errors import Rejected
from contracts.messages import Command, Done, Envelope, Event, Message, Outcome, Refused, Result
from contracts.values import Count
from infra.clock import read_now
from infra.cloudevents import Decoder
from infra.log import Append, Conflict, Duplicate, EventLog, NewEvent, Stored

REMEMBERED: Final = 20_000
"""Streams whose state is kept in memory; about 1 kB each."""
TRIES: Final = 50
"""Conflicts after which a command is told to come back: only a stream in constant use loses so often."""

StateT = TypeVar("StateT")
EventT = TypeVar("EventT", bound=Event)
CommandT = TypeVar("CommandT", bound=Command)


@dataclass(frozen=True, slots=True)
class Fold(Generic[StateT, EventT]):
    """A pure left fold over one stream's events."""

    initial: StateT
    evolve: Callable[[StateT, EventT], StateT]


@dataclass(frozen=True, slots=True)
class Decision(Generic[EventT]):
    """What a command leads to. No event: there was nothing to change."""

    subject: str
    """The stream whose version is the ETag."""
    result: Result
    events: Sequence[tuple[str, EventT]]
    """Stream and event, in order; every stream was loaded."""


class _Outcome(Message):
    """What the log keeps of an answer."""

    result: Result
    version: Count


@dataclass(frozen=True, slots=True)
class _Memory:
    version: int
    effective_at: datetime | None
    state: object


class Memory:
    """The state of recently used streams; a wrong one is caught by the append's version check."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._streams: OrderedDict[str, _Memory] = OrderedDict()

    def recall(self, stream: str) -> _Memory | None:
        """Return what is known of a stream."""
        known = self._streams.get(stream)
        if known is not None:
            self._streams.move_to_end(stream)
        return known

    def keep(self, stream: str, known: _Memory) -> None:
        """Remember a stream unless something newer is known of it."""
        before = self._streams.get(stream)
        if before is None or before.version <= known.version:
            self._streams[stream] = known
            self._streams.move_to_end(stream)
        if len(self._streams) > self._most:
            self._streams.popitem(last=False)

    def forget(self, stream: str) -> None:
        """Drop a stream that turned out to be elsewhere."""
        self._streams.pop(stream, None)


class Loading(Generic[EventT]):
    """One attempt's reads: the states it saw and the versions that its append will be checked against."""

    def __init__(self, runner: Runner[EventT], fresh: bool, alone: AsyncExitStack) -> None:
        self._runner = runner
        self._fresh = fresh
        self._alone = alone
        self.from_memory = False
        self.seen: dict[str, _Memory] = {}
        self.folds: dict[str, Fold[object, EventT]] = {}

    async def load(self, stream: str, fold: Fold[StateT, EventT]) -> StateT:
        """Return the stream's state; the append is stored only if the stream is still there then.

        Raises: Unavailable.
        """
        known = None if self._fresh else self._runner.memory.recall(stream)
        self.from_memory |= known is not None
        if known is None:
            known = await self._read(stream, fold)
            self._runner.memory.keep(stream, known)
        self.seen[stream] = known
        self.folds[stream] = fold  # type: ignore[assignment]  # a stream is always loaded with its own fold
        return known.state  # type: ignore[return-value]  # kept with the same fold

    async def load_alone(self, stream: str, fold: Fold[StateT, EventT]) -> StateT:
        """As `load`, one command of this process at a time: for a stream that every command writes."""
        await self._alone.enter_async_context(self._runner.locks[stream])
        return await self.load(stream, fold)

    async def find_head(self) -> int:
        """Return the log's last position; 0 before the first event."""
        return (await self._runner.log.read_head()).position

    async def _read(self, stream: str, fold: Fold[StateT, EventT]) -> _Memory:
        state, version, effective_at = fold.initial, 0, None
        for event in await self._runner.log.read_stream(stream):
            state = fold.evolve(state, self._runner.decoder.read_data(event.data))
            version, effective_at = event.version, event.effective_at
        return _Memory(version, effective_at, state)


Reached = Callable[[Mapping[str, int]], Awaitable[bool]]
"""Tells whether the service's copies of other contexts have come so far (decided.md, Stale facts)."""
Handle = Callable[[Envelope[CommandT], Loading[EventT]], Awaitable[Decision[EventT]]]
"""Loads what one command type needs and calls its pure decider."""


class Handlers(Generic[EventT]):
    """Which function handles which command type."""

    def __init__(self) -> None:
        self._by_type: dict[type[Command], Handle[Command, EventT]] = {}

    def on(self, command: type[CommandT], handle: Handle[CommandT, EventT]) -> Self:
        """Handle a command type with a function; returns itself."""
        self._by_type[command] = handle  # type: ignore[assignment]  # `find` gives it commands of this type only
        return self

    def find(self, command: Command) -> Handle[Command, EventT]:
        """Return the function that handles a command. Raises: KeyError."""
        return self._by_type[type(command)]


class Runner(Generic[EventT]):
    """Decides one context's commands."""

    def __init__(
        self, log: EventLog, decoder: Decoder[EventT], handlers: Handlers[EventT], reached: Reached | None = None
    ) -> None:
        self._reached = reached
        self.log = log
        self.decoder = decoder
        self.memory = Memory()
        self.locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._handlers = handlers

    async def run(self, envelope: Envelope[Command]) -> Outcome | None:
        """Return the command's outcome; None for one that expired unread.

        Raises: Unavailable, AppendFailed, and whatever a faulty handler raises.
        """
        if envelope.expires_at is not None and envelope.expires_at <= read_now():
            return None
        try:
            return await self._run(envelope)
        except Rejected as no:
            return Refused(id=envelope.id, code=no.code, message=no.message, details=no.details)

    async def _run(self, envelope: Envelope[Command]) -> Outcome:
        if envelope.actor.role not in envelope.body.roles:
            raise Rejected("NOT_PERMITTED", "이 일을 할 권한이 없습니다. 권한이 있는 담당자에게 요청하세요.")
        body_hash = hash_body(envelope)
        before = await self.log.find_command(envelope.id)
        if before is not None:
            return repeat(envelope, body_hash, before)
        if self._reached is not None and not await self._reached(envelope.after):
            raise Rejected("FACTS_NOT_READY", "방금 바꾼 내용이 아직 전해지지 않았습니다. 잠시 뒤 다시 보내세요.")
        fresh = False
        for _ in range(TRIES):
            async with AsyncExitStack() as alone:
                outcome = await self._try_once(envelope, body_hash, Loading(self, fresh, alone))
            if outcome is not None:
                return outcome
            fresh = True
        raise Rejected("BUSY", "같은 대상에 처리가 몰려 있습니다. 잠시 뒤 다시 시도하세요.")

    async def _try_once(
        self, envelope: Envelope[Command], body_hash: bytes, loading: Loading[EventT]
    ) -> Outcome | None:
        """As `_try`; what would be refused or change nothing may be the command's own doing, stored by its twin.

        The same command may run twice at once: redelivered, retried, on two replicas. The look-up must come after the
        load that the refusal rests on.
        """
        try:
            outcome = await self._try(envelope, body_hash, loading)
        except Rejected:
            own = await self.log.find_command(envelope.id)
            if own is None:
                raise
            return repeat(envelope, body_hash, own)
        if isinstance(outcome, Done) and outcome.position == 0:
            own = await self.log.find_command(envelope.id)
            return outcome if own is None else repeat(envelope, body_hash, own)
        return outcome

    async def _try(self, envelope: Envelope[Command], body_hash: bytes, loading: Loading[EventT]) -> Outcome | None:
        """Return the outcome, or None where the command must be decided again on a fresh load."""
        try:
            decision = await self._handlers.find(envelope.body)(envelope, loading)
            check_version(envelope, decision, loading)
        except Rejected:
            if loading.from_memory:
                return None  # remembered state may carry an append, never a refusal
            raise
        subject = loading.seen[decision.subject]
        if not decision.events:
            if loading.from_memory:
                return None
            return Done(id=envelope.id, result=decision.result, position=0, version=subject.version)
        append = build_append(envelope, body_hash, decision, loading)
        match await self.log.append(append):
            case Stored() as stored:
                self._remember(append, decision, loading)
                return tell_stored(envelope.id, append.outcome, stored.last)
            case Duplicate() as duplicate:
                return repeat(envelope, body_hash, duplicate)
            case Conflict() as conflict:
                for stream in loading.seen:
                    self.memory.forget(stream)
                if envelope.if_match is not None and conflict.stream == decision.subject:
                    raise refuse_version(conflict.actual)
                return None

    def _remember(self, append: Append, decision: Decision[EventT], loading: Loading[EventT]) -> None:
        for stream, event in decision.events:
            known = loading.seen[stream]
            state = loading.folds[stream].evolve(known.state, event)
            loading.seen[stream] = _Memory(known.version + 1, append.effective_at, state)
        for stream in {stream for stream, _ in decision.events}:
            self.memory.keep(stream, loading.seen[stream])


def hash_body(envelope: Envelope[Command]) -> bytes:
    """Return 32 bytes that tell one command body from another: sha256 of subject and body."""
    subject = str(envelope.subject or "").encode()
    return sha256(subject + b"\n" + envelope.body.model_dump_json().encode()).digest()


def repeat(envelope: Envelope[Command], body_hash: bytes, before: Duplicate) -> Outcome:
    """Return the first answer again. Raises: Rejected with IDEMPOTENCY_CONFLICT for another body."""
    if before.body_hash != body_hash:
        raise Rejected(
            "IDEMPOTENCY_CONFLICT", "같은 Idempotency-Key로 다른 내용을 이미 처리했습니다. 새 키로 보내세요."
        )
    return tell_stored(envelope.id, before.outcome, before.last)


def tell_stored(command_id: UUID, outcome: bytes, position: int) -> Done:
    """Return a stored outcome with the position that it got."""
    stored = _Outcome.model_validate_json(outcome)
    return Done(id=command_id, result=stored.result, position=position, version=stored.version)


def check_version(envelope: Envelope[Command], decision: Decision[EventT], loading: Loading[EventT]) -> None:
    """Check If-Match. Raises: Rejected with VERSION_CONFLICT."""
    actual = loading.seen[decision.subject].version
    if envelope.if_match is not None and envelope.if_match != actual:
        raise refuse_version(actual)


def refuse_version(actual: int) -> Rejected:
    """Return the refusal of a command whose sender saw another version."""
    return Rejected(
        "VERSION_CONFLICT", "그 사이 내용이 바뀌었습니다. 새로 고친 뒤 다시 시도하세요.", {"version": str(actual)}
    )


def build_append(
    envelope: Envelope[Command], body_hash: bytes, decision: Decision[EventT], loading: Loading[EventT]
) -> Append:
    """Return what is to be stored. `effective_at` never goes back in a stream: clocks of two gateways may differ."""
    written = [stream for stream, _ in decision.events]
    earlier = [moment for stream in written if (moment := loading.seen[stream].effective_at) is not None]
    version = loading.seen[decision.subject].version + written.count(decision.subject)
    outcome = _Outcome(result=decision.result, version=version)
    return Append(
        command_id=envelope.id,
        body_hash=body_hash,
        outcome=outcome.model_dump_json(exclude_defaults=True).encode(),
        actor=envelope.actor.user,
        role=envelope.actor.role,
        department=envelope.actor.department,
        effective_at=max([envelope.effective_at, *earlier]),
        correlation_id=envelope.correlation_id,
        causation_id=envelope.causation_id,
        expected={stream: known.version for stream, known in loading.seen.items()},
        events=[NewEvent(stream, event.wire(), event.model_dump_json().encode()) for stream, event in decision.events],
    )
