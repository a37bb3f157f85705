"""Contracts of feedback: what a session brought up, asked of a department, and what becomes of it (ENG-07, ENG-09)."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.values import Code, Count, Day, Name, Role, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})
OFFICER: Final = frozenset({Role.OFFICER})

ReplyDays = Annotated[int, Field(ge=1, le=60)]
"""Business days."""


class RequestFeedback(Command):
    """Ask a department what becomes of an option of a published round, or of what was said (ENG-09)."""

    type: Literal["engagement.request_feedback.v1"] = "engagement.request_feedback.v1"
    roles: ClassVar = OFFICE

    town_hall: Uuid
    round: Uuid | None = None
    option: Code | None = None
    """Of the round; absent for what was said without a vote."""
    text: Text
    department: Code
    days: ReplyDays | None = None
    """In which the department replies; absent for those of TH_REPLY."""


class FeedbackRequested(Event):
    """A department is asked; citizens read what becomes of it."""

    type: Literal["engagement.feedback_requested.v1"] = "engagement.feedback_requested.v1"

    town_hall: Uuid
    round: Uuid | None
    option: Code | None
    text: Text
    department: Code
    requested_on: Day
    due_on: Day


class ReplyToFeedback(Command):
    """Reply for the department that is asked: what it can do, until when."""

    type: Literal["engagement.reply_to_feedback.v1"] = "engagement.reply_to_feedback.v1"
    roles: ClassVar = OFFICER

    reply: Text


class DepartmentReplied(Event):
    """The department has replied."""

    type: Literal["engagement.department_replied.v1"] = "engagement.department_replied.v1"

    reply: Text
    replied_on: Day
    late_days: Count
    """Business days; 0 on time."""


class AdoptFeedback(Command):
    """Adopt it: what carries it on is linked, a resolution or a directive (ENG-07, ORG-08)."""

    type: Literal["engagement.adopt_feedback.v1"] = "engagement.adopt_feedback.v1"
    roles: ClassVar = OFFICE

    decision: Text
    resolution: Uuid | None = None
    directive: Uuid | None = None


class DecisionAdopted(Event):
    """It is done, and by what."""

    type: Literal["engagement.decision_adopted.v1"] = "engagement.decision_adopted.v1"

    decision: Text
    resolution: Uuid | None
    directive: Uuid | None
    decided_on: Day


class DeclineFeedback(Command):
    """Decline it, with the reason that citizens read."""

    type: Literal["engagement.decline_feedback.v1"] = "engagement.decline_feedback.v1"
    roles: ClassVar = OFFICE

    reason: Text


class DecisionDeclined(Event):
    """It is not done, and why."""

    type: Literal["engagement.decision_declined.v1"] = "engagement.decision_declined.v1"

    reason: Text
    decided_on: Day


class ReferFeedback(Command):
    """Refer it to whose it is: the province, another authority, a committee."""

    type: Literal["engagement.refer_feedback.v1"] = "engagement.refer_feedback.v1"
    roles: ClassVar = OFFICE

    to: Name
    reason: Text


class DecisionReferred(Event):
    """Somebody else decides."""

    type: Literal["engagement.decision_referred.v1"] = "engagement.decision_referred.v1"

    to: Name
    reason: Text
    decided_on: Day


class EscalateFeedback(Command):
    """Tell that a department has not replied in time; a timer sends it."""

    type: Literal["engagement.escalate_feedback.v1"] = "engagement.escalate_feedback.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    feedback: Uuid


class FeedbackEscalated(Event):
    """A reply is overdue; told once."""

    type: Literal["engagement.feedback_escalated.v1"] = "engagement.feedback_escalated.v1"

    due_on: Day


FeedbackCommand = RequestFeedback | ReplyToFeedback | AdoptFeedback | DeclineFeedback | ReferFeedback | EscalateFeedback
FeedbackEvent = (
    FeedbackRequested | DepartmentReplied | DecisionAdopted | DecisionDeclined | DecisionReferred | FeedbackEscalated
)
