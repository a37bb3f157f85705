"""Contracts of the business clock (CAL-14)."""

from typing import ClassVar, Literal

from contracts.messages import Command, Event
from contracts.values import Instant, Role


class SetClock(Command):
    """Set the manual business clock, forward only; the first one makes the installation a training one (CAL-14)."""

    type: Literal["registry.set_clock.v1"] = "registry.set_clock.v1"
    roles: ClassVar = frozenset({Role.OPERATOR})

    now: Instant


class ClockSet(Event):
    """The manual business clock stands at `now`."""

    type: Literal["registry.clock_set.v1"] = "registry.clock_set.v1"

    now: Instant
