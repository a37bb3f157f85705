"""Versioned deadline policies as values, with every row of the table of domain.md 4.1 (CAL-12)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.calendar.hours import HOURS_A_DAY
from contracts.messages import Message
from contracts.values import Day, Name, Storable

PolicyId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=40), Storable]
SHORT_PETITION_DAYS: Final = 5
"""민원처리법 19조: to five days a period is counted in working hours, from six in days whose first counts."""


class Rule(StrEnum):
    """How a period is counted (domain.md 4.1, Definitions)."""

    BD_EXCL = "BD_EXCL"
    """Business days, the first not counted."""
    BD_INCL = "BD_INCL"
    """Business days, the first counted."""
    WH = "WH"
    """Working hours."""
    CAL_EXCL = "CAL_EXCL"
    """Calendar days, the first not counted."""
    CAL_INCL = "CAL_INCL"
    """Calendar days, the first counted."""
    MONTH_INCL = "MONTH_INCL"
    """Calendar months, the first day counted."""
    HOURS = "HOURS"
    """Hours of the clock, by day and night (민법 156조)."""
    NONE = "NONE"
    """No deadline."""


class DeadlinePolicy(Message):
    """One version of how a deadline is set; a deadline keeps the version by which it was set."""

    id: PolicyId
    version: Annotated[int, Field(ge=1)] = 1
    rule: Rule = Field(strict=False)
    n: Annotated[int, Field(ge=1, le=3_660)] | None = None
    """Days, hours or months by the rule; absent where each deadline brings its own (`give_length`), or has none."""
    valid_from: Day
    """Deadlines that start on this day or later are set by it."""
    basis: Name
    """Law, source or decision; Korean."""
    extensions: Annotated[int, Field(ge=0, le=9)] = 2
    """How often it may be extended; from the second time with the petitioner's consent."""
    longest_extension: Annotated[int, Field(ge=1, le=3_660)] | None = None
    """Days of one extension; absent is as long as the period itself."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.rule is Rule.NONE and self.n is not None:
            raise ValueError("a policy without deadlines has no length")
        return self

    @property
    def key(self) -> str:
        """Id and version as a deadline shows them, such as `DIR_SHARE@1`."""
        return f"{self.id}@{self.version}"

    @property
    def most_days(self) -> int:
        """The days of one extension at most: not more than the period had; what counts months or hours has none."""
        match self.rule:
            case Rule.BD_EXCL | Rule.BD_INCL | Rule.CAL_EXCL | Rule.CAL_INCL:
                return self.longest_extension or self.n or 0
            case Rule.WH:
                return self.longest_extension or (self.n or 0) // HOURS_A_DAY
            case Rule.MONTH_INCL | Rule.HOURS | Rule.NONE:
                return 0


def give_length(policy: DeadlinePolicy, n: int) -> DeadlinePolicy:
    """Return the policy with a deadline's own length, in its rule's unit. Raises: ValueError where it has one."""
    if policy.n is not None:
        raise ValueError(f"{policy.key} has its own length")
    return DeadlinePolicy.model_validate({**policy.model_dump(), "n": n})


def choose_policy(policies: Iterable[DeadlinePolicy], policy_id: str, day: date) -> DeadlinePolicy:
    """Return the version that rules on a day. Raises: KeyError where none does yet."""
    valid = [each for each in policies if each.id == policy_id and each.valid_from <= day]
    if not valid:
        raise KeyError(f"no {policy_id} on {day}")
    return max(valid, key=lambda each: (each.valid_from, each.version))


def make_petition_policy(policies: Iterable[DeadlinePolicy], days: int, day: date) -> DeadlinePolicy:
    """Return the policy of a petition with so many days to be handled in, received on `day` (민원처리법 19조)."""
    chosen = list(policies)
    if days <= SHORT_PETITION_DAYS:
        return give_length(choose_policy(chosen, "PET_SHORT", day), days * HOURS_A_DAY)
    return give_length(choose_policy(chosen, "PET_LONG", day), days)


_START: Final = date(2017, 1, 1)
"""The calendar's first day (CAL-01), so that facts of the sources find a policy."""


def _row(
    policy_id: str, rule: Rule, n: int | None, basis: str, *, extensions: int = 2, longest: int | None = None
) -> DeadlinePolicy:
    return DeadlinePolicy(
        id=policy_id,
        rule=rule,
        n=n,
        valid_from=_START,
        basis=basis,
        extensions=extensions,
        longest_extension=longest,
    )


POLICIES: Final = (
    # `due = issue date if business day else next business day` is the first business day counting the start.
    _row("DIR_SHARE", Rule.BD_INCL, 1, "2024년 업무계획: 공유(당일)"),
    _row("DIR_REPORT_3", Rule.BD_EXCL, 3, "2024년 업무계획: 3일 이내 우선보고, 첫날을 세지 않음"),
    _row("DIR_PLAN_10", Rule.BD_EXCL, 10, "해남군 지침: 계획 보고 10일"),
    _row("DIR_LONG", Rule.BD_EXCL, None, "지시에서 정한 기한"),
    _row("DIR_NONE", Rule.NONE, None, "당부·강조사항: 보고 기한 없음"),
    _row("Q_CHECK", Rule.BD_EXCL, 10, "분기 말일 기준, 10근무일"),
    _row("PET_IMMEDIATE", Rule.WH, 3, "민원처리법 시행령: 즉시는 3근무시간"),
    _row("PET_SHORT", Rule.WH, None, "민원처리법 제19조 제1항: 5일 이하는 시간 단위"),
    _row("PET_LONG", Rule.BD_INCL, None, "민원처리법 제19조 제2항: 6일 이상은 일 단위, 첫날 산입"),
    _row("PET_LEGAL_QUESTION", Rule.BD_INCL, 14, "민원처리법 시행령: 법령 질의 14일"),
    _row("PET_QUESTION", Rule.BD_INCL, 7, "민원처리법 시행령: 설명 질의 7일"),
    _row("PET_PROPOSAL", Rule.BD_INCL, 14, "민원처리법 시행령: 건의 14일"),
    _row("PET_GRIEVANCE", Rule.BD_INCL, 7, "민원처리법 시행령: 고충 7일"),
    _row("PET_OTHER", Rule.WH, 3, "민원처리법 시행령: 기타 즉시"),
    _row("INT_60", Rule.CAL_EXCL, 60, "부패방지권익위법: 60일, 30일 한 번 연장", extensions=1, longest=30),
    _row("TH_PUBLISH", Rule.BD_EXCL, 5, "타운홀미팅 결과 공개 5근무일"),
    _row("TH_REPLY", Rule.BD_EXCL, 20, "타운홀미팅 부서 회신 20근무일"),
    # Days of the 민법 where the law says no more: calendar days, the first not counted.
    _row("PII_DESTROY", Rule.CAL_EXCL, 5, "표준 개인정보 보호지침: 5일 이내 파기", extensions=0),
    _row("PII_ACCESS", Rule.CAL_EXCL, 10, "개인정보 보호법 시행령: 10일 이내 열람", extensions=0),
    _row("BREACH", Rule.HOURS, 72, "개인정보 보호법 시행령: 72시간 이내 통지·신고", extensions=0),
)
"""The first version of each; later ones are events of the registry."""
