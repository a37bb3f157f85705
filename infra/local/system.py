"""The whole system on one machine: services, databases, accounts, every role, and the sample if wanted."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from infra.clock import read_monotonic_s
from infra.local.errors import SetupError, Unavailable
from infra.local.nursery import Nursery, opened_nursery
from infra.local.places import (
    CHECKOUT,
    current_identity,
    list_instances,
    local_folder,
    make_folder,
    read_instance,
)
from infra.local.ports import LOOPBACK, take_free_port
from infra.local.processes import end_marked, read_output, read_start_ticks
from infra.local.roles import (
    BROKER_LOGINS,
    DATABASE_LOGINS,
    GATEWAY,
    ROLES,
    SERVICES,
    Plan,
    Replica,
    list_replicas,
    make_base_environment,
    run_module,
)
from infra.local.secrets import Secrets, keep_secrets
from infra.local.services import RUNGS, Options, Progress, Services, found_services, make_instance_marker, say_nothing
from infra.local.supervise import RoleProcess, Supervisor
from infra.local.waiting import finish_both

SAMPLE_S = 1_200.0
"""Deadline in seconds for the sample loader on a busy machine."""
ACCOUNTS_S = 60.0
_serial = itertools.count(1)


Reach = Callable[[Services], AbstractAsyncContextManager[Services]]
"""Gives the services as the roles are to see them: as they are, or with something in between."""


def reach_directly(services: Services) -> AbstractAsyncContextManager[Services]:
    """Put nothing between the roles and the services."""
    return nullcontext(services)


@dataclass(frozen=True, slots=True)
class SystemOptions:
    """Which system to run."""

    name: str
    """Of its folder in `.local`."""
    keep: bool = False
    """Keep its data and its secrets for the next time."""
    port: int | None = None
    """Where the gateway serves HTTP; None takes a free port."""
    sample: bool = False
    """Load the Nonsan sample, unless it is loaded."""
    sample_until: str | None = None
    """The moment at which the sample stops, such as 2024-01-25T09:00+0900; None loads all of it."""
    documents: bool = False
    """Import the two source documents with it."""
    like: str | None = None
    """The name of a frozen system with whose data, secrets and accounts it begins: its sample is loaded."""
    replicas: int = 1
    """Processes of every role, at least 1."""
    reach: Reach = reach_directly
    """How the roles reach the services."""
    rungs: tuple[str, ...] = RUNGS
    """Where its services may come from."""
    progress: Progress = say_nothing


@dataclass(frozen=True, slots=True)
class System:
    """A system that is ready."""

    name: str
    services: Services
    """As they are, whatever stands between them and the roles."""
    logins_file: Path
    """JSON, 0600: the accounts that were made, each with its password, role and label."""
    plan: Plan
    roles: Supervisor

    @property
    def base_url(self) -> str:
        """Where the first gateway answers."""
        return self.base_urls[0]

    @property
    def base_urls(self) -> tuple[str, ...]:
        """Where each replica of the gateway answers."""
        return tuple(f"http://{LOOPBACK}:{port}" for port in self.plan.ports.values())

    @property
    def logins(self) -> dict[str, dict[str, str]]:
        """The accounts of `logins_file` by user name."""
        return dict(json.loads(self.logins_file.read_text(encoding="utf-8")))

    async def start(self, replica: str) -> None:
        """Start `replica` again and return when it is ready. Raises: SetupError when it is not within 60 s."""
        await self.roles.start(replica)

    async def stop(self, replica: str) -> None:
        """End `replica` politely."""
        await self.roles.stop(replica)

    async def kill(self, replica: str) -> None:
        """End `replica` by SIGKILL."""
        await self.roles.kill(replica)

    def logs(self, replica: str, lines: int = 1_000) -> str:
        """Return the last lines that `replica` wrote."""
        return self.roles.logs(replica, lines)

    async def freeze(self) -> bool:
        """Stop it, so that others can begin like it; False where its data are not in a folder of ours."""
        if self.services.postgres is None:
            return False
        await self.roles.stop_all()
        await self.services.postgres.stop()
        if self.services.rabbitmq is not None:
            await self.services.rabbitmq.kill()
        return True


def make_throwaway(
    purpose: str = "test",
    *,
    sample: bool = False,
    sample_until: str | None = None,
    documents: bool = False,
    like: str | None = None,
    replicas: int = 1,
    reach: Reach = reach_directly,
) -> SystemOptions:
    """Return options for a system with private servers, free ports and data that are removed at the end.

    Servers of the environment are left alone, unless HWANRYU_FIND says `env`.
    """
    return SystemOptions(
        name_throwaway(purpose),
        sample=sample,
        sample_until=sample_until,
        documents=documents,
        like=like,
        replicas=replicas,
        reach=reach,
        rungs=tuple(rung for rung in RUNGS if rung != "env"),
    )


def name_throwaway(purpose: str) -> str:
    """Return a folder name that tells which process it belongs to, so that it can be removed once that is gone."""
    return f"{purpose}{next(_serial)}-{os.getpid()}-{read_start_ticks(os.getpid())}"


@asynccontextmanager
async def running_system(options: SystemOptions) -> AsyncIterator[System]:
    """Run a whole system and end all of it on leaving.

    Raises:
        SetupError: a service cannot be had or a role does not become ready; the text says which and why.
    """
    await remove_stale()
    folder = make_folder(local_folder() / options.name, current_identity())
    async with AsyncExitStack() as stack:
        if not options.keep:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if options.like:
            await asyncio.to_thread(shutil.copytree, local_folder() / options.like, folder, dirs_exist_ok=True)
        services, secrets, nursery = await _prepare_stores(options, folder, stack)
        seen = await stack.enter_async_context(options.reach(services))
        plan = _make_plan(options, folder, seen, secrets)
        system = await _start_roles(options, folder, services, plan, nursery, stack)
        if options.sample and not options.like:
            await _load_sample(system, options)
        yield system


async def _prepare_stores(
    options: SystemOptions, folder: Path, stack: AsyncExitStack
) -> tuple[Services, Secrets, Nursery]:
    """Find the services; while the broker starts, make the databases and let the nursery import the roles."""
    from infra.lost_keys import KeysLost, locate_vault, require_keys
    from infra.migrate import prepare
    from infra.topology import declare, definitions

    secrets = keep_secrets(_find_secrets(options, folder), DATABASE_LOGINS, BROKER_LOGINS, SERVICES)

    nurseries: list[Nursery] = []

    async def prepare_meanwhile(url: str) -> None:
        own = make_base_environment(_mark(options))
        opening = opened_nursery(own, dict.fromkeys(role.module for role in ROLES))
        nurseries.append(await stack.enter_async_context(opening))
        started = read_monotonic_s()
        await prepare(url, secrets.databases)
        try:
            await require_keys(locate_vault(url), secrets.vault_key, _name_secrets(options, folder))
        except KeysLost as lost:
            raise SetupError(str(lost)) from lost
        options.progress("Databases", read_monotonic_s() - started, "made or migrated")

    found = Options(
        name=options.name,
        definitions=definitions(secrets.broker),
        broker_password=secrets.broker["admin"],
        keep=options.keep,
        in_memory=not options.keep,
        like=options.like,
        rungs=options.rungs,
        progress=options.progress,
        prepare=prepare_meanwhile,
    )
    services = await stack.enter_async_context(found_services(found))
    if services.management_url is None:
        await declare(services.rabbitmq_url)
    return services, secrets, nurseries[0]


def _make_plan(options: SystemOptions, folder: Path, services: Services, secrets: Secrets) -> Plan:
    from infra.settings import LEAST_PASSWORD_KIB

    replicas = list_replicas(options.replicas)
    gateways = [replica.name for replica in replicas if replica.role.serves_http]
    return Plan(
        services=services,
        secrets=secrets,
        instance=_mark(options),
        ports={name: take_free_port() for name in gateways} | ({gateways[0]: options.port} if options.port else {}),
        health_ports={replica.name: take_free_port() for replica in replicas},
        files=make_folder(folder / "files", current_identity()),
        password_kib=None if options.keep else LEAST_PASSWORD_KIB,
        is_training=options.sample,
    )


def _mark(options: SystemOptions) -> str:
    return make_instance_marker(options.name)


def _find_secrets(options: SystemOptions, folder: Path) -> Path:
    return (local_folder() if options.keep else folder) / "secrets.json"


def _name_secrets(options: SystemOptions, folder: Path) -> str:
    """Return the file of secrets as it is named to the person at the terminal."""
    return os.path.relpath(_find_secrets(options, folder))


async def _start_roles(
    options: SystemOptions, folder: Path, services: Services, plan: Plan, nursery: Nursery, stack: AsyncExitStack
) -> System:
    logins = (local_folder() if options.keep else folder) / "logins.json"
    ensure = ("ensure", "--out", str(logins), *(("--departments",) if options.sample else ()))
    replicas = list_replicas(options.replicas)
    processes = {each.name: _plan_process(nursery, plan, each) for each in replicas}
    supervisor = Supervisor(processes, _clear_logs(folder / "logs"))
    stack.push_async_callback(end_marked, plan.instance)
    stack.push_async_callback(supervisor.stop_all)

    async def start_replicas() -> None:
        started = read_monotonic_s()
        await supervisor.start_all()
        options.progress("Roles", read_monotonic_s() - started, ", ".join(each.name for each in replicas))

    accounts = _run_step("Accounts", ACCOUNTS_S, options.progress, plan, "gateway.accounts", *ensure)
    await finish_both(start_replicas(), accounts)
    return System(options.name, services, logins, plan, supervisor)


def _plan_process(nursery: Nursery, plan: Plan, replica: Replica) -> RoleProcess:
    launch = partial(nursery.start, replica.name, replica.role.module, plan.environment_of(replica))
    return RoleProcess(launch, plan.health_ports[replica.name])


def _clear_logs(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return make_folder(folder, current_identity())


async def _load_sample(system: System, options: SystemOptions) -> None:
    """Load the sample; its own progress is seen where somebody watches."""
    until = ("--until", options.sample_until) if options.sample_until else ()
    papers = () if options.documents else ("--no-documents",)
    words = ("load-sample", "--url", system.base_url, "--logins", str(system.logins_file), *until, *papers)
    is_watched = options.progress is not say_nothing
    await _run_step("Sample", SAMPLE_S, options.progress, system.plan, "infra.cli", *words, is_watched=is_watched)


async def _run_step(
    stage: str, wait_s: float, progress: Progress, plan: Plan, module: str, *words: str, is_watched: bool = False
) -> None:
    """Run one set-up module to its end in the gateway's environment and report its last line.

    Raises:
        SetupError: it fails; the text has its last line, or stderr had it where that is watched.
    """
    started = read_monotonic_s()
    try:
        printed = await read_output(
            run_module(module, *words),
            environment=plan.environment_of(Replica(GATEWAY)),
            folder=CHECKOUT,
            wait_s=wait_s,
            is_watched=is_watched,
        )
    except Unavailable as why:
        raise SetupError(f"{stage}: {why}") from why
    said = printed.strip().splitlines() or [f"by {module}"]
    progress(stage, read_monotonic_s() - started, said[-1])


async def remove_stale() -> None:
    """Remove what throw-away systems of killed processes left: their processes, then their folders."""
    folders = [(each.name, each) for each in local_folder().glob("*")]
    folders += [(read_instance(each), each) for each in list_instances()]
    stale = [(name, folder) for name, folder in folders if _is_stale(name)]
    for name in {name for name, _ in stale}:
        await end_marked(make_instance_marker(name))
    for _, folder in stale:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _is_stale(name: str) -> bool:
    match = re.fullmatch(r"[a-z]+\d+-(\d+)-(\d+)", name)
    return match is not None and read_start_ticks(int(match.group(1))) != int(match.group(2))
