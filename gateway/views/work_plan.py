"""주요업무계획: one row a year's plan as it stands, with its tasks and its budget sheet (PRJ-01 to PRJ-05)."""

from dataclasses import dataclass, field, replace
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.plans import BudgetSheetSet, PlanEvent, TaskCorrected, WorkPlanAdopted, WorkPlanPublished

CONTEXT = "projects"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One year's plan."""

    year: int
    version: int
    position: int
    term: int | None
    goals: list[str]
    strategies: list[str]
    tasks: list[Json]
    """By number, as last corrected."""
    corrections: list[Json] = field(default_factory=list)
    """Of tasks: `before`, `after`, `reason`, `by`, `at` (PLT-02)."""
    sheet: Json | None = None
    """사업비 조서: `lines`, the sums that it `stated`, and those `computed`."""
    editions: int = 0
    """Reports that were published."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[int, ...]:
    """Return the plan's year."""
    return (event.data.year,) if isinstance(event.data, PlanEvent) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the plan after the event."""
    if isinstance(event.data, WorkPlanAdopted):
        return _adopt(event.data, event)
    if row is None:
        return None
    return _change(replace(row, version=event.streamversion, position=event.position), event)


def _adopt(adopted: WorkPlanAdopted, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        year=adopted.year,
        version=event.streamversion,
        position=event.position,
        term=adopted.term,
        goals=list(adopted.goals),
        strategies=list(adopted.strategies),
        tasks=[each.model_dump(mode="json") for each in adopted.tasks],
    )


def _change(row: Row, event: Recorded[ProjectsEvent]) -> Row:
    match event.data:
        case TaskCorrected() as told:
            after = told.task.model_dump(mode="json")
            before = next((each for each in row.tasks if each["number"] == told.task.number), None)
            tasks = [after if each["number"] == told.task.number else each for each in row.tasks]
            who = {"by": event.actor, "at": event.effectiveat.isoformat()}
            corrected = {"before": before, "after": after, "reason": told.reason, **who}
            return replace(row, tasks=tasks, corrections=[*row.corrections, corrected])
        case BudgetSheetSet() as told:
            return replace(row, sheet=told.model_dump(mode="json", include={"lines", "stated", "computed"}))
        case WorkPlanPublished() as told:
            return replace(row, editions=told.edition)
        case _:
            return row
