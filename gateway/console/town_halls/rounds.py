"""Rounds of a session at the console: planned, ruled, opened, paused, closed and published by a few words (ENG-04)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from contracts.engagement.ballots import EnterChannelTally
from contracts.engagement.rounds import (
    CloseRound,
    DeclareTallyRule,
    OpenRound,
    PauseRound,
    PlanRound,
    PublishResult,
    RerunRound,
    ResumeRound,
)
from gateway.auth import Principal
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.present import Chip, ChipKind
from gateway.console.town_halls.tallies import COUNTED
from gateway.console.words import _
from gateway.labels.engagement import POLL_MODE_LABELS, ROUND_STATE_LABELS, TALLY_RULE_LABELS
from gateway.rights import list_allowed
from gateway.routers.rounds import ACTS as NEXT
from gateway.routers.rounds import PATH as API
from gateway.views.poll_round import Row

PUBLISH: Final = "publish"
API_OF_END: Final = "/v1/rounds/{round}"
_KINDS: Final[Mapping[str, ChipKind]] = {
    "PLANNED": ChipKind.WAITING,
    "OPEN": ChipKind.MOVING,
    "PAUSED": ChipKind.SOON,
    "CLOSED": ChipKind.AHEAD,
    "PUBLISHED": ChipKind.DONE,
    "FINAL": ChipKind.DONE,
    "VOIDED": ChipKind.ENDED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One round of a session."""

    row: Row
    mode: str
    rule: str
    state: Chip
    acts: list[tuple[str, str]]
    """Last part of the address and word."""
    may_count: bool
    """Whether somebody may enter ballots that were counted by hand."""


def shape_round(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a round is made of. Raises: Misread."""
    lines = payload.pop("options")
    if len(lines) < 2:
        raise Misread("options", _("선택지를 두 개 이상 적으세요."))
    return {**payload, "options": [{"code": f"o{number}", "text": line} for number, line in enumerate(lines, 1)]}


PLAN: Final = Spec(
    "투표 계획",
    "저장",
    PlanRound,
    (
        Field("question", "질문", "text", must=True),
        Field("mode", "방법", "choice", must=True, options=POLL_MODE_LABELS),
        Field("options", "선택지", "lines", must=True, hint="한 줄에 하나씩 두 개 이상. 번호는 차례로 붙습니다."),
        Field("max_choices", "고를 수 있는 수", "number", hint="여럿 고르기와 순위에서만. 비우면 모두."),
        Field("scale", "가장 높은 점수", "number", hint="별점에서만. 비우면 5점."),
        Field("seconds", "여는 시간(초)", "number", hint="비우면 손으로 마감할 때까지."),
        Field("is_changeable", "마감 전에는 고른 것을 바꿀 수 있음", "check"),
    ),
    shape=shape_round,
)
ACTS: Final[Mapping[str, Spec]] = {
    "rule": Spec(
        "집계 방법 정하기",
        "정하기",
        DeclareTallyRule,
        (
            Field("rule", "집계 방법", "choice", must=True, options=TALLY_RULE_LABELS),
            Field("objection_days", "이의 제기 기간(일)", "number", hint="비우면 14일. 지나면 열쇠를 파기합니다."),
        ),
        warning="투표를 열면 집계 방법을 바꿀 수 없습니다.",
    ),
    "open": Spec("투표 열기", "열기", OpenRound, warning="입장한 사람 모두의 화면에 질문이 열립니다."),
    "pause": Spec("투표 멈추기", "멈추기", PauseRound, warning="다시 열 때까지 표를 받지 않고 시간도 멈춥니다."),
    "resume": Spec("투표 다시 열기", "다시 열기", ResumeRound, warning="남은 시간부터 다시 갑니다."),
    "close": Spec("투표 마감", "마감", CloseRound, warning="그 뒤에 온 표는 세지 않습니다. 되돌릴 수 없습니다."),
    "rerun": Spec(
        "다시 투표",
        "무효로 하고 다시 계획",
        RerunRound,
        (Field("reason", "무효로 하는 사유", "text", must=True),),
        warning="이 투표는 무효가 되어 결과를 알리지 않습니다. 같은 투표를 새로 계획합니다.",
    ),
    PUBLISH: Spec(
        "결과 발표",
        "발표",
        PublishResult,
        warning="모두에게 결과를 알리고 이의 제기 기간이 시작됩니다. 되돌릴 수 없습니다.",
    ),
}
"""What can be done with a round, by the last part of its address."""


def lay_out_round(row: Row, principal: Principal) -> Line:
    """Return a round as a line of its session."""
    return Line(
        row=row,
        mode=_(POLL_MODE_LABELS[row.mode]),
        rule=_(TALLY_RULE_LABELS[row.rule]) if row.rule else "",
        state=make_chip(row.state),
        acts=[(act, ACTS[act].title) for act in list_acts(row, principal)],
        may_count=row.state in COUNTED and principal.role in EnterChannelTally.roles,
    )


def list_acts(row: Row, principal: Principal) -> list[str]:
    """Return which acts somebody may do with a round now."""
    ready = [act for act in NEXT.get(row.state, ()) if act != "open" or row.rule]
    ends = (PUBLISH,) if row.state == "CLOSED" else ()
    return [
        *list_allowed(API_OF_END, ends, principal.role, is_own=True),
        *list_allowed(API, ready, principal.role, is_own=True),
    ]


def make_chip(state: str) -> Chip:
    """Return a round's state."""
    return Chip(_KINDS[state], _(ROUND_STATE_LABELS[state]), "")
