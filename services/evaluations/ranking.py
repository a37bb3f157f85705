"""What a year comes to: places and grades by group, objections, the end (EVL-08, EVL-13 to 15, EVL-18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.calendar import Calendar, add_business_days
from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import Card
from contracts.evaluations.plans import AreaKind, EvaluationGroup, Scheme
from contracts.evaluations.rankings import (
    AreaScore,
    AwardRecorded,
    DecideObjection,
    EvaluationFinalised,
    FileObjection,
    FinaliseEvaluation,
    GroupRanking,
    GroupStanding,
    ObjectionDecided,
    ObjectionFiled,
    RankingFixed,
    RecordAward,
    ScorecardComputed,
)
from contracts.evaluations.scorecards import ActualVerified, AdjustmentRevoked, IndicatorActualRecorded
from contracts.evaluations.scoring import Place, Score, rank_group, score_card, write_exact
from services.evaluations import scorecard
from services.evaluations.plan import refuse_closed

Cards = Mapping[str, Card]
"""By department."""
ObjectionCommand = FileObjection | DecideObjection | RecordAward


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is known of a year's places."""

    fixed: RankingFixed | None = None
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """The version of the plan that rules."""

    version: int
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing a year's places leads to."""

    computed: Mapping[str, ScorecardComputed]
    """By department."""
    ranking: RankingFixed


def fix(year: int, ranking: Ranking, ruling: Ruling, cards: Cards, calendar: Calendar, today: date) -> Fixed:
    """Return every department's total, and the places of each group.

    Raises: Rejected with EVALUATION_CLOSED, YEAR_NOT_OVER, INDICATORS_INCOMPLETE.
    """
    if ranking.is_final:
        raise refuse_closed()
    if today.year <= year:
        message = f"아직 끝나지 않은 해입니다. {year + 1}년 1월부터 순위를 매기세요."
        raise Rejected("YEAR_NOT_OVER", message, {"year": str(year)})
    _check_complete(ruling.scheme, cards)
    number = ranking.fixed.round + 1 if ranking.fixed else 1
    until = ranking.fixed.objections_until if ranking.fixed else None
    places = {group.code: _rank(group, ruling.scheme, cards) for group in ruling.scheme.groups}
    computed = {each.department: _tell(each.score, number, ruling) for placed in places.values() for each in placed}
    fixed = RankingFixed(
        year=year,
        round=number,
        plan_version=ruling.version,
        groups=tuple(GroupRanking(group=code, standings=_stand(placed)) for code, placed in places.items()),
        fixed_on=today,
        objections_until=until or add_business_days(calendar, today, ruling.scheme.objection_days),
    )
    return Fixed(computed, fixed)


def finalise(
    command: FinaliseEvaluation, ranking: Ranking, version: int, cards: Cards, today: date
) -> EvaluationFinalised:
    """Return the end of a year's evaluation.

    Raises: Rejected with EVALUATION_CLOSED, NOT_FOUND, OBJECTIONS_OPEN, RANKING_STALE.
    """
    if ranking.is_final:
        raise refuse_closed()
    fixed = ranking.fixed
    if fixed is None:
        raise Rejected("NOT_FOUND", "아직 순위를 매기지 않았습니다. 순위를 매긴 뒤 확정하세요.")
    objecting = [code for code, card in cards.items() if any(each.is_upheld is None for each in card.objections)]
    if objecting or today <= fixed.objections_until:
        message = "이의신청 기간이 남았거나 결정하지 않은 이의가 있습니다."
        details = {"until": fixed.objections_until.isoformat(), "departments": ",".join(sorted(objecting))[:4_000]}
        raise Rejected("OBJECTIONS_OPEN", message, details)
    if version != fixed.plan_version or any(card.changes for card in cards.values()):
        changed = sorted(code for code, card in cards.items() if card.changes)
        message = "순위를 매긴 뒤 점수가 바뀌었습니다. 순위를 다시 매기세요."
        raise Rejected("RANKING_STALE", message, {"departments": ",".join(changed)[:4_000]})
    return EvaluationFinalised(year=command.year, round=fixed.round, finalised_on=today)


def decide_objection(
    command: ObjectionCommand, card: Card, ranking: Ranking, facts: scorecard.Facts
) -> tuple[EvaluationsEvent, ...]:
    """Return what an objection or its decision leads to, or an award.

    Raises: Rejected with NOT_FOUND, EVALUATION_CLOSED, NOT_PERMITTED, OBJECTION_WINDOW_CLOSED, SELF_VERIFICATION,
    WRONG_STATE, VALUE_INVALID.
    """
    if isinstance(command, RecordAward):
        return (_award(command, card, ranking, facts.today),)
    group, _ = scorecard.require_open(card, facts)
    if isinstance(command, FileObjection):
        return (_file(command, card, group, ranking, facts),)
    return _decide(command, card, facts)


def evolve(state: Ranking, event: EvaluationsEvent) -> Ranking:
    """Return the ranking after an event."""
    match event:
        case RankingFixed():
            return replace(state, fixed=event)
        case EvaluationFinalised():
            return replace(state, is_final=True)
        case _:
            return state


def name_state(state: Ranking) -> str:
    """Return the state's name, as results tell it."""
    if state.is_final:
        return "FINAL"
    return "NONE" if state.fixed is None else "FIXED"


def _file(
    command: FileObjection, card: Card, group: EvaluationGroup, ranking: Ranking, facts: scorecard.Facts
) -> ObjectionFiled:
    scorecard.require_own(facts)
    until = ranking.fixed.objections_until if ranking.fixed else None
    if until is None or facts.today > until:
        message = "순위를 알린 뒤 이의신청 기간에만 신청할 수 있습니다."
        raise Rejected("OBJECTION_WINDOW_CLOSED", message, {"until": until.isoformat() if until else ""})
    claim = command.claim
    if claim.adjustment is not None:
        scorecard.require_adjustment(claim.adjustment, card)
    if claim.indicator is not None and claim.value is not None:
        scorecard.check_claimed(claim.indicator, claim.value, card, group)
    number = len(card.objections) + 1
    return ObjectionFiled(number=number, claim=claim, ground=command.ground, files=command.files, filed_on=facts.today)


def _decide(command: DecideObjection, card: Card, facts: scorecard.Facts) -> tuple[EvaluationsEvent, ...]:
    scorecard.refuse_own(facts)
    if not 1 <= command.number <= len(card.objections):
        raise Rejected("NOT_FOUND", "그런 이의신청이 없습니다. 번호를 확인하세요.")
    objection = card.objections[command.number - 1]
    if objection.is_upheld is not None:
        message = "이미 결정한 이의신청입니다."
        raise Rejected("WRONG_STATE", message, {"state": "DECIDED", "allowed": ""})
    decided = ObjectionDecided(number=command.number, is_upheld=command.is_upheld, reason=command.reason)
    claim = objection.claim
    if not command.is_upheld:
        return (decided,)
    if claim.adjustment is not None:
        if card.adjustments[claim.adjustment - 1].is_revoked:
            return (decided,)  # it has come true meanwhile
        return (decided, AdjustmentRevoked(number=claim.adjustment, reason=command.reason))
    assert claim.indicator is not None, "a claim names one of the two"
    assert claim.quarter is not None, "with an indicator"
    assert claim.value is not None, "with an indicator"
    recorded = IndicatorActualRecorded(
        indicator=claim.indicator,
        quarter=claim.quarter,
        value=claim.value,
        measured_on=facts.today,
        files=(),
        evidence=(),
        note=command.reason,
        recorder=facts.actor.user,
    )
    return (decided, recorded, ActualVerified(indicator=claim.indicator, quarter=claim.quarter))


def _award(command: RecordAward, card: Card, ranking: Ranking, today: date) -> AwardRecorded:
    if card.group is None:
        raise Rejected("NOT_FOUND", "그런 성과표가 없습니다. 연도와 부서를 확인하세요.")
    if not ranking.is_final:
        message = "최종 확정된 평가의 결과에만 포상을 적습니다."
        raise Rejected("WRONG_STATE", message, {"state": name_state(ranking), "allowed": "FINAL"})
    if command.given_on > today:
        raise Rejected("DAY_IN_FUTURE", "아직 오지 않은 날입니다. 준 날을 적으세요.", {"today": today.isoformat()})
    return AwardRecorded(name=command.name, amount_won=command.amount_won, given_on=command.given_on)


def _check_complete(scheme: Scheme, cards: Cards) -> None:
    """Each department's indicators fill the weights of its areas."""
    short = [
        department
        for group in scheme.groups
        for department in group.departments
        if any(
            scorecard.sum_weights(area, cards[department], group) != area.weight
            for area in group.areas
            if area.kind is not AreaKind.RATED
        )
    ]
    if short:
        message = "지표의 배점이 다 차지 않은 부서가 있습니다. 지표를 모두 확정한 뒤 순위를 매기세요."
        raise Rejected("INDICATORS_INCOMPLETE", message, {"departments": ",".join(short)[:4_000]})


def _rank(group: EvaluationGroup, scheme: Scheme, cards: Cards) -> list[Place]:
    scores = {each: score_card(scheme, cards[each]) for each in group.departments}
    return rank_group(scores, scheme.quota)


def _stand(places: Sequence[Place]) -> tuple[GroupStanding, ...]:
    return tuple(
        GroupStanding.model_validate(
            {
                "department": each.department,
                "total": write_exact(each.score.total),
                "rank": each.rank,
                "grade": each.grade,
                "is_barred": each.score.is_barred,
            }
        )
        for each in places
    )


def _tell(score: Score, number: int, ruling: Ruling) -> ScorecardComputed:
    return ScorecardComputed(
        round=number,
        plan_version=ruling.version,
        areas=tuple(AreaScore(area=each.area.code, score=write_exact(each.score)) for each in score.areas),
        bonus=write_exact(score.bonus),
        penalty=write_exact(score.penalty),
        total=write_exact(score.total),
    )


def refuse_unplanned() -> Rejected:
    """Return the refusal of a year without a plan that has begun."""
    return Rejected("NOT_FOUND", "그해에 시행한 평가계획이 없습니다. 연도를 확인하세요.")
