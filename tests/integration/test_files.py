"""The file store over a real vault and a real folder: sealed at rest, verified on read, erased for ever."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import asyncpg
import pytest
import structlog

import infra
from contracts.sealed import Sealed
from infra.file_types import TypeRefused
from infra.files import PIECE, STEP, FileDamaged, FileErased, Files, FileTooLong, StoredFile
from infra.sealing import KeyRing, make_key, name_key
from infra.vault import Erased, Erasures, Vault
from tests.integration.databases import Database, connected
from tests.making import TENANT

KEY = make_key()
MASTER = KeyRing({name_key(KEY): KEY})
LIMIT = 4 * 1024 * 1024
UPGRADE = Path(infra.__file__).parent / "sql/gateway/0010_withdrawn_names.sql"
MARKER = "파기될 개인정보 0b0e7d5c"


@asynccontextmanager
async def opened(folder: Path, vault_database: Database, gateway_database: Database) -> AsyncIterator[Files]:
    """Give the file store of one gateway."""
    async with (
        asyncpg.create_pool(vault_database.as_role("hwanryu_vault"), min_size=1, max_size=2) as keys,
        asyncpg.create_pool(gateway_database.as_role("hwanryu_gateway"), min_size=1, max_size=2) as own,
    ):
        vault = Vault(keys, MASTER, TENANT, Erasures(own))
        await vault.reconcile()
        yield Files(folder, own, vault, LIMIT)


async def arrive(content: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    """Give a content as the network does."""
    for offset in range(0, len(content), size):
        yield content[offset : offset + size]


async def put(files: Files, content: bytes, name: str = "메모.txt", uploader: str = "officer") -> StoredFile:
    return await files.store(uploader, name, arrive(content))


async def read(files: Files, digest: str) -> bytes:
    return b"".join([block async for block in await files.open(digest)])


def list_paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, STEP, STEP + 1, 2 * STEP + PIECE + 7])
async def test_what_was_stored_is_read_byte_for_byte(
    tmp_path: Path, vault_database: Database, gateway_database: Database, size: int
) -> None:
    content = (b"abcdefghij" * (size // 10 + 1))[:size]
    async with opened(tmp_path, vault_database, gateway_database) as files:
        stored = await put(files, content)
        assert (stored.sha256, stored.size) == (sha256(content).hexdigest(), size)
        assert (stored.name, stored.type, stored.uploader) == ("메모.txt", "text/plain; charset=utf-8", "officer")
    async with opened(tmp_path, vault_database, gateway_database) as another:
        assert await read(another, stored.sha256) == content


async def test_neither_the_disk_nor_a_database_holds_content_or_name(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    async with opened(tmp_path, vault_database, gateway_database) as files:
        stored = await put(files, MARKER.encode() * 10_000, "개인 사정.txt")
        assert stored.name == "개인 사정.txt"
    (path,) = list_paths(tmp_path)
    assert path.name == stored.sha256
    assert (path.stat().st_mode & 0o777, MARKER.encode() in path.read_bytes()) == (0o600, False)
    async with connected(gateway_database.admin_url) as connection:
        rows = [*await connection.fetch("SELECT * FROM files"), *await connection.fetch("SELECT * FROM uploads")]
    assert [text for text in (MARKER, "개인 사정") if text in str(rows)] == []


async def test_an_upload_never_lies_open_on_the_disk_and_leaves_nothing_when_it_is_cut(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    async def break_off() -> AsyncIterator[bytes]:
        yield MARKER.encode() * 50_000
        yield MARKER.encode() * 50_000
        (part,) = list_paths(tmp_path)
        assert part.stat().st_size > STEP
        assert MARKER.encode() not in part.read_bytes()
        raise ConnectionError

    async with opened(tmp_path, vault_database, gateway_database) as files:
        with pytest.raises(ConnectionError):
            await files.store("officer", "메모.txt", break_off())
    assert list_paths(tmp_path) == []


async def test_a_content_that_is_too_long_is_cut_off_while_it_arrives(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    taken = 0

    async def pour() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 10_000
            yield b"x" * 10_000

    async with opened(tmp_path, vault_database, gateway_database) as files:
        with pytest.raises(FileTooLong):
            await files.store("officer", "메모.txt", pour())
        assert LIMIT < taken <= LIMIT + 10_000
        assert (await put(files, b"x" * LIMIT)).size == LIMIT
        with pytest.raises(FileTooLong):
            await put(files, b"x" * (LIMIT + 1))


async def test_what_is_not_what_its_name_says_is_not_kept(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    async with opened(tmp_path, vault_database, gateway_database) as files:
        with pytest.raises(TypeRefused):
            await put(files, b"MZ program", "보고서.pdf")
        assert list_paths(tmp_path) == []
        assert await files.find(sha256(b"MZ program").hexdigest(), "officer") is None


async def test_a_file_is_its_uploaders_own_also_where_another_had_given_it_before(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    async with opened(tmp_path, vault_database, gateway_database) as files:
        first = await put(files, b"the same", "하나.txt", "one")
        assert await files.find(first.sha256, "two") is None
        assert (await put(files, b"the same", "둘.txt", "two")).name == "둘.txt"
        assert await put(files, b"the same", "다시.txt", "one") == first
        found = await files.find(first.sha256, "auditor", whose=False)
        assert found == first
    assert len(list_paths(tmp_path)) == 1


async def test_the_same_content_from_many_at_once_is_kept_once_and_whole(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    content = b"the same" * 40_000
    async with (
        opened(tmp_path, vault_database, gateway_database) as one,
        opened(tmp_path, vault_database, gateway_database) as two,
    ):
        await asyncio.gather(*(put(files, content, uploader=f"u{n}") for n in range(10) for files in (one, two)))
        assert await read(one, sha256(content).hexdigest()) == content
    assert len(list_paths(tmp_path)) == 1


@pytest.mark.parametrize("moment", ["key", "opened", "begun"])
async def test_a_download_ends_whole_while_the_same_content_is_given_again(
    tmp_path: Path,
    vault_database: Database,
    gateway_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    """Under another key, in its place: while the key is asked for, before the first byte is sent, before the last."""
    content = os.urandom(STEP).hex().encode()
    async with opened(tmp_path, vault_database, gateway_database) as files:
        digest = (await put(files, content)).sha256
        path = tmp_path / digest[:2] / digest
        before = path.read_bytes()
        if moment == "key":
            look_up = Vault.open

            async def replace_first(vault: Vault, sealed: Sealed, field: str) -> str | Erased:
                if field == "file":
                    await put(files, content, uploader="another")
                return await look_up(vault, sealed, field)

            monkeypatch.setattr(Vault, "open", replace_first)
        blocks = await files.open(digest)
        if moment == "opened":
            await put(files, content, uploader="another")
        taken = await anext(blocks)
        if moment == "begun":
            await put(files, content, uploader="another")
        assert path.read_bytes() != before
        assert taken + b"".join([block async for block in blocks]) == content


async def test_an_erased_file_is_gone_for_ever_and_its_content_is_not_taken_again(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    async with opened(tmp_path, vault_database, gateway_database) as files:
        stored, other = await put(files, MARKER.encode()), await put(files, b"another")
        backup = list_paths(tmp_path)[0].parent.parent / "backup"
        backup.write_bytes((tmp_path / stored.sha256[:2] / stored.sha256).read_bytes())
        await files.erase(stored.sha256)
        await files.erase(stored.sha256)
        with pytest.raises(FileErased):
            await files.open(stored.sha256)
        for uploader in ("officer", "another"):
            with pytest.raises(FileErased):
                await put(files, MARKER.encode(), uploader=uploader)
        found = await files.find(stored.sha256, "officer")
        assert found is not None
        assert (found.name, found.erased_at is not None) == ("파기됨", True)
        assert await read(files, other.sha256) == b"another"
        assert not (tmp_path / stored.sha256[:2] / stored.sha256).exists()
        backup.rename(tmp_path / stored.sha256[:2] / stored.sha256)  # the disk's backup brings it back, without a key
        with pytest.raises(FileErased):
            await files.open(stored.sha256)


async def test_the_last_who_gives_it_up_ends_a_content(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    """All at once, over two gateways, while others give it: nobody who was told that it is kept has lost it."""
    async with (
        opened(tmp_path, vault_database, gateway_database) as here,
        opened(tmp_path, vault_database, gateway_database) as there,
    ):
        for n in range(10):
            content = f"content {n}".encode()
            stored = [await put(here, content, uploader=f"u{each}") for each in range(4)]
            digest = stored[0].sha256
            given_up = [files.withdraw(digest, f"u{each}") for each, files in enumerate((here, there) * 2)]
            *withdrawn, late = await asyncio.gather(
                *given_up, put(there, content, uploader="late"), return_exceptions=True
            )
            assert withdrawn == [True] * 4
            if isinstance(late, FileErased):
                with pytest.raises(FileErased):
                    await here.open(digest)
            else:
                assert await read(here, digest) == content
                assert await there.withdraw(digest, "late")
        assert list_paths(tmp_path) == []
        assert not await here.withdraw(digest, "stranger")


async def test_the_name_of_a_withdrawn_claim_is_gone_while_another_keeps_the_content(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    """The content's key lives on, so what it sealed for him must not: neither after again withdrawing nor giving."""
    async with opened(tmp_path, vault_database, gateway_database) as files:
        digest = (await put(files, b"the same", "진단서.txt", "one")).sha256
        await put(files, b"the same", "둘.txt", "two")
        for _ in range(2):
            assert await files.withdraw(digest, "one")
            with pytest.raises(FileErased):
                await put(files, b"the same", "진단서.txt", "one")
        assert await list_names(gateway_database) == {"one": "", "two": "sealed"}
        shown = [await files.find(digest, reader, whose=reader != "auditor") for reader in ("one", "two", "auditor")]
        assert [found and found.name for found in shown] == ["파기됨", "둘.txt", "둘.txt"]
        assert await read(files, digest) == b"the same"


async def test_names_that_were_withdrawn_before_are_overwritten_by_the_upgrade(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    async with opened(tmp_path, vault_database, gateway_database) as files:
        await put(files, b"the same", uploader="one")
        await put(files, b"the same", uploader="two")
    async with connected(gateway_database.admin_url) as connection:
        await connection.execute("UPDATE uploads SET withdrawn_at = clock_timestamp() WHERE uploader = 'one'")
        await connection.execute(UPGRADE.read_text())
    assert await list_names(gateway_database) == {"one": "", "two": "sealed"}


async def list_names(database: Database) -> dict[str, str]:
    """Return what lies at rest of each uploader's file name."""
    async with connected(database.admin_url) as connection:
        rows = await connection.fetch("SELECT uploader, split_part(name, '.', 1) FROM uploads")
    return dict(map(tuple, rows))


async def test_a_gateway_of_the_older_build_records_uploads_during_an_upgrade(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    """It names no type; the new build then shows one that is true of every content."""
    async with opened(tmp_path, vault_database, gateway_database) as files:
        stored = await put(files, b"the same", uploader="new")
        async with connected(gateway_database.as_role("hwanryu_gateway")) as older:
            await older.execute("INSERT INTO uploads (sha256, uploader, name) SELECT sha256, 'old', name FROM uploads")
        found = await files.find(stored.sha256, "old")
        assert found is not None
        assert (found.name, found.type) == ("메모.txt", "application/octet-stream")


async def test_an_erasure_that_the_vault_did_not_hear_of_is_told_it_again(
    tmp_path: Path, vault_database: Database, gateway_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between the two databases leaves no key: the vault reads the gateway's list."""
    async with opened(tmp_path, vault_database, gateway_database) as files:
        stored = await put(files, MARKER.encode())
        monkeypatch.setattr(files, "erase", break_down)
        with pytest.raises(ConnectionError):
            await files.withdraw(stored.sha256, "officer")
    async with opened(tmp_path, vault_database, gateway_database) as files:
        with pytest.raises(FileErased):
            await files.open(stored.sha256)


async def break_down(_: str) -> None:
    raise ConnectionError


async def test_the_name_of_an_erased_file_is_gone_at_once_where_its_key_is_remembered(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    async with (
        opened(tmp_path, vault_database, gateway_database) as here,
        opened(tmp_path, vault_database, gateway_database) as there,
    ):
        stored = await put(here, b"mine", name="진단서.txt")
        for erased, name in ((False, "진단서.txt"), (True, "파기됨")):
            if erased:
                await here.erase(stored.sha256)
            found = await there.find(stored.sha256, "officer")
            assert found is not None
            assert (found.name, found.erased_at is not None) == (name, erased)


@pytest.mark.parametrize("damage", ["flip", "swap", "cut", "grow", "key", "lose", "other"])
async def test_what_was_changed_on_the_disk_is_never_given_out(
    tmp_path: Path, vault_database: Database, gateway_database: Database, damage: str
) -> None:
    """Verified before the first byte is sent, and said loudly."""
    content = os.urandom(PIECE * 2).hex().encode()
    async with opened(tmp_path, vault_database, gateway_database) as files:
        stored, other = await put(files, content), await put(files, content[::-1])
        path = tmp_path / stored.sha256[:2] / stored.sha256
        raw = bytearray(path.read_bytes())
        match damage:
            case "flip":
                raw[-30] ^= 1
            case "swap":
                first, second = 142, 142 + PIECE + 16
                raw[first:second], raw[second : 2 * second - first] = (
                    raw[second : 2 * second - first],
                    raw[first:second],
                )
            case "cut":
                del raw[142 + 2 * (PIECE + 16) :]
            case "grow":
                raw += bytes(100)
            case "key":
                raw[60:62] = b"__"
            case "lose":
                path.unlink()
            case _:
                raw = bytearray((tmp_path / other.sha256[:2] / other.sha256).read_bytes())
        if damage != "lose":
            path.write_bytes(raw)
        with structlog.testing.capture_logs() as logs, pytest.raises(FileDamaged):
            await files.open(stored.sha256)
        assert [log["log_level"] for log in logs] == ["critical"]
        assert await read(files, other.sha256) == content[::-1]
        await put(files, content)  # whoever still has it mends it
        assert await read(files, stored.sha256) == content


async def test_what_killed_uploads_left_is_swept_up_after_an_hour(
    tmp_path: Path, vault_database: Database, gateway_database: Database
) -> None:
    async with opened(tmp_path, vault_database, gateway_database) as files:
        stored = await put(files, b"kept")
        old, new = (tmp_path / "arriving" / name for name in ("old", "new"))
        for part in (old, new):
            part.write_bytes(b"left")
        os.utime(old, (1_000_000, 1_000_000))
        await files.sweep()
        assert {path.name for path in list_paths(tmp_path)} == {stored.sha256, "new"}
