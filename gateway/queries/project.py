"""사업: the table of the view and its list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Date, Index, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.projects import Source
from gateway.gate import Snapshot
from gateway.queries.choosing import equals, finds, overlaps
from gateway.queries.metadata import METADATA
from gateway.views import project
from gateway.views.project import Row
from infra.projections import View

TABLE: Final = Table(
    "project",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("aliases", JSONB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("team", Text),
    Column("term", Integer),
    Column("period", JSONB, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("summary", Text),
    Column("effects", JSONB, nullable=False),
    Column("address", Text),
    Column("latitude", Integer),
    Column("longitude", Integer),
    Column("area_m2", BigInteger),
    Column("parent", Text),
    Column("relation", Text),
    Column("task_year", Integer),
    Column("task_number", Integer),
    Column("external_system", Text),
    Column("external_id", Text),
    Column("is_international_event", Boolean, nullable=False),
    Column("review_category", Text, nullable=False),
    Column("note", Text),
    Column("started_on", JSONB),
    Column("completed_on", JSONB),
    Column("ending", Text),
    Column("total_won", BigInteger),
    Column("order_won", BigInteger, nullable=False),
    Column("is_approximate", Boolean, nullable=False),
    Column("total", JSONB),
    Column("national_won", BigInteger),
    Column("provincial_won", BigInteger),
    Column("city_won", BigInteger),
    Column("local_won", BigInteger),
    Column("revenue_won", BigInteger),
    Column("other_won", BigInteger),
    Column("sources", JSONB, nullable=False),
    Column("years", JSONB, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("lines_are_whole", Boolean, nullable=False),
    Column("programme", Text),
    Column("programme_version", Integer),
    Column("split", JSONB, nullable=False),
    Column("secured_won", BigInteger, nullable=False),
    Column("executed_won", BigInteger, nullable=False),
    Column("shortfall_won", BigInteger),
    Column("items", JSONB, nullable=False),
    Column("secured", JSONB, nullable=False),
    Column("executed", JSONB, nullable=False),
    Column("transfers", JSONB, nullable=False),
    Column("carried", JSONB, nullable=False),
    Column("is_divided", Boolean, nullable=False),
    Column("parts", JSONB, nullable=False),
    Column("milestones", JSONB, nullable=False),
    Column("procedures", JSONB, nullable=False),
    Column("parcel_count", Integer, nullable=False),
    Column("parcel_area_m2", BigInteger, nullable=False),
    Column("parcels", JSONB, nullable=False),
    Column("holdings", JSONB, nullable=False),
    Column("acquired_count", Integer, nullable=False),
    Column("acquired_area_m2", BigInteger, nullable=False),
    Column("paid_won", BigInteger, nullable=False),
    Column("acquisitions", JSONB, nullable=False),
    Column("facilities", JSONB, nullable=False),
    Column("rights", JSONB, nullable=False),
    Column("distributions", JSONB, nullable=False),
    Column("contributions", JSONB, nullable=False),
    Column("notes", JSONB, nullable=False),
    Column("replacement_requested_for", Text),
    Column("replacements", JSONB, nullable=False),
    Column("corrections", JSONB, nullable=False),
)
Index("project_name", TABLE.c.name, TABLE.c.project)
Index("project_first_day", TABLE.c.first_day, TABLE.c.project)
Index("project_order_won", TABLE.c.order_won, TABLE.c.project)
Index("project_lead", TABLE.c.lead, TABLE.c.name, TABLE.c.project)
Index("project_programme", TABLE.c.programme, TABLE.c.name, TABLE.c.project)
Index("project_parent", TABLE.c.parent)
Index("project_task", TABLE.c.task_year, TABLE.c.task_number)
Index("project_external", TABLE.c.external_system, TABLE.c.external_id)
VIEW: Final = View("project", project.CONTEXT, Row, TABLE, project.keys, project.apply)
ORDERS: Final[Mapping[str, Sequence[Column[Any]]]] = {
    "name": (TABLE.c.name, TABLE.c.project),
    "first_day": (TABLE.c.first_day, TABLE.c.project),
    "total_won": (TABLE.c.order_won, TABLE.c.project),
    "secured_won": (TABLE.c.secured_won, TABLE.c.project),
    "executed_won": (TABLE.c.executed_won, TABLE.c.project),
}
"""By what a list may be ordered."""
MOST: Final = 200
"""Parts of one project, or projects of one task, in one answer."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which projects; what is None or empty does not count."""

    q: str | None = None
    """Words in the name, another name or the address."""
    kinds: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    lead: str | None = None
    team: str | None = None
    term: int | None = None
    programme: str | None = None
    parent: str | None = None
    relation: str | None = None
    source: Source | None = None
    """That gives something."""
    year: int | None = None
    """A fiscal year in which it goes on (PRJ-23)."""
    task: tuple[int, int] | None = None
    """Of a work plan: year and number."""
    least_won: int | None = None
    most_won: int | None = None
    renewal_until: date | None = None
    """With a right that is to be renewed by then (PRJ-39)."""
    projects: tuple[str, ...] | None = None
    """Only these: a year's flagships."""


def choose(wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of projects."""
    columns = TABLE.c
    task_year, task_number = wanted.task or (None, None)
    conditions = equals(
        TABLE,
        lead=wanted.lead,
        team=wanted.team,
        term=wanted.term,
        programme=wanted.programme,
        parent=wanted.parent,
        relation=wanted.relation,
        task_year=task_year,
        task_number=task_number,
    )
    listed = (
        (columns.kind, wanted.kinds or None),
        (columns.phase, wanted.phases or None),
        (columns.project, wanted.projects),
    )
    conditions += [column.in_(values) for column, values in listed if values is not None]
    if wanted.source is not None:
        conditions.append(columns[f"{wanted.source.lower()}_won"] > 0)
    if wanted.year is not None:
        days = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        conditions += overlaps(columns.first_day, columns.last_day, *days)
    if wanted.least_won is not None:
        conditions.append(columns.total_won >= wanted.least_won)
    if wanted.most_won is not None:
        conditions.append(columns.total_won <= wanted.most_won)
    if wanted.renewal_until is not None:
        conditions.append(columns.rights.path_exists(f'$[*].renewal_due ? (@ <= "{wanted.renewal_until}")'))
    return [*conditions, *finds(wanted.q, columns.name, columns.aliases, columns.address)]


async def list_children(snapshot: Snapshot, project: str) -> list[Row]:
    """Return the parts of a project, or the city's share in it, by name (PRJ-13, PRJ-53)."""
    query = select(TABLE).where(TABLE.c.parent == project).order_by(TABLE.c.name, TABLE.c.project).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]


async def find_leads(snapshot: Snapshot, projects: Sequence[str]) -> dict[str, str]:
    """Return which department leads each of some projects, those of one page."""
    query = select(TABLE.c.project, TABLE.c.lead).where(TABLE.c.project.in_(projects)).limit(MOST)
    return {row[0]: row[1] for row in await snapshot.execute(query)}


async def list_of_tasks(snapshot: Snapshot, year: int) -> list[Row]:
    """Return the projects that carry out the tasks of a year's work plan, by the task's number (PRJ-03)."""
    order = TABLE.c.task_number, TABLE.c.name, TABLE.c.project
    query = select(TABLE).where(TABLE.c.task_year == year).order_by(*order).limit(MOST)
    return [Row(**row) for row in (await snapshot.execute(query)).mappings()]


async def find_names(snapshot: Snapshot, projects: Collection[str]) -> dict[str, str]:
    """Return the names of some projects by id."""
    query = select(TABLE.c.project, TABLE.c.name).where(TABLE.c.project.in_(projects)).limit(max(len(projects), 1))
    return {row[0]: row[1] for row in await snapshot.execute(query)}


async def find_by_external(snapshot: Snapshot, system: str, key: str) -> str | None:
    """Return the project that a system calls so (api.md, Keys of integrators)."""
    chosen = TABLE.c.external_system == system, TABLE.c.external_id == key
    return await snapshot.scalar(select(TABLE.c.project).where(*chosen).limit(1))
