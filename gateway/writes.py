"""What each principal wrote last where another context copies from (decided.md, Stale facts)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import asyncpg

from infra.topology import CONTEXTS, READERS

WAITED_FOR: Final = timedelta(minutes=10)
"""How long a write is waited for: copies take moments, and a restored log may never come to its position again."""


def list_copies() -> dict[str, frozenset[str]]:
    """Return by context whose events its service copies as facts."""
    pairs = [(consumer.partition("-")[0], context) for consumer, context in READERS]
    return {own: frozenset(other for reader, other in pairs if reader == own) for own in CONTEXTS}


COPIES: Final[Mapping[str, frozenset[str]]] = list_copies()
COPIED: Final = frozenset[str]().union(*COPIES.values())
"""Contexts that others copy from."""


class Writes:
    """The table of writes, which every gateway shares: a client may ask another one next."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def find(self, principal: str, context: str) -> dict[str, int]:
        """Return by context how far the facts of a command to `context` must reach for its sender."""
        if not COPIES[context]:
            return {}
        rows = await self._pool.fetch(
            """SELECT context, position FROM writes
               WHERE principal = $1 AND context = ANY($2) AND written_at > now() - $3::interval LIMIT 100""",
            principal,
            list(COPIES[context]),
            WAITED_FOR,
        )
        return {row["context"]: row["position"] for row in rows}

    async def note(self, principal: str, context: str, position: int) -> None:
        """Remember a write, where anybody copies from its context; 0 is none."""
        if position and context in COPIED:
            await self._pool.execute(
                """INSERT INTO writes VALUES ($1, $2, $3, now()) ON CONFLICT (principal, context) DO UPDATE
                   SET position = EXCLUDED.position, written_at = EXCLUDED.written_at
                   WHERE writes.position < EXCLUDED.position OR writes.written_at < now() - $4::interval""",
                principal,
                context,
                position,
                WAITED_FOR,
            )
