"""Roles of a running system are stopped and started from another process."""

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.local.control import ask_running_system, controlled
from infra.local.errors import SetupError
from infra.local.supervise import Supervisor
from tests.integration.test_local_supervise import READY, make_role


@pytest.fixture
async def roles(tmp_path: Path) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor({"first": make_role(READY), "second": make_role(READY)}, tmp_path)
    await supervisor.start_all()
    yield supervisor
    await supervisor.stop_all()


async def test_a_role_is_stopped_and_started_and_its_end_is_no_death(roles: Supervisor, tmp_path: Path) -> None:
    async with controlled(roles, tmp_path):
        assert await ask_running_system("stop", ["first"], tmp_path) == 0
        assert not roles.is_running("first")
        assert roles.lost() == []
        assert await ask_running_system("start", ["first"], tmp_path) == 0
        assert roles.is_running("first")


@pytest.mark.parametrize(("act", "names"), [("stop", ["third"]), ("stop", []), ("burn", ["first"])])
async def test_what_cannot_be_done_is_told(roles: Supervisor, tmp_path: Path, act: str, names: list[str]) -> None:
    async with controlled(roles, tmp_path):
        with pytest.raises(SetupError, match="Stop or start one of: first, second"):
            await ask_running_system(act, names, tmp_path)
    assert roles.is_running("first")


async def test_only_its_owner_may_open_the_socket_and_it_goes_with_the_system(
    roles: Supervisor, tmp_path: Path
) -> None:
    async with controlled(roles, tmp_path):
        assert stat.S_IMODE((tmp_path / "control").stat().st_mode) == 0o600
    assert not (tmp_path / "control").exists()


async def test_without_a_running_system_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="not running"):
        await ask_running_system("stop", ["first"], tmp_path)
