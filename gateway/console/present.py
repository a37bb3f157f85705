"""Pure formatting for people: days, moments, chips and Korean labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from contracts.directives import DirectiveKind
from gateway.console.words import _
from gateway.labels import STATE_LABELS
from infra.clock import SEOUL

WEEKDAYS: Final = "월화수목금토일"

SOON_DAYS: Final = 3
"""From D-3 on a deadline is amber (screens.md, Visual direction)."""

TRANSPORT_TIME: Final = timedelta(minutes=1)
"""A command expires after 5 s (decided.md, Limits): recorded later than this, the entry was made afterwards."""

KIND_HINTS: Final[Mapping[str, str]] = {
    DirectiveKind.SIMPLE: "공유한 다음 날부터 %(length)s 안에 우선보고",
    DirectiveKind.ADDITIONAL: "앞선 지시에 덧붙인 지시, %(length)s 안에 우선보고",
    DirectiveKind.SPECIAL: "특별히 챙길 지시, %(length)s 안에 우선보고",
    DirectiveKind.PLAN: "추진계획을 세우는 지시, %(length)s 안에 보고",
    DirectiveKind.EXHORTATION: "보고 기한이 없는 당부·강조",
}
"""What a kind is for; `length` is that of its policy today."""

POLICY_LABELS: Final[Mapping[str, str]] = {
    "DIR_SHARE": "당일 공유(휴일이면 다음 근무일)",
    "DIR_REPORT_3": "공유한 다음 날부터 3근무일(토·일·공휴일 제외)",
    "DIR_PLAN_10": "공유한 다음 날부터 10근무일(토·일·공휴일 제외)",
    "DIR_NONE": "보고 기한 없음",
    "DIR_LONG": "공유할 때 따로 정한 근무일",
    "DIR_SET": "총괄부서가 이관하며 정한 날",
}
"""Of the first versions, whose lengths are those of domain.md 4.1."""
LATER_POLICY: Final = "기한 기준을 바꾼 뒤의 길이"


class ChipKind(StrEnum):
    """How a status looks; the word says the same without colour."""

    LATE = "late"
    SOON = "soon"
    AHEAD = "ahead"
    DONE = "done"
    DONE_LATE = "done-late"
    WAITING = "waiting"
    MOVING = "moving"
    RETURNED = "returned"
    ENDED = "ended"
    LOCK = "lock"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Chip:
    """A status in shape, word and colour; `title` is its basis in a sentence."""

    kind: ChipKind
    word: str
    title: str


class StepState(StrEnum):
    """Where a step of a directive stands."""

    DONE = "done"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the stepper; `on` is the day on which it was done."""

    word: str
    state: StepState
    on: date | None


def format_day(day: date) -> str:
    """Return a day as offices write it: `2026. 12. 2.(수)`."""
    return f"{day.year}. {day.month}. {day.day}.({WEEKDAYS[day.weekday()]})"


def format_moment(moment: datetime) -> str:
    """Return a moment in Seoul: `2026. 12. 2.(수) 09:05`."""
    local = moment.astimezone(SEOUL)
    return f"{format_day(local.date())} {local:%H:%M}"


def format_clock(moment: datetime) -> str:
    """Return the time of day in Seoul: `09:05`."""
    return f"{moment.astimezone(SEOUL):%H:%M}"


def format_count(count: int) -> str:
    """Return a whole number with its thousands apart: `1,234`."""
    return f"{count:,}"


def due_chip(
    due: date | None,
    today: date,
    *,
    done_on: date | None = None,
    late_days: int = 0,
    policy: str | None = None,
) -> Chip:
    """Return the chip of a deadline: calendar days to go, business days late.

    `late_days` counts business days after `due`.
    """
    title = describe_due(due, policy)
    match (due, done_on):
        case (None, _nothing):
            return Chip(ChipKind.NONE, _("기한 없음"), title)
        case (_day, date()):
            return _done_chip(done_on, late_days, title)
        case (date(), None):
            return _open_chip((due - today).days, late_days, title)


def describe_due(due: date | None, policy: str | None) -> str:
    """Return the sentence behind a deadline: day, rule, policy id with its version."""
    known, _at, version = (policy or "").partition("@")
    rule = POLICY_LABELS.get(known, "") if version in {"", "1"} else LATER_POLICY
    parts = (_(rule) if rule else "", _("정책 %(id)s", id=policy) if policy else "")
    basis = " · ".join(part for part in parts if part)
    day = _("기한 %(day)s", day=format_day(due)) if due else _("보고 기한이 없는 당부")
    return f"{day} · {basis}" if basis else day


def _done_chip(done_on: date, late_days: int, title: str) -> Chip:
    done = f"{title} · {_('%(day)s 처리', day=format_day(done_on))}"
    if late_days:
        return Chip(ChipKind.DONE_LATE, _("%(n)s근무일 늦음", n=late_days), done)
    return Chip(ChipKind.DONE, _("기한 내"), done)


def _open_chip(days_left: int, late_days: int, title: str) -> Chip:
    if days_left < 0 and late_days == 0:
        reason = _("그 뒤로 근무일이 없어 아직 지연이 아님")
        return Chip(ChipKind.SOON, _("기한 지남"), f"{title} · {reason}")
    if days_left < 0:
        return Chip(ChipKind.LATE, _("지연 %(n)s근무일", n=late_days), title)
    if days_left == 0:
        return Chip(ChipKind.SOON, "D-DAY", title)
    return Chip(ChipKind.SOON if days_left <= SOON_DAYS else ChipKind.AHEAD, f"D-{days_left}", title)


STATE_KINDS: Final[Mapping[str, ChipKind]] = {
    "ISSUED": ChipKind.WAITING,
    "RETURNED": ChipKind.RETURNED,
    "CLOSED": ChipKind.DONE,
    "CLOSED_AS_CONTINUING": ChipKind.DONE,
    "CANCELLED": ChipKind.ENDED,
    "MERGED": ChipKind.ENDED,
}


def state_chip(state: str) -> Chip:
    """Return the chip of a directive's state (decided.md, Directive states)."""
    word = _(STATE_LABELS[state])
    return Chip(STATE_KINDS.get(state, ChipKind.MOVING), word, _("상태: %(state)s", state=word))


def visibility_chip(visibility: str) -> Chip | None:
    """Return the lock of a directive whose words are not for everybody (DIR-12, DIR-22); None of an open one."""
    match visibility:
        case "TEXT_HIDDEN":
            return Chip(ChipKind.LOCK, _("비공개"), _("내용은 관계 부서와 총괄부서만 볼 수 있음"))
        case "AUDIT_ONLY":
            return Chip(ChipKind.LOCK, _("감사 전용"), _("시장, 감사부서와 주관부서만 볼 수 있음"))
        case _open:
            return None


def list_steps(
    kind: str,
    issued_on: date,
    shared_on: date | None,
    reported_on: date | None,
    outcome_on: date | None = None,
    ended_on: date | None = None,
    end: str = "완료",
) -> list[Step]:
    """Return the steps of a directive up to its end; an exhortation need not be reported on (DIR-02)."""
    done = [("등록", issued_on), ("공유", shared_on)]
    unreported = kind == DirectiveKind.EXHORTATION and reported_on is None
    ahead: list[tuple[str, date | None]] = [] if unreported else [("보고", reported_on), ("처리결과", outcome_on)]
    steps: list[Step] = []
    for word, on in (*done, *ahead, (end, ended_on)):
        if ended_on is not None and on is None:
            continue
        next_one = on is None and (not steps or steps[-1].state is StepState.DONE)
        steps.append(Step(word, StepState.DONE if on else StepState.NEXT if next_one else StepState.LATER, on))
    return steps


def is_backdated(effective_at: datetime, recorded_at: datetime, *, manual_clock: bool) -> bool:
    """Tell whether an entry was made after the fact: 소급.

    A manual clock differs from the recording one by nature, so there the difference says nothing.
    """
    return not manual_clock and recorded_at - effective_at > TRANSPORT_TIME


def format_late(late_days: int) -> str:
    """Return how a deed stood to its deadline, in words."""
    return _("기한보다 %(n)s근무일 늦음", n=late_days) if late_days else _("기한 내")
