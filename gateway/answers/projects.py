"""What the API tells of a project in a list: its card."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, Field, JsonValue

from contracts.projects import Source, Unit
from gateway.access import Links, Meta
from gateway.answers.lists import allow, split
from gateway.answers.projects_acts import list_acts, list_open
from gateway.answers.projects_money import Money, SourceMoney, show_known, show_money, show_sources, show_won
from gateway.answers.registers import When, show_period
from gateway.auth import Principal
from gateway.labels import Labelled, label
from gateway.labels.projects import (
    PHASE_LABELS,
    PROJECT_KIND_LABELS,
    RELATION_LABELS,
)
from gateway.views.project import Row

CONTEXT: Final = "projects"
SAME: Final = ("name", "aliases", "lead", "team", "term", "summary", "address", "programme", "version")
"""Fields of a card that are as the row has them."""


class TaskOf(BaseModel):
    """The task of a year's work plan that a project carries out."""

    year: int
    number: int


class ParentOf(BaseModel):
    """The project that one belongs to, and as what."""

    project: str
    relation: Labelled


class Pin(BaseModel):
    """A place on the map, in millionths of a degree."""

    latitude: int
    longitude: int


class Project(BaseModel):
    """One project."""

    id: str
    name: str
    aliases: list[str]
    """Other names that documents use."""
    kind: Labelled
    phase: Labelled
    lead: str
    """주관부서."""
    team: str | None
    term: int | None
    """Electoral term: 7 of 민선7기."""
    period: When
    summary: str | None
    address: str | None
    pin: Pin | None
    area_m2: int | None
    parent: ParentOf | None
    task: TaskOf | None
    external_ref: str | None
    """As its sender's own system calls it, `system:id`."""
    is_international_event: bool
    programme: str | None
    """The funding programme whose rates split its total."""
    total: Money | None
    """총사업비; null while there is no plan."""
    sources: list[SourceMoney]
    """Who pays: as the plan tells it, else by the programme's rates."""
    secured: Money
    executed: Money
    shortfall: Money | None
    is_divided: bool
    """Its parts' costs are its own: a sum takes one of the two."""
    is_replacement_requested: bool
    """대체사업 검토 (PRJ-41)."""
    version: int
    allowed: list[str]
    """What the asker may do with it now: POST to its address and one of these."""


class Projects(BaseModel):
    """One page of projects."""

    data: list[Project]
    links: Links
    total: int | None
    """How many match; null unless `total=true`."""
    meta: Meta


class PickedProjects(BaseModel):
    """One page of projects with only the fields that were asked for."""

    data: list[dict[str, JsonValue]]
    links: Links
    total: int | None
    meta: Meta


Fields = Annotated[
    str,
    AfterValidator(allow(Project.model_fields)),
    Field(description="쉼표로 이은 항목 이름; 적으면 id와 이 항목만 답한다"),
]


def pick(page: Projects, fields: str) -> PickedProjects:
    """Return a page with only some fields of each project, and its id."""
    kept = {"id", *split(fields)}
    picked = [one.model_dump(mode="json", include=kept) for one in page.data]
    return PickedProjects(data=picked, links=page.links, total=page.total, meta=page.meta)


@dataclass(frozen=True, slots=True)
class Card:
    """A project in a list, whoever asks."""

    project: Project
    acts: tuple[str, ...]
    """What its state allows."""

    def show(self, principal: Principal, *, past: bool = False) -> Project:
        """Return it as the asker sees it; what is past allows nothing."""
        if past or not (allowed := list_acts(self.acts, self.project.lead, principal)):
            return self.project
        return self.project.model_copy(update={"allowed": allowed})


def make_card(row: Row, unit: Unit | None = None) -> Card:
    """Return a project's card."""
    return Card(Project(**show_card(row, unit), allowed=[]), list_open(row))


def find_when(period: Mapping[str, Any] | None) -> When | None:
    """Return a date that may not be known."""
    return None if period is None else show_period(period)


def find_sources(row: Row) -> dict[Source, int]:
    """Return what each source gives; nothing where neither the plan nor a programme's rates tell it."""
    won = {source: getattr(row, f"{source.lower()}_won") for source in Source}
    return {source: each for source, each in won.items() if each is not None}


def show_card(row: Row, unit: Unit | None) -> dict[str, Any]:
    """Return the fields of a card but for what the asker may do."""
    return {
        **{name: getattr(row, name) for name in SAME},
        "id": row.project,
        "kind": label(row.kind, PROJECT_KIND_LABELS),
        "phase": label(row.phase, PHASE_LABELS),
        "period": show_period(row.period),
        "pin": _find_pin(row),
        "area_m2": row.area_m2,
        "parent": ParentOf(project=row.parent, relation=label(row.relation or "", RELATION_LABELS))
        if row.parent
        else None,
        "task": TaskOf(year=row.task_year, number=row.task_number) if row.task_year and row.task_number else None,
        "external_ref": f"{row.external_system}:{row.external_id}" if row.external_system else None,
        "is_international_event": row.is_international_event,
        "total": show_money(row.total, unit) if row.total else None,
        "sources": show_sources(find_sources(row), unit, is_approximate=row.is_approximate),
        "secured": show_won(row.secured_won, unit),
        "executed": show_won(row.executed_won, unit),
        "shortfall": show_known(row.shortfall_won, unit, is_approximate=row.is_approximate),
        "is_divided": row.is_divided,
        "is_replacement_requested": row.replacement_requested_for is not None,
    }


def _find_pin(row: Row) -> Pin | None:
    if row.latitude is None or row.longitude is None:
        return None
    return Pin(latitude=row.latitude, longitude=row.longitude)
