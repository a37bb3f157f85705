"""The hash chain, computed outside the database; infra/sql/log/0003_chain_row.sql says what it covers."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

GENESIS: Final = sha256(b"").digest()
"""The chain before position 1."""
_EPOCH_OF_POSTGRESQL: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class StoredEvent(NamedTuple):
    """One row of a log, as stored. A tuple, for many are read: a frozen dataclass takes 1.2 us more to make."""

    position: int
    stream: str
    version: int
    type: str
    data: bytes
    command_id: UUID
    actor: str
    role: str
    department: str | None
    effective_at: datetime
    recorded_at: datetime
    correlation_id: UUID
    causation_id: UUID | None
    chain: bytes


class StoredData(NamedTuple):
    """What a stored event says happened, without who had it stored and how: what a typed reader decodes."""

    stream: str
    version: int
    effective_at: datetime
    data: bytes


def compute_chain(tenant: str, context: str, before: bytes, event: StoredEvent) -> bytes:
    """Return the chain at the event: 32 bytes of sha256 over the chain before it and its row."""
    fields: tuple[bytes | None, ...] = (
        tenant.encode(),
        context.encode(),
        event.position.to_bytes(8, signed=True),
        event.stream.encode(),
        event.version.to_bytes(8, signed=True),
        event.type.encode(),
        event.data,
        event.command_id.bytes,
        event.actor.encode(),
        event.role.encode(),
        event.department.encode() if event.department is not None else None,
        _count_microseconds(event.effective_at),
        _count_microseconds(event.recorded_at),
        event.correlation_id.bytes,
        event.causation_id.bytes if event.causation_id else None,
    )
    return sha256(before + b"".join(map(_prefix, fields))).digest()


def find_first_break(tenant: str, context: str, before: bytes, events: Iterable[StoredEvent]) -> int | None:
    """Return the first position whose chain does not follow from its row, or None where all do."""
    for event in events:
        before = compute_chain(tenant, context, before, event)
        if before != event.chain:
            return event.position
    return None


def _prefix(field: bytes | None) -> bytes:
    return b"\xff\xff\xff\xff" if field is None else len(field).to_bytes(4, signed=True) + field


def _count_microseconds(moment: datetime) -> bytes:
    return ((moment - _EPOCH_OF_POSTGRESQL) // _MICROSECOND).to_bytes(8, signed=True)
