"""Contracts of invitations and responses: one link a case, one response a link, and nobody's name beside it (ENG-33).

A response is a stream of its own, `response-<survey>-<pseudonym>`. The pseudonym is the invitation's keyed name in the
survey, whose key is destroyed at the close: until then one link answers once, afterwards nobody can tell whose it was.
"""

from typing import Annotated, ClassVar, Final, Literal
from uuid import UUID, uuid5

from pydantic import Field

from contracts.engagement.answers import Answers
from contracts.engagement.ballots import Pseudonym
from contracts.engagement.survey_results import Month
from contracts.engagement.surveys import Completion
from contracts.messages import Command, Event
from contracts.sealed import Sealed
from contracts.values import Code, Count, Day, Instant, Name, Role, Uuid

RECORDERS: Final = frozenset({Role.OPERATOR, Role.OFFICER})
RESPONDENTS: Final = frozenset({Role.CITIZEN})
ITSELF: Final = frozenset({Role.SYSTEM})


CASES: Final = UUID("b3b2f0a4-6d7e-4d62-9b0f-2f6c1c1d5a33")
"""Names the ids of cases."""
Consented = Annotated[int, Field(ge=1, le=10_000)]
"""A version of a survey's consent."""
Generation = Annotated[int, Field(ge=1, le=2)]
"""Which of an invitation's links: it is sent again once."""


def name_case(kind: Completion, case: str) -> UUID:
    """Return the id of a case that somebody's register knows: told twice it is the same."""
    return uuid5(CASES, f"{kind}|{case}")


def name_invitation(survey: UUID, case: UUID) -> UUID:
    """Return the id of the one invitation of a case to a survey (ENG-34)."""
    return uuid5(survey, f"invitation|{case}")


def name_texts(survey: UUID) -> UUID:
    """Return under whose key the texts of a survey's answers are sealed, until its retention is over."""
    return uuid5(survey, "texts")


def name_entries(survey: UUID) -> UUID:
    """Return under whose key the entries of a survey's draw are named and their contact data sealed."""
    return uuid5(survey, "entries")


class RecordCompletion(Command):
    """Tell that something was done for somebody: of a petition, a contract or a subsidy (ENG-33).

    The id is that of the case, so that a second telling of it changes nothing.
    """

    type: Literal["engagement.record_completion.v1"] = "engagement.record_completion.v1"
    roles: ClassVar = RECORDERS | ITSELF

    case: Name
    """What the sender's register calls it."""
    kind: Completion = Field(strict=False)
    completed_on: Day
    stratum: Code | None = None
    """Where a survey has none of this code, its first one takes its place."""
    contact: Sealed | None = None
    """How to reach whoever it was done for; sealed under the case."""
    contact_name: Pseudonym | None = None
    """Of the contact, as opting out names it."""


class CompletionRecorded(Event):
    """Something was done for somebody: surveys that ask about such cases invite."""

    type: Literal["engagement.completion_recorded.v1"] = "engagement.completion_recorded.v1"

    case: Name
    kind: Completion = Field(strict=False)
    completed_on: Day
    stratum: Code | None
    contact: Sealed | None
    contact_name: Pseudonym | None


class IssueInvitation(Command):
    """Invite somebody to one survey: once a case (ENG-33, ENG-34)."""

    type: Literal["engagement.issue_invitation.v1"] = "engagement.issue_invitation.v1"
    roles: ClassVar = RECORDERS | ITSELF

    survey: Uuid
    case: Uuid
    """What it is about, of which there is one invitation to a survey."""
    stratum: Code | None = None
    """Absent, or not the survey's: its first."""
    contact: Sealed | None = None
    contact_name: Pseudonym | None = None
    consent: Consented | None = None
    """The version of the survey's consent that whoever left the contact has agreed to; needed with one (ENG-41)."""


class InvitePetitioner(Command):
    """Invite whose petition is answered, over the contact that was left with it: the service's own (ENG-33, ENG-34)."""

    type: Literal["engagement.invite_petitioner.v1"] = "engagement.invite_petitioner.v1"
    roles: ClassVar = ITSELF

    survey: Uuid
    suggestion: Uuid


class InvitationIssued(Event):
    """Somebody has a link of their own; the token in it is derived under the survey's key and kept nowhere."""

    type: Literal["engagement.invitation_issued.v1"] = "engagement.invitation_issued.v1"

    survey: Uuid
    case: Uuid
    stratum: Code
    contact: Sealed | None
    contact_name: Pseudonym | None
    consent: Consented | None
    """The version that was agreed to; None of who has no contact, or left it with a case that was told of itself."""
    issued_at: Instant


class ReissueInvitation(Command):
    """Send the link again, for once, three days after the first at the earliest; the old one is void (ENG-34)."""

    type: Literal["engagement.reissue_invitation.v1"] = "engagement.reissue_invitation.v1"
    roles: ClassVar = RECORDERS


class InvitationReissued(Event):
    """The older link is void."""

    type: Literal["engagement.invitation_reissued.v1"] = "engagement.invitation_reissued.v1"

    survey: Uuid
    contact: Sealed | None
    generation: Generation


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
    consent: Consented | None = None
    """The version of the consent that was agreed to."""
    answers: Answers


class ResponseSubmitted(Event):
    """Somebody of a stratum has answered in a month."""

    type: Literal["engagement.response_submitted.v1"] = "engagement.response_submitted.v1"

    survey: Uuid
    stratum: Code
    month: Month
    consent: Consented
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
    """Under another key than the response's, so that that one can be destroyed at the close."""
    contact: Sealed


class DrawEntered(Event):
    """Somebody takes part in the draw."""

    type: Literal["engagement.draw_entered.v1"] = "engagement.draw_entered.v1"

    survey: Uuid
    contact: Sealed


ResponseCommand = (
    RecordCompletion
    | IssueInvitation
    | InvitePetitioner
    | ReissueInvitation
    | OptOut
    | SubmitResponse
    | WithdrawResponse
    | EnterDraw
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
