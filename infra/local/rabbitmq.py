"""A private RabbitMQ on loopback ports: where its programs come from, its configuration, its start and stop."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from infra.local.debian import library_folders, unpack_packages
from infra.local.errors import SetupError, Unavailable
from infra.local.management import VHOST, has_vhost
from infra.local.places import Identity, make_folder, server_identity, write_private
from infra.local.ports import LOOPBACK, speaks_amqp, take_free_port
from infra.local.processes import (
    INSTANCE_VARIABLE,
    SYSTEM_PATH,
    Command,
    Running,
    end_process,
    read_tail,
    start_process,
)
from infra.local.secrets import make_password
from infra.local.servers import Server
from infra.local.waiting import wait_until

OLDEST = (3, 10)
"""dependencies.md: must run on 3.10 (Debian 12) and 4.x."""
_ERLANG = (
    "base asn1 crypto eldap ftp inets mnesia os-mon parsetools public-key runtime-tools snmp ssl syntax-tools tftp"
)
PACKAGES = ("rabbitmq-server", *(f"erlang-{part}" for part in [*_ERLANG.split(), "tools", "xmerl"]))
"""dependencies.md, row "RabbitMQ without Docker or root": 34 MB."""
DEBIAN_ROOT = "ROOTDIR=/usr/lib/erlang"
"""What Debian's Erlang scripts contain, some indented; ERL_ROOTDIR is ignored by them."""
READY_S = 90.0
"""Seconds; 5 to 7 on two idle cores, several times that when the machine is busy."""
STOP_S = 3.0
"""Seconds to SIGKILL: after SIGTERM data are closed within 0.1 s, then it idles 5 s in a timer (3.10.8)."""
NODE = "hwanryu@localhost"


@dataclass(frozen=True, slots=True)
class Programs:
    """One RabbitMQ with the Erlang that runs it."""

    server: Path
    """The script rabbitmq-server itself, not a wrapper that changes the user."""
    version: str
    search_path: str
    """PATH with `erl` and `epmd`."""
    libraries: str = ""
    """LD_LIBRARY_PATH."""
    tree: Path | None = None
    """Where beam and epmd must come from; None when they are the machine's own."""

    @property
    def series(self) -> str:
        """Major and minor version; data folders of two series are kept apart."""
        return ".".join(self.version.split(".")[:2])


@dataclass(frozen=True, slots=True)
class Ports:
    """Every port that a broker listens on, all on 127.0.0.1."""

    amqp: int
    management: int
    prometheus: int
    distribution: int
    epmd: int


@dataclass(frozen=True, slots=True)
class Broker:
    """A private broker that answers."""

    amqp_url: str
    management_url: str
    server: Server


def find_installed() -> Programs:
    """Return the RabbitMQ installed on this machine.

    Raises:
        Unavailable: there is none of 3.10 or newer, or no Erlang for it.
    """
    erlang = shutil.which("erl")
    for server in _installed_servers():
        version = _read_version(server)
        if version is None or tuple(map(int, version.split(".")[:2])) < OLDEST:
            continue
        if erlang is None:
            raise Unavailable("RabbitMQ is installed but its Erlang (`erl`) is not on the PATH")
        folders = [Path(erlang).parent, *_emulator_folders(Path(erlang).resolve().parent.parent)]
        return Programs(server, version, ":".join([*map(str, folders), SYSTEM_PATH]))
    raise Unavailable(f"no RabbitMQ {OLDEST[0]}.{OLDEST[1]} or newer is installed")


def _installed_servers() -> Iterator[Path]:
    on_path = shutil.which("rabbitmq-server")
    for candidate in (on_path, "/usr/lib/rabbitmq/bin/rabbitmq-server"):
        if candidate is not None and Path(candidate).exists():
            yield Path(candidate).resolve()


def _emulator_folders(erlang_root: Path) -> list[Path]:
    """Return erts-*/bin, where epmd lies."""
    return sorted(erlang_root.glob("erts-*/bin"))


def _read_version(server: Path) -> str | None:
    """Return the version by the `rabbit` application beside the script; None for a wrapper or something else."""
    plugins = server.parent.parent.glob("plugins/rabbit-*")
    found = [re.fullmatch(r"rabbit-(\d+\.\d+\.\d+).*", path.name) for path in plugins]
    return next((match.group(1) for match in found if match), None)


async def find_embedded() -> Programs:
    """Return Debian's RabbitMQ and Erlang, downloaded and unpacked without root.

    Raises:
        Unavailable: apt is missing, no package source answers, or the packages are too old.
    """
    tree = await unpack_packages("rabbitmq", PACKAGES)
    erlang = tree / "usr/lib/erlang"
    await asyncio.to_thread(_relocate, tree, erlang)
    server = (tree / "usr/lib/rabbitmq/bin/rabbitmq-server").resolve()
    version = _read_version(server)
    if version is None or tuple(map(int, version.split(".")[:2])) < OLDEST:
        raise Unavailable(f"Debian's RabbitMQ ({version}) is older than {OLDEST[0]}.{OLDEST[1]}")
    folders = [*_emulator_folders(erlang), erlang / "bin"]
    return Programs(
        server,
        version,
        search_path=":".join([*map(str, folders), SYSTEM_PATH]),
        libraries=":".join(map(str, library_folders(tree))),
        tree=tree,
    )


def _relocate(tree: Path, erlang: Path) -> None:
    """Make the unpacked Erlang scripts look for Erlang where it lies; a second time changes nothing."""
    for script in (*tree.glob("usr/lib/erlang/bin/*"), *tree.glob("usr/lib/erlang/erts-*/bin/*")):
        head = script.read_bytes()
        if head.startswith(b"#!") and DEBIAN_ROOT.encode() in head:
            text = head.decode()
            changed = re.sub(rf"{re.escape(DEBIAN_ROOT)}(?=\s|$)", f"ROOTDIR={shlex.quote(str(erlang))}", text)
            script.write_text(changed, encoding="utf-8")


async def start_broker(
    programs: Programs,
    instance: Path,
    marker: str,
    definitions: Mapping[str, object],
    password: str,
    stack: AsyncExitStack,
    *,
    keep: bool,
) -> Broker:
    """Start a private broker with its data in `instance`, loaded with `definitions`, and return it once it answers.

    The login `admin` of `definitions` must have `password`. The stop is pushed on `stack`: polite when its data are
    kept, SIGKILL when they are thrown away.

    Raises:
        SetupError: it ends, is not ready within 90 s, or runs another Erlang than it should.
    """
    identity = server_identity()
    folder = make_folder(instance / f"rabbitmq-{programs.series}", identity)
    ports = Ports(*(take_free_port() for _ in range(5)))
    _write_configuration(folder, identity, ports, definitions)
    environment = _environment(programs, folder, ports, marker)
    epmd = await start_process(_epmd_command(folder, identity, environment, ports))
    stack.push_async_callback(end_process, epmd, signal.SIGKILL)
    polite = signal.SIGTERM if keep else signal.SIGKILL
    management_url = f"http://admin:{password}@{LOOPBACK}:{ports.management}"
    command = _server_command(programs, folder, identity, environment, polite)
    log = folder / "rabbitmq.log"
    server = Server(command, signal.SIGTERM, STOP_S, lambda running: _wait_ready(running, log, ports, management_url))
    stack.push_async_callback(server.stop if keep else server.kill)
    _check_origin(programs, epmd, await server.start())
    return Broker(f"amqp://admin:{password}@{LOOPBACK}:{ports.amqp}/{VHOST}", management_url, server)


def _write_configuration(folder: Path, identity: Identity, ports: Ports, definitions: Mapping[str, object]) -> None:
    write_private(folder / "definitions.json", json.dumps(definitions), identity)
    write_private(folder / "enabled_plugins", "[rabbitmq_management,rabbitmq_prometheus].\n", identity)
    lines = {
        "listeners.tcp.1": f"{LOOPBACK}:{ports.amqp}",
        "management.tcp.ip": LOOPBACK,
        "management.tcp.port": ports.management,
        "prometheus.tcp.ip": LOOPBACK,
        "prometheus.tcp.port": ports.prometheus,
        "load_definitions": folder / "definitions.json",
        "log.console": "false",
        "log.file": folder / "rabbitmq.log",
        "log.file.level": "warning",
    }
    text = "".join(f"{name} = {value}\n" for name, value in lines.items())
    write_private(folder / "rabbitmq.conf", text, identity)
    cookie = folder / ".erlang.cookie"
    if not cookie.exists():
        write_private(cookie, make_password(), identity)
        cookie.chmod(0o400)


def _environment(programs: Programs, folder: Path, ports: Ports, marker: str) -> dict[str, str]:
    """Name every file and port, so that nothing of the machine's own RabbitMQ is read or written."""
    environment = {
        "PATH": programs.search_path,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        INSTANCE_VARIABLE: marker,
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "ERL_EPMD_PORT": str(ports.epmd),
        "RABBITMQ_ALLOW_INPUT": "true",  # makes the script exec Erlang instead of waiting for a child
        "RABBITMQ_NODENAME": NODE,
        "RABBITMQ_DIST_PORT": str(ports.distribution),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_CONF_ENV_FILE": str(folder / "no-such-file"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_FEATURE_FLAGS_FILE": str(folder / "feature_flags"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "config"),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
    return environment | ({"LD_LIBRARY_PATH": programs.libraries} if programs.libraries else {})


def _epmd_command(folder: Path, identity: Identity, environment: dict[str, str], ports: Ports) -> Command:
    """Erlang's name server as a child of ours; started by Erlang it would stay behind as a daemon."""
    epmd = shutil.which("epmd", path=environment["PATH"])
    if epmd is None:
        raise SetupError("Erlang's `epmd` is missing: reinstall the package erlang-base.")
    arguments = (epmd, "-port", str(ports.epmd), "-address", LOOPBACK)
    return Command("epmd", arguments, environment, folder, folder / "epmd.log", identity, signal.SIGKILL)


def _server_command(
    programs: Programs, folder: Path, identity: Identity, environment: dict[str, str], polite: signal.Signals
) -> Command:
    arguments = ("/bin/sh", str(programs.server), "-noinput")
    return Command("RabbitMQ", arguments, environment, folder, folder / "startup.log", identity, polite)


async def _wait_ready(server: Running, log: Path, ports: Ports, management_url: str) -> None:
    """Wait until AMQP answers and the management login sees the vhost, that is, the definitions are loaded."""

    async def has_settled() -> bool:
        answers = await speaks_amqp(LOOPBACK, ports.amqp) and await has_vhost(management_url)
        return server.has_ended() or answers

    in_time = await wait_until(has_settled, READY_S, every_s=0.1)
    if server.has_ended() or not in_time:
        happened = "ended while starting" if in_time else f"is not ready after {READY_S:.0f} s"
        raise SetupError(f"RabbitMQ {happened}:\n{read_tail(server.log)}\n{read_tail(log)}")


def _check_origin(programs: Programs, *processes: Running) -> None:
    """Refuse an unpacked broker that runs the machine's Erlang: one missed ROOTDIR does that without a word."""
    if programs.tree is None:
        return
    for running in processes:
        program = Path(f"/proc/{running.pid}/exe").resolve()
        if not program.is_relative_to(programs.tree.resolve()):
            raise SetupError(f"{running.name} runs {program} instead of the unpacked Erlang in {programs.tree}.")
