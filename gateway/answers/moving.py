"""What a holiday would move before it is declared or taken back: open deadlines, counted again (CAL-11)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.calendar import Calendar, add_business_days, subtract_business_days
from contracts.calendar.deadlines import set_deadline
from contracts.calendar.policies import DeadlinePolicy, Rule, give_length
from contracts.directives import Clock
from gateway.views.directive_board import Row

BY_BUSINESS_DAYS = frozenset({Rule.BD_EXCL, Rule.BD_INCL})


@dataclass(frozen=True, slots=True)
class Running:
    """A deadline that runs: whose, by which policy, since when."""

    directive: str
    number: str
    clock: Clock
    department: str | None
    policy: str
    days: int | None
    """The length where the policy leaves it open."""
    start: date
    due: date


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline and where it would go."""

    running: Running
    after: date


def list_running(row: Row) -> Iterator[Running]:
    """Yield the deadlines of a directive that run; what is reported or over has none."""
    name = row.directive, row.number
    if row.state == "ISSUED":
        yield Running(*name, Clock.SHARE, None, row.share_policy, None, row.issued_on, row.share_due)
    if row.shared_on is None or row.report_policy is None or row.ended_on is not None:
        return
    policy, days, start = row.report_policy, row.report_days, row.shared_on
    if row.reported_on is None and row.report_due is not None:
        yield Running(*name, Clock.REPORT, row.lead, policy, days, start, row.report_due)
    for department, reply in row.replies.items():
        if reply.get("due") and not reply.get("replied_on"):
            due = date.fromisoformat(reply["due"])
            yield Running(*name, Clock.REPLY, department, policy, days, start, due)


def find_moves(
    open_rows: Iterable[Row],
    calendar: Calendar,
    policies: Iterable[DeadlinePolicy],
    day: date,
    *,
    is_revoked: bool = False,
) -> list[Move]:
    """Return the deadlines that would end on another day if `day` were a holiday, by the day on which they end now.

    `is_revoked`: if it were one no more.
    """
    known = {policy.key: policy for policy in policies}
    after = Calendar(calendar.holidays - {day} if is_revoked else calendar.holidays | {day})
    running = [each for row in open_rows for each in list_running(row)]
    moves = [Move(each, _count_again(each, known, calendar, after, day)) for each in running]
    return sorted(
        (each for each in moves if each.after != each.running.due),
        key=lambda each: (each.running.due, each.running.number, each.running.department or ""),
    )


def _count_again(
    running: Running, policies: Mapping[str, DeadlinePolicy], before: Calendar, after: Calendar, day: date
) -> date:
    """Return the day on which a deadline would end; one that was set by hand stays."""
    own = _find_policy(running, policies)
    if own is None:
        return running.due
    then = set_deadline(own, running.start, before)
    if then is not None and then.day == running.due:
        now = set_deadline(own, running.start, after)
        return now.day if now is not None else running.due
    # The board and the calendar are not of one moment: a recalculation is under way, and the day moves where it stands.
    is_near = own.rule in BY_BUSINESS_DAYS and running.start < day <= running.due
    if is_near and before.is_business_day(day):
        return add_business_days(after, running.due, 1)
    return subtract_business_days(after, running.due, 1) if is_near and after.is_business_day(day) else running.due


def _find_policy(running: Running, policies: Mapping[str, DeadlinePolicy]) -> DeadlinePolicy | None:
    policy = policies.get(running.policy)
    if policy is None:
        return None
    own = policy if running.days is None or policy.n is not None else give_length(policy, running.days)
    return own if own.n is not None else None
