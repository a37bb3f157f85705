"""Drafts in the gateway's own table: what nobody can send any more does not stay (ADR 0022)."""

import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any, Final

import asyncpg
import pytest
import pytest_asyncio

from gateway.drafts import DraftKey, Drafts
from tests.integration.databases import Database

ROW: Final[dict[str, Any]] = {
    "directive": "d1", "number": "2024-0001", "ordinal": 1, "text": "지시", "kind": "SIMPLE", "visibility": "OPEN",
    "state": "SHARED", "issued_on": date(2024, 1, 2), "share_due": date(2024, 1, 2), "share_policy": "DIR_SHARE@1",
    "lead": "roads", "supporting": [], "replies": {"a": {"due": None, "replied_on": None, "late_days": None}},
    "seen_by": [], "outcome_by": [], "returns": 0, "duplicates": [], "checks": {}, "issued_by": "mayor", "tenures": [],
    "is_backdated": False, "version": 1, "position": 1,
}  # fmt: skip


@pytest_asyncio.fixture
async def pool(views_database: Database) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(views_database.admin_url, min_size=1, max_size=1) as made:
        yield made


async def put_row(pool: asyncpg.Pool, **changes: object) -> None:
    row = {name: json.dumps(value) if isinstance(value, (list, dict)) else value for name, value in ROW.items()}
    row |= {name: json.dumps(value) if isinstance(value, (list, dict)) else value for name, value in changes.items()}
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await pool.execute(f"INSERT INTO views.directive_board ({', '.join(row)}) VALUES ({places})", *row.values())  # noqa: S608 - our own words


@pytest.mark.parametrize(
    ("act", "department", "changes", "stays"),
    [
        ("report", "roads", {}, True),
        ("reply", "a", {}, True),
        ("outcome", "roads", {"state": "REPORTED", "reported_on": date(2024, 1, 3)}, True),
        ("report", "roads", {"state": "CANCELLED", "ended_on": date(2024, 1, 3)}, False),
        ("report", "roads", {"lead": "welfare"}, False),
        ("report", "roads", {"state": "REPORTED", "reported_on": date(2024, 1, 3)}, False),
        ("reply", "a", {"replies": {"a": {"due": None, "replied_on": "2024-01-03", "late_days": 0}}}, False),
    ],
)
async def test_a_draft_stays_while_its_department_can_send_it(
    pool: asyncpg.Pool, act: str, department: str, changes: dict[str, Any], *, stays: bool
) -> None:
    """After an end, a transfer, or what a colleague has sent, nobody would ever erase it."""
    await put_row(pool, **changes)
    drafts, key = Drafts(pool), DraftKey("officer", "d1", act)
    await drafts.save(key, department, {"text": "쓰는 중"})
    assert await drafts.drop_stale() == (0 if stays else 1)
    assert (await drafts.find(key) is not None) is stays


async def test_a_draft_of_a_quarter_ago_is_erased(pool: asyncpg.Pool) -> None:
    """Also where the view has no row: it may be built anew just then, so that alone is no reason."""
    drafts, old, new = Drafts(pool), DraftKey("officer", "d1", "report"), DraftKey("officer", "d2", "report")
    for key in (old, new):
        await drafts.save(key, "roads", {"text": "쓰는 중"})
    await pool.execute("UPDATE drafts SET saved_at = now() - interval '91 days' WHERE directive = 'd1'")
    assert await drafts.drop_stale() == 1
    assert (await drafts.find(old), (await drafts.find(new)) is not None) == (None, True)


async def test_a_letter_that_no_store_takes_is_left_out(pool: asyncpg.Pool) -> None:
    """U+0000: in a document PostgreSQL refuses it."""
    drafts, key = Drafts(pool), DraftKey("officer", "d1", "report")
    await drafts.save(key, "roads", {"text": "가\x00나"})
    found = await drafts.find(key)
    assert found is not None
    assert found.fields == {"text": "가나"}
