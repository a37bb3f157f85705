"""Elections: their days are holidays and close a blackout for what the mayor hosts (CAL-02, CAL-10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts.calendar.elections import Election
from contracts.errors import Rejected
from contracts.registry import (
    CancelElection,
    ElectionCancelled,
    ElectionScheduled,
    HolidayDeclared,
    HolidayRevoked,
    RegistryEvent,
    ScheduleElection,
)
from services.registry.holiday import Year
from services.registry.validity import read_validity


@dataclass(frozen=True, slots=True)
class Elections:
    """What stands of the elections, by day."""

    scheduled: Mapping[date, ElectionScheduled] = field(default_factory=dict)

    def makes_holiday(self, day: date) -> bool:
        """Tell whether there is an election on the day for which offices are closed."""
        return day in self.scheduled and self.scheduled[day].is_holiday


def decide(command: ScheduleElection | CancelElection, state: Elections, year: Year) -> tuple[RegistryEvent, ...]:
    """Return what a command on an election leads to, the public holiday of its day included; `year` is the day's.

    Nothing where it is so already. Raises: Rejected with ALREADY_REGISTERED, DATES_REVERSED.
    """
    before = state.scheduled.get(command.day)
    match command:
        case ScheduleElection():
            event = _schedule(command, year)
            if before is None:
                return (event, HolidayDeclared(day=command.day, name=command.name)) if event.made_holiday else (event,)
            if _describe(before) == _describe(event):
                return ()
            message = "그날은 이미 다른 선거가 있습니다. 바뀌었다면 그 선거를 먼저 취소하세요."
            raise Rejected("ALREADY_REGISTERED", message, {"day": command.day.isoformat(), "name": before.name})
        case CancelElection() if before is None:
            return ()
        case CancelElection():
            cancelled = ElectionCancelled(day=command.day, reason=command.reason)
            if not before.made_holiday:
                return (cancelled,)
            return (cancelled, HolidayRevoked(day=command.day, reason=command.reason))


def evolve(state: Elections, event: RegistryEvent) -> Elections:
    """Return the elections after an event."""
    match event:
        case ElectionScheduled():
            return Elections({**state.scheduled, event.day: event})
        case ElectionCancelled():
            return Elections({day: each for day, each in state.scheduled.items() if day != event.day})
        case _:
            return state


def list_elections(state: Elections) -> tuple[Election, ...]:
    """Return the elections as the calendar's arithmetic takes them."""
    return tuple(Election(each.day, each.confirmed_on) for each in state.scheduled.values())


def _schedule(command: ScheduleElection, year: Year) -> ElectionScheduled:
    if command.confirmed_on is not None:
        read_validity(command.confirmed_on, command.day)
    return ElectionScheduled(
        day=command.day,
        name=command.name,
        is_holiday=command.is_holiday,
        made_holiday=command.is_holiday and command.day not in year.days,
        confirmed_on=command.confirmed_on,
    )


def _describe(event: ElectionScheduled) -> tuple[str, bool, date | None]:
    return event.name, event.is_holiday, event.confirmed_on
