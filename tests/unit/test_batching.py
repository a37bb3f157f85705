"""Smart batching: what waits goes as one, each caller gets its own answer, nobody waits for ever."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from infra.batching import Batcher, BatcherClosed, Unavailable, take_all


class Other:
    """The other side: remembers its batches and may be held."""

    def __init__(self, starts: int = 1) -> None:
        self.starts = starts
        self.batches: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.started = asyncio.Event()

    async def answer(self, items: Sequence[int]) -> Sequence[str | Exception]:
        self.batches.append(list(items))
        if len(self.batches) >= self.starts:
            self.started.set()
        await self.open.wait()
        return [ValueError(f"no {item}") if item < 0 else str(item) for item in items]


@asynccontextmanager
async def working(
    other: Other, *, most: int = 100, capacity: int = 100, workers: int = 1,
    choose: Callable[[Sequence[int]], Sequence[int]] = take_all,
) -> AsyncIterator[Batcher[int, str]]:  # fmt: skip
    batcher: Batcher[int, str] = Batcher(other.answer, most=most, capacity=capacity, choose=choose)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(batcher.run()) for _ in range(workers)]
        yield batcher
        for task in tasks:
            task.cancel()


async def test_one_alone_goes_at_once() -> None:
    other = Other()
    async with working(other) as batcher:
        assert await batcher.ask(7) == "7"
    assert other.batches == [[7]]


async def test_what_waits_goes_as_one() -> None:
    other = Other()
    other.open.clear()
    async with working(other) as batcher:
        first = asyncio.create_task(batcher.ask(0))
        await other.started.wait()
        rest = asyncio.gather(*(batcher.ask(n) for n in range(1, 6)))
        other.open.set()
        assert [await first, *await rest] == ["0", "1", "2", "3", "4", "5"]
    assert other.batches == [[0], [1, 2, 3, 4, 5]]


async def test_no_batch_is_larger_than_allowed() -> None:
    other = Other()
    async with working(other, most=4) as batcher:
        await asyncio.gather(*(batcher.ask(n) for n in range(10)))
    assert [len(batch) for batch in other.batches] == [4, 4, 2]


async def test_an_exception_is_its_own_callers_alone() -> None:
    async with working(Other()) as batcher:
        answers = await asyncio.gather(batcher.ask(1), batcher.ask(-2), batcher.ask(3), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["1", "no -2", "3"]


async def test_what_may_not_go_together_goes_one_after_the_other() -> None:
    other = Other()
    async with working(
        other, choose=lambda waiting: [i for i, n in enumerate(waiting) if n not in waiting[:i]]
    ) as batcher:
        await asyncio.gather(*(batcher.ask(n) for n in (5, 6, 5, 5, 7)))
    assert other.batches == [[5, 6, 7], [5], [5]]


async def test_a_failed_batch_fails_its_callers_and_the_next_goes_on() -> None:
    async def answer(items: Sequence[int]) -> Sequence[str | Exception]:
        if 0 in items:
            raise OSError("gone")
        return [str(item) for item in items]

    batcher: Batcher[int, str] = Batcher(answer, most=10)
    async with asyncio.TaskGroup() as group:
        worker = group.create_task(batcher.run())
        with pytest.raises(OSError, match="gone"):
            await batcher.ask(0)
        assert await batcher.ask(1) == "1"
        worker.cancel()


async def test_who_is_cancelled_while_waiting_is_not_asked_for() -> None:
    other = Other()
    other.open.clear()
    async with working(other) as batcher:
        first = asyncio.create_task(batcher.ask(0))
        await other.started.wait()
        leaving, staying = asyncio.create_task(batcher.ask(1)), asyncio.create_task(batcher.ask(2))
        await asyncio.sleep(0)
        leaving.cancel()
        other.open.set()
        assert (await first, await staying) == ("0", "2")
    assert other.batches == [[0], [2]]


async def test_a_full_buffer_refuses_at_once() -> None:
    other = Other()
    other.open.clear()
    async with working(other, capacity=2) as batcher:
        first = asyncio.create_task(batcher.ask(0))
        await other.started.wait()
        waiting = [asyncio.create_task(batcher.ask(n)) for n in (1, 2)]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable, match="too many"):
            await batcher.ask(3)
        other.open.set()
        assert [await first, *await asyncio.gather(*waiting)] == ["0", "1", "2"]


async def test_two_workers_have_two_batches_under_way() -> None:
    other = Other(starts=2)
    other.open.clear()
    async with working(other, most=1, workers=2) as batcher:
        tasks = [asyncio.create_task(batcher.ask(n)) for n in range(4)]
        await other.started.wait()
        assert other.batches == [[0], [1]]
        other.open.set()
        assert await asyncio.gather(*tasks) == ["0", "1", "2", "3"]


async def test_a_worker_that_ends_tells_everyone() -> None:
    other = Other()
    other.open.clear()
    async with working(other) as batcher:
        under_way = asyncio.create_task(batcher.ask(0))
        await other.started.wait()
        waiting = asyncio.create_task(batcher.ask(1))
        await asyncio.sleep(0)
    for task in (under_way, waiting):
        with pytest.raises(BatcherClosed):
            await task
    with pytest.raises(BatcherClosed):
        await batcher.ask(2)
