"""/v1/directives/check-list and /metrics: what a quarter asks of the directives."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from contracts.directives import Quarter, Visibility
from gateway.access import Asking, Gated, Links
from gateway.answers.past import Look, PastParameters, looking
from gateway.answers.quarters import CheckList, MetricsAnswer, show_check, show_metrics, show_tally
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.queries import department, directive_board, directive_check
from gateway.queries.directive_quarters import list_checks, measure
from gateway.secrecy import may_read
from gateway.views.directive_board import Row

router = APIRouter(prefix="/v1/directives", route_class=GuardedRoute, tags=["지시사항"])


class ChecksWanted(PastParameters):
    """Which quarter's check list."""

    quarter: Annotated[Quarter, Field(description="분기, 2024-Q3")]
    standing: Annotated[
        Literal["CHECKED", "MISSING", "UNSHARED"] | None, Field(description="점검한 것, 안 한 것, 공유되지 않은 것만")
    ] = None
    limit: Annotated[int, Field(ge=1, le=200, description="한 쪽의 건수")] = 50
    cursor: Annotated[str | None, Field(max_length=500, description="앞 쪽의 links.next; 같은 조건으로")] = None


class MetricsWanted(PastParameters):
    """Whose metrics."""

    quarter: Annotated[
        Quarter | None, Field(description="이 분기에 살아 있던 것을 분기 말의 모습으로; 없으면 모두를 지금의 모습으로")
    ] = None
    by: Annotated[Literal["department"] | None, Field(description="주관부서마다")] = None


@router.get("/check-list", summary="분기 점검 목록")
async def read_check_list(gate: Gated, principal: Asking, wanted: Annotated[ChecksWanted, Query()]) -> CheckList:
    """그 분기에 살아 있던 지시를 빠짐없이, 점검했는지와 함께 답한다; 미공유는 총괄부서의 지연이다 (DIR-09)."""
    async with looking(gate, wanted, directive_board.VIEW, directive_check.VIEW, beside=[department.VIEW]) as look:
        snapshot, reads = look.snapshot, await choose_reads(gate, principal, look)
        page = await list_checks(snapshot, reads, wanted.quarter, wanted.standing, wanted.limit, wanted.cursor)
        checks = await directive_check.find_checks(snapshot, wanted.quarter, [item.directive for item in page.items])
        meta = await look.tell()
    return CheckList(
        data=[show_check(item, wanted.quarter, checks.get(item.directive)) for item in page.items],
        tally=show_tally(page.tally),
        links=Links(next=page.next_cursor),
        meta=meta,
    )


async def choose_reads(gate: Gate, reader: Principal, look: Look) -> Callable[[Row], bool]:
    """Return what tells whose words somebody may read: of what was, too, those that he may read now."""
    if not look.is_past:
        return partial(may_read, reader)
    async with gate.reading() as now:
        readable = await directive_board.list_opened(now, reader)
    return lambda row: row.visibility == Visibility.OPEN or row.directive in readable


@router.get("/metrics", summary="이행 지표")
async def read_metrics(gate: Gated, principal: Asking, wanted: Annotated[MetricsWanted, Query()]) -> MetricsAnswer:
    """기한 내 공유율과 보고율, 완료율, 평균 처리일수를 건수와 함께 답한다; 5건 미만은 순위가 없다 (DIR-13)."""
    del principal  # counts are for all staff, whatever the words
    async with looking(gate, wanted, directive_board.VIEW, beside=[department.VIEW]) as look:
        groups = await measure(look.snapshot, wanted.quarter, look.today, by_department=wanted.by is not None)
        codes = [each.department for each in groups if each.department is not None]
        names = await department.find_names(look.snapshot, codes) if codes else {}
        meta = await look.tell()
    return MetricsAnswer(data=show_metrics(groups, names), quarter=wanted.quarter, meta=meta)
