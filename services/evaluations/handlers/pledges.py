"""Commands on pledges: the set of a term, each pledge, a quarter's results, the grades (EVL-60 to 69)."""

from typing import TypeVar
from uuid import UUID

from contracts.calendar.hours import find_seoul_day
from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.juries import JuryRecord, NoteJury
from contracts.evaluations.pledge_grades import PledgeGradeCommand
from contracts.evaluations.pledge_results import PublishPledgeResults
from contracts.evaluations.pledges import (
    ConfirmPledgeSet,
    OpenPledgeSet,
    PledgeCommand,
    RegisterPledges,
    name_pledge,
)
from contracts.messages import Command, Envelope
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.evaluations import jury, pledge, pledge_grade, pledge_quarter, pledge_set
from services.evaluations.handlers.streams import (
    DEPARTMENTS,
    JURY,
    PLEDGE,
    PLEDGE_GRADE,
    PLEDGE_QUARTER,
    PLEDGE_SET,
)

PledgeT = TypeVar("PledgeT", bound=PledgeCommand)
GradeT = TypeVar("GradeT", bound=PledgeGradeCommand)
AnyT = TypeVar("AnyT", bound=Command)


async def open_set(envelope: Envelope[OpenPledgeSet], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Begin the pledges of a term."""
    term = envelope.body.term
    state = await PLEDGE_SET.load(loading, term)
    return PLEDGE_SET.answer(loading, pledge_set.open_set(envelope.body, state), term)


async def register(
    envelope: Envelope[RegisterPledges], loading: Loading[EvaluationsEvent]
) -> Decision[EvaluationsEvent]:
    """Register pledges, each on its own stream, and list them in their set."""
    command = envelope.body
    state = await PLEDGE_SET.load(loading, command.term)
    pledge_set.require_open(state)
    listed = pledge_set.list_new(command.term, command.pledges, state)
    known = await tell_facts(envelope, loading, is_confirmed=False)
    answer = PLEDGE_SET.answer(loading, (listed,), command.term)
    events = list(answer.events)
    for new in command.pledges:
        key = name_pledge(command.term, new.number)
        await PLEDGE.load(loading, key)
        events += [(PLEDGE.name_stream(key), each) for each in pledge.register(command.term, new, known)]
    return Decision(answer.subject, answer.result, events)


async def confirm_set(
    envelope: Envelope[ConfirmPledgeSet], loading: Loading[EvaluationsEvent]
) -> Decision[EvaluationsEvent]:
    """Close a set, by an item of a jury where one is named."""
    command = envelope.body
    state = await PLEDGE_SET.load(loading, command.term)
    pledge_set.require_open(state)
    pledges = await load_pledges(state, loading)
    record, used = await use_jury(command.jury, command.item, f"set-{command.term}", loading)
    unready = [each.registered.number for each in pledges.values() if not each.is_ready]
    today = find_seoul_day(envelope.effective_at)
    events = pledge_set.confirm(command, state, sorted(unready), today, record)
    answer = PLEDGE_SET.answer(loading, events, command.term)
    return Decision(answer.subject, answer.result, [*answer.events, *used])


async def act_on_pledge(envelope: Envelope[PledgeT], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Do to a pledge whatever its command says."""
    key = require_subject(envelope.subject)
    state = await PLEDGE.load(loading, key)
    is_confirmed = False
    if isinstance(state, pledge.Registered):
        is_confirmed = (await PLEDGE_SET.load(loading, state.registered.term)).is_confirmed
    known = await tell_facts(envelope, loading, is_confirmed=is_confirmed)
    return PLEDGE.answer(loading, pledge.decide(envelope.body, state, known), key)


async def publish(
    envelope: Envelope[PublishPledgeResults], loading: Loading[EvaluationsEvent]
) -> Decision[EvaluationsEvent]:
    """Publish a quarter's results of all pledges of a term."""
    command = envelope.body
    state = await PLEDGE_SET.load(loading, command.term)
    opened = pledge_set.require_confirmed(state)
    pledges = await load_pledges(state, loading)
    key = f"{command.term}-{command.quarter.lower().replace('-', '')}"
    quarter = await PLEDGE_QUARTER.load(loading, key)
    events = pledge_quarter.decide(command, quarter, opened, pledges, envelope.effective_at)
    return PLEDGE_QUARTER.answer(loading, events, key)


async def act_on_grade(envelope: Envelope[GradeT], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Enter a year's grade or the city's own estimate."""
    year = envelope.body.year
    state = await PLEDGE_GRADE.load(loading, year)
    events = pledge_grade.decide(envelope.body, state, find_seoul_day(envelope.effective_at))
    return PLEDGE_GRADE.answer(loading, events, year)


async def note_jury(envelope: Envelope[NoteJury], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Copy what is told of a jury."""
    state = await JURY.load(loading, envelope.body.jury)
    return JURY.answer(loading, jury.decide(envelope.body, state), envelope.body.jury)


async def use_jury(
    key: UUID | None, item: int | None, used_by: str, loading: Loading[EvaluationsEvent]
) -> tuple[JuryRecord | None, list[tuple[str, EvaluationsEvent]]]:
    """Return the record of the item that is named, and what uses it up. Raises: Rejected with BAD_SHAPE, ..."""
    if (key is None) != (item is None):
        raise Rejected("BAD_SHAPE", "배심원단(jury)과 안건 번호(item)를 함께 적으세요.")
    if key is None or item is None:
        return None, []
    record, used = jury.use(await JURY.load(loading, key), key, item, used_by)
    return record, [(JURY.name_stream(key), used)]


async def load_pledges(
    state: pledge_set.PledgeSet, loading: Loading[EvaluationsEvent]
) -> dict[UUID, pledge.Registered]:
    """Return all pledges of a set by id."""
    found = {each.pledge: await PLEDGE.load(loading, each.pledge) for each in state.pledges}
    return {key: each for key, each in found.items() if isinstance(each, pledge.Registered)}


async def tell_facts(
    envelope: Envelope[AnyT], loading: Loading[EvaluationsEvent], *, is_confirmed: bool
) -> pledge.Facts:
    """Return what decisions on a pledge rest on."""
    departments = await DEPARTMENTS.load(loading)
    return pledge.Facts(find_seoul_day(envelope.effective_at), envelope.actor, departments, is_confirmed)
