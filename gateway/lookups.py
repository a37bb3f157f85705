"""Rows of a view by key for many requests at once: who asks while one read is under way is part of the next.

A hall of phones votes within seconds, and each ballot needs one row: read one by one, each would cost a transaction.
Nothing is remembered, so that nothing is stale.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, cast

import asyncpg

from infra.projections import EventT, RowT, View

AT_ONCE: Final = 256
"""Rows read by one statement."""
Wanted = tuple[View[Any, Any], str, asyncio.Future[object]]


class Lookups:
    """Reads under way on one database; a worker runs as long as somebody waits."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._waiting: list[Wanted] = []
        self._worker: asyncio.Task[None] | None = None

    async def find(self, view: View[RowT, EventT], key: str) -> RowT | None:
        """Return the row of a key as it is now. Raises: what the database raises."""
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting.append((view, key, future))
        if self._worker is None:
            self._worker = asyncio.create_task(self._run())
        return cast("RowT | None", await future)  # the view loads its own rows

    async def _run(self) -> None:
        """Read until nobody waits."""
        try:
            while self._waiting:
                first = self._waiting[0][0]
                batch = [each for each in self._waiting if each[0] is first][:AT_ONCE]
                taken = {id(future) for _, _, future in batch}
                self._waiting = [each for each in self._waiting if id(each[2]) not in taken]
                await self._read(first, batch)
        finally:
            self._worker = None

    async def _read(self, view: View[Any, Any], batch: Sequence[Wanted]) -> None:
        try:
            records = await self._pool.fetch(view.select_sql, list({key for _, key, _ in batch}))
            rows = {record[0]: view.load(record) for record in records}
        except Exception as error:  # noqa: BLE001 - whatever broke, those who wait must hear it
            for _, _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for _, key, future in batch:
            if not future.done():
                future.set_result(rows.get(key))
