"""The file store: contents by their sha256, each sealed with a key of its own that lies in the vault.

A stored file is one line, its key sealed by the vault, and then its content in pieces of PIECE bytes, each sealed with
its number and whether it is the last: nothing can be changed, moved, added or cut off unseen. The name is the sha256
of the content, the content's subject in the vault follows from it, so what was erased cannot come back.

Exception
├── FileTooLong          more bytes than are taken
├── FileErased           its key was destroyed, or its giver has withdrawn it; the same content is not taken again
├── FileDamaged          loud: what lies on the disk is not what was stored
└── TypeRefused          infra/file_types.py
"""

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID, uuid5

import asyncpg
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.clock import make_id, read_now
from infra.file_types import Content, find_type
from infra.sealing import make_key, read_base64, write_base64
from infra.vault import ERASED, Erased, SubjectErased, Vault

PIECE: Final = 64 * 1024
"""Bytes of content in one sealed piece."""
TAG: Final = 16
HEAD: Final = 142
"""Bytes of the first line: the file's key (43 characters) sealed (141 characters), and a line break."""
STEP: Final = 16 * PIECE
"""Bytes that are read, sealed or opened in one go of a thread: about a millisecond."""
LEFT_OVER: Final = timedelta(hours=1)
"""Age at which an upload that never ended is removed."""
_FILES: Final = UUID("5f0c6a57-6d0d-5c35-8a1f-7a4d3f3b2f10")
_log: Final = structlog.get_logger()


class FileTooLong(Exception):
    """More bytes than are taken."""


class FileErased(Exception):
    """Its key was destroyed, or its giver has withdrawn it; the same content is not taken again."""


class FileDamaged(Exception):
    """What lies on the disk is not what was stored."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file to one who may read it."""

    sha256: str
    size: int
    type: str
    name: str
    """As that reader uploaded it; for others as the first did whose claim stands; 파기됨 once erased."""
    uploader: str
    uploaded_at: datetime
    erased_at: datetime | None
    """For this uploader: others may have given the same content, of which he learns nothing."""


class Files:
    """The store: a folder that every gateway shares, a table of the gateway, and the vault for the keys."""

    def __init__(self, folder: Path, pool: asyncpg.Pool, vault: Vault, limit: int) -> None:
        self._folder = folder
        self._pool = pool
        self._vault = vault
        self.limit = limit
        """Bytes of the longest content."""

    async def store(self, uploader: str, name: str, blocks: AsyncIterable[bytes]) -> StoredFile:
        """Keep a content that arrives in blocks; the same one again changes nothing. It never lies open on the disk.

        Raises: FileTooLong, TypeRefused, FileErased, Unavailable, OSError.
        """
        part = self._folder / "arriving" / make_id().hex
        key = make_key()
        with await asyncio.to_thread(_create, part) as file:
            try:
                return await self._store(uploader, name, blocks, _Arriving(part, file, key))
            except SubjectErased as error:
                raise FileErased(name) from error
            finally:
                with suppress(FileNotFoundError):
                    part.unlink()

    async def find(self, digest: str, reader: str, *, whose: bool = True) -> StoredFile | None:
        """Return a file to one who uploaded it; with `whose` False, to anyone. Raises: Unavailable."""
        row = await self._pool.fetchrow(
            """SELECT f.sha256, f.size, u.type, u.name, u.uploader, u.uploaded_at,
                      coalesce(u.withdrawn_at, f.erased_at) AS erased_at
               FROM files f JOIN uploads u USING (sha256) WHERE f.sha256 = $1 AND (u.uploader = $2 OR NOT $3)
               ORDER BY u.withdrawn_at IS NOT NULL, u.uploader = $2 DESC, u.uploaded_at LIMIT 1""",
            digest,
            reader,
            whose,
        )
        if row is None:
            return None
        name = ERASED if row["erased_at"] else await self._vault.open(row["name"], "name")  # its key may be cached yet
        return StoredFile(**{**row, "name": str(name)})

    async def open(self, digest: str) -> AsyncIterator[bytes]:
        """Return the content in blocks; all of it is verified before this returns.

        Raises: FileErased, FileDamaged, Unavailable.
        """
        try:
            file = await asyncio.to_thread(self._find_path(digest).open, "rb")  # once: an upload may replace it
            with ExitStack() as closing:
                closing.enter_context(file)
                head = await asyncio.to_thread(_read_head, file, name_subject(digest))
                key = await self._vault.open(head, "file")
                if not isinstance(key, Erased):
                    reader = await asyncio.to_thread(_verify, file, read_base64(key), digest)
                    return _stream(closing.pop_all(), reader)
        except (FileNotFoundError, ValueError) as error:
            if not await self._pool.fetchval("SELECT erased_at FROM files WHERE sha256 = $1", digest):
                _log.critical("file damaged", sha256=digest, why=error)
                raise FileDamaged(digest) from error
        raise FileErased(digest)

    async def erase(self, digest: str) -> None:
        """Destroy a file for ever: its key first, then what it sealed; the row stays, for events name it."""
        await self._vault.erase(name_subject(digest))
        await self._pool.execute(
            "UPDATE files SET erased_at = clock_timestamp() WHERE sha256 = $1 AND erased_at IS NULL", digest
        )
        await asyncio.to_thread(self._find_path(digest).unlink, missing_ok=True)

    async def withdraw(self, digest: str, uploader: str) -> bool:
        """Erase a file and its name for one who gave it, and for ever once nobody else who did still keeps it.

        Tell whether he gave it. Raises: Unavailable; the vault will hear of it nevertheless.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT FROM files WHERE sha256 = $1 FOR UPDATE", digest)  # uploads wait
            given = await connection.fetchval(
                """UPDATE uploads SET name = '', withdrawn_at = coalesce(withdrawn_at, clock_timestamp())
                   WHERE sha256 = $1 AND uploader = $2 RETURNING true""",
                digest,
                uploader,
            )
            was_last = given and await connection.fetchval(
                """UPDATE files SET erased_at = coalesce(erased_at, clock_timestamp()) WHERE sha256 = $1
                   AND NOT EXISTS (SELECT FROM uploads WHERE sha256 = $1 AND withdrawn_at IS NULL) RETURNING true""",
                digest,
            )
            if was_last:
                await connection.execute(
                    "INSERT INTO erasures (subject) VALUES ($1) ON CONFLICT DO NOTHING", name_subject(digest)
                )
        if was_last:
            await self.erase(digest)
        return bool(given)

    async def run(self) -> None:
        """Sweep now and every hour, until cancelled."""
        while True:
            await self.sweep()
            await asyncio.sleep(LEFT_OVER.total_seconds())

    async def sweep(self) -> None:
        """Remove what uploads of killed processes left."""
        await asyncio.to_thread(_sweep, self._folder / "arriving", (read_now() - LEFT_OVER).timestamp())

    async def _store(self, uploader: str, name: str, blocks: AsyncIterable[bytes], arriving: "_Arriving") -> StoredFile:
        waiting = bytearray()
        async for block in blocks:
            waiting += block
            if arriving.size + len(waiting) > self.limit:
                raise FileTooLong(name)
            if len(waiting) >= STEP:
                await asyncio.to_thread(arriving.write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(arriving.end, bytes(waiting))
        media_type = await asyncio.to_thread(find_type, name, arriving.look_back())
        digest = arriving.digest
        subject = name_subject(digest)
        head = await self._vault.seal(subject, "file", write_base64(arriving.key))
        sealed_name = await self._vault.seal(subject, "name", name)
        await asyncio.to_thread(arriving.keep, head, self._find_path(digest))
        return await self._record(digest, arriving.size, media_type, uploader, sealed_name)

    async def _record(self, digest: str, size: int, media_type: str, uploader: str, name: str) -> StoredFile:
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(
                "INSERT INTO files (sha256, size, type) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                digest,
                size,
                media_type,
            )
            await connection.execute(
                "INSERT INTO uploads (sha256, uploader, name, type) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                digest,
                uploader,
                name,
                media_type,
            )
            is_erased = await connection.fetchval("SELECT erased_at IS NOT NULL FROM files WHERE sha256 = $1", digest)
        if is_erased:  # meanwhile
            await self.erase(digest)
        stored = await self.find(digest, uploader)
        assert stored is not None, "recorded above"
        if stored.erased_at is not None:
            raise FileErased(digest)
        return stored

    def _find_path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def name_subject(digest: str) -> UUID:
    """Return the vault's subject of a content: the same for the same content, in each installation another key."""
    return uuid5(_FILES, digest)


class _Arriving:
    """A file while it arrives: sealed piece by piece under a fresh key, hashed and counted."""

    def __init__(self, path: Path, file: BinaryIO, key: bytes) -> None:
        self._path = path
        self._file = file
        self.key = key
        self._cipher = AESGCM(key)
        self._hash = sha256()
        self._rest = b""
        self._pieces = 0
        self.size = 0

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def write(self, content: bytes) -> None:
        """Take more; one piece is held back, for it may be the last."""
        self.size += len(content)
        self._hash.update(content)
        whole = self._rest + content
        held = (len(whole) - 1) // PIECE * PIECE if whole else 0
        for offset in range(0, held, PIECE):
            self._seal(whole[offset : offset + PIECE], is_last=False)
        self._rest = whole[held:]

    def end(self, content: bytes) -> None:
        self.write(content)
        self._seal(self._rest, is_last=True)
        self._file.flush()

    def look_back(self) -> Content:
        reader = _Reader(self._file, self.key, self.size)
        return Content(self.size, reader.read_at)

    def keep(self, head: str, path: Path) -> None:
        """Put the key in front and the file in its place, so that a power cut leaves all of it or nothing."""
        line = head.encode() + b"\n"
        assert len(line) == HEAD, "room was left for it"
        self._file.seek(0)
        self._file.write(line)
        self._file.flush()
        os.fsync(self._file.fileno())
        path.parent.mkdir(mode=0o700, exist_ok=True)
        self._path.rename(path)
        for folder in (path.parent, path.parent.parent):
            _sync_folder(folder)

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_number(self._pieces, is_last=is_last), piece, b""))
        self._pieces += 1


class _Reader:
    """Opens pieces of a stored file; what is not as it was stored raises ValueError."""

    def __init__(self, file: BinaryIO, key: bytes, size: int) -> None:
        self._file = file
        self._cipher = AESGCM(key)
        self._size = size
        self._last = max(size - 1, 0) // PIECE

    def read_at(self, offset: int, length: int) -> bytes:
        end = min(offset + length, self._size)
        if end <= offset:
            return b""
        first = offset // PIECE
        pieces = b"".join(self._open(number) for number in range(first, (end - 1) // PIECE + 1))
        return pieces[offset - first * PIECE : end - first * PIECE]

    def walk(self) -> Iterator[bytes]:
        for offset in range(0, self._size, STEP):
            yield self.read_at(offset, STEP)

    def _open(self, number: int) -> bytes:
        self._file.seek(HEAD + number * (PIECE + TAG))
        length = (self._size - number * PIECE if number == self._last else PIECE) + TAG
        try:
            return self._cipher.decrypt(_number(number, is_last=number == self._last), self._file.read(length), b"")
        except InvalidTag as error:
            raise ValueError(f"piece {number} was changed") from error


def _number(piece: int, *, is_last: bool) -> bytes:
    """Return a piece's nonce: no other piece under the file's own key has it."""
    return piece.to_bytes(11) + bytes([is_last])


def _create(part: Path) -> BinaryIO:
    part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    file = os.fdopen(descriptor, "w+b")
    file.write(b" " * HEAD)
    return file


def _read_head(file: BinaryIO, subject: UUID) -> str:
    head = file.read(HEAD)[:-1].decode("ascii")
    if not head.startswith(f"sealed.1.{subject}."):
        raise ValueError("the first line is no key of this file")
    return head


def _verify(file: BinaryIO, key: bytes, digest: str) -> _Reader:
    sealed = os.fstat(file.fileno()).st_size - HEAD
    reader = _Reader(file, key, sealed - -(-sealed // (PIECE + TAG)) * TAG)
    found = sha256()
    for step in reader.walk():
        found.update(step)
    if found.hexdigest() != digest:
        raise ValueError("another content lies under this name")
    return reader


async def _stream(closing: ExitStack, reader: _Reader) -> AsyncIterator[bytes]:
    steps = reader.walk()
    with closing:
        while step := await asyncio.to_thread(next, steps, b""):
            yield step


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(folder: Path, before: float) -> None:
    for part in folder.glob("*"):
        with suppress(FileNotFoundError):
            if part.stat().st_mtime < before:
                part.unlink()
