"""One scenario: clients write, a fault is done, the system comes to rest, the account is drawn up."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx

from contracts.values import Role
from gateway.auth import Principal, Tokens
from infra.clock import make_id, read_monotonic_s
from infra.local.servers import Server
from infra.local.system import Reach, System, make_throwaway, reach_directly, running_system
from tests.chaos import accounting
from tests.chaos.clients import LEAD, Load
from tests.chaos.meddling import Way
from tests.integration.local_machine import list_sockets
from tests.integration.waiting import eventually

COMMANDS: Final = int(os.environ.get("CHAOS_COMMANDS", "10000"))
"""Commands in one scenario."""
REPLICAS: Final = 2
LOAD_S: Final = 600.0
"""Deadline of one scenario's commands."""
_RELAY_LOCK: Final = 7262
WAYS: Final = (
    Way("events", "events.projector.directives", "directives", dropped=0.2, doubled=0.2),
    Way("requests", "commands.directives", "commands.directives", dropped=0.01, doubled=0.2),
)
"""Where messages are meddled with: events on their way to the views, commands on their way to the service."""
Fault = Callable[[System, Load], Coroutine[None, None, None]]


@asynccontextmanager
async def attacked(reach: Reach = reach_directly) -> AsyncIterator[System]:
    """Run a system of two replicas each, with one department, on the real clock."""
    async with running_system(make_throwaway("chaos", replicas=REPLICAS, reach=reach)) as system:
        await register_lead(system)
        yield system


async def register_lead(system: System) -> None:
    """Register the department that the directives go to, and wait for the directives' own copy of it."""
    department = {
        "code": LEAD,
        "name": "연무읍",
        "name_known": True,
        "kind": "TOWN_OFFICE",
        "town": "EUP",
        "lineage": LEAD,
        "valid_from": "2024-01-01",
        "valid_until": None,
    }
    token = Tokens(system.plan.secrets.token_key).sign(Principal("operator", Role.OPERATOR, LEAD, "operator"))
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": make_id().hex}
    async with httpx.AsyncClient(base_url=system.base_url, timeout=15.0, trust_env=False) as http:
        (await http.post("/v1/org/departments", json=department, headers=headers)).raise_for_status()
    await accounting.wait_for_quiet(system)


async def survive(system: System, name: str, fault: Fault, commands: int = COMMANDS) -> Load:
    """Run the load while the fault is done, then draw up the account; print one line about it."""
    after = await accounting.read_head(system, "directives")
    load = Load(system, commands)
    started = read_monotonic_s()
    async with asyncio.timeout(LOAD_S), asyncio.TaskGroup() as group:
        group.create_task(load.run())
        group.create_task(fault(system, load))
    seconds = read_monotonic_s() - started
    await check(system, load, after)
    print(
        f"\n{name}: {load.answered} commands in {seconds:.1f} s, {load.retries} retries, "
        f"longest wait {load.longest_wait_s:.1f} s"
    )
    return load


async def check(system: System, load: Load, after: int) -> None:
    """Draw up the account of everything since a position of the directives' log."""
    assert load.wrong == []
    assert [system.roles.describe_death(name) for name in system.roles.lost()] == [], "a role died of itself"
    assert load.answered == load.commands == len(load.entries)
    await accounting.wait_for_quiet(system)
    await accounting.check_ledger(system, load, after)
    await accounting.check_logs(system)
    await accounting.check_board(system, load.entries)
    await accounting.check_views(system)


async def kill_and_start(system: System, *replicas: str) -> None:
    """Kill processes by SIGKILL, all before the first comes back."""
    for replica in replicas:
        await system.kill(replica)
    for replica in replicas:
        await system.start(replica)


def find_server(system: System, name: str) -> Server:
    """Return the process of `postgres` or `rabbitmq`."""
    server = getattr(system.services, name)
    assert isinstance(server, Server), "only a private server can be attacked: HWANRYU_FIND=local or embedded"
    return server


async def find_relaying(system: System) -> str:
    """Return the replica of the directives' service whose relay is active: whose connection holds the relay's lock."""

    async def find_port() -> int | None:
        async with accounting.reaching(system, "hwanryu_directives") as connection:
            found = await connection.fetchval(
                """SELECT a.client_port FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                   WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted AND a.datname = current_database()""",
                _RELAY_LOCK,
            )
            return None if found is None else int(found)

    port = await eventually(find_port)
    names = [name for name in system.plan.health_ports if name.startswith("directives")]
    return next(name for name in names if holds_port(system.roles.pid_of(name), port))


def holds_port(pid: int, port: int) -> bool:
    """Tell whether a process has a TCP connection from this local port."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    inodes = {row[9] for row in rows if int(row[1].rpartition(":")[2], 16) == port}
    return not inodes.isdisjoint(list_sockets(pid))
