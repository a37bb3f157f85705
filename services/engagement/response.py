"""Response: one a link, of what is asked and consented to, counted to its stratum's quota; a contact apart (ENG-38)."""

from dataclasses import dataclass
from datetime import datetime

from contracts.calendar.hours import find_seoul_day
from contracts.engagement import EngagementEvent
from contracts.engagement.answers import find_month, keep_answers
from contracts.engagement.responses import (
    DrawEntered,
    EnterDraw,
    InterviewEnded,
    QuotaCounted,
    QuotaReached,
    ResponseSubmitted,
    ResponseWithdrawn,
    SubmitResponse,
    WithdrawResponse,
    name_entries,
    name_texts,
)
from contracts.engagement.surveys import Stratum
from contracts.errors import Rejected
from contracts.sealed import Sealed, read_subject
from contracts.values import Uuid
from services.engagement.survey import State as SurveyState
from services.engagement.survey import Survey, require_consent, require_open


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """This link has not answered, or what it answered was taken back."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What counts."""

    told: ResponseSubmitted


Response = NotAnswered | Answered


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of a stratum have answered."""

    count: int = 0
    is_reached: bool = False
    """It was once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer leads to: on its own stream, and on that of its stratum's quota."""

    own: tuple[EngagementEvent, ...]
    of_quota: tuple[EngagementEvent, ...]


def submit(command: SubmitResponse, state: Response, within: SurveyState, quota: Quota, now: datetime) -> Taken:
    """Return what an answer leads to; where its stratum is full for good nothing of it is kept (ENG-39).

    Raises: Rejected with SURVEY_NOT_OPEN, CONSENT_REQUIRED, ALREADY_ANSWERED, UNKNOWN_STRATUM, ANSWER_INVALID,
    ANSWER_REQUIRED, BAD_SHAPE.
    """
    survey = require_open(within, now)
    stratum = find_stratum(survey, command.stratum)
    unread = "지금의 동의문을 읽고 동의해야 답할 수 있습니다. 동의문을 다시 확인하세요."
    consent = require_consent(survey, command.consent, unread)
    if isinstance(state, Answered):
        raise Rejected("ALREADY_ANSWERED", "이미 답한 설문입니다. 고치려면 답을 거둔 뒤 다시 답하세요.")
    kept = keep_answers(survey.design.questions, command.answers)
    for answer in kept:
        _check_sealed(answer.text, name_texts(command.survey))
    month = find_month(find_seoul_day(now))
    is_full = stratum.quota is not None and quota.count >= stratum.quota
    if is_full and stratum.is_hard:
        assert stratum.quota is not None, "it is full"
        return Taken((), (InterviewEnded(month=month, quota=stratum.quota),))
    told = ResponseSubmitted(
        survey=command.survey,
        stratum=stratum.code,
        month=month,
        consent=consent,
        is_over_quota=is_full,
        answers=kept,
    )
    return Taken((told,), _count(stratum, quota, 1))


def withdraw(command: WithdrawResponse, state: Response, within: SurveyState, quota: Quota, now: datetime) -> Taken:
    """Return what taking an answer back leads to, until the close. Raises: Rejected with SURVEY_NOT_OPEN, NOT_FOUND."""
    survey = require_open(within, now)
    if isinstance(state, NotAnswered):
        raise Rejected("NOT_FOUND", "거둘 답이 없습니다. 아직 답하지 않았거나 이미 거두었습니다.")
    told = state.told
    taken_back = ResponseWithdrawn(survey=command.survey, stratum=told.stratum, month=told.month, answers=told.answers)
    return Taken((taken_back,), _count(find_stratum(survey, told.stratum), quota, -1))


def enter(command: EnterDraw, is_there: bool, within: SurveyState, now: datetime) -> tuple[DrawEntered, ...]:
    """Return the entry of who leaves a contact; a second one changes nothing.

    Raises: Rejected with SURVEY_NOT_OPEN, NO_INCENTIVE, BAD_SHAPE.
    """
    survey = require_open(within, now)
    if survey.design.incentive is None:
        raise Rejected("NO_INCENTIVE", "경품이 없는 설문입니다. 연락처를 남기지 않아도 됩니다.")
    _check_sealed(command.contact, name_entries(command.survey))
    return () if is_there else (DrawEntered(survey=command.survey, contact=command.contact),)


def evolve(state: Response, event: EngagementEvent) -> Response:
    """Return the response after an event."""
    match event:
        case ResponseSubmitted():
            return Answered(event)
        case ResponseWithdrawn():
            return NotAnswered()
        case _:
            return state


def evolve_quota(state: Quota, event: EngagementEvent) -> Quota:
    """Return a stratum's count after an event."""
    match event:
        case QuotaCounted(count=count):
            return Quota(count, state.is_reached)
        case QuotaReached():
            return Quota(state.count, is_reached=True)
        case _:
            return state


def evolve_entry(state: bool, event: EngagementEvent) -> bool:
    """Tell whether there is an entry after an event."""
    return state or isinstance(event, DrawEntered)


def name_response(state: Response) -> str:
    """Return the state's name, as results tell it."""
    return "COUNTED" if isinstance(state, Answered) else "NONE"


def find_stratum(survey: Survey, code: str) -> Stratum:
    """Return a stratum of a survey. Raises: Rejected with UNKNOWN_STRATUM."""
    for stratum in survey.design.strata:
        if stratum.code == code:
            return stratum
    raise Rejected("UNKNOWN_STRATUM", "설문에 없는 층입니다. 설문의 층에서 하나를 고르세요.", {"stratum": code})


def _check_sealed(sealed: Sealed | None, subject: Uuid) -> None:
    if sealed is not None and read_subject(sealed) != subject:
        raise Rejected("BAD_SHAPE", "이 설문의 것으로 봉인하지 않은 글입니다. 다시 보내세요.")


def _count(stratum: Stratum, quota: Quota, more: int) -> tuple[EngagementEvent, ...]:
    """Return what an answer changes of its stratum's quota; nothing where there is none."""
    if stratum.quota is None:
        return ()
    counted = QuotaCounted(count=quota.count + more)
    is_reached = counted.count >= stratum.quota and not quota.is_reached
    return (counted, QuotaReached(quota=stratum.quota)) if is_reached else (counted,)
