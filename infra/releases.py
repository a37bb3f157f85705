"""Parked streams of views: listed and asked for by an operator, taken in again by any replica of the projector."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg
import structlog

from contracts.messages import Event, Recorded
from infra.asking import read_stream
from infra.batching import Unavailable
from infra.bookmarks import Connection
from infra.cloudevents import BrokenMessage, Decoder, UnknownEventType, Unreadable
from infra.log import GONE, KEEPALIVE
from infra.projections import View, refold
from infra.requests import Requester

WANTED: Final = "release_wanted"
"""Notification of a wish."""
POLL_S: Final = 5.0
"""The net under a lost notification, and the pause before a wish that could not be met is tried again."""
TRIES: Final = 5
"""Reads of a stream that its view overtakes meanwhile; then it is left for the next poll."""
_log: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ParkedStream:
    """A stream that a view has set aside."""

    view: str
    context: str
    stream: str
    position: int
    events: int
    why: str
    parked_at: datetime
    tries: int
    release_wanted_at: datetime | None


async def list_parked(connection: Connection | asyncpg.Pool, limit: int = 200) -> list[ParkedStream]:
    """Return what the views have set aside, the oldest first."""
    rows = await connection.fetch(
        """SELECT view, context, stream, position, events, why, parked_at, tries, release_wanted_at
           FROM views.parked ORDER BY parked_at, view, stream LIMIT $1""",
        limit,
    )
    return [ParkedStream(*row) for row in rows]


async def want_release(connection: Connection | asyncpg.Pool, view: str, context: str, stream: str) -> bool:
    """Ask the projector to take a parked stream in again; False where it is not parked."""
    found = await connection.fetchval(
        """UPDATE views.parked SET release_wanted_at = clock_timestamp()
           WHERE view = $1 AND context = $2 AND stream = $3 RETURNING pg_notify($4, '') IS NULL""",
        view,
        context,
        stream,
        WANTED,
    )
    return found is not None


class Releaser:
    """Takes parked streams in again as they are asked for; `run` until cancelled."""

    def __init__(
        self,
        database_url: str,
        requester: Requester,
        decoders: Mapping[str, Decoder[Event]],
        views: Sequence[View[object, Event]],
    ) -> None:
        self._database_url = database_url
        self._requester = requester
        self._decoders = decoders
        self._views = {(view.name, view.context): view for view in views}
        self._wanted = asyncio.Event()

    async def run(self) -> None:
        """Meet wishes until cancelled, again after each lost connection."""
        while True:
            try:
                await self._serve()
            except GONE as error:
                _log.warning("releaser: database away", error=error)
            await asyncio.sleep(POLL_S)

    async def _serve(self) -> None:
        connection = await asyncpg.connect(
            self._database_url, server_settings=KEEPALIVE, timeout=POLL_S, command_timeout=60
        )
        try:
            await connection.add_listener(WANTED, lambda *_: self._wanted.set())
            while True:
                self._wanted.clear()
                await self._release_wanted(connection)
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_S):
                        await self._wanted.wait()
        finally:
            connection.terminate()

    async def _release_wanted(self, connection: asyncpg.Connection) -> None:
        rows = await connection.fetch(
            """SELECT view, context, stream FROM views.parked WHERE release_wanted_at IS NOT NULL
               ORDER BY release_wanted_at LIMIT 100"""
        )
        for name, context, stream in rows:
            if view := self._views.get((name, context)):
                try:
                    await self._release(connection, view, stream)
                except (Unavailable, UnknownEventType, BrokenMessage) as error:
                    _log.warning("release waits", view=name, stream=stream, error=error)

    async def _release(self, connection: asyncpg.Connection, view: View[object, Event], stream: str) -> None:
        for _ in range(TRIES):
            read_to, events = await read_whole_stream(
                self._requester, view.context, self._decoders[view.context], stream
            )
            if await refold(connection, view, stream, read_to, events):
                _log.info("released", view=view.name, context=view.context, stream=stream)
                return


async def read_whole_stream(
    requester: Requester, context: str, decoder: Decoder[Event], stream: str, after: int = 0
) -> tuple[int, list[Recorded[Event] | Unreadable]]:
    """Return a stream's events after a version, and the position up to which at least the log was read.

    Raises: Unavailable, UnknownEventType, BrokenMessage.
    """
    events: list[Recorded[Event] | Unreadable] = []
    while True:
        page = await read_stream(requester, context, decoder, stream, events[-1].streamversion if events else after)
        if not page.events:
            return page.headers.last, events
        events += page.events
