"""The forms of town halls: fields, and the commands that they become (ENG-01, ENG-02, ENG-11)."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any, Final

from contracts.engagement.town_halls import (
    AnnounceTownHall,
    CancelTownHall,
    CloseTownHall,
    OpenDoors,
    OpenRegistration,
    PlanTownHall,
    RecordSpending,
)
from contracts.errors import Rejected
from contracts.projects.money import read_amount
from gateway.console.meetings.forms import Field, Misread, Spec, read_day
from gateway.console.words import _
from gateway.labels import GROUND_LABELS
from gateway.labels.engagement import SESSION_KIND_LABELS
from infra.clock import SEOUL

Payload = dict[str, Any]
_SEGMENT: Final = re.compile(r"(?P<name>.+?)\s+(?P<seats>[\d,]{1,9})\s*[^\d\s()]?\s*(?:\((?P<mark>[^()]+)\))?")
MARKS: Final[Mapping[str, str]] = {"어린이": "is_child", "공무원": "is_official"}
"""What may stand behind a segment, by the field that it sets."""
_AT: Final = re.compile(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)")


def shape_plan(payload: Payload) -> Payload:
    """Return what a plan is made of. Raises: Misread."""
    agenda = [{"text": text} for text in payload.pop("agenda", ())]
    budget = payload.pop("budget", None)
    won = {} if budget is None else {"budget_won": _read_won("budget", budget)}
    starts_at = _read_start(payload.pop("day"), payload.pop("time"))
    segments = list(_read_segments(payload.pop("segments")))
    return {**payload, **won, "starts_at": starts_at, "segments": segments, "agenda": agenda}


def shape_spending(payload: Payload) -> Payload:
    """Return what a spending is made of. Raises: Misread."""
    return {**payload, "amount_won": _read_won("amount", payload.pop("amount"))}


def _read_won(name: str, text: str) -> int:
    try:
        return read_amount(text).won
    except Rejected as no:
        raise Misread(name, _(no.message)) from no


def _read_start(day: str, at: str) -> str:
    found = _AT.fullmatch(at)
    if found is None:
        raise Misread("time", _("시작 시각을 14:30처럼 적으세요."))
    moment = datetime.combine(
        datetime.fromisoformat(read_day("day", day)), time(int(found["hour"]), int(found["minute"])), SEOUL
    )
    return moment.isoformat()


def _read_segments(lines: tuple[str, ...]) -> Iterator[Payload]:
    for number, line in enumerate(lines, 1):
        found = _SEGMENT.fullmatch(line)
        if found is None:
            raise Misread("segments", _("“초등학생 100”처럼 이름과 좌석 수를 적으세요: %(line)s", line=line[:60]))
        if found["mark"] not in {None, *MARKS}:
            raise Misread("segments", _("괄호에는 어린이나 공무원만 적으세요: %(line)s", line=line[:60]))
        yield {
            "code": f"s{number}",
            "name": found["name"],
            "seats": int(found["seats"].replace(",", "")),
            **{field: found["mark"] == word for word, field in MARKS.items()},
        }


PLAN: Final = Spec(
    "타운홀 계획",
    "저장",
    PlanTownHall,
    (
        Field("name", "행사 이름", must=True, hint="예: 2024 상반기 타운홀미팅"),
        Field("kind", "종류", "choice", must=True, options=SESSION_KIND_LABELS),
        Field("day", "날짜", must=True, hint="예: 2024. 5. 23.(목)"),
        Field("time", "시작 시각", must=True, hint="예: 14:30"),
        Field("minutes", "걸리는 시간(분)", "number", must=True, hint="예: 120"),
        Field("place", "장소", must=True),
        Field(
            "segments",
            "참여 구분과 좌석",
            "lines",
            must=True,
            hint="한 줄에 한 구분씩 “청소년 100”처럼. 14세 미만은 끝에 (어린이), 공무원은 (공무원)을 붙입니다.",
        ),
        Field("budget", "예산", hint="예: 50,000천원"),
        Field("agenda", "의제", "lines", hint="한 줄에 한 가지씩 적습니다."),
        Field("is_hosted_by_mayor", "시장이 주최하는 행사(선거 전 60일에는 제한)", "check"),
        Field("ground", "제한 기간에도 여는 법적 근거", "choice", options=GROUND_LABELS),
        Field("approver", "승인한 사람의 계정", hint="제한 기간에 열 때만 적습니다."),
    ),
    {"WEEKDAY_MISMATCH": "day", "ELECTION_BLACKOUT": "day", "BAD_SHAPE": "segments"},
    shape=shape_plan,
)
ACTS: Final[Mapping[str, Spec]] = {
    "announce": Spec(
        "시민에게 알리기",
        "알리기",
        AnnounceTownHall,
        warning="알리면 공개 화면에 나타나고, 계획은 더 고칠 수 없습니다. 행사 7일 전까지 알려야 합니다.",
    ),
    "open-registration": Spec(
        "참가 신청 받기", "신청 받기", OpenRegistration, warning="지금부터 시민이 참가를 신청할 수 있습니다."
    ),
    "open-doors": Spec(
        "입장 시작",
        "입장 시작",
        OpenDoors,
        warning="참가 신청이 끝나고 입장이 시작됩니다. 입장한 사람만 투표할 수 있습니다.",
    ),
    "close": Spec(
        "행사 마치기", "마치기", CloseTownHall, warning="더는 입장하거나 투표를 열 수 없습니다. 되돌릴 수 없습니다."
    ),
    "cancel": Spec(
        "행사 취소",
        "행사 취소",
        CancelTownHall,
        (Field("reason", "취소하는 사유", "text", must=True),),
        warning="취소하면 되돌릴 수 없습니다. 다시 열려면 새로 계획하세요.",
    ),
    "spend": Spec(
        "쓴 돈 적기",
        "저장",
        RecordSpending,
        (
            Field("item", "무엇에", must=True, hint="예: 대관료"),
            Field("amount", "금액", must=True, hint="예: 3,000천원"),
            Field("spent_on", "쓴 날", "day", must=True, hint="예: 2024. 5. 23.(목)"),
            Field("overrun_ground", "예산을 넘는 사유", "text", hint="예산을 넘을 때만 적습니다."),
        ),
        {"BUDGET_EXCEEDED": "overrun_ground", "WEEKDAY_MISMATCH": "spent_on", "DAY_IN_FUTURE": "spent_on"},
        shape=shape_spending,
    ),
}
"""What can be done with a session, by the last part of its address."""
