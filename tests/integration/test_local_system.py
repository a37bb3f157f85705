"""The whole system as `make run` starts it, without the sample, with throw-away data."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from infra.local.places import local_folder, server_root
from infra.local.processes import find_marked
from infra.local.roles import ROLES
from infra.local.run import make_curl_line
from infra.local.supervise import answers_ready
from infra.local.system import System, make_throwaway, running_system

pytestmark = pytest.mark.asyncio(loop_scope="module")
NAMES = [role.name for role in ROLES]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def system() -> AsyncIterator[System]:
    options = make_throwaway()
    async with running_system(options) as running:
        instance = running.plan.instance
        yield running
    assert list(find_marked(instance)) == []
    places = (local_folder() / options.name, server_root() / "instances" / options.name)
    assert not any(place.exists() for place in places)


@pytest.mark.parametrize("name", NAMES)
async def test_every_role_is_a_process_of_its_own_and_ready(system: System, name: str) -> None:
    assert await answers_ready(system.plan.health_ports[name])
    assert system.roles.pid_of(name) not in {system.roles.pid_of(other) for other in NAMES if other != name}


@pytest.mark.parametrize("name", NAMES)
async def test_a_killed_role_comes_back(system: System, name: str) -> None:
    await system.kill(name)
    assert not system.roles.is_running(name)
    await system.start(name)
    assert await answers_ready(system.plan.health_ports[name])


async def test_a_role_that_dies_is_seen_and_named(system: System) -> None:
    os.kill(system.roles.pid_of("projector"), signal.SIGKILL)
    async with asyncio.timeout(10):
        assert await system.roles.wait_for_death() == "projector"
    await system.start("projector")


async def test_the_accounts_are_in_a_file_of_their_owner(system: System) -> None:
    assert system.logins["operator"]["password"]
    assert system.logins_file.stat().st_mode & 0o777 == 0o600


async def test_the_line_that_run_prints_lists_directives(system: System) -> None:
    line = make_curl_line(system.base_url, str(system.logins_file))
    shell = await asyncio.create_subprocess_shell(line, stdout=asyncio.subprocess.PIPE)
    printed, _ = await shell.communicate()
    assert json.loads(printed)["data"] == []
