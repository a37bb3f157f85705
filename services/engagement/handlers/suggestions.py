"""Commands on suggestions and petitions (ENG-66)."""

from typing import TypeVar

from contracts.calendar import Calendar
from contracts.engagement import EngagementEvent
from contracts.engagement.suggestions import EscalateSuggestion, ReceiveSuggestion, SuggestionCommand
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.engagement import suggestion
from services.engagement.handlers.streams import DEPARTMENTS, HOLIDAYS, SUGGESTION

SuggestionT = TypeVar("SuggestionT", bound=SuggestionCommand)


async def act_on_suggestion(
    envelope: Envelope[SuggestionT], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Do to a petition whatever its command says (ENG-66)."""
    command = envelope.body
    match command:
        case ReceiveSuggestion():
            key = envelope.id
        case EscalateSuggestion():
            key = command.suggestion
        case _:
            key = require_subject(envelope.subject)
    state = await SUGGESTION.load(loading, key)
    calendar = Calendar(await HOLIDAYS.load(loading))
    departments = await DEPARTMENTS.load(loading)
    known = suggestion.Facts(envelope.effective_at, envelope.actor, calendar, departments)
    return SUGGESTION.answer(loading, suggestion.decide(command, state, known), key)
