"""Reads of the projects' pages: the list with its sums, and one project with all that belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.calendar import Calendar
from contracts.errors import Rejected
from gateway.answers.past import looking
from gateway.console.projects.listing import Names
from gateway.console.projects.query import Query, read_year
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.queries import department as departments_of
from gateway.queries import flagship_list, portfolio, programme, project
from gateway.queries.department import list_departments
from gateway.queries.history import Cut
from gateway.queries.holiday import load_calendar
from gateway.queries.portfolio import Dimension, Sums, YearSums
from gateway.queries.project import Filter
from gateway.queries.rows import Page, Place, find_row, list_all, list_page
from gateway.views import department
from gateway.views.flagship_list import Row as Flagships
from gateway.views.programme import Row as Programme
from gateway.views.project import Row

CONTEXT: Final = "projects"
MOST: Final = 2_000
"""Projects of one file."""


@dataclass(frozen=True, slots=True)
class Menus:
    """What the conditions are picked from."""

    departments: Sequence[department.Row]
    programmes: Sequence[Programme]
    flagship_years: Sequence[int]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of projects, their sums, and what names and days it needs."""

    page: Page[Row]
    sums: Sums
    groups: Mapping[Dimension, Mapping[str | int | None, Sums]]
    years: Sequence[YearSums]
    menus: Menus
    names: Names
    day: date
    calendar: Calendar
    cut: Cut


async def read_list(visit: Visit, query: Query, place: Place) -> Listed:
    """Return a page of the list, now or as it was. Raises: Rejected with BAD_SHAPE, NOT_YET, BUSY."""
    views = project.VIEW, flagship_list.VIEW, programme.VIEW
    async with looking(visit.gate, query.ask(), *views) as look:
        snapshot, day = look.snapshot, look.today
        wanted = query.choose(await find_flagships(snapshot, query.flagship))
        order = project.ORDERS[query.order]
        page = await list_page(snapshot, project.VIEW, project.choose(wanted), order, place, total=True)
        sums = await portfolio.add_up(snapshot, wanted)
        groups, years = await _read_money(snapshot, query, wanted)
        menus = await read_menus(snapshot, day)
        names = await name_codes(snapshot, [*(row.lead for row in page.rows), query.lead], menus, groups)
        calendar = await load_calendar(snapshot, day)
    return Listed(page, sums, groups, years, menus, names, day, calendar, look.cut)


async def find_flagships(snapshot: Snapshot, year: str) -> tuple[str, ...] | None:
    """Return the flagships of a year; None where no year is named."""
    known = read_year(year)
    if known is None:
        return None
    row = await find_row(snapshot, flagship_list.VIEW, known)
    return tuple(row.projects) if row is not None else ()


async def _read_money(
    snapshot: Snapshot, query: Query, wanted: Filter
) -> tuple[Mapping[Dimension, Mapping[str | int | None, Sums]], Sequence[YearSums]]:
    if query.view != "money":
        return {}, ()
    dimensions = (Dimension.PROGRAMME, Dimension.LEAD)
    groups = {each: await portfolio.add_up_by(snapshot, wanted, each) for each in dimensions}
    return groups, await portfolio.add_up_years(snapshot, wanted)


async def read_menus(snapshot: Snapshot, day: date) -> Menus:
    """Return the menus of a day."""
    departments = await list_departments(snapshot, day)
    programmes = await list_all(snapshot, programme.VIEW, [], programme.ORDER)
    lists: Sequence[Flagships] = await list_all(snapshot, flagship_list.VIEW, [], [flagship_list.TABLE.c.year])
    return Menus(departments, programmes, [row.year for row in reversed(lists)])


async def name_codes(
    snapshot: Snapshot,
    codes: Sequence[str],
    menus: Menus,
    groups: Mapping[Dimension, Mapping[str | int | None, Sums]] | None = None,
) -> Names:
    """Return what the departments and programmes of a page are called."""
    found = {str(key) for each in (groups or {}).values() for key in each if key is not None}
    departments = await departments_of.find_names(snapshot, {*codes, *found})
    return Names(departments, {row.programme: row.name for row in menus.programmes})


async def read_all(visit: Visit, query: Query) -> Listed:
    """Return every project of the list, for a file. Raises: Rejected with TOO_MANY for more than fit."""
    listed = await read_list(visit, query, Place(limit=MOST, is_falling=query.is_falling))
    if listed.page.next_cursor is not None:
        raise Rejected("BAD_SHAPE", _("한 파일에 %(n)s건까지 담습니다. 조건을 좁혀 다시 내려받으세요.", n=f"{MOST:,}"))
    return listed
