"""Commands on participants: each writes its stream, and what it changes of seats, codes and voters with it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from contracts.engagement import EngagementEvent
from contracts.engagement.participants import (
    Channel,
    CheckInParticipant,
    CodeGiven,
    ParticipantSeated,
    RegisterParticipant,
    ReissueTicket,
    ReleaseSeats,
    SeatEvent,
    SeatTaken,
    VoterGone,
    VoterNamed,
    WithdrawParticipant,
)
from contracts.errors import Rejected
from contracts.messages import Envelope, Result
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.engagement import participant, seats
from services.engagement.handlers.streams import CODE, PARTICIPANT, SEATS, TOWN_HALL, VOTER

Written = list[tuple[str, EngagementEvent]]


async def register_participant(
    envelope: Envelope[RegisterParticipant], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Register somebody: on its own stream, its seat's, its code's and its voter's in one append (ENG-03)."""
    command, key = envelope.body, envelope.id
    session, state = await TOWN_HALL.load(loading, command.town_hall), await PARTICIPANT.load(loading, key)
    planned = participant.find_segment(session, command.segment).seats
    place, voter = f"{command.town_hall}-{command.segment}", f"{command.town_hall}-{command.voter}"
    is_onsite = command.channel is Channel.ONSITE
    now = await SEATS.load_alone(loading, place) if is_onsite else seats.Seats()
    voters = await VOTER.load(loading, voter)
    code = await _find_free(loading, command.town_hall, command.codes)
    free = seats.count_free(now, planned) > 0
    facts = participant.Facts(key, session, envelope.actor.role, code, free, voters)
    joined = participant.register(command, state, facts)
    events: Written = [(PARTICIPANT.name_stream(key), joined)]
    if is_onsite:
        events.append((SEATS.name_stream(place), seats.take(now, planned, key)))
    events.append((CODE.name_stream(f"{command.town_hall}-{code}"), CodeGiven(participant=key)))
    events.append((VOTER.name_stream(voter), VoterNamed(participant=key, channel=command.channel)))
    return _answer(key, "REGISTERED" if free or not is_onsite else "WAITLISTED", events)


async def withdraw_participant(
    envelope: Envelope[WithdrawParticipant], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Let somebody go; who waited longest has the seat in the same append (ENG-03)."""
    key = require_subject(envelope.subject)
    state = await PARTICIPANT.load(loading, key)
    withdrawn, joined = participant.withdraw(envelope.body, state), participant.require(state).joined
    voter = f"{joined.town_hall}-{joined.voter}"
    await VOTER.load(loading, voter)
    events: Written = [
        (PARTICIPANT.name_stream(key), withdrawn),
        (VOTER.name_stream(voter), VoterGone(channel=joined.channel)),
    ]
    if joined.channel is Channel.ONSITE:
        place = f"{joined.town_hall}-{joined.segment}"
        left = seats.leave(await SEATS.load_alone(loading, place), key)
        events += [(SEATS.name_stream(place), event) for event in left]
        events += await _seat(loading, left, joined.town_hall, joined.segment)
    return _answer(key, "WITHDRAWN", events)


async def release_seats(
    envelope: Envelope[ReleaseSeats], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Give unused seats of one segment to the waitlist of another, as the office decides (domain.md 4.5)."""
    command, key = envelope.body, require_subject(envelope.subject)
    session = await TOWN_HALL.load(loading, key)
    giver = participant.find_segment(session, command.from_segment)
    participant.find_segment(session, command.to_segment)
    if command.from_segment == command.to_segment:
        raise Rejected("BAD_SHAPE", "같은 구분으로는 넘길 수 없습니다. 받을 구분을 고르세요.")
    participant.check_release(session, envelope.effective_at)
    source, target = f"{key}-{command.from_segment}", f"{key}-{command.to_segment}"
    before, after = await SEATS.load_alone(loading, source), await SEATS.load(loading, target)
    given = seats.give(before, giver.seats, command.seats, command.to_segment)
    received = seats.receive(after, command.seats, command.from_segment)
    events: Written = [(SEATS.name_stream(source), given)]
    events += [(SEATS.name_stream(target), event) for event in received]
    events += await _seat(loading, received, key, command.to_segment)
    return Decision(SEATS.name_stream(target), Result(id=str(key), state="RELEASED"), events)


async def check_in_participant(
    envelope: Envelope[CheckInParticipant], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Let somebody in with its ticket (ENG-01, ENG-03)."""
    key = require_subject(envelope.subject)
    state = await PARTICIPANT.load(loading, key)
    session = await TOWN_HALL.load(loading, participant.require(state).joined.town_hall)
    events = participant.check_in(envelope.body, state, session, envelope.actor.role)
    return PARTICIPANT.answer(loading, events, key)


async def reissue_ticket(
    envelope: Envelope[ReissueTicket], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Make a lost ticket out anew, with another code."""
    command, key = envelope.body, require_subject(envelope.subject)
    state = await PARTICIPANT.load(loading, key)
    session = participant.require(state).joined.town_hall
    code = await _find_free(loading, session, command.codes)
    reissued = participant.reissue(command, state, code)
    events: Written = [
        (PARTICIPANT.name_stream(key), reissued),
        (CODE.name_stream(f"{session}-{code}"), CodeGiven(participant=key)),
    ]
    return _answer(key, participant.name_state(state), events)


async def _find_free(loading: Loading[EngagementEvent], session: UUID, codes: Sequence[str]) -> str | None:
    """Return the first code that is nobody's; the append checks that it still is nobody's then."""
    for code in codes:
        if await CODE.load(loading, f"{session}-{code}") is None:
            return code
    return None


async def _seat(
    loading: Loading[EngagementEvent], changed: Iterable[SeatEvent], session: UUID, segment: str
) -> Written:
    """Return what those read who have got a seat."""
    seated = [event.participant for event in changed if isinstance(event, SeatTaken)]
    for each in seated:
        await PARTICIPANT.load(loading, each)
    moved_up = ParticipantSeated(town_hall=session, segment=segment)
    return [(PARTICIPANT.name_stream(each), moved_up) for each in seated]


def _answer(key: UUID, state: str, events: Written) -> Decision[EngagementEvent]:
    return Decision(PARTICIPANT.name_stream(key), Result(id=str(key), state=state), events)
