"""Contracts of discrepancies: where a source contradicts itself, what was made of it, by whom (domain.md 1.10)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.messages import Command, Event, Message
from contracts.values import Name, Role, Storable, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})

RuleCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*([_-][A-Z0-9]+)*$", max_length=60), Storable]
"""The code of the rule that is broken (FUNDING_SUM_MISMATCH), or a name of its own where no rule finds it (INC-04)."""


class AboutKind(StrEnum):
    """What a discrepancy is about, by the kind of its stream; DOCUMENT is the source itself."""

    PROJECT = "PROJECT"
    PROGRAMME = "PROGRAMME"
    CONTRACT = "CONTRACT"
    REVIEW = "REVIEW"
    PLAN = "PLAN"
    CALL = "CALL"
    BID = "BID"
    GROUP = "GROUP"
    EXCHANGE = "EXCHANGE"
    APPROVAL = "APPROVAL"
    ATTRACTION = "ATTRACTION"
    CAMPAIGN = "CAMPAIGN"
    REAL_NAME = "REAL_NAME"
    DOCUMENT = "DOCUMENT"


class About(Message):
    """The thing, and the field of it."""

    kind: AboutKind = Field(strict=False)
    id: Name
    field: Name | None = None


class Claim(Message):
    """What a source states although a rule computes otherwise: taken over with open eyes, by an import."""

    code: RuleCode
    stated: Name
    """As the source has it."""
    source: Name
    """Document and line: `A207`."""
    note: Text | None = None


Claims = Annotated[tuple[Claim, ...], Field(max_length=50, strict=False)]
"""In the order of the breaches that they stand for; one each."""


class Decision(StrEnum):
    """What is made of a discrepancy."""

    KEEP_STATED = "KEEP_STATED"
    USE_COMPUTED = "USE_COMPUTED"
    CORRECTED = "CORRECTED"
    NOTED = "NOTED"


class RecordDiscrepancy(Command):
    """Note a contradiction that no rule finds (INC-04: 800 citizens, of whom 200 are officials)."""

    type: Literal["projects.record_discrepancy.v1"] = "projects.record_discrepancy.v1"
    roles: ClassVar = OFFICE

    about: About
    code: RuleCode
    stated: Name | None = None
    computed: Name | None = None
    source: Name | None = None
    note: Text | None = None


class DiscrepancyRecorded(Event):
    """A source contradicts itself or a rule; what it states was kept, beside what is computed."""

    type: Literal["projects.discrepancy_recorded.v1"] = "projects.discrepancy_recorded.v1"

    discrepancy: Uuid
    """Its stream is `discrepancy-<this>`."""
    about: About
    code: RuleCode
    stated: Name | None
    computed: Name | None
    source: Name | None
    note: Text | None


class DecideDiscrepancy(Command):
    """Say what is made of a discrepancy; again where that was wrong: the decisions before stay."""

    type: Literal["projects.decide_discrepancy.v1"] = "projects.decide_discrepancy.v1"
    roles: ClassVar = OFFICE

    decision: Decision = Field(strict=False)
    reason: Text


class DiscrepancyResolved(Event):
    """A discrepancy was decided; who and when stand with the event."""

    type: Literal["projects.discrepancy_resolved.v1"] = "projects.discrepancy_resolved.v1"

    decision: Decision = Field(strict=False)
    reason: Text
