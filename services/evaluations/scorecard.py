"""A department's scorecard: indicators agreed, actuals verified by others, ratings, adjustments (EVL-06 to 12).

States of an indicator: PROPOSED -> CONFIRMED; PROPOSED -> RETURNED -> PROPOSED.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import Actual, Card, Indicator
from contracts.evaluations.cards import evolve as evolve_card
from contracts.evaluations.plans import (
    AreaKind,
    CommonIndicator,
    EvaluationArea,
    EvaluationGroup,
    Polarity,
    Scheme,
)
from contracts.evaluations.scorecards import (
    ActualReopened,
    ActualReturned,
    ActualVerified,
    AdjustmentGranted,
    AdjustmentRevoked,
    AreaRated,
    AssignEvaluator,
    CardCommand,
    ConfirmIndicator,
    EvaluatorAssigned,
    EvaluatorReleased,
    GrantAdjustment,
    IndicatorActualRecorded,
    IndicatorConfirmed,
    IndicatorProposed,
    IndicatorReturned,
    IndicatorRevised,
    IndicatorTerms,
    ProposeIndicator,
    RateArea,
    RecordActual,
    ReleaseEvaluator,
    ReturnActual,
    ReturnIndicator,
    ReviseIndicator,
    RevokeAdjustment,
    VerifyActual,
)
from contracts.messages import Actor
from contracts.values import Role
from services.evaluations import deferral
from services.evaluations.plan import FULL, check_terms, find_area, is_other, refuse_closed


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the scorecard."""

    actor: Actor
    today: date
    department: str
    """Whose scorecard it is."""
    scheme: Scheme | None
    """The plan that rules; None where none does."""
    is_final: bool
    """The year's evaluation is over."""
    new_id: str
    """The id of what the command makes."""


def decide(command: CardCommand, card: Card, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    """Return what a command on a scorecard leads to.

    Raises: Rejected with NOT_FOUND, EVALUATION_CLOSED, NOT_PERMITTED, SELF_VERIFICATION, UNKNOWN_AREA, TARGET_INVALID,
    INDICATOR_WEIGHT_EXCEEDED, WRONG_STATE, VALUE_INVALID, ALREADY_VERIFIED, VALUE_CHANGED, DAY_IN_FUTURE,
    UNKNOWN_RULE.
    """
    if facts.actor.role is Role.SYSTEM and not _concerns(command, card, facts):
        return deferral.defer(command, card, is_final=facts.is_final)
    if facts.actor.role is Role.EVALUATOR and facts.actor.user not in card.evaluators:
        raise _refuse_unopened()
    if isinstance(command, AssignEvaluator | ReleaseEvaluator):
        return _entrust(command, card, facts)
    group, scheme = require_open(card, facts)
    match command:
        case ProposeIndicator():
            require_own(facts)
            check_terms(command.terms, group)
            return (IndicatorProposed(indicator=facts.new_id, terms=command.terms),)
        case ReviseIndicator() | ReturnIndicator() | ConfirmIndicator():
            return _decide_proposal(command, card, group, facts)
        case RecordActual() | VerifyActual() | ReturnActual():
            return _decide_actual(command, card, group, facts)
        case RateArea() | GrantAdjustment() | RevokeAdjustment():
            refuse_own(facts)
            return (_judge(command, card, group, scheme, facts),)


def _concerns(command: CardCommand, card: Card, facts: Facts) -> bool:
    """Tell whether what another context told is any matter of this year's plan: most years have none."""
    if facts.scheme is None or facts.is_final or card.group is None:
        return False
    is_target = any(facts.department in group.departments for group in facts.scheme.groups)
    is_known = not isinstance(command, GrantAdjustment) or any(
        rule.code == command.rule for rule in facts.scheme.adjustments
    )
    return is_target and is_known


def evolve(state: Card, event: EvaluationsEvent) -> Card:
    """Return the scorecard after an event."""
    return evolve_card(state, event)


def name_state(state: Card) -> str:
    """Return the state's name, as results tell it."""
    return "NONE" if state.group is None else "OPEN"


def require_open(card: Card, facts: Facts) -> tuple[EvaluationGroup, Scheme]:
    """Return the group of a scorecard that may change, and the plan. Raises: Rejected."""
    if card.group is None or facts.scheme is None:
        raise _refuse_unopened()
    if facts.is_final:
        raise refuse_closed()
    group = next((each for each in facts.scheme.groups if facts.department in each.departments), None)
    if group is None:
        raise Rejected("NOT_FOUND", "바뀐 평가계획의 대상이 아닌 부서입니다. 평가계획을 확인하세요.")
    return group, facts.scheme


def require_own(facts: Facts) -> None:
    """An officer acts on its own department's scorecard only. Raises: Rejected with NOT_PERMITTED."""
    if facts.actor.role is Role.OFFICER and facts.actor.department != facts.department:
        raise Rejected("NOT_PERMITTED", "다른 부서의 성과표입니다. 소속 부서의 성과표에서 하세요.")


def refuse_own(facts: Facts, recorder: str | None = None) -> None:
    """Nobody judges an own office, or what they told themselves. Raises: Rejected with SELF_VERIFICATION."""
    if facts.actor.department == facts.department or facts.actor.user == recorder:
        message = "자기 부서나 자신이 적은 실적은 확인할 수 없습니다. 다른 부서의 담당자가 처리하게 하세요."
        raise Rejected("SELF_VERIFICATION", message, {"department": facts.department})


def require_adjustment(number: int, card: Card) -> None:
    """There is such an adjustment, and it counts. Raises: Rejected with NOT_FOUND, WRONG_STATE."""
    if not 1 <= number <= len(card.adjustments):
        raise Rejected("NOT_FOUND", "그런 가감점이 없습니다. 번호를 확인하세요.")
    if card.adjustments[number - 1].is_revoked:
        raise _refuse_state("REVOKED", (), "이미 취소한 가감점입니다.")


def find_actual(indicator: str, quarter: int, card: Card) -> Actual:
    """Return what was told of a quarter. Raises: Rejected with NOT_FOUND."""
    actual = card.actuals.get(indicator, {}).get(quarter)
    if actual is None:
        raise Rejected("NOT_FOUND", "그 분기의 실적이 없습니다. 지표와 분기를 확인하세요.")
    return actual


def check_claimed(indicator: str, value: Decimal, card: Card, group: EvaluationGroup) -> None:
    """A value that is asked for can be one of its indicator's. Raises: Rejected with NOT_FOUND, VALUE_INVALID."""
    terms = find_terms(indicator, card, group)
    check_value(terms, value, group)


def check_value(terms: CommonIndicator | IndicatorTerms, value: Decimal, group: EvaluationGroup) -> None:
    """A value can be one of its indicator's. Raises: Rejected with VALUE_INVALID."""
    if terms.polarity is Polarity.YES_NO and value not in (0, 1):
        raise Rejected("VALUE_INVALID", "이행 여부 지표의 실적은 0이나 1입니다.", {"value": str(value)})
    is_survey = find_area(terms.area, group).kind is AreaKind.PERCEPTION
    if value < 0 or (is_survey and value > FULL):
        raise Rejected("VALUE_INVALID", "지표에 맞지 않는 실적입니다. 값을 확인하세요.", {"value": str(value)})


def _judge(
    command: RateArea | GrantAdjustment | RevokeAdjustment,
    card: Card,
    group: EvaluationGroup,
    scheme: Scheme,
    facts: Facts,
) -> EvaluationsEvent:
    match command:
        case RateArea():
            _require_rated(command.area, group)
            return AreaRated(area=command.area, points=command.points, note=command.note, rater=facts.actor.user)
        case GrantAdjustment():
            _require_rule(command.rule, scheme)
            number = len(card.adjustments) + 1
            return AdjustmentGranted(number=number, rule=command.rule, evidence=command.evidence, note=command.note)
        case RevokeAdjustment():
            require_adjustment(command.number, card)
            return AdjustmentRevoked(number=command.number, reason=command.reason)


def _decide_proposal(
    command: ReviseIndicator | ReturnIndicator | ConfirmIndicator, card: Card, group: EvaluationGroup, facts: Facts
) -> tuple[EvaluationsEvent, ...]:
    known = card.indicators.get(command.indicator)
    if known is None:
        raise Rejected("NOT_FOUND", "그런 지표가 없습니다. 성과표의 지표를 확인하세요.")
    match command:
        case ReviseIndicator():
            require_own(facts)
            _require_state(known, ("PROPOSED", "RETURNED"), "확정된 지표입니다. 고치려면 담당 부서에 문의하세요.")
            check_terms(command.terms, group)
            same = known.terms == command.terms and known.state == "PROPOSED"
            if same:
                return ()
            reopened = reopen(command.indicator, card) if is_other(known.terms, command.terms) else ()
            return (IndicatorRevised(indicator=command.indicator, terms=command.terms), *reopened)
        case ReturnIndicator():
            _require_state(known, ("PROPOSED", "CONFIRMED"), "이미 돌려보낸 지표입니다.")
            return (IndicatorReturned(indicator=command.indicator, reason=command.reason),)
        case ConfirmIndicator():
            _require_state(known, ("PROPOSED",), "검토를 기다리는 지표만 확정할 수 있습니다.")
            refuse_own(facts)
            check_terms(known.terms, group)
            _check_room(known.terms, card, group)
            return (IndicatorConfirmed(indicator=command.indicator),)


def reopen(indicator: str, card: Card) -> tuple[ActualReopened, ...]:
    """Return what makes an indicator's verified values wait to be verified again."""
    told = sorted(card.actuals.get(indicator, {}).items())
    return tuple(ActualReopened(indicator=indicator, quarter=n) for n, each in told if each.state == "VERIFIED")


def _decide_actual(
    command: RecordActual | VerifyActual | ReturnActual, card: Card, group: EvaluationGroup, facts: Facts
) -> tuple[EvaluationsEvent, ...]:
    terms = find_terms(command.indicator, card, group)
    if isinstance(command, RecordActual):
        require_own(facts)
        _check_actual(command, terms, card, group, facts)
        proven = tell_proven(command, facts.actor.user)
        return proven if facts.actor.role is Role.SYSTEM else proven[:1]
    actual = find_actual(command.indicator, command.quarter, card)
    refuse_own(facts, actual.told.recorder)
    if isinstance(command, VerifyActual):
        if actual.state != "RECORDED":
            raise _refuse_state(actual.state, ("RECORDED",), "확인을 기다리는 실적만 확인할 수 있습니다.")
        if actual.number != command.number:
            message = "그사이 실적을 다시 적었습니다. 새로 적은 실적을 보고 확인하세요."
            raise Rejected("VALUE_CHANGED", message, {"number": str(actual.number), "value": str(actual.told.value)})
        return (ActualVerified(indicator=command.indicator, quarter=command.quarter),)
    if actual.state == "RETURNED":
        raise _refuse_state(actual.state, ("RECORDED", "VERIFIED"), "이미 돌려보낸 실적입니다.")
    return (ActualReturned(indicator=command.indicator, quarter=command.quarter, reason=command.reason),)


def tell_proven(command: RecordActual, recorder: str) -> tuple[IndicatorActualRecorded, ActualVerified]:
    """Return a value, and that it counts: for what rests on another context's event, which anybody can read."""
    told = command.model_dump(exclude={"type", "scorecard"})
    recorded = IndicatorActualRecorded.model_validate({**told, "recorder": recorder})
    return recorded, ActualVerified(indicator=command.indicator, quarter=command.quarter)


def _check_actual(
    command: RecordActual, terms: CommonIndicator | IndicatorTerms, card: Card, group: EvaluationGroup, facts: Facts
) -> None:
    if command.measured_on > facts.today:
        message = f"아직 오지 않은 날입니다: {command.measured_on}. 잰 날을 적으세요."
        raise Rejected("DAY_IN_FUTURE", message, {"today": facts.today.isoformat()})
    check_value(terms, command.value, group)
    before = card.actuals.get(command.indicator, {}).get(command.quarter)
    if before is not None and before.state == "VERIFIED" and facts.actor.role is not Role.SYSTEM:
        raise Rejected("ALREADY_VERIFIED", "이미 확인된 실적입니다. 고치려면 담당 부서에 되돌려 달라고 하세요.")


def find_terms(indicator: str, card: Card, group: EvaluationGroup) -> CommonIndicator | IndicatorTerms:
    """Return what a common or a confirmed indicator says. Raises: Rejected with NOT_FOUND, WRONG_STATE."""
    common = next((each for each in group.common if each.code == indicator), None)
    if common is not None:
        return common
    known = card.indicators.get(indicator)
    if known is None:
        raise Rejected("NOT_FOUND", "그런 지표가 없습니다. 성과표의 지표를 확인하세요.")
    _require_state(known, ("CONFIRMED",), "아직 확정되지 않은 지표입니다. 확정된 뒤에 하세요.")
    return known.terms


def _check_room(terms: IndicatorTerms, card: Card, group: EvaluationGroup) -> None:
    """The weights of an area's confirmed indicators stay within that of the area."""
    area = find_area(terms.area, group)
    given = sum_weights(area, card, group) + terms.weight
    if given > area.weight:
        message = f"{area.name} 분야의 지표 배점이 {given}점이 되어 분야의 배점 {area.weight}점을 넘습니다."
        raise Rejected("INDICATOR_WEIGHT_EXCEEDED", message, {"area": area.code, "sum": str(given)})


def sum_weights(area: EvaluationArea, card: Card, group: EvaluationGroup) -> Decimal:
    """Return what the weights of an area's indicators come to: common ones and confirmed ones."""
    own = (each.terms for each in card.indicators.values() if each.state == "CONFIRMED")
    terms: Iterable[CommonIndicator | IndicatorTerms] = (*group.common, *own)
    return sum((each.weight for each in terms if each.area == area.code), Decimal())


def _require_rated(code: str, group: EvaluationGroup) -> None:
    if find_area(code, group).kind is not AreaKind.RATED:
        raise Rejected("UNKNOWN_AREA", "정성평가 분야만 평가자가 점수를 줍니다.", {"area": code})


def _require_rule(code: str, scheme: Scheme) -> None:
    if all(each.code != code for each in scheme.adjustments):
        raise Rejected("UNKNOWN_RULE", "평가계획에 없는 가감점입니다. 항목의 코드를 고르세요.", {"rule": code})


def _entrust(command: AssignEvaluator | ReleaseEvaluator, card: Card, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    """Return who has a scorecard to rate from now on, or no longer: that ends after the year, too (EVL-16)."""
    has_it = command.evaluator in card.evaluators
    if isinstance(command, AssignEvaluator):
        require_open(card, facts)
        return () if has_it else (EvaluatorAssigned(evaluator=command.evaluator),)
    if not has_it:
        raise Rejected("NOT_FOUND", "이 성과표를 맡은 평가자가 아닙니다. 평가자를 확인하세요.")
    return (EvaluatorReleased(evaluator=command.evaluator),)


def _refuse_unopened() -> Rejected:
    """Return the refusal of a scorecard that is not there, or not for the asker."""
    return Rejected("NOT_FOUND", "그런 성과표가 없습니다. 연도와 부서를 확인하세요.")


def _require_state(known: Indicator, allowed: Sequence[str], message: str) -> None:
    if known.state not in allowed:
        raise _refuse_state(known.state, allowed, message)


def _refuse_state(state: str, allowed: Sequence[str], message: str) -> Rejected:
    return Rejected("WRONG_STATE", message, {"state": state, "allowed": ",".join(allowed)})
