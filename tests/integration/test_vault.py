"""The vault over a real database: sealed for one field of one subject, opened, erased, erased again after a restore."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import pytest
import structlog

from contracts.sealed import Sealed
from infra.batching import Unavailable
from infra.sealing import KeyRing, SealBroken, make_key, name_key
from infra.vault import CACHE_S, ERASED, Erasures, SubjectErased, Vault
from tests.integration.databases import Database, connected
from tests.integration.waiting import eventually, running
from tests.making import TENANT

MASTER, OLDER = (KeyRing({name_key(key): key}) for key in (make_key(), make_key()))
SUBJECT = UUID("0b0e7d5c-7c1e-4a7e-9b1c-3d5f7a9b1c3d")
FIELD = "citizen.address"
TEXT = "논산시 시민로 210번길 9 가나다라"


@dataclass
class Clock:
    """Seconds that a test moves."""

    now_s: float = 0.0

    def read(self) -> float:
        return self.now_s


@asynccontextmanager
async def opened(
    vault_database: Database, gateway_database: Database, *, master: KeyRing = MASTER, clock: Clock | None = None
) -> AsyncIterator[Vault]:
    """Give the vault of one gateway, its tombstones applied."""
    async with (
        asyncpg.create_pool(vault_database.as_role("hwanryu_vault"), min_size=1, max_size=3) as pool,
        asyncpg.create_pool(gateway_database.as_role("hwanryu_gateway"), min_size=1, max_size=1) as own,
    ):
        vault = Vault(pool, master, TENANT, Erasures(own), (clock or Clock()).read)
        await vault.reconcile()
        yield vault


async def test_what_one_gateway_seals_another_opens(vault_database: Database, gateway_database: Database) -> None:
    """The key is committed before the value is given out: a gateway that dies then takes nothing with it."""
    async with opened(vault_database, gateway_database) as dying:
        sealed = await dying.seal(SUBJECT, FIELD, TEXT)
    async with opened(vault_database, gateway_database) as other:
        assert await other.open(sealed, FIELD) == TEXT


async def test_a_derived_name_is_the_same_everywhere_and_of_its_own_for_each_purpose(
    vault_database: Database, gateway_database: Database
) -> None:
    """Another gateway names it so, too; another subject, purpose or text gives another name."""
    other = UUID(int=SUBJECT.int + 1)
    async with (
        opened(vault_database, gateway_database) as one,
        opened(vault_database, gateway_database) as two,
    ):
        name = await one.derive(SUBJECT, "voter", b"010")
        assert await two.derive(SUBJECT, "voter", b"010") == name
        names = [
            name,
            await one.derive(SUBJECT, "ticket", b"010"),
            await one.derive(SUBJECT, "voter", b"011"),
            await one.derive(other, "voter", b"010"),
        ]
    assert [len(each) for each in names] == [32] * 4
    assert len(set(names)) == 4


async def test_of_an_erased_subject_no_name_can_be_derived(
    vault_database: Database, gateway_database: Database
) -> None:
    async with opened(vault_database, gateway_database) as vault:
        await vault.derive(SUBJECT, "voter", b"010")
        await vault.erase(SUBJECT)
        with pytest.raises(SubjectErased):
            await vault.derive(SUBJECT, "voter", b"010")


async def test_a_key_is_there_before_anything_is_sealed_with_it(
    vault_database: Database, gateway_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the key was committed and before the command is sent: the next try seals with that very key."""

    class Killed(BaseException):
        pass

    def die(*_: bytes) -> bytes:
        raise Killed

    async with opened(vault_database, gateway_database) as dying:
        with monkeypatch.context() as patch:
            patch.setattr("infra.vault.write_base64", die)
            with pytest.raises(Killed):
                await dying.seal(SUBJECT, FIELD, TEXT)
    before = await read_subjects(vault_database)
    async with opened(vault_database, gateway_database) as other:
        assert await other.open(await other.seal(SUBJECT, FIELD, TEXT), FIELD) == TEXT
    assert (len(before), await read_subjects(vault_database)) == (1, before)


async def test_neither_text_nor_bare_key_lies_in_the_database(
    vault_database: Database, gateway_database: Database
) -> None:
    async with opened(vault_database, gateway_database) as vault:
        await vault.seal(SUBJECT, FIELD, TEXT)
        (key,) = (await vault._fetch([SUBJECT])).values()
    row = str(await read_subjects(vault_database))
    assert key is not None
    assert not [secret for secret in (TEXT, str(key), key.hex(), MASTER.current[1].hex()) if secret in row]


async def test_a_value_opens_in_no_other_field_for_no_other_person_and_in_no_other_city(
    vault_database: Database, gateway_database: Database
) -> None:
    async with opened(vault_database, gateway_database) as vault:
        other = uuid4()
        sealed, foreign = await vault.seal(SUBJECT, FIELD, TEXT), await vault.seal(other, FIELD, TEXT)
        moved = ".".join([*sealed.split(".")[:2], str(other), sealed.split(".")[3]])
        for value, field in ((sealed, "citizen.name"), (moved, FIELD)):
            with pytest.raises(SealBroken):
                await vault.open(value, field)
        assert await vault.open(foreign, FIELD) == TEXT
        elsewhere = Vault(vault._pool, MASTER, "gyeryong", vault._erasures)
        await elsewhere.reconcile()
        with pytest.raises(SealBroken):
            await elsewhere.open(sealed, FIELD)


async def test_a_lost_key_is_no_erasure(vault_database: Database, gateway_database: Database) -> None:
    """Only a tombstone reads 파기됨; a vault restored without the key says that something is wrong."""
    async with opened(vault_database, gateway_database) as vault:
        with pytest.raises(SealBroken):
            await vault.open(f"sealed.1.{uuid4()}.{'A' * 80}", FIELD)


async def test_many_values_are_opened_with_one_query(vault_database: Database, gateway_database: Database) -> None:
    async with opened(vault_database, gateway_database) as vault:
        subjects = [uuid4() for _ in range(200)]
        values: list[tuple[Sealed, str]] = [(await vault.seal(each, FIELD, str(each)), FIELD) for each in subjects]
        await vault.erase(subjects[7])
    async with opened(vault_database, gateway_database) as other:
        queries: list[str] = []
        async with other._pool.acquire() as connection:
            listened = connection._con if hasattr(connection, "_con") else connection
            with listened.query_logger(lambda record: queries.append(record.query)):
                other._pool = listened  # type: ignore[assignment]  # the one connection whose queries are counted
                found = await other.open_many(values)
    assert found == [ERASED if each == subjects[7] else str(each) for each in subjects]
    assert len(queries) == 1


async def test_two_gateways_at_once_make_one_key(vault_database: Database, gateway_database: Database) -> None:
    async with (
        opened(vault_database, gateway_database) as one,
        opened(vault_database, gateway_database) as two,
    ):
        sealed = await asyncio.gather(*(vault.seal(SUBJECT, FIELD, TEXT) for vault in (one, two) * 20))
        assert len(set(sealed)) == 40
        assert [await vault.open(value, FIELD) for value in sealed for vault in (one, two)] == [TEXT] * 80
    assert len(await read_subjects(vault_database)) == 1


async def test_an_erased_subject_reads_so_and_gets_no_new_key(
    vault_database: Database, gateway_database: Database
) -> None:
    async with opened(vault_database, gateway_database) as vault:
        sealed, other = await vault.seal(SUBJECT, FIELD, TEXT), await vault.seal(uuid4(), FIELD, TEXT)
        await vault.erase(SUBJECT)
        await vault.erase(SUBJECT)
        assert await vault.open_many([(sealed, FIELD), (other, FIELD)]) == [ERASED, TEXT]
        assert str(await vault.open(sealed, FIELD)) == "파기됨"
        with pytest.raises(SubjectErased):
            await vault.seal(SUBJECT, FIELD, TEXT)
    rows = {row["subject"]: row for row in await read_subjects(vault_database)}
    assert (rows[SUBJECT]["wrapped"], rows[SUBJECT]["key_id"]) == (None, None)


async def test_a_subject_that_never_had_a_key_can_be_erased_before_it_gets_one(
    vault_database: Database, gateway_database: Database
) -> None:
    async with opened(vault_database, gateway_database) as vault:
        await vault.erase(SUBJECT)
        with pytest.raises(SubjectErased):
            await vault.seal(SUBJECT, FIELD, TEXT)


async def test_another_gateway_forgets_a_destroyed_key_within_sixty_seconds(
    vault_database: Database, gateway_database: Database
) -> None:
    clock = Clock()
    async with (
        opened(vault_database, gateway_database) as eraser,
        opened(vault_database, gateway_database, clock=clock) as other,
    ):
        sealed = await other.seal(SUBJECT, FIELD, TEXT)
        await eraser.erase(SUBJECT)
        clock.now_s = CACHE_S - 0.001
        assert await other.open(sealed, FIELD) == TEXT
        clock.now_s = CACHE_S
        assert (CACHE_S, await other.open(sealed, FIELD)) == (60.0, ERASED)


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE subjects SET erased_at = NULL, key_id = repeat('a', 16), wrapped = decode(repeat('00', 60), 'hex')",
        "UPDATE subjects SET erased_at = now()",
        "UPDATE subjects SET subject = gen_random_uuid()",
        "DELETE FROM subjects",
        "TRUNCATE subjects",
    ],
)
async def test_not_even_its_owner_turns_a_tombstone_back(
    vault_database: Database, gateway_database: Database, attempt: str
) -> None:
    async with opened(vault_database, gateway_database) as vault:
        await vault.erase(SUBJECT)
    before = await read_subjects(vault_database)
    async with connected(vault_database.admin_url) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(attempt)
    assert await read_subjects(vault_database) == before


@pytest.mark.parametrize("attempt", ["UPDATE erasures SET subject = gen_random_uuid()", "DELETE FROM erasures"])
async def test_the_gateways_list_of_erasures_never_changes(gateway_database: Database, attempt: str) -> None:
    async with connected(gateway_database.admin_url) as connection:
        await connection.execute("INSERT INTO erasures (subject) VALUES ($1)", SUBJECT)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(attempt)


async def test_the_vaults_login_can_do_nothing_else(vault_database: Database) -> None:
    async with connected(vault_database.as_role("hwanryu_vault")) as connection:
        for attempt in (
            "UPDATE subjects SET subject = gen_random_uuid()",
            "UPDATE subjects SET made_at = now()",
            "DELETE FROM subjects",
            "CREATE TABLE copy (subject uuid)",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(attempt)


async def test_a_restored_vault_is_erased_again_before_it_opens_anything(
    vault_database: Database, gateway_database: Database
) -> None:
    """Yesterday's backup has the key again; the gateway's own list has not forgotten."""
    async with opened(vault_database, gateway_database) as vault:
        sealed = await vault.seal(SUBJECT, FIELD, TEXT)
        backup = await read_subjects(vault_database)
        await vault.erase(SUBJECT)
    await restore(vault_database, backup)
    assert await read_subjects(vault_database) == backup
    async with (
        asyncpg.create_pool(vault_database.as_role("hwanryu_vault"), min_size=1, max_size=2) as pool,
        asyncpg.create_pool(gateway_database.as_role("hwanryu_gateway"), min_size=1, max_size=1) as own,
    ):
        started = Vault(pool, MASTER, TENANT, Erasures(own))
        with structlog.testing.capture_logs() as logs:
            async with running(started.run()):
                assert await started.open(sealed, FIELD) == ERASED
    assert [log["subjects"] for log in logs if log["event"] == "erased again after a restore"] == [1]


async def test_a_restored_gateway_learns_its_list_from_the_vault(
    vault_database: Database, gateway_database: Database, databases: object
) -> None:
    async with opened(vault_database, gateway_database) as vault:
        await vault.erase(SUBJECT)
    async with connected(gateway_database.admin_url) as connection:
        await connection.execute("ALTER TABLE erasures DISABLE TRIGGER USER")
        await connection.execute("DELETE FROM erasures")
    async with opened(vault_database, gateway_database):
        pass
    async with connected(gateway_database.admin_url) as connection:
        assert [row["subject"] for row in await connection.fetch("SELECT subject FROM erasures")] == [SUBJECT]


async def test_nothing_is_opened_while_the_tombstones_are_away(
    vault_database: Database, gateway_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.vault.SETTLE_S", 0.05)
    async with opened(vault_database, gateway_database) as vault:
        sealed = await vault.seal(SUBJECT, FIELD, TEXT)
        started = Vault(vault._pool, MASTER, TENANT, vault._erasures)
        with pytest.raises(Unavailable):
            await started.open(sealed, FIELD)
        with pytest.raises(Unavailable):
            await started.seal(SUBJECT, FIELD, TEXT)


async def test_a_new_master_key_wraps_every_key_anew_and_the_old_one_can_go(
    vault_database: Database, gateway_database: Database
) -> None:
    async with opened(vault_database, gateway_database, master=OLDER) as before:
        sealed = [await before.seal(uuid4(), FIELD, str(n)) for n in range(5)]
        erased = uuid4()
        await before.erase(erased)
    both = KeyRing({**MASTER.keys, **OLDER.keys})
    async with opened(vault_database, gateway_database, master=both) as turning:
        assert await turning.open(sealed[0], FIELD) == "0"
        async with running(turning.run()):
            await eventually(lambda: are_wrapped_with(vault_database, MASTER))
    async with opened(vault_database, gateway_database, master=MASTER) as after:
        assert await after.open_many([(value, FIELD) for value in sealed]) == ["0", "1", "2", "3", "4"]


async def test_a_master_key_that_is_missing_is_told_and_nothing_is_changed(
    vault_database: Database, gateway_database: Database
) -> None:
    async with opened(vault_database, gateway_database, master=OLDER) as before:
        sealed = await before.seal(SUBJECT, FIELD, TEXT)
    rows = await read_subjects(vault_database)
    async with opened(vault_database, gateway_database, master=MASTER) as wrong:
        with structlog.testing.capture_logs() as logs:
            await wrong._rewrap()
        with pytest.raises(SealBroken):
            await wrong.open(sealed, FIELD)
    assert (len(logs), await read_subjects(vault_database)) == (1, rows)


async def read_subjects(database: Database) -> list[dict[str, object]]:
    async with connected(database.admin_url) as connection:
        return [dict(row) for row in await connection.fetch("SELECT * FROM subjects ORDER BY subject")]


async def restore(database: Database, rows: list[dict[str, object]]) -> None:
    """Put a backup's rows back, as its owner."""
    async with connected(database.admin_url) as connection:
        await connection.execute("ALTER TABLE subjects DISABLE TRIGGER USER")
        await connection.execute("DELETE FROM subjects")
        for row in rows:
            await connection.execute("INSERT INTO subjects VALUES ($1, $2, $3, $4, $5)", *row.values())
        await connection.execute("ALTER TABLE subjects ENABLE TRIGGER USER")


async def are_wrapped_with(database: Database, ring: KeyRing) -> bool:
    rows = await read_subjects(database)
    return {row["key_id"] for row in rows if row["key_id"]} == {ring.current[0]}
