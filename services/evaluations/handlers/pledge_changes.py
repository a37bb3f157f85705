"""Commands on a pledge's change: the steps of the procedure, the last of which changes the pledge (EVL-70)."""

from typing import TypeVar
from uuid import UUID

from contracts.calendar.hours import find_seoul_day
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledge_changes import (
    DecideChangeByJury,
    PledgeChangeRequested,
    PublishPledgeChange,
    RequestPledgeChange,
)
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.evaluations import pledge, pledge_change, pledge_set
from services.evaluations.checks import refuse_unknown
from services.evaluations.handlers.pledges import tell_facts, use_jury
from services.evaluations.handlers.streams import PLEDGE, PLEDGE_CHANGE, PLEDGE_SET, UNDER_WAY

StepT = TypeVar("StepT", bound=pledge_change.Step)


async def request(
    envelope: Envelope[RequestPledgeChange], loading: Loading[EvaluationsEvent]
) -> Decision[EvaluationsEvent]:
    """Ask for a change of a confirmed set."""
    command = envelope.body
    state = await PLEDGE_SET.load(loading, command.term)
    pledge_set.require_confirmed(state)
    if command.wished.added is not None:
        pledge_set.list_new(command.term, [command.wished.added], state)
        pledge.register(command.term, command.wished.added, await tell_facts(envelope, loading, is_confirmed=True))
    found = await PLEDGE.load(loading, command.pledge) if command.pledge is not None else None
    known = found if isinstance(found, pledge.Registered) else None
    await PLEDGE_CHANGE.load(loading, envelope.id)
    event = pledge_change.request(command, known, envelope.actor)
    begun = pledge_change.begin(envelope.id, await UNDER_WAY.load(loading, event.pledge))
    answer = PLEDGE_CHANGE.answer(loading, (event,), envelope.id)
    return Decision(answer.subject, answer.result, [*answer.events, (UNDER_WAY.name_stream(event.pledge), begun)])


async def act_on_change(envelope: Envelope[StepT], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Take a change one step on, or end it."""
    key, command = require_subject(envelope.subject), envelope.body
    state = pledge_change.require(await PLEDGE_CHANGE.load(loading, key))
    record, used = None, list[tuple[str, EvaluationsEvent]]()
    if isinstance(command, DecideChangeByJury):
        record, used = await use_jury(command.jury, command.item, str(key), loading)
    today = find_seoul_day(envelope.effective_at)
    events = pledge_change.decide(command, state, envelope.actor, today, record)
    answer = PLEDGE_CHANGE.answer(loading, events, key)
    if isinstance(command, PublishPledgeChange):
        used = await _apply(key, state.request, envelope, loading)
    pledge_key = state.request.pledge
    await UNDER_WAY.load(loading, pledge_key)
    ended = [(UNDER_WAY.name_stream(pledge_key), each) for each in pledge_change.end(key, events)]
    return Decision(answer.subject, answer.result, [*answer.events, *used, *ended])


async def _apply(
    change: UUID, request: PledgeChangeRequested, envelope: Envelope[StepT], loading: Loading[EvaluationsEvent]
) -> list[tuple[str, EvaluationsEvent]]:
    """Return what the published change makes of its pledge, or the pledge that it adds to its set."""
    state = await PLEDGE.load(loading, request.pledge)
    stream = PLEDGE.name_stream(request.pledge)
    if request.wished.added is None:
        if isinstance(state, pledge.NotRegistered):
            raise refuse_unknown("그런 공약이")
        return [(stream, each) for each in pledge_change.apply(change, request, state)]
    known = await tell_facts(envelope, loading, is_confirmed=True)
    of_set = await PLEDGE_SET.load(loading, request.term)
    listed = pledge_set.list_new(request.term, [request.wished.added], of_set)
    events = pledge.register(request.term, request.wished.added, known)
    return [(PLEDGE_SET.name_stream(request.term), listed), *((stream, each) for each in events)]
