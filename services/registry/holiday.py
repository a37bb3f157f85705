"""Public holidays of one year: declared, also late, and taken back (CAL-01, CAL-11)."""

from dataclasses import dataclass
from datetime import date

from contracts.registry import DeclareHoliday, HolidayDeclared, HolidayRevoked, RegistryEvent, RevokeHoliday
from services.registry.validity import refuse_state


@dataclass(frozen=True, slots=True)
class Year:
    """The holidays of a year."""

    days: frozenset[date] = frozenset()


def decide(
    command: DeclareHoliday | RevokeHoliday, state: Year, *, is_election: bool = False
) -> tuple[RegistryEvent, ...]:
    """Return what declaring or revoking leads to: nothing where it is so already.

    `is_election`: an election makes the day a holiday (CAL-02). Raises: Rejected with WRONG_STATE.
    """
    match command:
        case DeclareHoliday() if command.day not in state.days:
            return (HolidayDeclared(day=command.day, name=command.name, announced_on=command.announced_on),)
        case RevokeHoliday() if command.day in state.days:
            if is_election:
                message = "선거일이라 공휴일입니다. 선거가 없어졌다면 선거를 취소하세요."
                raise refuse_state("ELECTION", ("cancel_election",), message)
            return (HolidayRevoked(day=command.day, reason=command.reason),)
        case _:
            return ()


def evolve(state: Year, event: RegistryEvent) -> Year:
    """Return the year after an event."""
    match event:
        case HolidayDeclared():
            return Year(state.days | {event.day})
        case HolidayRevoked():
            return Year(state.days - {event.day})
        case _:
            return state
