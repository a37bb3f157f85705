"""Relay of cheering: begun, entries added one after another, hidden with a reason (ENG-68)."""

from dataclasses import dataclass, replace
from datetime import date

from contracts.engagement import EngagementEvent
from contracts.engagement.briefings import (
    AddRelayEntry,
    HideRelayEntry,
    RelayEntryAdded,
    RelayEntryHidden,
    RelayStarted,
    StartRelay,
)
from contracts.errors import Rejected
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown


@dataclass(frozen=True, slots=True)
class NotStarted:
    """There is no such relay."""


@dataclass(frozen=True, slots=True)
class Started:
    """A relay and how many entries it has."""

    entries: int = 0
    hidden: frozenset[int] = frozenset()


State = NotStarted | Started
Command = StartRelay | AddRelayEntry | HideRelayEntry


def decide(command: Command, state: State, today: date) -> tuple[EngagementEvent, ...]:
    """Return what a command on a relay leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, DAY_IN_FUTURE.
    """
    if isinstance(state, NotStarted):
        if isinstance(command, StartRelay):
            return (RelayStarted(name=command.name, cause=command.cause),)
        raise refuse_unknown("그런 릴레이가")
    match command:
        case StartRelay():
            raise refuse_registered("릴레이")
        case AddRelayEntry():
            if command.on > today:
                message = f"아직 오지 않은 날입니다: {command.on}. 참여한 날을 적으세요."
                raise Rejected("DAY_IN_FUTURE", message, {"today": today.isoformat()})
            return (RelayEntryAdded(number=state.entries + 1, **command.model_dump(exclude={"type"})),)
        case HideRelayEntry():
            return (_hide(command, state),)


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the relay after an event."""
    match event, state:
        case RelayStarted(), _:
            return Started()
        case RelayEntryAdded(), Started():
            return replace(state, entries=event.number)
        case RelayEntryHidden(), Started():
            return replace(state, hidden=state.hidden | {event.number})
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results tell it."""
    return "NONE" if isinstance(state, NotStarted) else "STARTED"


def _hide(command: HideRelayEntry, state: Started) -> RelayEntryHidden:
    if not 1 <= command.number <= state.entries:
        raise refuse_unknown("그런 참여가", "번호를 확인하세요.")
    if command.number in state.hidden:
        raise refuse_state("HIDDEN", (), "이미 감춘 참여입니다.")
    return RelayEntryHidden(number=command.number, reason=command.reason)
