"""The hash chain, recomputed by hand from the layout in infra/sql/log/0003_chain_row.sql."""

import struct
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest

from infra.chain import GENESIS, StoredEvent, compute_chain, find_first_break
from tests.making import CONTEXT, TENANT, chain_events, make_issued

EVENT = StoredEvent(
    position=3, stream="directive-1", version=2, type="directives.noted.v1", data='{"t":"환류"}'.encode(),
    command_id=UUID(int=1), actor="operator", role="OPERATOR", department=None,
    effective_at=datetime(2000, 1, 1, 0, 0, 1, tzinfo=UTC), recorded_at=datetime(2000, 1, 1, 0, 1, tzinfo=UTC),
    correlation_id=UUID(int=2), causation_id=UUID(int=3), chain=b"",
)  # fmt: skip


def prefix(field: bytes) -> bytes:
    return struct.pack(">i", len(field)) + field


def test_the_chain_covers_every_column_in_the_documented_layout() -> None:
    row = b"".join(
        [
            prefix(b"nonsan"), prefix(b"directives"), prefix(struct.pack(">q", 3)), prefix(b"directive-1"),
            prefix(struct.pack(">q", 2)), prefix(b"directives.noted.v1"), prefix(b'{"t":"\xed\x99\x98\xeb\xa5\x98"}'),
            prefix(b"\0" * 15 + b"\1"), prefix(b"operator"), prefix(b"OPERATOR"), b"\xff\xff\xff\xff",
            prefix(struct.pack(">q", 1_000_000)), prefix(struct.pack(">q", 60_000_000)), prefix(b"\0" * 15 + b"\2"),
            prefix(b"\0" * 15 + b"\3"),
        ]
    )  # fmt: skip
    assert compute_chain("nonsan", "directives", GENESIS, EVENT) == sha256(GENESIS + row).digest()


def test_genesis_is_the_hash_of_nothing() -> None:
    assert GENESIS.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    "change",
    [
        {"position": 4}, {"stream": "directive-2"}, {"version": 3}, {"type": "directives.noted.v2"}, {"data": b"{}"},
        {"command_id": UUID(int=9)}, {"actor": "other"}, {"role": "MAYOR"}, {"department": ""},
        {"effective_at": EVENT.effective_at + timedelta(microseconds=1)},
        {"recorded_at": EVENT.recorded_at - timedelta(microseconds=1)}, {"correlation_id": UUID(int=9)},
        {"causation_id": None}, {"actor": "operatorO", "role": "PERATOR"},
    ],
    ids="+".join,
)  # fmt: skip
def test_no_column_can_change_unseen(change: dict[str, object]) -> None:
    """The last moves a letter from one text to the next: the lengths tell."""
    changed = EVENT._replace(**change)  # type: ignore[arg-type]  # each change fits its column
    assert compute_chain(TENANT, CONTEXT, GENESIS, changed) != compute_chain(TENANT, CONTEXT, GENESIS, EVENT)


@pytest.mark.parametrize(("tenant", "context"), [("gongju", "directives"), ("nonsan", "registry")])
def test_a_row_of_another_log_has_another_hash(tenant: str, context: str) -> None:
    assert compute_chain(tenant, context, GENESIS, EVENT) != compute_chain("nonsan", "directives", GENESIS, EVENT)


LOG = chain_events([(f"directive-{n}", make_issued()) for n in range(6)])


def test_an_untouched_log_has_no_break() -> None:
    assert find_first_break(TENANT, CONTEXT, GENESIS, LOG) is None
    assert find_first_break(TENANT, CONTEXT, LOG[2].chain, LOG[3:]) is None


def test_the_first_changed_row_is_named() -> None:
    changed = [*LOG[:2], LOG[2]._replace(actor="another"), *LOG[3:]]
    assert find_first_break(TENANT, CONTEXT, GENESIS, changed) == 3


def test_a_row_taken_out_or_exchanged_is_named() -> None:
    assert find_first_break(TENANT, CONTEXT, GENESIS, [*LOG[:2], *LOG[3:]]) == 4
    assert find_first_break(TENANT, CONTEXT, GENESIS, [LOG[1], LOG[0], *LOG[2:]]) == 2
