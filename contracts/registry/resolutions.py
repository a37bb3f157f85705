"""Contracts of committee resolutions (의결): who was there, how they voted, what may go on with it (ORG-08)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event
from contracts.registry.meetings import TypedDate
from contracts.values import Name, Role, Text

OFFICE: Final = frozenset({Role.OPERATOR})

Heads = Annotated[int, Field(ge=0, le=500)]
"""How many people."""


class Verdict(StrEnum):
    """What a committee made of an item: 원안의결, 수정의결, 부결, 보류."""

    ADOPTED = "ADOPTED"
    AMENDED = "AMENDED"
    REJECTED = "REJECTED"
    DEFERRED = "DEFERRED"


class RecordResolution(Command):
    """Record what a committee such as 시정조정위원회 resolved (ORG-08)."""

    type: Literal["registry.record_resolution.v1"] = "registry.record_resolution.v1"
    roles: ClassVar = OFFICE

    committee: Name
    agenda: Name
    resolved_on: TypedDate
    """As precisely as it is known: `2018. 4월` too."""
    members: Annotated[int, Field(ge=1, le=500)]
    """Of the committee (재적)."""
    present: Heads
    """출석."""
    in_favour: Heads
    against: Heads
    """Who did neither abstained, and was present."""
    verdict: Verdict = Field(strict=False)
    minutes: Text | None = None
    gates: Name | None = None
    """What may go on only with it, by its id: a project, a plan."""


class ResolutionRecorded(Event):
    """A committee has resolved."""

    type: Literal["registry.resolution_recorded.v1"] = "registry.resolution_recorded.v1"

    committee: Name
    agenda: Name
    resolved_on: Period
    members: Heads
    present: Heads
    in_favour: Heads
    against: Heads
    verdict: Verdict = Field(strict=False)
    minutes: Text | None
    gates: Name | None
