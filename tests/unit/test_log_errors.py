"""Which errors of the client say that the database is away."""

import asyncpg
import pytest

from infra.log import is_gone


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.AdminShutdownError(),
        asyncpg.ConnectionDoesNotExistError(),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InterfaceError("cannot perform operation: connection is closed"),
        asyncpg.InterfaceError("cannot call Cursor.fetch(): the underlying connection is closed"),
        asyncpg.InterfaceError("pool is closing"),
        asyncpg.InterfaceError("cannot call Connection.fetch(): connection has been released back to the pool"),
    ],
    ids=repr,
)
def test_a_connection_that_ended_is_a_database_that_is_away(error: Exception) -> None:
    assert is_gone(error)


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InterfaceError("the server expects 2 arguments for this query, 1 was passed"),
        asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
        asyncpg.DataError("invalid input for query argument $1: 9223372036854775808 (value out of int64 range)"),
        asyncpg.UniqueViolationError(),
        ValueError(),
    ],
    ids=repr,
)
def test_a_statement_that_makes_no_sense_is_none(error: Exception) -> None:
    assert not is_gone(error)
