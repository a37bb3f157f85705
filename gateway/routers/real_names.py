"""/v1/real-names, /v1/real-name-requests and what of them everybody reads under /v1/open (PRJ-83 to PRJ-85)."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy import ColumnElement

from contracts.errors import Rejected
from contracts.projects.real_names import (
    CloseRealNamePerson,
    Criterion,
    DecideDisclosure,
    DesignateRealName,
    NoteRealNameStatus,
    PublishDecision,
    PublishRealName,
)
from contracts.values import Code, Role, Uuid
from gateway.access import TRIED, Asking, Commanded, Gated, IfMatch, Key, Links, Written, answer_written
from gateway.answers.disclosures import (
    DisclosureRequest,
    NewRequest,
    PublicRequest,
    may_know,
    request,
    show_public,
    show_requests,
)
from gateway.answers.entries import (
    CONTEXT,
    NOT_THERE,
    EntriesWanted,
    choose_by,
    find_entry,
    tell_version,
)
from gateway.answers.past import Look, PastParameters, looking
from gateway.answers.real_names import NewRealNamePerson, PublicRealName, RealName, add_person, show_own, show_records
from gateway.answers.registers import Listing, One
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.queries import disclosure, project, real_name, rows
from gateway.queries.rows import Page
from gateway.views.disclosure import PREFIX as REQUEST
from gateway.views.disclosure import Row as RequestRow
from gateway.views.real_name import PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["정책실명제"])
RECORDS: Final = real_name.VIEW
REQUESTS: Final = disclosure.VIEW
NOT_PUBLISHED: Final = "공개한 것 가운데 그런 것이 없습니다. 주소를 확인하세요."


class RealNamesWanted(EntriesWanted):
    """Which records."""

    project: Annotated[Uuid | None, Field(description="이 사업의 정책실명")] = None
    department: Annotated[Code | None, Field(description="담당부서")] = None
    criterion: Annotated[Criterion | None, Field(description="선정 기준")] = None
    is_published: Annotated[bool | None, Field(description="공개했는지")] = None


class PublicWanted(EntriesWanted):
    """Which of the published records."""

    project: Annotated[Uuid | None, Field(description="이 사업의 것")] = None


class RequestsWanted(EntriesWanted):
    """Which requests."""

    project: Annotated[Uuid | None, Field(description="이 사업에 관한 신청")] = None
    state: Annotated[str | None, Field(pattern="^(REQUESTED|ACCEPTED|REFUSED)$", description="결정")] = None
    is_published: Annotated[bool | None, Field(description="결정을 공개했는지")] = None


@router.get("/real-names", summary="정책실명 목록")
async def list_real_names(
    gate: Gated, principal: Asking, wanted: Annotated[RealNamesWanted, Query()]
) -> Listing[RealName]:
    """정책실명을 관리번호 차례로 답한다; 공개하지 않은 것의 이름은 총괄부서에만 보인다 (PRJ-83)."""
    async with looking(gate, wanted, real_name.VIEW, project.VIEW) as look:
        page = await _list_records(look, wanted, choose_by(wanted, real_name.choose))
        told = await show_records(gate, look.snapshot, page.rows, principal)
        meta = await look.tell()
    pairs = zip(page.rows, told, strict=True)
    shown = [show_own(row, each, principal, past=look.is_past) for row, each in pairs]
    return Listing[RealName](data=shown, links=Links(next=page.next_cursor), total=page.total, meta=meta)


@router.get("/real-names/{real_name}", summary="정책실명 하나")
async def read_real_name(
    gate: Gated, principal: Asking, real_name: UUID, asked: Annotated[PastParameters, Query()], response: Response
) -> One[RealName]:
    """선정 기준마다의 설명과 관련자, 추진상황 이력을 답한다 (PRJ-83, PRJ-84)."""
    row, cut, meta = await find_entry(gate, RECORDS, f"{PREFIX}{real_name}", str(real_name), asked)
    async with gate.reading() as snapshot:
        (told,) = await show_records(gate, snapshot, [row], principal)
    answer = One[RealName](data=show_own(row, told, principal, past=bool(cut)), meta=meta)
    tell_version(response, answer)
    return answer


@router.get("/open/real-names", summary="공개한 정책실명")
async def list_public_real_names(gate: Gated, wanted: Annotated[PublicWanted, Query()]) -> Listing[PublicRealName]:
    """누구나 읽는다: 공개한 사업의 관련자(이름·직위·기간·역할)와 추진상황 이력을 답한다 (PRJ-83)."""
    async with looking(gate, wanted, real_name.VIEW, project.VIEW) as look:
        chosen = choose_by(wanted, real_name.choose) + real_name.choose(is_published=True)
        page = await _list_records(look, wanted, chosen)
        told = await show_records(gate, look.snapshot, page.rows, None)
        meta = await look.tell()
    shown = [PublicRealName(**each) for each in told]
    return Listing[PublicRealName](data=shown, links=Links(next=page.next_cursor), total=page.total, meta=meta)


@router.get("/open/real-names/{real_name}", summary="공개한 정책실명 하나")
async def read_public_real_name(
    gate: Gated, real_name: UUID, asked: Annotated[PastParameters, Query()]
) -> One[PublicRealName]:
    """누구나 읽는다: 공개한 정책실명 하나를 답한다 (PRJ-83)."""
    row, _cut, meta = await find_entry(gate, RECORDS, f"{PREFIX}{real_name}", str(real_name), asked)
    if not row.is_published:
        raise Rejected("NOT_FOUND", NOT_PUBLISHED)
    async with gate.reading() as snapshot:
        (told,) = await show_records(gate, snapshot, [row], None)
    return One[PublicRealName](data=PublicRealName(**told), meta=meta)


add_making(
    router,
    "/real-names",
    DesignateRealName,
    "designate_real_name",
    ("정책실명 선정", "기준에 맞는 사업을 중점관리대상으로 정한다; 기준마다 왜 맞는지 남긴다 (PRJ-83, PRJ-84)."),
)


@router.post("/real-names/{subject}/people", summary="관련자 등록")
async def add_real_name_person(
    gate: Gated,
    principal: Asking,
    key: Key,
    subject: UUID,
    if_match: IfMatch,
    body: NewRealNamePerson,
    asked: Commanded,
    response: Response,
) -> Written:
    """관련자를 직위·역할과 함께 더한다; 이름은 그 사람의 암호 키로 봉인해 보낸다 (PRJ-83, PLT-07)."""
    late = asked.read_late()
    done = await add_person(gate, principal, subject, body, key, if_match=if_match, dry_run=asked.dry_run, late=late)
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run)


add_act(
    router,
    "/real-names/{subject}/close-person",
    CloseRealNamePerson,
    "close_real_name_person",
    ("관련자 마침", "맡은 마지막 날을 적는다; 관련자는 기록에 남는다 (PRJ-83)."),
)
add_act(
    router,
    "/real-names/{subject}/status",
    NoteRealNameStatus,
    "note_real_name_status",
    ("추진상황 기록", "어느 날의 추진상황을 더한다; 앞의 것은 그대로 남는다 (PRJ-83)."),
)
add_act(
    router,
    "/real-names/{subject}/publish",
    PublishRealName,
    "publish_real_name",
    ("정책실명 공개", "누구나 보게 공개한다; 뒤에 더한 것도 바로 보인다 (PRJ-83)."),
)


@router.get("/real-name-requests", summary="국민신청실명제 신청 목록")
async def list_requests(
    gate: Gated, principal: Asking, wanted: Annotated[RequestsWanted, Query()]
) -> Listing[DisclosureRequest]:
    """신청과 그 결정을 답한다; 시민은 자기 신청과 공개한 결정만 본다 (PRJ-85)."""
    chosen = choose_by(wanted, disclosure.choose)
    if principal.role is Role.CITIZEN:
        chosen += disclosure.choose(seen_by=principal.user)
    async with looking(gate, wanted, disclosure.VIEW) as look:
        page = await _list_requests(look, wanted, chosen)
        meta = await look.tell()
    shown = await show_requests(gate, page.rows, principal, past=look.is_past)
    return Listing[DisclosureRequest](data=shown, links=Links(next=page.next_cursor), total=page.total, meta=meta)


@router.get("/real-name-requests/{request}", summary="국민신청실명제 신청 하나")
async def read_request(
    gate: Gated, principal: Asking, request: UUID, asked: Annotated[PastParameters, Query()], response: Response
) -> One[DisclosureRequest]:
    """신청 하나를 답한다; 신청한 글과 이름은 신청한 사람과 총괄부서에만 보인다 (PRJ-85)."""
    row, cut, meta = await find_entry(gate, REQUESTS, f"{REQUEST}{request}", str(request), asked)
    if not may_know(row, principal):
        raise Rejected("NOT_FOUND", NOT_THERE)
    (shown,) = await show_requests(gate, [row], principal, past=bool(cut))
    answer = One[DisclosureRequest](data=shown, meta=meta)
    tell_version(response, answer)
    return answer


@router.post("/real-name-requests", status_code=201, responses=TRIED, summary="국민신청실명제 신청")
async def request_disclosure(
    gate: Gated, principal: Asking, key: Key, body: NewRequest, asked: Commanded, response: Response
) -> Written:
    """시민이 어느 사업의 관련자를 공개해 달라고 신청한다; 글과 이름은 봉인해 보낸다 (PRJ-85, PLT-07)."""
    done = await request(gate, principal, body, key, dry_run=asked.dry_run, late=asked.read_late())
    location = f"/v1/real-name-requests/{done.result.id}"
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run, location=location)


add_act(
    router,
    "/real-name-requests/{subject}/decide",
    DecideDisclosure,
    "decide_disclosure",
    ("신청 결정", "심의위원회의 결정과 사유를 적는다; 사유는 신청한 시민이 읽는다 (PRJ-85)."),
)
add_act(
    router,
    "/real-name-requests/{subject}/publish",
    PublishDecision,
    "publish_decision",
    ("신청 결정 공개", "결정을 신청한 시민과 누구나 보게 공개한다 (PRJ-85)."),
)


@router.get("/open/real-name-requests", summary="공개한 국민신청실명제 결정")
async def list_public_requests(gate: Gated, wanted: Annotated[PublicWanted, Query()]) -> Listing[PublicRequest]:
    """누구나 읽는다: 공개한 결정을 새것부터 답한다; 누가 무슨 글로 신청했는지는 답하지 않는다 (PRJ-85)."""
    async with looking(gate, wanted, disclosure.VIEW) as look:
        chosen = choose_by(wanted, disclosure.choose) + disclosure.choose(is_published=True)
        page = await _list_requests(look, wanted, chosen)
        meta = await look.tell()
    shown = [show_public(row) for row in page.rows]
    return Listing[PublicRequest](data=shown, links=Links(next=page.next_cursor), total=page.total, meta=meta)


async def _list_records(look: Look, wanted: EntriesWanted, chosen: Sequence[ColumnElement[bool]]) -> Page[Row]:
    return await rows.list_page(look.snapshot, RECORDS, chosen, real_name.ORDER, wanted.place(), total=wanted.total)


async def _list_requests(look: Look, wanted: EntriesWanted, chosen: Sequence[ColumnElement[bool]]) -> Page[RequestRow]:
    place = wanted.place(is_falling=True)
    return await rows.list_page(look.snapshot, REQUESTS, chosen, disclosure.ORDER, place, total=wanted.total)
