"""Town hall: planned, announced a week before, cancelled with a reason; never in an election's blackout (ENG-01)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from contracts.calendar.elections import Exemption, check_blackout
from contracts.calendar.hours import find_seoul_day
from contracts.engagement import EngagementEvent
from contracts.engagement.town_halls import (
    AnnounceTownHall,
    CancelTownHall,
    PlanTownHall,
    TownHallAnnounced,
    TownHallCancelled,
    TownHallCommand,
    TownHallPlanned,
)
from contracts.errors import Rejected
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown
from services.engagement.facts import Elections

NOTICE: Final = timedelta(days=7)
"""A session is announced so long before it (domain.md 4.5)."""


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """There is no such session."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned, and how far it is."""

    plan: TownHallPlanned
    stage: str = "PLANNED"


State = NotPlanned | Planned


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the session."""

    today: date
    elections: Elections


def decide(command: TownHallCommand, state: State, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what a command on a session leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, BAD_SHAPE, ELECTION_BLACKOUT, ANNOUNCED_TOO_LATE.
    """
    if isinstance(state, NotPlanned):
        if isinstance(command, PlanTownHall):
            return (_plan(command, facts),)
        raise refuse_unknown("그런 타운홀이")
    match command:
        case PlanTownHall():
            raise refuse_registered("타운홀")
        case AnnounceTownHall():
            return (_announce(state, facts),)
        case CancelTownHall():
            if state.stage not in {"PLANNED", "ANNOUNCED"}:
                raise refuse_state(state.stage, (), "이미 열렸거나 취소된 행사입니다. 상태를 확인하세요.")
            return (TownHallCancelled(reason=command.reason),)


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the session after an event."""
    match event, state:
        case TownHallPlanned(), _:
            return Planned(event)
        case TownHallAnnounced(), Planned():
            return replace(state, stage="ANNOUNCED")
        case TownHallCancelled(), Planned():
            return replace(state, stage="CANCELLED")
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotPlanned) else state.stage


def _plan(command: PlanTownHall, facts: Facts) -> TownHallPlanned:
    codes = [segment.code for segment in command.segments]
    if len(set(codes)) < len(codes):
        raise Rejected("BAD_SHAPE", "같은 참여 구분을 두 번 적었습니다. 구분마다 다른 코드를 적으세요.")
    day = find_seoul_day(command.starts_at)
    if command.is_hosted_by_mayor:
        granted = command.exemption
        exemption = Exemption(granted.ground, granted.approver) if granted is not None else None
        check_blackout(facts.elections.values(), day, day, exemption)
    return TownHallPlanned(**command.model_dump(exclude={"type"}))


def _announce(state: Planned, facts: Facts) -> TownHallAnnounced:
    if state.stage != "PLANNED":
        raise refuse_state(state.stage, (), "계획한 행사만 알릴 수 있습니다. 상태를 확인하세요.")
    latest = find_seoul_day(state.plan.starts_at) - NOTICE
    if facts.today > latest:
        message = f"행사 7일 전까지 알려야 합니다: {latest}까지였습니다. 날짜를 미루어 다시 계획하세요."
        raise Rejected("ANNOUNCED_TOO_LATE", message, {"latest": latest.isoformat()})
    return TownHallAnnounced()
