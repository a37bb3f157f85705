"""Contracts of a year's integrity: method, components, grade, early warning, broadcasts, handbook (EVL-80 to 84)."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from contracts.decimals import refuse_number
from contracts.evaluations.plans import Year
from contracts.evaluations.scorecards import EventRef, Share
from contracts.messages import Command, Event, Message
from contracts.values import Code, Day, Name, Role, Text, Uuid

KEEPERS: Final = frozenset({Role.OPERATOR, Role.AUDITOR})
"""The coordinating office and the audit team."""
Part = Annotated[
    Decimal,
    Field(ge=0, le=1, max_digits=4, decimal_places=3, strict=False),
    BeforeValidator(refuse_number),
    WithJsonSchema({"type": "string", "pattern": r"^(0(\.[0-9]{1,3})?|1(\.0{1,3})?)$"}),
]
"""A weight from 0 to 1, with at most three decimals."""
Week = Annotated[int, Field(ge=1, le=53)]
Evidence = Annotated[tuple[EventRef, ...], Field(max_length=20, strict=False)]


class IntegrityMethod(Message):
    """How the commission comes to a year's index; its parts, as announced."""

    perceived: Part = Decimal("0.6")
    effort: Part = Decimal("0.4")
    external: Part
    """Within what is perceived: who dealt with the city."""
    internal: Part
    """Within what is perceived: who works for it."""
    most_deduction: Share = Decimal(10)
    is_break: bool = False
    """The method has changed: this year and the one before cannot be compared."""
    basis: Name

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Weights come to one. Raises: ValueError."""
        if self.perceived + self.effort != 1 or self.external + self.internal != 1:
            raise ValueError("weights come to 1")
        return self


class ComponentKind(StrEnum):
    """A part of the index."""

    EXTERNAL = "EXTERNAL"
    INTERNAL = "INTERNAL"
    EFFORT = "EFFORT"
    DEDUCTION = "DEDUCTION"
    """Points taken off for cases of corruption."""


class SetIntegrityMethod(Command):
    """Say by which method a year's index comes about (EVL-80)."""

    type: Literal["evaluations.set_integrity_method.v1"] = "evaluations.set_integrity_method.v1"
    roles: ClassVar = KEEPERS

    year: Year
    method: IntegrityMethod


class IntegrityMethodSet(Event):
    """A year's index comes about so."""

    type: Literal["evaluations.integrity_method_set.v1"] = "evaluations.integrity_method_set.v1"

    year: Year
    method: IntegrityMethod


class RecordIntegrityComponent(Command):
    """Record a part of a year's index, with where it is from; a later one takes its place (EVL-80)."""

    type: Literal["evaluations.record_integrity_component.v1"] = "evaluations.record_integrity_component.v1"
    roles: ClassVar = KEEPERS

    year: Year
    kind: ComponentKind = Field(strict=False)
    score: Share
    source: Name


class IntegrityComponentRecorded(Event):
    """A part of a year's index is known."""

    type: Literal["evaluations.integrity_component_recorded.v1"] = "evaluations.integrity_component_recorded.v1"

    year: Year
    kind: ComponentKind = Field(strict=False)
    score: Share
    source: Name


class AnnounceIntegrityGrade(Command):
    """Record the grade that the commission has announced, 1 the best; it is never computed (EVL-81)."""

    type: Literal["evaluations.announce_integrity_grade.v1"] = "evaluations.announce_integrity_grade.v1"
    roles: ClassVar = KEEPERS

    year: Year
    grade: Annotated[int, Field(ge=1, le=5)]
    announced_on: Day
    source: Name


class IntegrityGradeAnnounced(Event):
    """The commission has graded the city."""

    type: Literal["evaluations.integrity_grade_announced.v1"] = "evaluations.integrity_grade_announced.v1"

    year: Year
    grade: Annotated[int, Field(ge=1, le=5)]
    announced_on: Day
    source: Name


class RecordEarlyWarning(Command):
    """Record a month's own measurement of how the city is perceived; it is not the official index (EVL-82)."""

    type: Literal["evaluations.record_early_warning.v1"] = "evaluations.record_early_warning.v1"
    roles: ClassVar = KEEPERS

    year: Year
    month: Annotated[int, Field(ge=1, le=12)]
    score: Share
    responses: Annotated[int, Field(ge=5, le=1_000_000)]
    """Never of fewer than five people."""
    evidence: Evidence = ()


class EarlyWarningRecorded(Event):
    """A month's own measurement is known."""

    type: Literal["evaluations.early_warning_recorded.v1"] = "evaluations.early_warning_recorded.v1"

    year: Year
    month: Annotated[int, Field(ge=1, le=12)]
    score: Share
    responses: Annotated[int, Field(ge=5, le=1_000_000)]
    evidence: Evidence


class HoldBroadcast(Command):
    """Record the week's integrity broadcast; who spoke the last time does not speak again at once (EVL-83)."""

    type: Literal["evaluations.hold_broadcast.v1"] = "evaluations.hold_broadcast.v1"
    roles: ClassVar = KEEPERS

    year: Year
    """Of the ISO week."""
    week: Week
    held_on: Day
    department: Code
    """Of who spoke."""
    speaker: Name
    """A post, not a name."""
    topic: Text


class HeldBroadcast(Message):
    """One week's broadcast, among several."""

    week: Week
    held_on: Day
    department: Code
    speaker: Name
    topic: Text


class HoldBroadcasts(Command):
    """Record several weeks' broadcasts of a year at once, by the rules of each: all of them, or none (EVL-83)."""

    type: Literal["evaluations.hold_broadcasts.v1"] = "evaluations.hold_broadcasts.v1"
    roles: ClassVar = KEEPERS

    year: Year
    broadcasts: Annotated[tuple[HeldBroadcast, ...], Field(min_length=1, max_length=53, strict=False)]


class BroadcastHeld(Event):
    """A week had its broadcast."""

    type: Literal["evaluations.broadcast_held.v1"] = "evaluations.broadcast_held.v1"

    year: Year
    week: Week
    held_on: Day
    department: Code
    speaker: Name
    topic: Text


class NoteNewOfficial(Command):
    """Note who is new and is to get the handbook, by the id that the registry has of them (EVL-84)."""

    type: Literal["evaluations.note_new_official.v1"] = "evaluations.note_new_official.v1"
    roles: ClassVar = KEEPERS

    year: Year
    person: Uuid
    department: Code
    appointed_on: Day


class NewOfficialNoted(Event):
    """Somebody is new."""

    type: Literal["evaluations.new_official_noted.v1"] = "evaluations.new_official_noted.v1"

    year: Year
    person: Uuid
    department: Code
    appointed_on: Day


class GiveHandbook(Command):
    """Record that somebody new has got the handbook (EVL-84)."""

    type: Literal["evaluations.give_handbook.v1"] = "evaluations.give_handbook.v1"
    roles: ClassVar = KEEPERS

    year: Year
    person: Uuid
    given_on: Day


class HandbookGiven(Event):
    """Somebody has the handbook."""

    type: Literal["evaluations.handbook_given.v1"] = "evaluations.handbook_given.v1"

    year: Year
    person: Uuid
    given_on: Day


def compute_index(method: IntegrityMethod, parts: dict[ComponentKind, Decimal]) -> Decimal | None:
    """Return the index, exact: perceived x (w x external + w x internal) + effort x effort - deduction, at most ten.

    None while a part but the deduction is not known.
    """
    if not {ComponentKind.EXTERNAL, ComponentKind.INTERNAL, ComponentKind.EFFORT} <= parts.keys():
        return None
    capped = {
        **parts,
        ComponentKind.DEDUCTION: min(parts.get(ComponentKind.DEDUCTION, Decimal()), method.most_deduction),
    }
    return sum((weight * capped[kind] for kind, weight in weigh_parts(method).items()), Decimal())


def weigh_parts(method: IntegrityMethod) -> dict[ComponentKind, Decimal]:
    """Return how much each part counts in the index, exact; a point that is taken off counts as minus one."""
    return {
        ComponentKind.EXTERNAL: method.perceived * method.external,
        ComponentKind.INTERNAL: method.perceived * method.internal,
        ComponentKind.EFFORT: method.effort,
        ComponentKind.DEDUCTION: Decimal(-1),
    }


IntegrityCommand = (
    SetIntegrityMethod
    | RecordIntegrityComponent
    | AnnounceIntegrityGrade
    | RecordEarlyWarning
    | HoldBroadcast
    | HoldBroadcasts
    | NoteNewOfficial
    | GiveHandbook
)
IntegrityEvent = (
    IntegrityMethodSet
    | IntegrityComponentRecorded
    | IntegrityGradeAnnounced
    | EarlyWarningRecorded
    | BroadcastHeld
    | NewOfficialNoted
    | HandbookGiven
)
