"""Which projects a read is of, as of when; what every read of projects begins with."""

from contextlib import AbstractAsyncContextManager
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Response
from pydantic import AfterValidator, Field, StringConstraints

from contracts.errors import Rejected
from contracts.projects import Source, Won
from contracts.projects.projects import ProjectKind, Relation, Term, Year
from contracts.values import Code, Day, Storable, Uuid
from gateway.access import Meta
from gateway.answers.lists import allow, split
from gateway.answers.past import NOT_THEN, Look, PastParameters, looking, tell_cut
from gateway.answers.projects import CONTEXT, Card, Fields, make_card
from gateway.answers.projects_money import UnitWanted
from gateway.answers.registers import PageWanted
from gateway.auth import Principal
from gateway.gate import Gate, Snapshot
from gateway.labels.projects import PHASE_LABELS
from gateway.ordering import find_own
from gateway.queries import contract, discrepancy, flagship_list, project, rows
from gateway.queries.kept import read_kept
from gateway.queries.metadata import find_position
from gateway.queries.project import Filter
from gateway.views.project import Row

VIEWS: Final = (project.VIEW, flagship_list.VIEW, contract.VIEW, discrepancy.VIEW)
"""What answers about projects are made of."""


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
    renewal_until: Annotated[
        Day | None, Field(alias="renewal_due[lte]", description="이날까지 갱신할 지식재산권이 있는 사업 (PRJ-39)")
    ] = None
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
            renewal_until=self.renewal_until,
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
        return await self.read_page(snapshot, await self.choose(snapshot, principal), self.find_place())

    async def read_page(self, snapshot: Snapshot, chosen: Filter, place: rows.Place) -> rows.Page[Row]:
        """Return the page of chosen projects. Raises: as `list_page`."""
        conditions, order = project.choose(chosen), project.ORDERS[self.sort.removeprefix("-")]
        return await rows.list_page(snapshot, project.VIEW, conditions, order, place, total=self.total)

    def find_place(self) -> rows.Place:
        """Return where the page begins, and in which direction it goes."""
        return self.place(is_falling=self.sort.startswith("-"))


class ListChosen(PageChosen):
    """A page of projects, and which fields of each."""

    fields: Fields = ""

    async def list_cards(self, snapshot: Snapshot, principal: Principal) -> rows.Page[Card]:
        """Return the page that is wanted as cards; first pages without words are kept (ADR 0026).

        Raises: as `list_page`.
        """
        chosen, place = await self.choose(snapshot, principal), self.find_place()

        async def read() -> rows.Page[Card]:
            page = await self.read_page(snapshot, chosen, place)
            cards = [make_card(row, self.unit) for row in page.rows]
            return rows.Page(cards, page.next_cursor, page.total, page.position)

        if self.cursor is not None or self.q is not None:
            return await read()
        key = "projects", chosen, place, self.total  # the place is bound to all that was asked for, the unit, too
        return await read_kept(snapshot, key, (project.VIEW,), read)


def read_projects(gate: Gate, asked: PastParameters) -> AbstractAsyncContextManager[Look]:
    """Give a read of projects as of the moments that are asked for, the same workspace whatever of them is read.

    Raises: as `looking`.
    """
    return looking(gate, asked, *VIEWS)


async def tell_position(look: Look) -> Meta:
    """Return what an answer about projects reflects."""
    position = await find_position(look.snapshot, project.VIEW.name, CONTEXT)
    return tell_cut(look.cut, {CONTEXT: position})


async def find_project(look: Look, key: UUID) -> Row:
    """Return a project as it is, or was. Raises: Rejected with NOT_FOUND."""
    row = await rows.find_row(look.snapshot, project.VIEW, str(key))
    if row is None:
        raise Rejected("NOT_FOUND", NOT_THEN if look.is_past else "그런 사업이 없습니다. 주소를 확인하세요.")
    return row


def tag(response: Response, look: Look, version: int) -> None:
    """Put the version of what stands now into the answer's ETag; what was cannot be changed."""
    if not look.is_past:
        response.headers["ETag"] = f'"{version}"'


async def _find_flagships(snapshot: Snapshot, year: int) -> set[str]:
    """Return the projects of a year's approved list."""
    found = await rows.find_row(snapshot, flagship_list.VIEW, year)
    return set(found.projects) if found is not None and found.is_approved else set()
