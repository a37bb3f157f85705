"""A year's integrity: how its index comes about, what was announced, broadcasts, the handbook (EVL-80 to 84)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.integrity import (
    AnnounceIntegrityGrade,
    BroadcastHeld,
    EarlyWarningRecorded,
    GiveHandbook,
    HandbookGiven,
    HoldBroadcast,
    HoldBroadcasts,
    IntegrityCommand,
    IntegrityComponentRecorded,
    IntegrityGradeAnnounced,
    IntegrityMethod,
    IntegrityMethodSet,
    NewOfficialNoted,
    NoteNewOfficial,
    RecordEarlyWarning,
    RecordIntegrityComponent,
    SetIntegrityMethod,
)
from contracts.registry.known import Departments, check_department


@dataclass(frozen=True, slots=True)
class IntegrityYear:
    """What is known of a year."""

    method: IntegrityMethod | None = None
    grade: int | None = None
    speakers: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Department and post, by ISO week."""
    officials: Mapping[UUID, tuple[date, date | None]] = field(default_factory=dict)
    """By person: since when they are there, and when they got the handbook."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the year."""

    today: date
    departments: Departments
    before: tuple[str, str] | None = None
    """Who held the last broadcast of the year before: department and post."""
    after: tuple[str, str] | None = None
    """Who held the first one of the year after."""


def decide(command: IntegrityCommand, year: IntegrityYear, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    """Return what a command on a year leads to.

    Raises: Rejected with DAY_IN_FUTURE, METHOD_MISSING, ALREADY_REGISTERED, WEEK_MISMATCH, SPEAKER_AGAIN,
    UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID, NOT_FOUND.
    """
    told = command.model_dump(exclude={"type"})
    match command:
        case SetIntegrityMethod():
            return () if command.method == year.method else (IntegrityMethodSet(**told),)
        case RecordIntegrityComponent():
            _require_method(year)
            return (IntegrityComponentRecorded(**told),)
        case AnnounceIntegrityGrade():
            _refuse_future(command.announced_on, facts)
            return (IntegrityGradeAnnounced(**told),)
        case RecordEarlyWarning():
            _refuse_future(date(command.year, command.month, 1), facts)
            return (EarlyWarningRecorded(**told),)
        case HoldBroadcast() | HoldBroadcasts():
            return _decide_broadcasts(_list_broadcasts(command), year, facts)
        case NoteNewOfficial() | GiveHandbook():
            return (_decide_handbook(command, year, facts),)


def evolve(state: IntegrityYear, event: EvaluationsEvent) -> IntegrityYear:
    """Return the year after an event."""
    match event:
        case IntegrityMethodSet():
            return replace(state, method=event.method)
        case IntegrityGradeAnnounced():
            return replace(state, grade=event.grade)
        case BroadcastHeld():
            return replace(state, speakers={**state.speakers, event.week: (event.department, event.speaker)})
        case NewOfficialNoted():
            return replace(state, officials={**state.officials, event.person: (event.appointed_on, None)})
        case HandbookGiven():
            appointed, _ = state.officials[event.person]
            return replace(state, officials={**state.officials, event.person: (appointed, event.given_on)})
        case _:
            return state


def find_last(year: IntegrityYear) -> tuple[str, str] | None:
    """Return who held a year's last broadcast."""
    return year.speakers[max(year.speakers)] if year.speakers else None


def find_first(year: IntegrityYear) -> tuple[str, str] | None:
    """Return who held a year's first broadcast."""
    return year.speakers[min(year.speakers)] if year.speakers else None


def name_state(state: IntegrityYear) -> str:
    """Return the state's name, as results tell it."""
    return "OPEN" if state.grade is None else "GRADED"


def _check_broadcast(command: HoldBroadcast, year: IntegrityYear, facts: Facts) -> None:
    _refuse_future(command.held_on, facts)
    of_year, week, _ = command.held_on.isocalendar()
    if (of_year, week) != (command.year, command.week):
        message = f"{command.held_on}은 {of_year}년 {week}주입니다. 날과 주를 맞추세요."
        raise Rejected("WEEK_MISMATCH", message, {"year": str(of_year), "week": str(week)})
    if command.week in year.speakers:
        raise Rejected("ALREADY_REGISTERED", "그 주의 방송은 이미 적었습니다. 주를 확인하세요.")
    check_department(command.department, facts.departments, command.held_on)


def _check_turns(broadcasts: Sequence[HoldBroadcast], year: IntegrityYear, facts: Facts) -> None:
    """Who holds a broadcast holds neither the one before nor the one after it, of whatever year."""
    held = [year.speakers[week] for week in sorted(year.speakers)]
    for each in broadcasts:
        place = sorted(year.speakers).index(each.week)
        before = held[place - 1] if place else facts.before
        after = held[place + 1] if place + 1 < len(held) else facts.after
        if (each.department, each.speaker) in {before, after}:
            message = f"{each.week}주의 바로 앞이나 뒤 방송을 한 사람입니다. 다른 사람이 이어서 하세요."
            raise Rejected("SPEAKER_AGAIN", message, {"speaker": each.speaker, "week": str(each.week)})


def _list_broadcasts(command: HoldBroadcast | HoldBroadcasts) -> list[HoldBroadcast]:
    if isinstance(command, HoldBroadcast):
        return [command]
    ordered = sorted(command.broadcasts, key=lambda told: told.week)
    return [HoldBroadcast(year=command.year, **each.model_dump()) for each in ordered]


def _decide_broadcasts(
    broadcasts: Sequence[HoldBroadcast], year: IntegrityYear, facts: Facts
) -> tuple[EvaluationsEvent, ...]:
    """Return broadcasts in the order of their weeks; the turns are those of all of them together."""
    held: list[EvaluationsEvent] = []
    for each in broadcasts:
        _check_broadcast(each, year, facts)
        event = BroadcastHeld(**each.model_dump(exclude={"type"}))
        held.append(event)
        year = evolve(year, event)
    _check_turns(broadcasts, year, facts)
    return tuple(held)


def _decide_handbook(command: NoteNewOfficial | GiveHandbook, year: IntegrityYear, facts: Facts) -> EvaluationsEvent:
    known = year.officials.get(command.person)
    if isinstance(command, NoteNewOfficial):
        _refuse_future(command.appointed_on, facts)
        if known is not None:
            raise Rejected("ALREADY_REGISTERED", "이미 적은 신규 직원입니다. 목록을 확인하세요.")
        check_department(command.department, facts.departments, command.appointed_on)
        return NewOfficialNoted(**command.model_dump(exclude={"type"}))
    _refuse_future(command.given_on, facts)
    if known is None:
        raise Rejected("NOT_FOUND", "그해의 신규 직원이 아닙니다. 먼저 신규 직원으로 적으세요.")
    if known[1] is not None:
        raise Rejected("ALREADY_REGISTERED", "이미 핸드북을 준 직원입니다. 목록을 확인하세요.")
    return HandbookGiven(**command.model_dump(exclude={"type"}))


def _require_method(year: IntegrityYear) -> None:
    if year.method is None:
        raise Rejected("METHOD_MISSING", "그해의 산정 방법이 없습니다. 가중치를 먼저 적으세요.")


def _refuse_future(day: date, facts: Facts) -> None:
    if day > facts.today:
        message = f"아직 오지 않은 날입니다: {day}. 날짜를 확인하세요."
        raise Rejected("DAY_IN_FUTURE", message, {"today": facts.today.isoformat()})
