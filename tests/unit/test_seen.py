"""Commands that rest on what a view shows: made anew where the view lagged, refused where somebody was faster."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from contracts.errors import Rejected
from gateway import seen
from gateway.seen import TRIES, send_as_seen


@dataclass(frozen=True, slots=True)
class Board:
    """What is read."""

    name: str = "board"
    context: str = "engagement"


@dataclass(slots=True)
class Lagging:
    """A view that comes to one position after another as it is waited for, and a log that is at its version.

    It stands for the gateway and for its snapshots.
    """

    log: int
    shown: list[int]
    """Positions that the view comes to; the last one stays."""
    refuses: str = "VERSION_CONFLICT"
    prepared: list[int] = field(default_factory=list)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["Lagging"]:
        yield self

    @property
    def sync_connection(self) -> None:
        """Nothing is kept of it."""

    async def execute(self, _marks: object) -> list[tuple[object, ...]]:
        return [("board", "engagement", 1, self.shown[0], "7")]

    async def wait_beyond(self, reached: Mapping[tuple[str, str], int]) -> bool:
        assert reached == {("board", "engagement"): self.shown[0]}
        if len(self.shown) == 1:
            return False
        self.shown.pop(0)
        return True

    async def prepare(self) -> tuple[str, int]:
        self.prepared.append(self.shown[0])
        return f"as of {self.shown[0]}", self.shown[0]

    async def send(self, command: str, version: int) -> str:
        if version != self.log:
            raise Rejected(self.refuses, "다릅니다.")
        return command

    async def publish(self, if_match: int | None = None) -> str:
        return await send_as_seen(self, Board(), self.prepare, self.send, if_match)  # type: ignore[arg-type]  # a fake


class Silent(Lagging):
    """One of which nothing is heard."""

    async def wait_beyond(self, reached: Mapping[tuple[str, str], int]) -> bool:
        await asyncio.Event().wait()
        raise AssertionError(f"nothing comes beyond {reached}")


async def test_a_view_that_is_level_is_asked_once() -> None:
    level = Lagging(log=7, shown=[7])
    assert (await level.publish(), level.prepared) == ("as of 7", [7])


async def test_a_command_is_made_anew_once_the_view_has_come_further() -> None:
    """What was made of 5 and 6 is not what is sent: the log is at 7."""
    behind = Lagging(log=7, shown=[5, 6, 7])
    assert (await behind.publish(), behind.prepared) == ("as of 7", [5, 6, 7])


@pytest.mark.parametrize("if_match", [5, 4])
async def test_who_saw_that_very_version_is_told_that_somebody_was_faster(if_match: int) -> None:
    behind = Lagging(log=7, shown=[5, 7])
    with pytest.raises(Rejected, match="VERSION_CONFLICT"):
        await behind.publish(if_match)
    assert behind.prepared == [5]


async def test_who_saw_more_than_the_view_shows_is_waited_for() -> None:
    behind = Lagging(log=7, shown=[5, 7])
    assert await behind.publish(if_match=7) == "as of 7"


async def test_a_view_that_stands_still_leaves_the_refusal() -> None:
    still = Lagging(log=7, shown=[5])
    with pytest.raises(Rejected, match="VERSION_CONFLICT"):
        await still.publish()
    assert still.prepared == [5]


async def test_a_log_that_always_goes_on_is_followed_so_many_times() -> None:
    running = Lagging(log=99, shown=list(range(1, 20)))
    with pytest.raises(Rejected, match="VERSION_CONFLICT"):
        await running.publish()
    assert len(running.prepared) == TRIES


async def test_any_other_refusal_is_told_at_once() -> None:
    behind = Lagging(log=7, shown=[5, 7], refuses="WRONG_STATE")
    with pytest.raises(Rejected, match="WRONG_STATE"):
        await behind.publish()
    assert behind.prepared == [5]


async def test_a_view_that_says_nothing_is_not_waited_for_any_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The freshness of a replica may not come to an end by itself: the wait has one of its own."""
    monkeypatch.setattr(seen, "WAIT_S", 0.01)
    silent = Silent(log=7, shown=[5])
    with pytest.raises(Rejected, match="VERSION_CONFLICT"):
        await silent.publish()
