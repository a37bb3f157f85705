"""What a decision rests on: streams folded to their states, remembered between commands, staged within one."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Final, Generic, TypeVar

from contracts.errors import Rejected
from contracts.messages import Event
from contracts.sealed import SealedEvent
from infra.batching import Unavailable
from infra.chain import StoredData
from infra.cloudevents import Decoder, UnknownEventType
from infra.confidential import ClassSeals
from infra.log import GONE, EventLog
from infra.sealing import SealBroken

REMEMBERED: Final = 20_000
"""Streams whose state is kept in memory; about 1 kB each."""
AGENDA_S: Final = 2.0
"""How long a command waits for the agenda to have come to the log's head (decided.md, Limits: read wait)."""
AGENDA_POLL_S: Final = 0.01
END: Final = 2**62
"""Beyond the last version of any stream."""
StateT = TypeVar("StateT")
EventT = TypeVar("EventT", bound=Event)


class MixedClasses(Exception):
    """Bug: one append would write streams of a confidential class and others."""


@dataclass(frozen=True, slots=True)
class Fold(Generic[StateT, EventT]):
    """A pure left fold over one stream's events."""

    initial: StateT
    evolve: Callable[[StateT, EventT], StateT]
    is_dated: bool = True
    """False where nothing rests on when its events took effect, as with numbers: what is entered late follows too."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a stream."""

    version: int
    effective_at: datetime | None
    state: object
    sealed_for: str | None = None
    """The confidential class of all its events."""


def refuse_hidden() -> Rejected:
    """Return the refusal of a stream of a class that the command did not come sealed for."""
    return Rejected("NOT_FOUND", "그런 것이 없거나 볼 권한이 없습니다.")


class Rest(Enum):
    """On what an attempt rests."""

    REMEMBERED = auto()
    """On what is remembered: it may carry an append, never a refusal."""
    CAUGHT_UP = auto()
    """As that, and what the log has had since: after a conflict."""
    WHOLE = auto()
    """On streams read from their first event: before a refusal, and where the log is not what was remembered."""


class Memory:
    """The state of recently used streams; a wrong one is caught by the append's version check."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._streams: OrderedDict[str, Known] = OrderedDict()

    def recall(self, stream: str) -> Known | None:
        """Return what is known of a stream."""
        known = self._streams.get(stream)
        if known is not None:
            self._streams.move_to_end(stream)
        return known

    def keep(self, stream: str, known: Known) -> None:
        """Remember a stream unless something newer is known of it."""
        before = self._streams.get(stream)
        if before is None or before.version <= known.version:
            self._streams[stream] = known
            self._streams.move_to_end(stream)
        if len(self._streams) > self._most:
            self._streams.popitem(last=False)

    def forget(self, stream: str) -> None:
        """Drop a stream that turned out to be elsewhere."""
        self._streams.pop(stream, None)


class Streams(Generic[EventT]):
    """What the attempts of one process share: the log, what is remembered of it, and who is alone on a stream."""

    def __init__(self, log: EventLog, decoder: Decoder[EventT], seals: ClassSeals | None = None) -> None:
        self.log = log
        self.decoder = decoder
        self._seals = seals
        self.memory = Memory()
        self.locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def read(
        self,
        stream: str,
        fold: Fold[StateT, EventT],
        since: Known | None = None,
        may_open: Callable[[str], bool] = lambda _: True,
    ) -> Known:
        """Return a stream as the log has it now, read on from where it was known; `may_open` is asked of its class.

        Raises: Unavailable, SealBroken, UnknownEventType, Rejected with NOT_FOUND.
        """
        known = since or Known(0, None, fold.initial)
        for event in await self.log.read_stream(stream, known.version):
            data, sealed_for = self._read_data(event, may_open)
            known = Known(event.version, event.effective_at, fold.evolve(known.state, data), sealed_for)  # type: ignore[arg-type]  # kept with the same fold
        return known

    def _read_data(self, event: StoredData, may_open: Callable[[str], bool]) -> tuple[EventT, str | None]:
        """Return an event and the class that it is sealed for. A decision never rests on what cannot be opened."""
        data = self.decoder.read_data(event.data)
        if not isinstance(data, SealedEvent):
            return data, None
        if not may_open(data.sealed_for):
            raise refuse_hidden()  # unopened: how much there is to open would take its time
        if self._seals is None:
            raise SealBroken(f"no key of the class {data.sealed_for} here")
        inside = self._seals.open_event(event.stream, event.version, data)
        try:
            return self.decoder.read_data(inside.data.encode()), data.sealed_for
        except UnknownEventType:
            raise UnknownEventType(f"sealed for {data.sealed_for}") from None  # what was sealed is named nowhere


class Loading(Generic[EventT]):
    """One attempt's reads: the states it saw, what its decisions led to, and the versions that its append rests on."""

    def __init__(
        self,
        streams: Streams[EventT],
        rest: Rest,
        alone: AsyncExitStack,
        *,
        sees: str | None = None,
        own: bool = False,
    ) -> None:
        self.sees = sees
        """The confidential class that the command came sealed for."""
        self._is_own = own
        self._streams = streams
        self._rest = rest
        self._alone = alone
        self._is_alone = False
        self._folds: dict[str, Fold[object, EventT]] = {}
        self.from_memory = False
        self._hidden: set[str] = set()
        """Streams that were read in vain."""
        self.loaded: dict[str, Known] = {}
        """Each stream as it was read."""
        self.now: dict[str, Known] = {}
        """Each stream after what was decided so far."""

    async def load(self, stream: str, fold: Fold[StateT, EventT]) -> StateT:
        """Return the stream's state; the append is stored only if the stream is still there then.

        In a bundle it is the state that the earlier parts led to. A stream of a confidential class is there for those
        only whose command came sealed for it, and for the service itself. Raises: Unavailable, Rejected with NOT_FOUND.
        """
        if stream not in self.now:
            self._hidden.add(stream)
            known = await self._find(stream, fold)
            if known.sealed_for is not None and not self._may_open(known.sealed_for):
                raise refuse_hidden()
            self._hidden.remove(stream)
            self.loaded[stream] = self.now[stream] = known
            self._folds[stream] = fold  # type: ignore[assignment]  # a stream is always loaded with its own fold
        return self.now[stream].state  # type: ignore[return-value]  # kept with the same fold

    async def _find(self, stream: str, fold: Fold[StateT, EventT]) -> Known:
        remembered = None if self._rest is Rest.WHOLE else self._streams.memory.recall(stream)
        self.from_memory |= remembered is not None
        if remembered is not None and self._rest is Rest.REMEMBERED:
            return remembered
        known = await self._streams.read(stream, fold, remembered, self._may_open)
        self._streams.memory.keep(stream, known)
        return known

    def _may_open(self, sealed_for: str) -> bool:
        return self._is_own or sealed_for == self.sees

    async def load_alone(self, stream: str, fold: Fold[StateT, EventT]) -> StateT:
        """As `load`, one command of this process at a time: for a stream that every command writes.

        An attempt is alone on one stream at most, so that two bundles never wait for each other; on any further one the
        version check alone decides.
        """
        if not self._is_alone:
            await self._alone.enter_async_context(self._streams.locks[stream])
            self._is_alone = True
        return await self.load(stream, fold)

    async def find_head(self) -> int:
        """Return the log's last position; 0 before the first event. Raises: Unavailable."""
        try:
            return (await self._streams.log.read_head()).position
        except GONE as error:
            raise Unavailable(f"the event log does not answer: {error!r}") from error

    async def find_keys(self, lookup: str, since: str) -> list[str]:
        """Return what a lookup of the service's agenda holds in a bucket or in one that sorts after it.

        Everything up to the log's head is in it. What comes later the append tells by versions only: whatever may put
        another key there must write a stream that was loaded before. Raises: Unavailable, Rejected.
        """
        head = await self.find_head()
        try:
            async with asyncio.timeout(AGENDA_S):
                while (keys := await self._streams.log.read_keys(lookup, since, head)) is None:  # noqa: ASYNC110 - it may be another process
                    await asyncio.sleep(AGENDA_POLL_S)
        except TimeoutError as error:
            raise Rejected("FACTS_NOT_READY", "앞선 처리를 정리하고 있습니다. 잠시 뒤 다시 보내세요.") from error
        except GONE as error:
            raise Unavailable(f"the event log does not answer: {error!r}") from error
        return keys

    async def has_moved(self) -> bool:
        """Tell whether a stream has moved since it was read, so that no one moment shows all as they were read.

        A stream alone was read in one statement. One that is hidden counts and is asked for, as one that is empty: else
        a refusal would come sooner where there is something. Raises: Unavailable.
        """
        known = {stream: each.version for stream, each in self.loaded.items()} | dict.fromkeys(self._hidden, END)
        if len(known) < 2:
            return False
        return any(await asyncio.gather(*(self._streams.log.read_stream(*each) for each in known.items())))

    def stage(self, events: Iterable[tuple[str, EventT]], moment: datetime) -> None:
        """Let what was decided be seen by what is decided next."""
        for stream, event in events:
            known = self.now[stream]
            state = self._folds[stream].evolve(known.state, event)
            self.now[stream] = Known(known.version + 1, moment, state, self.sees or known.sealed_for)

    def find_latest(self, written: Iterable[str]) -> datetime | None:
        """Return the latest moment at which one of these streams stands; before it none of them is written."""
        moments = (self.loaded[stream].effective_at for stream in written if self._folds[stream].is_dated)
        return max((moment for moment in moments if moment is not None), default=None)

    def find_class(self, written: Iterable[str]) -> str | None:
        """Return the class for which an append to these streams is sealed: what is confidential stays so.

        Raises: MixedClasses.
        """
        classes = {known.sealed_for for stream in written if (known := self.loaded[stream]).version}
        if self.sees is not None or not classes:
            classes.add(self.sees)
        if len(classes) > 1:
            raise MixedClasses(f"one append for {classes}")
        return classes.pop()

    def rewind(self) -> None:
        """Forget what was decided, not what was read."""
        self.now = dict(self.loaded)
