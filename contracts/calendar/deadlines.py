"""Deadlines by policy: set, extended, late, reminded of; start and calendar in, due out (domain.md 4.1)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from contracts.calendar import (
    Calendar,
    add_business_days,
    add_business_days_from,
    add_calendar_days,
    add_calendar_days_from,
    add_months_from,
    count_business_days_late,
    subtract_business_days,
)
from contracts.calendar.hours import (
    HOUR,
    HOURS_A_DAY,
    SEOUL,
    add_working_hours,
    count_working_hours_late,
    find_seoul_day,
)
from contracts.calendar.policies import DeadlinePolicy, Rule
from contracts.errors import Rejected
from contracts.values import TooFar, refuse_far_away

_DAYS: Final[Mapping[Rule, Callable[[Calendar, date, int], date]]] = {
    Rule.BD_EXCL: add_business_days,
    Rule.BD_INCL: add_business_days_from,
    Rule.CAL_EXCL: add_calendar_days,
    Rule.CAL_INCL: add_calendar_days_from,
    Rule.MONTH_INCL: add_months_from,
}


@dataclass(frozen=True, slots=True)
class Due:
    """When a deadline ends: with the day, or at a moment of it where hours are counted."""

    day: date
    """In Seoul."""
    at: datetime | None = None


def set_deadline(policy: DeadlinePolicy, start: date | datetime, calendar: Calendar) -> Due | None:
    """Return when what starts on a day, or at a moment, falls due; None where the policy knows no deadline.

    A suspension, or a holiday that is declared late, is another calendar: the deadline is set anew from the same start.
    Raises: TypeError for hours from a mere day, ValueError for a policy that waits for its length, OverflowError.
    """
    if policy.rule is Rule.NONE:
        return None
    if policy.n is None:
        raise ValueError(f"{policy.key} waits for its length")
    return _count(policy.rule, start, policy.n, calendar)


def extend_deadline(
    policy: DeadlinePolicy, due: Due, days: int, calendar: Calendar, *, earlier: int = 0, has_consent: bool = False
) -> Due:
    """Return the due of an extension by some days after `earlier` ones: BD_EXCL(due, days), in hours WH(due, 8 days).

    What counts calendar days is extended by calendar days, as 30 days are added to INT_60.
    Raises: Rejected with EXTENSION_TOO_LONG, CONSENT_REQUIRED; ValueError for fewer than one day.
    """
    if earlier >= policy.extensions or days > policy.most_days:
        longest = 0 if earlier >= policy.extensions else policy.most_days
        raise Rejected(
            "EXTENSION_TOO_LONG",
            f"{longest}일까지 연장할 수 있습니다. 줄여서 다시 보내세요."
            if longest
            else "더 연장할 수 없습니다. 기한 안에 처리하세요.",
            {"longest": str(longest), "earlier": str(earlier)},
        )
    if earlier and not has_consent:
        raise Rejected("CONSENT_REQUIRED", "두 번째 연장에는 민원인의 동의가 필요합니다. 동의를 받아 다시 보내세요.")
    match policy.rule:
        case Rule.WH:
            return _count(Rule.WH, due.at or due.day, days * HOURS_A_DAY, calendar)
        case Rule.CAL_EXCL | Rule.CAL_INCL:
            return _count(Rule.CAL_EXCL, due.day, days, calendar)
        case _:
            return _count(Rule.BD_EXCL, due.day, days, calendar)


def count_late(policy: DeadlinePolicy, due: Due, actual: datetime, calendar: Calendar) -> int:
    """Return how late something was, 0 on time: business days, or begun hours of the kind that the policy counts.

    What comes after the due and before offices open again is on time, except by hours of the clock.
    """
    if due.at is None:
        return count_business_days_late(calendar, due.day, find_seoul_day(actual))
    if policy.rule is Rule.HOURS:
        return max(-((due.at - actual) // HOUR), 0)
    return count_working_hours_late(calendar, due.at, actual)


def check_near(day: date) -> date:
    """Return a day that follows from others, where it can be stored as they can. Raises: Rejected with BAD_SHAPE."""
    try:
        return refuse_far_away(day)
    except TooFar as error:
        message = "1900년부터 2199년까지의 날짜만 다룹니다. 여기서 나오는 날이 이를 벗어나니 날짜를 고쳐 보내세요."
        raise Rejected("BAD_SHAPE", message, {"day": day.isoformat()}) from error


class Stage(StrEnum):
    """When somebody is reminded of a deadline, in business days before or after it (CAL-13, DIR-20)."""

    DUE_IN_3 = "D-3"
    DUE_IN_1 = "D-1"
    DUE = "D"
    LATE_1 = "D+1"
    """The team head hears of it."""
    LATE_3 = "D+3"
    """국장, 부시장."""
    LATE_5 = "D+5"
    """The mayor's dashboard."""


LATE: Final = (Stage.LATE_1, Stage.LATE_3, Stage.LATE_5)
STAGES: Final = (Stage.DUE_IN_3, Stage.DUE_IN_1, Stage.DUE, *LATE)
SHARE_STAGES: Final = (Stage.DUE, *LATE)
"""A share is due the same day (decided.md, Reminders)."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One stage and the day in Seoul on which it comes."""

    stage: Stage
    day: date


def list_reminders(
    calendar: Calendar, due: date, stages: Iterable[Stage] = STAGES, *, after: date | None = None
) -> tuple[Reminder, ...]:
    """Return the stages of a deadline in their order, without those on or before its start, `after` (CAL-13)."""
    planned = (Reminder(stage, _place(calendar, due, stage)) for stage in stages)
    return tuple(each for each in planned if after is None or each.day > after)


def _place(calendar: Calendar, due: date, stage: Stage) -> date:
    days = int(stage[1:] or "0")
    if days < 0:
        return subtract_business_days(calendar, due, -days)
    return add_business_days(calendar, due, days) if days else due


def _count(rule: Rule, start: date | datetime, n: int, calendar: Calendar) -> Due:
    if rule is Rule.WH:
        return _due_at(add_working_hours(calendar, _read_moment(start), n))
    if rule is Rule.HOURS:
        return _due_at(_read_moment(start).astimezone(UTC) + timedelta(hours=n))
    return Due(_DAYS[rule](calendar, _read_day(start), n))


def _due_at(moment: datetime) -> Due:
    return Due(find_seoul_day(moment), moment.astimezone(SEOUL))


def _read_moment(start: date | datetime) -> datetime:
    if not isinstance(start, datetime):
        raise TypeError("hours are counted from a moment")
    return start


def _read_day(start: date | datetime) -> date:
    return find_seoul_day(start) if isinstance(start, datetime) else start
