"""Which notices an account has read: the gateway's own, never events."""

from collections.abc import Sequence

import asyncpg


class ReadMarks:
    """The table of read notices, which every gateway shares."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def add(self, account: str, notices: Sequence[str]) -> None:
        """Mark notices as read; the first time counts."""
        await self._pool.execute(
            """INSERT INTO read_notices (account, notice, read_at) SELECT $1, unnest($2::text[]), now()
               ON CONFLICT DO NOTHING""",
            account,
            list(notices),
        )
