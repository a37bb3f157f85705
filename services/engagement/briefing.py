"""Briefings in the towns, each recorded once (ENG-67)."""

from dataclasses import dataclass
from datetime import date

from contracts.engagement import EngagementEvent
from contracts.engagement.briefings import BriefingRecorded, RecordBriefing
from contracts.engagement.town_halls import SessionKind
from contracts.errors import Rejected
from contracts.registry.known import Departments, check_town
from services.engagement import town_hall
from services.engagement.checks import refuse_registered, refuse_unknown


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the briefing."""

    today: date
    department: str | None
    """Of who records it."""
    departments: Departments
    session: town_hall.State


def decide(command: RecordBriefing, is_recorded: bool, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what recording a briefing leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, NOT_A_BRIEFING, UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID,
    NOT_A_TOWN, DAY_IN_FUTURE.
    """
    if is_recorded:
        raise refuse_registered("설명회")
    if command.held_on > facts.today:
        message = f"아직 오지 않은 날입니다: {command.held_on}. 연 날을 적으세요."
        raise Rejected("DAY_IN_FUTURE", message, {"today": facts.today.isoformat()})
    check_town(command.town, facts.departments, command.held_on)
    if command.session is not None:
        _check_session(facts.session)
    return (BriefingRecorded(**command.model_dump(exclude={"type"}), department=facts.department),)


def evolve(is_recorded: bool, event: EngagementEvent) -> bool:
    """Return whether a briefing is recorded, after an event."""
    return is_recorded or isinstance(event, BriefingRecorded)


def name_state(is_recorded: bool) -> str:
    """Return the state's name, as results tell it."""
    return "HELD" if is_recorded else "NONE"


def _check_session(session: town_hall.State) -> None:
    if isinstance(session, town_hall.NotPlanned):
        raise refuse_unknown("그런 행사가")
    if session.plan.kind is not SessionKind.BRIEFING or session.stage == "CANCELLED":
        message = "찾아가는 설명회로 계획해 연 행사가 아닙니다. 행사의 종류와 상태를 확인하세요."
        raise Rejected("NOT_A_BRIEFING", message, {"kind": session.plan.kind.value, "state": session.stage})
