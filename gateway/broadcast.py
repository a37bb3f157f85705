"""What thousands follow at once: read by one of them, at most a few times a second, and told to all as it is.

A hall of phones must not read the database each for itself, nor be woken by every ballot.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

CALM_S: Final = 0.25
"""Shortest time between two reads: 5,000 streams with four updates a second take half a core (peers.md)."""
HEARTBEAT_S: Final = 15.0
"""How often followers hear that nothing has changed, so that those who have left are noticed."""
Read = Callable[[], Awaitable[str]]
Changes = Callable[[], AsyncIterator[int]]


@dataclass(slots=True)
class _Channel:
    """What is followed under one key."""

    told: str | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    followers: int = 0
    task: asyncio.Task[None] | None = None

    def tell(self, text: str) -> None:
        changed, self.changed = self.changed, asyncio.Event()
        self.told = text
        changed.set()


class Broadcast:
    """Channels by key; each has one reader while anybody follows it."""

    def __init__(self, calm_s: float = CALM_S) -> None:
        self._calm_s = calm_s
        self._channels: dict[Hashable, _Channel] = {}

    def count(self, key: Hashable) -> int:
        """Return how many follow now, in this process."""
        channel = self._channels.get(key)
        return channel.followers if channel else 0

    async def follow(self, key: Hashable, read: Read, changes: Changes) -> AsyncGenerator[str, None]:
        """Yield what `read` returns now and each time it is another; an empty text is a heartbeat.

        `changes` yields when there may be something new. Raises: what `read` raises, to all who follow.
        """
        channel = self._channels.setdefault(key, _Channel())
        channel.followers += 1
        channel.task = channel.task or asyncio.create_task(self._keep(channel, read, changes))
        try:
            told: str | None = None
            while True:
                changed = channel.changed
                if channel.told is not None and channel.told != told:
                    told = channel.told
                    yield told
                elif channel.task.done():
                    channel.task.result()
                    return
                elif not await _happens(changed, channel.task):
                    yield ""
        finally:
            channel.followers -= 1
            if not channel.followers and self._channels.get(key) is channel:
                del self._channels[key]
                channel.task.cancel()

    async def _keep(self, channel: _Channel, read: Read, changes: Changes) -> None:
        try:
            channel.tell(await read())
            async for _ in changes():
                text = await read()
                if text != channel.told:
                    channel.tell(text)
                await asyncio.sleep(self._calm_s)
        finally:
            channel.changed.set()


async def _happens(changed: asyncio.Event, task: "asyncio.Task[None]") -> bool:
    """Tell whether something comes before the next heartbeat; the reader's end is told by the same event."""
    if task.done():
        return True
    try:
        async with asyncio.timeout(HEARTBEAT_S):
            await changed.wait()
    except TimeoutError:
        return False
    return True
