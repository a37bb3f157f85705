"""/v1/directives: the board, one directive now and then, its export, and what may be done with it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated, Final, Literal, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, Field, StringConstraints

from contracts.directives import DirectiveKind, IssueDirective, OriginKind, Quarter, Visibility
from contracts.errors import Rejected
from contracts.values import Code, Day, Storable
from gateway.access import (
    TRIED,
    Asking,
    Commanded,
    Gated,
    Links,
    OptionalKey,
    Written,
    note_command,
    refuse_key,
)
from gateway.answers.directives import (
    Board,
    Directive,
    Fields,
    OneDirective,
    PickedBoard,
    pick,
    pick_one,
    show,
    show_entry,
    show_reply,
)
from gateway.answers.lists import Unlisted, allow, split
from gateway.answers.past import NOT_THEN, PastParameters, find_today, read_cut, tell_cut
from gateway.auth import Principal
from gateway.commands import carry_out
from gateway.gate import Snapshot
from gateway.guard import GuardedRoute
from gateway.labels import STATE_LABELS
from gateway.ordering import Order, find_own, order_by_key, order_by_reference
from gateway.queries import department, directive_board, directive_counts, directive_reply, directive_sealed, history
from gateway.queries.directive_board import LATE, Filter, Item, Page
from gateway.queries.directive_counts import Totals
from gateway.queries.directive_quarters import find_quarter_days
from gateway.queries.history import Cut
from gateway.queries.paging import bind, make_cursor, read_cursor, read_whole
from gateway.queries.past_board import PastBoards, find_boards

CONTEXT: Final = "directives"
BESIDE: Final = (department.VIEW, directive_reply.VIEW)
NDJSON: Final = "application/x-ndjson"
EXPORT_PAGE: Final = 500
"""Directives that an export holds in memory at once."""

router = APIRouter(prefix="/v1/directives", route_class=GuardedRoute, tags=["지시사항"])


def allow_origin(origin: str) -> str:
    """Return an origin of a kind that there is. Raises: Unlisted."""
    if origin.partition(":")[0] not in set(OriginKind):
        raise Unlisted(", ".join(f"{kind}:id" for kind in OriginKind))
    return origin


def split_origin(origin: str | None) -> tuple[str, str] | None:
    """Return kind and id of an origin as an address has it."""
    if origin is None:
        return None
    kind, _, key = origin.partition(":")
    return kind, key.strip()


class Wanted(PastParameters):
    """Filters of the board."""

    state: Annotated[
        str,
        AfterValidator(allow((*STATE_LABELS, LATE))),
        Field(description="쉼표로 이은 상태; LATE는 기한이 지난 것. 하나라도 맞으면 답한다"),
    ] = ""
    lead: Annotated[Code | None, Field(description="주관부서 코드")] = None
    team: Annotated[Code | None, Field(description="담당 팀 코드 (ORG-05)")] = None
    addressee: Annotated[Code | None, Field(description="스스로 회신할 부서의 코드")] = None
    origin: Annotated[
        str | None,
        AfterValidator(allow_origin),
        Field(description="유래, `PLEDGE:P-07`처럼 종류:id (DIR-19)", pattern="^[A-Z_]{1,20}:[^\r\n]{1,200}$"),
    ] = None
    kind: Annotated[DirectiveKind | None, Field(description="지시의 종류")] = None
    visibility: Annotated[Visibility | None, Field(description="공개 범위")] = None
    quarter: Annotated[Quarter | None, Field(description="이 분기에 살아 있던 것만, 2024-Q3 (DIR-09)")] = None
    q: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=100), Storable] | None,
        Field(description="본문이나 번호에 든 말; 띄어쓰기는 따지지 않는다"),
    ] = None
    overdue: Annotated[
        Literal["share", "report", "reply"] | None,
        Field(description="누가 늦었는지로: 공유(총괄부서), 보고(주관부서), 회신(받은 부서)의 기한이 지난 것만"),
    ] = None
    due_from: Annotated[Day | None, Field(alias="due[gte]", description="지금 걸린 기한이 이날이거나 뒤")] = None
    due_until: Annotated[Day | None, Field(alias="due[lte]", description="지금 걸린 기한이 이날이거나 앞")] = None
    external_ref: Annotated[
        str | None,
        Field(
            description="보낸 시스템의 키, `system:id`. 내가 보낸 것만 찾는다",
            pattern="^[a-z0-9-]{1,40}:[^\r\n]{1,200}$",
        ),
    ] = None
    sort: Annotated[
        Literal["number", "-number", "share_due", "-share_due", "report_due", "-report_due", "due", "-due"],
        Field(description="차례; -는 거꾸로. 기한이 없는 것은 맨 뒤"),
    ] = "-number"
    fields: Fields = ""

    def choose(self, principal: Principal, today: date) -> Filter:
        """Return the filter for the query of a principal."""
        return Filter(
            today=today,
            reader=principal,
            states=split(self.state),
            lead=self.lead,
            team=self.team,
            addressee=self.addressee,
            origin=split_origin(self.origin),
            kind=self.kind,
            visibility=self.visibility,
            quarter=None if self.quarter is None else find_quarter_days(self.quarter),
            q=self.q,
            overdue=self.overdue,
            due_from=self.due_from,
            due_until=self.due_until,
            directive=None if self.external_ref is None else find_own(principal, CONTEXT, self.external_ref),
            sort=self.sort,
        )


class BoardWanted(Wanted):
    """Filters, order and page of the board."""

    limit: Annotated[int, Field(ge=1, le=200, description="한 쪽의 건수")] = 50
    cursor: Annotated[str | None, Field(max_length=500, description="앞 쪽의 links.next; 같은 조건과 차례로")] = None
    total: Annotated[bool, Field(description="전체 건수도; 한 쪽을 읽는 것보다 오래 걸린다")] = False


@router.get("", summary="지시사항 목록")
async def list_directives(
    request: Request, gate: Gated, principal: Asking, wanted: Annotated[BoardWanted, Query()]
) -> Board | PickedBoard:
    """조건에 맞는 지시사항을 차례대로 한 쪽씩 답한다; as_of와 known_at을 적으면 그때의 것이다 (DIR-12, DIR-21)."""
    await gate.require(wanted.reach(CONTEXT), directive_board.VIEW, history.VIEWS[CONTEXT], department.VIEW)
    cut = await read_cut(gate, wanted)
    today = find_today(cut, await gate.now())
    chosen = replace(wanted.choose(principal, today), limit=wanted.limit, cursor=wanted.cursor)
    async with gate.reading() as snapshot:
        if cut:
            page, totals = await list_past(find_boards(request.app.state), snapshot, chosen, cut)
            told = totals if wanted.total else None
        else:
            page = await directive_board.list_directives(snapshot, chosen)
            told = await directive_counts.count_directives(snapshot, chosen, page) if wanted.total else None
    board = Board(
        data=[show(item, principal, past=bool(cut)) for item in page.items],
        links=Links(next=page.next_cursor),
        total=told.matching if told else None,
        counts=told.counts if told else None,
        meta=tell_cut(cut, {CONTEXT: page.position}),
    )
    return pick(board, wanted.fields) if wanted.fields else board


async def list_past(boards: PastBoards, snapshot: Snapshot, wanted: Filter, cut: Cut) -> tuple[Page, Totals]:
    """Return a page of the board as it was, and its counts. Raises: Rejected with BAD_SHAPE for a foreign cursor."""
    bound, skip = bind(wanted.bound, cut.as_of, cut.known_at), 0
    if wanted.cursor is not None:
        skip = cast("int", read_cursor(wanted.cursor, bound, read_whole)[0])
    page, totals = await boards.list_past(snapshot, replace(wanted, cursor=None), cut, skip)
    following = None if page.next_cursor is None else make_cursor(bound, int(page.next_cursor))
    return replace(page, next_cursor=following), totals


async def hold() -> AsyncIterator[AsyncExitStack]:
    """Give what holds a read until the answer is sent, or its reader has left."""
    async with AsyncExitStack() as held:
        yield held


@router.get(
    "/export",
    summary="지시사항 전체 내려받기",
    response_class=StreamingResponse,
    responses={200: {"content": {NDJSON: {"schema": {"type": "string"}}}}},
)
async def export_directives(
    request: Request,
    gate: Gated,
    principal: Asking,
    held: Annotated[AsyncExitStack, Depends(hold)],
    wanted: Annotated[Wanted, Query()],
) -> StreamingResponse:
    """조건에 맞는 지시사항을 모두, 한 시점의 것으로, 한 줄에 하나씩(NDJSON) 답한다."""
    await gate.require(wanted.reach(CONTEXT), directive_board.VIEW, history.VIEWS[CONTEXT], department.VIEW)
    cut = await read_cut(gate, wanted)
    today = find_today(cut, await gate.now())
    chosen = replace(wanted.choose(principal, today), limit=EXPORT_PAGE)
    snapshot = await held.enter_async_context(gate.exporting())
    position = await directive_board.find_reflected(snapshot)
    find = partial(list_past, find_boards(request.app.state), cut=cut) if cut else list_now
    tell = partial(show, principal=principal, past=bool(cut))
    lines = stream_lines(held, snapshot, chosen, find, tell, wanted.fields)
    return StreamingResponse(lines, media_type=NDJSON, headers={"Hwanryu-Position": f"{CONTEXT}:{position}"})


async def list_now(snapshot: Snapshot, wanted: Filter) -> tuple[Page, None]:
    """Return a page of the board as it is."""
    return await directive_board.list_directives(snapshot, wanted), None


async def stream_lines(
    held: AsyncExitStack,
    snapshot: Snapshot,
    chosen: Filter,
    find: Callable[[Snapshot, Filter], Awaitable[tuple[Page, Totals | None]]],
    tell: Callable[[Item], Directive],
    fields: str,
) -> AsyncIterator[bytes]:
    """Yield each matching directive as one line of JSON, page by page of one snapshot.

    The snapshot ends before the answer does: who has the last byte may export again at once.
    """
    while True:
        page, _ = await find(snapshot, chosen)
        lines = map(tell, page.items)
        block = "".join(f"{json.dumps(pick_one(line, fields), ensure_ascii=False)}\n" for line in lines).encode()
        if page.next_cursor is None:
            await held.aclose()
            yield block
            return
        yield block
        chosen = replace(chosen, cursor=page.next_cursor)


@router.get("/{directive}", summary="지시사항 하나와 그 이력")
async def read_directive(
    gate: Gated, principal: Asking, directive: UUID, asked: Annotated[PastParameters, Query()], response: Response
) -> OneDirective:
    """지시사항 하나와 그 이력을 답한다; as_of와 known_at을 적으면 그때의 것이다 (DIR-14)."""
    await gate.require(asked.reach(CONTEXT), directive_board.VIEW, history.VIEWS[CONTEXT], *BESIDE)
    cut = await read_cut(gate, asked)
    async with gate.reading() as snapshot:
        item = await find_item(snapshot, principal, str(directive), cut)
        replies = [] if item.is_withheld else await directive_reply.list_replies(snapshot, str(directive))
        entries = await directive_sealed.list_entries(snapshot, item, cut)
        position = await (
            history.find_reflected(snapshot, CONTEXT) if cut else directive_board.find_reflected(snapshot)
        )
    if not cut:
        response.headers["ETag"] = f'"{item.version}"'
    return OneDirective(
        data=show(item, principal, past=bool(cut)),
        replies=[show_reply(row) for row in replies if not cut or row.position <= item.position],
        history=[show_entry(row, item) for row in entries],
        meta=tell_cut(cut, {CONTEXT: position}),
    )


async def find_item(snapshot: Snapshot, principal: Principal, directive: str, cut: Cut) -> Item:
    """Return a directive as it is, or was; who may read its words is who may now. Raises: Rejected with NOT_FOUND."""
    now = await directive_board.find_directive(snapshot, directive, principal)
    if now is None:
        raise Rejected("NOT_FOUND", "그런 지시사항이 없거나 볼 권한이 없습니다.")
    if not cut:
        return now
    then = await directive_board.find_past(snapshot, now, cut)
    if then is None:
        raise Rejected("NOT_FOUND", NOT_THEN)
    return then


@router.post("", status_code=201, responses=TRIED, summary="지시사항 등록")
async def issue_directive(
    request: Request,
    gate: Gated,
    principal: Asking,
    key: OptionalKey,
    body: IssueDirective,
    asked: Commanded,
    response: Response,
) -> Written:
    """지시사항을 등록한다. external_ref가 있으면 Idempotency-Key는 없어도 된다 (DIR-01)."""
    order = order_issue(principal, body, key)
    note_command(request, order.id)
    return await carry_out(gate, principal, order, asked, response, router.prefix)


def order_issue(principal: Principal, body: IssueDirective, key: str | None) -> Order:
    """Return the order of a new directive. Raises: Rejected with IDEMPOTENCY_KEY_REQUIRED."""
    if body.external_ref is not None:
        return order_by_reference(principal, body, CONTEXT, body.external_ref)
    if key is None:
        raise refuse_key()
    return order_by_key(principal, body, key)
