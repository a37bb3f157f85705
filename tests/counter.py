"""A context of its own for tests of the engine: counters, with a limit, a series, and commands that misbehave."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal
from uuid import UUID

from pydantic import Field

from contracts.errors import Rejected
from contracts.messages import Command, Envelope, Event, Result
from contracts.values import Role, Text
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


class Numbered(Event):
    """A number of the series is taken."""

    type: Literal["counter.numbered.v1"] = "counter.numbered.v1"

    number: int


class Renamed(Event):
    """An event that only a newer build knows."""

    type: Literal["counter.renamed.v1"] = "counter.renamed.v1"

    name: Text


CounterCommand = Annotated[Count | SetLimit | Number | Wait | Break, Field(discriminator="type")]
CounterEvent = Annotated[Counted | LimitSet | Numbered, Field(discriminator="type")]
NewerCounterEvent = Annotated[Counted | LimitSet | Numbered | Renamed, Field(discriminator="type")]


def evolve_total(total: int, event: CounterEvent) -> int:
    return total + event.by if isinstance(event, Counted) else total


def evolve_last(last: int, event: CounterEvent) -> int:
    return event.number if isinstance(event, Numbered) else last


def evolve_limit(limit: int, event: CounterEvent) -> int:
    return event.limit if isinstance(event, LimitSet) else limit


TOTAL: Final[Fold[int, CounterEvent]] = Fold(0, evolve_total)
LIMITS: Final[Fold[int, CounterEvent]] = Fold(LIMIT, evolve_limit)
SERIES: Final[Fold[int, CounterEvent]] = Fold(0, evolve_last)


@dataclass(slots=True)
class Service:
    """Its handlers, and what a test steers and sees of them."""

    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    run: list[UUID] = field(default_factory=list)
    """Ids of the commands that a handler has seen, once for each decision."""
    at_once: int = 0
    most_at_once: int = 0
    moments: dict[UUID, datetime] = field(default_factory=dict)

    def handlers(self) -> Handlers[CounterEvent]:
        """Return the handlers."""
        return (
            Handlers[CounterEvent]()
            .on(Count, self._count)
            .on(SetLimit, self._set_limit)
            .on(Number, self._number)
            .on(Wait, self._wait)
            .on(Break, self._break)
        )

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
