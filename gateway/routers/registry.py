"""/v1/org, /v1/holidays, /v1/clock: departments, public holidays, the business clock."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, Field, JsonValue, StringConstraints

from contracts.errors import Rejected
from contracts.registry import DeclareHoliday, DepartmentKind, RegisterDepartment, SetClock
from contracts.values import Code, Day, Storable
from gateway.access import (
    TRIED,
    Asking,
    Commanded,
    Gated,
    Key,
    Links,
    Meta,
    Parameters,
    Unasked,
    Written,
    answer_written,
)
from gateway.answers.lists import allow, split
from gateway.answers.past import NOT_THEN, PastParameters, read_cut, tell_cut
from gateway.gate import Gate, Snapshot
from gateway.guard import GuardedRoute
from gateway.labels import DEPARTMENT_KIND_LABELS, Labelled, label
from gateway.ordering import order_by_key
from gateway.queries import clock, department, history
from gateway.queries.history import Cut
from gateway.views.department import PREFIX, Row
from infra.clock import SEOUL

CONTEXT = "registry"

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["조직·달력"])


class Department(BaseModel):
    """One department and the days on which it exists."""

    code: str
    name: str
    name_known: bool
    kind: Labelled
    lineage: str
    valid_from: date
    valid_until: date | None
    version: int
    allowed: list[str] = []
    """What the asker may do with it now; this build knows no act on a department."""


class Departments(BaseModel):
    """One page of the departments that exist on a day."""

    data: list[Department]
    links: Links
    total: int | None
    """How many departments match; null unless `total=true`."""
    meta: Meta


class PickedDepartments(BaseModel):
    """One page of departments with only the fields that were asked for."""

    data: list[dict[str, JsonValue]]
    links: Links
    total: int | None
    meta: Meta


class OneDepartment(BaseModel):
    """One department."""

    data: Department
    meta: Meta


class DepartmentsWanted(Parameters):
    """Which departments, in which order."""

    as_of: Annotated[Day | None, Field(description="이날 있는 부서; 적지 않으면 업무 시계의 오늘")] = None
    kind: Annotated[DepartmentKind | None, Field(description="부서의 종류")] = None
    q: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=100), Storable] | None,
        Field(description="이름에 든 말; 띄어쓰기는 따지지 않는다"),
    ] = None
    sort: Annotated[
        Literal["kind", "-kind", "name", "-name", "code", "-code"], Field(description="차례; -는 거꾸로")
    ] = "kind"
    fields: Annotated[
        str,
        AfterValidator(allow(Department.model_fields)),
        Field(description="쉼표로 이은 항목 이름; 적으면 code와 이 항목만 답한다"),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=200, description="한 쪽의 건수")] = 50
    cursor: Annotated[str | None, Field(max_length=1_000, description="앞 쪽의 links.next; 같은 조건과 차례로")] = None
    total: Annotated[bool, Field(description="전체 건수도")] = False


class ClockFace(BaseModel):
    """What the business clock shows."""

    now: datetime
    manual: bool


@router.get("/org/departments", summary="부서 목록")
async def list_departments(
    gate: Gated, _: Asking, wanted: Annotated[DepartmentsWanted, Query()]
) -> Departments | PickedDepartments:
    """어느 날 있는 부서를 한 쪽씩 답한다 (ORG-01)."""
    await gate.require(wanted.reach(CONTEXT), department.VIEW)
    day = wanted.as_of or await find_today(gate)
    chosen = department.Filter(day, wanted.kind, wanted.q, wanted.sort, wanted.limit, wanted.cursor)
    async with gate.reading() as snapshot:
        page = await department.list_page(snapshot, chosen, total=wanted.total)
        position = await department.find_reflected(snapshot)
    answer = Departments(
        data=[_show(row) for row in page.rows],
        links=Links(next=page.next_cursor),
        total=page.total,
        meta=Meta(position={CONTEXT: position}),
    )
    if not wanted.fields:
        return answer
    kept = {"code", *split(wanted.fields)}
    picked = [one.model_dump(mode="json", include=kept) for one in answer.data]
    return PickedDepartments(data=picked, links=answer.links, total=answer.total, meta=answer.meta)


@router.get("/org/departments/{code}", summary="부서 하나")
async def read_department(
    gate: Gated, _: Asking, code: Code, asked: Annotated[PastParameters, Query()], response: Response
) -> OneDepartment:
    """부서 하나를 답한다; as_of는 그날 있는 부서인지를, known_at은 그때까지 등록된 것을 가린다 (ORG-01)."""
    await gate.require(asked.reach(CONTEXT), department.VIEW, history.VIEWS[CONTEXT])
    cut = await read_cut(gate, asked)
    async with gate.reading() as snapshot:
        row = await find_row(snapshot, code, cut)
        position = await (history.find_reflected(snapshot, CONTEXT) if cut else department.find_reflected(snapshot))
    if not cut:
        response.headers["ETag"] = f'"{row.version}"'
    return OneDepartment(data=_show(row), meta=tell_cut(cut, {CONTEXT: position}))


async def find_row(snapshot: Snapshot, code: str, cut: Cut) -> Row:
    """Return a department as it is, or was. Raises: Rejected with NOT_FOUND."""
    row = now = await department.find_department(snapshot, code)
    if now is None:
        raise Rejected("NOT_FOUND", "그런 부서가 없습니다. 부서 코드를 확인하세요.")
    if cut.known_at is not None:
        known = Cut(known_at=cut.known_at)
        row = await history.find_as_of(snapshot, department.VIEW, f"{PREFIX}{code}", code, known)
    if row is None or (cut.as_of is not None and not row.exists_on(cut.as_of.astimezone(SEOUL).date())):
        raise Rejected("NOT_FOUND", NOT_THEN)
    return row


@router.post("/org/departments", status_code=201, responses=TRIED, summary="부서 등록")
async def register_department(
    gate: Gated, principal: Asking, key: Key, body: RegisterDepartment, asked: Commanded, response: Response
) -> Written:
    """부서를 등록한다 (ORG-01)."""
    done = await gate.carry_out(principal, order_by_key(principal, body, key), dry_run=asked.dry_run)
    location = f"/v1/org/departments/{done.result.id}"
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run, location=location)


@router.post("/holidays", status_code=201, responses=TRIED, summary="공휴일 등록")
async def declare_holiday(
    gate: Gated, principal: Asking, key: Key, body: DeclareHoliday, asked: Commanded, response: Response
) -> Written:
    """공휴일을 등록한다 (CAL-01)."""
    done = await gate.carry_out(principal, order_by_key(principal, body, key), dry_run=asked.dry_run)
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run)


@router.get("/clock", summary="업무 시계")
async def read_clock(gate: Gated, _: Asking, _none: Unasked) -> ClockFace:
    """업무 시계가 보이는 시각을 답한다 (CAL-14)."""
    moment = await gate.now()
    return ClockFace(now=moment.at.astimezone(SEOUL), manual=moment.manual)


@router.post("/clock", summary="업무 시계 맞추기")
async def set_clock(
    gate: Gated, principal: Asking, key: Key, body: SetClock, asked: Commanded, response: Response
) -> Written:
    """수동 업무 시계를 맞춘다; 앞으로만 간다 (CAL-14)."""
    done = await gate.carry_out(principal, order_by_key(principal, body, key), dry_run=asked.dry_run)
    if not asked.dry_run:
        await gate.require({CONTEXT: done.position}, clock.VIEW)
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run)


async def find_today(gate: Gate) -> date:
    """Return the Seoul day that the business clock shows."""
    return (await gate.now()).at.astimezone(SEOUL).date()


def _show(row: Row) -> Department:
    return Department(
        code=row.code,
        name=row.name,
        name_known=row.name_known,
        kind=label(row.kind, DEPARTMENT_KIND_LABELS),
        lineage=row.lineage,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        version=row.version,
    )
