"""Roles are started, watched and ended; programs of a few lines stand in for them."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from infra.local import supervise
from infra.local.errors import SetupError
from infra.local.places import CHECKOUT, current_identity
from infra.local.ports import take_free_port
from infra.local.processes import INSTANCE_VARIABLE, Command, Running, find_marked, start_process
from infra.local.supervise import Launch, RoleProcess, Supervisor
from infra.local.system import name_throwaway
from infra.local.waiting import wait_until

READY = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
    def log_message(self, *words): pass
print("serving", os.getpid(), flush=True)
http.server.HTTPServer(("127.0.0.1", int(os.environ["HEALTH_PORT"])), Handler).serve_forever()
"""
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + READY
BROKEN = "for number in range(30): print('line', number)\nraise SystemExit(3)"
NEVER_READY = "import signal\nprint('thinking', flush=True)\nsignal.pause()"
PARENT = "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])\n" + READY


def make_role(program: str, instance: str = "hwanryu-supervise") -> RoleProcess:
    port = take_free_port()
    environment = {**os.environ, "HEALTH_PORT": str(port), INSTANCE_VARIABLE: instance}
    return RoleProcess(launching((sys.executable, "-c", program), environment), port)


def launching(arguments: tuple[str, ...], environment: Mapping[str, str]) -> Launch:
    """Return what starts a program as a role's process."""

    async def launch(log: Path) -> Running:
        me = current_identity()
        return await start_process(Command("role", arguments, environment, CHECKOUT, log, me, signal.SIGKILL))

    return launch


@pytest.fixture
async def roles(tmp_path: Path) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor({"first": make_role(READY), "second": make_role(READY)}, tmp_path)
    yield supervisor
    await supervisor.stop_all()


async def test_roles_are_ready_when_start_returns(roles: Supervisor) -> None:
    await roles.start_all()
    assert roles.is_running("first")
    assert roles.is_running("second")
    assert roles.logs("first").startswith("serving")


async def test_a_role_is_a_session_of_its_own(roles: Supervisor) -> None:
    """Ctrl-C at the terminal reaches the supervisor only, which ends the roles in order."""
    await roles.start_all()
    assert os.getsid(roles.pid_of("first")) == roles.pid_of("first")


async def test_a_role_that_dies_is_named(roles: Supervisor) -> None:
    await roles.start_all()
    os.kill(roles.pid_of("second"), signal.SIGKILL)
    async with asyncio.timeout(10):
        assert await roles.wait_for_death() == "second"
    assert "The role second ended with code -9" in roles.describe_death("second")


async def test_a_role_that_was_told_to_end_is_no_death(roles: Supervisor) -> None:
    await roles.start_all()
    await roles.kill("first")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(3 * supervise.WATCH_S):
            await roles.wait_for_death()


async def test_a_killed_role_can_be_started_again(roles: Supervisor) -> None:
    await roles.start_all()
    before = roles.pid_of("first")
    await roles.kill("first")
    await roles.start("first")
    assert roles.pid_of("first") != before
    assert len(roles.logs("first").splitlines()) == 2


async def test_starting_a_running_role_changes_nothing(roles: Supervisor) -> None:
    await roles.start_all()
    before = roles.pid_of("first")
    await roles.start("first")
    assert roles.pid_of("first") == before


async def test_a_role_that_ends_at_once_is_named_with_its_last_20_lines(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught:
        await Supervisor({"broken": make_role(BROKEN)}, tmp_path).start_all()
    said = str(caught.value)
    assert "The role broken ended with code 3" in said
    assert said.splitlines()[1:] == [f"line {number}" for number in range(10, 30)]


async def test_a_role_that_is_never_ready_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "READY_S", 0.5)
    supervisor = Supervisor({"slow": make_role(NEVER_READY)}, tmp_path)
    try:
        with pytest.raises(SetupError, match="The role slow is not ready"):
            await supervisor.start_all()
    finally:
        await supervisor.kill("slow")


async def test_a_role_that_ignores_the_polite_signal_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.local.processes.PATIENCE_S", 0.3)
    supervisor = Supervisor({"stubborn": make_role(STUBBORN)}, tmp_path)
    await supervisor.start_all()
    async with asyncio.timeout(5):
        await supervisor.stop("stubborn")
    assert not supervisor.is_running("stubborn")


async def test_a_child_of_a_role_ends_with_it(tmp_path: Path) -> None:
    instance = name_throwaway("parent")
    supervisor = Supervisor({"parent": make_role(PARENT, instance)}, tmp_path)
    await supervisor.start_all()
    assert len(list(find_marked(instance))) == 2
    await supervisor.stop("parent")
    assert await wait_until(has_none(instance), 5)


def has_none(instance: str) -> Callable[[], Awaitable[bool]]:
    async def ask() -> bool:
        return not list(find_marked(instance))

    return ask
