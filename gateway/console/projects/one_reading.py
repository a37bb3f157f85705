"""Reads all that belongs to one project, now or as it was, in one snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from contracts.errors import Rejected
from contracts.projects import Unit
from gateway.answers.past import NOT_THEN, Look, looking
from gateway.console.past import ask_past
from gateway.console.projects.one import Reading
from gateway.console.projects.reading import CONTEXT
from gateway.console.projects.telling import tell_events
from gateway.console.visits import Visit
from gateway.gate import Gate, Snapshot
from gateway.queries import contract, discrepancy, flagship_list, partner, programme, project, review, work_plan
from gateway.queries.department import find_names
from gateway.queries.directive_board import Filter, list_directives
from gateway.queries.history import Cut, list_stream
from gateway.queries.holiday import load_calendar
from gateway.queries.metadata import find_position
from gateway.queries.rows import find_row, list_all
from gateway.queries.team import list_teams
from gateway.views.history import Row as Stored
from gateway.views.project import PREFIX, Row

MOST_ORIGINS: Final = 5
VIEWS: Final = (
    project.VIEW,
    contract.VIEW,
    review.VIEW,
    discrepancy.VIEW,
    flagship_list.VIEW,
    programme.VIEW,
    work_plan.VIEW,
)
NO_PROJECT: Final = "찾는 사업이 없습니다. 목록에서 이름으로 찾아보세요."


@dataclass(frozen=True, slots=True)
class Opened:
    """A project, as a page or a form needs it."""

    reading: Reading
    cut: Cut

    @property
    def row(self) -> Row:
        """The project."""
        return self.reading.row


async def open_project(visit: Visit, project_id: UUID, unit: Unit, as_of: str = "", known_at: str = "") -> Opened:
    """Return a project with all of its own, now or as it was. Raises: Rejected with NOT_FOUND, NOT_YET, BUSY."""
    key = str(project_id)
    async with looking(visit.gate, ask_past(as_of, known_at), *VIEWS) as look:
        reading = await _read(look, key, unit)
    async with visit.gate.reading() as snapshot:
        stored = await list_stream(snapshot, CONTEXT, f"{PREFIX}{key}", look.cut)
        accounts = await name_accounts(visit.gate, stored)
        origin = await _list_origins(snapshot, visit, key)
    facts = tell_events(stored, accounts, unit)
    return Opened(replace(reading, accounts=accounts, origin=origin, facts=facts), look.cut)


async def _read(look: Look, key: str, unit: Unit) -> Reading:
    snapshot = look.snapshot
    row = await find_row(snapshot, project.VIEW, key)
    if row is None:
        raise Rejected("NOT_FOUND", NOT_THEN if look.is_past else NO_PROJECT)
    of_project = discrepancy.choose(about_kind="PROJECT", about_id=key)
    programmes = await list_all(snapshot, programme.VIEW, [], programme.ORDER)
    partners = await list_all(snapshot, partner.VIEW, [], [partner.TABLE.c.code])
    return Reading(
        row=row,
        children=await project.list_children(snapshot, key),
        parent=await _find_parent(snapshot, row),
        contracts=await list_all(snapshot, contract.VIEW, contract.choose(project=key), contract.ORDER),
        reviews=await list_all(snapshot, review.VIEW, review.choose(project=key), review.ORDER),
        discrepancies=await list_all(snapshot, discrepancy.VIEW, of_project, discrepancy.ORDER),
        flagship_years=await flagship_list.list_years(snapshot, key),
        departments=await find_names(snapshot, _list_departments(row)),
        teams={each.code: each.name for each in await list_teams(snapshot, look.today)},
        programmes={each.programme: each.name for each in programmes},
        partners={each.code: each.name for each in partners},
        task=await _tell_task(snapshot, row),
        day=look.today,
        calendar=await load_calendar(snapshot, look.today),
        position=await find_position(snapshot, project.VIEW.name, CONTEXT),
        unit=unit,
    )


async def _find_parent(snapshot: Snapshot, row: Row) -> Row | None:
    if row.parent is None:
        return None
    return await find_row(snapshot, project.VIEW, row.parent)


def _list_departments(row: Row) -> set[str]:
    """Return the departments that a page names: the lead, and those that corrections name."""
    told = [each for each in row.corrections if each["field"] == "LEAD"]
    return {row.lead, *(each[name] or "" for each in told for name in ("before", "after"))}


async def name_accounts(gate: Gate, stored: Iterable[Stored]) -> dict[str, str]:
    """Return the labels of those who acted."""
    found = [await gate.accounts.find(actor) for actor in sorted({each.actor for each in stored})]
    return {each.user: each.label for each in found if each is not None}


async def _tell_task(snapshot: Snapshot, row: Row) -> str:
    """Return the task of the work plan that a project carries out: `2018년 8번 과제 …`."""
    if row.task_year is None:
        return ""
    plan = await find_row(snapshot, work_plan.VIEW, row.task_year)
    tasks = plan.tasks if plan is not None else []
    title = next((each["title"] for each in tasks if each["number"] == row.task_number), "")
    return " ".join(each for each in (f"{row.task_year}", f"{row.task_number}.", title) if each)


async def _list_origins(snapshot: Snapshot, visit: Visit, key: str) -> list[tuple[str, str]]:
    """Return the directives that say to come from this project, as far as the asker may know them."""
    wanted = Filter(visit.today, visit.session.principal, origin=("PROJECT", key), limit=MOST_ORIGINS)
    found = await list_directives(snapshot, wanted)
    return [(f"{item.number} {item.text[:60]}", f"/directives/{item.directive}") for item in found.items]
