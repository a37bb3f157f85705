"""A service's own copy of the registry's facts: the streams that hold it, the command that adds to it, its policy."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar, get_args

from contracts.messages import Command, Envelope, Event, Recorded
from contracts.registry import RegistryEvent, known
from contracts.registry.facts import KeepRegistryFact, RegistryFact, RegistryFactKept
from infra.business_clock import CLOCK, ManualClock
from infra.deciding import Decision
from infra.kinds import Kind
from infra.loading import Fold, Loading
from infra.policies import Policy

EventT = TypeVar("EventT", bound=Event)
StateT = TypeVar("StateT")
KeepT = TypeVar("KeepT", bound=KeepRegistryFact)
COPIED: Final = get_args(get_args(RegistryFact)[0])
"""The registry's events that are copied."""


class RegistryCopies(Generic[EventT]):
    """The copy that one service keeps: each kind of fact has one stream."""

    def __init__(self, kept: type[EventT]) -> None:
        self._kept = kept
        self.departments: Kind[known.Departments, EventT] = Kind("departments", _fold({}, known.evolve_departments))
        self.holidays: Kind[frozenset[date], EventT] = Kind("holidays", _fold(frozenset(), known.evolve_holidays))
        self.elections: Kind[known.Elections, EventT] = Kind("elections", _fold({}, known.evolve_elections))
        self.clock: Kind[datetime | None, EventT] = Kind(CLOCK, _fold(None, known.evolve_clock))
        self._kinds: Mapping[str, Kind[Any, EventT]] = {
            each.name: each for each in (self.departments, self.holidays, self.elections, self.clock)
        }

    @property
    def manual_clock(self) -> ManualClock[EventT]:
        """How the service knows the manual clock."""
        return ManualClock(self.clock.fold, lambda now: now)

    async def keep_fact(self, envelope: Envelope[KeepT], loading: Loading[EventT]) -> Decision[EventT]:
        """Keep a fact, unless it is known so already."""
        kind = self._kinds[known.name_stream(envelope.body.fact)]
        before = await kind.load_alone(loading)
        event = self._kept.model_validate({"fact": envelope.body.fact})
        return kind.answer(loading, () if kind.fold.evolve(before, event) == before else (event,))


def make_policy(context: str, keep: type[KeepRegistryFact]) -> Policy[RegistryEvent]:
    """Return the policy by which a context copies the registry's facts."""

    def copy_fact(event: Recorded[RegistryEvent]) -> tuple[Command, ...]:
        return (keep.model_validate({"fact": event.data}),) if isinstance(event.data, COPIED) else ()

    return Policy(f"{context}-facts", "registry", copy_fact)


def _fold(initial: StateT, evolve: "known.Evolve[StateT]") -> Fold[StateT, EventT]:
    def follow(state: StateT, event: EventT) -> StateT:
        return evolve(state, event.fact) if isinstance(event, RegistryFactKept) else state

    return Fold(initial, follow)
