"""주요업무 계획·추진상황 보고: one row an edition, as it stood on its day; it never changes (PRJ-02, PRJ-03)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.plans import WorkPlanPublished, WorkPlanTaskPublished

CONTEXT = "projects"


@dataclass(frozen=True, slots=True)
class Row:
    """One report on a year's plan."""

    report: str
    """`2024-2`: the second one of the year."""
    year: int
    edition: int
    kind: str | None
    """PLAN or PROGRESS; None until the whole of it is published."""
    published_on: date | None
    reason: str | None
    """Why the same kind was published again."""
    tasks: list[dict[str, Any]]
    """`task`, its `projects`, their milestones that were `done` on the day and those `ahead`."""
    position: int


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the edition."""
    match event.data:
        case WorkPlanTaskPublished(year=year, edition=edition) | WorkPlanPublished(year=year, edition=edition):
            return (f"{year}-{edition}",)
        case _:
            return ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the edition with one task more, or published."""
    match event.data:
        case WorkPlanTaskPublished() as told:
            task = told.model_dump(mode="json", include={"task", "projects", "done", "ahead"})
            known = row or _begin(told)
            return replace(known, tasks=[*known.tasks, task], position=event.position)
        case WorkPlanPublished() as told:
            known = row or _begin(told)
            on, kind = told.published_on, str(told.kind)
            return replace(known, kind=kind, published_on=on, reason=told.reason, position=event.position)
        case _:
            return row


def _begin(told: WorkPlanTaskPublished | WorkPlanPublished) -> Row:
    key = f"{told.year}-{told.edition}"
    return Row(key, told.year, told.edition, kind=None, published_on=None, reason=None, tasks=[], position=0)
