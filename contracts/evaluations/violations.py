"""Contracts of breaches of integrity: found, looked into, closed with a measure, felt in the score (EVL-85)."""

from enum import StrEnum
from typing import ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.values import Code, Day, Role, Text

AUDIT: Final = frozenset({Role.AUDITOR})


class ViolationKind(StrEnum):
    """What was breached; no more is said of anybody."""

    GIFT = "GIFT"
    """금품·향응 수수."""
    SOLICITATION = "SOLICITATION"
    """부정청탁."""
    CONFLICT = "CONFLICT"
    """이해충돌."""
    MISUSE = "MISUSE"
    """예산·물품의 목적 외 사용."""
    CONDUCT = "CONDUCT"
    """그 밖의 행동강령 위반."""


class ViolationMeasure(StrEnum):
    """What was done."""

    CAUTION = "CAUTION"
    """주의."""
    WARNING = "WARNING"
    """경고."""
    LIGHT_DISCIPLINE = "LIGHT_DISCIPLINE"
    """경징계."""
    HEAVY_DISCIPLINE = "HEAVY_DISCIPLINE"
    """중징계."""
    PROSECUTION = "PROSECUTION"
    """고발·수사의뢰."""


class OpenViolation(Command):
    """Begin to look into a breach."""

    type: Literal["evaluations.open_violation.v1"] = "evaluations.open_violation.v1"
    roles: ClassVar = AUDIT

    department: Code
    kind: ViolationKind = Field(strict=False)
    found_on: Day
    facts: Text
    """Without a name."""


class ViolationOpened(Event):
    """A breach is looked into."""

    type: Literal["evaluations.violation_opened.v1"] = "evaluations.violation_opened.v1"

    department: Code
    kind: ViolationKind = Field(strict=False)
    found_on: Day
    facts: Text


class ConfirmViolation(Command):
    """Close a case with the measure that was taken; a confirmed breach is a penalty of its department's year."""

    type: Literal["evaluations.confirm_violation.v1"] = "evaluations.confirm_violation.v1"
    roles: ClassVar = AUDIT

    measure: ViolationMeasure = Field(strict=False)
    is_severe: bool
    """Keeps its department from the best grade."""
    reason: Text


class ViolationConfirmed(Event):
    """A case is closed with a measure."""

    type: Literal["evaluations.violation_confirmed.v1"] = "evaluations.violation_confirmed.v1"

    department: Code
    measure: ViolationMeasure = Field(strict=False)
    is_severe: bool
    reason: Text
    confirmed_on: Day


class DismissViolation(Command):
    """Close a case in which no breach was found."""

    type: Literal["evaluations.dismiss_violation.v1"] = "evaluations.dismiss_violation.v1"
    roles: ClassVar = AUDIT

    reason: Text


class ViolationDismissed(Event):
    """No breach was found."""

    type: Literal["evaluations.violation_dismissed.v1"] = "evaluations.violation_dismissed.v1"

    reason: Text


ViolationCommand = OpenViolation | ConfirmViolation | DismissViolation
ViolationEvent = ViolationOpened | ViolationConfirmed | ViolationDismissed
