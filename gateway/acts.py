"""What may be done with a directive, each act once: the routes of one and of many are made from it, and their texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

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
from contracts.messages import Command


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its command, the name of its route, and what the documents say of it."""

    command: type[Command]
    name: str
    summary: str
    description: str


ACTS: Final[Mapping[str, Act]] = {
    "share": Act(
        ShareDirective,
        "share_directive",
        "지시사항 공유",
        "지시사항을 주관부서와 협조부서에 공유한다 (DIR-04, DIR-05).",
    ),
    "acknowledge": Act(
        AcknowledgeDirective, "acknowledge_directive", "확인", "공유받은 부서가 보았음을 남긴다; 처음 한 번만 센다."
    ),
    "team": Act(AssignTeam, "assign_team", "담당 팀 지정", "주관부서가 맡을 팀을 정한다 (ORG-05)."),
    "report": Act(SubmitPriorityReport, "report_directive", "우선보고", "주관부서가 우선보고를 한다 (DIR-06)."),
    "reply": Act(
        ReplyAsAddressee, "reply_to_directive", "회신", "여러 부서에 보낸 지시에 받은 부서가 저마다 회신한다."
    ),
    "progress": Act(
        UpdateProgress, "update_progress", "진행 상황", "주관부서가 추진율을 알린다; 낮추려면 사유를 적는다."
    ),
    "outcome": Act(SubmitOutcome, "submit_outcome", "처리결과 제출", "주관부서가 처리결과를 올린다 (DIR-07)."),
    "accept": Act(
        AcceptOutcome,
        "accept_outcome",
        "완료 처리",
        "처리결과를 받아들여 끝낸다; 올린 사람은 할 수 없다 (DIR-08, DIR-18).",
    ),
    "return": Act(
        ReturnOutcome,
        "return_outcome",
        "보완 요청",
        "처리결과를 사유와 함께 돌려보낸다; 돌려보낸 횟수를 센다 (DIR-08).",
    ),
    "continue": Act(
        CloseAsContinuing, "close_as_continuing", "계속관리 종결", "끝이 없는 일을 시장 보고로 종결한다 (DIR-17)."
    ),
    "transfer": Act(
        TransferDirective,
        "transfer_directive",
        "소관 이관",
        "다른 부서에 넘긴다; 공유 후 1근무일 안이면 기한이 그대로다 (DIR-16).",
    ),
    "cancel": Act(CancelDirective, "cancel_directive", "취소", "지시한 사람이나 시장이 사유를 적어 거둔다."),
    "merge": Act(
        MergeDirectives,
        "merge_directives",
        "병합",
        "겹치는 지시를 다른 지시에 합친다; 두 이력이 모두 남는다 (DIR-03).",
    ),
    "check": Act(
        RecordQuarterlyCheck,
        "check_directive",
        "분기 점검",
        "한 분기에 어떠했는지 남긴다; 부진이면 사유와 대안을 적는다 (DIR-09, DIR-15).",
    ),
}
"""By the last part of its address."""
