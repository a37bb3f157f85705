"""What a quarter's rates count from the board's rows, asked of the real SQL."""

from collections.abc import AsyncIterator
from datetime import date
from functools import reduce

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from contracts.directives import Clock, DeadlineRecalculated
from gateway.queries import directive_board
from gateway.queries.directive_quarters import measure
from gateway.views.directive_board import Row, apply
from tests.integration.databases import Database
from tests.making import make_issued
from tests.unit.test_directive_views import SHARED, pass_on, read

DUE, APRIL, TUESDAY = date(2024, 3, 29), date(2024, 4, 1), date(2024, 4, 2)
GIVEN = SHARED.model_copy(update={"shared_on": date(2024, 3, 26), "report_due": DUE})
LATE_HOLIDAY = DeadlineRecalculated(
    clock=Clock.REPORT, department="welfare", before=DUE, due=APRIL, holiday=DUE, recalculated_on=APRIL
)
"""On Monday 1 April the Friday before becomes a holiday."""


@pytest.fixture
async def snapshot(views_database: Database) -> AsyncIterator[AsyncConnection]:
    """Two that were overdue at the end of March: one stayed, one was passed on before its deadline moved."""
    streams = (GIVEN, LATE_HOLIDAY), (GIVEN, pass_on("welfare", "roads", APRIL, DUE), LATE_HOLIDAY)
    rows = []
    for number, events in enumerate(streams, 1):
        row: Row | None = reduce(apply, read(f"directive-{number}", make_issued(f"2024-{number:04d}"), *events), None)
        assert row is not None
        rows.append(row)
    connection = await asyncpg.connect(views_database.admin_url)
    await connection.execute(directive_board.VIEW.upsert_sql, *directive_board.VIEW.columns(rows))
    await connection.close()
    engine = create_async_engine(views_database.admin_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as reading:
        yield reading
    await engine.dispose()


async def test_a_quarter_that_is_over_keeps_its_figures_when_one_of_its_days_becomes_a_holiday(
    snapshot: AsyncConnection,
) -> None:
    """CAL-11, DIR-13, ADR 0025: overdue at the end of March; in April due on the 1st again, overdue from the 2nd."""
    found = {
        (quarter, today.day): {each.department: each.overdue for each in figures if each.department}
        for quarter, today in (("2024-Q1", APRIL), ("2024-Q1", TUESDAY), ("2024-Q2", APRIL), ("2024-Q2", TUESDAY))
        if (figures := await measure(snapshot, quarter, today, by_department=True))
    }
    assert found == {
        ("2024-Q1", 1): {"welfare": 2},
        ("2024-Q1", 2): {"welfare": 2},
        ("2024-Q2", 1): {"welfare": 0, "roads": 0},
        ("2024-Q2", 2): {"welfare": 1, "roads": 1},
    }
