"""Contracts of what else belongs to a project: facilities, rights, manuals, replacement, contributions, notes."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event
from contracts.projects.money import Amount
from contracts.projects.projects import EDITORS, Aliases
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Day, Name, Role, Text

OFFICE: Final = frozenset({Role.OPERATOR})

Facilities = Annotated[tuple[Name, ...], Field(min_length=1, max_length=100, strict=False)]
"""예술창작촌, 북카페 …"""


class FacilityStatus(StrEnum):
    """계획, 조성 중, 운영, 제외."""

    PLANNED = "PLANNED"
    BUILDING = "BUILDING"
    OPEN = "OPEN"
    DROPPED = "DROPPED"


class ListFacilities(Command):
    """List the facilities that a project brings, beside those that are listed (PRJ-38)."""

    type: Literal["projects.list_facilities.v1"] = "projects.list_facilities.v1"
    roles: ClassVar = EDITORS

    names: Facilities


class FacilitiesListed(Event):
    """A project brings facilities."""

    type: Literal["projects.facilities_listed.v1"] = "projects.facilities_listed.v1"

    names: Facilities


class SetFacilityStatus(Command):
    """Say how a facility stands (PRJ-38)."""

    type: Literal["projects.set_facility_status.v1"] = "projects.set_facility_status.v1"
    roles: ClassVar = EDITORS

    name: Name
    status: FacilityStatus = Field(strict=False)
    note: Text | None = None


class FacilityStatusSet(Event):
    """A facility stands so."""

    type: Literal["projects.facility_status_set.v1"] = "projects.facility_status_set.v1"

    name: Name
    status: FacilityStatus = Field(strict=False)
    note: Text | None


class PropertyKind(StrEnum):
    """상표, 디자인, 특허, 저작권."""

    TRADE_MARK = "TRADE_MARK"
    DESIGN = "DESIGN"
    PATENT = "PATENT"
    COPYRIGHT = "COPYRIGHT"


class ApplyForProperty(Command):
    """Record an application for a right (상표 출원, PRJ-39)."""

    type: Literal["projects.apply_for_property.v1"] = "projects.apply_for_property.v1"
    roles: ClassVar = EDITORS

    kind: PropertyKind = Field(strict=False)
    name: Name
    on: TypedDate
    number: Name | None = None
    """출원번호."""
    target: TypedDate | None = None
    """When it is to be registered."""


class PropertyApplied(Event):
    """A right was applied for."""

    type: Literal["projects.property_applied.v1"] = "projects.property_applied.v1"

    kind: PropertyKind = Field(strict=False)
    name: Name
    on: Period
    number: Name | None
    target: Period | None


class RegisterProperty(Command):
    """Record that a right was registered (상표 등록); a trade mark lasts ten years (상표법 83조, PRJ-39)."""

    type: Literal["projects.register_property.v1"] = "projects.register_property.v1"
    roles: ClassVar = EDITORS

    kind: PropertyKind = Field(strict=False)
    name: Name
    on: TypedDate
    number: Name | None = None
    """등록번호."""


class PropertyRegistered(Event):
    """A right is registered."""

    type: Literal["projects.property_registered.v1"] = "projects.property_registered.v1"

    kind: PropertyKind = Field(strict=False)
    name: Name
    on: Period
    number: Name | None
    renewal_due: Day | None
    """By when a trade mark is renewed: ten years after the first day on which it can have been registered."""


class DistributeToDepartments(Command):
    """Record that something went to every department there is (전 부서 매뉴얼 배부, PRJ-40)."""

    type: Literal["projects.distribute_to_departments.v1"] = "projects.distribute_to_departments.v1"
    roles: ClassVar = EDITORS

    what: Name
    on: TypedDate
    departments: Annotated[tuple[Code, ...], Field(min_length=1, max_length=200, strict=False)]
    """Exactly those that exist on the day, the last one where it is a month."""


class DistributedToDepartments(Event):
    """Something went to every department."""

    type: Literal["projects.distributed_to_departments.v1"] = "projects.distributed_to_departments.v1"

    what: Name
    on: Period
    departments: Annotated[tuple[Code, ...], Field(min_length=1, max_length=200, strict=False)]


class RequestReplacement(Command):
    """Ask for another project in the place of this one (대체사업 검토, PRJ-41)."""

    type: Literal["projects.request_replacement.v1"] = "projects.request_replacement.v1"
    roles: ClassVar = EDITORS

    reason: Text


class ReplacementRequested(Event):
    """A project may be replaced."""

    type: Literal["projects.replacement_requested.v1"] = "projects.replacement_requested.v1"

    reason: Text


class ApproveReplacement(Command):
    """Put another project in the place of this one; its money, programme and whole stay (PRJ-41)."""

    type: Literal["projects.approve_replacement.v1"] = "projects.approve_replacement.v1"
    roles: ClassVar = OFFICE

    name: Name
    aliases: Aliases = ()
    summary: Text | None = None
    reference: Name | None = None
    """The approving document."""


class ReplacementApproved(Event):
    """Another project stands in the place of this one."""

    type: Literal["projects.replacement_approved.v1"] = "projects.replacement_approved.v1"

    before: Name
    name: Name
    aliases: Aliases
    summary: Text | None
    reference: Name | None


class LinkContribution(Command):
    """Record money that the city gave a partner for a project (출연금, PRJ-25)."""

    type: Literal["projects.link_contribution.v1"] = "projects.link_contribution.v1"
    roles: ClassVar = EDITORS

    partner: Code
    amount: Amount | None = None
    """Absent where the source does not tell it."""
    on: TypedDate
    note: Text | None = None


class ContributionLinked(Event):
    """The city gave a partner money for a project."""

    type: Literal["projects.contribution_linked.v1"] = "projects.contribution_linked.v1"

    partner: Code
    amount: Amount | None
    on: Period
    note: Text | None


class NoteEvent(Command):
    """Note what happened about a project: it was selected on a day (PRJ-42, PRJ-72)."""

    type: Literal["projects.note_event.v1"] = "projects.note_event.v1"
    roles: ClassVar = EDITORS

    on: TypedDate
    text: Text
    source: Name | None = None


class EventNoted(Event):
    """Something happened about a project."""

    type: Literal["projects.event_noted.v1"] = "projects.event_noted.v1"

    on: Period
    text: Text
    source: Name | None


MatterCommand = (
    ListFacilities
    | SetFacilityStatus
    | ApplyForProperty
    | RegisterProperty
    | DistributeToDepartments
    | RequestReplacement
    | ApproveReplacement
    | LinkContribution
    | NoteEvent
)
MatterEvent = (
    FacilitiesListed
    | FacilityStatusSet
    | PropertyApplied
    | PropertyRegistered
    | DistributedToDepartments
    | ReplacementRequested
    | ReplacementApproved
    | ContributionLinked
    | EventNoted
)


def find_renewal_start(due: date) -> date:
    """Return from which day on a trade mark may be renewed: a year before it ends (상표법 84조 2항, PRJ-39)."""
    is_leap_day = (due.month, due.day) == (2, 29)
    return date(due.year - 1, 2, 28) if is_leap_day else due.replace(year=due.year - 1)
