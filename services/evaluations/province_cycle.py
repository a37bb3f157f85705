"""A year of the province's evaluation: its indicators, deadlines, briefings and league results (EVL-30 to 43)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cycles import (
    ConfirmIndicatorSet,
    CycleCommand,
    DraftIndicatorSet,
    ExternalResultReceived,
    HoldLaggingBriefing,
    IndicatorKind,
    IndicatorSet,
    IndicatorSetConfirmed,
    IndicatorSetDrafted,
    LaggingBriefingHeld,
    MoveSubmissionDeadline,
    ProvinceCycle,
    ProvinceIndicator,
    ReceiveExternalResult,
    ReviseIndicatorSet,
    ShownIndicator,
    SubmissionDeadlineMoved,
)
from contracts.evaluations.province import is_behind
from contracts.registry.known import Departments
from services.evaluations.indicator_set import check_set
from services.evaluations.province_indicator import Indicator


@dataclass(frozen=True, slots=True)
class Year:
    """What is known of a year."""

    cycle: ProvinceCycle | None = None
    indicator_set: IndicatorSet | None = None
    version: int = 0
    """Of the confirmed set; 0 while it is a draft."""
    dues: Mapping[IndicatorKind, date] | None = None
    briefed: frozenset[int] = frozenset()
    """Months whose lagging indicators were reported."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the year."""

    today: date
    departments: Departments
    known: Mapping[str, Indicator]
    """Indicators by key: those of the set, and the earlier ones that they carry on."""


def decide(command: CycleCommand, state: Year, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    """Return what a command on a year leads to.

    Raises: Rejected with SET_CONFIRMED, NOT_FOUND, WRONG_STATE, ALREADY_REGISTERED, MONTH_NOT_IN_CYCLE, UNKNOWN_LEAGUE,
    BAD_SHAPE, DAY_IN_FUTURE, and as `check_set`.
    """
    match command:
        case DraftIndicatorSet():
            return _draft(command, state, facts)
        case ConfirmIndicatorSet():
            return _confirm(command, state, facts)
        case ReviseIndicatorSet():
            return _revise(command, state, facts)
        case MoveSubmissionDeadline():
            _require(state)
            told = command.model_dump(exclude={"type"})
            same = state.dues is not None and state.dues[command.kind] == command.due_on
            return () if same else (SubmissionDeadlineMoved(**told),)
        case HoldLaggingBriefing():
            return (_brief(command, state, facts),)
        case ReceiveExternalResult():
            return (_receive(command, _require(state), facts),)
        case _:
            assert_never(command)


def evolve(state: Year, event: EvaluationsEvent) -> Year:
    """Return the year after an event."""
    match event:
        case IndicatorSetDrafted():
            return Year(event.cycle, event.indicator_set, dues=_find_dues(event.cycle))
        case IndicatorSetConfirmed():
            dues = state.dues or _find_dues(event.cycle)
            return replace(state, indicator_set=event.indicator_set, version=event.version, dues=dues)
        case SubmissionDeadlineMoved():
            return replace(state, dues={**(state.dues or {}), event.kind: event.due_on})
        case LaggingBriefingHeld():
            return replace(state, briefed=state.briefed | {event.month})
        case _:
            return state


def name_state(state: Year) -> str:
    """Return the state's name, as results tell it."""
    if state.version:
        return "CONFIRMED"
    return "NONE" if state.cycle is None else "DRAFT"


def list_keys(state: Year, command: CycleCommand) -> list[str]:
    """Return the indicators that a decision on a year rests on."""
    told = command.indicator_set if isinstance(command, DraftIndicatorSet | ReviseIndicatorSet) else None
    sets = [each for each in (state.indicator_set, told) if each is not None]
    if isinstance(command, MoveSubmissionDeadline | ReceiveExternalResult):
        return []
    keys = [key for each in sets for one in each.indicators for key in (one.code, one.predecessor)]
    return [key for key in dict.fromkeys(keys) if key is not None]


def _draft(command: DraftIndicatorSet, state: Year, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    if state.version:
        message = "확정한 지표입니다. 사유를 적어 변경하세요."
        raise Rejected("SET_CONFIRMED", message, {"version": str(state.version)})
    check_set(command.indicator_set, command.cycle, command.year, facts.departments, facts.known)
    if (command.cycle, command.indicator_set) == (state.cycle, state.indicator_set):
        return ()
    return (IndicatorSetDrafted(**dict(command) | {"type": IndicatorSetDrafted.wire()}),)


def _confirm(command: ConfirmIndicatorSet, state: Year, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    if state.version:
        message = "이미 확정한 지표입니다. 사유를 적어 변경하세요."
        raise Rejected("SET_CONFIRMED", message, {"version": str(state.version)})
    if state.cycle is None or state.indicator_set is None:
        raise Rejected("NOT_FOUND", "그해의 지표가 없습니다. 먼저 지표를 작성하세요.")
    check_set(state.indicator_set, state.cycle, command.year, facts.departments, facts.known)
    return (_rule(command.year, 1, state.cycle, state.indicator_set, None, facts.today),)


def _revise(command: ReviseIndicatorSet, state: Year, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    cycle = _require(state)
    if not state.version:
        message = "아직 확정하지 않은 지표입니다. 작성 중인 지표를 고치세요."
        raise Rejected("WRONG_STATE", message, {"state": name_state(state), "allowed": "DRAFT,CONFIRM"})
    check_set(command.indicator_set, cycle, command.year, facts.departments, facts.known)
    if command.indicator_set == state.indicator_set:
        return ()
    _check_lineage(command.indicator_set.indicators, facts.known)
    version = state.version + 1
    return (_rule(command.year, version, cycle, command.indicator_set, command.reason, facts.today),)


def _check_lineage(indicators: Sequence[ProvinceIndicator], known: Mapping[str, Indicator]) -> None:
    """What an indicator carries on is settled with its confirmation."""
    for each in indicators:
        there = known[each.code].definition
        if there is not None and there.predecessor != each.predecessor:
            message = f"{each.number}가 이어받은 지표는 바꿀 수 없습니다. 확정할 때의 지표를 그대로 두세요."
            raise Rejected("LINEAGE_FIXED", message, {"indicator": each.code})


def _rule(
    year: int, version: int, cycle: ProvinceCycle, told: IndicatorSet, reason: str | None, today: date
) -> IndicatorSetConfirmed:
    return IndicatorSetConfirmed(
        year=year, version=version, cycle=cycle, indicator_set=told, reason=reason, confirmed_on=today
    )


def _brief(command: HoldLaggingBriefing, state: Year, facts: Facts) -> LaggingBriefingHeld:
    cycle = _require(state)
    if not state.version or state.indicator_set is None:
        message = "확정한 지표로만 보고합니다. 먼저 지표를 확정하세요."
        raise Rejected("WRONG_STATE", message, {"state": name_state(state), "allowed": "CONFIRM"})
    if command.month not in cycle.briefing_months:
        months = ",".join(map(str, cycle.briefing_months))
        message = "그해의 일정에 부진지표 보고회가 없는 달입니다. 보고회를 여는 달을 고르세요."
        raise Rejected("MONTH_NOT_IN_CYCLE", message, {"month": str(command.month), "months": months})
    if date(command.year, command.month, 1) > facts.today:
        message = "아직 시작하지 않은 달입니다. 그달이 되면 보고회를 여세요."
        raise Rejected("DAY_IN_FUTURE", message, {"today": facts.today.isoformat()})
    if command.month in state.briefed:
        message = f"{command.month}월 보고회는 이미 열었습니다. 다른 달을 고르세요."
        raise Rejected("ALREADY_REGISTERED", message, {"month": str(command.month)})
    shown = list_behind(state.indicator_set.indicators, facts.known, command.month)
    return LaggingBriefingHeld(
        year=command.year, month=command.month, held_on=facts.today, shown=shown, note=command.note
    )


def list_behind(
    indicators: Collection[ProvinceIndicator], known: Mapping[str, Indicator], month: int
) -> tuple[ShownIndicator, ...]:
    """Return the quantitative indicators below their plan of a month, in the order of the set (EVL-39)."""
    shown = []
    for each in indicators:
        plan, value = each.find_plan(month), known[each.code].value
        if each.polarity is not None and plan is not None and is_behind(each.polarity, plan, value):
            shown.append(ShownIndicator(code=each.code, value=value, plan=plan))
    return tuple(shown)


def _receive(command: ReceiveExternalResult, cycle: ProvinceCycle, facts: Facts) -> ExternalResultReceived:
    league = next((each for each in cycle.leagues if each.code == command.league), None)
    if league is None:
        leagues = ",".join(each.code for each in cycle.leagues)
        raise Rejected("UNKNOWN_LEAGUE", "그해에 없는 평가군입니다. 시부와 군부에서 고르세요.", {"leagues": leagues})
    told = [each.city for each in command.result.points]
    if len(set(told)) != len(told) or not set(told) <= {each.code for each in league.cities}:
        message = f"{league.name}에 없거나 두 번 적은 시군이 있습니다. 시군의 코드를 확인하세요."
        raise Rejected("UNKNOWN_LEAGUE", message, {"cities": ",".join(each.code for each in league.cities)})
    rank, last = command.result.stated_rank, len(league.cities)
    if rank is not None and rank > last:
        raise Rejected("BAD_SHAPE", f"{league.name}의 순위는 1위부터 {last}위까지입니다. 발표된 순위를 확인하세요.")
    if command.result.announced_on > facts.today:
        message = "아직 오지 않은 날입니다. 발표한 날을 적으세요."
        raise Rejected("DAY_IN_FUTURE", message, {"today": facts.today.isoformat()})
    return ExternalResultReceived(year=command.year, league=command.league, result=command.result)


def _require(state: Year) -> ProvinceCycle:
    if state.cycle is None:
        raise Rejected("NOT_FOUND", "그해의 시군평가가 없습니다. 주소를 확인하세요.")
    return state.cycle


def _find_dues(cycle: ProvinceCycle) -> Mapping[IndicatorKind, date]:
    return {
        IndicatorKind.QUALITATIVE: cycle.qualitative_due,
        IndicatorKind.QUANTITATIVE: cycle.quantitative_due,
    }
