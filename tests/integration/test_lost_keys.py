"""Data that lie without their keys: the start says so, and what to do (infra/lost_keys.py)."""

from uuid import UUID

import asyncpg
import pytest

from infra.lost_keys import KeysLost, find_lost_keys, locate_vault, require_keys
from infra.sealing import KeyRing, make_key, name_key, write_base64
from infra.vault import Vault
from tests.integration.databases import Database
from tests.making import TENANT

OLD, NEW = make_key(), make_key()
SUBJECT = UUID("0b0e7d5c-7c1e-4a7e-9b1c-3d5f7a9b1c3d")


async def seal_with(key: bytes, database: Database) -> None:
    """Make a person's key, wrapped with a master key."""
    async with asyncpg.create_pool(database.as_role("hwanryu_vault"), min_size=1, max_size=1) as pool:
        await Vault(pool, KeyRing({name_key(key): key}), TENANT, None).seal(SUBJECT, "person.name", "담당자")


async def test_a_key_that_is_gone_is_found(vault_database: Database) -> None:
    """Nothing is lost while the vault is empty, with the old key, nor with it beside the new one."""
    url, old, new = vault_database.as_role("hwanryu_vault"), write_base64(OLD), write_base64(NEW)
    assert await find_lost_keys(url, new) == []
    await seal_with(OLD, vault_database)
    assert await find_lost_keys(url, new) == [name_key(OLD)]
    assert await find_lost_keys(url, f"{new},{old}") == []
    assert await find_lost_keys(url, old) == []


async def test_a_start_without_the_keys_says_what_to_do(vault_database: Database) -> None:
    """The file is to be brought back, or all is to begin anew; which key is missing is told, no key is."""
    url, file = vault_database.as_role("hwanryu_vault"), ".local/secrets.json"
    await seal_with(OLD, vault_database)
    with pytest.raises(KeysLost, match=r"Bring \.local/secrets\.json back from the backup") as lost:
        await require_keys(url, write_base64(NEW), file)
    assert name_key(OLD) in str(lost.value)
    assert "make reset" in str(lost.value)
    assert write_base64(NEW) not in str(lost.value)
    await require_keys(url, write_base64(OLD), file)


def test_the_vault_is_read_on_the_administrators_server() -> None:
    """With the administrator's login, whatever database its URL names."""
    assert (
        locate_vault("postgresql://admin:secret@db:5432/postgres") == "postgresql://admin:secret@db:5432/hwanryu_vault"
    )
