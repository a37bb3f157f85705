"""The words of a notice's mail: what is due when, and never what a directive says (ADR 0020)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.calendar.deadlines import Stage
from contracts.calendar.periods import WEEKDAYS
from contracts.coordination import NoticeKind, NoticeRaised
from contracts.directives import Clock

CLOCKS: Final[Mapping[Clock, str]] = {Clock.SHARE: "공유", Clock.REPORT: "우선보고", Clock.REPLY: "회신"}
STAGES: Final[Mapping[Stage, str]] = {
    Stage.DUE_IN_3: "3근무일 남았습니다",
    Stage.DUE_IN_1: "1근무일 남았습니다",
    Stage.DUE: "오늘입니다",
    Stage.LATE_1: "1근무일 지났습니다",
    Stage.LATE_3: "3근무일 지났습니다",
    Stage.LATE_5: "5근무일 지났습니다",
}
ABOUT: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.SHARED: "지시사항이 공유되었습니다",
    NoticeKind.RETURNED: "제출한 처리결과에 보완 요청이 있습니다",
    NoticeKind.TRANSFERRED: "지시사항의 주관부서가 바뀌었습니다",
}
CLOSING: Final = "지시 내용은 메일에 싣지 않습니다. 환류에 들어와 확인하세요."
FOOTER: Final = "이 메일은 환류가 자동으로 보냈습니다. 회신은 받지 않습니다."


@dataclass(frozen=True, slots=True)
class Words:
    """A letter without its addressee."""

    subject: str
    body: str


def write(notice: NoticeRaised, console_url: str) -> Words:
    """Return the letter of a notice; `console_url` is where the console is reached, empty where nobody has said."""
    said = _say(notice)
    due = f"기한: {_name(notice.clock)} {format_day(notice.due)}" if notice.due is not None else None
    way = f"{console_url.rstrip('/')}/directives/{notice.directive}" if console_url else None
    lines = [f"{said}.", *([due] if due else []), "", CLOSING, *([way] if way else []), "", FOOTER]
    return Words(f"[환류] {said}", "\n".join(lines) + "\n")


def format_day(day: date) -> str:
    """Return a day as Korean documents write it: 2024. 12. 2.(월)."""
    return f"{day.year}. {day.month}. {day.day}.({WEEKDAYS[day.weekday()]})"


def _say(notice: NoticeRaised) -> str:
    name = _name(notice.clock)
    match notice.kind:
        case NoticeKind.REMINDER | NoticeKind.ESCALATION if notice.stage is not None:
            return f"{name} 기한이 {STAGES[notice.stage]}"
        case NoticeKind.RESCHEDULED:
            return f"{name} 기한이 바뀌었습니다"
        case kind:
            return ABOUT.get(kind, "지시사항 알림이 있습니다")


def _name(clock: Clock | None) -> str:
    return CLOCKS[clock] if clock is not None else "지시사항"
