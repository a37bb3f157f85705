"""What the API tells of milestones: planned, forecast, reached, and how they stand on a day (PRJ-03, 30, 43)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from contracts.calendar import Calendar
from contracts.projects.schedule import Slip
from gateway.access import Links, Meta
from gateway.answers.projects import find_when
from gateway.answers.projects_flags import Flag
from gateway.answers.registers import When, show_period
from gateway.answers.schedule import Milestone as Stood
from gateway.answers.schedule import find_worst_slip, list_standings, split_milestones
from gateway.labels import Labelled, label
from gateway.labels.projects import MILESTONE_LABELS
from gateway.views.project import Row


class SlipDays(BaseModel):
    """By how much an end is later than planned."""

    days: int
    business_days: int


class Evidence(BaseModel):
    """A file of the store or the address of a document."""

    name: str
    file: str | None
    link: str | None


class Replan(BaseModel):
    """A plan that was changed."""

    before: When
    reason: str


class Point(BaseModel):
    """A milestone in a timeline."""

    number: int
    title: str
    planned: When
    forecast: When | None
    reached: When | None
    status: Labelled
    slip: SlipDays


class Milestone(Point):
    """A milestone with all that is known of it."""

    forecast_reason: str | None
    evidence_required: bool
    evidence: list[Evidence]
    note: str | None
    dropped_for: str | None
    is_out_of_order: bool
    """Its date was claimed against the order of the numbers (INC-01)."""
    replans: list[Replan]
    reviews: list[str]
    """Ad-hoc reviews that its slip opened."""


class Milestones(BaseModel):
    """A project's milestones as they stand on a day."""

    project: str
    version: int
    day: date
    milestones: list[Milestone]
    """By number."""
    behind: list[int]
    """그동안 추진상황: reached until the day."""
    ahead: list[int]
    """앞으로 추진계획: all else that was not dropped."""
    slip: SlipDays
    """The longest of what is not done."""
    flags: list[Flag]


class OneMilestones(BaseModel):
    """A project's milestones."""

    data: Milestones
    meta: Meta


class Line(BaseModel):
    """A project in a timeline."""

    id: str
    name: str
    lead: str
    period: When
    slip: SlipDays
    milestones: list[Point]


class Timeline(BaseModel):
    """One page of projects with their milestones as they stand on a day."""

    day: date
    data: list[Line]
    links: Links
    total: int | None
    meta: Meta


def show_milestones(row: Row, day: date, calendar: Calendar, flags: list[Flag]) -> Milestones:
    """Return a project's milestones as of a day."""
    stood = list_standings(row.milestones, day, calendar)
    behind, ahead = split_milestones(row.milestones, day)
    return Milestones(
        project=row.project,
        version=row.version,
        day=day,
        milestones=[_show_milestone(each) for each in stood],
        behind=[each["number"] for each in behind],
        ahead=[each["number"] for each in ahead],
        slip=_show_slip(find_worst_slip(stood)),
        flags=flags,
    )


def show_line(row: Row, day: date, calendar: Calendar) -> Line:
    """Return a project of a timeline as of a day."""
    stood = list_standings(row.milestones, day, calendar)
    return Line(
        id=row.project,
        name=row.name,
        lead=row.lead,
        period=show_period(row.period),
        slip=_show_slip(find_worst_slip(stood)),
        milestones=[Point(**_show_point(each)) for each in stood],
    )


def _show_point(stood: Stood) -> dict[str, Any]:
    told, standing = stood.told, stood.standing
    return {
        "number": told["number"],
        "title": told["title"],
        "planned": show_period(told["planned"]),
        "forecast": find_when(told["forecast"]),
        "reached": find_when(told["reached"]),
        "status": label(standing.status if standing else "DROPPED", MILESTONE_LABELS),
        "slip": _show_slip(standing.slip if standing else Slip()),
    }


def _show_milestone(stood: Stood) -> Milestone:
    told: Mapping[str, Any] = stood.told
    same = ("forecast_reason", "evidence_required", "note", "dropped_for", "is_out_of_order", "reviews")
    return Milestone(
        **_show_point(stood),
        **{name: told[name] for name in same},
        evidence=[Evidence(**each) for each in told["evidence"]],
        replans=[Replan(before=show_period(each["before"]), reason=each["reason"]) for each in told["replans"]],
    )


def _show_slip(slip: Slip) -> SlipDays:
    return SlipDays(days=slip.days, business_days=slip.business_days)
