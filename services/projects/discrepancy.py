"""Discrepancy: what a source contradicts, and every decision on it, none of which replaces the one before."""

from dataclasses import dataclass
from uuid import UUID

from contracts.errors import Rejected
from contracts.projects import (
    DecideDiscrepancy,
    Decision,
    DiscrepancyRecorded,
    DiscrepancyResolved,
    ProjectsEvent,
    RecordDiscrepancy,
)
from services.projects.checks import refuse_registered, refuse_unknown


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """There is no such discrepancy."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """It stands in the register; OPEN as long as nothing was decided."""

    code: str
    has_computed: bool
    decisions: tuple[Decision, ...] = ()


State = NotRecorded | Recorded


def record(command: RecordDiscrepancy, state: State, discrepancy: UUID) -> tuple[ProjectsEvent, ...]:
    """Note a contradiction that no rule finds. Raises: Rejected with ALREADY_REGISTERED, BAD_SHAPE."""
    if isinstance(state, Recorded):
        raise refuse_registered("불일치")
    if command.stated is None and command.note is None:
        raise Rejected("BAD_SHAPE", "무엇이 어긋나는지 stated나 note에 적으세요.")
    return (
        DiscrepancyRecorded(
            discrepancy=discrepancy,
            about=command.about,
            code=command.code,
            stated=command.stated,
            computed=command.computed,
            source=command.source,
            note=command.note,
        ),
    )


def decide(command: DecideDiscrepancy, state: State) -> tuple[ProjectsEvent, ...]:
    """Return what deciding leads to; again is another decision beside the ones before.

    Raises: Rejected with NOT_FOUND, BAD_SHAPE.
    """
    if isinstance(state, NotRecorded):
        raise refuse_unknown("그런 불일치가")
    if command.decision is Decision.USE_COMPUTED and not state.has_computed:
        raise Rejected("BAD_SHAPE", "계산한 값이 없는 불일치입니다. 다른 결정을 고르세요.")
    return (DiscrepancyResolved(decision=command.decision, reason=command.reason),)


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the discrepancy after an event."""
    match event, state:
        case DiscrepancyRecorded(), _:
            return Recorded(event.code, event.computed is not None)
        case DiscrepancyResolved(), Recorded():
            return Recorded(state.code, state.has_computed, (*state.decisions, event.decision))
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results tell it."""
    match state:
        case NotRecorded():
            return "NONE"
        case Recorded():
            return state.decisions[-1] if state.decisions else "OPEN"
