"""Commands that rest on what a view shows: made and sent again where the view lagged behind the log."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from contracts.errors import Rejected
from gateway.gate import Gate, Reflecting
from gateway.queries.metadata import find_position

CommandT = TypeVar("CommandT")
DoneT = TypeVar("DoneT")
TRIES: Final = 5
WAIT_S: Final = 1.0
"""How long a view may take to come further: it lags for milliseconds, or it stands still."""


async def send_as_seen(
    gate: Gate,
    view: Reflecting,
    prepare: Callable[[], Awaitable[tuple[CommandT, int]]],
    send: Callable[[CommandT, int], Awaitable[DoneT]],
    if_match: int | None,
) -> DoneT:
    """Return what a command made that `prepare` reads from a view, with the version that it rests on.

    Where the log has gone on since, it is made anew as soon as the view has come further; but not where the sender
    saw that very version, or an older one: then somebody was faster. Raises: Rejected, what both raise.
    """
    for left in reversed(range(TRIES)):
        async with gate.reading() as snapshot:
            reached = await find_position(snapshot, view.name, view.context)
        command, version = await prepare()
        try:
            return await send(command, version)
        except Rejected as no:
            is_behind = no.code == "VERSION_CONFLICT" and (if_match is None or if_match > version)
            if not (is_behind and left and await _has_moved(gate, view, reached)):
                raise
    raise AssertionError("the last try returns or raises")


async def _has_moved(gate: Gate, view: Reflecting, reached: int) -> bool:
    """Tell whether a view comes beyond a position soon."""
    try:
        async with asyncio.timeout(WAIT_S):
            return await gate.wait_beyond({(view.name, view.context): reached})
    except TimeoutError:
        return False
