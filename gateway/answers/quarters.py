"""What the API tells of quarters: how the live directives stand, how they were carried out, what was published."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from pydantic import BaseModel

from contracts.calendar import Calendar
from contracts.calendar.deadlines import set_deadline
from contracts.calendar.policies import DeadlinePolicy, choose_policy
from gateway.access import Links, Meta
from gateway.answers.directives import Department
from gateway.labels import ASSESSMENT_LABELS, STATE_LABELS, Labelled, label
from gateway.queries.directive_board import Item
from gateway.queries.directive_quarters import Figures, Tally, name_standing
from gateway.views import directive_check, quarterly_report

STANDING_LABELS: Final = {"CHECKED": "점검함", "MISSING": "미점검", "UNSHARED": "미공유(총괄부서 지연)"}
RANKED: Final = 5
"""Reports from which on a department's rate is compared: below that one directive moves it too far."""


class Check(BaseModel):
    """One live directive in a quarter's check."""

    id: str
    number: str
    text: str | None
    is_withheld: bool
    state: Labelled
    lead: Department | None
    standing: Labelled
    assessment: Labelled | None
    cause: str | None
    remedy: str | None
    checked_on: date | None
    version: int


class Tallied(BaseModel):
    """A quarter's live directives: live = checked + missing + unshared."""

    live: int
    checked: int
    missing: int
    unshared: int
    """Not shared by the quarter's end: the coordinating office's own delay, which needs no check."""


class CheckList(BaseModel):
    """One page of a quarter's live directives, and how many there are of each standing."""

    data: list[Check]
    tally: Tallied
    links: Links
    meta: Meta


class Rate(BaseModel):
    """`count` of `total`, in percent with one decimal; null where there is nothing to count."""

    count: int
    total: int
    percent: float | None


class MeanDays(BaseModel):
    """Mean business days from share to close, and over how many directives."""

    days: float | None
    total: int


class Metrics(BaseModel):
    """How directives were carried out (DIR-13)."""

    department: Department | None
    """The lead department; null for all together, or for what is not shared yet."""
    directives: int
    share_on_time: Rate
    """Of what was shared; the coordinating office's, whoever leads."""
    report_on_time: Rate
    """Of what was reported or is overdue; the lead department's."""
    completion: Rate
    """Of what was issued and neither cancelled nor merged."""
    mean_days: MeanDays
    rank: int | None
    """By `report_on_time` among departments with five reports or more; null below that."""


class MetricsAnswer(BaseModel):
    """The metrics of all directives, or of each lead department."""

    data: list[Metrics]
    quarter: str | None
    meta: Meta


class Report(BaseModel):
    """One edition of a quarter's report; it never changes."""

    quarter: str
    edition: int
    published_on: date
    cut: dict[str, int]
    """Position of each log up to which it counts."""
    entries: int
    unshared: int
    reason: str | None
    """Why it was published again."""


class Reports(BaseModel):
    """All editions, the newest first."""

    data: list[Report]
    meta: Meta


class OneReport(BaseModel):
    """One edition with a page of its entries, each as it was published."""

    data: Report
    entries: list[dict[str, Any]]
    links: Links
    meta: Meta


class Deed(BaseModel):
    """What a quarter asks of the coordinating office: every live directive checked, and its report published."""

    due: date
    """Q_CHECK, counted from the quarter's end."""
    done_on: date | None
    """When its report was published first."""
    live: int
    """Directives that were live in it: without one there is nothing to report."""
    missing: int
    """Those that still need their check."""
    is_skipped: bool
    """True: it is past due and was not done (CAL-07)."""


@dataclass(frozen=True, slots=True)
class QuarterDue:
    """By when a quarter's check and report are due, and by which version of which policy."""

    day: date
    policy: str


def find_due(last: date, policies: Sequence[DeadlinePolicy], calendar: Calendar) -> QuarterDue | None:
    """Return by when a quarter that ends on a day is checked and reported on; None before the policy that says it."""
    try:
        policy = choose_policy(policies, "Q_CHECK", last)
    except KeyError:
        return None
    due = set_deadline(policy, last, calendar)
    return QuarterDue(due.day, policy.key) if due else None


def show_deed(due: date, done_on: date | None, tally: Tally, today: date) -> Deed:
    """Return how a quarter's check and report stand."""
    is_skipped = done_on is None and due < today and tally.live > 0
    return Deed(due=due, done_on=done_on, live=tally.live, missing=tally.missing, is_skipped=is_skipped)


def show_check(item: Item, quarter: str, check: directive_check.Row | None) -> Check:
    """Return how a directive stands in a quarter; cause and remedy are words as its text is."""
    standing = name_standing(item, quarter)
    words = None if item.is_withheld else check
    return Check(
        id=item.directive,
        number=item.number,
        text=None if item.is_withheld else item.text,
        is_withheld=item.is_withheld,
        state=label(item.state, STATE_LABELS),
        lead=Department(code=item.lead, name=item.lead_name or item.lead) if item.lead else None,
        standing=label(standing, STANDING_LABELS),
        assessment=label(check.assessment, ASSESSMENT_LABELS) if check else None,
        cause=words.cause if words else None,
        remedy=words.remedy if words else None,
        checked_on=check.checked_on if check else None,
        version=item.version,
    )


def show_tally(tally: Tally) -> Tallied:
    """Return the counts of a check list."""
    return Tallied(**asdict(tally))


def show_metrics(groups: Sequence[Figures], names: Mapping[str, str]) -> list[Metrics]:
    """Return the rates of each group, with their counts beside them."""
    shares = [_find_share(figures) for figures in groups]
    return [_measure(figures, names, _rank(share, shares)) for figures, share in zip(groups, shares, strict=True)]


def _find_share(figures: Figures) -> Fraction | None:
    """Return a department's reports on time, None where there are too few to compare."""
    due = figures.reported + figures.overdue
    return Fraction(figures.reported_on_time, due) if figures.department is not None and due >= RANKED else None


def _rank(share: Fraction | None, shares: Sequence[Fraction | None]) -> int | None:
    """Return one more than how many are better: equals share a rank."""
    return None if share is None else 1 + sum(each > share for each in shares if each is not None)


def _measure(figures: Figures, names: Mapping[str, str], rank: int | None) -> Metrics:
    """By domain.md 4.2."""
    code = figures.department
    return Metrics(
        department=Department(code=code, name=names.get(code, code)) if code else None,
        directives=figures.directives,
        share_on_time=_rate(figures.shared_on_time, figures.shared),
        report_on_time=_rate(figures.reported_on_time, figures.reported + figures.overdue),
        completion=_rate(figures.closed, figures.countable),
        mean_days=MeanDays(days=round_tenths(figures.days, figures.measured), total=figures.measured),
        rank=rank,
    )


def _rate(count: int, total: int) -> Rate:
    return Rate(count=count, total=total, percent=round_tenths(100 * count, total))


def round_tenths(part: int, whole: int) -> float | None:
    """Return `part` of `whole` with one decimal, half up (domain.md 4.0); None of nothing.

    Whole numbers until the last step: a binary 6.25 would be rounded to the even 6.2.
    """
    return (20 * part + whole) // (2 * whole) / 10 if whole else None


def show_report(row: quarterly_report.Row) -> Report:
    """Return an edition as it was published."""
    return Report(**{name: getattr(row, name) for name in Report.model_fields})
