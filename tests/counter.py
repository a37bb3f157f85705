"""A context of its own for tests of the engine: counters, with a limit, a series, and commands that misbehave."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal
from uuid import UUID

from pydantic import Field

from contracts.errors import Rejected
from contracts.messages import Command, Envelope, Event, Recorded, Result
from contracts.values import Instant, Role, Text
from infra.agenda import Agenda, Drop, Put, Sweep
from infra.business_clock import ManualClock
from infra.deciding import Decision, Handlers
from infra.loading import Fold, Loading

LIMIT: Final = 100
"""Of each counter until another is set."""
CONTEXT: Final = "directives"
"""Its commands travel where the topology has a queue for them."""


class Count(Command):
    """Count up; nothing where `by` is 0."""

    type: Literal["counter.count.v1"] = "counter.count.v1"
    roles: ClassVar = frozenset({Role.OPERATOR, Role.SYSTEM})

    counter: Text
    by: int = 1


class SetLimit(Command):
    """Set the limit of all counters: a fact that each count rests on."""

    type: Literal["counter.set_limit.v1"] = "counter.set_limit.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    limit: int


class Relimit(Command):
    """Tell a counter the limit, by a sweep."""

    type: Literal["counter.relimit.v1"] = "counter.relimit.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    counter: Text
    limit: int


class SetAlarm(Command):
    """Have a counter's alarm rung at a moment."""

    type: Literal["counter.set_alarm.v1"] = "counter.set_alarm.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    counter: Text
    due_at: Instant


class CancelAlarm(Command):
    """Have a counter's alarm not rung."""

    type: Literal["counter.cancel_alarm.v1"] = "counter.cancel_alarm.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    counter: Text


class RingAlarm(Command):
    """Ring a counter's alarm, by its timer."""

    type: Literal["counter.ring_alarm.v1"] = "counter.ring_alarm.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    counter: Text
    due_at: Instant


class MoveClock(Command):
    """Copy the manual clock, as a policy does."""

    type: Literal["counter.move_clock.v1"] = "counter.move_clock.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    now: Instant


class Number(Command):
    """Take the next number of a series."""

    type: Literal["counter.number.v1"] = "counter.number.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    series: Text = "series"


class Wait(Command):
    """Count once a test lets it."""

    type: Literal["counter.wait.v1"] = "counter.wait.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    counter: Text


class Break(Command):
    """Run into a bug of its handler."""

    type: Literal["counter.break.v1"] = "counter.break.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    why: Text


class Counted(Event):
    """A counter went up."""

    type: Literal["counter.counted.v1"] = "counter.counted.v1"

    by: int
    limit: int = LIMIT
    """The one that it was decided on."""


class LimitSet(Event):
    """The counters have a limit."""

    type: Literal["counter.limit_set.v1"] = "counter.limit_set.v1"

    limit: int


class Relimited(Event):
    """A counter knows a new limit."""

    type: Literal["counter.relimited.v1"] = "counter.relimited.v1"

    limit: int


class AlarmSet(Event):
    """A counter's alarm is set."""

    type: Literal["counter.alarm_set.v1"] = "counter.alarm_set.v1"

    due_at: Instant
    set_at: Instant


class AlarmCancelled(Event):
    """A counter's alarm will not ring."""

    type: Literal["counter.alarm_cancelled.v1"] = "counter.alarm_cancelled.v1"


class AlarmRung(Event):
    """A counter's alarm has rung; `passed` where its moment had passed when it was set."""

    type: Literal["counter.alarm_rung.v1"] = "counter.alarm_rung.v1"

    due_at: Instant
    passed: bool


class ClockMoved(Event):
    """The manual clock stands at a moment."""

    type: Literal["counter.clock_moved.v1"] = "counter.clock_moved.v1"

    now: Instant


class Numbered(Event):
    """A number of the series is taken."""

    type: Literal["counter.numbered.v1"] = "counter.numbered.v1"

    number: int


class Renamed(Event):
    """An event that only a newer build knows."""

    type: Literal["counter.renamed.v1"] = "counter.renamed.v1"

    name: Text


CounterCommand = Annotated[
    Count | SetLimit | Relimit | SetAlarm | CancelAlarm | RingAlarm | MoveClock | Number | Wait | Break,
    Field(discriminator="type"),
]
CounterEvent = Annotated[
    Counted | LimitSet | Relimited | AlarmSet | AlarmCancelled | AlarmRung | ClockMoved | Numbered,
    Field(discriminator="type"),
]
NewerCounterEvent = Annotated[Counted | LimitSet | Numbered | Renamed, Field(discriminator="type")]


def evolve_total(total: int, event: CounterEvent) -> int:
    return total + event.by if isinstance(event, Counted) else total


def evolve_last(last: int, event: CounterEvent) -> int:
    return event.number if isinstance(event, Numbered) else last


def evolve_limit(limit: int, event: CounterEvent) -> int:
    return event.limit if isinstance(event, LimitSet) else limit


def evolve_alarm(alarm: AlarmSet | None, event: CounterEvent) -> AlarmSet | None:
    match event:
        case AlarmSet():
            return event
        case AlarmCancelled() | AlarmRung():
            return None
        case _:
            return alarm


def evolve_clock(now: datetime | None, event: CounterEvent) -> datetime | None:
    return event.now if isinstance(event, ClockMoved) else now


TOTAL: Final[Fold[int, CounterEvent]] = Fold(0, evolve_total)
LIMITS: Final[Fold[int, CounterEvent]] = Fold(LIMIT, evolve_limit)
SERIES: Final[Fold[int, CounterEvent]] = Fold(0, evolve_last)
ALARM: Final[Fold[AlarmSet | None, CounterEvent]] = Fold(None, evolve_alarm)
NOW: Final[Fold[datetime | None, CounterEvent]] = Fold(None, evolve_clock)
CLOCK: Final[ManualClock[CounterEvent]] = ManualClock(NOW, lambda now: now)


def keep(event: Recorded[CounterEvent]) -> Sequence[Put | Drop]:
    counter = event.subject.partition("-")[2]
    match event.data:
        case Counted() | Relimited():
            return (Put("counters", counter, bucket="all"),)
        case AlarmSet(due_at=due_at):
            return (Put("alarms", counter, due_at=due_at),)
        case AlarmCancelled() | AlarmRung():
            return (Drop("alarms", counter),)
        case _:
            return ()


def find_bucket(event: Recorded[CounterEvent]) -> str | None:
    return "all" if isinstance(event.data, LimitSet) else None


def make_relimit(event: Recorded[CounterEvent], counter: str) -> Command:
    assert isinstance(event.data, LimitSet)
    return Relimit(counter=counter, limit=event.data.limit)


def make_ring(counter: str, due_at: datetime) -> Command:
    return RingAlarm(counter=counter, due_at=due_at)


AGENDA: Final[Agenda[CounterEvent]] = Agenda(
    keep, (Sweep("relimit", "counters", find_bucket, make_relimit),), {"alarms": make_ring}
)


@dataclass(slots=True)
class Service:
    """Its handlers, and what a test steers and sees of them."""

    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    run: list[UUID] = field(default_factory=list)
    """Ids of the commands that a handler has seen, once for each decision."""
    has_facts: bool = True
    """Whether the copies of other contexts have come as far as a command asks."""
    mended: bool = False
    """Whether every alarm may ring: else one is forbidden and one meets a bug."""
    at_once: int = 0
    most_at_once: int = 0

    def handlers(self) -> Handlers[CounterEvent]:
        """Return the handlers."""
        return (
            Handlers[CounterEvent]()
            .on(Count, self._count)
            .on(SetLimit, self._set_limit)
            .on(Relimit, self._relimit)
            .on(SetAlarm, self._set_alarm)
            .on(CancelAlarm, self._cancel_alarm)
            .on(RingAlarm, self._ring_alarm)
            .on(MoveClock, self._move_clock)
            .on(Number, self._number)
            .on(Wait, self._wait)
            .on(Break, self._break)
        )

    async def reached(self, _: Mapping[str, int]) -> bool:
        """Tell whether the copies have come so far."""
        return self.has_facts

    async def _count(self, envelope: Envelope[Count], loading: Loading[CounterEvent]) -> Decision[CounterEvent]:
        self.run.append(envelope.id)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            stream = f"counter-{envelope.body.counter}"
            total = await loading.load(stream, TOTAL)
            limit = await loading.load("limit", LIMITS)
        finally:
            self.at_once -= 1
        if total + envelope.body.by > limit:
            raise Rejected("WRONG_STATE", "더 셀 수 없습니다.", {"total": str(total)})
        events = [(stream, Counted(by=envelope.body.by, limit=limit))] if envelope.body.by else []
        return Decision(stream, Result(id=envelope.body.counter, number=str(total + envelope.body.by)), events)

    async def _set_limit(self, envelope: Envelope[SetLimit], loading: Loading[CounterEvent]) -> Decision[CounterEvent]:
        self.run.append(envelope.id)
        limit = await loading.load("limit", LIMITS)
        events = [("limit", LimitSet(limit=envelope.body.limit))] if envelope.body.limit != limit else []
        return Decision("limit", Result(id="limit"), events)

    async def _relimit(self, envelope: Envelope[Relimit], loading: Loading[CounterEvent]) -> Decision[CounterEvent]:
        self.run.append(envelope.id)
        stream = f"counter-{envelope.body.counter}"
        await loading.load(stream, TOTAL)
        return Decision(stream, Result(id=envelope.body.counter), [(stream, Relimited(limit=envelope.body.limit))])

    async def _set_alarm(self, envelope: Envelope[SetAlarm], loading: Loading[CounterEvent]) -> Decision[CounterEvent]:
        stream = f"alarm-{envelope.body.counter}"
        await loading.load(stream, ALARM)
        event = AlarmSet(due_at=envelope.body.due_at, set_at=envelope.effective_at)
        return Decision(stream, Result(id=envelope.body.counter), [(stream, event)])

    async def _cancel_alarm(
        self, envelope: Envelope[CancelAlarm], loading: Loading[CounterEvent]
    ) -> Decision[CounterEvent]:
        stream = f"alarm-{envelope.body.counter}"
        alarm = await loading.load(stream, ALARM)
        return Decision(stream, Result(id=envelope.body.counter), [(stream, AlarmCancelled())] if alarm else [])

    async def _ring_alarm(
        self, envelope: Envelope[RingAlarm], loading: Loading[CounterEvent]
    ) -> Decision[CounterEvent]:
        self.run.append(envelope.id)
        stream, due_at = f"alarm-{envelope.body.counter}", envelope.body.due_at
        alarm = await loading.load(stream, ALARM)
        if envelope.body.counter == "broken" and not self.mended:
            raise RuntimeError("a bug")
        if envelope.body.counter == "forbidden" and not self.mended:
            raise Rejected("WRONG_STATE", "울릴 수 없습니다.", {"state": "MUTE", "text": "남기지 않을 말"})
        events = [AlarmRung(due_at=due_at, passed=due_at <= alarm.set_at)] if alarm and alarm.due_at == due_at else []
        return Decision(stream, Result(id=envelope.body.counter), [(stream, event) for event in events])

    async def _move_clock(
        self, envelope: Envelope[MoveClock], loading: Loading[CounterEvent]
    ) -> Decision[CounterEvent]:
        await loading.load("clock", NOW)
        return Decision("clock", Result(id="clock"), [("clock", ClockMoved(now=envelope.body.now))])

    async def _number(self, envelope: Envelope[Number], loading: Loading[CounterEvent]) -> Decision[CounterEvent]:
        self.run.append(envelope.id)
        series = envelope.body.series
        number = await loading.load_alone(series, SERIES) + 1
        stream = f"numbered-{envelope.id}"
        if await loading.load(stream, SERIES):
            raise Rejected("WRONG_STATE", "번호가 이미 있습니다.")
        taken = Numbered(number=number)
        return Decision(stream, Result(id=str(envelope.id), number=str(number)), [(stream, taken), (series, taken)])

    async def _wait(self, envelope: Envelope[Wait], loading: Loading[CounterEvent]) -> Decision[CounterEvent]:
        self.run.append(envelope.id)
        await self.may_go_on.wait()
        stream = f"counter-{envelope.body.counter}"
        await loading.load(stream, TOTAL)
        return Decision(stream, Result(id=envelope.body.counter), [(stream, Counted(by=1))])

    async def _break(self, envelope: Envelope[Break], _: Loading[CounterEvent]) -> Decision[CounterEvent]:
        self.run.append(envelope.id)
        raise RuntimeError(envelope.body.why)
