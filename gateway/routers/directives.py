"""/v1/directives: the board, one directive, issuing and sharing."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from contracts.directives import IssueDirective, ShareDirective, SubmitPriorityReport, UpdateProgress
from contracts.errors import Rejected
from contracts.values import Code, Storable
from gateway.access import Asked, Asking, Gated, IfMatch, Key, Meta, Parameters, Written, answer_written
from gateway.auth import Principal
from gateway.guard import GuardedRoute
from gateway.labels import KIND_LABELS, ROLE_LABELS, STATE_LABELS, Labelled, label
from gateway.queries import directive_board, history
from gateway.queries.directive_board import Filter, Item
from gateway.rights import list_allowed
from gateway.views.directive_board import PREFIX
from gateway.views.history import Row
from infra.clock import SEOUL

CONTEXT: Final = "directives"
ACTS: Final[Mapping[str, Sequence[str]]] = {
    "ISSUED": ["share"],
    "SHARED": ["report"],
    "REPORTED": ["progress"],
    "IN_PROGRESS": ["progress"],
}
"""By state: each act that it allows; who may do it stands in the rights file."""

_SAME: Final = (
    "number",
    "text",
    "meeting",
    "issued_on",
    "share_due",
    "share_policy",
    "shared_on",
    "share_late_days",
    "report_due",
    "report_policy",
    "reported_on",
    "report_late_days",
    "percent",
    "version",
)
"""Fields that the API shows as the view has them."""

router = APIRouter(prefix="/v1/directives", route_class=GuardedRoute, tags=["지시사항"])


class Department(BaseModel):
    """A department's code and name."""

    code: str
    name: str


class Directive(BaseModel):
    """One directive and what the asker may do with it now; days are Seoul days."""

    id: str
    number: str
    text: str
    kind: Labelled
    meeting: str | None
    state: Labelled
    issued_on: date
    share_due: date
    share_policy: str
    shared_on: date | None
    share_late_days: int | None
    """Business days; the coordinating office's lateness."""
    lead: Department | None
    supporting: list[Department]
    report_due: date | None
    report_policy: str | None
    reported_on: date | None
    report_late_days: int | None
    """Business days; the lead department's lateness."""
    percent: int | None
    """How far the lead department has come, in whole percent."""
    version: int
    allowed: list[str]


class Entry(BaseModel):
    """One event of a directive; times in Seoul."""

    position: int
    version: int
    type: str
    actor: str
    role: Labelled
    department: str | None
    effective_at: datetime
    recorded_at: datetime
    data: dict[str, object]


class Links(BaseModel):
    """Where to go on."""

    next: str | None


class Board(BaseModel):
    """One page of directives."""

    data: list[Directive]
    links: Links
    total: int | None
    """How many directives match; null unless `total=true`."""
    counts: dict[str, int] | None
    """How many there are by state and lateness, whatever the filters; null unless `total=true`."""
    meta: Meta


class OneDirective(BaseModel):
    """One directive with its history."""

    data: Directive
    history: list[Entry]
    meta: Meta


class BoardWanted(Parameters):
    """Filters and order of the board."""

    state: Literal["ISSUED", "SHARED", "REPORTED", "IN_PROGRESS"] | None = None
    lead: Code | None = None
    q: Annotated[str, Field(min_length=1, max_length=100), Storable] | None = None
    overdue: Literal["share", "report"] | None = None
    sort: Literal["number", "-number", "share_due", "-share_due", "report_due", "-report_due"] = "-number"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None
    total: bool = False
    """Count as well; counting takes longer than reading a page."""


@router.get("")
async def list_directives(gate: Gated, principal: Asking, wanted: Annotated[BoardWanted, Query()]) -> Board:
    """지시사항 목록 (DIR-12, DIR-21)."""
    await gate.require_position(directive_board.VIEW.name, CONTEXT, wanted.after)
    today = (await gate.now()).at.astimezone(SEOUL).date()
    async with gate.reading() as snapshot:
        chosen = Filter(today=today, **wanted.model_dump(exclude={"after", "total"}))
        page = await directive_board.list_directives(snapshot, chosen)
        totals = await directive_board.count_directives(snapshot, chosen) if wanted.total else None
    return Board(
        data=[_show(item, principal) for item in page.items],
        links=Links(next=page.next_cursor),
        total=totals.matching if totals else None,
        counts=totals.counts if totals else None,
        meta=Meta(position={CONTEXT: page.position}),
    )


@router.get("/{directive}")
async def read_directive(
    gate: Gated, principal: Asking, directive: UUID, asked: Asked, response: Response
) -> OneDirective:
    """지시사항 하나와 그 이력 (DIR-14)."""
    await gate.require_position(directive_board.VIEW.name, CONTEXT, asked.after)
    await gate.require_position(history.VIEWS[CONTEXT].name, CONTEXT, asked.after)
    async with gate.reading() as snapshot:
        item = await directive_board.find_directive(snapshot, str(directive))
        entries = await history.list_stream(snapshot, CONTEXT, f"{PREFIX}{directive}")
        position = await directive_board.find_reflected(snapshot)
    if item is None:
        raise Rejected("NOT_FOUND", "그런 지시사항이 없거나 볼 권한이 없습니다.")
    response.headers["ETag"] = f'"{item.version}"'
    return OneDirective(
        data=_show(item, principal),
        history=[_show_entry(row) for row in entries],
        meta=Meta(position={CONTEXT: position}),
    )


@router.post("", status_code=201)
async def issue_directive(
    gate: Gated, principal: Asking, key: Key, body: IssueDirective, response: Response
) -> Written:
    """지시사항을 등록한다 (DIR-01)."""
    done = await gate.send(principal, body, key=key)
    response.headers["Location"] = f"/v1/directives/{done.result.id}"
    return answer_written(response, done, CONTEXT)


@router.post("/{directive}/share")
async def share_directive(
    gate: Gated,
    principal: Asking,
    key: Key,
    directive: UUID,
    if_match: IfMatch,
    body: ShareDirective,
    response: Response,
) -> Written:
    """지시사항을 주관부서와 협조부서에 공유한다 (DIR-04, DIR-05)."""
    done = await gate.send(principal, body, key=key, subject=directive, if_match=if_match)
    return answer_written(response, done, CONTEXT)


@router.post("/{directive}/report")
async def submit_priority_report(
    gate: Gated,
    principal: Asking,
    key: Key,
    directive: UUID,
    if_match: IfMatch,
    body: SubmitPriorityReport,
    response: Response,
) -> Written:
    """주관부서가 우선보고를 올린다 (DIR-06)."""
    done = await gate.send(principal, body, key=key, subject=directive, if_match=if_match)
    return answer_written(response, done, CONTEXT)


@router.post("/{directive}/progress")
async def update_progress(
    gate: Gated,
    principal: Asking,
    key: Key,
    directive: UUID,
    if_match: IfMatch,
    body: UpdateProgress,
    response: Response,
) -> Written:
    """주관부서가 진행 상황을 올린다."""
    done = await gate.send(principal, body, key=key, subject=directive, if_match=if_match)
    return answer_written(response, done, CONTEXT)


def _show(item: Item, principal: Principal) -> Directive:
    shared = {name: getattr(item, name) for name in _SAME}
    return Directive(
        id=item.directive,
        kind=label(item.kind, KIND_LABELS),
        state=label(item.state, STATE_LABELS),
        lead=Department(code=item.lead, name=item.lead_name or item.lead) if item.lead else None,
        supporting=[
            Department(code=code, name=name) for code, name in zip(item.supporting, item.supporting_names, strict=True)
        ],
        allowed=list_allowed(
            "/v1/directives/{directive}", ACTS[item.state], principal.role, is_own=principal.department == item.lead
        ),
        **shared,
    )


def _show_entry(row: Row) -> Entry:
    return Entry(
        position=row.position,
        version=row.version,
        type=row.type,
        actor=row.actor,
        role=label(row.role, ROLE_LABELS),
        department=row.department,
        effective_at=row.effective_at.astimezone(SEOUL),
        recorded_at=row.recorded_at.astimezone(SEOUL),
        data=json.loads(row.data),
    )
