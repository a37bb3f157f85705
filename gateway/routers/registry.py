"""/v1/org/departments, /v1/clock: departments and the business clock."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, Field, JsonValue, StringConstraints

from contracts.errors import Rejected
from contracts.registry import DepartmentKind, EndDepartment, RegisterDepartment, SetClock
from contracts.values import Code, Day, Storable
from gateway.access import (
    Asking,
    CommandedNow,
    Gated,
    Key,
    Links,
    Meta,
    Unasked,
    Written,
    answer_written,
)
from gateway.answers.lists import allow, split
from gateway.answers.past import NOT_THEN, PastParameters, looking, read_cut, tell_cut
from gateway.answers.registers import PageOfDayWanted
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.gate import Snapshot
from gateway.guard import GuardedRoute
from gateway.labels import DEPARTMENT_KIND_LABELS, TOWN_LABELS, Labelled, label
from gateway.ordering import order_by_key
from gateway.queries import clock, department, history
from gateway.queries.history import Cut
from gateway.rights import list_allowed
from gateway.views.department import PREFIX, Row
from infra.clock import SEOUL

CONTEXT = "registry"
PATH = "/v1/org/departments/{code}"

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["조직·달력"])


class Department(BaseModel):
    """One department and the days on which it exists."""

    code: str
    name: str
    name_known: bool
    kind: Labelled
    town: Labelled | None
    parent: str | None
    """The bureau or department that it belongs to."""
    lineage: str
    valid_from: date
    valid_until: date | None
    ended_for: str | None
    """Why it ended."""
    version: int
    allowed: list[str]
    """What the asker may do with it now."""


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


class DepartmentsWanted(PageOfDayWanted):
    """Which departments, in which order."""

    as_of: Annotated[Day | None, Field(description="이날 있는 부서; 적지 않으면 업무 시계의 오늘")] = None
    kind: Annotated[DepartmentKind | None, Field(description="부서의 종류")] = None
    lineage: Annotated[Code | None, Field(description="계보; 이어진 부서들이 함께 쓰는 코드")] = None
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


class ClockFace(BaseModel):
    """What the business clock shows."""

    now: datetime
    manual: bool


@router.get("/org/departments", summary="부서 목록")
async def list_departments(
    gate: Gated, principal: Asking, wanted: Annotated[DepartmentsWanted, Query()]
) -> Departments | PickedDepartments:
    """어느 날 있는 부서를 한 쪽씩 답한다 (ORG-01)."""
    async with looking(gate, wanted, department.VIEW) as look:
        day = wanted.as_of or look.today
        chosen = department.Filter(day, wanted.kind, wanted.lineage, wanted.q, wanted.sort, wanted.limit, wanted.cursor)
        page = await department.list_page(look.snapshot, chosen, total=wanted.total)
        meta = await look.tell()
    answer = Departments(
        data=[_show(row, principal, past=look.is_past) for row in page.rows],
        links=Links(next=page.next_cursor),
        total=page.total,
        meta=meta,
    )
    if not wanted.fields:
        return answer
    kept = {"code", *split(wanted.fields)}
    picked = [one.model_dump(mode="json", include=kept) for one in answer.data]
    return PickedDepartments(data=picked, links=answer.links, total=answer.total, meta=answer.meta)


@router.get("/org/departments/{code}", summary="부서 하나")
async def read_department(
    gate: Gated, principal: Asking, code: Code, asked: Annotated[PastParameters, Query()], response: Response
) -> OneDepartment:
    """부서 하나를 답한다; as_of는 그날 있는 부서인지를, known_at은 그때까지 등록된 것을 가린다 (ORG-01)."""
    await gate.require(asked.reach(CONTEXT), department.VIEW, history.VIEWS[CONTEXT])
    cut = await read_cut(gate, asked)
    async with gate.reading() as snapshot:
        row = await find_row(snapshot, code, cut)
        position = await (history.find_reflected(snapshot, CONTEXT) if cut else department.find_reflected(snapshot))
    if not cut:
        response.headers["ETag"] = f'"{row.version}"'
    return OneDepartment(data=_show(row, principal, past=bool(cut)), meta=tell_cut(cut, {CONTEXT: position}))


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


add_making(
    router, "/org/departments", RegisterDepartment, "register_department", ("부서 등록", "부서를 등록한다 (ORG-01).")
)
add_act(
    router,
    "/org/departments/{code}/end",
    EndDepartment,
    "end_department",
    ("부서 폐지", "부서의 마지막 날을 정한다; 이어받는 부서는 같은 계보로 따로 등록한다 (ORG-01)."),
)


@router.get("/clock", summary="업무 시계")
async def read_clock(gate: Gated, _: Asking, _none: Unasked) -> ClockFace:
    """업무 시계가 보이는 시각을 답한다 (CAL-14)."""
    moment = await gate.now()
    return ClockFace(now=moment.at.astimezone(SEOUL), manual=moment.manual)


@router.post("/clock", summary="업무 시계 맞추기")
async def set_clock(
    gate: Gated, principal: Asking, key: Key, body: SetClock, asked: CommandedNow, response: Response
) -> Written:
    """수동 업무 시계를 맞춘다; 앞으로만 간다 (CAL-14)."""
    done = await gate.carry_out(principal, order_by_key(principal, body, key), dry_run=asked.dry_run)
    if not asked.dry_run:
        await gate.require({CONTEXT: done.position}, clock.VIEW)
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run)


def _show(row: Row, principal: Principal, *, past: bool = False) -> Department:
    acts = () if past else ("end",)
    return Department(
        code=row.code,
        name=row.name,
        name_known=row.name_known,
        kind=label(row.kind, DEPARTMENT_KIND_LABELS),
        town=label(row.town, TOWN_LABELS) if row.town else None,
        parent=row.parent,
        lineage=row.lineage,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        ended_for=row.ended_for,
        version=row.version,
        allowed=list_allowed(PATH, acts, principal.role, is_own=False),
    )
