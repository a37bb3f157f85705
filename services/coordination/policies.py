"""What the coordination does about the directives' events: whom it tells (CAL-13, DIR-20).

What only the audit may know of comes sealed, and nobody is told of it.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final
from uuid import UUID

from contracts.coordination import NoticeKind, RaiseNotice, Recipient
from contracts.directives import (
    Clock,
    DeadlineRecalculated,
    DirectivesEvent,
    DirectiveShared,
    DirectiveTransferred,
    EscalationRaised,
    Level,
    OutcomeReturned,
    ReminderSent,
)
from contracts.messages import Command, Recorded
from infra.policies import Policy

PREFIX: Final = "directive-"
LEVELS: Final[Mapping[Level, Recipient]] = {
    Level.TEAM_HEAD: Recipient.TEAM_HEAD,
    Level.BUREAU_HEAD: Recipient.BUREAU_HEAD,
    Level.MAYOR: Recipient.MAYOR,
}
"""Whom a lateness is told (DIR-20)."""


def tell(event: Recorded[DirectivesEvent]) -> tuple[Command, ...]:
    """Return the notices that an event leads to: one a post."""
    if not event.subject.startswith(PREFIX):
        return ()
    return tuple(_list_notices(UUID(event.subject.removeprefix(PREFIX)), event.data))


def _list_notices(directive: UUID, event: DirectivesEvent) -> Iterator[RaiseNotice]:
    tell_officer = partial(RaiseNotice, directive=directive, recipient=Recipient.OFFICER)
    match event:
        case DirectiveShared(report_due=due):
            for code, clock in _list_departments(event):
                yield tell_officer(kind=NoticeKind.SHARED, department=code, clock=clock, due=due if clock else None)
        case ReminderSent(clock=clock, department=code, stage=stage, due=due):
            yield tell_officer(kind=NoticeKind.REMINDER, department=code, clock=clock, stage=stage, due=due)
        case EscalationRaised():
            yield _escalate(directive, event)
        case DeadlineRecalculated(clock=clock, department=code, due=due):
            yield tell_officer(kind=NoticeKind.RESCHEDULED, department=code, clock=clock, due=due)
        case OutcomeReturned(lead=code):
            yield tell_officer(kind=NoticeKind.RETURNED, department=code)
        case DirectiveTransferred(lead=code, before=before, report_due=due):
            clock = Clock.REPORT if due else None
            yield tell_officer(kind=NoticeKind.TRANSFERRED, department=code, clock=clock, due=due)
            yield tell_officer(kind=NoticeKind.TRANSFERRED, department=before)
        case _:
            pass


def _list_departments(event: DirectiveShared) -> Iterator[tuple[str, Clock | None]]:
    """Yield whom a directive was shared with, each once, and the clock that runs for it."""
    runs = event.report_due is not None
    clocks: dict[str, Clock | None] = dict.fromkeys(event.supporting)
    clocks |= dict.fromkeys(event.addressees, Clock.REPLY if runs else None)
    clocks |= {event.lead: Clock.REPORT if runs else None}
    yield from clocks.items()


def _escalate(directive: UUID, event: EscalationRaised) -> RaiseNotice:
    return RaiseNotice(
        directive=directive,
        kind=NoticeKind.ESCALATION,
        recipient=LEVELS[event.level],
        department=event.department,
        clock=event.clock,
        stage=event.stage,
        due=event.due,
    )


NOTICES: Final[Policy[DirectivesEvent]] = Policy("coordination-notices", "directives", tell, is_news=True)
"""What happened before it was deployed is told nobody."""
