"""Kinds of streams of one log: what each is called, how it is folded, what its states are called."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar
from uuid import UUID

from contracts.errors import Rejected
from contracts.messages import Event, Result
from infra.deciding import Decision
from infra.loading import Fold, Loading

EventT = TypeVar("EventT", bound=Event)
StateT = TypeVar("StateT")
Key = str | UUID | int | None
"""What tells the streams of one kind apart; None where there is one only."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[StateT, EventT]):
    """One kind of stream."""

    name: str
    fold: Fold[StateT, EventT]
    name_state: Callable[[StateT], str] | None = None

    def name_stream(self, key: Key = None) -> str:
        """Return the stream of a key."""
        return self.name if key is None else f"{self.name}-{key}"

    async def load(self, loading: Loading[EventT], key: Key = None) -> StateT:
        """Return the state of one stream. Raises: Unavailable."""
        return await loading.load(self.name_stream(key), self.fold)

    async def load_alone(self, loading: Loading[EventT], key: Key = None) -> StateT:
        """As `load`, one command of this process at a time: for a stream that many write. Raises: Unavailable."""
        return await loading.load_alone(self.name_stream(key), self.fold)

    async def load_each(self, loading: Loading[EventT], keys: Iterable[str | UUID]) -> dict[str, StateT]:
        """Return the states of several streams by key. Raises: Unavailable."""
        return {str(key): await self.load(loading, key) for key in keys}

    def answer(
        self, loading: Loading[EventT], events: Sequence[EventT], key: Key = None, of: Key = None
    ) -> Decision[EventT]:
        """Return events as written to one stream, which was loaded; the result names `of` where it is not its key."""
        stream = self.name_stream(key)
        before: StateT = loading.now[stream].state  # type: ignore[assignment]  # kept with the same fold
        state = reduce(self.fold.evolve, events, before)
        named = self.name_state(state) if self.name_state else None
        result = Result(id=str(of if of is not None else key if key is not None else self.name), state=named)
        return Decision(stream, result, [(stream, event) for event in events])


def require_subject(subject: UUID | None) -> UUID:
    """Return what a command acts on. Raises: Rejected with NOT_FOUND for one that names nothing."""
    if subject is None:
        raise Rejected("NOT_FOUND", "무엇에 하는 일인지 없습니다. 주소를 확인하세요.")
    return subject
