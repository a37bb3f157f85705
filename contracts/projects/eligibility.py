"""What an international event must be for the state to approve and pay for it: the rule panel (PRJ-59, PRJ-60)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from contracts.messages import Message
from contracts.values import Code, Count, Name

BASIS: Final = 10_000
"""Basis points of a whole."""


class RuleId(StrEnum):
    """참가국, 외국인 비율, 도 공동주최, 국비 비율, 개최일수, 정책성등급, 사업비 증가."""

    COUNTRIES = "COUNTRIES"
    FOREIGN_RATIO = "FOREIGN_RATIO"
    COHOST = "COHOST"
    NATIONAL_SHARE = "NATIONAL_SHARE"
    DAYS = "DAYS"
    POLICY_GRADE = "POLICY_GRADE"
    COST_INCREASE = "COST_INCREASE"


class HostLevel(StrEnum):
    """Who holds the event with the city: 도, 중앙부처, 다른 시군, 그 밖."""

    PROVINCE = "PROVINCE"
    MINISTRY = "MINISTRY"
    MUNICIPALITY = "MUNICIPALITY"
    OTHER = "OTHER"


class CoHost(Message):
    """A partner that holds the event with the city."""

    partner: Code
    level: HostLevel = Field(strict=False)


CoHosts = Annotated[tuple[CoHost, ...], Field(max_length=20, strict=False)]


class EventFacts(Message):
    """What is planned for an event, as far as it is known; a number that is missing meets no rule."""

    visitors: Count | None = None
    """Of whom the foreigners are a part."""
    foreigners: Count | None = None
    countries: Count | None = None
    """That take part, the own one among them."""
    total_won: Count | None = None
    """총사업비."""
    national_won: Count | None = None
    """국비."""
    co_hosts: CoHosts = ()


class EligibilityRule(Message):
    """One rule and how the event stands to it, as it was when somebody submitted."""

    id: RuleId = Field(strict=False)
    is_met: bool
    of: Annotated[tuple[Count, ...], Field(max_length=2, strict=False)]
    """The numbers that it was judged by: the part and then the whole of a share. Empty where one is missing."""
    threshold: Count
    """Basis points of a share, else what the number counts: countries, days, won."""
    law: Name
    """Where it stands."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of the rules, from a day on."""

    valid_from: date
    least_countries: int
    foreign_bp: int
    """Least share of foreigners among the visitors, in basis points."""
    big_event: int
    """Visitors from which on the lower share is enough."""
    big_foreign_bp: int
    national_bp: int
    """Largest share of the state in the cost."""
    longest_days: int
    policy_grade_won: int
    """Cost from which on a policy grade is needed."""
    reapproval_bp: int
    """Growth over the approved cost from which on the approval is asked for anew."""


GUIDELINE: Final = "기획재정부 국제행사관리지침"
THRESHOLDS: Final = (
    Thresholds(
        valid_from=date(2013, 5, 8),
        least_countries=5,
        foreign_bp=500,
        big_event=2_000_000,
        big_foreign_bp=300,
        national_bp=3_000,
        longest_days=30,
        policy_grade_won=5_000_000_000,
        reapproval_bp=3_000,
    ),
)
"""기획재정부 국제행사관리지침 as published in May 2013 (domain.md, Law 5); a new guideline is a new version."""


@dataclass(frozen=True, slots=True)
class Application:
    """An event as its application stands on a day."""

    facts: EventFacts
    days: int | None = None
    """How many days it lasts at most; None while its period is not set."""
    has_policy_grade: bool = False
    approved_won: int | None = None
    """The cost that was approved; None while no approval stands."""


def find_thresholds(day: date, versions: Sequence[Thresholds] = THRESHOLDS) -> Thresholds:
    """Return the version that rules on a day; before the first one, that one."""
    valid = [each for each in versions if each.valid_from <= day]
    return max(valid or [min(versions, key=_find_start)], key=_find_start)


def check_eligibility(application: Application, thresholds: Thresholds) -> tuple[EligibilityRule, ...]:
    """Return the rule panel, green or red with its numbers; all shares are compared as whole numbers (PRJ-59)."""
    return tuple(_judge(application, thresholds))


def needs_reapproval(total_won: int, approved_won: int, thresholds: Thresholds) -> bool:
    """Tell whether a cost has grown so much over the approved one that it is approved anew (30 %)."""
    return (total_won - approved_won) * BASIS >= approved_won * thresholds.reapproval_bp and total_won > approved_won


def show_share(part: int, whole: int) -> str:
    """Return a share in percent to one decimal, rounded half up: 90,000 of 1,500,000 is `6.0%`."""
    tenths = (part * 2_000 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}%"


def _judge(application: Application, thresholds: Thresholds) -> Iterator[EligibilityRule]:
    facts = application.facts
    yield _make(
        RuleId.COUNTRIES,
        (facts.countries,),
        thresholds.least_countries,
        is_met=facts.countries is not None and facts.countries >= thresholds.least_countries,
    )
    yield _judge_foreigners(facts, thresholds)
    provinces = sum(each.level is HostLevel.PROVINCE for each in facts.co_hosts)
    yield _make(RuleId.COHOST, (provinces,), 1, is_met=provinces >= 1)
    yield _make(
        RuleId.NATIONAL_SHARE,
        (facts.national_won, facts.total_won),
        thresholds.national_bp,
        is_met=_is_share(facts.national_won, facts.total_won)
        and (facts.national_won or 0) * BASIS <= (facts.total_won or 0) * thresholds.national_bp,
    )
    days = application.days
    yield _make(
        RuleId.DAYS, (days,), thresholds.longest_days, is_met=days is not None and days <= thresholds.longest_days
    )
    yield from _judge_cost(application, thresholds)


def _judge_foreigners(facts: EventFacts, thresholds: Thresholds) -> EligibilityRule:
    visitors, foreigners = facts.visitors or 0, facts.foreigners or 0
    least = thresholds.big_foreign_bp if visitors >= thresholds.big_event else thresholds.foreign_bp
    is_met = _is_share(facts.foreigners, facts.visitors) and foreigners * BASIS >= visitors * least
    return _make(RuleId.FOREIGN_RATIO, (facts.foreigners, facts.visitors), least, is_met=is_met)


def _judge_cost(application: Application, thresholds: Thresholds) -> Iterator[EligibilityRule]:
    total = application.facts.total_won
    is_graded = total is not None and (total < thresholds.policy_grade_won or application.has_policy_grade)
    yield _make(RuleId.POLICY_GRADE, (total,), thresholds.policy_grade_won, is_met=is_graded)
    approved = application.approved_won
    if approved is not None:
        is_met = total is not None and not needs_reapproval(total, approved, thresholds)
        yield _make(RuleId.COST_INCREASE, (total, approved), thresholds.reapproval_bp, is_met=is_met)


def _make(rule: RuleId, numbers: tuple[int | None, ...], threshold: int, *, is_met: bool) -> EligibilityRule:
    known = tuple(each for each in numbers if each is not None)
    of = known if len(known) == len(numbers) else ()
    return EligibilityRule(id=rule, is_met=is_met, of=of, threshold=threshold, law=GUIDELINE)


def _is_share(part: int | None, whole: int | None) -> bool:
    """Tell whether both are known and the part lies within the whole."""
    return part is not None and whole is not None and part <= whole and whole > 0


def _find_start(thresholds: Thresholds) -> date:
    return thresholds.valid_from
