"""Contracts of the approval of an international event: its steps, their evidence, its plan (PRJ-58 to PRJ-61)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.directives import Attachment
from contracts.messages import Command, Event, Message
from contracts.projects.eligibility import EligibilityRule, EventFacts
from contracts.projects.money import Won
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Count, Day, Name, Role, Text, Uuid

EDITORS: Final = frozenset({Role.OPERATOR, Role.OFFICER})

StepNumber = Annotated[int, Field(ge=1, le=50)]
"""Of a step, from 1, without holes: each waits for the one before it."""
Round = Annotated[int, Field(ge=1, le=1_000_000)]
"""1 for the first approval, one more each time that it is asked for anew."""
Days = Annotated[int, Field(ge=1, le=3_660)]
RequirementNumber = Annotated[int, Field(ge=1, le=1_000_000)]
"""Of a required evidence, in the order in which they were required."""


class StepDraft(Message):
    """A step as it is planned."""

    number: StepNumber
    name: Name
    body: Code | None = None
    """The partner that decides on it: 충청남도, 농림축산식품부, 기획재정부."""
    planned: TypedDate | None = None
    """As precisely as it is known; a step may be undated (INC-35)."""


class ApprovalStep(Message):
    """A step on the way to the approval."""

    number: StepNumber
    name: Name
    body: Code | None
    planned: Period | None


class OpenApproval(Command):
    """Plan the way to an approval, step by step (PRJ-58)."""

    type: Literal["projects.open_approval.v1"] = "projects.open_approval.v1"
    roles: ClassVar = EDITORS

    project: Uuid | None = None
    name: Name
    steps: Annotated[tuple[StepDraft, ...], Field(min_length=1, max_length=50, strict=False)]
    facts: EventFacts = EventFacts()


class ApprovalOpened(Event):
    """An approval is to be won."""

    type: Literal["projects.approval_opened.v1"] = "projects.approval_opened.v1"

    project: Uuid | None
    name: Name
    by: Code | None
    """The department that asks for it; it and the coordinating office alone may change it."""
    steps: Annotated[tuple[ApprovalStep, ...], Field(min_length=1, max_length=50, strict=False)]
    facts: EventFacts


class SetEventFacts(Command):
    """Say what is planned, all numbers anew (PRJ-59)."""

    type: Literal["projects.set_event_facts.v1"] = "projects.set_event_facts.v1"
    roles: ClassVar = EDITORS

    facts: EventFacts


class EventFactsSet(Event):
    """The plan of the event has these numbers."""

    type: Literal["projects.event_facts_set.v1"] = "projects.event_facts_set.v1"

    facts: EventFacts


class SetEventPeriod(Command):
    """Say when the event is: on days, or within months and for so many days at most (PRJ-60, INC-26)."""

    type: Literal["projects.set_event_period.v1"] = "projects.set_event_period.v1"
    roles: ClassVar = EDITORS

    period: TypedDate
    at_most_days: Days | None = None
    """`2027. 2월 ~ 3월 중(30일 이내)`: a constraint, no period."""


class EventPeriodSet(Event):
    """The event has a period."""

    type: Literal["projects.event_period_set.v1"] = "projects.event_period_set.v1"

    period: Period
    days: Days
    """That it lasts, at most."""


class EvidenceKind(StrEnum):
    """업무협약서, 참여의향서, 의결서, 계획서, 그 밖 (PRJ-61)."""

    MOU = "MOU"
    LETTER_OF_INTENT = "LETTER_OF_INTENT"
    RESOLUTION = "RESOLUTION"
    PLAN = "PLAN"
    OTHER = "OTHER"


EvidenceKinds = Annotated[
    tuple[Annotated[EvidenceKind, Field(strict=False)], ...], Field(min_length=1, max_length=5, strict=False)
]
"""One of them is enough: 참여의향서 또는 업무협약서."""


class RequireEvidence(Command):
    """Say what must be there when a step is submitted (PRJ-61)."""

    type: Literal["projects.require_evidence.v1"] = "projects.require_evidence.v1"
    roles: ClassVar = EDITORS

    step: StepNumber
    kinds: EvidenceKinds
    name: Name


class EvidenceRequired(Event):
    """A step cannot be submitted without this."""

    type: Literal["projects.evidence_required.v1"] = "projects.evidence_required.v1"

    number: RequirementNumber
    step: StepNumber
    kinds: EvidenceKinds
    name: Name


class AttachEvidence(Command):
    """Hand in a document of what is required."""

    type: Literal["projects.attach_evidence.v1"] = "projects.attach_evidence.v1"
    roles: ClassVar = EDITORS

    requirement: RequirementNumber
    kind: EvidenceKind = Field(strict=False)
    partner: Code | None = None
    """Who signed it."""
    file: Attachment


class EvidenceAttached(Event):
    """A required document is there."""

    type: Literal["projects.evidence_attached.v1"] = "projects.evidence_attached.v1"

    requirement: RequirementNumber
    kind: EvidenceKind = Field(strict=False)
    partner: Code | None
    file: Attachment


class RecordPolicyGrade(Command):
    """Record the grade that the event was given (정책성등급, by 대외경제정책연구원)."""

    type: Literal["projects.record_policy_grade.v1"] = "projects.record_policy_grade.v1"
    roles: ClassVar = EDITORS

    body: Code
    """The partner that gave it."""
    grade: Name
    on: TypedDate


class PolicyGradeRecorded(Event):
    """The event has a policy grade."""

    type: Literal["projects.policy_grade_recorded.v1"] = "projects.policy_grade_recorded.v1"

    body: Code
    grade: Name
    graded_on: Period


class SubmitStep(Command):
    """Record that a step was submitted; the rules are judged by what is known then (PRJ-58, PRJ-59)."""

    type: Literal["projects.submit_step.v1"] = "projects.submit_step.v1"
    roles: ClassVar = EDITORS

    number: StepNumber
    on: TypedDate


class StepSubmitted(Event):
    """A step waits for who decides on it."""

    type: Literal["projects.step_submitted.v1"] = "projects.step_submitted.v1"

    number: StepNumber
    round: Round
    submitted_on: Period
    rules: Annotated[tuple[EligibilityRule, ...], Field(max_length=20, strict=False)]
    """The panel, as it was then."""


class PassStep(Command):
    """Record that a step was passed."""

    type: Literal["projects.pass_step.v1"] = "projects.pass_step.v1"
    roles: ClassVar = EDITORS

    number: StepNumber
    on: TypedDate
    reference: Name | None = None
    """The document that says so."""


class StepPassed(Event):
    """A step was passed; with the last one the event is approved."""

    type: Literal["projects.step_passed.v1"] = "projects.step_passed.v1"

    number: StepNumber
    round: Round
    passed_on: Period
    reference: Name | None
    approved_won: Won | None
    """With the last step: the cost that was approved."""


class RejectStep(Command):
    """Record that a step was refused; it may be submitted again."""

    type: Literal["projects.reject_step.v1"] = "projects.reject_step.v1"
    roles: ClassVar = EDITORS

    number: StepNumber
    on: TypedDate
    reason: Text | None = None
    """Needed: REASON_REQUIRED tells so."""


class StepRejected(Event):
    """A step was refused."""

    type: Literal["projects.step_rejected.v1"] = "projects.step_rejected.v1"

    number: StepNumber
    round: Round
    rejected_on: Period
    reason: Text


class ForecastStep(Command):
    """Say when a step is expected now."""

    type: Literal["projects.forecast_step.v1"] = "projects.forecast_step.v1"
    roles: ClassVar = EDITORS

    number: StepNumber
    forecast: TypedDate
    reason: Text


class StepForecast(Event):
    """A step is expected at another time than planned; the plan stays beside it."""

    type: Literal["projects.step_forecast.v1"] = "projects.step_forecast.v1"

    number: StepNumber
    forecast: Period
    reason: Text
    slip_days: Count
    """Calendar days from the planned end to the expected one; none of an undated step."""
    slip_business_days: Count


class ReopenApproval(Command):
    """Ask for the approval anew, from the first step: the cost grows, or the plan is another."""

    type: Literal["projects.reopen_approval.v1"] = "projects.reopen_approval.v1"
    roles: ClassVar = EDITORS

    reason: Text


class ApprovalReopened(Event):
    """The approval stands no more; its steps begin again."""

    type: Literal["projects.approval_reopened.v1"] = "projects.approval_reopened.v1"

    round: Round
    reopened_on: Day
    reason: Text


StepCommand = SubmitStep | PassStep | RejectStep | ForecastStep
"""What is done about one step."""
ApplicationCommand = (
    SetEventFacts | SetEventPeriod | RequireEvidence | AttachEvidence | RecordPolicyGrade | ReopenApproval
)
"""What is done about the event as a whole."""
ApprovalEvent = (
    ApprovalOpened
    | EventFactsSet
    | EventPeriodSet
    | EvidenceRequired
    | EvidenceAttached
    | PolicyGradeRecorded
    | StepSubmitted
    | StepPassed
    | StepRejected
    | StepForecast
    | ApprovalReopened
)
