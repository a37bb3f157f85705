"""What each principal wrote last where another context copies from (decided.md, Stale facts)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import asyncpg

from infra.batching import Batcher
from infra.topology import CONTEXTS, READERS

WAITED_FOR: Final = timedelta(minutes=10)
"""How long a write is waited for: copies take moments, and a restored log may never come to its position again."""


def list_copies() -> dict[str, frozenset[str]]:
    """Return by context whose events its service copies as facts."""
    return {own: frozenset(other for reader, other in READERS if reader == f"{own}-facts") for own in CONTEXTS}


AT_ONCE: Final = 256
"""Principals looked up by one statement."""
COPIES: Final[Mapping[str, frozenset[str]]] = list_copies()
COPIED: Final = frozenset[str]().union(*COPIES.values())
"""Contexts that others copy from."""


class Writes:
    """The table of writes, which every gateway shares: a client may ask another one next; `run` until cancelled.

    Who comes while one look-up is under way is part of the next: nothing is remembered, so that nothing is stale.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._finder: Batcher[str, Mapping[str, int]] = Batcher(self._find, most=AT_ONCE)

    async def run(self) -> None:
        """Look up for whoever asks, until cancelled."""
        await self._finder.run()

    async def find(self, principal: str, context: str) -> dict[str, int]:
        """Return by context how far the facts of a command to `context` must reach for its sender."""
        if not COPIES[context]:
            return {}
        written = await self._finder.ask(principal)
        return {other: written[other] for other in COPIES[context] & written.keys()}

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

    async def _find(self, principals: Sequence[str]) -> Sequence[Mapping[str, int]]:
        rows = await self._pool.fetch(
            """SELECT principal, context, position FROM writes
               WHERE principal = ANY($1) AND written_at > now() - $2::interval LIMIT $3""",
            list(set(principals)),
            WAITED_FOR,
            len(principals) * len(CONTEXTS),
        )
        found: dict[str, dict[str, int]] = {}
        for row in rows:
            found.setdefault(row["principal"], {})[row["context"]] = row["position"]
        return [found.get(principal, {}) for principal in principals]
