"""What the API tells of projects: the card of one, as lists have it, and all that stands beside its money and land."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, Field, JsonValue

from contracts.projects import Source, Unit
from contracts.projects.investment import Category, Tier, find_tier, needs_feasibility, reaches
from gateway.access import Links, Meta
from gateway.answers.lists import allow, split
from gateway.answers.projects_acts import list_acts
from gateway.answers.projects_money import Money, SourceMoney, show_known, show_money, show_sources, show_won
from gateway.answers.registers import When, show_period
from gateway.auth import Principal
from gateway.labels import Labelled, label
from gateway.labels_projects import (
    CATEGORY_LABELS,
    FACILITY_LABELS,
    FIELD_LABELS,
    PHASE_LABELS,
    PROCEDURE_LABELS,
    PROJECT_KIND_LABELS,
    PROPERTY_LABELS,
    RELATION_LABELS,
    RESULT_LABELS,
    TIER_LABELS,
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


class Procedure(BaseModel):
    """One entry of the checklist of administrative procedures."""

    kind: Labelled
    name: str | None
    gates_start: bool
    """Whether it comes before the project begins."""
    result: Labelled
    on: When | None
    reference: str | None
    tier: Labelled | None
    """Of an investment review: who reviewed."""
    reason: str | None
    """Why it was not passed."""


class InvestmentReview(BaseModel):
    """Which investment review the project needs by the table of the day (PRJ-35)."""

    category: Labelled
    needed: Labelled
    is_passed: bool
    needs_feasibility: bool


class Facility(BaseModel):
    """A facility that the project brings."""

    name: str
    status: Labelled
    note: str | None


class Property(BaseModel):
    """A right that was applied for, and perhaps registered."""

    kind: Labelled
    name: str
    applied_on: When
    number: str | None
    target: When | None
    """When it is to be registered."""
    registered_on: When | None
    registered_number: str | None
    renewal_due: date | None


class Distribution(BaseModel):
    """What went to every department of a day."""

    what: str
    on: When
    departments: list[str]


class Contribution(BaseModel):
    """Money that the city gave a partner."""

    partner: str
    amount: Money | None
    on: When
    note: str | None


class Happening(BaseModel):
    """Something that happened about the project."""

    on: When
    text: str
    source: str | None


class Replacement(BaseModel):
    """Another project that came in the place of what stood."""

    before: str
    name: str
    reason: str | None
    reference: str | None


class Correction(BaseModel):
    """What stood before and stands now, by whom and when (PLT-02)."""

    field: Labelled
    before: str | None
    after: str | None
    reason: str
    by: str
    at: datetime


class ChildOf(BaseModel):
    """A part of the project, or the city's share in it."""

    id: str
    name: str
    relation: Labelled
    phase: Labelled
    total: Money | None
    is_replacement_requested: bool


class WholeProject(Project):
    """One project with all that belongs to it beside its money, milestones, land and contracts."""

    effects: list[str]
    note: str | None
    started_on: When | None
    completed_on: When | None
    ending: str | None
    """Its outcome, or why it was given up."""
    children: list[ChildOf]
    flagship_years: list[int]
    """Years whose approved list of flagships it stands in (PRJ-80)."""
    procedures: list[Procedure]
    investment_review: InvestmentReview | None
    """None while there is no plan of funding."""
    facilities: list[Facility]
    properties: list[Property]
    distributions: list[Distribution]
    contributions: list[Contribution]
    happenings: list[Happening]
    replacement_requested_for: str | None
    replacements: list[Replacement]
    corrections: list[Correction]


class Projects(BaseModel):
    """One page of projects."""

    data: list[Project]
    links: Links
    total: int | None
    """How many match; null unless `total=true`."""
    meta: Meta


class OneProject(BaseModel):
    """One project."""

    data: WholeProject
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


def show_project(row: Row, principal: Principal, unit: Unit | None = None, *, past: bool = False) -> Project:
    """Return a project as the asker sees it; what is past allows nothing."""
    return Project(**_show_card(row, principal, unit, past=past))


def show_whole(
    row: Row,
    principal: Principal,
    unit: Unit | None,
    beside: tuple[Sequence[Row], Sequence[int]],
    day: date,
    *,
    past: bool = False,
) -> WholeProject:
    """Return all of a project; `beside` are its parts and the years whose flagship it is."""
    children, years = beside
    return WholeProject(
        **_show_card(row, principal, unit, past=past),
        effects=row.effects,
        note=row.note,
        started_on=find_when(row.started_on),
        completed_on=find_when(row.completed_on),
        ending=row.ending,
        children=[_show_child(child, unit) for child in children],
        flagship_years=list(years),
        procedures=[_show_procedure(each) for each in row.procedures],
        investment_review=_show_review(row, day),
        facilities=[
            Facility(name=each["name"], status=label(each["status"], FACILITY_LABELS), note=each["note"])
            for each in row.facilities
        ],
        properties=[_show_property(each) for each in row.rights],
        distributions=[
            Distribution(what=each["what"], on=show_period(each["on"]), departments=each["departments"])
            for each in row.distributions
        ],
        contributions=[_show_contribution(each, unit) for each in row.contributions],
        happenings=[
            Happening(on=show_period(each["on"]), text=each["text"], source=each["source"]) for each in row.notes
        ],
        replacement_requested_for=row.replacement_requested_for,
        replacements=[
            Replacement(**{name: each[name] for name in Replacement.model_fields}) for each in row.replacements
        ],
        corrections=[_show_correction(each) for each in row.corrections],
    )


def find_when(period: Mapping[str, Any] | None) -> When | None:
    """Return a date that may not be known."""
    return None if period is None else show_period(period)


def find_sources(row: Row) -> dict[Source, int]:
    """Return what each source gives; nothing where neither the plan nor a programme's rates tell it."""
    won = {source: getattr(row, f"{source.lower()}_won") for source in Source}
    return {source: each for source, each in won.items() if each is not None}


def _show_card(row: Row, principal: Principal, unit: Unit | None, *, past: bool) -> dict[str, Any]:
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
        "allowed": [] if past else list_acts(row, principal),
    }


def _find_pin(row: Row) -> Pin | None:
    if row.latitude is None or row.longitude is None:
        return None
    return Pin(latitude=row.latitude, longitude=row.longitude)


def _show_child(row: Row, unit: Unit | None) -> ChildOf:
    return ChildOf(
        id=row.project,
        name=row.name,
        relation=label(row.relation or "", RELATION_LABELS),
        phase=label(row.phase, PHASE_LABELS),
        total=show_money(row.total, unit) if row.total else None,
        is_replacement_requested=row.replacement_requested_for is not None,
    )


def _show_procedure(told: Mapping[str, Any]) -> Procedure:
    tier = told.get("tier")
    return Procedure(
        kind=label(told["kind"], PROCEDURE_LABELS),
        name=told["name"],
        gates_start=told["gates_start"],
        result=label(told["result"], RESULT_LABELS),
        on=find_when(told.get("on")),
        reference=told.get("reference"),
        tier=label(tier, TIER_LABELS) if tier else None,
        reason=told.get("reason") if told["result"] == "FAILED" else None,
    )


def _show_review(row: Row, day: date) -> InvestmentReview | None:
    if row.total_won is None:
        return None
    funds = bool(row.national_won or row.provincial_won)
    needed = find_tier(row.total_won, has_transfer_funds=funds, category=Category(row.review_category), day=day)
    passed = [Tier(each["tier"]) for each in row.procedures if each["result"] == "PASSED" and each.get("tier")]
    return InvestmentReview(
        category=label(row.review_category, CATEGORY_LABELS),
        needed=label(needed, TIER_LABELS),
        is_passed=any(reaches(tier, needed) for tier in (Tier.NONE, *passed)),
        needs_feasibility=needs_feasibility(row.total_won),
    )


def _show_property(told: Mapping[str, Any]) -> Property:
    return Property(
        kind=label(told["kind"], PROPERTY_LABELS),
        name=told["name"],
        applied_on=show_period(told["on"]),
        number=told["number"],
        target=find_when(told["target"]),
        registered_on=find_when(told["registered_on"]),
        registered_number=told.get("registered_number"),
        renewal_due=told["renewal_due"],
    )


def _show_contribution(told: Mapping[str, Any], unit: Unit | None) -> Contribution:
    return Contribution(
        partner=told["partner"],
        amount=show_money(told["amount"], unit) if told["amount"] else None,
        on=show_period(told["on"]),
        note=told["note"],
    )


def _show_correction(told: Mapping[str, Any]) -> Correction:
    said = {name: told[name] for name in ("before", "after", "reason", "by", "at")}
    return Correction(field=label(told["field"], FIELD_LABELS), **said)
