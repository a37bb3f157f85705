"""Registers of the projects in PostgreSQL: lists, and sums that are those of the rows that they list."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from contracts.errors import Rejected
from contracts.messages import Event, Recorded
from contracts.projects import ProjectsEvent, Source
from contracts.projects.bids import WinRate
from contracts.projects.projects import Parent, ProjectKind, Relation
from gateway.projector import VIEWS
from gateway.queries import (
    approval,
    attraction,
    attraction_count,
    bid,
    budget_round,
    call,
    campaign,
    contract,
    cooperation_group,
    disclosure,
    discrepancy,
    exchange,
    flagship_list,
    posting,
    programme,
    project,
    real_name,
    review,
    trend,
    work_plan,
    work_plan_edition,
)
from gateway.queries.portfolio import Basis, Dimension, Sums, add_up, add_up_by, add_up_years
from gateway.queries.project import ORDERS, Filter, choose
from gateway.queries.rows import Place, list_all, list_page
from gateway.views.project import Row
from infra.projections import advance
from tests.integration.databases import Database, connected
from tests.making import cut, record_all
from tests.projects_histories import STORIES, tell, tell_division
from tests.unit.services.projects.project.story import REGISTER, Story, begin, line, plan
from tests.unit.test_project_view import secure

OF_PROJECTS: Final = [view for view in VIEWS if view.context == "projects"]
JOINT, SHARE, ROAD, BARE = (UUID(int=number) for number in range(201, 205))
MILLION: Final = 1_000_000
REGISTERS: Final[list[Any]] = [
    *(approval, attraction, attraction_count, bid, budget_round, call, campaign, contract, cooperation_group),
    *(disclosure, discrepancy, exchange, posting, programme, real_name, review, trend, work_plan, work_plan_edition),
]


def tell_projects() -> list[tuple[str, ProjectsEvent]]:
    """Return a joint project with the city's share in it, a road planned by years, and a project without a plan."""
    joint = begin(name="생활권 선도사업").act(plan("3,378", line(Source.NATIONAL, "2,702"), line(Source.LOCAL, "676")))
    of_joint = Parent(project=JOINT, relation=Relation.CITY_SHARE)
    registered = REGISTER.model_copy(update={"name": "논산시 몫", "parent": of_joint})
    share = Story().act(registered, is_parent_known=True)
    share.act(plan("312", line(Source.NATIONAL, "250"), line(Source.LOCAL, "62")))
    years = [
        {"year": 2018, "amounts": [line(Source.CITY, "40")]},
        {"amounts": [line(Source.CITY, "50"), line(Source.NATIONAL, "10")]},
    ]
    sources = line(Source.CITY, "90"), line(Source.NATIONAL, "10")
    road = begin(name="도로 100% 포장", kind=ProjectKind.CONSTRUCTION, period="2018. 9월 ~")
    road.act(plan("약 100백만원", *sources, years=years), secure(30, None))
    stories = {JOINT: joint, SHARE: share, ROAD: road, BARE: begin(name="계획 전")}
    return [(f"project-{key}", event) for key, story in stories.items() for event in story.events]


@pytest.fixture
async def snapshot(views_database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection on the views of the projects, in which every history is told."""
    others = (each for name in sorted(STORIES) for each in tell((name, STORIES[name].commands)))
    events: list[Recorded[Event]] = record_all([*tell_division(), *tell_projects(), *others])
    async with connected(views_database.as_role("hwanryu_projector")) as projecting:
        assert await advance(projecting, OF_PROJECTS, cut(events, 1, len(events))) == len(events)
    engine = create_async_engine(views_database.admin_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def list_projects(snapshot: AsyncConnection, wanted: Filter) -> list[Row]:
    """Return the projects that are listed."""
    return await list_all(snapshot, project.VIEW, choose(wanted), ORDERS["name"])


async def test_the_sums_count_each_won_once(snapshot: AsyncConnection) -> None:
    """PRJ-10, PRJ-12, PRJ-13: 26,976 + 3,378 + 약 100 = 약 30,454; of the divided whole its parts count."""
    found = await add_up(snapshot, Filter())
    assert found == Sums(
        projects=10,
        total_won=30_454 * MILLION,
        is_approximate=True,
        sources={
            Source.NATIONAL: (7_400 + 2_702 + 10) * MILLION,
            Source.PROVINCIAL: 9_788 * MILLION,
            Source.CITY: (9_788 + 90) * MILLION,
            Source.LOCAL: 676 * MILLION,
            Source.REVENUE: 0,
            Source.OTHER: 0,
        },
        untold_won=0,
        secured_won=30 * MILLION,
        executed_won=0,
    )
    assert found.shortfall_won == 30_424 * MILLION


async def test_the_citys_share_counts_where_the_city_is_asked_for(snapshot: AsyncConnection) -> None:
    """PRJ-16, PRJ-53: 26,976 + 312 + 100 = 27,388."""
    found = await add_up(snapshot, Filter(), Basis.CITY)
    assert (found.projects, found.total_won) == (10, 27_388 * MILLION)
    assert (found.sources[Source.NATIONAL], found.sources[Source.LOCAL]) == (7_660 * MILLION, 62 * MILLION)


async def test_programmes_add_up_to_the_whole(snapshot: AsyncConnection) -> None:
    """PRJ-14: 균특 14,800, 순도비 12,176, none 3,378 + 100."""
    found = await add_up_by(snapshot, Filter(), Dimension.PROGRAMME)
    assert {code: (sums.projects, sums.total_won) for code, sums in found.items()} == {
        "balanced-dev": (3, 14_800 * MILLION),
        "provincial-only": (4, 12_176 * MILLION),
        None: (3, 3_478 * MILLION),
    }
    assert found["balanced-dev"].sources[Source.NATIONAL] == 7_400 * MILLION


async def test_every_dimension_adds_up_to_the_whole(snapshot: AsyncConnection) -> None:
    """Totals equal the rows, whatever is listed and told apart."""
    filters = (
        Filter(),
        Filter(programme="balanced-dev"),
        Filter(year=2019),
        Filter(source=Source.CITY),
        Filter(q="없음"),
    )
    for wanted, basis in product(filters, Basis):
        whole = await add_up(snapshot, wanted, basis)
        for dimension in Dimension:
            groups = await add_up_by(snapshot, wanted, dimension, basis)
            for name in ("projects", "total_won", "secured_won", "executed_won", "untold_won"):
                assert sum(getattr(each, name) for each in groups.values()) == getattr(whole, name)
        assert sum(each.won for each in await add_up_years(snapshot, wanted, basis)) == whole.total_won
        if basis is Basis.WHOLE:
            rows = await list_projects(snapshot, wanted)
            counted = [row for row in rows if not row.is_divided and row.relation != "CITY_SHARE"]
            assert (len(counted), sum(row.total_won or 0 for row in counted)) == (whole.projects, whole.total_won)
            assert sum(row.national_won or 0 for row in counted) == whole.sources[Source.NATIONAL]


async def test_years_are_told_apart_from_what_tells_none(snapshot: AsyncConnection) -> None:
    """PRJ-21: 40 in 2018, 60 later, and 26,976 + 3,378 of plans that tell no years."""
    found = await add_up_years(snapshot, Filter())
    assert [(each.year, each.is_told, each.won) for each in found] == [
        (2018, True, 40 * MILLION),
        (None, True, 60 * MILLION),
        (None, False, 30_354 * MILLION),
    ]
    assert found[1].sources[Source.NATIONAL] == 10 * MILLION


LISTED: Final = [
    (Filter(), 12),
    (Filter(q="100%"), 1),
    (Filter(q="생활권선도"), 1),
    (Filter(q="%"), 1),
    (Filter(relation="PART"), 7),
    (Filter(parent=str(JOINT)), 1),
    (Filter(source=Source.LOCAL), 2),
    (Filter(year=2019), 9),
    (Filter(year=2021), 1),
    (Filter(least_won=4_500 * MILLION), 3),
    (Filter(most_won=900 * MILLION), 3),
    (Filter(phases=("STARTED",)), 0),
    (Filter(kinds=("CONSTRUCTION",)), 1),
    (Filter(projects=(str(ROAD), str(BARE))), 2),
    (Filter(projects=()), 0),
    (Filter(lead="strategy", programme="provincial-only"), 4),
    (Filter(task=(2018, 1)), 0),
]
"""Which projects are asked for, and how many of the twelve those are."""


async def test_a_list_is_of_the_projects_that_are_asked_for(snapshot: AsyncConnection) -> None:
    for wanted, count in LISTED:
        assert len(await list_projects(snapshot, wanted)) == count, wanted


async def test_pages_of_every_order_are_the_whole_list(snapshot: AsyncConnection) -> None:
    """A project without a plan has a place in the order of totals, too."""
    for order, is_falling in product(ORDERS, (False, True)):
        found = [row async for row in turn_pages(snapshot, order, is_falling=is_falling)]
        assert len({row.project for row in found}) == len(found) == 12
        keys = [tuple(getattr(row, column.name) for column in ORDERS[order]) for row in found]
        if order != "name":  # which PostgreSQL orders by its own collation
            assert keys == sorted(keys, reverse=is_falling)


async def turn_pages(snapshot: AsyncConnection, order: str, *, is_falling: bool) -> AsyncIterator[Row]:
    """Return all projects page by page; a cursor of one direction is none of the other."""
    place, columns = Place(limit=5, is_falling=is_falling), ORDERS[order]
    while True:
        page = await list_page(snapshot, project.VIEW, choose(Filter()), columns, place, total=True)
        assert page.total == 12
        for row in page.rows:
            yield row
        if page.next_cursor is None:
            return
        place = replace(place, cursor=page.next_cursor)
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            await list_page(snapshot, project.VIEW, [], columns, replace(place, is_falling=not is_falling))


async def test_what_belongs_to_a_project_is_found(snapshot: AsyncConnection) -> None:
    """PRJ-13, PRJ-53."""
    (share,) = await project.list_children(snapshot, str(JOINT))
    assert share.name == "논산시 몫"
    assert len(await project.list_children(snapshot, str(UUID(int=7)))) == 7
    assert await project.find_by_external(snapshot, "finance", "1") is None


async def test_registers_are_asked_by_day_and_by_state(snapshot: AsyncConnection) -> None:
    """PRJ-50, PRJ-54, PRJ-56, PRJ-57, PRJ-80, domain.md 1.10."""
    assert await bid.find_win_rates(snapshot) == {2024: WinRate(won=0, decided=1)}
    upcoming = [
        len(await list_all(snapshot, call.VIEW, call.choose(first=day), call.ORDER))
        for day in (date(2024, 9, 1), date(2024, 9, 30), date(2024, 10, 1))  # as it was corrected
    ]
    assert upcoming == [1, 1, 0]
    posted = [
        len(await list_all(snapshot, posting.VIEW, posting.choose(on=day), posting.ORDER))
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 7, 1))
    ]
    assert posted == [0, 1, 0]
    visits = exchange.choose(q="초 청", first=date(2024, 4, 4), last=date(2024, 4, 4))
    assert len(await list_all(snapshot, exchange.VIEW, visits, exchange.ORDER)) == 1
    assert await flagship_list.list_years(snapshot, str(UUID(int=1))) == [2024]
    assert await discrepancy.count_by_code(snapshot) == {"INC-04": 1, "TARGET_TYPE_UNKNOWN": 1}
    opened = discrepancy.choose(state="OPEN")
    (row,) = await list_all(snapshot, discrepancy.VIEW, opened, discrepancy.ORDER)
    assert row.code == "TARGET_TYPE_UNKNOWN"


async def test_every_register_can_be_paged(snapshot: AsyncConnection) -> None:
    """By the columns that it is ordered by: a cursor is read as their types take it."""
    for register in REGISTERS:
        view, name = register.VIEW, register.VIEW.table.columns.keys()[0]
        page = await list_page(snapshot, view, [], register.ORDER, Place(limit=1), total=True)
        keys = {getattr(row, name) for row in page.rows}
        if page.next_cursor is not None:
            rest = await list_page(snapshot, view, [], register.ORDER, Place(cursor=page.next_cursor))
            keys |= {getattr(row, name) for row in rest.rows}
        assert keys, view.name
        assert len(keys) == page.total, view.name
