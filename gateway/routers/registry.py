"""/v1/org, /v1/holidays, /v1/clock: departments, public holidays, the business clock."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from contracts.errors import Rejected
from contracts.registry import DeclareHoliday, RegisterDepartment, SetClock
from contracts.values import Code, Day
from gateway.access import Asked, Asking, Gated, Key, Meta, Parameters, Unasked, Written, answer_written
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.labels import DEPARTMENT_KIND_LABELS, Labelled, label
from gateway.queries import clock, department
from gateway.views.department import Row
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


class Departments(BaseModel):
    """The departments that exist on a day."""

    data: list[Department]
    meta: Meta


class OneDepartment(BaseModel):
    """One department."""

    data: Department
    meta: Meta


class DepartmentsWanted(Parameters):
    """Which day; today by the business clock without it."""

    as_of: Day | None = None


class ClockFace(BaseModel):
    """What the business clock shows."""

    now: datetime
    manual: bool


@router.get("/org/departments")
async def list_departments(gate: Gated, _: Asking, wanted: Annotated[DepartmentsWanted, Query()]) -> Departments:
    """어느 날의 부서 목록 (ORG-01)."""
    await gate.require_position(department.VIEW.name, CONTEXT, wanted.after)
    day = wanted.as_of or await find_today(gate)
    async with gate.reading() as snapshot:
        rows = await department.list_departments(snapshot, day)
        position = await department.find_reflected(snapshot)
    return Departments(data=[_show(row) for row in rows], meta=Meta(position={CONTEXT: position}))


@router.get("/org/departments/{code}")
async def read_department(gate: Gated, _: Asking, code: Code, asked: Asked) -> OneDepartment:
    """부서 하나."""
    await gate.require_position(department.VIEW.name, CONTEXT, asked.after)
    async with gate.reading() as snapshot:
        row = await department.find_department(snapshot, code)
        position = await department.find_reflected(snapshot)
    if row is None:
        raise Rejected("NOT_FOUND", "그런 부서가 없습니다. 부서 코드를 확인하세요.")
    return OneDepartment(data=_show(row), meta=Meta(position={CONTEXT: position}))


@router.post("/org/departments", status_code=201)
async def register_department(
    gate: Gated, principal: Asking, key: Key, body: RegisterDepartment, response: Response
) -> Written:
    """부서를 등록한다 (ORG-01)."""
    done = await gate.send(principal, body, key=key)
    response.headers["Location"] = f"/v1/org/departments/{done.result.id}"
    return answer_written(response, done, CONTEXT)


@router.post("/holidays", status_code=201)
async def declare_holiday(
    gate: Gated, principal: Asking, key: Key, body: DeclareHoliday, response: Response
) -> Written:
    """공휴일을 등록한다 (CAL-01)."""
    return answer_written(response, await gate.send(principal, body, key=key), CONTEXT)


@router.get("/clock")
async def read_clock(gate: Gated, _: Asking, _none: Unasked) -> ClockFace:
    """업무 시계를 읽는다 (CAL-14)."""
    moment = await gate.now()
    return ClockFace(now=moment.at.astimezone(SEOUL), manual=moment.manual)


@router.post("/clock")
async def set_clock(gate: Gated, principal: Asking, key: Key, body: SetClock, response: Response) -> Written:
    """수동 업무 시계를 맞춘다; 앞으로만 간다 (CAL-14)."""
    done = await gate.send(principal, body, key=key)
    await gate.require_position(clock.VIEW.name, CONTEXT, done.position)
    return answer_written(response, done, CONTEXT)


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
