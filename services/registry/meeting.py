"""Meeting: planned, on a day or one of several, then held or called off; its decisions are numbered (ORG-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from contracts.calendar.elections import Election, Exemption, check_blackout
from contracts.calendar.periods import Period, Precision
from contracts.calendar.writing import read_day, read_period
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.registry import (
    BlackoutExemption,
    CancelMeeting,
    DateFixed,
    FixDate,
    MeetingCancelled,
    MeetingRecorded,
    MeetingScheduled,
    RecordMeeting,
    RegistryEvent,
    ScheduleMeeting,
)
from contracts.values import Role
from services.registry import department
from services.registry.validity import check_not_future, refuse_state


@dataclass(frozen=True, slots=True)
class NotScheduled:
    """There is no such meeting."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Planned; on one of several days as long as its period has candidates."""

    by: str | None
    when: Period
    is_hosted_by_mayor: bool
    exemption: BlackoutExemption | None


@dataclass(frozen=True, slots=True)
class Held:
    """Over, with this many decisions."""

    decisions: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Called off."""


State = NotScheduled | Scheduled | Held | Cancelled
MeetingCommand = ScheduleMeeting | FixDate | RecordMeeting | CancelMeeting
ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "DATE_OPEN": ("fix_date", "record", "cancel"),
    "SCHEDULED": ("record", "cancel"),
    "HELD": (),
    "CANCELLED": (),
}
"""What each state allows, as a refusal names it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision on a meeting rests on beside it."""

    today: date
    actor: Actor
    elections: Sequence[Election] = ()
    departments: Mapping[str, department.State] = field(default_factory=dict)
    """Those that the command names."""


def decide(command: MeetingCommand, state: State, facts: Facts) -> tuple[RegistryEvent, ...]:
    """Return what a command on a meeting leads to.

    Raises: Rejected with NOT_FOUND, WRONG_STATE, NOT_PERMITTED, BAD_SHAPE, WEEKDAY_MISMATCH, ELECTION_BLACKOUT,
    UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID, NOT_A_CANDIDATE, DAY_IN_FUTURE.
    """
    match command, state:
        case ScheduleMeeting(), NotScheduled():
            return (_schedule(command, facts),)
        case _, NotScheduled():
            raise Rejected("NOT_FOUND", "그런 회의가 없습니다. 주소를 확인하세요.")
        case ((FixDate() | RecordMeeting() | CancelMeeting()), Scheduled()):
            _check_host(state, facts.actor)
            return _change(command, state, facts)
        case _:
            name = name_state(state)
            raise refuse_state(name, ALLOWED[name], "지금 상태의 회의에는 할 수 없는 일입니다. 회의를 다시 확인하세요.")


def evolve(state: State, event: RegistryEvent) -> State:
    """Return the meeting after an event."""
    match event, state:
        case MeetingScheduled(), _:
            return Scheduled(event.by, event.when, event.is_hosted_by_mayor, event.exemption)
        case DateFixed(), Scheduled():
            return replace(state, when=_make_day(event.day))
        case MeetingRecorded(), _:
            return Held(len(event.decisions))
        case MeetingCancelled(), _:
            return Cancelled()
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    match state:
        case NotScheduled():
            return "NONE"
        case Scheduled():
            return "DATE_OPEN" if state.when.candidates else "SCHEDULED"
        case Held():
            return "HELD"
        case Cancelled():
            return "CANCELLED"


def _schedule(command: ScheduleMeeting, facts: Facts) -> RegistryEvent:
    when = read_period(command.when, facts.today.year)
    if when.precision is not Precision.DAY or when.is_open:
        raise Rejected("BAD_SHAPE", "회의는 날짜로 적습니다. 정해지지 않았으면 가능한 날을 '또는'으로 이어 적으세요.")
    if command.is_hosted_by_mayor:
        _check_blackout(when, command.exemption, facts)
    department.check_departments(facts.departments, when.first)
    return MeetingScheduled(
        title=command.title,
        kind=command.kind,
        by=facts.actor.department,
        when=when,
        place=command.place,
        departments=command.departments,
        is_hosted_by_mayor=command.is_hosted_by_mayor,
        exemption=command.exemption,
    )


def _check_host(state: Scheduled, actor: Actor) -> None:
    """Only the department that plans a meeting changes it, and the coordinating office. Raises: NOT_PERMITTED."""
    if actor.role is not Role.OPERATOR and actor.department != state.by:
        raise Rejected("NOT_PERMITTED", "회의를 등록한 부서나 총괄부서만 바꿀 수 있습니다. 그 부서에 요청하세요.")


def _change(
    command: FixDate | RecordMeeting | CancelMeeting, state: Scheduled, facts: Facts
) -> tuple[RegistryEvent, ...]:
    match command:
        case FixDate():
            return _fix(command, state, facts)
        case RecordMeeting():
            return (_record(command, facts),)
        case CancelMeeting():
            return (MeetingCancelled(reason=command.reason),)


def _fix(command: FixDate, state: Scheduled, facts: Facts) -> tuple[RegistryEvent, ...]:
    """Choose a candidate; elections may have been scheduled since. Nothing where that day stands already."""
    chosen = _make_day(command.day)
    if (state.when.first, state.when.last) == (chosen.first, chosen.last):
        return ()
    if not state.when.candidates:
        message = "이미 날짜가 정해진 회의입니다. 바꾸려면 취소하고 새로 등록하세요."
        raise refuse_state("SCHEDULED", ALLOWED["SCHEDULED"], message)
    if command.day not in {each.first for each in state.when.candidates}:
        message = f"후보에 없는 날짜입니다. 후보: {state.when.show()}."
        raise Rejected("NOT_A_CANDIDATE", message, {"candidates": state.when.value})
    if state.is_hosted_by_mayor:
        _check_blackout(chosen, state.exemption, facts)
    return (DateFixed(day=command.day),)


def _record(command: RecordMeeting, facts: Facts) -> RegistryEvent:
    held_on = read_day(command.held_on, facts.today.year)
    check_not_future(held_on, facts.today)
    department.check_departments(facts.departments, held_on)
    return MeetingRecorded(
        held_on=held_on, departments=command.departments, minutes=command.minutes, decisions=command.decisions
    )


def _check_blackout(when: Period, exemption: BlackoutExemption | None, facts: Facts) -> None:
    """Check each day on which the mayor may host it (CAL-10). Raises: Rejected with ELECTION_BLACKOUT."""
    exempt = Exemption(exemption.ground, exemption.approver) if exemption else None
    for each in when.candidates or (when,):
        assert each.last is not None, "a planned meeting ends"
        check_blackout(facts.elections, each.first, each.last, exempt)


def _make_day(day: date) -> Period:
    return Period(value=day.isoformat(), precision=Precision.DAY)
