"""What a quarter asks of the board: what is to be checked, and how it was carried out (DIR-09, DIR-13)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Text, and_, cast, func, null, or_, select

from contracts.calendar.periods import Period, Precision
from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries.directive_board import TABLE, Item, show_rows, was_live
from gateway.queries.paging import bind, make_cursor, read_cursor, read_whole
from gateway.secrecy import may_read
from gateway.views.directive_board import Row

CLOSED: Final = ("CLOSED", "CLOSED_AS_CONTINUING")
WITHDRAWN: Final = ("CANCELLED", "MERGED")


def find_quarter_days(quarter: str) -> tuple[date, date]:
    """Return the first and the last day of a quarter such as 2024-Q3."""
    period = Period(value=quarter, precision=Precision.QUARTER)
    assert period.last is not None, "a quarter ends"
    return period.first, period.last


@dataclass(frozen=True, slots=True)
class Tally:
    """A quarter's live directives: each is checked, or still missing, or was not shared by its end."""

    live: int
    checked: int
    missing: int
    unshared: int
    """The coordinating office's own delay: they need no check."""


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One page of a quarter's live directives, by number."""

    items: list[Item]
    next_cursor: str | None
    tally: Tally


def name_standing(row: Row, quarter: str) -> str:
    """Return how a live directive stands in a quarter's check."""
    _, last = find_quarter_days(quarter)
    if row.shared_on is None or row.shared_on > last:
        return "UNSHARED"
    return "CHECKED" if quarter in row.checks else "MISSING"


def _choose_standing(quarter: str, last: date) -> dict[str, ColumnElement[bool]]:
    """`name_standing` as conditions; each live directive meets one."""
    shared, checked = TABLE.c.shared_on <= last, TABLE.c.checks.has_key(quarter)
    return {
        "CHECKED": and_(shared, checked),
        "MISSING": and_(shared, ~checked),
        "UNSHARED": or_(TABLE.c.shared_on.is_(None), TABLE.c.shared_on > last),
    }


async def list_checks(
    snapshot: Snapshot, reader: Principal, quarter: str, standing: str | None, limit: int, cursor: str | None
) -> CheckPage:
    """Return who was live in a quarter. Raises: Rejected with BAD_SHAPE for a foreign cursor."""
    first, last = find_quarter_days(quarter)
    live, standings = was_live(first, last), _choose_standing(quarter, last)
    bound = bind("checks", quarter, standing)
    query = select(TABLE).where(live).order_by(TABLE.c.ordinal).limit(limit + 1)
    if standing is not None:
        query = query.where(standings[standing])
    if cursor is not None:
        (after,) = read_cursor(cursor, bound, read_whole)
        query = query.where(TABLE.c.ordinal > after)
    rows = [Row(**row) for row in (await snapshot.execute(query)).mappings()]
    following = make_cursor(bound, rows[limit - 1].ordinal) if len(rows) > limit else None
    items = await show_rows(snapshot, rows[:limit], lambda row: may_read(reader, row))
    counts = [func.count().filter(condition).label(name.lower()) for name, condition in standings.items()]
    counted = select(func.count().label("live"), *counts).select_from(TABLE).where(live)
    tally = Tally(**(await snapshot.execute(counted)).mappings().one())
    return CheckPage(items, following, tally)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rates of a group are worked out from: counts by name (domain.md 4.2)."""

    department: str | None
    """The lead; None for all together, or for what is not shared."""
    directives: int
    shared: int
    shared_on_time: int
    reported: int
    reported_on_time: int
    overdue: int
    """Reports due and not given."""
    countable: int
    """Issued, less those cancelled and merged."""
    closed: int
    measured: int
    """Closed ones whose days were counted."""
    days: int
    """Business days of these together, from share to close."""


async def measure(snapshot: Snapshot, quarter: str | None, today: date, *, by_department: bool) -> list[Figures]:
    """Return the figures of the directives that were live in a quarter, as they stood at its end; without one, now.

    What has happened after a quarter's end is not in it: its figures stay, whatever comes.
    """
    first, last = find_quarter_days(quarter) if quarter else (date.min, today)
    cut = min(today, last + timedelta(days=1))
    row = TABLE.c
    shared, reported, ended = row.shared_on <= last, row.reported_on <= last, row.ended_on <= last
    is_unreported = or_(row.reported_on.is_(None), row.reported_on > last)
    is_over = func.coalesce(ended, False)
    closed = and_(ended, row.state.in_(CLOSED))
    counts = {
        "directives": None,
        "shared": shared,
        "shared_on_time": and_(shared, row.share_late_days == 0),
        "reported": and_(reported, row.report_due.is_not(None)),
        "reported_on_time": and_(reported, row.report_due.is_not(None), row.report_late_days == 0),
        "overdue": and_(shared, is_unreported, row.report_due < cut, ~is_over),
        "countable": ~and_(is_over, row.state.in_(WITHDRAWN)),
        "closed": closed,
        "measured": and_(closed, row.days.is_not(None)),
    }
    figures = [
        (func.count() if condition is None else func.count().filter(condition)).label(name)
        for name, condition in counts.items()
    ]
    days = func.coalesce(func.sum(row.days).filter(closed), 0).label("days")
    lead = row.lead.label("department") if by_department else cast(null(), Text).label("department")
    query = select(lead, *figures, days).select_from(TABLE).where(was_live(first, last))
    if by_department:
        query = query.group_by(row.lead).order_by(row.lead)
    return [Figures(**found) for found in (await snapshot.execute(query)).mappings()]
