"""Town hall: planned, announced a week before, registered for, opened, closed, one after the other (ENG-01, ENG-11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from contracts.calendar.elections import Exemption, check_blackout
from contracts.calendar.hours import find_seoul_day
from contracts.engagement import EngagementEvent
from contracts.engagement.questions import list_codes
from contracts.engagement.surveys import Design
from contracts.engagement.town_halls import (
    AgendaItem,
    AgendaSet,
    AnnounceTownHall,
    CancelTownHall,
    CloseTownHall,
    DoorsOpened,
    OpenDoors,
    OpenRegistration,
    PlanTownHall,
    RecordSpending,
    RegistrationOpened,
    SetAgenda,
    SpendingRecorded,
    TownHallAnnounced,
    TownHallCancelled,
    TownHallClosed,
    TownHallCommand,
    TownHallPlanned,
    TownHallStep,
)
from contracts.errors import Rejected
from contracts.messages import Event
from contracts.registry.known import Elections
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown

NOTICE: Final = timedelta(days=7)
"""A session is announced so long before it (domain.md 4.5)."""
BEFORE: Final = ("PLANNED", "ANNOUNCED", "REGISTERING")
"""The stages before the doors open."""
STAGES: Final[Mapping[type[Event], str]] = {
    TownHallAnnounced: "ANNOUNCED",
    RegistrationOpened: "REGISTERING",
    DoorsOpened: "OPEN",
    TownHallClosed: "CLOSED",
    TownHallCancelled: "CANCELLED",
}
"""To which stage each event leads."""


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """There is no such session."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned, and how far it is."""

    plan: TownHallPlanned
    stage: str = "PLANNED"
    spent_won: int = 0


State = NotPlanned | Planned


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the session."""

    today: date
    elections: Elections
    unknown_feedback: frozenset[UUID] = frozenset()
    """What the agenda names and is not there."""
    surveys: Mapping[UUID, Design | None] = field(default_factory=dict)
    """What the agenda names, where it is published."""


def decide(command: TownHallCommand, state: State, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what a command on a session leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, BAD_SHAPE, ELECTION_BLACKOUT, ANNOUNCED_TOO_LATE,
    DOORS_TOO_EARLY, BUDGET_EXCEEDED, DAY_IN_FUTURE, AGENDA_ORDER.
    """
    if isinstance(state, NotPlanned):
        if isinstance(command, PlanTownHall):
            return (_plan(command, facts),)
        raise refuse_unknown("그런 타운홀이")
    if isinstance(command, PlanTownHall):
        raise refuse_registered("타운홀")
    if isinstance(command, SetAgenda):
        return (_set_agenda(command, state, facts),)
    return (_act(command, state, facts),)


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the session after an event."""
    match event, state:
        case TownHallPlanned(), _:
            return Planned(event)
        case SpendingRecorded(), Planned():
            return replace(state, spent_won=state.spent_won + event.amount_won)
        case _, Planned() if type(event) in STAGES:
            return replace(state, stage=STAGES[type(event)])
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotPlanned) else state.stage


def _act(command: TownHallStep, state: Planned, facts: Facts) -> EngagementEvent:
    match command:
        case AnnounceTownHall():
            return _announce(state, facts)
        case CancelTownHall():
            if state.stage not in BEFORE:
                raise refuse_state(state.stage, BEFORE, "이미 열렸거나 취소된 행사입니다. 상태를 확인하세요.")
            return TownHallCancelled(reason=command.reason)
        case OpenRegistration():
            check_stage(state, "ANNOUNCED", "알린 행사만 참가 신청을 받습니다. 먼저 알리세요.")
            return RegistrationOpened()
        case OpenDoors():
            return _open(state, facts)
        case CloseTownHall():
            check_stage(state, "OPEN", "입장을 시작한 행사만 마칠 수 있습니다. 상태를 확인하세요.")
            return TownHallClosed()
        case RecordSpending():
            return _spend(command, state, facts)


def check_stage(state: Planned, stage: str, message: str) -> None:
    """The session is at one stage. Raises: Rejected with WRONG_STATE."""
    if state.stage != stage:
        raise refuse_state(state.stage, (stage,), message)


def _plan(command: PlanTownHall, facts: Facts) -> TownHallPlanned:
    codes = [segment.code for segment in command.segments]
    if len(set(codes)) < len(codes):
        raise Rejected("BAD_SHAPE", "같은 참여 구분을 두 번 적었습니다. 구분마다 다른 코드를 적으세요.")
    _check_agenda(command.agenda, facts)
    day = find_seoul_day(command.starts_at)
    if command.is_hosted_by_mayor:
        granted = command.exemption
        exemption = Exemption(granted.ground, granted.approver) if granted is not None else None
        check_blackout(facts.elections.values(), day, day, exemption)
    return TownHallPlanned(**command.model_dump(exclude={"type"}))


def _set_agenda(command: SetAgenda, state: Planned, facts: Facts) -> AgendaSet:
    if state.stage not in BEFORE:
        raise refuse_state(state.stage, BEFORE, "입장을 시작한 뒤에는 의제를 바꾸지 않습니다. 상태를 확인하세요.")
    _check_agenda(command.agenda, facts)
    is_new = [item.feedback is None for item in command.agenda]
    if is_new != sorted(is_new):
        raise Rejected("AGENDA_ORDER", "지난 행사에서 정한 것을 먼저 다룹니다. 그 의제를 앞으로 옮기세요.")
    return AgendaSet(agenda=command.agenda)


def _check_agenda(agenda: Iterable[AgendaItem], facts: Facts) -> None:
    """What an agenda comes from is there: earlier items, and results of surveys. Raises: Rejected with NOT_FOUND."""
    if facts.unknown_feedback:
        raise refuse_unknown("의제에 적은 지난 결정이", "환류 목록에서 확인하세요.")
    for item in agenda:
        if item.survey is not None and not _is_asked(item, facts.surveys.get(item.survey)):
            raise refuse_unknown("의제에 적은 설문의 결과가", "발표한 설문의 문항과 선택지를 확인하세요.")


def _is_asked(item: AgendaItem, design: Design | None) -> bool:
    """Tell whether an item comes from a published survey, and what it names is asked there."""
    if design is None or item.question is None:
        return design is not None and item.option is None
    asked = next((question for question in design.questions if question.code == item.question), None)
    return asked is not None and (item.option is None or item.option in list_codes(asked))


def _announce(state: Planned, facts: Facts) -> TownHallAnnounced:
    check_stage(state, "PLANNED", "계획한 행사만 알릴 수 있습니다. 상태를 확인하세요.")
    latest = find_seoul_day(state.plan.starts_at) - NOTICE
    if facts.today > latest:
        message = f"행사 7일 전까지 알려야 합니다: {latest}까지였습니다. 날짜를 미루어 다시 계획하세요."
        raise Rejected("ANNOUNCED_TOO_LATE", message, {"latest": latest.isoformat()})
    return TownHallAnnounced()


def _open(state: Planned, facts: Facts) -> DoorsOpened:
    check_stage(state, "REGISTERING", "참가 신청을 받은 행사만 입장을 시작할 수 있습니다. 상태를 확인하세요.")
    day = find_seoul_day(state.plan.starts_at)
    if facts.today < day:
        message = f"행사 날부터 입장을 시작할 수 있습니다: {day}. 그날 하세요."
        raise Rejected("DOORS_TOO_EARLY", message, {"earliest": day.isoformat()})
    return DoorsOpened()


def _spend(command: RecordSpending, state: Planned, facts: Facts) -> SpendingRecorded:
    if command.spent_on > facts.today:
        raise Rejected("DAY_IN_FUTURE", "아직 오지 않은 날입니다. 실제로 쓴 날을 적으세요.")
    budget, spent = state.plan.budget_won or 0, state.spent_won + command.amount_won
    is_over = spent > budget
    if is_over and command.overrun_ground is None:
        message = f"예산 {budget:,}원을 {spent - budget:,}원 넘습니다. 금액을 확인하거나 넘는 사유를 적으세요."
        raise Rejected("BUDGET_EXCEEDED", message, {"budget": str(budget), "spent": str(spent)})
    return SpendingRecorded(
        item=command.item,
        amount_won=command.amount_won,
        spent_on=command.spent_on,
        overrun_ground=command.overrun_ground if is_over else None,
    )
