"""/v1/directives/{directive}/<act>: what may be done with a directive, each a command as its body."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    AssignTeam,
    CancelDirective,
    CloseAsContinuing,
    MergeDirectives,
    RecordQuarterlyCheck,
    ReplyAsAddressee,
    ReturnOutcome,
    ShareDirective,
    SubmitOutcome,
    SubmitPriorityReport,
    TransferDirective,
    UpdateProgress,
)
from contracts.errors import Rejected
from contracts.messages import Command
from gateway.access import Asking, Commanded, Gated, IfMatch, Key, Written, answer_written
from gateway.answers.directives import list_changes
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.ordering import Order, order_by_key
from gateway.problems import Outdated
from gateway.queries import directive_board, history
from gateway.queries.history import Cut
from gateway.views.directive_board import PREFIX

CONTEXT: Final = "directives"

router = APIRouter(prefix="/v1/directives", route_class=GuardedRoute, tags=["지시사항"])


def add_act(act: str, command: type[Command], name: str, summary: str, description: str) -> None:
    """Add the route of what may be done with a directive: `POST /{directive}/{act}`, a command as its body."""

    async def act_on_directive(
        gate: Gated,
        principal: Asking,
        key: Key,
        directive: UUID,
        if_match: IfMatch,
        body: command,  # type: ignore[valid-type]  # each act has its own
        asked: Commanded,
        response: Response,
    ) -> Written:
        order = order_by_key(principal, body, key, subject=directive, if_match=if_match)
        return await carry_out(gate, principal, order, asked.dry_run, response)

    router.post(f"/{{directive}}/{act}", name=name, summary=summary, description=description)(act_on_directive)


async def carry_out(gate: Gate, principal: Principal, order: Order, dry_run: bool, response: Response) -> Written:
    """Return what an order made."""
    try:
        done = await gate.carry_out(principal, order, dry_run=dry_run)
    except Rejected as rejected:
        raise await explain_conflict(gate, principal, order, rejected) from rejected
    return answer_written(response, done, CONTEXT, dry_run=dry_run)


async def explain_conflict(gate: Gate, principal: Principal, order: Order, rejected: Rejected) -> Rejected:
    """Return a refusal; that of an outdated If-Match with what has changed, where the views have come so far."""
    if rejected.code != "VERSION_CONFLICT" or order.if_match is None:
        return rejected
    directive = str(order.subject)
    async with gate.reading() as snapshot:
        now = await directive_board.find_directive(snapshot, directive, principal)
        if now is None or now.version != int(rejected.details["version"]):
            return rejected
        stream, cut = f"{PREFIX}{directive}", Cut(version=order.if_match)
        row = await history.find_as_of(snapshot, directive_board.VIEW, stream, directive, cut)
        if row is None or row.version != order.if_match:
            return rejected
        (seen,) = await directive_board.show_rows(snapshot, [row], lambda _: not now.is_withheld)
    return Outdated(rejected, list_changes(seen, now, principal))


ACTS: Final[tuple[tuple[str, type[Command], str, str, str], ...]] = (
    ("share", ShareDirective, "share_directive", "지시사항 공유",
     "지시사항을 주관부서와 협조부서에 공유한다 (DIR-04, DIR-05)."),
    ("acknowledge", AcknowledgeDirective, "acknowledge_directive", "확인",
     "공유받은 부서가 보았음을 남긴다; 처음 한 번만 센다."),
    ("team", AssignTeam, "assign_team", "담당 팀 지정", "주관부서가 맡을 팀을 정한다 (ORG-05)."),
    ("report", SubmitPriorityReport, "report_directive", "우선보고", "주관부서가 우선보고를 한다 (DIR-06)."),
    ("reply", ReplyAsAddressee, "reply_to_directive", "회신", "여러 부서에 보낸 지시에 받은 부서가 저마다 회신한다."),
    ("progress", UpdateProgress, "update_progress", "진행 상황",
     "주관부서가 추진율을 알린다; 낮추려면 까닭을 적는다."),
    ("outcome", SubmitOutcome, "submit_outcome", "처리결과 제출", "주관부서가 처리결과를 올린다 (DIR-07)."),
    ("accept", AcceptOutcome, "accept_outcome", "완료 처리",
     "처리결과를 받아들여 끝낸다; 올린 사람은 할 수 없다 (DIR-08, DIR-18)."),
    ("return", ReturnOutcome, "return_outcome", "보완 요청",
     "처리결과를 사유와 함께 돌려보낸다; 돌려보낸 횟수를 센다 (DIR-08)."),
    ("continue", CloseAsContinuing, "close_as_continuing", "계속관리 종결",
     "끝이 없는 일을 시장 보고로 종결한다 (DIR-17)."),
    ("transfer", TransferDirective, "transfer_directive", "소관 이관",
     "다른 부서에 넘긴다; 공유 후 1근무일 안이면 기한이 그대로다 (DIR-16)."),
    ("cancel", CancelDirective, "cancel_directive", "취소", "지시한 사람이나 시장이 사유를 적어 거둔다."),
    ("merge", MergeDirectives, "merge_directives", "병합",
     "겹치는 지시를 다른 지시에 합친다; 두 이력이 모두 남는다 (DIR-03)."),
    ("check", RecordQuarterlyCheck, "check_directive", "분기 점검",
     "한 분기에 어떠했는지 남긴다; 부진이면 사유와 대안을 적는다 (DIR-09, DIR-15)."),
)  # fmt: skip

for each in ACTS:
    add_act(*each)
