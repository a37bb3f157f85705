"""공약: one row a pledge with its plan, its checks and what became of it (EVL-61, 62, 64, 65, 67)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledges import (
    RUNNING,
    ActionPlanAdopted,
    FeasibilityReviewed,
    LeadAssigned,
    PledgeContentChanged,
    PledgeQuarterChecked,
    PledgeRegistered,
    PledgeStatusChanged,
)
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "pledge-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One pledge."""

    pledge: str
    term: int
    number: int
    field: str
    name: str
    content: str | None
    state: str
    lead: str | None
    supporting: list[str]
    feasibility: Json | None
    plan: Json | None
    due_on: date | None
    checks: Json
    """By quarter: what was reported, and `source`."""
    progress: int
    is_claimed: bool
    """Whether it is reported as done and waits for the office."""
    changes: int
    history: list[Json]
    """`kind`, `at`, `source` (the event's position) and what the event tells, in order."""
    sources: Json
    """Positions of the events that `state`, `progress` and `due_on` come from."""
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[str, ...]:
    """Return the pledge's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the pledge after the event."""
    if isinstance(event.data, PledgeRegistered):
        row = _register(event.data, event)
    if row is None:
        return None
    changed = _settle(_stand(row, event), event)
    history = [*row.history, _tell(event)]
    return replace(changed, history=history, version=event.streamversion, position=event.position)


def _register(registered: PledgeRegistered, event: Recorded[EvaluationsEvent]) -> Row:
    return Row(
        pledge=event.subject.removeprefix(PREFIX),
        term=registered.term,
        number=registered.number,
        field=registered.field,
        name=registered.name,
        content=registered.content,
        state="REGISTERED",
        lead=None,
        supporting=[],
        feasibility=None,
        plan=None,
        due_on=None,
        checks={},
        progress=0,
        is_claimed=False,
        changes=0,
        history=[],
        sources=dict.fromkeys(("state", "progress", "due_on"), event.position),
        version=event.streamversion,
        position=event.position,
    )


def _settle(row: Row, event: Recorded[EvaluationsEvent]) -> Row:
    """Return the pledge after what says what it is, whose and by which plan."""
    match event.data:
        case LeadAssigned() as told:
            return replace(row, lead=told.lead, supporting=list(told.supporting))
        case FeasibilityReviewed() as told:
            return replace(row, feasibility=told.review.model_dump(mode="json"))
        case ActionPlanAdopted() as told:
            planned = replace(row, plan=told.plan.model_dump(mode="json"), due_on=told.plan.due_on)
            changes = row.changes + (told.change is not None)
            return replace(planned, changes=changes, sources={**row.sources, "due_on": event.position})
        case PledgeContentChanged() as told:
            return replace(row, name=told.name, content=told.content, changes=row.changes + 1)
        case _:
            return row


def _stand(row: Row, event: Recorded[EvaluationsEvent]) -> Row:
    """Return the pledge after what says how it stands."""
    match event.data:
        case PledgeQuarterChecked() as told:
            checks = {**row.checks, told.quarter: {**_dump(told), "source": event.position}}
            latest = checks[max(checks)]
            return replace(
                row,
                checks=checks,
                progress=latest["progress"],
                is_claimed=latest["standing"] == "DONE" and row.state in RUNNING,
                sources={**row.sources, "progress": latest["source"]},
            )
        case PledgeStatusChanged() as told:
            moved = replace(row, state=told.after.value, is_claimed=False)
            changes = row.changes + (told.change is not None)
            return replace(moved, changes=changes, sources={**row.sources, "state": event.position})
        case _:
            return row


def _tell(event: Recorded[EvaluationsEvent]) -> Json:
    kind = event.data.wire().split(".")[1]
    return {"kind": kind, "at": event.effectiveat.isoformat(), "source": event.position, "told": _dump(event.data)}


def _dump(event: EvaluationsEvent) -> Json:
    return event.model_dump(mode="json", exclude={"type", "entry"})
