"""Contracts of invitations and responses: one link a case, one response a link, and nobody's name beside it (ENG-33).

A response is a stream of its own, `response-<survey>-<pseudonym>`. The pseudonym is the invitation's keyed name in the
survey, whose key is destroyed at the close: until then one link answers once, afterwards nobody can tell whose it was.
"""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.engagement.answers import Answers
from contracts.engagement.ballots import Pseudonym
from contracts.engagement.survey_results import Month
from contracts.engagement.surveys import Completion
from contracts.messages import Command, Event
from contracts.sealed import Sealed
from contracts.values import Code, Count, Day, Name, Role, Uuid

RECORDERS: Final = frozenset({Role.OPERATOR, Role.OFFICER})
RESPONDENTS: Final = frozenset({Role.CITIZEN})
ITSELF: Final = frozenset({Role.SYSTEM})


class RecordCompletion(Command):
    """Tell that something was done for somebody: of a petition, a contract or a subsidy (ENG-33).

    The id is that of the case, so that a second telling of it changes nothing.
    """

    type: Literal["engagement.record_completion.v1"] = "engagement.record_completion.v1"
    roles: ClassVar = RECORDERS

    case: Name
    """What the sender's register calls it."""
    kind: Completion = Field(strict=False)
    completed_on: Day
    stratum: Code
    contact: Sealed | None = None
    """How to reach whoever it was done for; sealed under the case."""


class CompletionRecorded(Event):
    """Something was done for somebody: surveys that ask about such cases invite."""

    type: Literal["engagement.completion_recorded.v1"] = "engagement.completion_recorded.v1"

    case: Name
    kind: Completion = Field(strict=False)
    completed_on: Day
    stratum: Code
    contact: Sealed | None


class IssueInvitation(Command):
    """Invite somebody to one survey: once a case (ENG-33, ENG-34)."""

    type: Literal["engagement.issue_invitation.v1"] = "engagement.issue_invitation.v1"
    roles: ClassVar = RECORDERS | ITSELF

    survey: Uuid
    case: Uuid
    """What it is about, of which there is one invitation to a survey."""
    stratum: Code
    contact: Sealed | None = None


class InvitationIssued(Event):
    """Somebody has a link of their own; the token in it is derived under the survey's key and kept nowhere."""

    type: Literal["engagement.invitation_issued.v1"] = "engagement.invitation_issued.v1"

    survey: Uuid
    case: Uuid
    stratum: Code
    contact: Sealed | None


class ReissueInvitation(Command):
    """Send the link again, for once, three days after the first at the earliest; the old one is void (ENG-34)."""

    type: Literal["engagement.reissue_invitation.v1"] = "engagement.reissue_invitation.v1"
    roles: ClassVar = RECORDERS


class InvitationReissued(Event):
    """The older link is void."""

    type: Literal["engagement.invitation_reissued.v1"] = "engagement.invitation_reissued.v1"

    generation: Annotated[int, Field(ge=2, le=9)]


class OptOut(Command):
    """Ask never to be invited again: kept by the contact's keyed name, across surveys (ENG-34)."""

    type: Literal["engagement.opt_out.v1"] = "engagement.opt_out.v1"
    roles: ClassVar = RESPONDENTS | RECORDERS

    contact_name: Pseudonym
    """Of the contact under a key of the installation: the same for the same number."""


class OptedOut(Event):
    """Whoever has this contact is not invited any more."""

    type: Literal["engagement.opted_out.v1"] = "engagement.opted_out.v1"


class SubmitResponse(Command):
    """Answer a survey: no token, address or moment comes with it, and one pseudonym answers once (ENG-38)."""

    type: Literal["engagement.submit_response.v1"] = "engagement.submit_response.v1"
    roles: ClassVar = RESPONDENTS

    survey: Uuid
    pseudonym: Pseudonym
    stratum: Code
    consent: Annotated[int, Field(ge=1, le=10_000)]
    """The version of the consent that was read."""
    answers: Answers


class ResponseSubmitted(Event):
    """Somebody of a stratum has answered in a month."""

    type: Literal["engagement.response_submitted.v1"] = "engagement.response_submitted.v1"

    survey: Uuid
    stratum: Code
    month: Month
    consent: Annotated[int, Field(ge=1, le=10_000)]
    is_over_quota: bool
    """Beyond a soft quota."""
    answers: Answers


class WithdrawResponse(Command):
    """Take an answer back until the close."""

    type: Literal["engagement.withdraw_response.v1"] = "engagement.withdraw_response.v1"
    roles: ClassVar = RESPONDENTS

    survey: Uuid
    pseudonym: Pseudonym


class ResponseWithdrawn(Event):
    """An answer counts no more."""

    type: Literal["engagement.response_withdrawn.v1"] = "engagement.response_withdrawn.v1"

    survey: Uuid
    stratum: Code
    month: Month
    answers: Answers
    """What it said until then: a sum takes this off without looking back."""


class QuotaCounted(Event):
    """One more, or one less, of a stratum that has a quota."""

    type: Literal["engagement.quota_counted.v1"] = "engagement.quota_counted.v1"

    count: Count
    """How many there are now."""


class QuotaReached(Event):
    """A stratum has as many answers as were wanted; with a hard quota it is closed."""

    type: Literal["engagement.quota_reached.v1"] = "engagement.quota_reached.v1"

    quota: Count


class InterviewEnded(Event):
    """Somebody came to a stratum that is closed, and was told so; nothing of what was said is kept (ENG-39)."""

    type: Literal["engagement.interview_ended.v1"] = "engagement.interview_ended.v1"

    month: Month
    quota: Count
    """The quota that ended it."""


class EnterDraw(Command):
    """Leave a contact for the prizes, apart from the answers (ENG-36)."""

    type: Literal["engagement.enter_draw.v1"] = "engagement.enter_draw.v1"
    roles: ClassVar = RESPONDENTS

    survey: Uuid
    pseudonym: Pseudonym
    """Under another key than the response's."""
    contact: Sealed


class DrawEntered(Event):
    """Somebody takes part in the draw."""

    type: Literal["engagement.draw_entered.v1"] = "engagement.draw_entered.v1"

    survey: Uuid
    contact: Sealed


ResponseCommand = (
    RecordCompletion | IssueInvitation | ReissueInvitation | OptOut | SubmitResponse | WithdrawResponse | EnterDraw
)
ResponseEvent = (
    CompletionRecorded
    | InvitationIssued
    | InvitationReissued
    | OptedOut
    | ResponseSubmitted
    | ResponseWithdrawn
    | QuotaCounted
    | QuotaReached
    | InterviewEnded
    | DrawEntered
)
