"""/v1/integrity-readers and /v1/integrity-reports: 청렴톡 for the two who read it; to others there is none (ENG-63)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.engagement.reports import (
    CaseDecided,
    CloseReport,
    DecideReport,
    DesignateIntegrityReaders,
    EraseReportContent,
    ExtendReport,
    FlagRetaliation,
    MessageExchanged,
    NoteOnReport,
    ReaderCommand,
    ReportExtended,
    ReportFinding,
    ReportNoted,
    TakeMeasure,
    TakeUpReport,
    WriteToReporter,
)
from contracts.errors import Rejected
from contracts.messages import Done
from contracts.values import Text
from gateway.access import (
    Asked,
    Asking,
    CommandedNow,
    Gated,
    IfMatch,
    Key,
    Links,
    Meta,
    Parameters,
    Written,
    answer_written,
)
from gateway.answers.integrity import (
    Place,
    Writing,
    act,
    check_readers,
    find_for,
    list_for,
    open_words,
    place_report,
    write,
)
from gateway.answers.integrity_shown import ShownReport, WholeReport, show_report, show_whole
from gateway.answers.registers import InSeoul, One, Shown
from gateway.answers.suggestions import SomeWords
from gateway.auth import Principal
from gateway.commands import Told, carry_out
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.ordering import order_by_key
from gateway.queries import integrity_readers, rows
from gateway.queries.paging import bind, make_cursor, read_cursor, read_text
from gateway.reads import Act
from gateway.views.integrity_readers import CONTEXT, STREAM
from infra.clock import name_command

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["청렴톡"])
BOUND: Final = "integrity-reports"
Send = Callable[[Gate, Principal, Place, Any, bool], Awaitable[Done]]
"""Sends what a body asks for, or only tries it."""


class ReadersShown(Shown):
    """Who reads anonymous reports."""

    reader: str
    deputy: str
    designated_at: InSeoul


class ReportsWanted(Parameters):
    """Which reports."""

    limit: Annotated[int, Field(ge=1, le=200, description="한 쪽의 건수")] = 50
    cursor: Annotated[str | None, Field(max_length=500, description="앞 쪽의 links.next")] = None


class Reports(BaseModel):
    """One page of reports."""

    data: list[ShownReport]
    links: Links
    meta: Meta


class SomeReason(BaseModel):
    """Why a report takes longer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Text


class Decided(BaseModel):
    """What was found, and on what ground."""

    model_config = ConfigDict(extra="forbid", strict=True)

    finding: Annotated[ReportFinding, Field(strict=False)]
    ground: Text


@router.get("/integrity-readers", summary="청렴톡 담당")
async def read_readers(gate: Gated, principal: Asking, asked: Asked) -> One[ReadersShown]:
    """시장이 지정한 담당자와 대리의 계정을 답한다 (ENG-63)."""
    del principal
    await gate.require(asked.reach(CONTEXT), integrity_readers.VIEW)
    async with gate.reading() as snapshot:
        row = await rows.find_row(snapshot, integrity_readers.VIEW, STREAM)
    if row is None:
        raise Rejected("NOT_FOUND", "아직 지정하지 않았습니다. 시장이 담당자와 대리를 지정해야 합니다.")
    return One[ReadersShown](data=ReadersShown.model_validate(row), meta=Meta(position={CONTEXT: row.position}))


@router.post("/integrity-readers", summary="청렴톡 담당 지정")
async def designate_readers(
    gate: Gated,
    principal: Asking,
    key: Key,
    body: DesignateIntegrityReaders,
    asked: CommandedNow,
    response: Response,
) -> Written:
    """익명 신고를 읽을 담당자와 대리를 계정으로 지정한다; 전에 맡던 사람은 더 읽지 못한다 (ENG-63)."""
    await check_readers(gate, principal, body)
    return await carry_out(gate, principal, order_by_key(principal, body, key), asked, response)


@router.get("/integrity-reports", summary="익명 신고 목록")
async def list_reports(gate: Gated, principal: Asking, wanted: Annotated[ReportsWanted, Query()]) -> Reports:
    """담당자와 대리에게 결정 전인 것부터 처리기한 차례로 답한다; 다른 누구에게도 없는 주소다 (ENG-63, ENG-65)."""
    found, integrity = await list_for(gate, principal, wanted.reach(CONTEXT))
    reached: tuple[str, ...] = ()
    if wanted.cursor is not None:
        reached = tuple(map(str, read_cursor(wanted.cursor, bind(BOUND), read_text, read_text, read_text)))
    left = [row for row in found if place_report(row) > reached]
    page = left[: wanted.limit]
    following = make_cursor(bind(BOUND), *place_report(page[-1])) if len(left) > wanted.limit else None
    await integrity.note(principal, Act.LIST, [row.report for row in page])
    today = (await gate.now()).day
    return Reports(
        data=[show_report(row, principal, today) for row in page],
        links=Links(next=following),
        meta=Meta(position={CONTEXT: max((row.position for row in found), default=0)}),
    )


@router.get("/integrity-reports/{report}", summary="익명 신고 하나")
async def read_report(
    gate: Gated, principal: Asking, report: UUID, asked: Asked, response: Response
) -> One[WholeReport]:
    """담당자와 대리에게 주고받은 글과 내부 메모, 기한을 답한다; 열람은 답하기 전에 기록한다 (ENG-63, ENG-65)."""
    row = await find_for(gate, principal, report, asked.reach(CONTEXT))
    words = await open_words(gate, row)
    shown = show_whole(row, principal, (await gate.now()).day, words)
    response.headers["ETag"] = f'"{row.version}"'
    return One[WholeReport](data=shown, meta=Meta(position={CONTEXT: row.position}))


def _add(name: str, kind: type[BaseModel], send: Send, told: Told) -> None:
    """Add `POST /integrity-reports/{subject}/<name>`."""

    async def do(
        gate: Gated,
        principal: Asking,
        key: Key,
        subject: UUID,
        if_match: IfMatch,
        body: kind,  # type: ignore[valid-type]  # each route has its own
        asked: CommandedNow,
        response: Response,
    ) -> Written:
        place = Place(name_command(principal.user, key), subject, if_match)
        done = await send(gate, principal, place, body, asked.dry_run)
        return answer_written(response, done, CONTEXT, dry_run=asked.dry_run)

    summary, description = told
    path = f"/integrity-reports/{{subject}}/{name}"
    own = f"{name.replace('-', '_')}_report"
    router.post(path, name=own, summary=summary, description=description)(do)


async def _act(gate: Gate, principal: Principal, place: Place, body: ReaderCommand, dry_run: bool) -> Done:
    return await act(gate, principal, place, body, dry_run=dry_run)


async def _message(gate: Gate, principal: Principal, place: Place, body: SomeWords, dry_run: bool) -> Done:
    made = Writing(lambda sealed: WriteToReporter(words=sealed), MessageExchanged)
    return await write(gate, principal, place, made, body.words, dry_run=dry_run)


async def _note(gate: Gate, principal: Principal, place: Place, body: SomeWords, dry_run: bool) -> Done:
    made = Writing(lambda sealed: NoteOnReport(words=sealed), ReportNoted)
    return await write(gate, principal, place, made, body.words, dry_run=dry_run)


async def _extend(gate: Gate, principal: Principal, place: Place, body: SomeReason, dry_run: bool) -> Done:
    made = Writing(lambda sealed: ExtendReport(reason=sealed), ReportExtended)
    return await write(gate, principal, place, made, body.reason, dry_run=dry_run)


async def _decide(gate: Gate, principal: Principal, place: Place, body: Decided, dry_run: bool) -> Done:
    made = Writing(lambda sealed: DecideReport(finding=body.finding, ground=sealed), CaseDecided)
    return await write(gate, principal, place, made, body.ground, dry_run=dry_run)


ACTS: Final[Mapping[str, tuple[type[BaseModel], Send, Told]]] = {
    "take-up": (TakeUpReport, _act, ("조사 착수", "감사 사건을 열고 사건번호를 매긴다 (ENG-64).")),
    "message": (SomeWords, _message, ("신고자에게 글", "접수증을 가진 사람이 읽는 글을 봉인해 적는다 (ENG-63).")),
    "note": (SomeWords, _note, ("내부 메모", "담당자와 대리만 읽는 메모를 봉인해 적는다 (ENG-63).")),
    "extend": (SomeReason, _extend, ("기한 연장", "처리기한부터 30일을, 사유를 적어 한 번 연장한다 (ENG-65).")),
    "decide": (Decided, _decide, ("조사 결과", "위반인지와 근거를 적는다; 기한은 여기서 멈춘다 (ENG-64).")),
    "measure": (TakeMeasure, _act, ("조치", "위반에 따른 조치와 부서를 적는다 (ENG-64).")),
    "retaliation": (FlagRetaliation, _act, ("불이익 표시", "신고자를 보호해야 하는지 적는다 (ENG-63).")),
    "close": (CloseReport, _act, ("종결", "결정한 신고를 끝낸다; 위반이면 조치가 있어야 한다 (ENG-64).")),
    "erase-content": (
        EraseReportContent,
        _act,
        ("내용 파기", "종결한 신고의 글을 되돌릴 수 없게 지운다; 상태와 날짜, 기한은 남는다 (ENG-63, PLT-07)."),
    ),
}
"""What readers do with a report, by the last part of the address: what is sent, who sends it on, what is said of it."""
for _name, (_kind, _send, _told) in ACTS.items():
    _add(_name, _kind, _send, _told)
