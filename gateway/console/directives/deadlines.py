"""What a directive would owe if it were shared on a day, by the version of the policy that rules then (CAL-12)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from contracts.calendar import Calendar
from contracts.calendar.deadlines import set_deadline
from contracts.calendar.policies import DeadlinePolicy, Rule, choose_policy, give_length
from contracts.directives import DirectiveKind
from gateway.console.words import _

REPORT_POLICIES: Final[Mapping[str, str]] = {
    DirectiveKind.SIMPLE: "DIR_REPORT_3",
    DirectiveKind.ADDITIONAL: "DIR_REPORT_3",
    DirectiveKind.SPECIAL: "DIR_REPORT_3",
    DirectiveKind.PLAN: "DIR_PLAN_10",
    DirectiveKind.EXHORTATION: "DIR_NONE",
}
"""Which policy gives the report of a kind its deadline (domain.md 4.1)."""


def choose_report(policies: Iterable[DeadlinePolicy], kind: str, day: date, own_days: int = 0) -> DeadlinePolicy:
    """Return the policy of the report of a kind that is shared on a day; `own_days` where the share sets its own."""
    if own_days:
        return give_length(choose_policy(policies, "DIR_LONG", day), own_days)
    return choose_policy(policies, REPORT_POLICIES[kind], day)


def find_end(policy: DeadlinePolicy, day: date, calendar: Calendar) -> date | None:
    """Return the day on which what starts on a day is due; None where the policy sets none."""
    due = set_deadline(policy, day, calendar)
    return due.day if due else None


def tell_length(policy: DeadlinePolicy) -> str:
    """Return the length of a policy in its unit, `3근무일`; nothing where it has none."""
    if policy.n is None:
        return ""
    match policy.rule:
        case Rule.BD_EXCL | Rule.BD_INCL:
            return _("%(n)s근무일", n=policy.n)
        case Rule.CAL_EXCL | Rule.CAL_INCL:
            return _("%(n)s일", n=policy.n)
        case Rule.MONTH_INCL:
            return _("%(n)s개월", n=policy.n)
        case Rule.WH | Rule.HOURS:
            return _("%(n)s시간", n=policy.n)
        case Rule.NONE:
            return ""
