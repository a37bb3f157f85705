"""Debian packages downloaded with apt's own client and unpacked without root, beside what the machine has installed."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from infra.local.errors import Unavailable
from infra.local.places import make_folder, server_identity, server_root, write_private
from infra.local.processes import SYSTEM_PATH, read_output

DOWNLOAD_S = 600.0
"""Deadline in seconds for package lists or packages: 173 MB (Chromium with all libraries) at 300 kB/s."""
STAMP = "hwanryu-unpacked"
"""File written last into an unpacked tree; it holds the tree's own path, which unpacked scripts may contain."""
NEVER_UNPACKED = frozenset({"libc6", "libc-bin"})
"""A second C library beside the machine's own loader crashes every program."""


async def unpack_packages(tree_name: str, packages: Sequence[str], *, libraries: bool = True) -> Path:
    """Return a folder with the files of `packages` and of the libraries that they need and the machine lacks.

    The folder is kept: the next call returns it at once. Its path is `<server root>/packages/<tree_name>`.

    Raises:
        Unavailable: the machine has no apt, or no package source answers.
    """
    identity = server_identity()
    folder = make_folder(server_root() / "packages", identity)
    tree = folder / tree_name
    if is_unpacked(tree):
        return tree
    _require_tools()
    work = make_folder(folder / f"{tree_name}.{os.getpid()}.new", identity)
    try:
        for archive in await _download(work / "apt", packages, libraries=libraries):
            await read_output(["dpkg", "-x", str(archive), str(work / "tree")], environment=_environment())
        await asyncio.to_thread(_publish, work / "tree", tree)
    finally:
        await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)
    return tree


def is_unpacked(tree: Path) -> bool:
    """Tell whether `tree` is complete and lies where it was unpacked."""
    stamp = tree / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == str(tree)


def _require_tools() -> None:
    for tool in ("apt-get", "apt-cache", "dpkg", "dpkg-query"):
        if shutil.which(tool, path=SYSTEM_PATH) is None:
            raise Unavailable(f"this machine has no `{tool}` to unpack Debian packages with")


async def _download(apt: Path, packages: Sequence[str], *, libraries: bool) -> list[Path]:
    downloaded = _make_apt_folders(apt)
    options = _apt_options(apt)
    await read_output(["apt-get", *options, "update"], wait_s=DOWNLOAD_S, environment=_environment())
    wanted = [*packages, *(await _missing_libraries(options, packages) if libraries else ())]
    await read_output(
        ["apt-get", *options, "download", *wanted], folder=downloaded, wait_s=DOWNLOAD_S, environment=_environment()
    )
    return await asyncio.to_thread(lambda: sorted(downloaded.glob("*.deb")))


def _make_apt_folders(apt: Path) -> Path:
    downloaded = apt / "downloaded"
    for folder in (apt / "lists" / "partial", apt / "archives" / "partial", downloaded):
        folder.mkdir(parents=True)
    (apt / "status").touch()
    return downloaded


def _environment() -> dict[str, str]:
    """Apt reads proxies and configuration from the environment; its messages are read here in English."""
    return {**os.environ, "LC_ALL": "C", "PATH": SYSTEM_PATH}


def _apt_options(apt: Path) -> list[str]:
    """Point apt at lists and a status file of its own: nothing counts as installed, and no lock is needed."""
    values = {
        "APT::Sandbox::User": "",
        "Dir::State": apt,
        "Dir::State::lists": apt / "lists",
        "Dir::State::status": apt / "status",
        "Dir::Cache": apt,
        "Dir::Log": apt,
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    return ["-qq", *(word for name, value in values.items() for word in ("-o", f"{name}={value}"))]


async def _missing_libraries(options: Sequence[str], packages: Sequence[str]) -> list[str]:
    """Return the library packages among all dependencies of `packages` that the machine has not installed."""
    listing = await read_output(
        ["apt-get", *options, "install", "--print-uris", "--no-install-recommends", "--yes", *packages],
        environment=_environment(),
    )
    files = [line.split()[1] for line in listing.splitlines() if line.startswith("'")]
    needed = {file.partition("_")[0] for file in files} - set(packages) - NEVER_UNPACKED - await _installed()
    return sorted(name for name in needed if name.startswith("lib"))


async def _installed() -> set[str]:
    """Return the names of all packages installed on the machine."""
    rows = await read_output(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n"], environment=_environment())
    return {row.split()[1] for row in rows.splitlines() if row.startswith("installed ")}


def _publish(unpacked: Path, tree: Path) -> None:
    """Give `unpacked` to the servers' user and move it to `tree`; of two that race the first stays."""
    identity = server_identity()
    unpacked.chmod(0o755)
    if identity.dropped:
        for folder, _folders, files in os.walk(unpacked):
            for path in (Path(folder), *(Path(folder, file) for file in files)):
                os.chown(path, identity.uid, identity.gid, follow_symlinks=False)
    if not is_unpacked(tree):
        shutil.rmtree(tree, ignore_errors=True)
        unpacked.rename(tree)
        write_private(tree / STAMP, f"{tree}\n", identity)


def library_folders(tree: Path) -> list[Path]:
    """Return the folders of `tree` that hold shared libraries, for LD_LIBRARY_PATH."""
    folders = {path.parent for root in ("usr/lib", "lib") for path in (tree / root).glob("*-linux-gnu/**/*.so*")}
    return sorted(folder for folder in folders if folder.name.endswith("-linux-gnu") or folder.name == "pulseaudio")
