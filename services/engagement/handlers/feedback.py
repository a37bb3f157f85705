"""Commands on feedback: asked of a department, replied to, decided (ENG-07, ENG-09)."""

from typing import TypeVar

from contracts.calendar import Calendar
from contracts.calendar.hours import find_seoul_day
from contracts.engagement import EngagementEvent
from contracts.engagement.feedback import EscalateFeedback, FeedbackCommand, RequestFeedback
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.engagement import feedback, poll_round, town_hall
from services.engagement.handlers.streams import DEPARTMENTS, FEEDBACK, HOLIDAYS, ROUND, TOWN_HALL

FeedbackT = TypeVar("FeedbackT", bound=FeedbackCommand)


async def act_on_feedback(
    envelope: Envelope[FeedbackT], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Do to an item whatever its command says (ENG-09)."""
    command = envelope.body
    session: town_hall.State = town_hall.NotPlanned()
    round_: poll_round.State = poll_round.NotPlanned()
    match command:
        case RequestFeedback():
            key = envelope.id
            session = await TOWN_HALL.load(loading, command.town_hall)
            if command.round is not None:
                round_ = await ROUND.load(loading, command.round)
        case EscalateFeedback():
            key = command.feedback
        case _:
            key = require_subject(envelope.subject)
    state = await FEEDBACK.load(loading, key)
    known = feedback.Facts(
        find_seoul_day(envelope.effective_at),
        envelope.actor,
        Calendar(await HOLIDAYS.load(loading)),
        await DEPARTMENTS.load(loading),
        session,
        round_,
    )
    return FEEDBACK.answer(loading, feedback.decide(command, state, known), key)
