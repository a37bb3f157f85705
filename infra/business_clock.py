"""The manual business clock as a service's decisions meet it: its own copy on a stream of its own log (CAL-14)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, Generic, TypeVar

from contracts.errors import Rejected
from contracts.messages import Command, Envelope, Event
from contracts.values import Role
from infra.loading import Fold, Loading

CLOCK: Final = "clock"
"""The stream of each log on which the manual clock stands; absent where the clock on the wall rules."""
StateT = TypeVar("StateT")
EventT = TypeVar("EventT", bound=Event)


class BusinessClock(Generic[EventT]):
    """Refuses commands stamped before the manual clock as this service knows it.

    `read` returns what the stream's state shows, None where there is no manual clock. `is_real` tells whether the
    installation has chosen the clock on the wall, which is for good: from then on nothing is loaded or checked.
    """

    def __init__(
        self,
        fold: Fold[StateT, EventT],
        read: Callable[[StateT], datetime | None],
        is_real: Callable[[], Awaitable[bool]],
    ) -> None:
        self._fold: Fold[object, EventT] = fold  # type: ignore[assignment]  # only `read` sees the state
        self._read: Callable[[object], datetime | None] = read  # type: ignore[assignment]  # it sees states of `fold` only
        self._is_real = is_real
        self._is_manual: bool | None = None
        """None until the installation has chosen."""

    async def check(self, envelope: Envelope[Command], loading: Loading[EventT]) -> None:
        """Rest a decision on the clock where it is manual; policies and timers act at times of their own.

        So once a moment is recorded as the clock's, no command stamped before it is stored any more: whatever was
        stamped earlier has been decided or is refused. Raises: Rejected with CLOCK_MOVED, Unavailable.
        """
        if envelope.actor.role is Role.SYSTEM or self._is_manual is False:
            return
        if self._is_manual is None and await self._is_real():
            self._is_manual = False
            return
        now = self._read(await loading.load(CLOCK, self._fold))
        if now is None:
            return
        self._is_manual = True
        if envelope.effective_at < now:
            message = "그 사이 업무 시계가 움직였습니다. 같은 키로 다시 보내세요."
            raise Rejected("CLOCK_MOVED", message, {"now": now.isoformat()})
