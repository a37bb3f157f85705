"""What goes on beside an approval: tracks of cooperation, key figures, boom-up events (PRJ-62 to PRJ-64)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from contracts.calendar.writing import read_period
from contracts.errors import Rejected
from contracts.projects.cooperation import (
    ActualRecorded,
    BoomUpDayFixed,
    BoomUpPlanned,
    BoomUpRecorded,
    CooperationCommand,
    CooperationEvent,
    FixBoomUpDay,
    PlanBoomUp,
    RecordActual,
    RecordBoomUp,
    SetTarget,
    SetTrack,
    TargetSet,
    TrackSet,
    TrackState,
)
from services.projects.approval.ground import Facts
from services.projects.approval.state import Beside, BoomUp, Opened
from services.projects.checks import (
    check_departments,
    check_partners,
    read_past,
    read_plan,
    refuse_state,
    refuse_unknown,
)

SETTLED: Final = frozenset({TrackState.AGREED, TrackState.STOPPED})
"""States after which nothing is to be done next."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Town offices that boom-up events have reached, and those that they have not, by code (PRJ-64)."""

    reached: tuple[str, ...]
    missing: tuple[str, ...]


def find_coverage(beside: Beside, towns: Collection[str]) -> Coverage:
    """Return which of the town offices had an event that took place; of 15 there are three left, say."""
    held = {town for each in beside.boom_ups.values() if each.is_held for town in each.towns}
    return Coverage(tuple(sorted(set(towns) & held)), tuple(sorted(set(towns) - held)))


def decide_beside(command: CooperationCommand, state: Opened, facts: Facts) -> tuple[CooperationEvent, ...]:
    """Return what a command leads to: nothing where it stands so already.

    Raises: Rejected with NEXT_ACTION_REQUIRED, NOT_FOUND, NOT_A_CANDIDATE, WRONG_STATE, UNKNOWN_DEPARTMENT,
    DEPARTMENT_NOT_VALID, UNKNOWN_PARTNER, BAD_SHAPE, WEEKDAY_MISMATCH, DAY_IN_FUTURE.
    """
    match command:
        case SetTrack():
            return _set_track(command, state.beside, facts)
        case SetTarget():
            known = state.beside.targets.get(command.figure)
            return () if known == command.target else (TargetSet(figure=command.figure, target=command.target),)
        case RecordActual():
            return (_record_actual(command, state.beside, facts),)
        case PlanBoomUp():
            return (_plan(command, state.beside, facts),)
        case FixBoomUpDay():
            return _fix(command, state.beside)
        case RecordBoomUp():
            return (_record(command, state.beside, facts),)


def _set_track(command: SetTrack, beside: Beside, facts: Facts) -> tuple[CooperationEvent, ...]:
    if command.next_action is None and command.state not in SETTLED:
        raise Rejected("NEXT_ACTION_REQUIRED", "협의가 끝나지 않았으면 다음에 할 일을 적으세요.")
    check_partners((command.partner,) if command.partner is not None else (), facts.partners)
    event = TrackSet(
        track=command.track,
        counterpart=command.counterpart,
        partner=command.partner,
        state=command.state,
        next_action=command.next_action,
        due=read_plan(command.due, facts.today) if command.due is not None else None,
    )
    return () if beside.tracks.get((event.track, event.counterpart)) == event else (event,)


def _record_actual(command: RecordActual, beside: Beside, facts: Facts) -> ActualRecorded:
    if command.figure not in beside.targets:
        raise refuse_unknown("그 지표의 목표가", "목표를 먼저 정하세요.")
    counted_on = read_past(command.on, facts.today)
    return ActualRecorded(figure=command.figure, actual=command.actual, counted_on=counted_on)


def _plan(command: PlanBoomUp, beside: Beside, facts: Facts) -> BoomUpPlanned:
    on = read_period(command.on, facts.today.year)
    check_departments(command.towns, facts.towns, on.first)
    return BoomUpPlanned(
        number=len(beside.boom_ups) + 1,
        kind=command.kind,
        name=command.name,
        towns=tuple(dict.fromkeys(command.towns)),
        on=on,
        place=command.place,
    )


def _fix(command: FixBoomUpDay, beside: Beside) -> tuple[CooperationEvent, ...]:
    """Choose a candidate (CAL-09); nothing where that day stands already."""
    planned = _find(command.number, beside)
    if (planned.on.first, planned.on.last) == (command.day, command.day):
        return ()
    if not planned.on.candidates:
        raise refuse_state("FIXED", ("record",), "날짜의 후보가 없는 행사입니다. 새로 계획하세요.")
    if command.day not in {each.first for each in planned.on.candidates}:
        message = f"후보에 없는 날짜입니다. 후보: {planned.on.show()}."
        raise Rejected("NOT_A_CANDIDATE", message, {"candidates": planned.on.value})
    return (BoomUpDayFixed(number=command.number, day=command.day),)


def _record(command: RecordBoomUp, beside: Beside, facts: Facts) -> BoomUpRecorded:
    planned = _find(command.number, beside)
    held_on = read_past(command.on, facts.today)
    check_departments(command.towns, facts.towns, held_on.first)
    towns = tuple(dict.fromkeys(command.towns)) or planned.towns
    return BoomUpRecorded(number=command.number, towns=towns, held_on=held_on, people=command.people)


def _find(number: int, beside: Beside) -> BoomUp:
    """Return an event that is still to come. Raises: Rejected with NOT_FOUND, WRONG_STATE."""
    planned = beside.boom_ups.get(number)
    if planned is None:
        raise refuse_unknown("그런 행사가", "번호를 확인하세요.")
    if planned.is_held:
        raise refuse_state("HELD", (), "이미 개최를 기록한 행사입니다. 새로 계획해 기록하세요.")
    return planned
