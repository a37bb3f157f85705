"""Lookups: who asks while a read is under way is part of the next one; nothing is remembered."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from gateway.lookups import Lookups
from gateway.queries import poll_tally


class Database:
    """Has some keys, counts what it is asked, and answers when it is let."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.may_answer = asyncio.Event()
        self.fails = False

    async def fetch(self, _: str, keys: Sequence[str]) -> list[Any]:
        self.asked.append(sorted(keys))
        await self.may_answer.wait()
        if self.fails:
            raise ConnectionError("away")
        return [(key, "r", "s", "WEB", False, 1, 0, "{}", 1) for key in keys if key.startswith("there")]


async def test_a_hall_is_read_together() -> None:
    """ENG-05: the first asks alone, the 800 who come meanwhile are one more read."""
    database = Database()
    lookups = Lookups(database)  # type: ignore[arg-type]  # it is asked like a pool

    async def find(key: str) -> str | None:
        row = await lookups.find(poll_tally.VIEW, key)
        return row.cell if row is not None else None

    first = asyncio.create_task(find("there-0"))
    await asyncio.sleep(0)
    others = [asyncio.create_task(find(f"there-{n}")) for n in range(1, 201)]
    missing = asyncio.create_task(find("nobody"))
    await asyncio.sleep(0)
    database.may_answer.set()
    assert await first == "there-0"
    assert await asyncio.gather(*others) == [f"there-{n}" for n in range(1, 201)]
    assert await missing is None
    assert [len(keys) for keys in database.asked] == [1, 201]


async def test_all_who_wait_hear_that_the_store_is_away() -> None:
    database = Database()
    database.fails = True
    database.may_answer.set()
    lookups = Lookups(database)  # type: ignore[arg-type]  # it is asked like a pool
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await lookups.find(poll_tally.VIEW, "there")
    assert len(database.asked) == 2
