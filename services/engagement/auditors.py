"""Citizen auditors: a body for a term that follows the one before it, its members and what they report (ENG-62)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from contracts.engagement import EngagementEvent
from contracts.engagement.auditors import (
    AppointAuditor,
    AuditorActivityReported,
    AuditorAppointed,
    AuditorEnded,
    AuditorsConstituted,
    ConstituteAuditors,
    EndAuditor,
    ReportAuditorActivity,
)
from contracts.errors import Rejected
from services.engagement.checks import refuse_registered, refuse_unknown


@dataclass(frozen=True, slots=True)
class NotConstituted:
    """There is no such body."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body and who belongs to it."""

    constituted: AuditorsConstituted
    auditors: Mapping[int, tuple[date, date]] = field(default_factory=dict)
    """First and last day by number."""

    def require_active(self, number: int, day: date) -> None:
        """The auditor is one on the day. Raises: Rejected with NOT_FOUND, NOT_IN_TERM."""
        if number not in self.auditors:
            raise refuse_unknown("그런 시민감사관이", "번호를 확인하세요.")
        since, until = self.auditors[number]
        if not since <= day <= until:
            message = f"{day}에는 임기 중이 아닙니다: {since}부터 {until}까지입니다. 날짜를 확인하세요."
            raise Rejected("NOT_IN_TERM", message, {"since": since.isoformat(), "until": until.isoformat()})


State = NotConstituted | Body
Command = ConstituteAuditors | AppointAuditor | EndAuditor | ReportAuditorActivity


def decide(command: Command, state: State, before: State, today: date) -> tuple[EngagementEvent, ...]:
    """Return what a command on a body leads to; `before` is the body that a new one replaces.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, DATES_REVERSED, AUDITORS_COMPLETE, NOT_IN_TERM, DAY_IN_FUTURE.
    """
    if isinstance(state, NotConstituted):
        if isinstance(command, ConstituteAuditors):
            return (_constitute(command, before),)
        raise refuse_unknown("그런 시민감사관단이")
    match command:
        case ConstituteAuditors():
            raise refuse_registered("시민감사관단")
        case AppointAuditor():
            return (_appoint(command, state),)
        case EndAuditor():
            state.require_active(command.number, command.on)
            return (AuditorEnded(number=command.number, on=command.on, reason=command.reason),)
        case ReportAuditorActivity():
            state.require_active(command.number, command.on)
            if command.on > today:
                message = f"아직 오지 않은 날입니다: {command.on}. 활동한 날을 적으세요."
                raise Rejected("DAY_IN_FUTURE", message, {"today": today.isoformat()})
            return (AuditorActivityReported(number=command.number, on=command.on, activity=command.activity),)


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the body after an event."""
    match event, state:
        case AuditorsConstituted(), _:
            return Body(event)
        case AuditorAppointed(), Body():
            return replace(state, auditors={**state.auditors, event.number: (event.since, event.until)})
        case AuditorEnded(), Body():
            since, _until = state.auditors[event.number]
            return replace(state, auditors={**state.auditors, event.number: (since, event.on)})
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results tell it."""
    return "NONE" if isinstance(state, NotConstituted) else "CONSTITUTED"


def _constitute(command: ConstituteAuditors, before: State) -> AuditorsConstituted:
    if command.until <= command.since:
        message = "임기의 마지막 날이 첫날보다 뒤여야 합니다. 두 날짜를 확인하세요."
        raise Rejected("DATES_REVERSED", message, {"since": command.since.isoformat()})
    if command.replaces is not None:
        if isinstance(before, NotConstituted):
            raise refuse_unknown("앞선 시민감사관단이")
        _check_follows(command, before.constituted)
    return AuditorsConstituted(**command.model_dump(exclude={"type"}))


def _check_follows(command: ConstituteAuditors, before: AuditorsConstituted) -> None:
    if command.since <= before.until or command.ordinal <= before.ordinal:
        message = f"앞선 {before.ordinal}기의 임기가 {before.until}까지입니다. 그 뒤의 기수와 날짜로 보내세요."
        raise Rejected("DATES_REVERSED", message, {"before": before.until.isoformat()})


def _appoint(command: AppointAuditor, state: Body) -> AuditorAppointed:
    term = state.constituted
    if not term.since <= command.since <= term.until:
        message = f"임기는 {term.since}부터 {term.until}까지입니다. 그 안의 날짜로 위촉하세요."
        raise Rejected("NOT_IN_TERM", message, {"since": term.since.isoformat(), "until": term.until.isoformat()})
    serving = sum(until >= command.since for _, until in state.auditors.values())
    if serving >= term.seats:
        message = f"정원 {term.seats}명이 모두 찼습니다. 해촉한 뒤에 위촉하세요."
        raise Rejected("AUDITORS_COMPLETE", message, {"seats": str(term.seats)})
    return AuditorAppointed(number=len(state.auditors) + 1, name=command.name, since=command.since, until=term.until)
