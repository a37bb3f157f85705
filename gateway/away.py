"""Which errors say that the gateway's database is away for a moment, or can never store what was sent."""

from typing import Final

import asyncpg
from sqlalchemy.engine import AdaptedConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as NoConnection

from infra.batching import Unavailable
from infra.log import GONE

CONNECT_S: Final = 3.0
"""How long a connection may take, be it a new one or a turn in the pool."""
STATEMENT_S: Final = 5.0
"""How long a statement may take; the request's own deadline is twice that (decided.md, Limits)."""
AWAY: Final = (*GONE, Unavailable, asyncpg.CrashShutdownError, DBAPIError, NoConnection)
"""What `is_away` can be true of."""


def is_away(error: BaseException | None) -> bool:
    """Tell whether the database was away, restarting or too slow: trying again later may succeed."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or is_away(error.orig and error.orig.__cause__)
    return isinstance(error, AWAY)


UNSTORABLE: Final = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)
"""A text, or a text in a document, with U+0000: PostgreSQL stores any other letter."""


def is_unstorable(error: BaseException | None) -> bool:
    """Tell whether what was sent has a letter that no store takes: trying again is of no use."""
    if isinstance(error, DBAPIError):
        return is_unstorable(error.orig and error.orig.__cause__)
    return isinstance(error, UNSTORABLE)


def pass_over_dead(connection: AdaptedConnection, *_: object) -> None:
    """Have the pool take a new connection where the server has closed this one, so that a restart costs no request.

    Raises: DisconnectionError, which the pool hears.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError
