"""/v1/attraction-targets, /v1/attraction-counts, /v1/trends: institutions that the city wants to win (PRJ-70 to 72)."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from contracts.projects.attraction import (
    AddTarget,
    ConfirmTargetKind,
    NoteTrend,
    SetTargetCount,
    SetTargetStatus,
    TargetKind,
    TargetStatus,
)
from gateway.access import Asking, Gated, Meta
from gateway.answers.entries import (
    EntriesWanted,
    Entry,
    Register,
    Told,
    Words,
    may_edit,
    offer,
    tell_row,
)
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import Shown, labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making, add_naming
from gateway.guard import GuardedRoute
from gateway.labels import Labelled, label
from gateway.labels.projects import TARGET_KIND_LABELS, TARGET_STATUS_LABELS
from gateway.queries import attraction, attraction_count, trend
from gateway.reading import add_entry, add_list
from gateway.views.attraction import PREFIX
from gateway.views.attraction import Row as TargetRow
from gateway.views.attraction_count import Row as CountRow
from gateway.views.trend import Row as TrendRow

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["기관 유치"])
PATH: Final = "/v1/attraction-targets/{subject}"


class StatusOf(BaseModel):
    """How things stood with an institution, since when."""

    status: Annotated[Labelled, labelled(TARGET_STATUS_LABELS)]
    since: Told | None
    note: str | None


class Target(Entry):
    """An institution that the city wants to win, or has won."""

    id: str = Field(validation_alias="attraction")
    name: str
    kind: Annotated[Labelled, labelled(TARGET_KIND_LABELS)]
    kind_source: str | None
    """Who told the kind, where the source did not."""
    status: Annotated[Labelled, labelled(TARGET_STATUS_LABELS)]
    since: Told | None
    department: str | None
    history: list[StatusOf]
    """Oldest first."""
    version: int


class CountChange(BaseModel):
    """A number of institutions that took the place of another."""

    before: int | None
    """None of a first number that nothing came before."""
    count: int
    increase: int | None
    since: Told
    source: str


class Count(Shown):
    """How many institutions a body wants to win, and how that has changed."""

    body: str
    institutions: int
    since: Told
    source: str
    changes: list[CountChange]
    """Oldest first."""


class Trend(Shown):
    """A dated note of what is heard of institutions that move."""

    id: str = Field(validation_alias="trend")
    noted_on: Told
    text: str
    source: str


class StatusCount(BaseModel):
    """How many institutions there are in a status."""

    status: Labelled
    targets: int


class StatusCounts(BaseModel):
    """Institutions by status."""

    data: list[StatusCount]
    meta: Meta


class TargetsWanted(EntriesWanted):
    """Which institutions."""

    q: Words = None
    kind: Annotated[TargetKind | None, Field(description="신설 또는 이전")] = None
    status: Annotated[TargetStatus | None, Field(description="유치 상태")] = None


class TrendsWanted(EntriesWanted):
    """Which notes."""

    q: Words = None


def show_target(row: TargetRow, principal: Principal, past: bool) -> Target:
    """Return an institution as the asker sees it: who entered it and the coordinating office may change it."""
    acts = ("status", "kind") if row.kind == TargetKind.UNKNOWN else ("status",)
    allowed = offer(PATH, acts, principal, is_own=may_edit(principal, row.department) and not past)
    return tell_row(Target, row, allowed=allowed)


def show_count(row: CountRow, _: Principal, _past: bool) -> Count:
    """Return a body's number with what each change added: 34 -> 44 is 10 more (PRJ-71)."""
    changes = [
        {**each, "increase": None if each["before"] is None else each["count"] - each["before"]} for each in row.changes
    ]
    return tell_row(Count, row, changes=changes)


def show_trend(row: TrendRow, _: Principal, _past: bool) -> Trend:
    """Return a note as the API tells it."""
    return tell_row(Trend, row)


TARGETS: Final = Register(attraction.VIEW, PREFIX, attraction.ORDER, Target, show_target)
COUNTS: Final = Register(attraction_count.VIEW, "attraction_count", attraction_count.ORDER, Count, show_count)
TRENDS: Final = Register(trend.VIEW, "attraction_count", trend.ORDER, Trend, show_trend, is_falling=True)


@router.get("/attraction-targets/counts", summary="유치대상의 상태별 수")
async def count_targets(gate: Gated, _: Asking, asked: Annotated[PastParameters, Query()]) -> StatusCounts:
    """유치한 기관과 유치대상 기관이 몇인지 답한다 (PRJ-70)."""
    async with looking(gate, asked, attraction.VIEW) as look:
        counts = await attraction.count_by_status(look.snapshot)
        meta = await look.tell()
    told = [StatusCount(status=label(each, TARGET_STATUS_LABELS), targets=counts.get(each, 0)) for each in TargetStatus]
    return StatusCounts(data=told, meta=meta)


add_list(
    router,
    "/attraction-targets",
    TARGETS,
    TargetsWanted,
    attraction.choose,
    ("유치대상 기관 목록", "유치하려는 기관과 유치한 기관을 이름 차례로 답한다 (PRJ-70)."),
)
add_entry(
    router,
    "/attraction-targets/{target}",
    TARGETS,
    ("유치대상 기관 하나", "기관 하나와 그 상태의 이력을 답한다 (PRJ-70)."),
)
add_making(
    router,
    "/attraction-targets",
    AddTarget,
    "add_target",
    ("유치대상 기관 등록", "신설·이전을 가려 등록한다; 출처가 가리지 않으면 불일치로 남긴다 (PRJ-70, INC-24)."),
)
add_act(
    router,
    "/attraction-targets/{subject}/status",
    SetTargetStatus,
    "set_target_status",
    ("유치 상태", "협의 중·유치 확정·무산을 언제부터인지와 함께 적는다 (PRJ-70)."),
)
add_act(
    router,
    "/attraction-targets/{subject}/kind",
    ConfirmTargetKind,
    "confirm_target_kind",
    ("신설·이전 확인", "출처가 가리지 않은 것을 확인해 적는다 (INC-24)."),
)
add_list(
    router,
    "/attraction-counts",
    COUNTS,
    EntriesWanted,
    list,
    ("유치대상 수", "기관마다 유치하려는 수와 그 변동을 답한다 (PRJ-71)."),
)
add_naming(
    router,
    "/attraction-counts",
    SetTargetCount,
    "set_target_count",
    ("유치대상 수 변경", "언제부터 몇 개소인지 출처와 함께 적는다; 앞의 수는 이력에 남는다 (PRJ-71)."),
)
add_list(
    router,
    "/trends",
    TRENDS,
    TrendsWanted,
    trend.choose,
    ("이슈·동향 목록", "이전 기관에 관해 들은 일을 새것부터 답한다 (PRJ-72)."),
)
add_naming(
    router, "/trends", NoteTrend, "note_trend", ("이슈·동향 기록", "언제 무엇을 들었는지 출처와 적는다 (PRJ-72).")
)
