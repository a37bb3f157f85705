"""Brings erasures of persons to their end: what a service has decided and a crash left half done (ADR 0009, PLT-07).

The event is stored before the key is destroyed. A gateway that dies in between, or a vault that is away or
restored, leaves a person of whom the views hold nothing any more and whose key still lives. The key of a round is
destroyed here alone, once the time of objections is over or the round is voided (ADR 0031); so are those of a survey,
its own at the close, those of its texts and contact data when their retention is over (ADR 0035).
"""

import asyncio
from collections.abc import Awaitable, Callable
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
_LEFT: Final = """SELECT s.subject FROM (
        SELECT person::uuid AS subject FROM views.person WHERE is_erased
        UNION ALL
        SELECT participant::uuid FROM views.participant WHERE state = 'WITHDRAWN' AND consent IS NOT NULL
        UNION ALL
        SELECT round::uuid FROM views.poll_round WHERE is_key_due
        UNION ALL
        SELECT follower::uuid FROM views.follower WHERE state = 'STOPPED'
        UNION ALL
        SELECT survey::uuid FROM views.survey WHERE is_key_due
        UNION ALL
        SELECT unnest(ARRAY[texts, entries])::uuid FROM views.survey WHERE is_data_due
        UNION ALL
        SELECT i.subject::uuid FROM views.invitation i JOIN views.survey v ON v.survey = i.survey AND v.is_data_due
        WHERE i.subject IS NOT NULL AND NOT EXISTS (SELECT FROM views.suggestion p WHERE p.suggestion = i.subject)
        AND NOT EXISTS (SELECT FROM views.invitation o JOIN views.survey w ON w.survey = o.survey
            WHERE o.subject = i.subject AND NOT w.is_data_due)
    ) s WHERE NOT EXISTS (SELECT FROM erasures e WHERE e.subject = s.subject) ORDER BY s.subject LIMIT $1"""
"""Who was erased, withdrew from a session or follows nothing any more, rounds whose voters nobody shall know; surveys
whose answers nobody shall trace, and at the end of their retention what was written and left with them, and contacts of
cases that no other survey has invited over (ENG-41)."""
_LIVE: Final = """SELECT s.subject FROM unnest($1::uuid[]) s (subject)
    WHERE NOT EXISTS (SELECT FROM erasures e WHERE e.subject = s.subject) LIMIT $2"""
_log: Final = structlog.get_logger()


async def finish_erasures(pool: asyncpg.Pool, vault: Vault, list_emptied: Callable[[], Awaitable[list[UUID]]]) -> None:
    """Destroy the keys that should be gone, now and every LOOK_S, until cancelled.

    `list_emptied` tells what no view does: anonymous reports whose content was erased (ADR 0033).
    """
    while True:
        try:
            while left := [*await _find_left(pool), *await _find_live(pool, await list_emptied())]:
                for person in left:
                    await vault.erase(person)
                _log.warning("erasures finished", persons=len(left))
        except (*GONE, Unavailable, asyncpg.UndefinedTableError) as error:  # the projector makes the table at its start
            _log.warning("erasures: waiting", error=type(error).__name__)
        await asyncio.sleep(LOOK_S)


async def _find_left(pool: asyncpg.Pool) -> list[UUID]:
    """Return persons whose data are to be destroyed and whose key may live; none once it is on the list of erasures."""
    return [row[0] for row in await pool.fetch(_LEFT, AT_ONCE)]


async def _find_live(pool: asyncpg.Pool, emptied: list[UUID]) -> list[UUID]:
    """Return which of some subjects are not on the list of erasures."""
    return [row[0] for row in await pool.fetch(_LIVE, emptied, AT_ONCE)] if emptied else []
