"""What the API tells of one project: its card, its procedures, facilities, rights and records (PRJ-34 to PRJ-44)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from contracts.projects import Unit
from contracts.projects.investment import Category, Tier, find_tier, needs_feasibility, reaches
from contracts.projects.matters import find_renewal_start
from gateway.access import Meta
from gateway.answers.projects import Project, find_when, show_card
from gateway.answers.projects_acts import list_acts, list_open
from gateway.answers.projects_money import Money, show_money
from gateway.answers.registers import When, show_period
from gateway.auth import Principal
from gateway.labels import Labelled, label
from gateway.labels.projects import (
    CATEGORY_LABELS,
    FACILITY_LABELS,
    FIELD_LABELS,
    PHASE_LABELS,
    PROCEDURE_LABELS,
    PROPERTY_LABELS,
    RELATION_LABELS,
    RESULT_LABELS,
    TIER_LABELS,
)
from gateway.views.project import Row


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
    renewal_from: date | None
    """From when on it may be renewed: a year before."""
    is_due_for_renewal: bool
    """Whether that day has come (PRJ-39)."""


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


class OneProject(BaseModel):
    """One project."""

    data: WholeProject
    meta: Meta


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
        **show_card(row, unit),
        allowed=[] if past else list_acts(list_open(row), row.lead, principal),
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
        properties=[_show_property(each, day) for each in row.rights],
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


def _show_property(told: Mapping[str, Any], day: date) -> Property:
    due = date.fromisoformat(told["renewal_due"]) if told["renewal_due"] else None
    begins = find_renewal_start(due) if due else None
    return Property(
        kind=label(told["kind"], PROPERTY_LABELS),
        name=told["name"],
        applied_on=show_period(told["on"]),
        number=told["number"],
        target=find_when(told["target"]),
        registered_on=find_when(told["registered_on"]),
        registered_number=told.get("registered_number"),
        renewal_due=due,
        renewal_from=begins,
        is_due_for_renewal=begins is not None and begins <= day,
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
