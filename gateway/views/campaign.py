"""홍보 캠페인: one row a campaign, with its phases in order and what each item costs (PRJ-22, PRJ-65)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.campaigns import CampaignPlanned, PhaseReached
from contracts.projects.corrections import EntryCorrected
from gateway.correcting import correct

CONTEXT = "projects"
PREFIX = "campaign-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One campaign."""

    campaign: str
    project: str | None
    name: str
    department: str | None
    state: str
    """PLANNED, or DONE with its last phase."""
    first_day: date
    """Of the first phase."""
    last_day: date | None
    """Of the last phase; None of an open one."""
    phases: list[Json]
    """`number`, `name`, `period`, `reached_on` (None until it is done)."""
    reached: int
    """Phases that are done."""
    total_won: int | None
    total: Json | None
    lines: list[Json]
    content: str | None
    version: int
    position: int
    corrections: list[dict[str, Any]] = field(default_factory=list)
    """`changes` of fields, `reason`, `by`, `at`: what stood before stays to be seen (PLT-02)."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the campaign's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the campaign after the event."""
    match event.data:
        case CampaignPlanned() as planned:
            return _plan(planned, event)
        case EntryCorrected(corrected=CampaignPlanned() as planned, reason=reason) if row is not None:
            return correct(row, _plan_anew(row, planned, event), event, reason)
        case PhaseReached() as done if row is not None:
            on = {"reached_on": done.reached_on.model_dump(mode="json")}
            phases = [{**each, **on} if each["number"] == done.number else each for each in row.phases]
            state = "DONE" if done.number == len(phases) else row.state
            changed = replace(row, phases=phases, reached=done.number, state=state)
            return replace(changed, version=event.streamversion, position=event.position)
        case _:
            return row


def _plan_anew(row: Row, planned: CampaignPlanned, event: Recorded[ProjectsEvent]) -> Row:
    """Phases that are done stay so."""
    now, done = _plan(planned, event), {each["number"]: each["reached_on"] for each in row.phases}
    phases = [{**each, "reached_on": done.get(each["number"])} for each in now.phases]
    return replace(now, phases=phases, reached=row.reached, state="DONE" if row.reached == len(phases) else "PLANNED")


def _plan(planned: CampaignPlanned, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        campaign=event.subject.removeprefix(PREFIX),
        project=str(planned.project) if planned.project else None,
        name=planned.name,
        department=planned.by,
        state="PLANNED",
        first_day=planned.phases[0].period.first,
        last_day=planned.phases[-1].period.last,
        phases=[{**each.model_dump(mode="json"), "reached_on": None} for each in planned.phases],
        reached=0,
        total_won=planned.total.won if planned.total else None,
        total=planned.total.model_dump(mode="json") if planned.total else None,
        lines=[each.model_dump(mode="json") for each in planned.lines],
        content=planned.content,
        version=event.streamversion,
        position=event.position,
    )
