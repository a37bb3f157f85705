"""Commands of the coordination: which streams each reads and writes."""

from typing import Final

from contracts.coordination import CoordinationEvent, RaiseNotice
from contracts.messages import Envelope, Result
from infra.deciding import Decision, Handlers
from infra.loading import Fold, Loading
from services.coordination import notice

NOTICE: Final[Fold[bool, CoordinationEvent]] = Fold(False, notice.evolve)


async def tell(envelope: Envelope[RaiseNotice], loading: Loading[CoordinationEvent]) -> Decision[CoordinationEvent]:
    """Raise a notice on a stream of its own."""
    stream = f"notice-{envelope.id}"
    events = notice.decide(envelope.body, await loading.load(stream, NOTICE))
    return Decision(stream, Result(id=str(envelope.id), state="RAISED"), [(stream, event) for event in events])


HANDLERS: Final[Handlers[CoordinationEvent]] = Handlers[CoordinationEvent]().on(RaiseNotice, tell)
