"""Conditions of the board asked of rows in memory choose as its SQL does: what no table holds is among the others."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from itertools import product
from typing import Final

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from contracts.values import Role
from gateway.auth import Principal
from gateway.queries import department, directive_board
from gateway.queries.directive_board import Filter, list_directives
from gateway.queries.directive_counts import count_directives
from gateway.queries.directive_matching import choose, count, find_place
from gateway.views.directive_board import Row, apply
from infra.projections import prepare_view
from tests.integration.databases import Database
from tests.making import make_issued
from tests.unit.test_directive_views import SHARED, read

READER: Final = Principal("operator", Role.OPERATOR, None, "총괄")
TODAY: Final = date(2024, 2, 8)
STATES: Final = ("ISSUED", "SHARED", "REPORTED", "CLOSED", "CANCELLED")
TEXTS: Final = ("하천 정비", "하천정비 50% 점검", "Zoning_plan을 볼 것")


def make_rows() -> list[Row]:
    """Return rows of every state, with and without deadlines and replies, several alike but for their number."""
    base: Row | None = reduce(apply, read("directive-1", make_issued(), SHARED), None)
    assert base is not None
    rows = []
    for index, (state, text, shift) in enumerate(product(STATES, TEXTS, range(-2, 3))):
        day = TODAY + timedelta(days=shift)
        is_over, is_shared = state in {"CLOSED", "CANCELLED"}, state != "ISSUED"
        reply = {"due": day.isoformat(), "replied_on": None if index % 2 else "2024-02-06", "late_days": None}
        row = replace(
            base, directive=f"d{index:03d}", number=f"2024-{index + 1:04d}", ordinal=2_024_000_001 + index, text=text,
            state=state, kind="SIMPLE" if index % 3 else "PLAN", share_due=day, lead="welfare" if is_shared else None,
            team="rivers" if index % 4 == 0 else None, replies={"roads": reply} if index % 5 == 0 else {},
            report_due=day if is_shared and index % 7 else None, due=None if is_over or index % 6 == 0 else day,
            ended_on=day if is_over else None, issued_on=TODAY - timedelta(days=index),
            origin_kind="PLEDGE" if index % 8 == 0 else None, origin_id="P-07" if index % 8 == 0 else None,
        )  # fmt: skip
        rows.append(row)
    return rows


FILTERS: Final = [
    {},
    {"states": ("SHARED", "REPORTED")},
    {"states": ("LATE",)},
    {"states": ("CLOSED", "LATE")},
    {"lead": "welfare", "kind": "PLAN"},
    {"team": "rivers"},
    {"addressee": "roads"},
    {"origin": ("PLEDGE", "P-07")},
    {"visibility": "OPEN"},
    {"visibility": "AUDIT_ONLY"},
    {"directive": "d007"},
    {"quarter": (date(2024, 1, 1), date(2024, 1, 31))},
    {"quarter": (date(2024, 2, 9), date(2024, 3, 31))},
    *({"overdue": clock} for clock in ("share", "report", "reply")),
    {"due_from": TODAY, "due_until": TODAY + timedelta(days=1)},
    *({"q": words} for words in ("하천정비", "하천 정비", "50%", "zoning_PLAN", "2024-000", "없는 말", "_")),
]


@pytest.fixture
async def snapshot(gateway_database: Database) -> AsyncIterator[AsyncConnection]:
    rows = make_rows()
    connection = await asyncpg.connect(gateway_database.admin_url)
    await prepare_view(connection, directive_board.VIEW)
    await prepare_view(connection, department.VIEW)
    await connection.execute(directive_board.VIEW.upsert_sql, *directive_board.VIEW.columns(rows))
    await connection.close()
    engine = create_async_engine(gateway_database.admin_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as reading:
        yield reading
    await engine.dispose()


async def test_rows_in_memory_are_chosen_as_the_boards_sql_does(snapshot: AsyncConnection) -> None:
    """DIR-12, DIR-21, DIR-22: each condition, order and place; the counts, too."""
    rows = make_rows()
    for conditions, sort in product(FILTERS, ("number", "-number", "due", "-share_due", "-report_due")):
        wanted = Filter(today=TODAY, reader=READER, sort=sort, limit=200, **conditions)  # type: ignore[arg-type]  # fields by name
        page = await list_directives(snapshot, wanted)
        chosen = choose(rows, wanted)
        assert [item.directive for item in page.items] == [row.directive for row in chosen], (conditions, sort)
        if len(chosen) > 2:
            first = replace(wanted, limit=2)
            following = (await list_directives(snapshot, first)).next_cursor
            rest = await list_directives(snapshot, replace(first, cursor=following, limit=200))
            after = choose(rows, wanted, find_place(chosen[1], wanted))
            assert [item.directive for item in rest.items] == [row.directive for row in after]
    totals = await count_directives(snapshot, Filter(today=TODAY, reader=READER))
    assert (totals.matching, totals.counts) == (len(rows), count(rows, TODAY))
