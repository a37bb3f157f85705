"""Commands on public holidays, elections, deadline policies and the clock (CAL-01, CAL-02, CAL-10 to CAL-14)."""

from typing import TypeVar

from contracts.calendar.hours import find_seoul_day
from contracts.messages import Envelope, Result
from contracts.registry import (
    AdoptDeadlinePolicy,
    CancelElection,
    DeclareHoliday,
    HolidayDeclared,
    HolidayRevoked,
    RegistryEvent,
    RevokeHoliday,
    ScheduleElection,
    SetClock,
)
from infra.deciding import Decision
from infra.loading import Loading
from services.registry import business_clock, deadline_policy, election, holiday
from services.registry.handlers.streams import CALENDAR, CLOCK, DEADLINE_POLICY, ELECTIONS

ElectionT = TypeVar("ElectionT", bound=ScheduleElection | CancelElection)


async def declare_holiday(
    envelope: Envelope[DeclareHoliday], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """Declare a holiday (CAL-01)."""
    day = envelope.body.day
    events = holiday.decide(envelope.body, await CALENDAR.load_alone(loading, day.year))
    return CALENDAR.answer(loading, events, day.year, of=day.isoformat())


async def revoke_holiday(envelope: Envelope[RevokeHoliday], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Take a holiday back (CAL-11)."""
    day = envelope.body.day
    state, elections = await CALENDAR.load_alone(loading, day.year), await ELECTIONS.load(loading)
    events = holiday.decide(envelope.body, state, is_election=elections.makes_holiday(day))
    return CALENDAR.answer(loading, events, day.year, of=day.isoformat())


async def change_election(envelope: Envelope[ElectionT], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Enter an election or take it back, with the public holiday of its day (CAL-02, CAL-10)."""
    day = envelope.body.day
    elections, year = await ELECTIONS.load(loading), await CALENDAR.load_alone(loading, day.year)
    events = election.decide(envelope.body, elections, year)
    stream, calendar = ELECTIONS.name_stream(), CALENDAR.name_stream(day.year)
    placed = [(calendar if isinstance(event, HolidayDeclared | HolidayRevoked) else stream, event) for event in events]
    return Decision(stream, Result(id=day.isoformat()), placed)


async def adopt_deadline_policy(
    envelope: Envelope[AdoptDeadlinePolicy], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """Adopt the next version of a deadline policy (CAL-12)."""
    policy, today = envelope.body.policy, find_seoul_day(envelope.effective_at)
    key = policy.id.lower()
    events = deadline_policy.decide(envelope.body, await DEADLINE_POLICY.load(loading, key), today)
    return DEADLINE_POLICY.answer(loading, events, key, of=policy.key)


async def set_clock(envelope: Envelope[SetClock], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Set the manual business clock (CAL-14)."""
    in_use = await loading.find_head() > 0
    events = business_clock.decide(envelope.body, await CLOCK.load(loading), in_use=in_use)
    return CLOCK.answer(loading, events, of="business")
