"""공약 변경: one row a change with each step that it took (EVL-63, EVL-70)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledge_changes import (
    PledgeChangeConfirmed,
    PledgeChangeDecidedByJury,
    PledgeChangeMayorApproved,
    PledgeChangePublished,
    PledgeChangeRefused,
    PledgeChangeRequested,
)
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "pledge_change-"
Json = dict[str, Any]
STEPS: dict[type, str] = {
    PledgeChangeRequested: "REQUESTED",
    PledgeChangeDecidedByJury: "JURY_APPROVED",
    PledgeChangeConfirmed: "PANEL_CONFIRMED",
    PledgeChangeMayorApproved: "MAYOR_APPROVED",
    PledgeChangePublished: "PUBLISHED",
    PledgeChangeRefused: "REFUSED",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One change."""

    change: str
    term: int
    pledge: str
    kind: str
    wished: Json
    reason: str
    step: str
    jury: Json | None
    """The record of the jury's decision: frame, sessions, vote."""
    steps: list[Json]
    """`step`, `at`, `by` (role), `source` (the event's position) and what the event tells, in order."""
    requested_at: datetime
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[str, ...]:
    """Return the change's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the change after the event."""
    if isinstance(event.data, PledgeChangeRequested):
        row = _request(event.data, event)
    if row is None:
        return None
    told = event.data.model_dump(mode="json", exclude={"type", "entry"})
    jury = told["jury"] if isinstance(event.data, PledgeChangeDecidedByJury) else row.jury
    step = STEPS[type(event.data)]
    taken = {
        "step": step,
        "at": event.effectiveat.isoformat(),
        "by": event.actorrole.value,
        "source": event.position,
        "told": {name: each for name, each in told.items() if name not in {"jury", "wished"}},
    }
    steps = [*row.steps, taken]
    return replace(row, step=step, jury=jury, steps=steps, version=event.streamversion, position=event.position)


def _request(asked: PledgeChangeRequested, event: Recorded[EvaluationsEvent]) -> Row:
    return Row(
        change=event.subject.removeprefix(PREFIX),
        term=asked.term,
        pledge=str(asked.pledge),
        kind=asked.wished.kind.value,
        wished=asked.wished.model_dump(mode="json"),
        reason=asked.reason,
        step="REQUESTED",
        jury=None,
        steps=[],
        requested_at=event.effectiveat,
        version=event.streamversion,
        position=event.position,
    )
