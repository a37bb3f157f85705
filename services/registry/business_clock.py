"""The manual business clock of a training installation: forward only (CAL-14)."""

from dataclasses import dataclass
from datetime import datetime

from contracts.errors import Rejected
from contracts.registry import ClockSet, RegistryEvent, SetClock


@dataclass(frozen=True, slots=True)
class Real:
    """The clock on the wall rules."""


@dataclass(frozen=True, slots=True)
class Manual:
    """The clock stands where it was set."""

    now: datetime


State = Real | Manual


def decide(command: SetClock, state: State, *, in_use: bool) -> tuple[RegistryEvent, ...]:
    """Return what setting leads to: nothing where the clock shows that moment.

    `in_use` tells whether the registry holds events already. Raises: Rejected, CLOCK_NOT_MANUAL, CLOCK_BACKWARDS.
    """
    if isinstance(state, Real) and in_use:
        raise Rejected(
            "CLOCK_NOT_MANUAL", "실제 시계로 쓰는 설치입니다. 수동 시계는 새 설치에서 첫 기록 전에만 고를 수 있습니다."
        )
    if isinstance(state, Manual):
        if command.now < state.now:
            raise Rejected("CLOCK_BACKWARDS", "업무 시계는 뒤로 돌릴 수 없습니다. 지금 시각보다 뒤의 시각을 넣으세요.")
        if command.now == state.now:
            return ()
    return (ClockSet(now=command.now),)


def evolve(state: State, event: RegistryEvent) -> State:
    """Return the clock after an event."""
    return Manual(event.now) if isinstance(event, ClockSet) else state


def read_manual(state: State) -> datetime | None:
    """Return what the manual clock shows; None where the clock on the wall rules."""
    return state.now if isinstance(state, Manual) else None
