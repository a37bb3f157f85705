"""Yesterday's backup of one log is restored: the readers notice and name it, the runbook's steps mend it.

The steps are those of infra/deploy/RUNBOOK.md, Restore and Recovery, by the commands that it names.
"""

import os
from uuid import UUID

import pytest

from infra.clock import read_monotonic_s
from infra.local.places import CHECKOUT
from infra.local.processes import read_output
from infra.local.roles import run_module
from infra.local.supervise import answers_ready
from infra.local.system import System
from infra.migrate import prepare
from tests.chaos import accounting
from tests.chaos.clients import Load
from tests.chaos.running import COMMANDS, survive
from tests.integration.waiting import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(900)]
SERVICE = ("directives", "directives-2")
PROJECTORS = ("projector", "projector-2")
LOG = "hwanryu_directives"
NOTICED_S = 60.0
RECOVERY_S = 60.0


async def test_a_restored_log_is_noticed_named_and_recovered(system: System) -> None:
    before = await accounting.read_head(system, "directives")
    yesterday = await write(system, COMMANDS // 2)
    await back_up(system)
    today = await write(system, COMMANDS // 4)
    await accounting.wait_for_quiet(system)
    reached = await accounting.read_head(system, "directives")
    await restore(system)
    kept = await accounting.read_head(system, "directives")
    started = read_monotonic_s()
    for replica in SERVICE:
        await system.start(replica)
    await eventually(lambda: is_named(system, reached, kept), NOTICED_S)
    noticed_s = read_monotonic_s() - started
    assert not await all_ready(system)
    for replica in SERVICE:
        await system.stop(replica)
    assert "epoch 2" in await recover(system, "raise-epoch")
    assert "directive_board" in await recover(system, "rewind")
    for replica in SERVICE:
        await system.start(replica)
    await eventually(lambda: all_ready(system), NOTICED_S)
    await accounting.wait_for_quiet(system)
    await accounting.check_ledger(system, yesterday, before)
    await accounting.check_board(system, yesterday.entries)
    assert kept < reached
    assert not await find_stored(system, today), "what came after the backup is lost"
    print(f"\nrestore: {reached - kept} of {reached} events lost, noticed {noticed_s:.1f} s after the start")
    await survive(system, "after the restore", do_nothing, COMMANDS // 4)


async def write(system: System, commands: int) -> Load:
    """Return the ledger of undisturbed clients."""
    load = Load(system, commands)
    await load.run()
    assert load.wrong == []
    return load


async def back_up(system: System) -> None:
    """Copy the log's database; PostgreSQL copies one only while nobody is connected to it."""
    for replica in SERVICE:
        await system.stop(replica)
    async with accounting.reaching(system, "postgres") as connection:
        await connection.execute(f"CREATE DATABASE backup TEMPLATE {LOG}")
    for replica in SERVICE:
        await system.start(replica)


async def restore(system: System) -> None:
    """Put the copy in the log's place."""
    for replica in SERVICE:
        await system.stop(replica)
    async with accounting.reaching(system, "postgres") as connection:
        await connection.execute(f"DROP DATABASE {LOG}")
        await connection.execute(f"ALTER DATABASE backup RENAME TO {LOG}")
    await prepare(system.services.postgres_url, system.plan.secrets.databases)  # who may connect is not in the copy


async def recover(system: System, act: str) -> str:
    """Run a step of the recovery as the operator does, and return what it says."""
    environment = {**os.environ, "POSTGRES_URL": system.services.postgres_url}
    command = run_module("infra.recovery", act, "directives")
    return await read_output(command, environment=environment, folder=CHECKOUT, wait_s=RECOVERY_S)


async def is_named(system: System, reached: int, kept: int) -> bool:
    """Tell whether a projector's log says what has happened."""
    said = f"has read {reached}, the log ends at {kept}"
    return any(said in system.logs(projector) for projector in PROJECTORS)


async def all_ready(system: System) -> bool:
    """Tell whether both projectors answer that they are ready."""
    return all([await answers_ready(system.plan.health_ports[projector]) for projector in PROJECTORS])


async def find_stored(system: System, load: Load) -> set[UUID]:
    """Return those of a ledger's commands that the log holds."""
    stored = {event.command_id for event in await accounting.read_log(system, "directives")}
    return stored & {entry.id for entry in load.entries}


async def do_nothing(_: System, load: Load) -> None:
    """Let the clients write."""
    await load.reach(1)
