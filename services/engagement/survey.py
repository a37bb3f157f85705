"""Survey: designed, opened, closed by hand or by its own clock, told in versions, destroyed (ENG-30, ENG-41)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from contracts.calendar.hours import find_seoul_day
from contracts.engagement import EngagementEvent
from contracts.engagement.surveys import (
    CloseSurvey,
    CloseSurveyInTime,
    Consent,
    ConsentRevised,
    Design,
    DesignSurvey,
    DestroySurveyData,
    OpenSurvey,
    PersonalDataDestroyed,
    PrizesDrawn,
    ReviseConsent,
    ReviseSurvey,
    Stratum,
    SurveyAct,
    SurveyClosed,
    SurveyDesigned,
    SurveyOpened,
    SurveyPublished,
    SurveyRevised,
)
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.values import Role
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown
from services.engagement.survey_design import check_design


@dataclass(frozen=True, slots=True)
class NotDesigned:
    """There is no such survey."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is asked, how far it is, and what has come of it."""

    design: Design
    department: str
    consents: tuple[Consent, ...]
    """The versions that were in force, the first one first."""
    stage: str = "DESIGNED"
    closes_at: datetime | None = None
    retained_until: date | None = None
    is_destroyed: bool = False
    versions: Mapping[str | None, int] = field(default_factory=dict)
    """How often each wave was published; None: the whole."""
    winners: frozenset[str] = frozenset()
    drawn_won: int = 0


State = NotDesigned | Survey


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the survey."""

    now: datetime
    actor: Actor

    @property
    def today(self) -> date:
        """Return the day in Seoul."""
        return find_seoul_day(self.now)


def decide(command: SurveyAct, state: State, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what a command on a survey leads to, but for what is told of it (survey_telling.py).

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, NOT_PERMITTED, WRONG_STATE, BAD_SHAPE and what
    `check_design` raises.
    """
    if isinstance(command, DesignSurvey):
        return (_design(command, state, facts),)
    survey = require_survey(state)
    match command:
        case CloseSurveyInTime():
            is_due = survey.stage == "OPEN" and survey.closes_at == command.closes_at
            return (_close(survey, facts, is_in_time=True),) if is_due else ()
        case DestroySurveyData():
            return _destroy(survey, facts)
        case _:
            check_own(survey, facts.actor)
            return _act(command, survey, facts)


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the survey after an event."""
    if isinstance(event, SurveyDesigned):
        return Survey(event.design, event.department, (event.design.consent,))
    if isinstance(state, NotDesigned):
        return state
    return _mark(_move(state, event), event)


def _move(state: Survey, event: EngagementEvent) -> Survey:
    """Return the survey after what opens, changes or closes it."""
    match event:
        case SurveyRevised(design=design):
            return replace(state, design=design, consents=(design.consent,))
        case SurveyOpened(closes_at=closes_at):
            return replace(state, stage="OPEN", closes_at=closes_at)
        case ConsentRevised(consent=consent):
            return replace(state, consents=(*state.consents, consent))
        case SurveyClosed(retained_until=day):
            return replace(state, stage="CLOSED", closes_at=None, retained_until=day)
        case _:
            return state


def _mark(state: Survey, event: EngagementEvent) -> Survey:
    """Return the survey after what has come of it."""
    match event:
        case SurveyPublished(wave=wave, number=number):
            return replace(state, versions={**state.versions, wave: number})
        case PrizesDrawn(winners=winners, cost=cost):
            return replace(state, winners=state.winners | set(winners), drawn_won=state.drawn_won + cost)
        case PersonalDataDestroyed():
            return replace(state, is_destroyed=True)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotDesigned) else state.stage


def require_survey(state: State) -> Survey:
    """Return a survey that there is. Raises: Rejected with NOT_FOUND."""
    if isinstance(state, NotDesigned):
        raise refuse_unknown("그런 설문이")
    return state


def check_own(survey: Survey, actor: Actor) -> None:
    """An officer acts on the surveys of its own department only. Raises: Rejected with NOT_PERMITTED."""
    if actor.role is Role.OFFICER and actor.department != survey.department:
        raise Rejected("NOT_PERMITTED", "다른 부서의 설문입니다. 설문을 만든 부서나 총괄부서에 문의하세요.")


def require_stage(survey: Survey, stage: str, message: str) -> None:
    """The survey is at one stage. Raises: Rejected with WRONG_STATE."""
    if survey.stage != stage:
        raise refuse_state(survey.stage, (stage,), message)


def is_open(state: State, now: datetime) -> bool:
    """Tell whether answers are taken: until its time is over, even where nobody has closed it yet."""
    return isinstance(state, Survey) and state.stage == "OPEN" and (state.closes_at is None or now < state.closes_at)


def require_consent(survey: Survey, agreed: int | None, message: str) -> int:
    """Return the version in force, which was agreed to (ENG-41). Raises: Rejected with CONSENT_REQUIRED."""
    version = len(survey.consents)
    if agreed != version:
        raise Rejected("CONSENT_REQUIRED", message, {"version": str(version)})
    return version


def require_open(state: State, now: datetime) -> Survey:
    """Return a survey that takes answers. Raises: Rejected with SURVEY_NOT_OPEN."""
    if not isinstance(state, Survey) or not is_open(state, now):
        raise Rejected("SURVEY_NOT_OPEN", "지금은 답을 받지 않는 설문입니다. 안내를 확인하세요.")
    return state


def choose_stratum(survey: Survey, wanted: str | None) -> Stratum:
    """Return the stratum of this code; where there is none the first, which often is the only one."""
    strata = survey.design.strata
    return next((stratum for stratum in strata if stratum.code == wanted), strata[0])


def _design(command: DesignSurvey, state: State, facts: Facts) -> SurveyDesigned:
    if isinstance(state, Survey):
        raise refuse_registered("설문")
    department = facts.actor.department
    if department is None:
        raise Rejected("NOT_PERMITTED", "설문은 부서의 것입니다. 부서에 속한 계정으로 만드세요.")
    check_design(command.design)
    return SurveyDesigned(design=command.design, department=department)


def _act(
    command: ReviseSurvey | OpenSurvey | ReviseConsent | CloseSurvey, survey: Survey, facts: Facts
) -> tuple[EngagementEvent, ...]:
    match command:
        case ReviseSurvey():
            require_stage(survey, "DESIGNED", "연 설문의 문항은 바꿀 수 없습니다. 새 설문을 만드세요.")
            check_design(command.design)
            return () if command.design == survey.design else (SurveyRevised(design=command.design),)
        case OpenSurvey(closes_at=closes_at):
            require_stage(survey, "DESIGNED", "이미 연 설문입니다. 상태를 확인하세요.")
            if closes_at is not None and closes_at <= facts.now:
                raise Rejected("BAD_SHAPE", "마감할 때가 이미 지났습니다. 앞으로 올 때를 적으세요.")
            return (SurveyOpened(closes_at=closes_at, targets=survey.design.targets),)
        case ReviseConsent():
            require_stage(survey, "OPEN", "받는 동안에만 동의문을 바꿉니다. 열기 전이면 설문을 고치세요.")
            number = len(survey.consents) + 1
            return (ConsentRevised(consent=command.consent, reason=command.reason, number=number),)
        case CloseSurvey():
            require_stage(survey, "OPEN", "열려 있는 설문만 마감합니다. 상태를 확인하세요.")
            return (_close(survey, facts, is_in_time=False),)


def _close(survey: Survey, facts: Facts, *, is_in_time: bool) -> SurveyClosed:
    days = max(consent.retention_days for consent in survey.consents)
    return SurveyClosed(is_in_time=is_in_time, retained_until=facts.today + timedelta(days=days))


def _destroy(survey: Survey, facts: Facts) -> tuple[PersonalDataDestroyed, ...]:
    """Return the destruction once the retention is over; a timer that comes too early or twice finds nothing to do."""
    until = survey.retained_until
    if until is None or survey.is_destroyed or facts.today <= until:
        return ()
    return (PersonalDataDestroyed(retained_until=until),)
