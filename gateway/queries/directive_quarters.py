"""What a quarter asks of the board: what is to be checked, and how it was carried out (DIR-09, DIR-13)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Date, FromClause, Select, and_, cast, column, func, lateral, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from contracts.calendar.periods import Period, Precision
from gateway.gate import Snapshot
from gateway.queries.directive_board import TABLE, Item, show_rows, was_live
from gateway.queries.paging import bind, make_cursor, read_cursor, read_whole
from gateway.views.directive_board import Row

Counts = Mapping[str, ColumnElement[int]]
"""What is counted, by its name in `Figures`."""
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
    snapshot: Snapshot, reads: Callable[[Row], bool], quarter: str, standing: str | None, limit: int, cursor: str | None
) -> CheckPage:
    """Return who was live in a quarter; `reads` tells whose words are to be read.

    Raises: Rejected with BAD_SHAPE for a foreign cursor.
    """
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
    items = await show_rows(snapshot, rows[:limit], reads)
    return CheckPage(items, following, await find_tally(snapshot, quarter))


async def find_tally(snapshot: Snapshot, quarter: str) -> Tally:
    """Return how many were live in a quarter, and how they stand in its check."""
    first, last = find_quarter_days(quarter)
    standings = _choose_standing(quarter, last)
    counts = [func.count().filter(condition).label(name.lower()) for name, condition in standings.items()]
    query = select(func.count().label("live"), *counts).select_from(TABLE).where(was_live(first, last))
    return Tally(**(await snapshot.execute(query)).mappings().one())


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rates of a group are worked out from: counts by name (domain.md 4.2)."""

    department: str | None
    """The lead; None for all together, or for what is not shared."""
    directives: int = 0
    shared: int = 0
    shared_on_time: int = 0
    reported: int = 0
    reported_on_time: int = 0
    overdue: int = 0
    """Reports due and not given."""
    countable: int = 0
    """Issued, less those cancelled and merged."""
    closed: int = 0
    measured: int = 0
    """Closed ones whose days were counted."""
    days: int = 0
    """Business days of these together, from share to close."""


async def measure(snapshot: Snapshot, quarter: str | None, today: date, *, by_department: bool) -> list[Figures]:
    """Return the figures of the directives that were live in a quarter, as they stood at its end; without one, now.

    What has happened after a quarter's end is not in it: its figures stay, whatever comes. A directive counts for the
    department that led it then; its report for the one whose the clock was when it was met or missed (DIR-13, DIR-16).
    """
    first, last = find_quarter_days(quarter) if quarter else (date.min, today)
    held = _find_tenure(last)
    query = select().select_from(TABLE.outerjoin(held, true())).where(was_live(first, last))
    led = await _count(snapshot, query, _count_led(last), held.c.lead if by_department else None)
    timed = await _count(snapshot, query, _count_timed(held, today, last), held.c.clock if by_department else None)
    return [
        Figures(department=code, **led.get(code, {}), **timed.get(code, {}))
        for code in sorted(led | timed, key=lambda code: (code is None, code))
        if led.get(code) or any(timed[code].values())
    ]


def _find_tenure(last: date) -> FromClause:
    """Return a directive's lead on a day, whose the report's clock was, and its due day; none before the share."""
    unnested = func.jsonb_array_elements(TABLE.c.tenures).table_valued(column("value", JSONB), with_ordinality="place")
    each = unnested.render_derived()
    told = {name: each.c.value[name].astext for name in ("lead", "clock", "due")}
    query = select(told["lead"].label("lead"), told["clock"].label("clock"), cast(told["due"], Date).label("due"))
    is_begun = each.c.value["since"].astext <= last.isoformat()
    newest = query.select_from(each).where(is_begun).order_by(each.c.place.desc()).limit(1)
    return lateral(newest, "tenure")


def _count_led(last: date) -> Counts:
    """What a directive counts for who leads it."""
    row = TABLE.c
    is_over = func.coalesce(row.ended_on <= last, False)
    shared, closed = row.shared_on <= last, and_(is_over, row.state.in_(CLOSED))
    return {
        "directives": func.count(),
        "shared": func.count().filter(shared),
        "shared_on_time": func.count().filter(shared, row.share_late_days == 0),
        "countable": func.count().filter(~and_(is_over, row.state.in_(WITHDRAWN))),
        "closed": func.count().filter(closed),
        "measured": func.count().filter(closed, row.days.is_not(None)),
        "days": func.coalesce(func.sum(row.days).filter(closed), 0),
    }


def _count_timed(held: FromClause, today: date, last: date) -> Counts:
    """What its report counts for whose the clock was."""
    row, cut = TABLE.c, min(today, last + timedelta(days=1))
    is_timed, is_reported = held.c.due.is_not(None), func.coalesce(row.reported_on <= last, False)
    is_over = func.coalesce(row.ended_on <= last, False)
    return {
        "reported": func.count().filter(is_timed, is_reported),
        "reported_on_time": func.count().filter(is_timed, is_reported, row.report_late_days == 0),
        "overdue": func.count().filter(held.c.due < cut, ~is_reported, ~is_over),
    }


async def _count(
    snapshot: Snapshot, query: Select[()], counts: Counts, group: ColumnElement[str] | None
) -> dict[str | None, dict[str, int]]:
    """Return counts by group; under None where there is none."""
    columns = [each.label(name) for name, each in counts.items()]
    if group is None:
        whole = (await snapshot.execute(query.add_columns(*columns))).mappings().one()
        return {None: dict(whole)}
    grouped = query.add_columns(group.label("department"), *columns).group_by(group)
    rows = [dict(each) for each in (await snapshot.execute(grouped)).mappings()]
    return {row.pop("department"): row for row in rows}
