"""/v1/reports: the quarters' consolidated reports, each edition as it was published (DIR-10)."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from contracts.directives import PublishQuarterlyReport, Quarter
from contracts.errors import Rejected
from gateway.access import (
    TRIED,
    Asking,
    CommandedNow,
    Gated,
    Key,
    Links,
    Meta,
    Parameters,
    Written,
    answer_written,
)
from gateway.answers.past import PastParameters, looking
from gateway.answers.quarters import OneReport, Reports, show_report
from gateway.guard import GuardedRoute
from gateway.ordering import order_by_key
from gateway.queries import quarterly_report
from gateway.queries.quarterly_report import ENTRY_VIEW, VIEW

CONTEXT: Final = "directives"

router = APIRouter(prefix="/v1/reports", route_class=GuardedRoute, tags=["분기 보고서"])


class ReportWanted(Parameters):
    """Which page of the entries."""

    limit: Annotated[int, Field(ge=1, le=200, description="한 쪽의 건수")] = 50
    cursor: Annotated[str | None, Field(max_length=500, description="앞 쪽의 links.next")] = None


@router.get("", summary="분기 보고서 목록")
async def list_reports(gate: Gated, principal: Asking, asked: Annotated[PastParameters, Query()]) -> Reports:
    """발행한 보고서를 판마다, 최근 분기부터 답한다."""
    del principal  # what is published is for all staff
    async with looking(gate, asked, VIEW) as look:
        rows = await quarterly_report.list_reports(look.snapshot)
        meta = await look.tell()
    return Reports(data=[show_report(row) for row in rows], meta=meta)


@router.get("/{quarter}/{edition}", summary="분기 보고서 한 판")
async def read_report(
    gate: Gated,
    principal: Asking,
    quarter: Quarter,
    edition: Annotated[int, Path(ge=1, le=9_999)],
    wanted: Annotated[ReportWanted, Query()],
) -> OneReport:
    """보고서 한 판을 발행한 그대로 답한다; 그 뒤의 일은 다음 판에만 나타난다 (DIR-10)."""
    del principal  # what is published is for all staff
    await gate.require(wanted.reach(CONTEXT), VIEW, ENTRY_VIEW)
    key = f"{quarter}/{edition}"
    async with gate.reading() as snapshot:
        row = await quarterly_report.find_report(snapshot, key)
        page = await quarterly_report.list_entries(snapshot, key, wanted.limit, wanted.cursor)
        position = await quarterly_report.find_reflected(snapshot)
    if row is None or position < row.position:
        raise Rejected("NOT_FOUND", "발행하지 않은 보고서입니다. 분기와 판을 확인하세요.")
    return OneReport(
        data=show_report(row),
        entries=[entry.data for entry in page.rows],
        links=Links(next=page.next_cursor),
        meta=Meta(position={CONTEXT: position}),
    )


@router.post("", status_code=201, responses=TRIED, summary="분기 보고서 발행")
async def publish_report(
    gate: Gated, principal: Asking, key: Key, body: PublishQuarterlyReport, asked: CommandedNow, response: Response
) -> Written:
    """분기 총괄보고를 발행한다; 다시 발행하면 사유와 함께 다음 판이 된다 (DIR-10)."""
    done = await gate.carry_out(principal, order_by_key(principal, body, key), dry_run=asked.dry_run)
    location = f"/v1/reports/{done.result.id}/{done.result.number}"
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run, location=location)
