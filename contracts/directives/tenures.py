"""Who has led a directive, and whose the clock of its report was, by each event (DIR-13, DIR-16, ADR 0025).

The writing and the reading side follow the same events by the same rule, so that what is measured and what is published
say the same.
"""

from collections.abc import Sequence
from datetime import date

from contracts.directives.events import DeadlineRecalculated, DirectiveShared, DirectiveTransferred
from contracts.directives.values import Clock, Tenure
from contracts.messages import Event

Tenures = tuple[Tenure, ...]
"""In their order; the last is today's."""


def follow(tenures: Tenures, event: Event, *, is_reported: bool) -> Tenures:
    """Return the tenures after an event; `is_reported`: the report had been given before it."""
    match event:
        case DirectiveShared():
            return (Tenure(lead=event.lead, since=event.shared_on, clock=event.lead, due=event.report_due),)
        case DirectiveTransferred():
            return (*tenures, _hand_over(tenures[-1], event, is_reported=is_reported))
        case DeadlineRecalculated(clock=Clock.REPORT):
            return _move(tenures, event)
        case _:
            return tenures


def find_tenure(tenures: Sequence[Tenure], day: date) -> Tenure | None:
    """Return the tenure of a day; None before the first."""
    return next((each for each in reversed(tenures) if each.since <= day), None)


def _hand_over(before: Tenure, event: DirectiveTransferred, *, is_reported: bool) -> Tenure:
    """The clock goes with the lead until it is met; one that has passed unmet stays with who had it then."""
    since, due = event.transferred_on, event.report_due
    has_passed = due is not None and due == before.due and due < since
    if is_reported or has_passed:
        return Tenure(lead=event.lead, since=since, clock=before.clock, due=before.due)
    return Tenure(lead=event.lead, since=since, clock=event.lead, due=due)


def _move(tenures: Tenures, event: DeadlineRecalculated) -> Tenures:
    """What had passed, or has by the new calendar, is told anew from this day on: the days before it stay."""
    *earlier, now = tenures
    on = event.recalculated_on
    if now.due is not None and min(now.due, event.due) >= on:
        return (*earlier, now.model_copy(update={"due": event.due}))
    clock = now.lead if event.due >= on else now.clock
    return (*tenures, Tenure(lead=now.lead, since=on, clock=clock, due=event.due))
