"""Poll round: planned, ruled, opened, paused, closed by hand or by its own clock, published, or voided (ENG-04)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from uuid import UUID

from contracts.engagement import EngagementEvent
from contracts.engagement.rounds import (
    BallotBoxVerified,
    CloseRound,
    CloseRoundInTime,
    DeclareTallyRule,
    EndObjections,
    ObjectionPeriodEnded,
    OpenRound,
    PauseRound,
    PlanRound,
    PollResultPublished,
    PollRoundClosed,
    PollRoundOpened,
    PollRoundPaused,
    PollRoundPlanned,
    PollRoundResumed,
    PollRoundVoided,
    PublishResult,
    ResumeRound,
    RoundCommand,
    TallyRuleDeclared,
    VerifyBallotBox,
)
from contracts.engagement.tallies import PollMode, TallyRule, Terms, compute_result
from contracts.errors import Rejected
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown

STARS: Final = 5
"""Of a rating that does not say how many."""
RUNNING: Final = ("OPEN", "PAUSED")
UNPUBLISHED: Final = ("PLANNED", "OPEN", "PAUSED", "CLOSED")


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """There is no such round."""


@dataclass(frozen=True, slots=True)
class Round:
    """What was planned and declared, and how far it is."""

    plan: PollRoundPlanned
    stage: str = "PLANNED"
    rule: TallyRuleDeclared | None = None
    closes_at: datetime | None = None
    """While it is open: when its time is over."""
    seconds_left: int | None = None
    """While it is paused."""
    options: frozenset[str] = frozenset()


State = NotPlanned | Round


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the round."""

    now: datetime
    hall: str = "NONE"
    """The stage of the session."""
    segments: frozenset[str] = frozenset()
    """Of the session."""


def decide(command: RoundCommand, state: State, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what a command on a round leads to, but for running it again, which makes another one.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, BAD_SHAPE, TALLY_RULE_FROZEN, TALLY_RULE_REQUIRED,
    WEIGHTS_DIFFER, DOORS_NOT_OPEN.
    """
    if isinstance(command, PlanRound):
        if isinstance(state, Round):
            raise refuse_registered("투표")
        return (plan(command, facts),)
    if isinstance(state, NotPlanned):
        raise refuse_unknown("그런 투표가")
    match command:
        case DeclareTallyRule():
            return _declare(command, state, facts)
        case PublishResult():
            return (_publish(command, state, facts),)
        case VerifyBallotBox():
            require(state, "CLOSED", "PUBLISHED")
            return (BallotBoxVerified(ballots=command.ballots, strangers=command.strangers),)
        case _:
            return _move(command, state, facts)


def _move(command: RoundCommand, state: Round, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what opens, pauses, resumes, closes or ends a round; a timer that is not due any more changes nothing."""
    match command:
        case OpenRound():
            return (_open(state, facts),)
        case PauseRound():
            require(state, "OPEN")
            return (PollRoundPaused(seconds_left=find_left(state.closes_at, facts.now)),)
        case ResumeRound():
            require(state, "PAUSED")
            return (PollRoundResumed(closes_at=_add(facts.now, state.seconds_left)),)
        case CloseRound():
            require(state, *RUNNING)
            return (PollRoundClosed(is_in_time=False),)
        case _:
            return _end(command, state)


def _end(command: RoundCommand, state: Round) -> tuple[EngagementEvent, ...]:
    match command:
        case CloseRoundInTime() if state.stage == "OPEN" and state.closes_at == command.closes_at:
            return (PollRoundClosed(is_in_time=True),)
        case EndObjections() if state.stage == "PUBLISHED":
            return (ObjectionPeriodEnded(),)
        case _:
            return ()


STAGES: Final[Mapping[type[object], str]] = {
    PollRoundOpened: "OPEN",
    PollRoundPaused: "PAUSED",
    PollRoundResumed: "OPEN",
    PollRoundClosed: "CLOSED",
    PollResultPublished: "PUBLISHED",
    PollRoundVoided: "VOIDED",
    ObjectionPeriodEnded: "FINAL",
}
"""To which stage each event leads."""


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the round after an event."""
    if isinstance(event, PollRoundPlanned):
        return Round(event, options=frozenset(option.code for option in event.options))
    if isinstance(state, NotPlanned):
        return state
    state = replace(state, stage=STAGES.get(type(event), state.stage))
    match event:
        case TallyRuleDeclared():
            return replace(state, rule=event)
        case PollRoundOpened(closes_at=closes_at) | PollRoundResumed(closes_at=closes_at):
            return replace(state, closes_at=closes_at, seconds_left=None)
        case PollRoundPaused():
            return replace(state, closes_at=None, seconds_left=event.seconds_left)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotPlanned) else state.stage


def is_open(state: State, now: datetime) -> bool:
    """Tell whether ballots are taken: until its time is over, even where nobody has closed it yet."""
    return isinstance(state, Round) and state.stage == "OPEN" and (state.closes_at is None or now < state.closes_at)


def find_left(closes_at: datetime | None, now: datetime) -> int | None:
    """Return the whole seconds that are left, a begun one counted; None without an end."""
    return None if closes_at is None else max(ceil((closes_at - now).total_seconds()), 0)


def require(state: Round, *allowed: str) -> None:
    """The round is at one of these stages. Raises: Rejected with WRONG_STATE."""
    if state.stage not in allowed:
        raise refuse_state(state.stage, allowed, "투표가 지금 그럴 수 있는 상태가 아닙니다. 상태를 확인하세요.")


def plan(command: PlanRound, facts: Facts) -> PollRoundPlanned:
    """Return a round as it is planned. Raises: Rejected with NOT_FOUND, WRONG_STATE, BAD_SHAPE."""
    if facts.hall == "NONE":
        raise refuse_unknown("그런 타운홀이")
    if facts.hall in {"CANCELLED", "CLOSED"}:
        raise refuse_state(facts.hall, (), "끝났거나 취소된 행사입니다. 행사를 확인하세요.")
    codes = [option.code for option in command.options]
    if len(set(codes)) < len(codes):
        raise Rejected("BAD_SHAPE", "같은 선택지를 두 번 적었습니다. 선택지마다 다른 코드를 적으세요.")
    has_most = command.mode in {PollMode.MULTIPLE, PollMode.RANKING}
    if command.max_choices is not None and not (has_most and command.max_choices <= len(codes)):
        message = "고를 수 있는 수는 여럿 고르기와 순위에서만, 선택지 수까지 적으세요."
        raise Rejected("BAD_SHAPE", message, {"field": "max_choices"})
    if command.scale is not None and command.mode is not PollMode.RATING:
        raise Rejected("BAD_SHAPE", "가장 높은 점수는 별점에서만 적으세요.", {"field": "scale"})
    scale = (command.scale or STARS) if command.mode is PollMode.RATING else None
    told = command.model_dump(exclude={"type", "scale"})
    return PollRoundPlanned(**told, scale=scale, instead_of=None)


def rerun(reason: str, state: State, again: UUID, old: UUID) -> tuple[PollRoundVoided, tuple[EngagementEvent, ...]]:
    """Return how a round ends whose result is not published, and what the one begins with that is held instead.

    Raises: Rejected with NOT_FOUND, WRONG_STATE.
    """
    if isinstance(state, NotPlanned):
        raise refuse_unknown("그런 투표가")
    require(state, *UNPUBLISHED)
    begun: list[EngagementEvent] = [state.plan.model_copy(update={"instead_of": old, "entry": None})]
    if state.rule is not None:
        begun.append(state.rule.model_copy(update={"entry": None}))
    return PollRoundVoided(reason=reason, again=again), tuple(begun)


def _declare(command: DeclareTallyRule, state: Round, facts: Facts) -> tuple[TallyRuleDeclared, ...]:
    if state.stage != "PLANNED":
        message = "투표를 연 뒤에는 집계 방법을 바꿀 수 없습니다. 바꾸려면 사유를 적어 다시 투표하세요."
        raise Rejected("TALLY_RULE_FROZEN", message, {"state": state.stage})
    is_weighted = command.rule is TallyRule.WEIGHTED_SEGMENT
    weighed = [weight.segment for weight in command.weights]
    if sorted(weighed) != (sorted(facts.segments) if is_weighted else []):
        message = "구분별 가중에는 행사의 구분마다 하나씩, 다른 방법에는 가중치를 적지 않습니다."
        raise Rejected("WEIGHTS_DIFFER", message, {"segments": ",".join(sorted(facts.segments))})
    declared = TallyRuleDeclared(**command.model_dump(exclude={"type"}))
    return () if declared == state.rule else (declared,)


def _open(state: Round, facts: Facts) -> PollRoundOpened:
    require(state, "PLANNED")
    if state.rule is None:
        raise Rejected("TALLY_RULE_REQUIRED", "집계 방법을 먼저 알려야 투표를 열 수 있습니다. 집계 방법을 정하세요.")
    if facts.hall != "OPEN":
        message = "행사장 문을 연 동안에만 투표를 열 수 있습니다. 먼저 입장을 시작하세요."
        raise Rejected("DOORS_NOT_OPEN", message, {"state": facts.hall})
    return PollRoundOpened(closes_at=_add(facts.now, state.plan.seconds))


def _publish(command: PublishResult, state: Round, facts: Facts) -> PollResultPublished:
    require(state, "CLOSED")
    assert state.rule is not None, "it was opened"
    result = compute_result(read_terms(state.plan, state.rule), command.cells, command.present)
    return PollResultPublished(
        cells=command.cells,
        present=command.present,
        result=result,
        objections_until=facts.now + timedelta(days=state.rule.objection_days),
    )


def read_terms(planned: PollRoundPlanned, declared: TallyRuleDeclared) -> Terms:
    """Return by what a round is counted."""
    codes = tuple(option.code for option in planned.options)
    weights = {weight.segment: weight.weight for weight in declared.weights}
    return Terms(planned.mode, codes, planned.scale, declared.rule, weights)


def _add(now: datetime, seconds: int | None) -> datetime | None:
    return None if seconds is None else now + timedelta(seconds=seconds)
