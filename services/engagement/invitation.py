"""Completions and invitations: one invitation a case and survey, sent again once, nobody who has opted out (ENG-34)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from contracts.engagement import EngagementEvent
from contracts.engagement.responses import (
    CompletionRecorded,
    InvitationIssued,
    InvitationReissued,
    OptedOut,
    RecordCompletion,
    name_case,
)
from contracts.engagement.surveys import Access
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.sealed import Sealed, read_subject
from contracts.values import Role
from services.engagement import suggestion
from services.engagement.checks import refuse_state, refuse_unknown
from services.engagement.survey import State as SurveyState
from services.engagement.survey import (
    Survey,
    check_own,
    choose_stratum,
    is_open,
    require_consent,
    require_open,
    require_survey,
)

PAUSE: Final = timedelta(days=3)
"""Before a link is sent again (ENG-34, [CHOICE])."""
LAST: Final = 2
"""The generation that is sent at most: once more."""


@dataclass(frozen=True, slots=True)
class NotIssued:
    """There is no such invitation."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A link that somebody has."""

    told: InvitationIssued
    generation: int = 1


State = NotIssued | Issued


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom an invitation is for."""

    survey: UUID
    case: UUID
    stratum: str | None
    contact: Sealed | None
    contact_name: str | None
    consent: int | None = None
    """The version of the survey's consent that came with the contact."""


def complete(command: RecordCompletion, is_there: bool) -> tuple[CompletionRecorded, ...]:
    """Return what was done for somebody; told twice it is once. Raises: Rejected with BAD_SHAPE."""
    if command.contact is not None and read_subject(command.contact) != name_case(command.kind, command.case):
        raise Rejected("BAD_SHAPE", "이 건의 것으로 봉인하지 않은 연락처입니다. 다시 보내세요.")
    return () if is_there else (CompletionRecorded(**command.model_dump(exclude={"type"})),)


def evolve_completion(state: bool, event: EngagementEvent) -> bool:
    """Tell whether a completion is known after an event."""
    return state or isinstance(event, CompletionRecorded)


def issue(
    whom: Reached, state: State, within: SurveyState, has_opted_out: bool, now: datetime, actor: Actor
) -> tuple[InvitationIssued, ...]:
    """Return the invitation of a case, once; what the service itself would send and may not is simply not sent.

    A contact that somebody enters comes with consent to the version in force; what was left with a case is used for it.
    Raises: Rejected with NOT_FOUND, NOT_PERMITTED, SURVEY_NOT_OPEN, WRONG_STATE, OPTED_OUT, CONSENT_REQUIRED.
    """
    if isinstance(state, Issued):
        return ()
    if actor.role is Role.SYSTEM and (has_opted_out or not is_open(within, now)):
        return ()
    survey = _require_inviting(within, now, actor)
    if has_opted_out:
        raise Rejected("OPTED_OUT", "설문을 받지 않겠다고 한 사람입니다. 초대하지 않습니다.")
    return (
        InvitationIssued(
            survey=whom.survey,
            case=whom.case,
            stratum=choose_stratum(survey, whom.stratum).code,
            contact=whom.contact,
            contact_name=whom.contact_name,
            consent=_find_consent(whom, survey, actor),
            issued_at=now,
        ),
    )


def reissue(state: State, within: SurveyState, now: datetime, actor: Actor) -> InvitationReissued:
    """Return the event of a link that is sent again, for once. Raises: Rejected as `issue`; REISSUED_TOO_EARLY."""
    if isinstance(state, NotIssued):
        raise refuse_unknown("그런 초대가")
    check_own(require_survey(within), actor)
    require_open(within, now)
    if state.generation >= LAST:
        raise refuse_state("REISSUED", (), "한 번만 다시 보냅니다. 이 초대는 이미 다시 보냈습니다.")
    earliest = state.told.issued_at + PAUSE
    if now < earliest:
        message = "처음 보낸 지 사흘이 지나야 다시 보낼 수 있습니다. 그때 다시 보내세요."
        raise Rejected("REISSUED_TOO_EARLY", message, {"earliest": earliest.isoformat()})
    told = state.told
    return InvitationReissued(survey=told.survey, contact=told.contact, generation=state.generation + 1)


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the invitation after an event."""
    match event, state:
        case InvitationIssued(), _:
            return Issued(event)
        case InvitationReissued(generation=generation), Issued():
            return replace(state, generation=generation)
        case _:
            return state


def evolve_opt_out(state: bool, event: EngagementEvent) -> bool:
    """Tell whether a contact is invited no more after an event."""
    return state or isinstance(event, OptedOut)


def name_state(state: State) -> str:
    """Return the state's name, as results tell it."""
    if isinstance(state, NotIssued):
        return "NONE"
    return "ISSUED" if state.generation == 1 else "REISSUED"


def read_petition(survey: UUID, key: UUID, petition: suggestion.State) -> Reached | None:
    """Return whom the invitation to an answered petition is for; None of one that is not answered."""
    if not isinstance(petition, suggestion.Received) or petition.stage != "ANSWERED":
        return None
    return Reached(survey, key, petition.department, petition.contact, petition.contact_name)


def _find_consent(whom: Reached, survey: Survey, actor: Actor) -> int | None:
    if whom.contact is None or actor.role is Role.SYSTEM:
        return None
    unasked = "연락처를 쓰려면 그 사람이 지금의 동의문에 동의해야 합니다. 동의를 받거나 연락처를 비우세요."
    return require_consent(survey, whom.consent, unasked)


def _require_inviting(within: SurveyState, now: datetime, actor: Actor) -> Survey:
    survey = require_survey(within)
    check_own(survey, actor)
    require_open(within, now)
    if survey.design.access is Access.OPEN:
        raise refuse_state("OPEN", (), "누구나 답하는 설문에는 초대가 없습니다. 주소를 알리세요.")
    return survey
