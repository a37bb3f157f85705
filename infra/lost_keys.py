"""Tells at a start that what an installation has sealed lies there without its keys, before anybody reads it.

Exception
└── KeysLost             the database of keys was wrapped with a master key that is not here; says what to do
"""

from typing import Final

import asyncpg
from sqlalchemy.engine import make_url

from infra.sealing import read_ring

VAULT: Final = "hwanryu_vault"
SHOWN: Final = 5
"""Master keys that are named at most."""


class KeysLost(Exception):
    """The text says what happened and what to do, in one sentence each."""


async def find_lost_keys(vault_url: str, master_keys: str) -> list[str]:
    """Return the ids of master keys that wrap some person's key and are not among those of a setting.

    A key may be given up once the vault has wrapped all anew with the one before it: then none is found.
    """
    known = list(read_ring(master_keys).keys)
    connection = await asyncpg.connect(vault_url)
    try:
        query = """SELECT DISTINCT key_id FROM subjects
                   WHERE key_id IS NOT NULL AND key_id <> ALL($1::text[]) ORDER BY key_id LIMIT $2"""
        return [row["key_id"] for row in await connection.fetch(query, known, SHOWN)]
    finally:
        await connection.close()


def locate_vault(admin_url: str) -> str:
    """Return where an administrator reads the database of keys."""
    return make_url(admin_url).set(database=VAULT).render_as_string(hide_password=False)


async def require_keys(vault_url: str, master_keys: str, file: str) -> None:
    """See that every person's key can be opened with the keys of the file of secrets. Raises: KeysLost."""
    lost = await find_lost_keys(vault_url, master_keys)
    if lost:
        raise KeysLost(
            f"The data of this installation are here, but not the keys that seal them: {file} was lost or is another "
            f"installation's (master key {', '.join(lost)} is missing). Bring {file} back from the backup and start "
            "again. Without it nobody can ever read what was sealed: `make reset` then removes all data "
            "and begins anew (on a server of your own, drop the databases hwanryu_*)."
        )
