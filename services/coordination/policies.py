"""What the coordination does about others' events: whom it tells of a directive, whose posts it copies.

The directives' lead to notices (CAL-13, DIR-20); the registry's tell who is mailed one then (ORG-06, ORG-12).
What only the audit may know of comes sealed, and nobody is told of it.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final
from uuid import UUID

from contracts.coordination import (
    ESCALATED_TO,
    DropDeputy,
    DropPerson,
    EndPost,
    FollowClock,
    NoticeKind,
    RaiseNotice,
    Recipient,
    RecordDeputy,
    RecordParent,
    RecordPerson,
    RecordPost,
)
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
from contracts.messages import Command, Recorded
from contracts.registry import (
    AssignmentEnded,
    ClockSet,
    Delegated,
    DelegationRevoked,
    DepartmentRegistered,
    PersonAssigned,
    PersonErased,
    PersonRegistered,
    PostHandedOver,
    RegistryEvent,
)
from infra.policies import Policy

PREFIX: Final = "directive-"
PERSON: Final = "person-"


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
        recipient=ESCALATED_TO[event.level],
        department=event.department,
        clock=event.clock,
        stage=event.stage,
        due=event.due,
    )


NOTICES: Final[Policy[DirectivesEvent]] = Policy("coordination-notices", "directives", tell, is_news=True)
"""What happened before it was deployed is told nobody."""


def copy_fact(event: Recorded[RegistryEvent]) -> tuple[Command, ...]:
    """Return the command that copies what the registry tells of people, posts, deputies and bureaus."""
    made = _copy(event.subject, event.data)
    return () if made is None else (made,)


def _copy(subject: str, fact: RegistryEvent) -> Command | None:  # noqa: PLR0911 - one case an event
    match fact:
        case PersonRegistered():
            person = UUID(subject.removeprefix(PERSON))
            return RecordPerson(person=person, account=fact.account, email=fact.email)
        case PersonErased():
            return DropPerson(person=fact.person)
        case PersonAssigned():
            return RecordPost(
                assignment=fact.assignment,
                person=fact.person,
                department=fact.department,
                post=fact.post,
                valid_from=fact.valid_from,
                valid_until=fact.valid_until,
            )
        case PostHandedOver() | AssignmentEnded():
            return EndPost(assignment=fact.assignment, last_day=fact.last_day)
        case Delegated():
            return RecordDeputy(
                delegation=fact.delegation,
                absent=fact.absent,
                acting=fact.acting,
                valid_from=fact.valid_from,
                valid_until=fact.valid_until,
            )
        case DelegationRevoked():
            return DropDeputy(delegation=fact.delegation)
        case DepartmentRegistered():
            return RecordParent(department=fact.code, parent=fact.parent)
        case ClockSet():
            return FollowClock(now=fact.now)
        case _:
            return None


DIRECTORY: Final[Policy[RegistryEvent]] = Policy("coordination-directory", "registry", copy_fact)
