"""The nursery forks roles: each has its own environment, session and log, tells its end, and never outlives it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.local.errors import SetupError
from infra.local.nursery import Nursery, opened_nursery
from infra.local.processes import end_process, read_start_ticks, read_tail
from infra.local.waiting import wait_until

NURSLING = "tests.integration.nursling"


@pytest.fixture
async def nursery() -> AsyncIterator[Nursery]:
    async with opened_nursery({**os.environ, "ONLY_THE_NURSERYS": "1"}, [NURSLING]) as opened:
        yield opened


async def test_a_role_knows_its_own_environment_only_and_leads_a_session(nursery: Nursery, tmp_path: Path) -> None:
    role = await nursery.start("one", NURSLING, {"CODE": "0", "OWN": "1"}, tmp_path / "one.log")
    assert await role.process.wait() == 0
    assert read_tail(tmp_path / "one.log") == "['CODE', 'OWN'] True"


async def test_the_end_of_each_role_is_told(nursery: Nursery, tmp_path: Path) -> None:
    failing, killed, asked = [
        await nursery.start(str(number), NURSLING, own, tmp_path / f"{number}.log")
        for number, own in enumerate(({"CODE": "3"}, {}, {}))
    ]
    os.kill(killed.pid, signal.SIGKILL)
    await end_process(asked, signal.SIGTERM)
    codes = [await each.process.wait() for each in (failing, killed, asked)]
    assert codes == [3, -signal.SIGKILL, -signal.SIGTERM]
    assert all(each.has_ended() for each in (failing, killed, asked))


async def test_a_role_that_cannot_begin_says_why(nursery: Nursery, tmp_path: Path) -> None:
    role = await nursery.start("none", "tests.integration.nobody", {}, tmp_path / "none.log")
    assert await role.process.wait() == 1
    assert "No module named" in read_tail(tmp_path / "none.log")


async def test_no_role_outlives_its_nursery(tmp_path: Path) -> None:
    """Killed as a power cut would: the kernel ends its roles."""
    async with opened_nursery(dict(os.environ), [NURSLING]) as nursery:
        role = await nursery.start("one", NURSLING, {}, tmp_path / "one.log")
        os.kill(nursery.pid, signal.SIGKILL)
        async with asyncio.timeout(5):
            assert await role.process.wait() == -signal.SIGKILL

        async def is_gone() -> bool:
            return read_start_ticks(role.pid) is None

        assert await wait_until(is_gone, 5)
        with pytest.raises(SetupError, match="nursery"):
            await nursery.start("two", NURSLING, {}, tmp_path / "two.log")
