"""Routes that everybody may open: the front, published projects, and policy real names (PRJ-02, PRJ-83, PRJ-85)."""

from collections.abc import Iterable
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, field_validator

from contracts.errors import Rejected
from gateway.answers.disclosures import PublicRequest, show_public
from gateway.answers.real_names import PublicRealName, show_records
from gateway.console.open.catalogue import (
    PAGE,
    PATH,
    PROJECTS,
    Catalogue,
    Told,
    find_next,
    gather,
    lay_out,
    lay_out_card,
    name_report,
    search,
    show_period,
)
from gateway.console.quarters.reading import find_head
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.words import _
from gateway.gate import Gate, Snapshot
from gateway.guard import get_gate
from gateway.queries import department, disclosure, real_name, work_plan_edition
from gateway.queries.kept import read_kept
from gateway.queries.rows import find_row, list_all
from gateway.views.real_name import CONTEXT, Row

NOT_PUBLISHED: Final = "공개한 것 가운데 그런 것이 없습니다. 목록에서 찾아보세요."
FIRST: Final = 4
"""Reports that the front names."""

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


class Wanted(BaseModel):
    """Which of the published projects."""

    q: str = Field(default="", max_length=100)
    edition: str = Field(default="", max_length=20)
    page: int = Field(default=1, ge=1, le=1_000)

    @field_validator("q", "edition", mode="after")
    @classmethod
    def clean(cls, value: str) -> str:
        """Return the words without blanks around them."""
        return value.strip()


async def read_catalogue(snapshot: Snapshot) -> Catalogue:
    """Return everything that was published of work plans."""

    async def read() -> Catalogue:
        rows = await list_all(snapshot, work_plan_edition.VIEW, work_plan_edition.choose(), work_plan_edition.ORDER)
        return gather(rows)

    return await read_kept(snapshot, "open-catalogue", (work_plan_edition.VIEW,), read)


async def list_records(snapshot: Snapshot, project: str | None = None) -> list[Row]:
    """Return the published real-name records."""
    chosen = real_name.choose(project=project, is_published=True)
    return await list_all(snapshot, real_name.VIEW, chosen, real_name.ORDER)


@router.get("")
async def show_front(request: Request) -> Response:
    """Show what is published, what comes next, and how it can be verified."""
    gate = get_gate(request)
    async with gate.reading() as snapshot:
        catalogue = await read_catalogue(snapshot)
        records = await list_records(snapshot)
    counts = {row.report: sum(len(task["projects"]) for task in row.tasks) for row in catalogue.editions}
    return await show(
        request,
        "open.html",
        reports=[
            (row, name_report(row.year, row.kind or ""), counts[row.report]) for row in catalogue.editions[:FIRST]
        ],
        projects=len(catalogue.told),
        records=len(records),
        next_report=find_next(catalogue.editions, (await gate.now()).day),
    )


@router.get("/projects")
async def list_projects(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
    """Show the published projects, as they were told last or by one report."""
    async with get_gate(request).reading() as snapshot:
        catalogue = await read_catalogue(snapshot)
        found = search(catalogue, wanted.q, wanted.edition)
        shown = found[(wanted.page - 1) * PAGE : wanted.page * PAGE]
        names = await name_leads(snapshot, shown)
    edition = next((row for row in catalogue.editions if row.report == wanted.edition), None)
    return await show(
        request,
        "open_projects.html",
        cards=[lay_out_card(each, names) for each in shown],
        total=len(found),
        wanted=wanted,
        has_more=len(found) > wanted.page * PAGE,
        report=name_report(edition.year, edition.kind or "") if edition else "",
        next_report=find_next(catalogue.editions, (await get_gate(request).now()).day),
    )


@router.get("/projects/{project}")
async def show_project(request: Request, project: UUID, edition: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show one project as a report told it; what was never published is not there (PRJ-02, PRJ-03)."""
    gate = get_gate(request)
    async with gate.reading() as snapshot:
        told = (await read_catalogue(snapshot)).told.get(str(project), ())
        records = await list_records(snapshot, str(project))
        shown = next((each for each in told if not edition or each.edition == edition), None)
        names = await name_leads(snapshot, told)
    if shown is None:
        if records and not told and not edition:
            return go(f"{PATH}/real-names/{records[0].real_name}")
        raise Rejected("NOT_FOUND", _(NOT_PUBLISHED))
    return await show(
        request,
        "open_project.html",
        page=lay_out(shown, told, names),
        records=records,
        head=await find_head(gate, shown.position, CONTEXT),
    )


async def name_leads(snapshot: Snapshot, told: Iterable[Told]) -> dict[str, str]:
    """Return the names of the departments that lead projects."""
    codes = {each.standing["lead"] for each in told}
    return await department.find_names(snapshot, codes) if codes else {}


@router.get("/real-names")
async def list_real_names(request: Request) -> Response:
    """Show the projects whose people are named, and what was decided on citizens' requests (PRJ-83, PRJ-85)."""
    gate = get_gate(request)
    async with gate.reading() as snapshot:
        records = await list_records(snapshot)
        shown = await read_records(gate, snapshot, records)
        names = await department.find_names(snapshot, {each.department for each in shown}) if shown else {}
        chosen = disclosure.choose(is_published=True)
        asked = await list_all(snapshot, disclosure.VIEW, chosen, disclosure.ORDER)
    decided: list[PublicRequest] = [show_public(row) for row in reversed(asked)]
    return await show(request, "open_real_names.html", records=shown, names=names, decided=decided)


@router.get("/real-names/{record}")
async def show_record(request: Request, record: UUID) -> Response:
    """Show who had which part in a project, and every note on how it stood (PRJ-83)."""
    gate = get_gate(request)
    async with gate.reading() as snapshot:
        row = await find_row(snapshot, real_name.VIEW, str(record))
        if row is None or not row.is_published:
            raise Rejected("NOT_FOUND", _(NOT_PUBLISHED))
        (shown,) = await read_records(gate, snapshot, [row])
        names = await department.find_names(snapshot, {row.department})
        is_told = row.project in (await read_catalogue(snapshot)).told
    return await show(
        request,
        "open_real_name.html",
        record=shown,
        people=[
            (person, show_period(each["since"]), show_period(each["until"]))
            for person, each in zip(shown.people, row.people, strict=True)
        ],
        statuses=[(show_period(each["on"]), each["text"]) for each in reversed(row.statuses)],
        department=names.get(row.department, row.department),
        ground=next((each.explained for each in shown.findings if each.criterion.code == row.criterion), ""),
        project_link=f"{PROJECTS}/{row.project}" if is_told else "",
        head=await find_head(gate, row.position, CONTEXT),
        position=row.position,
    )


async def read_records(gate: Gate, snapshot: Snapshot, rows: list[Row]) -> list[PublicRealName]:
    """Return published records with the names of their people."""
    return [PublicRealName(**each) for each in await show_records(gate, snapshot, rows, None)]
