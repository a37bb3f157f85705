"""Commands of who answers a survey: nothing that comes here tells who that is (ENG-36, ENG-38, ENG-39)."""

from contracts.engagement import EngagementEvent
from contracts.engagement.responses import EnterDraw, SubmitResponse, WithdrawResponse
from contracts.messages import Envelope, Result
from infra.deciding import Decision
from infra.loading import Loading
from services.engagement import response
from services.engagement.handlers.streams import DRAW_ENTRY, QUOTA, RESPONSE, SURVEY
from services.engagement.survey import State, Survey


async def submit_response(
    envelope: Envelope[SubmitResponse], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Take an answer, unless the survey closes meanwhile: it is a fact that the append checks (ENG-38)."""
    command = envelope.body
    within = await SURVEY.load(loading, command.survey)
    key, place = f"{command.survey}-{command.pseudonym}", f"{command.survey}-{command.stratum}"
    state = await RESPONSE.load(loading, key)
    quota = await _load_quota(loading, within, command.stratum, place)
    taken = response.submit(command, state, within, quota, envelope.effective_at)
    return _answer(key, place, taken, "COUNTED" if taken.own else "SCREENED_OUT")


async def withdraw_response(
    envelope: Envelope[WithdrawResponse], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Take an answer back until the close (ENG-41)."""
    command = envelope.body
    within = await SURVEY.load(loading, command.survey)
    key = f"{command.survey}-{command.pseudonym}"
    state = await RESPONSE.load(loading, key)
    stratum = state.told.stratum if isinstance(state, response.Answered) else ""
    place = f"{command.survey}-{stratum}"
    quota = await _load_quota(loading, within, stratum, place)
    taken = response.withdraw(command, state, within, quota, envelope.effective_at)
    return _answer(key, place, taken, "WITHDRAWN")


async def enter_draw(envelope: Envelope[EnterDraw], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Take a contact for the prizes, apart from the answers (ENG-36)."""
    command = envelope.body
    within = await SURVEY.load(loading, command.survey)
    key = f"{command.survey}-{command.pseudonym}"
    is_there = await DRAW_ENTRY.load(loading, key)
    return DRAW_ENTRY.answer(loading, response.enter(command, is_there, within, envelope.effective_at), key)


async def _load_quota(loading: Loading[EngagementEvent], within: State, code: str, place: str) -> response.Quota:
    """Return a stratum's count; only strata that have a quota are counted, so that the others never contend."""
    strata = within.design.strata if isinstance(within, Survey) else ()
    has_quota = any(stratum.code == code and stratum.quota is not None for stratum in strata)
    return await QUOTA.load_alone(loading, place) if has_quota else response.Quota()


def _answer(key: str, place: str, taken: response.Taken, state: str) -> Decision[EngagementEvent]:
    own, quota = RESPONSE.name_stream(key), QUOTA.name_stream(place)
    events = [*((own, event) for event in taken.own), *((quota, event) for event in taken.of_quota)]
    return Decision(own, Result(id=key[:36], state=state), events)
