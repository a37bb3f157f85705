"""Commands on citizens' juries (ENG-60, ENG-61)."""

from typing import TypeVar

from contracts.calendar.hours import find_seoul_day
from contracts.engagement import EngagementEvent
from contracts.engagement.juries import FreezeJuryFrame, JuryCommand
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.engagement import jury
from services.engagement.handlers.streams import DEPARTMENTS, JURY

JuryT = TypeVar("JuryT", bound=JuryCommand)


async def act_on_jury(envelope: Envelope[JuryT], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Do to a jury whatever its command says (ENG-60, ENG-61)."""
    command = envelope.body
    key = envelope.id if isinstance(command, FreezeJuryFrame) else require_subject(envelope.subject)
    state = await JURY.load(loading, key)
    known = jury.Facts(find_seoul_day(envelope.effective_at), await DEPARTMENTS.load(loading))
    return JURY.answer(loading, jury.decide(command, state, known), key)
