"""What the coordination does about others' events: whom it tells of a directive, whose posts it copies.

The directives' lead to notices (CAL-13, DIR-20); the registry's tell who is mailed one then (ORG-06, ORG-12).
What only the audit may know of comes sealed, and nobody is told of it. The engagement's lead to what citizens are told
who left a contact for it (ENG-09, XS-13).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final
from uuid import UUID

from contracts.calendar.hours import find_seoul_day
from contracts.coordination import (
    ESCALATED_TO,
    Change,
    ChangeKind,
    DropDeputy,
    DropPerson,
    EndPost,
    Follow,
    FollowClock,
    InvitationLink,
    LinkTopic,
    NoticeKind,
    RaiseNotice,
    Recipient,
    RecordDeputy,
    RecordParent,
    RecordPerson,
    RecordPost,
    TellChange,
    TellInvitation,
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
from contracts.engagement import EngagementEvent
from contracts.engagement.feedback import DecisionAdopted, DecisionDeclined, DecisionReferred, FeedbackRequested
from contracts.engagement.participants import ParticipantRegistered, ParticipantWaitlisted
from contracts.engagement.responses import InvitationIssued, InvitationReissued
from contracts.engagement.rounds import PollResultPublished, PollRoundPlanned
from contracts.engagement.suggestions import (
    SuggestionAnswered,
    SuggestionClassified,
    SuggestionExtended,
    SuggestionReceived,
    SuggestionTransferred,
    SupplementRequested,
)
from contracts.engagement.town_halls import TownHallCancelled
from contracts.messages import Command, Event, Recorded
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
INVITATION: Final = "invitation-"


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


CHANGES: Final[Mapping[type[Event], ChangeKind]] = {
    PollResultPublished: ChangeKind.RESULT_PUBLISHED,
    FeedbackRequested: ChangeKind.FEEDBACK_REQUESTED,
    DecisionAdopted: ChangeKind.FEEDBACK_ADOPTED,
    DecisionDeclined: ChangeKind.FEEDBACK_DECLINED,
    DecisionReferred: ChangeKind.FEEDBACK_REFERRED,
    TownHallCancelled: ChangeKind.SESSION_CANCELLED,
    SuggestionClassified: ChangeKind.SUGGESTION_CLASSIFIED,
    SuggestionTransferred: ChangeKind.SUGGESTION_TRANSFERRED,
    SupplementRequested: ChangeKind.SUPPLEMENT_REQUESTED,
    SuggestionExtended: ChangeKind.SUGGESTION_EXTENDED,
    SuggestionAnswered: ChangeKind.SUGGESTION_ANSWERED,
}
"""Changes of status that whoever follows is told of."""
AGREED: Final = "contact-for-answer"
"""Consent of who leaves a contact with a suggestion: to be told what becomes of it (개인정보 보호법 15조)."""


def tell_citizens(event: Recorded[EngagementEvent]) -> tuple[Command, ...]:
    """Return who follows from now on, what belongs to what, and the change that is told."""
    return (*_follow(event), *_tell_change(event))


def _follow(event: Recorded[EngagementEvent]) -> Iterator[Command]:
    match event.data:
        case ParticipantRegistered(contact=str() as contact) | ParticipantWaitlisted(contact=str() as contact):
            topic, consent = f"town_hall-{event.data.town_hall}", event.data.consent or AGREED
            yield Follow(topic=topic, contact=contact, field="engagement.participant.contact", consent=consent)
        case SuggestionReceived(contact=str() as contact):
            field = "engagement.suggestion.contact"
            yield Follow(topic=event.subject, contact=contact, field=field, consent=AGREED)
        case InvitationIssued(contact=str() as contact) | InvitationReissued(contact=str() as contact):
            invitation = UUID(event.subject.removeprefix(INVITATION))
            generation = event.data.generation if isinstance(event.data, InvitationReissued) else 1
            link = InvitationLink(survey=event.data.survey, invitation=invitation, generation=generation)
            yield TellInvitation(contact=contact, field="engagement.suggestion.contact", link=link)
        case PollRoundPlanned(town_hall=town_hall) | FeedbackRequested(town_hall=town_hall):
            yield LinkTopic(topic=event.subject, parent=f"town_hall-{town_hall}")
        case _:
            pass


def _tell_change(event: Recorded[EngagementEvent]) -> Iterator[TellChange]:
    if kind := CHANGES.get(type(event.data)):
        change = Change(kind=kind, subject=event.subject, on=find_seoul_day(event.effectiveat))
        yield TellChange(topic=event.subject, change=change)


CITIZENS: Final[Policy[EngagementEvent]] = Policy("coordination-citizens", "engagement", tell_citizens, is_news=True)
"""What happened before it was deployed is told nobody."""
