"""Contracts of suggestions and petitions: received, classified, answered within the statutory clock (ENG-66)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.calendar.policies import POLICIES, DeadlinePolicy, choose_policy, make_petition_policy
from contracts.engagement.ballots import Pseudonym
from contracts.messages import Command, Event
from contracts.sealed import Sealed
from contracts.values import Code, Count, Day, Instant, Name, Role, Storable, Text, Uuid

RECEIVERS: Final = frozenset({Role.OPERATOR, Role.OFFICER, Role.CITIZEN})
"""Whoever takes down what a citizen says, and citizens themselves."""
OFFICE: Final = frozenset({Role.OPERATOR})
HANDLERS: Final = frozenset({Role.OPERATOR, Role.OFFICER})
"""The coordinating office, and the department that a petition is with: the service decides."""

ReceiptNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{6}$"), Storable]
"""접수번호: the first six characters of a receipt code; by it a petition is found, not opened."""
CodeHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Storable]
"""Lower-case hex of the sha256 of a whole receipt code, of whose twenty characters fourteen are secret: 70 bits."""
Days = Annotated[int, Field(ge=1, le=90)]


class PetitionChannel(StrEnum):
    """How it came."""

    ONLINE = "ONLINE"
    COUNTER = "COUNTER"
    TELEPHONE = "TELEPHONE"
    POST = "POST"


class PetitionKind(StrEnum):
    """What a petition is, by which its clock runs (민원처리법 시행령 14조~17조)."""

    LEGAL_QUESTION = "LEGAL_QUESTION"
    """법령 질의: 14일."""
    QUESTION = "QUESTION"
    """설명 질의: 7일."""
    PROPOSAL = "PROPOSAL"
    """건의: 14일."""
    GRIEVANCE = "GRIEVANCE"
    """고충: 7일."""
    OTHER = "OTHER"
    """기타: 즉시, 3근무시간."""
    STATUTORY = "STATUTORY"
    """법정민원: 처리기간이 따로 있다."""


def choose_petition_policy(kind: PetitionKind, days: int | None, received_on: Day) -> DeadlinePolicy:
    """Return the clock of a petition (domain.md 4.1). Raises: KeyError where none rules on the day yet."""
    if kind is PetitionKind.STATUTORY:
        return make_petition_policy(POLICIES, days or 1, received_on)
    return choose_policy(POLICIES, f"PET_{kind.value}", received_on)


class ReceiveSuggestion(Command):
    """Receive a suggestion or petition; its words and how to reach the citizen are sealed for it (ENG-66)."""

    type: Literal["engagement.receive_suggestion.v1"] = "engagement.receive_suggestion.v1"
    roles: ClassVar = RECEIVERS

    channel: PetitionChannel = Field(strict=False)
    words: Sealed
    contact: Sealed | None = None
    contact_name: Pseudonym | None = None
    """Of the contact, as opting out of surveys names it (ENG-34)."""
    receipt: ReceiptNumber
    code_sha256: CodeHash


class SuggestionReceived(Event):
    """A suggestion or petition waits to be classified; its clock runs."""

    type: Literal["engagement.suggestion_received.v1"] = "engagement.suggestion_received.v1"

    channel: PetitionChannel = Field(strict=False)
    words: Sealed
    contact: Sealed | None
    contact_name: Pseudonym | None = None
    receipt: ReceiptNumber
    code_sha256: CodeHash
    received_at: Instant


class ClassifySuggestion(Command):
    """Say what a petition is and whose: its due date follows from when it was received (ENG-66)."""

    type: Literal["engagement.classify_suggestion.v1"] = "engagement.classify_suggestion.v1"
    roles: ClassVar = OFFICE

    kind: PetitionKind = Field(strict=False)
    days: Days | None = None
    """처리기간 of a statutory petition; of no other."""
    department: Code


class SuggestionClassified(Event):
    """It is known what a petition is, whose, and when it is due."""

    type: Literal["engagement.suggestion_classified.v1"] = "engagement.suggestion_classified.v1"

    kind: PetitionKind = Field(strict=False)
    days: Days | None
    department: Code
    policy: Name
    """Id and version of the clock."""
    due_on: Day
    due_at: Instant | None
    """Where hours are counted."""


class TransferSuggestion(Command):
    """Hand a petition on to the department whose it is."""

    type: Literal["engagement.transfer_suggestion.v1"] = "engagement.transfer_suggestion.v1"
    roles: ClassVar = HANDLERS

    department: Code
    reason: Text


class SuggestionTransferred(Event):
    """A petition is another department's; its clock goes on."""

    type: Literal["engagement.suggestion_transferred.v1"] = "engagement.suggestion_transferred.v1"

    department: Code
    reason: Text


class RequestSupplement(Command):
    """보완 요구: ask the citizen for what is missing; the clock stops from the next day (ENG-66)."""

    type: Literal["engagement.request_supplement.v1"] = "engagement.request_supplement.v1"
    roles: ClassVar = HANDLERS

    words: Sealed


class SupplementRequested(Event):
    """The clock stands still."""

    type: Literal["engagement.supplement_requested.v1"] = "engagement.supplement_requested.v1"

    words: Sealed
    requested_on: Day


class ReceiveSupplement(Command):
    """Receive what was missing; the clock goes on with the next day."""

    type: Literal["engagement.receive_supplement.v1"] = "engagement.receive_supplement.v1"
    roles: ClassVar = HANDLERS

    words: Sealed


class SupplementReceived(Event):
    """The clock goes on."""

    type: Literal["engagement.supplement_received.v1"] = "engagement.supplement_received.v1"

    words: Sealed
    received_on: Day
    due_on: Day
    due_at: Instant | None


class ExtendSuggestion(Command):
    """Extend a petition's clock, with the reason that the citizen reads (ENG-66)."""

    type: Literal["engagement.extend_suggestion.v1"] = "engagement.extend_suggestion.v1"
    roles: ClassVar = HANDLERS

    days: Days
    reason: Text
    has_consent: bool = False
    """The petitioner agreed: needed for a second extension."""


class SuggestionExtended(Event):
    """A petition is due later."""

    type: Literal["engagement.suggestion_extended.v1"] = "engagement.suggestion_extended.v1"

    days: Days
    reason: Text
    has_consent: bool
    due_on: Day
    due_at: Instant | None


class AnswerSuggestion(Command):
    """Answer a petition."""

    type: Literal["engagement.answer_suggestion.v1"] = "engagement.answer_suggestion.v1"
    roles: ClassVar = HANDLERS

    answer: Sealed


class SuggestionAnswered(Event):
    """The citizen has an answer."""

    type: Literal["engagement.suggestion_answered.v1"] = "engagement.suggestion_answered.v1"

    answer: Sealed
    answered_at: Instant
    late: Count
    """Business days, or begun working hours where those are counted; 0 on time."""


class EscalateSuggestion(Command):
    """Tell that a petition is overdue: a timer's."""

    type: Literal["engagement.escalate_suggestion.v1"] = "engagement.escalate_suggestion.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    suggestion: Uuid


class SuggestionEscalated(Event):
    """A petition is overdue; told once."""

    type: Literal["engagement.suggestion_escalated.v1"] = "engagement.suggestion_escalated.v1"

    due_on: Day


SuggestionCommand = (
    ReceiveSuggestion
    | ClassifySuggestion
    | TransferSuggestion
    | RequestSupplement
    | ReceiveSupplement
    | ExtendSuggestion
    | AnswerSuggestion
    | EscalateSuggestion
)
SuggestionEvent = (
    SuggestionReceived
    | SuggestionClassified
    | SuggestionTransferred
    | SupplementRequested
    | SupplementReceived
    | SuggestionExtended
    | SuggestionAnswered
    | SuggestionEscalated
)
