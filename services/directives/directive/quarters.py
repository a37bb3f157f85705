"""Which directives a quarter's report has, and which of them must be checked (DIR-09)."""

from datetime import date

from contracts.calendar.periods import Period, Precision, find_period
from contracts.directives import Visibility
from services.directives.directive.state import Active, Ended, NotIssued, State


def find_quarter_days(quarter: str) -> tuple[date, date]:
    """Return the first and the last day of a quarter such as 2024-Q3."""
    period = Period(value=quarter, precision=Precision.QUARTER)
    assert period.last is not None, "a quarter ends"
    return period.first, period.last


def find_quarter(day: date) -> str:
    """Return the quarter that a day lies in."""
    return find_period(Precision.QUARTER, day).value


def is_live(state: State, quarter: str) -> bool:
    """Tell whether a directive was live in a quarter: issued by its end, and not ended before its start.

    What only the audit may know of is counted nowhere else (DIR-22).
    """
    if isinstance(state, NotIssued) or state.order.visibility is Visibility.AUDIT_ONLY:
        return False
    return was_open(state, quarter) and state.order.issued_on <= find_quarter_days(quarter)[1]


def was_open(state: State, quarter: str) -> bool:
    """Tell whether it had not ended before the quarter's start."""
    return not isinstance(state, Ended) or state.ended_on >= find_quarter_days(quarter)[0]


def was_shared(state: State, quarter: str) -> bool:
    """Tell whether it was shared by the quarter's end; else it is the coordinating office's own delay."""
    work = state.work if isinstance(state, Active | Ended) else None
    return work is not None and work.shared_on <= find_quarter_days(quarter)[1]


def needs_check(state: State, quarter: str) -> bool:
    """Tell whether a live directive still has to be checked: what was shared by the quarter's end, and only that."""
    return isinstance(state, Active | Ended) and was_shared(state, quarter) and quarter not in state.checks
