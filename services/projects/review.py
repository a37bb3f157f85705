"""Performance review (심사분석) of a project: of a quarter or ad hoc, rated, remedied, closed (PRJ-81, PRJ-82)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from contracts.calendar.periods import Period, Precision
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects import ProjectsEvent
from contracts.projects.reviews import (
    NEEDS_REMEDY,
    AgreeRemedy,
    CloseReview,
    CorrectReview,
    OpenReview,
    Rating,
    RecordReview,
    RemedyAgreed,
    ReviewClosed,
    ReviewCommand,
    ReviewCorrected,
    ReviewKind,
    ReviewOpened,
    ReviewRecorded,
    TellProgress,
    find_rating_policy,
    rate,
)
from services.projects.checks import check_editor, read_plan, refuse_registered, refuse_state, refuse_unknown

REVIEW: Final = "review"


@dataclass(frozen=True, slots=True)
class NotOpened:
    """There is no such review."""


@dataclass(frozen=True, slots=True)
class Open:
    """Under review; rated once it is recorded."""

    project: UUID
    kind: ReviewKind
    quarter: str | None
    rating: Rating | None = None
    is_remedy_agreed: bool = False
    """Of the rating that stands."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Over; put right by the office alone."""

    project: UUID
    kind: ReviewKind
    quarter: str | None
    rating: Rating


State = NotOpened | Open | Closed
NOT_OPENED: Final = NotOpened()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision on a review rests on beside it."""

    today: date
    actor: Actor
    review: UUID
    """Its id: `name_quarterly` of a quarter's, the command's of one that is opened ad hoc."""
    lead: str | None
    """Of the project; None where there is no such project."""
    is_flagship: bool = False
    """Of the quarter's year, by its approved list."""


def name_quarterly(project: UUID, quarter: str) -> UUID:
    """Return the id of the one review that a project has in a quarter."""
    return uuid5(project, quarter)


def decide(command: ReviewCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a review leads to.

    Raises: Rejected with NOT_FOUND, ALREADY_REGISTERED, WRONG_STATE, NOT_PERMITTED, NOT_A_FLAGSHIP, NOT_IN_QUARTER,
    CAUSE_AND_REMEDY_REQUIRED, DAY_IN_PAST, REMEDY_NOT_AGREED, BAD_SHAPE, WEEKDAY_MISMATCH.
    """
    if facts.lead is None:
        raise refuse_unknown("그런 사업이")
    match command, state:
        case OpenReview(), NotOpened():
            return (_open(command, facts),)
        case OpenReview(), _:
            raise refuse_registered("심사분석")
        case RecordReview(), NotOpened() if command.quarter is not None:
            check_editor(facts.lead, facts.actor)
            return (_open_quarter(command, command.quarter, facts), _record(command, facts))
        case _, NotOpened():
            raise refuse_unknown("그런 심사분석이")
        case _, Open():
            return _change(command, state, facts.lead, facts)
        case CorrectReview(), Closed():
            return _correct(command, state, facts.lead, facts)
        case _:
            raise refuse_state("CLOSED", (), "끝난 심사분석입니다. 필요하면 수시 심사분석을 새로 여세요.")


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the review after an event."""
    match event, state:
        case ReviewOpened(), _:
            return Open(event.project, event.kind, event.quarter)
        case ReviewRecorded(), Open():
            return replace(state, rating=event.rating, is_remedy_agreed=False)
        case RemedyAgreed(), Open():
            return replace(state, is_remedy_agreed=True)
        case ReviewClosed() | ReviewCorrected(), _:
            return Closed(event.project, event.kind, event.quarter, event.rating)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    match state:
        case NotOpened():
            return "NONE"
        case Open():
            return "OPEN" if state.rating is None else "RECORDED"
        case Closed():
            return "CLOSED"


def _open(command: OpenReview, facts: Facts) -> ReviewOpened:
    return ReviewOpened(
        review=facts.review,
        project=command.project,
        kind=ReviewKind.AD_HOC,
        quarter=None,
        milestone=command.milestone,
        reason=command.reason,
    )


def _open_quarter(command: RecordReview, quarter: str, facts: Facts) -> ReviewOpened:
    """Open the review of a quarter that has begun, of a flagship. Raises: NOT_A_FLAGSHIP, NOT_IN_QUARTER."""
    if not facts.is_flagship:
        message = f"{quarter[:4]}년 역점사업으로 확정된 사업이 아닙니다. 수시 심사분석으로 기록하세요."
        raise Rejected("NOT_A_FLAGSHIP", message, {"year": quarter[:4]})
    if Period(value=quarter, precision=Precision.QUARTER).first > facts.today:
        raise Rejected("NOT_IN_QUARTER", "아직 시작하지 않은 분기입니다. 분기를 확인하세요.", {"quarter": quarter})
    return ReviewOpened(
        review=facts.review,
        project=command.project,
        kind=ReviewKind.QUARTERLY,
        quarter=quarter,
        milestone=None,
        reason=None,
    )


def _change(command: ReviewCommand, state: Open, lead: str, facts: Facts) -> tuple[ProjectsEvent, ...]:
    match command:
        case RecordReview():
            check_editor(lead, facts.actor)
            if command.project != state.project:
                raise refuse_unknown("그 사업의 심사분석이")
            return (_record(command, facts),)
        case AgreeRemedy():
            if state.rating not in NEEDS_REMEDY:
                raise refuse_state(name_state(state), ("record",), "부진으로 기록한 심사분석만 대안을 정합니다.")
            return (RemedyAgreed(remedy=command.remedy, answers_for_it=command.answers_for_it),)
        case CloseReview():
            return (_close(command, state, lead),)
        case CorrectReview():
            raise refuse_state(name_state(state), ("record",), "아직 끝나지 않은 심사분석입니다. 실적을 다시 적으세요.")
        case OpenReview():
            raise refuse_registered("심사분석")


def _correct(command: CorrectReview, state: Closed, lead: str, facts: Facts) -> tuple[ProjectsEvent, ...]:
    recorded = _record(command, facts)
    corrected = ReviewCorrected(
        project=state.project,
        kind=state.kind,
        quarter=state.quarter,
        rating=recorded.rating,
        reason=command.reason,
        lead=lead,
    )
    return (recorded, corrected)


def _record(command: TellProgress, facts: Facts) -> ReviewRecorded:
    """Rate exactly; what lags says why, what is done, and until when. Raises: CAUSE_AND_REMEDY_REQUIRED."""
    policy = find_rating_policy(facts.today)
    rating = rate(command.planned, command.actual, policy)
    recovery = read_plan(command.recovery_date, facts.today) if command.recovery_date else None
    if rating in NEEDS_REMEDY and (command.cause is None or command.remedy is None or recovery is None):
        message = "부진하면 부진사유와 대안, 만회 시기를 모두 적어야 합니다. 빠진 것을 적으세요."
        raise Rejected("CAUSE_AND_REMEDY_REQUIRED", message, {"rating": rating})
    if recovery is not None and recovery.last is not None and recovery.last < facts.today:
        message = "만회 시기가 이미 지났습니다. 앞으로의 날짜를 적으세요."
        raise Rejected("DAY_IN_PAST", message, {"today": facts.today.isoformat()})
    return ReviewRecorded(
        planned=command.planned,
        actual=command.actual,
        rating=rating,
        policy=policy.version,
        cause=command.cause,
        remedy=command.remedy,
        recovery=recovery,
    )


def _close(command: CloseReview, state: Open, lead: str) -> ReviewClosed:
    if state.rating is None:
        raise refuse_state("OPEN", ("record",), "아직 실적을 기록하지 않았습니다. 기록한 뒤 끝내세요.")
    if state.rating in NEEDS_REMEDY and not state.is_remedy_agreed:
        message = "부진한 사업은 대안을 정한 뒤 끝냅니다. 먼저 대안을 정하세요."
        raise Rejected("REMEDY_NOT_AGREED", message, {"rating": state.rating})
    return ReviewClosed(
        project=state.project,
        kind=state.kind,
        quarter=state.quarter,
        rating=state.rating,
        note=command.note,
        lead=lead,
    )
