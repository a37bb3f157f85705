"""Commands on briefings in the towns and on relays of cheering (ENG-67, ENG-68)."""

from typing import TypeVar

from contracts.calendar.hours import find_seoul_day
from contracts.engagement import EngagementEvent
from contracts.engagement.briefings import RecordBriefing, StartRelay
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.engagement import briefing, relay, town_hall
from services.engagement.handlers.streams import BRIEFING, DEPARTMENTS, RELAY, TOWN_HALL

RelayT = TypeVar("RelayT", bound=relay.Command)


async def record_briefing(
    envelope: Envelope[RecordBriefing], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Record a briefing, under its session's id where it was planned as one (ENG-67)."""
    command = envelope.body
    key = command.session or envelope.id
    session: town_hall.State = town_hall.NotPlanned()
    if command.session is not None:
        session = await TOWN_HALL.load(loading, command.session)
    known = briefing.Facts(
        find_seoul_day(envelope.effective_at), envelope.actor.department, await DEPARTMENTS.load(loading), session
    )
    is_recorded = await BRIEFING.load(loading, key)
    return BRIEFING.answer(loading, briefing.decide(command, is_recorded, known), key)


async def act_on_relay(envelope: Envelope[RelayT], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Do to a relay whatever its command says (ENG-68)."""
    command = envelope.body
    key = envelope.id if isinstance(command, StartRelay) else require_subject(envelope.subject)
    state = await RELAY.load(loading, key)
    return RELAY.answer(loading, relay.decide(command, state, find_seoul_day(envelope.effective_at)), key)
