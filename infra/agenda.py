"""What a service's own log makes it do later: lookups kept from it, sweeps at its facts, timers when they are due.

A service gives pure functions only; infra/agenda_runner.py follows the log and runs what they say.
"""

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Generic, TypeVar

from contracts.messages import Command, Event, Recorded

EventT = TypeVar("EventT", bound=Event)


@dataclass(frozen=True, slots=True)
class Put:
    """From now on a lookup holds the key, in place of what it held under it."""

    lookup: str
    key: str
    bucket: str = ""
    """Under which sweeps find it."""
    due_at: datetime | None = None
    """When its timer is due, by the business clock; absent for what is no timer."""


@dataclass(frozen=True, slots=True)
class Drop:
    """From now on a lookup does not hold the key; a timer that is not due yet never will be."""

    lookup: str
    key: str


@dataclass(frozen=True, slots=True)
class Sweep(Generic[EventT]):
    """One command for each key that a lookup holds in a bucket when a fact comes.

    What came before the fact is found; what comes after it was decided on the new fact.
    """

    name: str
    lookup: str
    find_bucket: Callable[[Recorded[EventT]], str | None]
    """The bucket that an event concerns; None where it is no such fact."""
    command: Callable[[Recorded[EventT], str], Command]


Due = Callable[[str, datetime], Command]
"""The command of a timer, by its key and the moment at which it was due. It may run later than that: where the window
had passed when its fact was recorded, the decider records it as passed."""


@dataclass(frozen=True, slots=False)
class Agenda(Generic[EventT]):
    """A service's lookups, sweeps and timers; all functions are pure."""

    keep: Callable[[Recorded[EventT]], Sequence[Put | Drop]]
    """What an event changes in the lookups: they are derived, and made anew where this function's module changes."""
    sweeps: Sequence[Sweep[EventT]] = ()
    timers: Mapping[str, Due] = field(default_factory=dict)
    """By lookup: each of its keys is a timer."""

    @cached_property
    def fingerprint(self) -> str:
        """What the content of the lookups depends on."""
        return sha256(inspect.getsource(sys.modules[self.keep.__module__]).encode()).hexdigest()

    def find_sweeps(self, event: Recorded[EventT]) -> list[tuple[Sweep[EventT], str]]:
        """Return the sweeps that an event sets off, each with the bucket that it concerns."""
        found = [(sweep, sweep.find_bucket(event)) for sweep in self.sweeps]
        return [(sweep, bucket) for sweep, bucket in found if bucket is not None]
