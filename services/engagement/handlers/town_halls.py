"""Commands on town halls (ENG-01 to ENG-15)."""

from typing import TypeVar
from uuid import UUID

from contracts.calendar.hours import find_seoul_day
from contracts.engagement import EngagementEvent
from contracts.engagement.surveys import Design
from contracts.engagement.town_halls import Agenda, PlanTownHall, SetAgenda, TownHallCommand
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.engagement import feedback, survey, town_hall
from services.engagement.handlers.streams import ELECTIONS, FEEDBACK, SURVEY, TOWN_HALL

TownHallT = TypeVar("TownHallT", bound=TownHallCommand)


async def act_on_town_hall(
    envelope: Envelope[TownHallT], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Do to a town hall whatever its command says (ENG-01)."""
    command = envelope.body
    key = envelope.id if isinstance(command, PlanTownHall) else require_subject(envelope.subject)
    state = await TOWN_HALL.load(loading, key)
    agenda = command.agenda if isinstance(command, PlanTownHall | SetAgenda) else ()
    unknown, surveys = await _find_unknown(agenda, loading), await _find_surveys(agenda, loading)
    elections = await ELECTIONS.load(loading)
    known = town_hall.Facts(find_seoul_day(envelope.effective_at), elections, unknown, surveys)
    return TOWN_HALL.answer(loading, town_hall.decide(command, state, known), key)


async def _find_unknown(agenda: Agenda, loading: Loading[EngagementEvent]) -> frozenset[UUID]:
    """Return what an agenda looks at again and nobody has asked before (ENG-14)."""
    named = {item.feedback for item in agenda if item.feedback is not None}
    states = {each: await FEEDBACK.load(loading, each) for each in sorted(named)}
    return frozenset(each for each, state in states.items() if isinstance(state, feedback.NotRequested))


async def _find_surveys(agenda: Agenda, loading: Loading[EngagementEvent]) -> dict[UUID, Design | None]:
    """Return what the surveys have asked that an agenda comes from; None of one that is not published (ENG-14)."""
    named = {item.survey for item in agenda if item.survey is not None}
    states = {each: await SURVEY.load(loading, each) for each in sorted(named)}
    return {
        each: state.design if isinstance(state, survey.Survey) and state.versions else None
        for each, state in states.items()
    }
