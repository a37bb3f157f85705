"""Which projects a read is of, as of when; what every read of projects begins with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from contracts.projects import Source, Won
from contracts.projects.projects import ProjectKind, Relation, Term, Year
from contracts.values import Code, Storable, Uuid
from gateway.access import Meta
from gateway.answers.lists import allow, split
from gateway.answers.past import PastParameters, read_cut, tell_cut
from gateway.answers.projects import CONTEXT, Fields
from gateway.answers.projects_money import UnitWanted
from gateway.answers.registers import PageWanted
from gateway.auth import Principal
from gateway.gate import Gate, Reflecting, Snapshot
from gateway.labels_projects import PHASE_LABELS
from gateway.ordering import find_own
from gateway.queries import flagship_list, project, rows
from gateway.queries.history import Cut
from gateway.queries.metadata import find_position
from gateway.queries.project import Filter
from gateway.views.project import Row
from infra.clock import SEOUL


class OneWanted(PastParameters):
    """How one project is told, and as of when."""

    unit: UnitWanted = None


class Chosen(PastParameters):
    """Filters of projects."""

    q: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=100), Storable] | None,
        Field(description="사업명, 다른 이름이나 위치에 든 말; 띄어쓰기는 따지지 않는다"),
    ] = None
    kind: Annotated[str, AfterValidator(allow([*ProjectKind])), Field(description="쉼표로 이은 종류")] = ""
    phase: Annotated[str, AfterValidator(allow(PHASE_LABELS)), Field(description="쉼표로 이은 단계")] = ""
    lead: Annotated[Code | None, Field(description="주관부서 코드")] = None
    team: Annotated[Code | None, Field(description="담당 팀 코드")] = None
    programme: Annotated[Code | None, Field(description="재원사업 코드 (PRJ-14)")] = None
    source: Annotated[Source | None, Field(description="이 재원이 있는 사업")] = None
    year: Annotated[Year | None, Field(description="이 회계연도에 이어지는 사업 (PRJ-23)")] = None
    term: Annotated[Term | None, Field(description="민선 기수")] = None
    task: Annotated[
        str | None,
        Field(description="업무계획의 과제, `2018:3`처럼 연도:번호", pattern=r"^(19|20|21)[0-9]{2}:[1-9][0-9]{0,2}$"),
    ] = None
    parent: Annotated[Uuid | None, Field(description="전체 사업의 id")] = None
    relation: Annotated[Relation | None, Field(description="전체 사업의 무엇인지")] = None
    flagship: Annotated[Year | None, Field(description="이해의 확정된 역점사업만 (PRJ-80)")] = None
    least_won: Annotated[Won | None, Field(alias="total[gte]", description="총사업비가 이 금액(원) 이상")] = None
    most_won: Annotated[Won | None, Field(alias="total[lte]", description="총사업비가 이 금액(원) 이하")] = None
    external_ref: Annotated[
        str | None,
        Field(
            description="보낸 시스템의 키, `system:id`. 내가 보낸 것만 찾는다",
            pattern="^[a-z0-9-]{1,40}:[^\r\n]{1,200}$",
        ),
    ] = None
    unit: UnitWanted = None

    async def choose(self, snapshot: Snapshot, principal: Principal) -> Filter:
        """Return the filter for the query of a principal."""
        own = None if self.external_ref is None else {find_own(principal, CONTEXT, self.external_ref)}
        listed = None if self.flagship is None else await _find_flagships(snapshot, self.flagship)
        only = own if listed is None else listed if own is None else own & listed
        year, _, number = (self.task or "").partition(":")
        return Filter(
            q=self.q,
            kinds=split(self.kind),
            phases=split(self.phase),
            lead=self.lead,
            team=self.team,
            term=self.term,
            programme=self.programme,
            parent=None if self.parent is None else str(self.parent),
            relation=self.relation,
            source=self.source,
            year=self.year,
            task=(int(year), int(number)) if self.task else None,
            least_won=self.least_won,
            most_won=self.most_won,
            projects=None if only is None else tuple(sorted(only)),
        )


class PageChosen(PageWanted, Chosen):
    """Filters, order and page of projects."""

    sort: Annotated[
        Literal[
            "name",
            "-name",
            "first_day",
            "-first_day",
            "total_won",
            "-total_won",
            "secured_won",
            "-secured_won",
            "executed_won",
            "-executed_won",
        ],
        Field(description="차례; -는 거꾸로"),
    ] = "name"

    async def list_page(self, snapshot: Snapshot, principal: Principal) -> rows.Page[Row]:
        """Return the page that is wanted. Raises: Rejected with BAD_SHAPE for a foreign cursor."""
        is_falling, order = self.sort.startswith("-"), project.ORDERS[self.sort.removeprefix("-")]
        conditions = project.choose(await self.choose(snapshot, principal))
        place = self.place(is_falling=is_falling)
        return await rows.list_page(snapshot, project.VIEW, conditions, order, place, total=self.total)


class ListChosen(PageChosen):
    """A page of projects, and which fields of each."""

    fields: Fields = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One consistent read of projects, and the day that it is of."""

    snapshot: Snapshot
    cut: Cut
    day: date

    async def tell(self) -> Meta:
        """Return what the answer reflects."""
        position = await find_position(self.snapshot, project.VIEW.name, CONTEXT)
        return tell_cut(self.cut, {CONTEXT: position})


@asynccontextmanager
async def read_projects(gate: Gate, asked: PastParameters, *views: Reflecting) -> AsyncIterator[Reading]:
    """Give a read of projects as of the moments that are asked for. Raises: Rejected with NOT_YET, BAD_SHAPE."""
    await gate.require(asked.reach(CONTEXT), project.VIEW, *views)
    cut = await read_cut(gate, asked)
    day = cut.as_of.astimezone(SEOUL).date() if cut.as_of else (await gate.now()).day
    async with gate.reading() as snapshot:
        yield Reading(snapshot, cut, day)


async def _find_flagships(snapshot: Snapshot, year: int) -> set[str]:
    """Return the projects of a year's approved list."""
    found = await rows.find_row(snapshot, flagship_list.VIEW, year)
    return set(found.projects) if found is not None and found.is_approved else set()
