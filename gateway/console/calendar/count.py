"""기한 계산: from when, by which policy or rule, for how long; the answer names every day that was not counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from pydantic import BaseModel, Field, ValidationError, field_validator

from contracts.calendar import Calendar, count_span_days, find_business_day_from
from contracts.calendar.deadlines import set_deadline
from contracts.calendar.periods import Period
from contracts.calendar.policies import DeadlinePolicy, Rule, choose_policy, give_length
from contracts.calendar.writing import read_period
from contracts.errors import Rejected
from gateway.answers.counting import list_skipped
from gateway.console.forms import read_day
from gateway.console.words import _
from infra.clock import SEOUL

BY_HOUR: Final = frozenset({Rule.WH, Rule.HOURS})
OWN: Final = "RULE"
"""Stands for the id of a policy that nobody adopted: the asker chose a rule."""
FREE: Final = tuple(rule for rule in Rule if rule is not Rule.NONE)
"""Rules that can be chosen without a policy."""
WEEKENDS: Final = {5: "토요일", 6: "일요일"}


class Query(BaseModel):
    """What the address asks for, as it was typed."""

    policy: str = Field(default="", max_length=40)
    start: str = Field(default="", max_length=20)
    at: str = Field(default="", max_length=8)
    n: str = Field(default="", max_length=4)
    first: str = Field(default="", max_length=20)
    last: str = Field(default="", max_length=20)
    typed: str = Field(default="", max_length=200)

    @field_validator("*", mode="after")
    @classmethod
    def clean(cls, value: str) -> str:
        """Return the words without what no text of the store can hold."""
        return value.replace("\x00", "").strip()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that was not counted, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A deadline and how it came about."""

    policy: DeadlinePolicy
    start: date | datetime
    due: date | None
    """None where the policy knows no deadline."""
    due_at: datetime | None
    skipped: tuple[Skipped, ...]

    @property
    def is_of_rule(self) -> bool:
        """Whether the asker chose a mere rule."""
        return self.policy.id == OWN


@dataclass(frozen=True, slots=True)
class Span:
    """A period whose first and last day both count (CAL-05)."""

    first: date
    last: date
    days: int
    is_business_day: bool
    next_business_day: date


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a question, and at which field."""

    field: str
    text: str


def count(
    query: Query, policies: Iterable[DeadlinePolicy], calendar: Calendar, names: Mapping[date, str]
) -> Counted | Wrong | None:
    """Return when what starts then falls due (CAL-03, CAL-04); None where nothing is asked."""
    if not query.policy and not query.start:
        return None
    day = read_day(query.start)
    if day is None:
        return Wrong("start", _("시작한 날을 고르세요."))
    policy = _choose(query, tuple(policies), day)
    if isinstance(policy, Wrong):
        return policy
    start = _add_time(query.at, day) if policy.rule in BY_HOUR else day
    if start is None:
        return Wrong("at", _("시간을 세는 기준입니다. 시작한 시각을 적으세요."))
    try:
        due = set_deadline(policy, start, calendar)
        skipped = list_skipped(policy, day, due.day, calendar) if due else []
    except (ValueError, OverflowError):
        return Wrong("start", _("셀 수 없는 날짜입니다. 시작한 날과 길이를 줄이세요."))
    named = tuple(Skipped(each, explain(each, names)) for each in skipped)
    return Counted(policy, start, due.day if due else None, due.at if due else None, named)


def explain(day: date, names: Mapping[date, str]) -> str:
    """Return why offices are closed on a day."""
    return names.get(day) or _(WEEKENDS.get(day.weekday(), "공휴일"))


def count_span(query: Query, calendar: Calendar) -> Span | Wrong | None:
    """Return how long a period is; None where nothing is asked."""
    if not query.first and not query.last:
        return None
    first, last = read_day(query.first), read_day(query.last)
    if first is None or last is None:
        return Wrong("first" if first is None else "last", _("첫날과 마지막 날을 고르세요."))
    if last < first:
        return Wrong("last", _("마지막 날이 첫날보다 빠릅니다. 두 날짜를 확인하세요."))
    following = find_business_day_from(calendar, last)
    return Span(first, last, count_span_days(first, last), calendar.is_business_day(last), following)


def check_weekday(query: Query, year: int) -> Period | Wrong | None:
    """Return what a typed date means; a weekday that is not the day's is wrong (CAL-08)."""
    if not query.typed:
        return None
    try:
        return read_period(query.typed, year)
    except (Rejected, ValidationError) as error:
        message = error.message if isinstance(error, Rejected) else _("200자까지 읽습니다. 날짜만 적으세요.")
        return Wrong("typed", message)


def _choose(query: Query, policies: tuple[DeadlinePolicy, ...], day: date) -> DeadlinePolicy | Wrong:
    length = int(query.n) if query.n.isascii() and query.n.isdecimal() else None
    if length is not None and not 1 <= length <= 3_660:
        return Wrong("n", _("길이는 1부터 3,660까지 적으세요."))
    if query.policy in FREE:
        chosen = DeadlinePolicy(id=OWN, rule=Rule(query.policy), valid_from=day, basis="직접 고른 방식")
    else:
        try:
            chosen = choose_policy(policies, query.policy, day)
        except KeyError:
            return Wrong("policy", _("그날 쓰는 기한 기준이 없습니다. 기준을 고르세요."))
    if chosen.n is not None or chosen.rule is Rule.NONE:
        return chosen
    return give_length(chosen, length) if length else Wrong("n", _("길이를 적으세요. 기준에 정해진 길이가 없습니다."))


def _add_time(text: str, day: date) -> datetime | None:
    try:
        return datetime.combine(day, time.fromisoformat(text), SEOUL)
    except ValueError:
        return None
