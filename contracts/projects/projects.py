"""Contracts of projects (사업) themselves: registered, corrected, begun, completed or cancelled (PRJ-01, PRJ-44)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from contracts.calendar.periods import Period
from contracts.messages import Command, Event, ExternalRef, Message
from contracts.projects.claims import Claims
from contracts.projects.investment import Category
from contracts.projects.land import Area
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Name, Role, Storable, Text, Uuid

EDITORS: Final = frozenset({Role.OPERATOR, Role.OFFICER})
"""An officer only of the lead department."""

Aliases = Annotated[tuple[Name, ...], Field(max_length=20, strict=False)]
"""Other names that documents use: 타운홀미팅 실시 for 타운홀미팅 (INC-05, INC-06)."""
Effects = Annotated[tuple[Text, ...], Field(max_length=20, strict=False)]
"""기대효과, one each."""
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100_000), Storable]
"""What a field says, as text: as long as the longest list of them."""
MicroDegree = Annotated[int, Field(ge=-180_000_000, le=180_000_000)]
"""Millionths of a degree: 127,100,000 is 127.1."""
Year = Annotated[int, Field(ge=1900, le=2199)]
Term = Annotated[int, Field(ge=1, le=99)]
"""Electoral term: 민선7기 is 7."""


class ProjectKind(StrEnum):
    """공사, 토지, 용역·연구, 행사, 여러 사업을 묶은 것, 홍보, 그 밖."""

    CONSTRUCTION = "CONSTRUCTION"
    LAND = "LAND"
    RESEARCH = "RESEARCH"
    EVENT = "EVENT"
    PROGRAMME = "PROGRAMME"
    PROMOTION = "PROMOTION"
    OTHER = "OTHER"


class Relation(StrEnum):
    """What a project is of another: one of its parts (세부사업), or the city's own share of a joint one (PRJ-53)."""

    PART = "PART"
    CITY_SHARE = "CITY_SHARE"


class Parent(Message):
    """The project that this one belongs to."""

    project: Uuid
    relation: Relation = Field(strict=False)


class Task(Message):
    """The task of a year's work plan that it carries out."""

    year: Year
    number: Annotated[int, Field(ge=1, le=200)]


class Location(Message):
    """Where it is (PRJ-44)."""

    address: Name | None = None
    """`가야곡면 산노리 산17-1번지 일원`."""
    latitude: Annotated[int, Field(ge=-90_000_000, le=90_000_000)] | None = None
    """Millionths of a degree."""
    longitude: MicroDegree | None = None
    area_m2: Area | None = None


class CorrectedField(StrEnum):
    """What of a project may be corrected by itself."""

    NAME = "NAME"
    ALIASES = "ALIASES"
    KIND = "KIND"
    LEAD = "LEAD"
    TEAM = "TEAM"
    TERM = "TERM"
    PERIOD = "PERIOD"
    SUMMARY = "SUMMARY"
    EFFECTS = "EFFECTS"
    ADDRESS = "ADDRESS"
    AREA_M2 = "AREA_M2"
    NOTE = "NOTE"


class RegisterProject(Command):
    """Enter a project (사업개요)."""

    type: Literal["projects.register_project.v1"] = "projects.register_project.v1"
    roles: ClassVar = EDITORS

    name: Name
    aliases: Aliases = ()
    kind: ProjectKind = Field(strict=False)
    lead: Code
    """주관부서."""
    team: Code | None = None
    """담당팀 (PRJ-05)."""
    term: Term | None = None
    period: TypedDate
    """사업기간: `2018 ~ 2024`; across fiscal years it is 계속비 (PRJ-23)."""
    stated_months: Annotated[int, Field(ge=1, le=1_200)] | None = None
    """`(7개월)` where the source says so; must be that of the period, or claimed (INC-02)."""
    summary: Text | None = None
    effects: Effects = ()
    location: Location | None = None
    parent: Parent | None = None
    """The joint project whose city share it is; a part comes from dividing the whole."""
    task: Task | None = None
    external_ref: ExternalRef | None = None
    is_international_event: bool = False
    """Then 국비 is at most 30 % (PRJ-24)."""
    review_category: Category = Field(default=Category.GENERAL, strict=False)
    """By which row of the table its investment review goes (PRJ-35)."""
    note: Text | None = None
    claims: Claims = ()


class ProjectRegistered(Event):
    """A project stands in the register."""

    type: Literal["projects.project_registered.v1"] = "projects.project_registered.v1"

    name: Name
    aliases: Aliases
    kind: ProjectKind = Field(strict=False)
    lead: Code
    team: Code | None
    term: Term | None
    period: Period
    summary: Text | None
    effects: Effects
    location: Location | None
    parent: Parent | None
    task: Task | None
    external_ref: ExternalRef | None
    is_international_event: bool
    review_category: Category = Field(strict=False)
    note: Text | None


class CorrectProject(Command):
    """Correct what was entered wrongly; what stood before stays visible (PLT-02)."""

    type: Literal["projects.correct_project.v1"] = "projects.correct_project.v1"
    roles: ClassVar = EDITORS

    field: CorrectedField = Field(strict=False)
    value: Said | None = None
    """As it is typed; names and effects one a line. Absent: there is none."""
    reason: Text


class ProjectCorrected(Event):
    """A field of a project was wrong."""

    type: Literal["projects.project_corrected.v1"] = "projects.project_corrected.v1"

    field: CorrectedField = Field(strict=False)
    before: Said | None
    after: Said | None
    period: Period | None
    """`after` of PERIOD, as it was read."""
    reason: Text


class StartProject(Command):
    """Begin to carry it out (사업추진): its procedures and its investment review are behind it (PRJ-34)."""

    type: Literal["projects.start_project.v1"] = "projects.start_project.v1"
    roles: ClassVar = EDITORS

    on: TypedDate


class ProjectStarted(Event):
    """A project is carried out."""

    type: Literal["projects.project_started.v1"] = "projects.project_started.v1"

    on: Period


class CompleteProject(Command):
    """End a project with what it set out for."""

    type: Literal["projects.complete_project.v1"] = "projects.complete_project.v1"
    roles: ClassVar = EDITORS

    on: TypedDate
    outcome: Text | None = None


class ProjectCompleted(Event):
    """A project is over."""

    type: Literal["projects.project_completed.v1"] = "projects.project_completed.v1"

    on: Period
    outcome: Text | None


class CancelProject(Command):
    """Give a project up."""

    type: Literal["projects.cancel_project.v1"] = "projects.cancel_project.v1"
    roles: ClassVar = EDITORS

    reason: Text


class ProjectCancelled(Event):
    """A project was given up."""

    type: Literal["projects.project_cancelled.v1"] = "projects.project_cancelled.v1"

    reason: Text


LifeCommand = RegisterProject | CorrectProject | StartProject | CompleteProject | CancelProject
LifeEvent = ProjectRegistered | ProjectCorrected | ProjectStarted | ProjectCompleted | ProjectCancelled
