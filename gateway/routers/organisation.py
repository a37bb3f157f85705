"""/v1/org, /v1/terms, /v1/partners: the tree of a day, declared beside counted numbers, teams, terms, partners."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from contracts.registry import (
    AddPartnerAlias,
    DeclareDepartmentCounts,
    EndTeam,
    PartnerKind,
    RegisterPartner,
    RegisterTeam,
    RegisterTerm,
)
from contracts.values import Code, Day
from gateway.access import Asking, Gated, Meta
from gateway.answers.organisation import Counts, compare
from gateway.answers.past import KnownParameters, looking
from gateway.answers.registers import Listing, PageOfDayWanted, PageWanted, Shown, labelled, make_listing
from gateway.commands import add_act, add_making, add_naming
from gateway.guard import GuardedRoute
from gateway.labels import DEPARTMENT_KIND_LABELS, PARTNER_LABELS, TOWN_LABELS, Labelled, label
from gateway.queries import department, department_counts, partner, rows, team, term
from gateway.rights import list_allowed
from gateway.views.department import Row as DepartmentRow

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["조직·달력"])


class Team(Shown):
    """One team and the days on which it exists."""

    code: str
    department: str
    name: str
    valid_from: date
    valid_until: date | None
    ended_for: str | None
    version: int
    allowed: list[str] = Field(default_factory=list)


class Unit(BaseModel):
    """A department in the tree of a day."""

    code: str
    name: str
    name_known: bool
    kind: Labelled
    town: Labelled | None
    lineage: str
    teams: list[Team]
    children: list["Unit"]


class Organisation(BaseModel):
    """The organisation of a day."""

    as_of: date
    departments: list[Unit]
    counts: Counts
    meta: Meta


class CountsAnswer(BaseModel):
    """Counted beside declared."""

    data: Counts
    meta: Meta


class Term(Shown):
    """One electoral term."""

    number: int
    name: str = ""
    """Such as 민선8기."""
    valid_from: date
    valid_until: date


class Partner(Shown):
    """One partner outside the city hall."""

    code: str
    name: str
    kind: Annotated[Labelled, labelled(PARTNER_LABELS)]
    aliases: list[str]
    allowed: list[str] = Field(default_factory=list)


class OfDay(KnownParameters):
    """Which day."""

    as_of: Annotated[Day | None, Field(description="이날의 조직; 적지 않으면 업무 시계의 오늘")] = None


class TeamsWanted(PageOfDayWanted):
    """Which teams."""

    as_of: Annotated[Day | None, Field(description="이날 있는 팀; 적지 않으면 업무 시계의 오늘")] = None
    department: Annotated[Code | None, Field(description="부서 코드")] = None


class PartnersWanted(PageWanted):
    """Which partners."""

    kind: Annotated[PartnerKind | None, Field(description="기관의 종류")] = None


@router.get("/org", summary="어느 날의 조직")
async def read_organisation(gate: Gated, _: Asking, asked: Annotated[OfDay, Query()]) -> Organisation:
    """어느 날 있는 부서와 팀을 나무로, 종류별 부서 수와 함께 답한다 (ORG-01 ~ ORG-05)."""
    async with looking(gate, asked, department.VIEW, team.VIEW, department_counts.VIEW) as look:
        day, snapshot = asked.as_of or look.today, look.snapshot
        found = await department.list_departments(snapshot, day)
        place = rows.Place(limit=department.MOST)
        teams = await rows.list_page(snapshot, team.VIEW, rows.is_valid_on(team.VIEW, day), [team.TABLE.c.code], place)
        declared = await department_counts.find_declared(snapshot, day)
        meta = await look.tell()
    shown = [Team.model_validate(row) for row in teams.rows]
    return Organisation(
        as_of=day,
        departments=build_tree(found, shown),
        counts=compare(day, found, declared),
        meta=meta,
    )


@router.get("/org/counts", summary="부서 수")
async def read_counts(gate: Gated, _: Asking, asked: Annotated[OfDay, Query()]) -> CountsAnswer:
    """어느 날 등록된 부서 수와 문서가 밝힌 부서 수를 나란히, 다르면 다르다고 답한다 (ORG-02, ORG-03)."""
    async with looking(gate, asked, department.VIEW, department_counts.VIEW) as look:
        day = asked.as_of or look.today
        found = await department.list_departments(look.snapshot, day)
        declared = await department_counts.find_declared(look.snapshot, day)
        meta = await look.tell()
    return CountsAnswer(data=compare(day, found, declared), meta=meta)


add_naming(
    router,
    "/org/counts",
    DeclareDepartmentCounts,
    "declare_counts",
    ("부서 수 밝히기", "문서가 밝힌 부서 수를 그날부터의 것으로 적는다; 더한 수가 전체와 다르면 거부한다 (ORG-02)."),
)


@router.get("/org/teams", summary="팀 목록")
async def list_teams(gate: Gated, principal: Asking, wanted: Annotated[TeamsWanted, Query()]) -> Listing[Team]:
    """어느 날 있는 팀을 부서별로 답한다 (ORG-05)."""
    order = [team.TABLE.c.department, team.TABLE.c.code]
    async with looking(gate, wanted, team.VIEW) as look:
        conditions = rows.is_valid_on(team.VIEW, wanted.as_of or look.today)
        if wanted.department is not None:
            conditions.append(team.TABLE.c.department == wanted.department)
        page = await rows.list_page(look.snapshot, team.VIEW, conditions, order, wanted.place(), total=wanted.total)
        meta = await look.tell()
    allowed = list_allowed("/v1/org/teams/{code}", look.offer("end"), principal.role, is_own=False)
    shown = [Team.model_validate(row).model_copy(update={"allowed": allowed}) for row in page.rows]
    return make_listing(Listing[Team], page, shown, meta)


add_making(router, "/org/teams", RegisterTeam, "register_team", ("팀 등록", "부서의 팀을 등록한다 (ORG-05)."))
add_act(router, "/org/teams/{code}/end", EndTeam, "end_team", ("팀 폐지", "팀의 마지막 날을 정한다 (ORG-05)."))


@router.get("/terms", summary="민선 기수")
async def list_terms(gate: Gated, _: Asking, wanted: Annotated[PageWanted, Query()]) -> Listing[Term]:
    """민선 기수와 임기를 차례대로 답한다 (ORG-07)."""
    async with looking(gate, wanted, term.VIEW) as look:
        order = [term.TABLE.c.number]
        page = await rows.list_page(look.snapshot, term.VIEW, [], order, wanted.place(), total=wanted.total)
        meta = await look.tell()
    shown = [Term.model_validate(row).model_copy(update={"name": f"민선{row.number}기"}) for row in page.rows]
    return make_listing(Listing[Term], page, shown, meta)


add_naming(router, "/terms", RegisterTerm, "register_term", ("민선 기수 등록", "민선 기수의 임기를 등록한다 (ORG-07)."))


@router.get("/partners", summary="대외기관 목록")
async def list_partners(gate: Gated, principal: Asking, wanted: Annotated[PartnersWanted, Query()]) -> Listing[Partner]:
    """대외기관과 문서에 쓰이는 다른 이름을 답한다 (ORG-11)."""
    conditions = [] if wanted.kind is None else [partner.TABLE.c.kind == wanted.kind]
    order = [partner.TABLE.c.name, partner.TABLE.c.code]
    async with looking(gate, wanted, partner.VIEW) as look:
        page = await rows.list_page(look.snapshot, partner.VIEW, conditions, order, wanted.place(), total=wanted.total)
        meta = await look.tell()
    allowed = list_allowed("/v1/partners/{code}", look.offer("alias"), principal.role, is_own=False)
    shown = [Partner.model_validate(row).model_copy(update={"allowed": allowed}) for row in page.rows]
    return make_listing(Listing[Partner], page, shown, meta)


add_naming(router, "/partners", RegisterPartner, "register_partner", ("대외기관 등록", "대외기관을 등록한다 (ORG-11)."))
add_act(
    router,
    "/partners/{code}/alias",
    AddPartnerAlias,
    "add_partner_alias",
    ("대외기관의 다른 이름", "문서가 대외기관을 부르는 다른 이름을 적는다 (ORG-11)."),
)


def build_tree(found: Sequence[DepartmentRow], teams: Sequence[Team]) -> list[Unit]:
    """Return departments below those that they belong to; one whose parent is not there stands at the top."""
    units = {row.code: _show_unit(row, [each for each in teams if each.department == row.code]) for row in found}
    tops: list[Unit] = []
    for row in found:
        parent = units.get(row.parent) if row.parent and row.parent != row.code else None
        (parent.children if parent else tops).append(units[row.code])
    return tops


def _show_unit(row: DepartmentRow, teams: list[Team]) -> Unit:
    return Unit(
        code=row.code,
        name=row.name,
        name_known=row.name_known,
        kind=label(row.kind, DEPARTMENT_KIND_LABELS),
        town=label(row.town, TOWN_LABELS) if row.town else None,
        lineage=row.lineage,
        teams=teams,
        children=[],
    )
