"""The only module that reads time or makes ids."""

import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

SEOUL: Final = ZoneInfo("Asia/Seoul")
_COMMANDS: Final = UUID("6f0a3bb4-6a52-5ad0-9a0e-0d9a3b1c7f10")
_REFERENCES: Final = UUID("b1f3f5d8-3c0f-5b52-8c53-1d6b7f7b9a44")
"""Another root than that of commands: no Idempotency-Key leads to the id of a reference."""


def read_now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def read_monotonic_s() -> float:
    """Return seconds of a clock that never goes back; only differences mean anything."""
    return time.monotonic()


def make_id() -> UUID:
    """Return a new random id."""
    return uuid4()


def name_command(principal: str, key: str) -> UUID:
    """Return the command id of a principal's Idempotency-Key (api.md: uuid5(principal, key))."""
    return uuid5(_name_principal(principal), key)


@lru_cache(1_024)
def _name_principal(principal: str) -> UUID:
    """Return the root of a principal's commands."""
    return uuid5(_COMMANDS, principal)


def name_reference(principal: str, collection: str, system: str, reference: str) -> UUID:
    """Return the id of what a principal makes under a key of its own system (api.md, Keys of integrators)."""
    return uuid5(uuid5(_REFERENCES, principal), f"{collection}:{system}:{reference}")
