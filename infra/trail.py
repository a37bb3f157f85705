"""Whose work is under way: every log line and span of a request or command finds its ids here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Trail:
    """The ids of one request or command; never anything that a person typed."""

    correlation_id: UUID
    """Joins everything that one act sets off; also the trace id (W3C), and `trace` of a problem."""
    command_id: UUID | None = None
    context: str | None = None


_current: Final[ContextVar[Trail | None]] = ContextVar("trail", default=None)


def follow(trail: Trail) -> None:
    """Let what this task does from here on be told as part of a trail; one task has one request or command."""
    _current.set(trail)


@contextmanager
def following(trail: Trail) -> Iterator[None]:
    """Let the block be told as part of a trail, in a task that does other work besides."""
    token = _current.set(trail)
    try:
        yield
    finally:
        _current.reset(token)


def read_trail() -> Trail | None:
    """Return what this task works on, or None."""
    return _current.get()
