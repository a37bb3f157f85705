"""Commands on meetings, committee resolutions and concurrence (ORG-08 to ORG-10, CAL-08 to CAL-10)."""

from typing import TypeVar

from contracts.calendar.hours import find_seoul_day
from contracts.messages import Envelope
from contracts.registry import (
    CancelMeeting,
    Concur,
    FixDate,
    RecordMeeting,
    RecordResolution,
    RefuseConcurrence,
    RegistryEvent,
    RequestConcurrence,
    ResubmitConcurrence,
    ScheduleMeeting,
)
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.registry import concurrence, election, meeting, resolution
from services.registry.handlers.streams import (
    CONCURRENCE,
    DEPARTMENT,
    ELECTIONS,
    MEETING,
    RESOLUTION,
)

MeetingT = TypeVar("MeetingT", bound=FixDate | RecordMeeting | CancelMeeting)
AnswerT = TypeVar("AnswerT", bound=Concur | RefuseConcurrence | ResubmitConcurrence)


async def schedule_meeting(
    envelope: Envelope[ScheduleMeeting], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """Plan a meeting (CAL-09, CAL-10)."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    state = await MEETING.load(loading, envelope.id)
    elections = election.list_elections(await ELECTIONS.load(loading))
    departments = await DEPARTMENT.load_each(loading, command.departments)
    events = meeting.decide(command, state, meeting.Facts(today, envelope.actor, elections, departments))
    return MEETING.answer(loading, events, envelope.id)


async def change_meeting(envelope: Envelope[MeetingT], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Fix a meeting's day, record what it decided, or call it off (CAL-09, ORG-10)."""
    command, subject, today = envelope.body, require_subject(envelope.subject), find_seoul_day(envelope.effective_at)
    state = await MEETING.load(loading, subject)
    elections = election.list_elections(await ELECTIONS.load(loading)) if isinstance(command, FixDate) else ()
    named = command.departments if isinstance(command, RecordMeeting) else ()
    known = meeting.Facts(today, envelope.actor, elections, await DEPARTMENT.load_each(loading, named))
    return MEETING.answer(loading, meeting.decide(command, state, known), subject)


async def record_resolution(
    envelope: Envelope[RecordResolution], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """Record what a committee resolved (ORG-08)."""
    state, today = await RESOLUTION.load(loading, envelope.id), find_seoul_day(envelope.effective_at)
    return RESOLUTION.answer(loading, resolution.decide(envelope.body, state, today), envelope.id)


async def request_concurrence(
    envelope: Envelope[RequestConcurrence], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """Ask departments to concur with a plan (ORG-09)."""
    state = await CONCURRENCE.load(loading, envelope.id)
    departments = await DEPARTMENT.load_each(loading, envelope.body.departments)
    known = concurrence.Facts(find_seoul_day(envelope.effective_at), envelope.actor.department, departments)
    return CONCURRENCE.answer(loading, concurrence.decide(envelope.body, state, known), envelope.id)


async def answer_concurrence(envelope: Envelope[AnswerT], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Concur, refuse, or ask again (ORG-09)."""
    subject = require_subject(envelope.subject)
    known = concurrence.Facts(find_seoul_day(envelope.effective_at), envelope.actor.department)
    events = concurrence.decide(envelope.body, await CONCURRENCE.load(loading, subject), known)
    return CONCURRENCE.answer(loading, events, subject)
