"""How many deadlines end on which day, which have ended, who has what to do: questions to the board's table."""

from datetime import date
from typing import Final

from sqlalchemy import and_, func, or_, select

from gateway.gate import Snapshot
from gateway.queries.directive_board import TABLE
from gateway.views.directive_board import Row

MOST_DAYS: Final = 400
MOST_STOPPED: Final = 1_000
"""Deadlines that a holiday would have moved, had they not ended before: they are few, or the day is long past."""


async def count_due(snapshot: Snapshot, first: date, last: date) -> dict[date, int]:
    """Return how many running deadlines end on each of some days; days without one are left out."""
    due = TABLE.c.due
    query = select(due, func.count()).where(due.between(first, last)).group_by(due).order_by(due).limit(MOST_DAYS)
    return dict(iter(await snapshot.execute(query)))


async def count_states(snapshot: Snapshot, lead: str) -> dict[str, int]:
    """Return how many directives a department leads that are not over, by state."""
    mine = TABLE.c.lead == lead, TABLE.c.ended_on.is_(None)
    query = select(TABLE.c.state, func.count()).where(*mine).group_by(TABLE.c.state).limit(MOST_DAYS)
    return dict(iter(await snapshot.execute(query)))


async def list_stopped(snapshot: Snapshot, day: date) -> list[Row]:
    """Return the directives with a deadline around a day that runs no more: shared, reported or over (CAL-11)."""
    columns = TABLE.c
    shared = and_(columns.shared_on.is_not(None), columns.issued_on <= day, columns.share_due >= day)
    is_done = or_(columns.reported_on.is_not(None), columns.ended_on.is_not(None))
    reported = and_(is_done, columns.shared_on <= day, columns.report_due >= day)
    query = select(TABLE).where(or_(shared, reported)).order_by(columns.ordinal).limit(MOST_STOPPED)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]
