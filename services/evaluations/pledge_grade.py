"""A year's grade of the pledges, as a body outside gave it; the city's own estimate stands beside it (EVL-69)."""

from dataclasses import dataclass, replace
from datetime import date

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledge_grades import (
    EstimatePledgeGrade,
    PledgeGradeCommand,
    PledgeGradeEstimated,
    PledgeGradeRecorded,
    RecordPledgeGrade,
)


@dataclass(frozen=True, slots=True)
class PledgeGrade:
    """What is known of a year."""

    recorded: PledgeGradeRecorded | None = None
    estimated: PledgeGradeEstimated | None = None


def decide(command: PledgeGradeCommand, state: PledgeGrade, today: date) -> tuple[EvaluationsEvent, ...]:
    """Return what is entered of a year. Raises: Rejected with REASON_REQUIRED, DAY_IN_FUTURE."""
    match command:
        case RecordPledgeGrade():
            if command.announced_on > today:
                message = "아직 오지 않은 발표일입니다. 날짜를 확인하세요."
                raise Rejected("DAY_IN_FUTURE", message, {"today": today.isoformat()})
            if state.recorded is not None and command.reason is None:
                raise Rejected("REASON_REQUIRED", "이미 적은 등급입니다. 고치는 사유를 적으세요.")
            return (PledgeGradeRecorded(**command.model_dump(exclude={"type"})),)
        case EstimatePledgeGrade():
            return (PledgeGradeEstimated(**command.model_dump(exclude={"type"})),)


def evolve(state: PledgeGrade, event: EvaluationsEvent) -> PledgeGrade:
    """Return the year after an event."""
    match event:
        case PledgeGradeRecorded():
            return replace(state, recorded=event)
        case PledgeGradeEstimated():
            return replace(state, estimated=event)
        case _:
            return state


def name_state(state: PledgeGrade) -> str:
    """Return the state's name, as results tell it."""
    if state.recorded is not None:
        return "RECORDED"
    return "NONE" if state.estimated is None else "ESTIMATED"
