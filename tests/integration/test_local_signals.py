"""However the supervisor ends, no process of its system stays behind, epmd included."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.places import CHECKOUT, server_root
from infra.local.processes import find_marked
from infra.local.services import make_instance_marker
from infra.local.system import remove_stale
from infra.local.waiting import wait_until

PROGRAM = """
import asyncio, os, sys
from pathlib import Path
from infra.local.places import current_identity, local_folder, make_folder
from infra.local.ports import take_free_port
from infra.local.processes import INSTANCE_VARIABLE
from infra.local.services import Options, found_services, make_instance_marker
from infra.local.signals import run_until_signal
from infra.local.supervise import RoleProcess, Supervisor
from infra.local.system import name_throwaway
from tests.integration.test_local_supervise import READY, launching

async def main():
    name = name_throwaway("test")
    rungs = ("local", "embedded")
    async with found_services(Options(name, rungs=rungs)):
        port = take_free_port()
        environment = {**os.environ, "HEALTH_PORT": str(port), INSTANCE_VARIABLE: make_instance_marker(name)}
        role = RoleProcess(launching((sys.executable, "-c", READY), environment), port)
        supervisor = Supervisor({"role": role}, Path(sys.argv[1]))
        try:
            await supervisor.start_all()
            print(name, flush=True)
            await supervisor.wait_for_death()
        finally:
            await supervisor.stop_all()
    return 0

sys.exit(run_until_signal(main()))
"""


def find_left(name: str) -> set[int]:
    """Return the id of every live process that bears the instance's marker or works in its folder."""
    folder = str(server_root() / "instances" / name)
    inside = {int(entry.name) for entry in Path("/proc").glob("[0-9]*") if read_folder(entry).startswith(folder)}
    return inside | set(find_marked(make_instance_marker(name)))


def read_folder(entry: Path) -> str:
    try:
        return os.readlink(entry / "cwd")
    except OSError:  # it ended, or it is another user's
        return ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_nothing_stays_behind(number: signal.Signals, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, str(tmp_path), stdout=subprocess.PIPE, cwd=CHECKOUT
    )
    assert process.stdout is not None
    async with asyncio.timeout(180):
        name = (await process.stdout.readline()).decode().strip()
    assert {"epmd", "beam.smp", "postgres"} <= {read_program(pid) for pid in find_marked(make_instance_marker(name))}
    process.send_signal(number)
    async with asyncio.timeout(30):
        assert await process.wait() == (-number if number == signal.SIGKILL else 128 + number)

    async def is_alone() -> bool:
        return find_left(name) == set()

    assert await wait_until(is_alone, 10 if number == signal.SIGKILL else 0), find_left(name)
    await remove_stale()
    assert not (server_root() / "instances" / name).exists()


WAITER = """
import asyncio, sys
from infra.local.signals import run_until_signal

async def main():
    print("up", flush=True)
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        await asyncio.sleep(0)
        print("tidied", flush=True)

sys.exit(run_until_signal(main()))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_each_signal_that_asks_for_an_end_lets_it_tidy_up(number: signal.Signals) -> None:
    """In the same way: with servers and roles beneath, one of them stands for all above."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WAITER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=CHECKOUT
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        assert await process.stdout.readline() == b"up\n"
        process.send_signal(number)
        assert await process.stdout.readline() == b"tidied\n"
        assert await process.wait() == 128 + number


async def test_a_closed_terminal_is_noticed_without_a_signal() -> None:
    """After `ssh -t host make run` the kernel tells only make, which waits for its child."""
    terminal, end = os.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WAITER, stdin=end, stdout=subprocess.PIPE, cwd=CHECKOUT, start_new_session=True
    )
    os.close(end)
    assert process.stdout is not None
    async with asyncio.timeout(20):
        assert await process.stdout.readline() == b"up\n"
        os.close(terminal)
        assert await process.wait() == 128 + signal.SIGHUP


def read_program(pid: int) -> str:
    return Path(f"/proc/{pid}/exe").resolve().name
