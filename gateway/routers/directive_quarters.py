"""/v1/directives/check-list and /metrics: what a quarter asks of the directives."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from contracts.directives import Quarter
from gateway.access import Asking, Gated, Links, Meta, Parameters
from gateway.answers.quarters import CheckList, MetricsAnswer, show_check, show_metrics, show_tally
from gateway.guard import GuardedRoute
from gateway.queries import department, directive_board, directive_check
from gateway.queries.directive_quarters import list_checks, measure

CONTEXT: Final = "directives"

router = APIRouter(prefix="/v1/directives", route_class=GuardedRoute, tags=["지시사항"])


class ChecksWanted(Parameters):
    """Which quarter's check list."""

    quarter: Annotated[Quarter, Field(description="분기, 2024-Q3")]
    standing: Annotated[
        Literal["CHECKED", "MISSING", "UNSHARED"] | None, Field(description="점검한 것, 안 한 것, 공유되지 않은 것만")
    ] = None
    limit: Annotated[int, Field(ge=1, le=200, description="한 쪽의 건수")] = 50
    cursor: Annotated[str | None, Field(max_length=500, description="앞 쪽의 links.next; 같은 조건으로")] = None


class MetricsWanted(Parameters):
    """Whose metrics."""

    quarter: Annotated[
        Quarter | None, Field(description="이 분기에 살아 있던 것을 분기 말의 모습으로; 없으면 모두를 지금의 모습으로")
    ] = None
    by: Annotated[Literal["department"] | None, Field(description="주관부서마다")] = None


@router.get("/check-list", summary="분기 점검 목록")
async def read_check_list(gate: Gated, principal: Asking, wanted: Annotated[ChecksWanted, Query()]) -> CheckList:
    """그 분기에 살아 있던 지시를 빠짐없이, 점검했는지와 함께 답한다; 미공유는 총괄부서의 지연이다 (DIR-09)."""
    await gate.require(wanted.reach(CONTEXT), directive_board.VIEW, directive_check.VIEW, department.VIEW)
    async with gate.reading() as snapshot:
        page = await list_checks(snapshot, principal, wanted.quarter, wanted.standing, wanted.limit, wanted.cursor)
        checks = await directive_check.find_checks(snapshot, wanted.quarter, [item.directive for item in page.items])
        position = await directive_board.find_reflected(snapshot)
    return CheckList(
        data=[show_check(item, wanted.quarter, checks.get(item.directive)) for item in page.items],
        tally=show_tally(page.tally),
        links=Links(next=page.next_cursor),
        meta=Meta(position={CONTEXT: position}),
    )


@router.get("/metrics", summary="이행 지표")
async def read_metrics(gate: Gated, principal: Asking, wanted: Annotated[MetricsWanted, Query()]) -> MetricsAnswer:
    """기한 내 공유율과 보고율, 완료율, 평균 처리일수를 건수와 함께 답한다; 5건 미만은 순위가 없다 (DIR-13)."""
    del principal  # counts are for all staff, whatever the words
    await gate.require(wanted.reach(CONTEXT), directive_board.VIEW, department.VIEW)
    today = (await gate.now()).day
    async with gate.reading() as snapshot:
        groups = await measure(snapshot, wanted.quarter, today, by_department=wanted.by is not None)
        codes = [each.department for each in groups if each.department is not None]
        names = await department.find_names(snapshot, codes) if codes else {}
        position = await directive_board.find_reflected(snapshot)
    return MetricsAnswer(
        data=show_metrics(groups, names), quarter=wanted.quarter, meta=Meta(position={CONTEXT: position})
    )
