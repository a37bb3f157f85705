"""Smart batching: take what is waiting and send it as one; one when idle, hundreds when busy, never a timer.

Exception
└── Unavailable          transient: the other side is gone, full or too slow; safe to retry
    └── BatcherClosed    the worker behind a batcher has ended
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")
Waiting = tuple[ItemT, asyncio.Future[AnswerT]]


class Unavailable(Exception):
    """Transient: the other side is gone, full or too slow; nothing is known to be wrong with the request."""


class BatcherClosed(Unavailable):
    """The worker behind a batcher has ended; nobody will answer."""


def take_all(waiting: Sequence[ItemT]) -> Sequence[int]:
    """Return the index of every waiting item: the usual choice."""
    return range(len(waiting))


class Batcher(Generic[ItemT, AnswerT]):
    """Collects items while a batch is under way and answers the next batch as one.

    `answer` gets 1..`most` items and returns their answers in order; an answer that is an exception is raised to its
    caller alone. `choose` sees the first `look` that wait (`most` without it) and returns the ascending indices of
    those that may go together: at least one, at most `most`.
    """

    def __init__(
        self,
        answer: Callable[[Sequence[ItemT]], Awaitable[Sequence[AnswerT | Exception]]],
        *,
        most: int,
        capacity: int = 100_000,
        look: int | None = None,
        choose: Callable[[Sequence[ItemT]], Sequence[int]] = take_all,
    ) -> None:
        self._answer = answer
        self._most = most
        self._look = look or most
        self._capacity = capacity
        self._choose = choose
        self._waiting: deque[Waiting[ItemT, AnswerT]] = deque()
        self._arrived = asyncio.Event()
        self._workers = 0
        self._closed = False

    async def ask(self, item: ItemT) -> AnswerT:
        """Return the item's answer.

        Raises: BatcherClosed when the worker has ended; Unavailable when too many wait; what `answer` gave.
        """
        return await self.offer(item)

    def offer(self, item: ItemT) -> asyncio.Future[AnswerT]:
        """Return the future of the item's answer; it is asked whether or not somebody awaits that.

        Raises: BatcherClosed when the worker has ended; Unavailable when too many wait.
        """
        if self._closed:
            raise BatcherClosed("the worker has ended")
        if len(self._waiting) >= self._capacity:
            raise Unavailable("too many requests are waiting")
        future: asyncio.Future[AnswerT] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        self._arrived.set()
        return future

    async def run(self) -> None:
        """Answer batches until cancelled; run it more than once for several batches in flight."""
        self._workers += 1
        try:
            while True:
                await self._arrived.wait()
                if batch := self._take():
                    await self._settle(batch)
        finally:
            self._workers -= 1
            if not self._workers:
                self._close()

    def _take(self) -> list[Waiting[ItemT, AnswerT]]:
        waiting = [pair for pair in self._waiting if not pair[1].done()]
        chosen = set(self._choose([item for item, _ in waiting[: self._look]])) if waiting else set()
        self._waiting = deque(pair for index, pair in enumerate(waiting) if index not in chosen)
        if not self._waiting:
            self._arrived.clear()
        return [waiting[index] for index in sorted(chosen)]

    async def _settle(self, batch: Sequence[Waiting[ItemT, AnswerT]]) -> None:
        try:
            answers: Sequence[AnswerT | Exception] = await self._answer([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - process boundary: whatever broke, the callers must hear it
            answers = [error] * len(batch)
        except BaseException:
            _settle_futures(batch, [BatcherClosed("the worker was cancelled")] * len(batch))
            raise
        _settle_futures(batch, answers)

    def _close(self) -> None:
        self._closed = True
        _settle_futures(self._waiting, [BatcherClosed("the worker has ended")] * len(self._waiting))
        self._waiting.clear()


def _settle_futures(batch: Sequence[Waiting[ItemT, AnswerT]], answers: Sequence[AnswerT | Exception]) -> None:
    for (_, future), answer in zip(batch, answers, strict=True):
        if future.done():
            continue
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
