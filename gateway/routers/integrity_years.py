"""/v1/integrity-years and /v1/violations: the city's integrity by year, and breaches (EVL-80 to 86)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement

from contracts.engagement.survey_results import suppress
from contracts.evaluations.integrity import (
    AnnounceIntegrityGrade,
    ComponentKind,
    GiveHandbook,
    HoldBroadcast,
    HoldBroadcasts,
    IntegrityMethod,
    NoteNewOfficial,
    RecordEarlyWarning,
    RecordIntegrityComponent,
    SetIntegrityMethod,
    compute_index,
)
from contracts.evaluations.violations import ConfirmViolation, DismissViolation, OpenViolation
from contracts.messages import Command
from contracts.values import Code
from gateway.access import Asking, Gated, Meta
from gateway.answers.entries import EntriesWanted, Entry, Register, offer, tell_row
from gateway.answers.opening import Opened, Source
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import labelled
from gateway.auth import Principal
from gateway.commands import Told, Year, add_act, add_making
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.evaluations import (
    COMPONENT_LABELS,
    VIOLATION_KIND_LABELS,
    VIOLATION_MEASURE_LABELS,
    VIOLATION_STATE_LABELS,
)
from gateway.queries import department, integrity_year, rows, violation
from gateway.reading import add_entry, add_list
from gateway.views.integrity_year import PREFIX, Row
from gateway.views.violation import PREFIX as VIOLATION
from gateway.views.violation import Row as ViolationRow

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["청렴"])
PATH: Final = "/v1/integrity-years/{year}"
CASE_PATH: Final = "/v1/violations/{subject}"
UNOFFICIAL: Final = "내부 조기경보 값이며 공식 청렴도가 아니다."
FORMULA: Final = "체감도 {perceived} × (외부 × {external} + 내부 × {internal}) + 노력도 × {effort} - 감점"
"""With the year's weights; what is taken off has the year's limit."""
SMALLEST: Final = 10
"""No count of fewer is told where staff are counted (domain.md 4.5)."""


class IntegrityGrade(BaseModel):
    """What the commission has announced."""

    grade: int
    announced_on: date
    told_by: str
    source: Source


class Warned(BaseModel):
    """A month's own measurement."""

    month: int
    score: Decimal
    responses: int
    evidence: list[Source]
    source: Source


class BroadcastWeek(BaseModel):
    """A week of the year, with its broadcast or without."""

    week: int
    is_missing: bool = Field(description="지난 주인데 방송이 없다")
    held_on: date | None = None
    department: str | None = None
    speaker: str | None = None
    topic: str | None = None


class NewOfficial(BaseModel):
    """Somebody who is new, by the registry's id."""

    person: str
    department: str
    appointed_on: date
    given_on: date | None


class IntegrityOfYear(Entry):
    """The integrity of one year."""

    year: int
    index: Opened = Field(description="청렴지수; 구성 값이 모두 있어야 셈한다")
    is_break: bool = Field(description="산정 방법이 바뀌어 앞 해와 견줄 수 없다")
    grade: IntegrityGrade | None = Field(description="권익위가 알린 등급; 셈하지 않는다")
    warnings: list[Warned]
    warnings_note: str = UNOFFICIAL
    broadcasts_held: int
    officials: int = Field(description="신규 직원 수")
    handbooks: int = Field(description="그 가운데 핸드북을 받은 수")
    version: int


class BroadcastWeeks(BaseModel):
    """Every week of a year."""

    data: list[BroadcastWeek]
    meta: Meta


class NewOfficials(BaseModel):
    """Who is new, and who has the handbook."""

    data: list[NewOfficial]
    meta: Meta


class ViolationCase(Entry):
    """A breach that was looked into."""

    id: str = Field(validation_alias="violation")
    department: str
    kind: Annotated[Labelled, labelled(VIOLATION_KIND_LABELS)]
    found_on: date
    facts: str
    state: Annotated[Labelled, labelled(VIOLATION_STATE_LABELS)]
    measure: Annotated[Labelled | None, labelled(VIOLATION_MEASURE_LABELS)]
    is_severe: bool
    reason: str | None
    ended_on: date | None
    version: int


class MapCell(BaseModel):
    """A department and how many breaches were confirmed there."""

    department: str
    name: str
    violations: int | None = Field(description="열 건 미만이거나 그것을 드러낼 수 있으면 null")


class VulnerabilityMap(BaseModel):
    """Departments by confirmed breaches; small counts are not told."""

    data: list[MapCell]
    smallest: int = SMALLEST
    meta: Meta


class ViolationsWanted(EntriesWanted):
    """Which cases."""

    state: Annotated[str | None, Field(pattern=r"^(OPEN|CONFIRMED|DISMISSED)$", description="상태")] = None
    department: Annotated[Code | None, Field(description="부서")] = None


def show_year(row: Row, principal: Principal, past: bool) -> IntegrityOfYear:
    """Return a year as the API tells it."""
    acts = [slug for slug, _, _ in ACTS]
    return IntegrityOfYear(
        allowed=offer(PATH, acts, principal, is_own=True, is_past=past),
        year=row.year,
        index=open_index(row),
        is_break=bool(row.method and row.method["is_break"]),
        grade=IntegrityGrade.model_validate({**row.grade, "source": _source(row.grade)}) if row.grade else None,
        warnings=[_warn(month, row.warnings[month]) for month in sorted(row.warnings, key=int)],
        broadcasts_held=len(row.broadcasts),
        officials=len(row.officials),
        handbooks=sum(each["given_on"] is not None for each in row.officials.values()),
        version=row.version,
    )


def open_index(row: Row) -> Opened:
    """Return the index of a year, opened to its parts and their events (EVL-80)."""
    parts = {ComponentKind(kind): Decimal(each["score"]) for kind, each in row.components.items()}
    method = IntegrityMethod.model_validate(_strip(row.method)) if row.method else None
    value = compute_index(method, parts) if method else None
    return Opened(
        code="index",
        name="청렴지수",
        value=None if value is None else str(value),
        formula=FORMULA.format(**method.model_dump()) if method else None,
        unit="점",
        inputs=[_open_part(kind, row.components[kind]) for kind in ComponentKind if kind in row.components],
        sources=[_source(row.method)] if row.method else [],
    )


def show_case(row: ViolationRow, principal: Principal, past: bool) -> ViolationCase:
    """Return a case as the API tells it."""
    acts = ("confirm", "dismiss") if row.state == "OPEN" else ()
    return tell_row(ViolationCase, row, allowed=offer(CASE_PATH, acts, principal, is_own=True, is_past=past))


def tell_weeks(year: int, held: Mapping[str, Mapping[str, Any]], today: date) -> list[BroadcastWeek]:
    """Return every ISO week of a year: with its broadcast, or missing once it is over (EVL-83)."""
    last = date(year, 12, 28).isocalendar().week  # the last ISO week of a year holds that day
    return [
        BroadcastWeek.model_validate({"week": n, "is_missing": False, **_strip(held[str(n)])})
        if str(n) in held
        else BroadcastWeek(week=n, is_missing=date.fromisocalendar(year, n, 7) < today)
        for n in range(1, last + 1)
    ]


def tell_officials(row: Row) -> list[NewOfficial]:
    """Return who was new in a year, and since when they have the handbook (EVL-84)."""
    told = sorted(row.officials.items())
    return [NewOfficial.model_validate({"person": person, **_strip(each)}) for person, each in told]


def choose_years() -> list[ColumnElement[bool]]:
    """Return the conditions of a list of years: none."""
    return []


YEARS: Final = Register(integrity_year.VIEW, PREFIX, integrity_year.ORDER, IntegrityOfYear, show_year, is_falling=True)
VIOLATIONS: Final = Register(violation.VIEW, VIOLATION, violation.ORDER, ViolationCase, show_case, is_falling=True)


def _open_part(kind: str, part: Mapping[str, Any]) -> Opened:
    name = f"{COMPONENT_LABELS[kind]} ({part['told_by']})"
    return Opened(code=kind.lower(), name=name, value=part["score"], unit="점", sources=[_source(part)])


def _source(told: Mapping[str, Any]) -> Source:
    return Source(context=integrity_year.VIEW.context, position=told["source"])


def _warn(month: str, told: Mapping[str, Any]) -> Warned:
    return Warned(
        month=int(month),
        score=Decimal(told["score"]),
        responses=told["responses"],
        evidence=[Source(context=each["context"], position=each["position"]) for each in told["evidence"]],
        source=_source(told),
    )


@router.get("/integrity-years/{year}/broadcasts", summary="청렴방송 주별 현황")
async def list_broadcasts(
    gate: Gated, _: Asking, year: Annotated[Year, Path()], asked: Annotated[PastParameters, Query()]
) -> BroadcastWeeks:
    """그해 모든 주를 답하고, 지났는데 방송이 없는 주를 알린다 (EVL-83)."""
    async with looking(gate, asked, integrity_year.VIEW) as look:
        row = await rows.find_row(look.snapshot, integrity_year.VIEW, year)
        weeks = tell_weeks(year, row.broadcasts if row else {}, look.today)
        return BroadcastWeeks(data=weeks, meta=await look.tell())


@router.get("/integrity-years/{year}/officials", summary="신규 직원과 청렴 핸드북")
async def list_officials(
    gate: Gated, _: Asking, year: Annotated[Year, Path()], asked: Annotated[PastParameters, Query()]
) -> NewOfficials:
    """신규 직원과 핸드북을 받은 날을 답한다; 사람은 조직의 번호로만 적는다 (EVL-84)."""
    async with looking(gate, asked, integrity_year.VIEW) as look:
        row = await rows.find_row(look.snapshot, integrity_year.VIEW, year)
        return NewOfficials(data=tell_officials(row) if row else [], meta=await look.tell())


@router.get("/vulnerability-map", summary="부서 청렴 취약 지도")
async def read_map(gate: Gated, _: Asking, asked: Annotated[PastParameters, Query()]) -> VulnerabilityMap:
    """부서마다 확정된 위반 수를, 적은 수는 가리고 답한다 (EVL-86)."""
    async with looking(gate, asked, violation.VIEW) as look:
        counts = await violation.count_by_department(look.snapshot)
        meta = await look.tell()
    async with gate.reading() as snapshot:
        names = {each.code: each.name for each in await department.list_departments(snapshot, look.today)}
    codes = sorted(names)
    (hidden,) = suppress([[counts.get(code, 0) for code in codes]], SMALLEST) if codes else ([],)
    data = [
        MapCell(department=code, name=names[code], violations=None if is_hidden else counts.get(code, 0))
        for code, is_hidden in zip(codes, hidden, strict=True)
    ]
    return VulnerabilityMap(data=data, meta=meta)


def _strip(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "source"}


add_list(
    router,
    "/integrity-years",
    YEARS,
    EntriesWanted,
    choose_years,
    ("청렴도 해마다", "해마다의 지수와 등급을 새것부터 답한다; 산정 방법이 바뀐 해를 알린다 (EVL-81)."),
)
add_entry(router, "/integrity-years/{year}", YEARS, ("청렴도 한 해", "지수를 구성 값과 이벤트까지 펼친다 (EVL-80)."))
ACTS: Final[tuple[tuple[str, type[Command], Told], ...]] = (
    ("method", SetIntegrityMethod, ("산정 방법", "그해의 가중치를 적는다 (EVL-80).")),
    ("component", RecordIntegrityComponent, ("구성 값", "외부·내부 체감도, 노력도, 감점을 적는다 (EVL-80).")),
    ("grade", AnnounceIntegrityGrade, ("등급 발표", "권익위가 알린 등급을 적는다 (EVL-81).")),
    ("early-warning", RecordEarlyWarning, ("조기경보 값", "월별 내부 측정값을 적는다; 공식 값이 아니다 (EVL-82).")),
    ("broadcast", HoldBroadcast, ("청렴방송", "주 1회 방송을 적는다; 같은 사람이 이어 하지 않는다 (EVL-83).")),
    (
        "broadcasts",
        HoldBroadcasts,
        ("청렴방송 여러 주", "여러 주의 방송을 함께 적는다; 하나라도 안 되면 하나도 적지 않는다 (EVL-83)."),
    ),
    ("new-official", NoteNewOfficial, ("신규 직원", "핸드북을 줄 신규 직원을 적는다 (EVL-84).")),
    ("handbook", GiveHandbook, ("핸드북 배부", "핸드북을 준 날을 적는다 (EVL-84).")),
)
for _slug, _command, _told in ACTS:
    add_act(router, f"/integrity-years/{{year}}/{_slug}", _command, f"integrity_{_slug.replace('-', '_')}", _told)
add_list(
    router,
    "/violations",
    VIOLATIONS,
    ViolationsWanted,
    violation.choose,
    ("청렴 위반 목록", "위반 사건을 새것부터 답한다; 시장과 감사만 읽는다 (EVL-85)."),
)
add_entry(router, "/violations/{violation}", VIOLATIONS, ("청렴 위반 하나", "위반 사건 하나를 답한다 (EVL-85)."))
add_making(
    router, "/violations", OpenViolation, "open_violation", ("위반 조사 시작", "이름 없이 사실을 적는다 (EVL-85).")
)
add_act(
    router,
    "/violations/{subject}/confirm",
    ConfirmViolation,
    "confirm_violation",
    ("위반 확정과 조치", "조치를 적어야 끝난다; 그 부서의 감점이 된다 (EVL-85)."),
)
add_act(
    router,
    "/violations/{subject}/dismiss",
    DismissViolation,
    "dismiss_violation",
    ("위반 없음", "조사했으나 위반이 아니었다 (EVL-85)."),
)
