"""Broadcast: one reader for all who follow, nothing told twice, nothing read where nobody follows."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from gateway.broadcast import Broadcast


class Source:
    """A text that changes, how often it was read, and how many wait for its changes."""

    def __init__(self) -> None:
        self.text = "one"
        self.reads = 0
        self.changed: asyncio.Queue[int] = asyncio.Queue()
        self.is_watched = False

    async def read(self) -> str:
        self.reads += 1
        return self.text

    async def changes(self) -> AsyncIterator[int]:
        self.is_watched = True
        try:
            while True:
                yield await self.changed.get()
        finally:
            self.is_watched = False

    def change(self, text: str) -> None:
        self.text = text
        self.changed.put_nowait(1)


async def test_all_who_follow_hear_the_same_of_one_read() -> None:
    """ENG-04: a thousand phones, one read an update."""
    source, broadcast = Source(), Broadcast(calm_s=0)
    streams = [broadcast.follow("hall", source.read, source.changes) for _ in range(1_000)]
    assert {await anext(each) for each in streams} == {"one"}
    assert (broadcast.count("hall"), source.reads) == (1_000, 1)
    source.change("two")
    assert {await anext(each) for each in streams} == {"two"}
    assert source.reads == 2
    for each in streams:
        await each.aclose()


async def test_what_has_not_changed_is_not_told_again() -> None:
    source, broadcast = Source(), Broadcast(calm_s=0)
    stream = broadcast.follow("hall", source.read, source.changes)
    assert await anext(stream) == "one"
    source.change("one")
    source.change("two")
    assert await anext(stream) == "two"
    await stream.aclose()


async def test_nothing_is_read_where_nobody_follows_any_more() -> None:
    source, broadcast = Source(), Broadcast(calm_s=0)
    stream = broadcast.follow("hall", source.read, source.changes)
    await anext(stream)
    await stream.aclose()
    await asyncio.sleep(0)
    assert (broadcast.count("hall"), source.is_watched) == (0, False)
    source.change("two")
    again = broadcast.follow("hall", source.read, source.changes)
    assert await anext(again) == "two"
    await again.aclose()


async def test_a_read_that_fails_ends_every_stream_and_the_next_one_tries_again() -> None:
    source, broadcast = Source(), Broadcast(calm_s=0)

    async def fail() -> str:
        raise ConnectionError("away")

    first, second = (broadcast.follow("hall", fail, source.changes) for _ in range(2))
    for each in (first, second):
        with pytest.raises(ConnectionError):
            await anext(each)
    again = broadcast.follow("hall", source.read, source.changes)
    assert await anext(again) == "one"
    await again.aclose()
