"""The decider runner: load, decide, append; decide again where that is sound; look the command up before a refusal.

Exception
├── Rejected             a rule said no (contracts/errors)
├── Expired              the command's time is over: it is dropped without an answer
└── Unavailable          transient (infra/batching.py)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Generic, Self, TypeVar

import structlog

from contracts.errors import Rejected
from contracts.messages import Command, Done, Entry, Envelope, Event, Outcome, Refused, Result
from contracts.values import Role
from infra.appends import Append, Appended, Conflict, Duplicate, NewEvent, NewPart, Stored
from infra.batching import Unavailable
from infra.bundles import NamingPart, check_entry, check_parts, list_ids, split
from infra.business_clock import BusinessClock, ManualClock
from infra.clock import SEOUL, read_now
from infra.cloudevents import Decoder, UnknownEventType
from infra.confidential import ClassSeals
from infra.loading import Loading, Rest, Streams
from infra.log import EventLog
from infra.outcomes import Kept, hash_also, hash_body, repeat

TRIES: Final = 50
"""Conflicts after which a command is told to come back: only a stream in constant use loses so often."""
COME_BACK: Final = frozenset({"BUSY", "FACTS_NOT_READY"})
"""Refusals that no rule gave. A command that does not expire has nobody to send it again: it is Unavailable instead."""

EventT = TypeVar("EventT", bound=Event)
CommandT = TypeVar("CommandT", bound=Command)
_log: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Decision(Generic[EventT]):
    """What a command leads to. No event: there was nothing to change."""

    subject: str
    """The stream whose version is the ETag."""
    result: Result
    events: Sequence[tuple[str, EventT]]
    """Stream and event, in order; every stream was loaded."""


class Expired(Exception):
    """Nobody waits for the command any more."""


@dataclass(frozen=True, slots=True)
class _Plan(Generic[EventT]):
    """What an envelope leads to as a whole."""

    decisions: Sequence[Decision[EventT]]
    """Of its body and of each part, in order."""
    moment: datetime
    """When it takes effect."""

    @property
    def subject(self) -> str:
        """The stream whose version is the ETag: that of the body."""
        return self.decisions[0].subject

    @property
    def result(self) -> Result:
        """The body's result around those of the parts."""
        first, *others = (decision.result for decision in self.decisions)
        return first.model_copy(update={"parts": tuple(others)}) if others else first

    @property
    def events(self) -> list[tuple[str, EventT]]:
        """All events in order."""
        return [event for decision in self.decisions for event in decision.events]


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
        self,
        log: EventLog,
        decoder: Decoder[EventT],
        handlers: Handlers[EventT],
        reached: Reached | None = None,
        seals: ClassSeals | None = None,
    ) -> None:
        self._reached = reached
        self._clock: BusinessClock[EventT] | None = None
        self.log = log
        self.decoder = decoder
        self._seals = seals
        self.opening = decoder.holding(seals)
        """As `decoder`; what is sealed for a class whose key is held here is opened, for what follows the own log."""
        self._streams = Streams(log, decoder, seals)
        self._handlers = handlers

    def mind(self, manual: ManualClock[EventT], is_chosen: Callable[[], Awaitable[bool]]) -> BusinessClock[EventT]:
        """Hold commands to the manual business clock, where there is one; return it as this service knows it."""
        self._clock = BusinessClock(manual, self._streams, is_chosen)
        return self._clock

    async def run(self, envelope: Envelope[Command], sealed_for: str | None = None) -> Outcome | None:
        """Return the command's outcome; None for one that expired unread. `sealed_for`: the class it came sealed for.

        Raises: Unavailable, for COME_BACK too where it does not expire; AppendFailed; whatever a faulty handler raises.
        """
        try:
            check_expiry(envelope)
            return await self._run(envelope, sealed_for)
        except Expired:
            return None
        except UnknownEventType as error:
            _log.warning("an event of a newer build", type=str(error))
            return _refuse(envelope, refuse_busy("서비스를 새 판으로 바꾸고 있습니다. 잠시 뒤 다시 시도하세요."))
        except Rejected as no:
            return _refuse(envelope, no)

    async def _run(self, envelope: Envelope[Command], sealed_for: str | None) -> Done:
        """As `_run_anew`; what would be refused, change nothing or fail may be the command's own doing: stored before.

        So the look-up comes last, after the load that the refusal rests on (decision 0015): the same command may run
        twice at once, redelivered, retried, on two replicas. Of what does append, the append itself tells a duplicate.
        """
        check_parts(envelope)
        check_entry(envelope)
        try:
            outcome = await self._run_anew(envelope, sealed_for)
        except (Unavailable, Expired):
            raise
        except Exception:  # a rule, or a bug that a handler has with what the command itself has led to
            before = await self._find(envelope)
            if before is None:
                raise
        else:
            if outcome.position:
                return outcome
            before = await self._find(envelope)
            if before is None:
                return outcome
        return repeat(envelope, before)

    async def _run_anew(self, envelope: Envelope[Command], sealed_for: str | None) -> Done:
        """Decide and append, again where that is sound. Raises: Rejected, Expired, Unavailable."""
        if envelope.after and self._reached is not None and not await self._reached(envelope.after):
            raise Rejected("FACTS_NOT_READY", "방금 바꾼 내용이 아직 전해지지 않았습니다. 잠시 뒤 다시 보내세요.")
        rest = Rest.WHOLE if envelope.dry_run else Rest.REMEMBERED
        own = envelope.actor.role is Role.SYSTEM
        for _ in range(TRIES):
            async with AsyncExitStack() as alone:
                loading = Loading(self._streams, rest, alone, sees=sealed_for, own=own)
                outcome = await self._try(envelope, loading)
            if isinstance(outcome, Done):
                return outcome
            rest = outcome
        raise refuse_busy()

    async def _try(self, envelope: Envelope[Command], loading: Loading[EventT]) -> Done | Rest:
        """Return the outcome, or on what the command must be decided again."""
        try:
            plan = await self._decide(envelope, loading)
        except Rejected:
            if loading.from_memory or await loading.has_moved():
                return Rest.WHOLE  # what was remembered, or read at two moments, may carry an append, never a refusal
            raise
        version = loading.now[plan.subject].version
        if envelope.dry_run or not plan.events:
            if loading.from_memory or await loading.has_moved():
                return Rest.WHOLE
            return Done(id=envelope.id, result=plan.result, position=0, version=version)
        check_expiry(envelope)  # so that soon after it nothing of that time is stored any more: timers wait for this
        match await self._append(build_append(envelope, plan, loading), plan, loading):
            case Stored() as stored:
                for stream in {stream for stream, _ in plan.events}:
                    self._streams.memory.keep(stream, loading.now[stream])
                return Done(id=envelope.id, result=plan.result, position=stored.last, version=version)
            case Duplicate() as duplicate:
                return repeat(envelope, duplicate)
            case Conflict() as conflict:
                return await self._find_rest(conflict, envelope, plan, loading)

    async def _find_rest(
        self, conflict: Conflict, envelope: Envelope[Command], plan: _Plan[EventT], loading: Loading[EventT]
    ) -> Rest:
        """Return on what to decide again after a conflict. Raises: Rejected for a command with If-Match."""
        parts = list(split(envelope, plan.moment))
        is_behind = conflict.actual > loading.loaded[conflict.stream].version
        if is_behind and all(part.if_match is None for part in parts):
            return Rest.CAUGHT_UP
        for stream in loading.loaded:
            self._streams.memory.forget(stream)
        await self._refuse_stale(envelope, parts, plan)
        return Rest.WHOLE  # the log is an older one than was remembered: it was restored

    async def _find(self, envelope: Envelope[Command]) -> Duplicate | None:
        """Return what the first of the envelope's ids that is known has stored."""
        stored = await asyncio.gather(*map(self.log.find_command, list_ids(envelope)))
        found = next((each for each in stored if each is not None), None)
        return self._seals.open_found(found) if self._seals is not None and found is not None else found

    async def _append(self, append: Append, plan: _Plan[EventT], loading: Loading[EventT]) -> Appended:
        sealed_for = loading.find_class(stream for stream, _ in plan.events)
        if sealed_for is None:
            return await self.log.append(append)
        assert self._seals is not None, "only a holder of the key can have come so far"
        appended = await self.log.append(self._seals.seal_append(sealed_for, append))
        return self._seals.open_found(appended) if isinstance(appended, Duplicate) else appended

    async def _decide(self, envelope: Envelope[Command], loading: Loading[EventT]) -> _Plan[EventT]:
        """Return what the envelope leads to, decided at the moment that is stored. Raises: Rejected.

        `effective_at` never goes back in a stream, though the clocks of two gateways differ; a decision rests on the
        moment (its day), so where a written stream stands later than the envelope, all is decided again at that moment;
        what says itself that it happened before that is refused.
        """
        moment = envelope.effective_at if self._clock is None else await self._clock.stamp(envelope, loading)
        while True:
            plan = _Plan(await self._decide_parts(envelope, moment, loading), moment)
            latest = loading.find_latest(stream for stream, _ in plan.events)
            if latest is None or latest <= moment:
                return plan
            if envelope.entered_at is not None:
                raise refuse_backwards(latest)
            moment = latest
            loading.rewind()

    async def _decide_parts(
        self, envelope: Envelope[Command], moment: datetime, loading: Loading[EventT]
    ) -> list[Decision[EventT]]:
        decisions: list[Decision[EventT]] = []
        for index, part in enumerate(split(envelope, moment)):
            with NamingPart(envelope, index, part.id):
                decision = stamp(await self._handlers.find(part.body)(part, loading), envelope.entry)
                check_version(part.if_match, loading.loaded[decision.subject].version)
            loading.stage(decision.events, moment)
            decisions.append(decision)
        return decisions

    async def _refuse_stale(
        self, envelope: Envelope[Command], parts: Sequence[Envelope[Command]], plan: _Plan[EventT]
    ) -> None:
        """Refuse what carries If-Match after a conflict: its sender has not seen what it would be decided on.

        Raises: Rejected, with VERSION_CONFLICT where a subject has moved, else with BUSY.
        """
        if all(part.if_match is None for part in parts):
            return
        for index, part in enumerate(parts):
            actual = len(await self.log.read_stream(plan.decisions[index].subject))
            with NamingPart(envelope, index, part.id):
                check_version(part.if_match, actual)
        raise refuse_busy()


def stamp(decision: Decision[EventT], entry: Entry | None) -> Decision[EventT]:
    """Return a decision whose events tell how they were entered, where it was not plainly (ORG-12, CAL-14)."""
    if entry is None:
        return decision
    entered = [(stream, event.model_copy(update={"entry": entry})) for stream, event in decision.events]
    return replace(decision, events=entered)


def check_expiry(envelope: Envelope[Command]) -> None:
    """Raises: Expired."""
    if envelope.expires_at is not None and envelope.expires_at <= read_now():
        raise Expired


def check_version(if_match: int | None, actual: int) -> None:
    """Check If-Match against the version in the log. Raises: Rejected with VERSION_CONFLICT."""
    if if_match is not None and if_match != actual:
        message = "그 사이 내용이 바뀌었습니다. 새로 고친 뒤 다시 시도하세요."
        raise Rejected("VERSION_CONFLICT", message, {"version": str(actual)})


def refuse_backwards(latest: datetime) -> Rejected:
    """Return the refusal of what happened before what its stream holds already (CAL-14)."""
    message = "그보다 뒤에 일어난 일이 이미 적혀 있습니다. 그와 같거나 뒤의 시각을 적으세요."
    return Rejected("EFFECTIVE_AT_BACKWARDS", message, {"latest": latest.astimezone(SEOUL).isoformat()})


def refuse_busy(message: str = "같은 대상에 처리가 몰려 있습니다. 잠시 뒤 다시 시도하세요.") -> Rejected:
    """Return the refusal that no rule gave: the same command may be sent again."""
    return Rejected("BUSY", message)


def _refuse(envelope: Envelope[Command], no: Rejected) -> Refused:
    """Return a refusal. Raises: Unavailable for what may be sent again, of a command that nobody else would send."""
    if envelope.expires_at is None and no.code in COME_BACK:
        raise Unavailable(f"{envelope.actor.user}: {no.code}") from no
    return Refused(id=envelope.id, code=no.code, message=no.message, details=no.details)


def build_append(envelope: Envelope[Command], plan: _Plan[EventT], loading: Loading[EventT]) -> Append:
    """Return what is to be stored."""
    kept = Kept(result=plan.result, version=loading.now[plan.subject].version, also=hash_also(envelope))
    return Append(
        command_id=envelope.id,
        body_hash=hash_body(envelope),
        outcome=kept.dump(),
        actor=envelope.actor.user,
        role=envelope.actor.role,
        department=envelope.actor.department,
        effective_at=plan.moment,
        correlation_id=envelope.correlation_id,
        causation_id=envelope.causation_id,
        expected={stream: known.version for stream, known in loading.loaded.items()},
        events=[NewEvent(stream, event.wire(), event.model_dump_json().encode()) for stream, event in plan.events],
        parts=[*list_parts(envelope, plan, loading)] if envelope.also else (),
    )


def list_parts(envelope: Envelope[Command], plan: _Plan[EventT], loading: Loading[EventT]) -> Iterator[NewPart]:
    """Yield what is to be remembered of each part of a bundle, as if it had come alone."""
    body, *others = plan.decisions
    before = len(body.events)
    for part, decision in zip(envelope.also, others, strict=True):
        kept = Kept(result=decision.result, version=loading.now[decision.subject].version)
        last = before + len(decision.events)
        span = (before + 1, last) if decision.events else (1, len(plan.events))
        yield NewPart(part.id, hash_body(envelope, part), kept.dump(), *span)
        before = last
