"""The streams of the registry's log: what each kind is called, how it is folded, what its states are called."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from uuid import UUID

from contracts.errors import Rejected
from contracts.messages import Result
from contracts.registry import RegistryEvent
from infra.business_clock import CLOCK as CLOCK_STREAM
from infra.deciding import Decision
from infra.loading import Fold, Loading
from services.registry import (
    assignment,
    business_clock,
    concurrence,
    deadline_policy,
    delegation,
    department,
    department_counts,
    election,
    holiday,
    meeting,
    partner,
    person,
    resolution,
    team,
    term,
)

StateT = TypeVar("StateT")
Key = str | UUID | int | None
"""What tells the streams of one kind apart; None where there is one only."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[StateT]):
    """One kind of stream."""

    name: str
    fold: Fold[StateT, RegistryEvent]
    name_state: Callable[[StateT], str] | None = None

    def name_stream(self, key: Key = None) -> str:
        """Return the stream of a key."""
        return self.name if key is None else f"{self.name}-{key}"

    async def load(self, loading: Loading[RegistryEvent], key: Key = None) -> StateT:
        """Return the state of one stream. Raises: Unavailable."""
        return await loading.load(self.name_stream(key), self.fold)

    async def load_alone(self, loading: Loading[RegistryEvent], key: Key = None) -> StateT:
        """As `load`, one command of this process at a time: for a stream that many write. Raises: Unavailable."""
        return await loading.load_alone(self.name_stream(key), self.fold)

    async def load_each(self, loading: Loading[RegistryEvent], keys: Iterable[str]) -> dict[str, StateT]:
        """Return the states of several streams by key. Raises: Unavailable."""
        return {key: await self.load(loading, key) for key in keys}

    def answer(
        self, loading: Loading[RegistryEvent], events: Sequence[RegistryEvent], key: Key = None, of: Key = None
    ) -> Decision[RegistryEvent]:
        """Return events as written to one stream; the result names `of` where it is not the stream's key."""
        stream = self.name_stream(key)
        state = loading.now[stream].state
        for event in events:
            state = self.fold.evolve(state, event)  # type: ignore[arg-type]  # kept with the same fold
        named = self.name_state(state) if self.name_state else None  # type: ignore[arg-type]  # as above
        result = Result(id=str(of if of is not None else key), state=named)
        return Decision(stream, result, [(stream, event) for event in events])


def require_subject(subject: UUID | None) -> UUID:
    """Return what a command acts on. Raises: Rejected with NOT_FOUND for one that names nothing."""
    if subject is None:
        raise Rejected("NOT_FOUND", "무엇에 하는 일인지 없습니다. 주소를 확인하세요.")
    return subject


DEPARTMENT: Final[Kind[department.State]] = Kind("department", Fold(department.UNREGISTERED, department.evolve))
DEPARTMENT_COUNTS: Final = Kind("department_counts", Fold(department_counts.Counts(), department_counts.evolve))
TEAM: Final[Kind[team.State]] = Kind("team", Fold(team.Unregistered(), team.evolve))
TERMS: Final = Kind("terms", Fold(term.Terms(), term.evolve))
PARTNERS: Final = Kind("partners", Fold(partner.Partners(), partner.evolve))
PERSON: Final[Kind[person.State]] = Kind("person", Fold(person.Unregistered(), person.evolve))
POSTS: Final = Kind("posts", Fold(assignment.Posts(), assignment.evolve))
DELEGATIONS: Final = Kind("delegations", Fold(delegation.Delegations(), delegation.evolve))
CALENDAR: Final = Kind("calendar", Fold(holiday.Year(), holiday.evolve))
ELECTIONS: Final = Kind("elections", Fold(election.Elections(), election.evolve))
DEADLINE_POLICY: Final = Kind("deadline_policy", Fold(deadline_policy.Adopted(), deadline_policy.evolve))
MEETING: Final[Kind[meeting.State]] = Kind("meeting", Fold(meeting.NotScheduled(), meeting.evolve), meeting.name_state)
RESOLUTION: Final[Kind[resolution.State]] = Kind("resolution", Fold(resolution.NotRecorded(), resolution.evolve))
CONCURRENCE: Final[Kind[concurrence.State]] = Kind(
    "concurrence", Fold(concurrence.NotRequested(), concurrence.evolve), concurrence.name_state
)
CLOCK: Final[Kind[business_clock.State]] = Kind(CLOCK_STREAM, Fold(business_clock.Real(), business_clock.evolve))
