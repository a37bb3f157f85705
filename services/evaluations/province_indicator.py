"""One indicator of the province's evaluation: results, best practices, consulting, the joint panel (EVL-33 to 42)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import assert_never

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cycles import IndicatorKind, ProvinceIndicator
from contracts.evaluations.results import (
    AnswerPanel,
    BestPracticeJudged,
    BestPracticeNominated,
    ConsultingNoted,
    DirectiveLinked,
    IndicatorCarriedOver,
    IndicatorRankRecorded,
    LinkDirective,
    NominateBestPractice,
    NoteConsulting,
    PanelAnswered,
    PanelFeedbackReceived,
    PanelVerdict,
    ProvinceIndicatorChanged,
    ProvinceIndicatorDropped,
    ProvinceIndicatorOpened,
    ReceivePanelFeedback,
    RecordIndicatorRank,
    RecordSelection,
    ResultCommand,
    ResultSubmitted,
    SubmitResult,
)
from contracts.messages import Actor
from contracts.values import Role


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is known of an indicator."""

    definition: ProvinceIndicator | None = None
    """None before it is part of a confirmed set."""
    lineage: str | None = None
    is_dropped: bool = False
    results: int = 0
    value: Decimal | None = None
    nominated: int = 0
    feedback: Mapping[int, bool] = field(default_factory=dict)
    """By number: whether it waits for an answer."""
    directives: frozenset[str] = frozenset()

    @property
    def waits(self) -> bool:
        """Whether the panel asked for a correction that is not answered yet."""
        return any(self.feedback.values())


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the indicator."""

    today: date
    actor: Actor
    record_date: date | None
    """None where the year is unknown, and so the indicator."""
    due: Mapping[IndicatorKind, date]


def decide(command: ResultCommand, state: Indicator, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    """Return what a command on an indicator leads to.

    Raises: Rejected with NOT_FOUND, INDICATOR_DROPPED, NOT_PERMITTED, RECORD_DATE_PASSED, SUBMISSION_CLOSED,
    DAY_IN_FUTURE, BAD_SHAPE, WRONG_STATE.
    """
    definition = state.definition
    if definition is None:
        raise Rejected("NOT_FOUND", "그런 지표가 없습니다. 주소를 확인하세요.")
    if isinstance(command, LinkDirective):
        is_known = str(command.directive) in state.directives
        return () if is_known else (DirectiveLinked(directive=command.directive),)
    if state.is_dropped:
        raise Rejected("INDICATOR_DROPPED", "지표 변경으로 빠진 지표입니다. 그해의 지표 목록을 확인하세요.")
    if facts.actor.role is Role.OFFICER and facts.actor.department != definition.lead:
        raise Rejected("NOT_PERMITTED", "이 지표의 주관부서만 할 수 있습니다. 주관부서에 문의하세요.")
    match command:
        case SubmitResult():
            return (_submit(command, state, definition, facts),)
        case RecordIndicatorRank():
            _check_rank(definition, command.rank)
            _check_day(command.announced_on, facts)
            return (IndicatorRankRecorded(rank=command.rank, announced_on=command.announced_on),)
        case NominateBestPractice() | RecordSelection() | NoteConsulting():
            return (_follow_practice(command, state, definition, facts),)
        case ReceivePanelFeedback() | AnswerPanel():
            return (_follow_panel(command, state, facts),)
        case _:
            assert_never(command)


def evolve(state: Indicator, event: EvaluationsEvent) -> Indicator:
    """Return the indicator after an event."""
    match event:
        case ProvinceIndicatorOpened():
            return replace(state, definition=event.indicator, lineage=event.indicator.code, is_dropped=False)
        case ProvinceIndicatorChanged():
            return replace(state, definition=event.indicator)
        case ProvinceIndicatorDropped():
            return replace(state, is_dropped=True)
        case IndicatorCarriedOver():
            return replace(state, lineage=event.lineage)
        case DirectiveLinked():
            return replace(state, directives=state.directives | {str(event.directive)})
        case _:
            return _evolve_work(state, event)


def _evolve_work(state: Indicator, event: EvaluationsEvent) -> Indicator:
    """Return the indicator after what was done with it."""
    match event:
        case ResultSubmitted():
            return replace(state, results=event.number, value=event.value)
        case BestPracticeNominated():
            return replace(state, nominated=event.number)
        case PanelFeedbackReceived():
            waits = event.verdict is PanelVerdict.CORRECTION_REQUESTED
            return replace(state, feedback={**state.feedback, event.number: waits})
        case PanelAnswered():
            return replace(state, feedback={**state.feedback, event.number: False})
        case _:
            return state


def name_state(state: Indicator) -> str:
    """Return the state's name, as results tell it."""
    if state.definition is None:
        return "NONE"
    return "DROPPED" if state.is_dropped else "OPEN"


def _submit(command: SubmitResult, state: Indicator, definition: ProvinceIndicator, facts: Facts) -> ResultSubmitted:
    """Return a result of a day up to the record date; it comes in time, or corrects what the panel asked."""
    if facts.record_date is not None and command.measured_on > facts.record_date:
        message = f"실적기준일({facts.record_date}) 뒤의 실적은 이 평가에 쓰지 못합니다. 기준일까지의 값을 적으세요."
        raise Rejected("RECORD_DATE_PASSED", message, {"record_date": facts.record_date.isoformat()})
    _check_day(command.measured_on, facts)
    due = facts.due[definition.kind]
    if facts.today > due and not state.waits:
        message = f"실적 제출기한({due})이 지났습니다. 총괄부서에 문의하세요."
        raise Rejected("SUBMISSION_CLOSED", message, {"due": due.isoformat()})
    if definition.kind is IndicatorKind.QUALITATIVE:
        if command.rank is None or command.value is not None:
            raise Rejected("BAD_SHAPE", "정성지표는 예상 순위(rank)를 적고, 값(value)은 비우세요.")
        _check_rank(definition, command.rank)
    elif command.value is None or command.rank is not None:
        raise Rejected("BAD_SHAPE", "정량지표는 값(value)을 적고, 순위(rank)는 비우세요.")
    told = dict(command)
    return ResultSubmitted(number=state.results + 1, **{name: told[name] for name in _RESULT})


_RESULT = ("measured_on", "value", "rank", "is_final", "evidence", "note")


def _check_rank(definition: ProvinceIndicator, rank: int) -> None:
    if definition.kind is not IndicatorKind.QUALITATIVE:
        raise Rejected("BAD_SHAPE", "순위는 정성지표에만 있습니다. 정량지표는 값으로 평가합니다.")
    if rank > len(definition.shares):
        raise Rejected("BAD_SHAPE", f"순위는 1위부터 {len(definition.shares)}위까지입니다. 순위를 확인하세요.")


def _follow_practice(
    command: NominateBestPractice | RecordSelection | NoteConsulting,
    state: Indicator,
    definition: ProvinceIndicator,
    facts: Facts,
) -> EvaluationsEvent:
    if definition.kind is not IndicatorKind.QUALITATIVE:
        raise Rejected("BAD_SHAPE", "우수사례와 컨설팅은 정성지표에만 있습니다. 지표를 확인하세요.")
    match command:
        case NominateBestPractice():
            told = {name: getattr(command, name) for name in ("title", "summary", "evidence")}
            return BestPracticeNominated(number=state.nominated + 1, **told)
        case NoteConsulting():
            _check_day(command.held_on, facts)
            return ConsultingNoted(held_on=command.held_on, consultant=command.consultant, advice=command.advice)
        case RecordSelection():
            if not 1 <= command.number <= state.nominated:
                raise Rejected("NOT_FOUND", "그런 우수사례가 없습니다. 번호를 확인하세요.")
            _check_day(command.decided_on, facts)
            told = {name: getattr(command, name) for name in ("number", "is_selected", "contribution", "decided_on")}
            return BestPracticeJudged(**told)


def _follow_panel(command: ReceivePanelFeedback | AnswerPanel, state: Indicator, facts: Facts) -> EvaluationsEvent:
    if isinstance(command, AnswerPanel):
        if not state.feedback.get(command.number):
            message = "답을 기다리는 보완 요구가 아닙니다. 번호를 확인하세요."
            raise Rejected("WRONG_STATE", message, {"state": "ANSWERED", "allowed": ""})
        return PanelAnswered(number=command.number, words=command.words, answered_on=facts.today)
    if not state.results:
        message = "아직 제출한 실적이 없습니다. 실적을 제출한 뒤 적으세요."
        raise Rejected("WRONG_STATE", message, {"state": "NO_RESULT", "allowed": "results"})
    _check_day(command.received_on, facts)
    told = {name: getattr(command, name) for name in ("verdict", "words", "received_on")}
    return PanelFeedbackReceived(number=len(state.feedback) + 1, result=state.results, **told)


def _check_day(day: date, facts: Facts) -> None:
    if day > facts.today:
        message = f"아직 오지 않은 날입니다: {day}. 오늘까지의 날을 적으세요."
        raise Rejected("DAY_IN_FUTURE", message, {"today": facts.today.isoformat()})
