"""Whom a notice is for by the posts of accounts: a bureau's head hears of the departments of his bureau."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Final

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from contracts.coordination import NoticeKind, Recipient
from contracts.values import Role
from gateway.auth import Principal
from gateway.queries import department, directive_board, notice
from gateway.views.department import Row as Department
from gateway.views.notice import Row
from infra.projections import prepare_view
from tests.integration.databases import Database

PARENTS: Final = {
    "bureau": None, "roads": "bureau", "roads-works": "roads", "other": None, "welfare": "other",
    "there": "back", "back": "there",
}  # fmt: skip
"""Departments by what they belong to; two by each other, which nothing forbids."""


def make_department(code: str, parent: str | None) -> Department:
    return Department(
        code=code, name=code, name_known=True, kind="HEADQUARTERS", town=None, parent=parent, lineage=code,
        valid_from=date(2024, 1, 1), valid_until=None, ended_for=None, version=1, position=1,
    )  # fmt: skip


def make_notice(position: int, code: str, recipient: Recipient) -> Row:
    return Row(
        notice=f"{code} {recipient}", directive="d", kind=NoticeKind.ESCALATION, recipient=recipient, department=code,
        clock=None, stage=None, due=None, raised_at=datetime(2024, 2, 5, tzinfo=UTC), position=position,
    )  # fmt: skip


@pytest.fixture
async def snapshot(gateway_database: Database) -> AsyncIterator[AsyncConnection]:
    connection = await asyncpg.connect(gateway_database.admin_url)
    await prepare_view(connection, directive_board.VIEW)
    await prepare_view(connection, department.VIEW)
    await prepare_view(connection, notice.VIEW)
    departments = [make_department(*each) for each in PARENTS.items()]
    told = [
        make_notice(number, code, post)
        for number, (code, post) in enumerate(
            (code, post) for code in PARENTS for post in (Recipient.BUREAU_HEAD, Recipient.TEAM_HEAD)
        )
    ]
    await connection.execute(department.VIEW.upsert_sql, *department.VIEW.columns(departments))
    await connection.execute(notice.VIEW.upsert_sql, *notice.VIEW.columns(told))
    await connection.close()
    engine = create_async_engine(gateway_database.admin_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as reading:
        yield reading
    await engine.dispose()


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("bureau", {"bureau", "roads", "roads-works"}),
        ("roads", {"roads", "roads-works"}),
        ("other", {"other", "welfare"}),
        ("there", {"there", "back"}),
        ("nowhere", set()),
        (None, set(PARENTS)),  # the vice mayor
    ],
)
async def test_a_bureaus_head_hears_of_its_departments(
    snapshot: AsyncConnection, own: str | None, told: set[str]
) -> None:
    """DIR-20: three days late is told the head of the bureau, as the letter is; the event names the department."""
    executive = Principal("executive", Role.EXECUTIVE, own, "국장")
    page = await notice.list_notices(snapshot, executive, unread=False, limit=100, cursor=None)
    assert {item.department for item in page.items} == told
    assert {item.recipient for item in page.items} <= {Recipient.BUREAU_HEAD}
    assert page.unread == len(told) == await notice.count_unread(snapshot, executive)
