"""Contracts of administrative procedures (행정절차): the checklist before a project may begin (PRJ-34, PRJ-35)."""

from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event
from contracts.projects.investment import Tier
from contracts.projects.projects import EDITORS
from contracts.registry.meetings import TypedDate
from contracts.values import Name, Text


class ProcedureKind(StrEnum):
    """감정평가, 보상협의, 기본계획, 투자심사, 타당성조사, 인허가, 의결, 그 밖."""

    APPRAISAL = "APPRAISAL"
    COMPENSATION = "COMPENSATION"
    BASIC_PLAN = "BASIC_PLAN"
    INVESTMENT_REVIEW = "INVESTMENT_REVIEW"
    FEASIBILITY = "FEASIBILITY"
    PERMIT = "PERMIT"
    RESOLUTION = "RESOLUTION"
    OTHER = "OTHER"


class RequireProcedure(Command):
    """Put a procedure on a project's checklist."""

    type: Literal["projects.require_procedure.v1"] = "projects.require_procedure.v1"
    roles: ClassVar = EDITORS

    kind: ProcedureKind = Field(strict=False)
    name: Name | None = None
    """Which, where a kind has several; needed with OTHER."""
    gates_start: bool = True
    """Whether it comes before the project begins (사업추진)."""


class ProcedureRequired(Event):
    """A project needs a procedure."""

    type: Literal["projects.procedure_required.v1"] = "projects.procedure_required.v1"

    kind: ProcedureKind = Field(strict=False)
    name: Name | None
    gates_start: bool


class PassProcedure(Command):
    """Record that a procedure is done or was passed."""

    type: Literal["projects.pass_procedure.v1"] = "projects.pass_procedure.v1"
    roles: ClassVar = EDITORS

    kind: ProcedureKind = Field(strict=False)
    name: Name | None = None
    on: TypedDate
    reference: Name | None = None
    """Document, or the id of a resolution."""
    tier: Tier | None = Field(default=None, strict=False)
    """Of an INVESTMENT_REVIEW: who reviewed."""


class ProcedurePassed(Event):
    """A procedure is behind a project."""

    type: Literal["projects.procedure_passed.v1"] = "projects.procedure_passed.v1"

    kind: ProcedureKind = Field(strict=False)
    name: Name | None
    on: Period
    reference: Name | None
    tier: Tier | None = Field(strict=False)


class FailProcedure(Command):
    """Record that a procedure was not passed; it may be passed another time."""

    type: Literal["projects.fail_procedure.v1"] = "projects.fail_procedure.v1"
    roles: ClassVar = EDITORS

    kind: ProcedureKind = Field(strict=False)
    name: Name | None = None
    on: TypedDate
    reason: Text


class ProcedureFailed(Event):
    """A procedure was not passed."""

    type: Literal["projects.procedure_failed.v1"] = "projects.procedure_failed.v1"

    kind: ProcedureKind = Field(strict=False)
    name: Name | None
    on: Period
    reason: Text


ProcedureCommand = RequireProcedure | PassProcedure | FailProcedure
ProcedureEvent = ProcedureRequired | ProcedurePassed | ProcedureFailed
