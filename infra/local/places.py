"""Where the local servers keep their files, who owns them, and which folders are ours to remove."""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from infra.local.errors import SetupError

CHECKOUT = Path(__file__).resolve().parents[2]
CHECKOUT_ID = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
LOCAL = CHECKOUT / ".local"
MARKER = "hwanryu-local-data"
"""File that makes a folder ours; it holds the checkout's path."""

SHARED_PARENT = Path("/var/tmp")  # noqa: S108 - survives a reboot and any user may enter it (architecture.md, Running it)

MEMORY_PARENT = Path("/dev/shm")  # noqa: S108 - each folder there is claimed
MEMORY_BYTES = 4 * 1024**3
"""Free memory from which on the servers of tests keep their data there; all integration tests take 0.5 GiB."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The user that servers run as."""

    uid: int
    gid: int
    dropped: bool
    """True when the caller is root and the server must not be."""


def current_identity() -> Identity:
    """Return the caller's own user."""
    return Identity(os.geteuid(), os.getegid(), dropped=False)


def server_identity() -> Identity:
    """Return the user for servers: the caller, or `nobody` when the caller is root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return current_identity()
    nobody = pwd.getpwnam("nobody")
    return Identity(nobody.pw_uid, nobody.pw_gid, dropped=True)


def make_folder(folder: Path, identity: Identity) -> Path:
    """Make `folder` (its parent exists) with mode 0700 for `identity` unless it is there."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)  # two may make it at once
        os.chown(folder, identity.uid, identity.gid)
    return folder


def write_private(file: Path, text: str, identity: Identity) -> Path:
    """Write `text` to `file`, readable by `identity` only (0600)."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        os.fchmod(descriptor, 0o600)
        stream.write(text)
        os.fchown(descriptor, identity.uid, identity.gid)
    return file


def local_folder() -> Path:
    """Return `.local` of this checkout, made and marked when it is missing."""
    return _claim(LOCAL, current_identity())


def server_root() -> Path:
    """Return the folder of all servers' data and unpacked binaries, made and marked when it is missing.

    It is `.local`, except for root, whose servers run as a user that may not enter the checkout, and for a path with
    blanks, which RabbitMQ's scripts do not survive: then it is a folder of its own under /var/tmp.

    Raises:
        SetupError: the folder exists and is not ours.
    """
    identity = server_identity()
    if not identity.dropped and not any(letter.isspace() for letter in str(LOCAL)):
        return local_folder()
    return _claim(shared_root(), identity)


def shared_root() -> Path:
    """Return the path under /var/tmp that belongs to this checkout."""
    return SHARED_PARENT / f"hwanryu-{CHECKOUT_ID}"


def memory_folder(name: str) -> Path | None:
    """Return the folder in memory of the instance `name`, made and marked; None where there is no room.

    Raises:
        SetupError: the folder exists and is not ours.
    """
    return _claim(_memory_path(name), server_identity()) if _find_free_memory() >= MEMORY_BYTES else None


def list_instances() -> list[Path]:
    """Return the folder of each private instance that there is."""
    return [*(server_root() / "instances").glob("*"), *MEMORY_PARENT.glob(_memory_path("*").name)]


def read_instance(folder: Path) -> str:
    """Return the name of the instance whose folder this is."""
    return folder.name.removeprefix(_memory_path("").name)


def _memory_path(name: str) -> Path:
    return MEMORY_PARENT / f"hwanryu-{CHECKOUT_ID}-{name}"


def _find_free_memory() -> int:
    """Return the bytes that a folder in memory may grow by; 0 where there is no such thing."""
    try:
        told = Path("/proc/meminfo").read_text(encoding="ascii")
        room = os.statvfs(MEMORY_PARENT)
    except FileNotFoundError:
        return 0
    found = re.search(r"MemAvailable: +(\d+) kB", told)
    return min(int(found.group(1)) * 1024 if found else 0, room.f_bavail * room.f_frsize)


def _claim(folder: Path, identity: Identity) -> Path:
    make_folder(folder, identity)
    if folder.is_symlink() or folder.lstat().st_uid != identity.uid:
        raise SetupError(f"{folder} belongs to another user: remove it and try again.")
    if not is_ours(folder):
        if any(folder.iterdir()) and not (folder / MARKER).is_file():
            raise SetupError(f"{folder} exists and was not made by Hwanryu: move it away and try again.")
        write_private(folder / MARKER, f"{CHECKOUT}\n", identity)
    return folder


def is_ours(folder: Path) -> bool:
    """Tell whether `folder` is a real folder with the marker of this checkout."""
    marker = folder / MARKER
    if folder.is_symlink() or not folder.is_dir() or not marker.is_file():
        return False
    return marker.read_text(encoding="utf-8").strip() == str(CHECKOUT)


def remove_ours(folder: Path) -> bool:
    """Remove `folder` when it bears the marker of this checkout; tell whether it did."""
    if not is_ours(folder):
        return False
    shutil.rmtree(folder)
    return True
