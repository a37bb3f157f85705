"""알림 of what only the audit may know of: told from its sealed events to who may know, and raised nowhere (ADR 0021).

As the coordination tells of other directives (DIR-20), with the auditor in the place of the coordinating office and of
the executives, who may not know. A stage is told once, for its event stands once in the log.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from contracts.coordination import ESCALATED_TO, NoticeKind, Recipient
from contracts.directives import (
    Clock,
    DeadlineRecalculated,
    DirectivesEvent,
    DirectiveShared,
    DirectiveTransferred,
    EscalationRaised,
    OutcomeReturned,
    ReminderSent,
)
from contracts.messages import Recorded
from contracts.values import Role
from gateway.auth import Principal
from gateway.views.directive_board import CONTEXT, PREFIX
from gateway.views.notice import Row

AHEAD: Final = 10**15
"""Added to the positions of these, which are of another log: they come before all others, the latest first."""
_NOTICES: Final = UUID("6f0d7c0e-5b0a-5e0b-9a57-2f7f6a1f1b21")


def is_for(principal: Principal, row: Row) -> bool:
    """Tell whom of those who may know a notice is for; what has no department is the office's."""
    match principal.role:
        case Role.MAYOR:
            return row.recipient == Recipient.MAYOR
        case Role.AUDITOR:
            return row.recipient == Recipient.BUREAU_HEAD or (
                row.department is None and row.recipient != Recipient.MAYOR
            )
        case _:
            is_of_desk = row.recipient in {Recipient.OFFICER, Recipient.TEAM_HEAD}
            return is_of_desk and row.department is not None and row.department == principal.department


def tell(event: Recorded[DirectivesEvent]) -> Iterator[Row]:
    """Yield the notices that an event leads to."""
    make = partial(
        Row,
        notice=str(uuid5(_NOTICES, f"{CONTEXT}/{event.position}")),
        directive=event.subject.removeprefix(PREFIX),
        recipient=Recipient.OFFICER,
        clock=None,
        stage=None,
        due=None,
        raised_at=event.effectiveat,
        position=event.position + AHEAD,
    )
    match event.data:
        case DirectiveShared(lead=lead, report_due=due):
            clock = Clock.REPORT if due else None
            yield make(kind=NoticeKind.SHARED, department=lead, clock=clock, due=due)
        case ReminderSent(clock=clock, department=code, stage=stage, due=due):
            yield make(kind=NoticeKind.REMINDER, department=code, clock=clock, stage=stage, due=due)
        case EscalationRaised(clock=clock, department=code, stage=stage, due=due, level=level):
            post = ESCALATED_TO[level]
            yield make(kind=NoticeKind.ESCALATION, recipient=post, department=code, clock=clock, stage=stage, due=due)
        case DeadlineRecalculated(clock=clock, department=code, due=due):
            yield make(kind=NoticeKind.RESCHEDULED, department=code, clock=clock, due=due)
        case OutcomeReturned(lead=code):
            yield make(kind=NoticeKind.RETURNED, department=code)
        case DirectiveTransferred(lead=code, report_due=due):
            yield make(kind=NoticeKind.TRANSFERRED, department=code, clock=Clock.REPORT if due else None, due=due)
        case _:
            pass
