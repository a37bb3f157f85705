"""What is asked for as a whole comes as a whole, or is refused; what must be cut is cut at its far end."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest
import pytest_asyncio
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from contracts.errors import Rejected
from gateway.queries import department, meeting, person, quarterly_report, rows
from gateway.views.quarterly_report import Row as Report
from tests.integration.databases import Database

FIRST, LAST = date(2024, 12, 1), date(2024, 12, 31)
HEAD: Final = Report("2024-Q1/1", "2024-Q1", 1, date(2024, 4, 15), {"directives": 90}, 1, 0, None, 99)


@pytest_asyncio.fixture
async def snapshot(views_database: Database) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(views_database.admin_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        yield connection
        await connection.rollback()
    await engine.dispose()


def make_meeting(number: int, day: date) -> dict[str, Any]:
    return {
        "meeting": f"m{number:04d}", "title": f"회의 {number}", "kind": "STAFF", "state": "SCHEDULED", "by": None,
        "period": {"value": day.isoformat(), "precision": "day"}, "first_day": day, "place": None, "departments": [],
        "is_hosted_by_mayor": False, "ground": None, "approver": None, "minutes": None, "decisions": [],
        "cancelled_for": None, "version": 1, "position": number,
    }  # fmt: skip


async def test_a_month_shows_its_own_meetings_whatever_the_year_before_held(snapshot: AsyncConnection) -> None:
    """CAL-09: 520 in the summer before; the month's own are among the 500 that are looked at, and come by day."""
    summer = [make_meeting(n, date(2024, 7, 1) + timedelta(days=n % 60)) for n in range(520)]
    own = [make_meeting(600 + n, FIRST + timedelta(days=n)) for n in range(3)]
    await snapshot.execute(insert(meeting.TABLE), summer + own)
    found = await meeting.list_around(snapshot, FIRST, LAST)
    assert [row.meeting for row in found][-3:] == ["m0600", "m0601", "m0602"]
    assert [row.first_day for row in found] == sorted(row.first_day for row in found)


async def test_person_one_thousand_and_one_is_offered(snapshot: AsyncConnection) -> None:
    """ORG-06."""
    people = [
        {"person": f"{n:05d}", "name": None, "email": None, "account": None, "is_erased": False, "version": 1,
         "position": n}
        for n in range(1, 2_002)
    ]  # fmt: skip
    await snapshot.execute(insert(person.TABLE), people)
    found = await rows.list_all(snapshot, person.VIEW, [], [person.TABLE.c.person])
    assert [row.person for row in found] == [each["person"] for each in people]


async def test_what_begins_later_is_offered_and_what_has_ended_is_not(snapshot: AsyncConnection) -> None:
    """ORG-01: on 2 December 2024; its predecessor of 2018 gives the office its name of then."""
    days = {
        "strategy": ("전략기획실", date(2018, 1, 1), date(2023, 12, 31)),
        "audit": ("기획감사실", date(2024, 1, 1), None),
        "ends": ("폐지과", date(2024, 1, 1), date(2024, 12, 2)),
        "later": ("신설과", date(2025, 1, 1), None),
    }
    await snapshot.execute(insert(department.TABLE), [
        {"code": code, "name": name, "name_known": True, "kind": "HEADQUARTERS", "town": None, "parent": None,
         "lineage": "planning" if code in {"strategy", "audit"} else code, "valid_from": first, "valid_until": last,
         "ended_for": None, "version": 1, "position": 1}
        for code, (name, first, last) in days.items()
    ])  # fmt: skip
    until = rows.lasts_to(department.VIEW, date(2024, 12, 2))
    found = await rows.list_all(snapshot, department.VIEW, until, [department.TABLE.c.code])
    assert [row.code for row in found] == ["audit", "ends", "later"]
    named = [await department.find_name_on(snapshot, "기획감사실", day) for day in (date(2018, 10, 5), LAST)]
    assert named == ["전략기획실", "기획감사실"]
    assert await department.find_name_on(snapshot, "없는 과", LAST) is None


async def test_a_report_that_is_too_large_is_refused_not_cut(snapshot: AsyncConnection) -> None:
    """DIR-10."""
    with pytest.raises(Rejected, match="TOO_LARGE"):
        await quarterly_report.read_entries(snapshot, replace(HEAD, entries=10_001))
