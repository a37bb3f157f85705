"""Brings erasures of persons to their end: what the registry has decided and a crash left half done (ADR 0009, PLT-07).

The registry's event is stored before the key is destroyed. A gateway that dies in between, or a vault that is away or
restored, leaves a person of whom the views hold nothing any more and whose key still lives.
"""

import asyncio
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from infra.batching import Unavailable
from infra.log import GONE
from infra.vault import Vault

LOOK_S: Final = 5.0
"""How often it is looked; who erases waits for nothing of this."""
AT_ONCE: Final = 100
_LEFT: Final = """SELECT p.person::uuid FROM views.person p
    WHERE p.is_erased AND NOT EXISTS (SELECT FROM erasures e WHERE e.subject = p.person::uuid)
    ORDER BY p.person LIMIT $1"""
_log: Final = structlog.get_logger()


async def finish_erasures(pool: asyncpg.Pool, vault: Vault) -> None:
    """Destroy the keys that should be gone, now and every LOOK_S, until cancelled."""
    while True:
        try:
            while left := await _find_left(pool):
                for person in left:
                    await vault.erase(person)
                _log.warning("erasures finished", persons=len(left))
        except (*GONE, Unavailable, asyncpg.UndefinedTableError) as error:  # the projector makes the table at its start
            _log.warning("erasures: waiting", error=type(error).__name__)
        await asyncio.sleep(LOOK_S)


async def _find_left(pool: asyncpg.Pool) -> list[UUID]:
    """Return persons whom the registry has erased and whose key may live; none once it is on the list of erasures."""
    return [row[0] for row in await pool.fetch(_LEFT, AT_ONCE)]
