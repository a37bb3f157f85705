"""Commands on surveys and their invitations (ENG-30 to ENG-37)."""

from typing import TypeVar
from uuid import UUID

from contracts.engagement import EngagementEvent
from contracts.engagement.responses import (
    InvitePetitioner,
    IssueInvitation,
    OptedOut,
    OptOut,
    RecordCompletion,
    ReissueInvitation,
    name_case,
    name_invitation,
)
from contracts.engagement.surveys import (
    CloseSurveyInTime,
    DesignSurvey,
    DestroySurveyData,
    DrawPrizes,
    PublishSurvey,
    SurveyAct,
)
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.engagement import invitation, survey, survey_telling
from services.engagement.checks import refuse_unknown
from services.engagement.handlers.streams import (
    COMPLETION,
    INVITATION,
    OPT_OUT,
    SUGGESTION,
    SURVEY,
)
from services.engagement.invitation import Reached

SurveyT = TypeVar("SurveyT", bound=SurveyAct)


async def act_on_survey(envelope: Envelope[SurveyT], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Do to a survey whatever its command says (ENG-30)."""
    command = envelope.body
    match command:
        case DesignSurvey():
            key = envelope.id
        case CloseSurveyInTime() | DestroySurveyData():
            key = command.survey
        case _:
            key = require_subject(envelope.subject)
    state = await SURVEY.load(loading, key)
    facts = survey.Facts(envelope.effective_at, envelope.actor)
    return SURVEY.answer(loading, survey.decide(command, state, facts), key)


async def publish_survey(
    envelope: Envelope[PublishSurvey], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Publish what a survey has come to (ENG-37, ENG-40)."""
    key = require_subject(envelope.subject)
    found = survey.require_survey(await SURVEY.load(loading, key))
    facts = survey.Facts(envelope.effective_at, envelope.actor)
    return SURVEY.answer(loading, (survey_telling.publish(envelope.body, found, facts),), key)


async def draw_prizes(envelope: Envelope[DrawPrizes], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Draw who gets a prize (ENG-36)."""
    key = require_subject(envelope.subject)
    found = survey.require_survey(await SURVEY.load(loading, key))
    facts = survey.Facts(envelope.effective_at, envelope.actor)
    return SURVEY.answer(loading, (survey_telling.draw(envelope.body, found, facts),), key)


async def record_completion(
    envelope: Envelope[RecordCompletion], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Keep that something was done for somebody, once a case (ENG-33)."""
    key = name_case(envelope.body.kind, envelope.body.case)
    is_there = await COMPLETION.load(loading, key)
    return COMPLETION.answer(loading, invitation.complete(envelope.body, is_there), key)


async def issue_invitation(
    envelope: Envelope[IssueInvitation], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Invite to one survey, once a case (ENG-33, ENG-34)."""
    command = envelope.body
    told = (command.survey, command.case, command.stratum, command.contact, command.contact_name, command.consent)
    whom = Reached(*told)
    return await _invite(envelope, loading, whom)


async def invite_petitioner(
    envelope: Envelope[InvitePetitioner], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Invite whose petition is answered (ENG-33, ENG-34)."""
    command = envelope.body
    petition = await SUGGESTION.load(loading, command.suggestion)
    whom = invitation.read_petition(command.survey, command.suggestion, petition)
    if whom is None:
        raise refuse_unknown("답변한 그런 민원이")
    return await _invite(envelope, loading, whom)


async def _invite(
    envelope: Envelope[IssueInvitation] | Envelope[InvitePetitioner], loading: Loading[EngagementEvent], whom: Reached
) -> Decision[EngagementEvent]:
    key = name_invitation(whom.survey, whom.case)
    within, state = await SURVEY.load(loading, whom.survey), await INVITATION.load(loading, key)
    has_opted_out = whom.contact_name is not None and await OPT_OUT.load(loading, whom.contact_name)
    events = invitation.issue(whom, state, within, has_opted_out, envelope.effective_at, envelope.actor)
    return INVITATION.answer(loading, events, key)


async def reissue_invitation(
    envelope: Envelope[ReissueInvitation], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Send a link again, which voids the older one (ENG-34)."""
    key = require_subject(envelope.subject)
    state = await INVITATION.load(loading, key)
    within = await SURVEY.load(loading, _find_survey(state))
    event = invitation.reissue(state, within, envelope.effective_at, envelope.actor)
    return INVITATION.answer(loading, (event,), key)


async def opt_out(envelope: Envelope[OptOut], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Invite somebody no more, in any survey (ENG-34)."""
    key = envelope.body.contact_name
    is_out = await OPT_OUT.load(loading, key)
    return OPT_OUT.answer(loading, () if is_out else (OptedOut(),), key)


def _find_survey(state: invitation.State) -> UUID:
    """Return to which survey an invitation is. Raises: Rejected with NOT_FOUND."""
    if isinstance(state, invitation.NotIssued):
        raise refuse_unknown("그런 초대가")
    return state.told.survey
