"""What the directives' own log makes them do later: reminders and escalations when due, deadlines anew at a holiday.

Beside it the lookup of which directives there are: the live ones, and the ended by the quarter of their end (DIR-09).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Final
from uuid import UUID

from contracts.calendar.deadlines import Stage
from contracts.calendar.hours import SEOUL, find_seoul_day
from contracts.directives import (
    AddresseeReplied,
    Clock,
    DeadlineRecalculated,
    DirectiveCancelled,
    DirectiveClosed,
    DirectiveClosedAsContinuing,
    DirectiveIssued,
    DirectiveMerged,
    DirectivesEvent,
    DirectiveShared,
    DirectiveTransferred,
    EscalationRaised,
    HolidayDropped,
    HolidayRecorded,
    PriorityReportSubmitted,
    ReachStage,
    RecalculateDeadlines,
    ReminderSent,
    StageDay,
    StagePassed,
)
from contracts.messages import Command, Recorded
from infra.agenda import Agenda, Drop, Put, Sweep
from services.directives.directive.quarters import find_quarter
from services.directives.directive.state import find_key

PREFIX: Final = "directive-"
DIRECTIVES: Final = "directives"
"""Lookup of directives by id."""
CONFIDENTIAL: Final = "confidential"
"""Lookup of those that only the audit may know of (DIR-22), with the same buckets: no report asks for it."""
LIVE: Final = "live"
"""Bucket of those that have not ended; the others lie in that of their quarter, and every quarter sorts before it."""
STAGES: Final = "stages"
"""Timers: `<directive>|<clock>|<department of a reply or ->|<stage>`."""
NINE: Final = time(9)
"""When offices open: what a day brings is told then, in Seoul."""
SIXTEEN: Final = time(16)
"""When the office is told what it must still share that day: not at nine, for most is issued later and shared soon."""


def keep(event: Recorded[DirectivesEvent]) -> Sequence[Put | Drop]:
    """Return what an event changes in the lookup and the timers.

    Whom a directive was addressed to is not in the event that ends it: what timers of replies are left run to nothing.
    """
    if not event.subject.startswith(PREFIX):
        return ()
    directive = event.subject.removeprefix(PREFIX)
    lookup = DIRECTIVES if event.sealed_for is None else CONFIDENTIAL
    return (*_file(lookup, directive, event.data), *_time(directive, event.data))


def _file(lookup: str, directive: str, event: DirectivesEvent) -> Iterator[Put | Drop]:
    match event:
        case DirectiveIssued():
            yield Put(lookup, directive, LIVE)
        case DirectiveClosed(closed_on=day) | DirectiveClosedAsContinuing(closed_on=day):
            yield Put(lookup, directive, find_quarter(day))
        case DirectiveCancelled(cancelled_on=day) | DirectiveMerged(merged_on=day):
            yield Put(lookup, directive, find_quarter(day))
        case _:
            pass


def _time(directive: str, event: DirectivesEvent) -> Iterator[Put | Drop]:
    match event:
        case DirectiveIssued():
            yield from _set(directive, Clock.SHARE, None, event.share_stages)
        case DirectiveShared():
            yield from _drop(directive, Clock.SHARE, None)
            yield from _set(directive, Clock.REPORT, None, event.report_stages)
            for code in event.addressees:
                yield from _set(directive, Clock.REPLY, code, event.report_stages)
        case DirectiveTransferred():
            yield from _set_anew(directive, Clock.REPORT, None, event.report_stages)
            yield from _drop(directive, Clock.REPLY, event.lead)
        case DeadlineRecalculated():
            yield from _set_anew(directive, event.clock, event.department, event.stages)
        case PriorityReportSubmitted():
            yield from _drop(directive, Clock.REPORT, None)
        case AddresseeReplied():
            yield from _drop(directive, Clock.REPLY, event.department)
        case ReminderSent() | EscalationRaised() | StagePassed():
            yield from _drop(directive, event.clock, event.department, (event.stage,))
        case DirectiveClosed() | DirectiveClosedAsContinuing() | DirectiveCancelled() | DirectiveMerged():
            yield from _drop(directive, Clock.SHARE, None)
            yield from _drop(directive, Clock.REPORT, None)
        case _:
            pass


def _set(directive: str, clock: Clock, department: str | None, stages: Iterable[StageDay]) -> Iterator[Put | Drop]:
    for each in stages:
        is_last_call = clock is Clock.SHARE and each.stage is Stage.DUE
        due_at = datetime.combine(each.day, SIXTEEN if is_last_call else NINE, SEOUL)
        yield Put(STAGES, _name_timer(directive, clock, department, each.stage), due_at=due_at)


def _drop(
    directive: str, clock: Clock, department: str | None, stages: Iterable[Stage] = tuple(Stage)
) -> Iterator[Put | Drop]:
    for stage in stages:
        yield Drop(STAGES, _name_timer(directive, clock, department, stage))


def _set_anew(directive: str, clock: Clock, department: str | None, stages: Iterable[StageDay]) -> Iterator[Put | Drop]:
    yield from _drop(directive, clock, department)
    yield from _set(directive, clock, department, stages)


def _name_timer(directive: str, clock: Clock, department: str | None, stage: Stage) -> str:
    _, whose = find_key(clock, department)
    return "|".join((directive, clock, whose or "-", stage))


def reach_stage(key: str, due_at: datetime) -> Command:
    """Return the command of a timer."""
    directive, clock, department, stage = key.split("|")
    return ReachStage(
        directive=UUID(directive),
        clock=Clock(clock),
        department=None if department == "-" else department,
        stage=Stage(stage),
        day=find_seoul_day(due_at),
    )


def find_changed_day(event: Recorded[DirectivesEvent]) -> str | None:
    """Return whose deadlines an event concerns: all live directives' where the calendar has changed."""
    return LIVE if isinstance(event.data, HolidayRecorded | HolidayDropped) else None


def recalculate(event: Recorded[DirectivesEvent], directive: str) -> Command:
    """Return the command that sets the open deadlines of a directive anew (CAL-11)."""
    assert isinstance(event.data, HolidayRecorded | HolidayDropped)
    return RecalculateDeadlines(directive=UUID(directive), day=event.data.day)


AGENDA: Final[Agenda[DirectivesEvent]] = Agenda(
    keep,
    (
        Sweep("directives-recalculation", DIRECTIVES, find_changed_day, recalculate),
        Sweep("confidential-recalculation", CONFIDENTIAL, find_changed_day, recalculate),
    ),
    {STAGES: reach_stage},
)
