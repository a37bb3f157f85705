"""One read for all who ask for the same at the same time."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Generic, TypeVar

ReadT = TypeVar("ReadT")


class Shared(Generic[ReadT]):
    """Reads under way, by what they read."""

    def __init__(self) -> None:
        self._reads: dict[Hashable, asyncio.Task[ReadT]] = {}

    async def read(self, key: Hashable, read: Callable[[], Coroutine[None, None, ReadT]]) -> ReadT:
        """Return what `read` returns; whoever asks for the same key meanwhile gets the same without another read.

        It goes on where one who asked leaves. Raises: what `read` raises.
        """
        task = self._reads.get(key)
        if task is None:
            task = asyncio.create_task(read())
            self._reads[key] = task
            task.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.shield(task)

    def _forget(self, key: Hashable, done: "asyncio.Task[ReadT]") -> None:
        del self._reads[key]
        if not done.cancelled():
            done.exception()  # heard, even where nobody waits any more
