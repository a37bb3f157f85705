"""The commands run, down and reset, as far as they go before and after the system itself."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local import places
from infra.local.errors import SetupError
from infra.local.lock import held_lock, stop_holder
from infra.local.places import CHECKOUT, local_folder
from infra.local.run import reset_data, run_system
from infra.local.system import name_throwaway, remove_stale

NO_PROCESS = 2**22 + 1
"""Linux gives none such a number."""
HOLDER = """
import signal, sys
from pathlib import Path
from infra.local import places
from infra.local.lock import held_lock
places.LOCAL = Path(sys.argv[1])
with held_lock():
    print("held", flush=True)
    signal.pause()
"""


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(places, "LOCAL", tmp_path / ".local")
    monkeypatch.setattr(places, "SHARED_PARENT", tmp_path)
    monkeypatch.setattr("infra.local.run.LOCAL", tmp_path / ".local")
    monkeypatch.delenv("PORT", raising=False)
    return local_folder()


@pytest.fixture
def holder(local: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDER, str(local)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


async def test_a_second_run_is_refused(holder: subprocess.Popen[str]) -> None:
    with pytest.raises(SetupError, match=rf"already running from this checkout \(process {holder.pid}\)"):
        await run_system()


async def test_reset_is_refused_while_it_runs(holder: subprocess.Popen[str], local: Path) -> None:
    with pytest.raises(SetupError, match="already running"):
        await reset_data()
    assert list_names(local.parent) == [".local"]


async def test_down_ends_the_process_that_holds_the_lock(holder: subprocess.Popen[str]) -> None:
    waiting = asyncio.create_task(asyncio.to_thread(holder.wait))
    assert await stop_holder()
    async with asyncio.timeout(5):
        assert await waiting == -15


async def test_down_finds_nothing_once_the_holder_is_gone(local: Path) -> None:
    with held_lock():
        pass
    assert not await stop_holder()


async def test_the_lock_falls_with_a_killed_holder(holder: subprocess.Popen[str]) -> None:
    holder.kill()
    await asyncio.to_thread(holder.wait)
    with held_lock():
        pass


async def test_a_busy_port_is_said_before_anything_starts(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SetupError, match=f"Port {port} of 127.0.0.1 is in use"):
            await run_system()
    assert list_names(local) == [places.MARKER, "run.lock"]


async def test_a_port_that_is_no_number_is_refused(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(SetupError, match="must be a number"):
        await run_system()


async def test_reset_removes_the_data_of_this_checkout_only(local: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    await reset_data()
    assert list_names(tmp_path) == ["theirs"]


async def test_what_killed_tests_left_in_memory_is_removed(
    local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MEMORY_PARENT", tmp_path)
    monkeypatch.setattr(places, "MEMORY_BYTES", 1)
    left, used = places.memory_folder(f"test1-{NO_PROCESS}-1"), places.memory_folder(name_throwaway("test"))
    assert left is not None
    assert used is not None
    await remove_stale()
    assert (left.exists(), used.exists()) == (False, True)


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
