"""The manual business clock as a service's decisions meet it: its own copy on a stream of its own log (CAL-14)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, Generic, TypeVar

from contracts.errors import Rejected
from contracts.messages import Command, Envelope, Event
from contracts.values import Role
from infra.clock import read_monotonic_s
from infra.loading import Fold, Known, Loading, Streams

CLOCK: Final = "clock"
"""The stream of each log on which the manual clock stands; absent where the clock on the wall rules."""
LOOK_S: Final = 1.0
"""How often it is asked whether the installation has chosen: two queries, which every command would pay."""
StateT = TypeVar("StateT")
EventT = TypeVar("EventT", bound=Event)


class ManualClock(Generic[EventT]):
    """How a service tells the manual clock from the stream of its own log; `read` gives None where there is none."""

    def __init__(self, fold: Fold[StateT, EventT], read: Callable[[StateT], datetime | None]) -> None:
        self.fold: Fold[object, EventT] = fold  # type: ignore[assignment]  # only `read` sees the state
        self.read: Callable[[object], datetime | None] = read  # type: ignore[assignment]  # it sees states of `fold` only


class BusinessClock(Generic[EventT]):
    """Keeps commands from taking effect before what the manual clock shows, as this service knows it.

    `is_chosen` tells whether the registry's first event has come here: it chooses between the manual clock and the one
    on the wall for good. On the latter nothing is loaded or checked from then on.
    """

    def __init__(
        self, manual: ManualClock[EventT], streams: Streams[EventT], is_chosen: Callable[[], Awaitable[bool]]
    ) -> None:
        self._manual = manual
        self._streams = streams
        self._is_chosen = is_chosen
        self._is_manual: bool | None = None
        """None until the installation has chosen."""
        self._look_at_s = 0.0
        self._seen: Known | None = None

    async def stamp(self, envelope: Envelope[Command], loading: Loading[EventT]) -> datetime:
        """Return when a command takes effect, resting on the clock where it is manual, but for policies and timers.

        So once a moment is recorded as the clock's, no command stamped before it is stored any more as of then: it is
        refused, for its sender to send it again; one that does not expire is a dead letter, and takes effect now.
        Raises: Rejected with CLOCK_MOVED, Unavailable.
        """
        if envelope.actor.role is Role.SYSTEM or await self._is_real():
            return envelope.effective_at
        now = self._manual.read(await loading.load(CLOCK, self._manual.fold))
        if now is None or (envelope.entered_at or envelope.effective_at) >= now:
            return envelope.effective_at
        if envelope.expires_at is None:
            return now
        message = "그 사이 업무 시계가 움직였습니다. 같은 키로 다시 보내세요."
        raise Rejected("CLOCK_MOVED", message, {"now": now.isoformat()})

    async def read(self) -> datetime | None:
        """Return what the manual clock shows in the log; None where that on the wall rules. Raises: Unavailable."""
        if await self._is_real():
            return None
        self._seen = await self._streams.read(CLOCK, self._manual.fold, self._seen)
        return self._manual.read(self._seen.state)

    def forget(self) -> None:
        """Have the next `read` begin at the stream's first event: the log may not be what it was."""
        self._seen = None

    async def _is_real(self) -> bool:
        """Tell whether the clock on the wall is known to rule; until then every decision rests on the stream."""
        if self._is_manual is None and read_monotonic_s() >= self._look_at_s:
            self._look_at_s = read_monotonic_s() + LOOK_S
            was_chosen = await self._is_chosen()  # before the look: what is copied first is the clock, if there is one
            if await self._streams.log.read_stream(CLOCK):
                self._is_manual = True
            elif was_chosen:
                self._is_manual = False
        return self._is_manual is False
