"""The command that copies a fact of the registry: each kind of fact has one stream."""

from contracts.engagement import EngagementEvent
from contracts.engagement.facts import FactKept, KeepFact
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.loading import Loading
from services.engagement import facts
from services.engagement.handlers.streams import FACTS


async def keep_fact(envelope: Envelope[KeepFact], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Keep a fact, unless it is known so already."""
    kind = FACTS[facts.name_stream(envelope.body.fact)]
    known = await kind.load_alone(loading)
    event = FactKept(fact=envelope.body.fact)
    return kind.answer(loading, () if kind.fold.evolve(known, event) == known else (event,))
