"""The states that a directive goes through, and what each event makes of them (domain.md 4.2).

State
├── NotIssued
├── Issued       numbered, waiting to be shared
├── Active       its departments have it: SHARED, REPORTED, IN_PROGRESS, OUTCOME_SUBMITTED, RETURNED
└── Ended        CLOSED, CLOSED_AS_CONTINUING, CANCELLED, MERGED
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from contracts.calendar.deadlines import Stage
from contracts.calendar.hours import find_seoul_day
from contracts.directives import (
    AddresseeReplied,
    Assessment,
    Clock,
    DeadlineRecalculated,
    DirectiveAcknowledged,
    DirectiveCancelled,
    DirectiveClosed,
    DirectiveClosedAsContinuing,
    DirectiveIssued,
    DirectiveKind,
    DirectiveMerged,
    DirectivesEvent,
    DirectiveShared,
    DirectiveTransferred,
    EscalationRaised,
    OutcomeReturned,
    OutcomeSubmitted,
    PriorityReportSubmitted,
    ProgressUpdated,
    QuarterlyCheckRecorded,
    ReminderSent,
    StageDay,
    StagePassed,
    TeamAssigned,
    Visibility,
)
from contracts.directives.tenures import Tenures, follow


class Phase(StrEnum):
    """Where a directive stands (decided.md, Directive states)."""

    ISSUED = "ISSUED"
    SHARED = "SHARED"
    REPORTED = "REPORTED"
    IN_PROGRESS = "IN_PROGRESS"
    OUTCOME_SUBMITTED = "OUTCOME_SUBMITTED"
    RETURNED = "RETURNED"
    CLOSED = "CLOSED"
    CLOSED_AS_CONTINUING = "CLOSED_AS_CONTINUING"
    CANCELLED = "CANCELLED"
    MERGED = "MERGED"


DeadlineKey = tuple[Clock, str | None]
"""Which clock, and whose where a directive has several of it: the addressee's of a REPLY, else None."""


def find_key(clock: Clock, department: str | None) -> DeadlineKey:
    """Return what tells a deadline from the directive's others."""
    return clock, department if clock is Clock.REPLY else None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which somebody must have done something, while it is not done."""

    clock: Clock
    department: str | None
    """Whose; None is the coordinating office's."""
    start: date
    due: date
    policy: str
    """Policy id and version that gave it; `DIR_SET` where somebody did."""
    days: int | None
    """Business days that were asked for instead of the policy's own."""
    stages: tuple[StageDay, ...]
    entered_on: date
    """The day on which it was set, by the business clock of that moment: a stage before it was never told."""
    told: frozenset[Stage] = frozenset()

    @property
    def key(self) -> DeadlineKey:
        """What tells it from the directive's other deadlines."""
        return find_key(self.clock, self.department)

    @property
    def untold(self) -> tuple[StageDay, ...]:
        """Its stages of which nobody was told yet, in order."""
        return tuple(each for each in self.stages if each.stage not in self.told)


Deadlines = Mapping[DeadlineKey, Deadline]


@dataclass(frozen=True, slots=True)
class Order:
    """What was issued."""

    number: str
    text: str
    kind: DirectiveKind
    visibility: Visibility
    issuers: frozenset[str]
    """Account or client id of who issued it, and of whom he acted for."""
    issued_on: date
    share_due: date


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of it in a quarter."""

    assessment: Assessment
    cause: str | None
    remedy: str | None


@dataclass(frozen=True, slots=True)
class Work:
    """What its departments have made of a directive."""

    lead: str
    supporting: tuple[str, ...]
    addressees: tuple[str, ...]
    shared_on: date
    share_late_days: int
    report_due: date | None
    tenures: Tenures
    reported_on: date | None = None
    report_late_days: int | None = None
    team: str | None = None
    seen_by: frozenset[str] = frozenset()
    """Departments that have seen it."""
    replied: frozenset[str] = frozenset()
    """Addressees that have replied."""
    percent: int | None = None
    latest: str | None = None
    """The lead's last words on it."""
    submitters: frozenset[str] = frozenset()
    """Who submitted the outcome that waits or was accepted, and for whom he acted."""
    returns: int = 0


Checks = Mapping[str, Check]
"""The last check of each quarter."""


@dataclass(frozen=True, slots=True)
class NotIssued:
    """There is no such directive."""


@dataclass(frozen=True, slots=True)
class Issued:
    """Numbered, waiting to be shared."""

    order: Order
    deadlines: Deadlines


@dataclass(frozen=True, slots=True)
class Active:
    """Its departments have it."""

    phase: Phase
    order: Order
    work: Work
    deadlines: Deadlines
    checks: Checks = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing is left to do but its quarter's check."""

    phase: Phase
    order: Order
    work: Work | None
    """None where it was never shared."""
    ended_on: date
    checks: Checks = field(default_factory=dict)
    days: int | None = None
    """Business days from the share to the close."""


State = NotIssued | Issued | Active | Ended


def evolve(state: State, event: DirectivesEvent) -> State:
    """Return the state after an event."""
    match state:
        case NotIssued():
            return _issue(event) if isinstance(event, DirectiveIssued) else state
        case Issued():
            return _evolve_issued(state, event)
        case Active():
            return _evolve_active(state, event)
        case Ended():
            return replace(state, checks=_check(state.checks, event))


def _issue(event: DirectiveIssued) -> Issued:
    order = Order(
        number=event.number,
        text=event.text,
        kind=event.kind,
        visibility=event.visibility,
        issuers=find_people(event.issuer, event),
        issued_on=event.issued_on,
        share_due=event.share_due,
    )
    deadline = Deadline(
        clock=Clock.SHARE,
        department=None,
        start=event.issued_on,
        due=event.share_due,
        policy=event.share_policy,
        days=None,
        stages=event.share_stages,
        entered_on=find_entered(event, event.issued_on),
    )
    return Issued(order, {deadline.key: deadline})


def _evolve_issued(state: Issued, event: DirectivesEvent) -> State:
    match event:
        case DirectiveShared():
            work = Work(
                event.lead,
                event.supporting,
                event.addressees,
                event.shared_on,
                event.share_late_days,
                event.report_due,
                follow((), event, is_reported=False),
            )
            return Active(Phase.SHARED, state.order, work, _start_clocks(event))
        case DeadlineRecalculated():
            order = replace(state.order, share_due=event.due)
            return replace(state, order=order, deadlines=_move_deadlines(state.deadlines, event))
        case _ if (ended := _find_end(event)) is not None:
            return Ended(ended[0], state.order, None, ended[1])
        case _:
            return replace(state, deadlines=_move_deadlines(state.deadlines, event))


def _start_clocks(event: DirectiveShared) -> Deadlines:
    """The lead's report and each addressee's reply are due the same day."""
    if event.report_due is None:
        return {}
    running = [(Clock.REPORT, event.lead), *((Clock.REPLY, code) for code in event.addressees)]
    deadlines = [
        Deadline(
            clock=clock,
            department=department,
            start=event.shared_on,
            due=event.report_due,
            policy=event.report_policy,
            days=event.report_days,
            stages=event.report_stages,
            entered_on=find_entered(event, event.shared_on),
        )
        for clock, department in running
    ]
    return {deadline.key: deadline for deadline in deadlines}


def _evolve_active(  # noqa: C901, PLR0911 - one case an event
    state: Active, event: DirectivesEvent
) -> State:
    work = state.work
    match event:
        case PriorityReportSubmitted():
            done = replace(
                work, reported_on=event.reported_on, report_late_days=event.report_late_days, latest=event.text
            )
            deadlines = _drop(state.deadlines, find_key(Clock.REPORT, work.lead))
            return replace(state, phase=Phase.REPORTED, work=done, deadlines=deadlines)
        case ProgressUpdated():
            done = replace(work, percent=event.percent, latest=event.note)
            return replace(state, phase=Phase.IN_PROGRESS, work=done)
        case OutcomeSubmitted():
            done = replace(work, submitters=find_people(event.submitted_by, event), latest=event.text)
            return replace(state, phase=Phase.OUTCOME_SUBMITTED, work=done)
        case OutcomeReturned():
            return replace(state, phase=Phase.RETURNED, work=replace(work, returns=event.times))
        case AddresseeReplied():
            done = replace(work, replied=work.replied | {event.department})
            return replace(state, work=done, deadlines=_drop(state.deadlines, find_key(Clock.REPLY, event.department)))
        case DirectiveTransferred():
            return _transfer(state, event)
        case DeadlineRecalculated(clock=Clock.REPORT):
            moved = replace(work, report_due=event.due, tenures=follow(work.tenures, event, is_reported=False))
            return replace(state, work=moved, deadlines=_move_deadlines(state.deadlines, event))
        case DirectiveAcknowledged():
            return replace(state, work=replace(work, seen_by=work.seen_by | {event.department}))
        case TeamAssigned():
            return replace(state, work=replace(work, team=event.team))
        case _ if (ended := _find_end(event)) is not None:
            return Ended(ended[0], state.order, work, ended[1], state.checks, _find_days(event))
        case _:
            return replace(state, deadlines=_move_deadlines(state.deadlines, event), checks=_check(state.checks, event))


def _transfer(state: Active, event: DirectiveTransferred) -> Active:
    """The new lead is no longer beside itself, nor does it owe itself a reply; its team is its own to name."""
    work = state.work
    others = tuple(code for code in work.supporting if code != event.lead)
    addressees = tuple(code for code in work.addressees if code != event.lead or code in work.replied)
    tenures = follow(work.tenures, event, is_reported=work.reported_on is not None)
    moved = replace(work, lead=event.lead, supporting=others, addressees=addressees, team=None, tenures=tenures)
    left = _drop(state.deadlines, find_key(Clock.REPLY, event.lead))
    running = state.deadlines.get(find_key(Clock.REPORT, event.before))
    if running is None or event.report_due is None:
        return replace(state, work=moved, deadlines=left)
    deadline = _hand_over(running, event, event.report_due)
    deadlines = {**left, deadline.key: deadline}
    return replace(state, work=replace(moved, report_due=deadline.due), deadlines=deadlines)


def _hand_over(running: Deadline, event: DirectiveTransferred, due: date) -> Deadline:
    """A due date that stays is the same deadline, told as far as it was told; a new one begins anew."""
    handed = replace(running, department=event.lead, stages=event.report_stages)
    if due == running.due:
        return handed
    return replace(
        handed,
        start=event.transferred_on,
        due=due,
        policy=event.report_policy,
        days=None,
        entered_on=find_entered(event, event.transferred_on),
        told=frozenset(),
    )


def _find_end(event: DirectivesEvent) -> tuple[Phase, date] | None:
    match event:
        case DirectiveClosed():
            return Phase.CLOSED, event.closed_on
        case DirectiveClosedAsContinuing():
            return Phase.CLOSED_AS_CONTINUING, event.closed_on
        case DirectiveCancelled():
            return Phase.CANCELLED, event.cancelled_on
        case DirectiveMerged():
            return Phase.MERGED, event.merged_on
        case _:
            return None


def _find_days(event: DirectivesEvent) -> int | None:
    return event.days if isinstance(event, DirectiveClosed | DirectiveClosedAsContinuing) else None


def _move_deadlines(deadlines: Deadlines, event: DirectivesEvent) -> Deadlines:
    """A recalculation moves one; a stage is told once."""
    match event:
        case DeadlineRecalculated() if (moved := deadlines.get(find_key(event.clock, event.department))) is not None:
            entered_on = event.recalculated_on
            return {**deadlines, moved.key: replace(moved, due=event.due, stages=event.stages, entered_on=entered_on)}
        case ReminderSent() | EscalationRaised() | StagePassed():
            deadline = deadlines.get(find_key(event.clock, event.department))
            if deadline is None:
                return deadlines
            return {**deadlines, deadline.key: replace(deadline, told=deadline.told | {event.stage})}
        case _:
            return deadlines


def _check(checks: Checks, event: DirectivesEvent) -> Checks:
    if not isinstance(event, QuarterlyCheckRecorded):
        return checks
    return {**checks, event.quarter: Check(event.assessment, event.cause, event.remedy)}


def _drop(deadlines: Deadlines, key: DeadlineKey) -> Deadlines:
    return {known: deadline for known, deadline in deadlines.items() if known != key}


def find_people(user: str, event: DirectivesEvent) -> frozenset[str]:
    """Return who did it: the actor, and the one who was away and for whom he acted (ORG-12)."""
    acting_for = event.entry.acting_for if event.entry else None
    return frozenset(each for each in (user, acting_for) if each is not None)


def find_entered(event: DirectivesEvent, day: date) -> date:
    """Return the day by the business clock on which an event was entered; `day` for one entered as it happened."""
    return day if event.entry is None or event.entry.entered_at is None else find_seoul_day(event.entry.entered_at)


NOT_ISSUED: Final = NotIssued()
