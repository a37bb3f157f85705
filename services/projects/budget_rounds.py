"""The budgets of a year, as they were fixed: the original one and its supplements (본예산, 제n회 추경; PRJ-20)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts.calendar.periods import Period
from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.budget import BudgetRoundFixed, FixBudgetRound, Round, RoundKind
from services.projects.checks import check_after, read_past

RoundKey = tuple[RoundKind, int]


@dataclass(frozen=True, slots=True)
class Rounds:
    """When each budget of the year was fixed."""

    fixed: Mapping[RoundKey, Period] = field(default_factory=dict)


def decide(command: FixBudgetRound, state: Rounds, today: date) -> tuple[ProjectsEvent, ...]:
    """Return what fixing leads to: nothing where it was fixed then already.

    A supplement may be entered without those before it, which a source need not tell; their days keep their order.
    Raises: Rejected with BAD_SHAPE, WEEKDAY_MISMATCH, DAY_IN_FUTURE, ALREADY_REGISTERED, DATES_REVERSED.
    """
    key, fixed_on = find_key(command.round), read_past(command.fixed_on, today)
    known = state.fixed.get(key)
    if known is not None and known.value == fixed_on.value:
        return ()
    if known is not None:
        message = f"{name_round(command.round)}은 이미 {known.show()}에 확정되었습니다. 등록된 것을 확인하세요."
        raise Rejected("ALREADY_REGISTERED", message, {"fixed_on": known.value})
    for other, when in state.fixed.items():
        earlier, later = (when, fixed_on) if _order(other) < _order(key) else (fixed_on, when)
        check_after(later, earlier, "앞 회차의 예산")
    return (BudgetRoundFixed(round=command.round, fixed_on=fixed_on),)


def evolve(state: Rounds, event: ProjectsEvent) -> Rounds:
    """Return the year's budgets after an event."""
    if not isinstance(event, BudgetRoundFixed):
        return state
    return Rounds({**state.fixed, find_key(event.round): event.fixed_on})


def find_key(round_: Round) -> RoundKey:
    """Return what tells a budget from the others of its year. Raises: Rejected with BAD_SHAPE for one that is none."""
    if (round_.kind is RoundKind.SUPPLEMENTARY) is (round_.number == 0):
        raise Rejected("BAD_SHAPE", "추경은 1회부터 번호를 적고, 본예산에는 번호를 적지 않습니다.")
    return round_.kind, round_.number


def name_round(round_: Round) -> str:
    """Return how a civil servant calls it; Korean."""
    return f"{round_.year}년 {'본예산' if round_.kind is RoundKind.ORIGINAL else f'제{round_.number}회 추경'}"


def _order(key: RoundKey) -> tuple[bool, int]:
    kind, number = key
    return kind is RoundKind.SUPPLEMENTARY, number
