"""Counts the entries of an edition as they stood at the quarter's end (DIR-13, domain.md 4.2)."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.directives import QuarterEntryPublished, Tenure
from gateway.queries.directive_quarters import CLOSED, WITHDRAWN, Figures, find_quarter_days

Entry = QuarterEntryPublished


def count_figures(entries: Sequence[Entry], quarter: str) -> Figures:
    """Return what the rates of all entries are worked out from, as they stood at the quarter's end (domain.md 4.2)."""
    return _count(None, entries, entries, quarter)


def count_departments(entries: Sequence[Entry], quarter: str) -> list[Figures]:
    """Return the figures of each department, by its code: of what it led, and of the reports whose clock it had.

    As `gateway.queries.directive_quarters.measure` counts them (DIR-13, ADR 0025).
    """
    _first, last = find_quarter_days(quarter)
    led: dict[str, list[Entry]] = {}
    timed: dict[str, list[Entry]] = {}
    for entry in entries:
        tenure = find_tenure(entry, last)
        if tenure is not None:
            led.setdefault(tenure.lead, []).append(entry)
            timed.setdefault(tenure.clock, []).append(entry)
    counted = [_count(code, led.get(code, ()), timed.get(code, ()), quarter) for code in sorted(led | timed)]
    return [each for each in counted if each.directives or each.reported or each.overdue]


def list_departments(entries: Iterable[Entry], quarter: str) -> set[str]:
    """Return the codes of every department that an edition names: its leads, also at the quarter's end, and clocks."""
    _first, last = find_quarter_days(quarter)
    tenures = [(entry.lead, find_tenure(entry, last)) for entry in entries]
    held = {code for _lead, tenure in tenures if tenure for code in (tenure.lead, tenure.clock)}
    return held | {lead for lead, _tenure in tenures if lead is not None}


def find_tenure(entry: Entry, last: date) -> Tenure | None:
    """Return who led a directive on a quarter's last day; what was published before that was told says today's lead."""
    if entry.shared_on is None or entry.shared_on > last:
        return None
    if entry.tenure is not None or entry.lead is None:
        return entry.tenure
    return Tenure(lead=entry.lead, since=entry.shared_on, clock=entry.lead, due=entry.report_due)


def _count(department: str | None, led: Sequence[Entry], timed: Sequence[Entry], quarter: str) -> Figures:
    """`led` are what a department led, `timed` those whose clock it had."""
    _first, last = find_quarter_days(quarter)
    shared = [each for each in led if each.shared_on is not None and each.shared_on <= last]
    over = [each for each in led if each.closed_on is not None and each.closed_on <= last]
    closed = [each for each in over if each.state in CLOSED]
    reported = [each for each in timed if each.reported_on is not None and each.reported_on <= last]
    reported = [each for each in reported if _find_due(each, last) is not None]
    return Figures(
        department=department,
        directives=len(led),
        shared=len(shared),
        shared_on_time=sum(each.share_late_days == 0 for each in shared),
        reported=len(reported),
        reported_on_time=sum(each.report_late_days == 0 for each in reported),
        overdue=sum(is_overdue(each, quarter) for each in timed),
        countable=len(led) - sum(each.state in WITHDRAWN for each in over),
        closed=len(closed),
        measured=sum(each.days is not None for each in closed),
        days=sum(each.days or 0 for each in closed),
    )


def _find_due(entry: Entry, last: date) -> date | None:
    tenure = find_tenure(entry, last)
    return tenure.due if tenure else None


def is_overdue(entry: Entry, quarter: str) -> bool:
    """Tell whether a report was due by the quarter's end and had not been given by then."""
    _first, last = find_quarter_days(quarter)
    due = _find_due(entry, last)
    is_unreported = entry.reported_on is None or entry.reported_on > last
    is_over = entry.closed_on is not None and entry.closed_on <= last
    return due is not None and due <= last and is_unreported and not is_over
