"""What may be done with a directive at the console: one table from act to command, fields and words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    Assessment,
    AssignTeam,
    CancelDirective,
    CloseAsContinuing,
    DirectiveKind,
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
from gateway.labels import ASSESSMENT_LABELS
from gateway.queries.directive_board import Item


class FieldKind(StrEnum):
    """How a field is asked for."""

    TEXT = "text"
    LINE = "line"
    PERCENT = "percent"
    DAYS = "days"
    DAY = "day"
    DEPARTMENT = "department"
    DEPARTMENTS = "departments"
    TEAM = "team"
    DIRECTIVE = "directive"
    QUARTER = "quarter"
    CHOICE = "choice"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an act's form; `name` is that of its command."""

    name: str
    kind: FieldKind
    label: str
    hint: str = ""
    must: str = ""
    """What to do where it is missing; a field without it may stay empty."""
    rows: int = 5
    choices: Mapping[str, str] = field(default_factory=dict)
    shown_with: tuple[str, str] | None = None
    """Asked for, and needed then, where another field has a value."""


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done: the command that does it, and the words around it."""

    name: str
    """As in the address, and in the API's `allowed`."""
    command: type[Command]
    label: str
    verb: str
    does: str
    """What happens next, in a sentence."""
    fields: tuple[Field, ...] = ()
    warning: str = ""
    """Why it is asked once more; empty of what can be made good by another entry."""
    is_drafted: bool = False
    """Saved while it is written."""
    is_confirmed: bool = False
    """Confirmed by the department's heads before it goes (ADR 0022)."""
    is_of_version: bool = False
    """Rests on what was seen: what another did meanwhile is shown first. A reminder does not stop a report."""


FILES: Final = Field("attachments", FieldKind.FILES, "붙임", "PDF, 한글, 오피스, 사진. 20개까지")
LAGGING: Final = ("assessment", Assessment.LAGGING.value)


def _list_report_fields(text: Field, *, problem: str, plan: str) -> tuple[Field, ...]:
    """Return the fields of what a department reports, with their hints (DIR-06, DIR-08)."""
    further = (("problem", "문제점", problem), ("plan", "향후계획", plan))
    return (text, *(Field(name, FieldKind.TEXT, label, hint, rows=4) for name, label, hint in further), FILES)


ACTS: Final[tuple[Act, ...]] = (
    Act(
        "share",
        ShareDirective,
        "부서 공유",
        "공유",
        "주관부서와 협조부서에 바로 전달되며, 보고 기한이 오늘부터 정해집니다.",
        (
            Field("lead", FieldKind.DEPARTMENT, "주관부서", must="주관부서를 한 곳 고르세요."),
            Field("supporting", FieldKind.DEPARTMENTS, "협조부서"),
            Field("addressees", FieldKind.DEPARTMENTS, "각각 회신할 부서", "부서마다 회신하고 주관부서가 모읍니다."),
            Field("report_days", FieldKind.DAYS, "보고 기한을 따로 정함", "근무일 수. 비우면 종류에 따라 정해집니다."),
        ),
        "공유하면 되돌릴 수 없습니다.",
        is_of_version=True,
    ),
    Act(
        "acknowledge",
        AcknowledgeDirective,
        "확인",
        "확인했음",
        "우리 부서가 이 지시를 보았다고 기록합니다. 처음 한 번만 남습니다.",
    ),
    Act(
        "team",
        AssignTeam,
        "담당 팀 지정",
        "지정",
        "이 지시를 맡은 팀이 지시 화면에 표시됩니다. 다시 지정할 수 있습니다.",
        (Field("team", FieldKind.TEAM, "담당 팀", must="담당 팀을 고르세요."),),
    ),
    Act(
        "report",
        SubmitPriorityReport,
        "우선보고",
        "올리기",
        "올리면 보고한 것으로 기록되고 기획감사실이 봅니다. 한 번만 올리며, 뒤의 경과는 진행 상황으로 올립니다.",
        _list_report_fields(
            Field("text", FieldKind.TEXT, "추진상황", "무엇을 하였는지. 한 줄에 한 가지씩", "추진상황을 적으세요.", 6),
            problem="걸리는 일과 필요한 도움. 없으면 비웁니다.",
            plan="앞으로 할 일과 날짜",
        ),
        is_drafted=True,
        is_confirmed=True,
    ),
    Act(
        "progress",
        UpdateProgress,
        "진행 상황",
        "올리기",
        "추진율과 내용이 지시 화면과 분기 보고서에 나타납니다. 몇 번이든 올릴 수 있습니다.",
        (
            Field("percent", FieldKind.PERCENT, "추진율(%)", "0부터 100까지", "추진율을 0부터 100 사이로 적으세요."),
            Field("note", FieldKind.TEXT, "추진상황", "지난번 뒤로 달라진 것", "추진상황을 적으세요.", 6),
            Field("reason", FieldKind.TEXT, "낮춘 사유", "지난번보다 추진율이 낮을 때만 적습니다.", rows=3),
            FILES,
        ),
        is_drafted=True,
    ),
    Act(
        "outcome",
        SubmitOutcome,
        "처리결과",
        "올리기",
        "올리면 기획감사실이 완료 처리하거나 보완을 요청합니다.",
        _list_report_fields(
            Field("text", FieldKind.TEXT, "처리결과", "지시한 일이 어떻게 되었는지", "처리결과를 적으세요.", 6),
            problem="남은 문제. 없으면 비웁니다.",
            plan="끝난 뒤 이어질 일",
        ),
        is_drafted=True,
        is_confirmed=True,
    ),
    Act(
        "reply",
        ReplyAsAddressee,
        "회신",
        "회신",
        "우리 부서의 회신으로 기록되고 주관부서가 모읍니다. 한 번만 회신합니다.",
        (Field("text", FieldKind.TEXT, "회신 내용", must="회신 내용을 적으세요.", rows=6), FILES),
        is_drafted=True,
    ),
    Act(
        "accept",
        AcceptOutcome,
        "완료 처리",
        "완료",
        "지시가 완료로 끝나고 주관부서가 알게 됩니다.",
        (Field("note", FieldKind.TEXT, "덧붙일 말", rows=3),),
        "완료하면 되돌릴 수 없습니다.",
        is_of_version=True,
    ),
    Act(
        "return",
        ReturnOutcome,
        "보완 요청",
        "보완 요청",
        "처리결과가 주관부서로 돌아가고, 돌려보낸 횟수가 남습니다.",
        (Field("reason", FieldKind.TEXT, "보완할 것", "무엇을 어떻게 보완할지", "보완할 것을 적으세요."),),
        is_of_version=True,
    ),
    Act(
        "continue",
        CloseAsContinuing,
        "계속관리 종결",
        "종결",
        "끝이 없는 일로 보고, 시장 보고로 지시를 끝냅니다.",
        (
            Field(
                "mayor_report",
                FieldKind.LINE,
                "시장 보고 문서",
                "문서 번호나 제목. 예: 기획감사실-1234",
                "시장 보고 문서의 번호나 제목을 적으세요.",
            ),
        ),
        "종결하면 되돌릴 수 없습니다.",
        is_of_version=True,
    ),
    Act(
        "transfer",
        TransferDirective,
        "소관 이관",
        "이관",
        "새 주관부서에 바로 전달됩니다. 공유하고 1근무일 안이면 보고 기한은 그대로입니다.",
        (
            Field("lead", FieldKind.DEPARTMENT, "새 주관부서", must="새 주관부서를 한 곳 고르세요."),
            Field("reason", FieldKind.TEXT, "이관 사유", must="이관 사유를 적으세요.", rows=3),
            Field("report_due", FieldKind.DAY, "새 보고 기한", "총괄부서만. 공유하고 1근무일이 지난 뒤에 정합니다."),
        ),
        "이관하면 지금 주관부서는 더 처리할 수 없습니다.",
        is_of_version=True,
    ),
    Act(
        "merge",
        MergeDirectives,
        "병합",
        "병합",
        "이 지시는 끝나고, 고른 지시가 이어집니다. 두 이력은 모두 남습니다.",
        (Field("into", FieldKind.DIRECTIVE, "이어질 지시", must="이어질 지시를 한 건 고르세요."),),
        "병합하면 되돌릴 수 없습니다.",
        is_of_version=True,
    ),
    Act(
        "check",
        RecordQuarterlyCheck,
        "분기 점검",
        "점검 저장",
        "분기 보고서에 나타납니다. 잘못 적었으면 다시 점검합니다.",
        (
            Field("quarter", FieldKind.QUARTER, "분기", must="분기를 고르세요."),
            Field("assessment", FieldKind.CHOICE, "판단", must="판단을 고르세요.", choices=ASSESSMENT_LABELS),
            Field("cause", FieldKind.TEXT, "부진 사유", "왜 늦어지는지", "부진 사유를 적으세요.", 3, {}, LAGGING),
            Field("remedy", FieldKind.TEXT, "대안", "어떻게 만회할지", "대안을 적으세요.", 3, {}, LAGGING),
        ),
    ),
    Act(
        "cancel",
        CancelDirective,
        "지시 취소",
        "취소 확정",
        "지시가 취소로 끝나고, 받은 부서는 더 할 일이 없습니다.",
        (Field("reason", FieldKind.TEXT, "취소 사유", must="취소 사유를 적으세요.", rows=3),),
        "취소하면 되돌릴 수 없습니다.",
    ),
)
BY_NAME: Final[Mapping[str, Act]] = {act.name: act for act in ACTS}


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page offers: at most one first act, and the others."""

    first: Act | None
    others: list[Act]


def offer(item: Item, allowed: Iterable[str]) -> Offer:
    """Return the one act that comes next for the asker, and what else may be done (decided.md, Directive states)."""
    names = list(allowed)
    first = next((name for name in _order(item) if name in names), None)
    others = [act for act in ACTS if act.name in names and act.name != first]
    return Offer(BY_NAME[first] if first else None, others)


NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "ISSUED": ("share",),
    "SHARED": ("report", "reply", "acknowledge"),
    "REPORTED": ("progress", "reply", "acknowledge"),
    "IN_PROGRESS": ("progress", "outcome", "reply", "acknowledge"),
    "RETURNED": ("outcome", "reply", "acknowledge"),
    "OUTCOME_SUBMITTED": ("accept", "return", "reply", "acknowledge"),
}
"""By state: which act the directive waits for; of several parties, each finds its own."""
EXHORTED: Final = ("accept", "reply", "acknowledge", "report")
"""당부 may end without a report (DIR-02)."""
WHOLE: Final = 100
"""Per cent."""


def _order(item: Item) -> tuple[str, ...]:
    if item.state == "SHARED" and item.kind == DirectiveKind.EXHORTATION:
        return EXHORTED
    if item.state == "IN_PROGRESS" and item.percent == WHOLE:
        return ("outcome", *NEXT["IN_PROGRESS"])
    return NEXT.get(item.state, ())
