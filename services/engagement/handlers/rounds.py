"""Commands on poll rounds, ballots and what was counted by hand (ENG-04 to ENG-08, ENG-13)."""

from typing import TypeVar
from uuid import UUID

from contracts.engagement import EngagementEvent
from contracts.engagement.ballots import CastBallot, ChannelTallyEntered, EnterChannelTally
from contracts.engagement.rounds import (
    CloseRoundInTime,
    EndObjections,
    PlanRound,
    RerunRound,
    RoundCommand,
)
from contracts.engagement.town_halls import Segment
from contracts.errors import Rejected
from contracts.messages import Envelope, Result
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.engagement import ballot, channel_tally, poll_round, town_hall
from services.engagement.checks import refuse_unknown
from services.engagement.handlers.streams import BALLOT, CHANNEL_TALLY, ROUND, TOWN_HALL

RoundT = TypeVar("RoundT", bound=RoundCommand)
TimerT = TypeVar("TimerT", CloseRoundInTime, EndObjections)


async def act_on_round(envelope: Envelope[RoundT], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Do to a round whatever its command says (ENG-04)."""
    command = envelope.body
    key = envelope.id if isinstance(command, PlanRound) else require_subject(envelope.subject)
    state = await ROUND.load(loading, key)
    hall = command.town_hall if isinstance(command, PlanRound) else find_hall(state)
    session = await TOWN_HALL.load(loading, hall) if hall is not None else town_hall.NotPlanned()
    known = poll_round.Facts(
        envelope.effective_at, town_hall.name_state(session), frozenset(each.code for each in list_segments(session))
    )
    return ROUND.answer(loading, poll_round.decide(command, state, known), key)


async def run_timer(envelope: Envelope[TimerT], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Do to a round what its time has come for."""
    key = envelope.body.round
    state = await ROUND.load(loading, key)
    return ROUND.answer(loading, poll_round.decide(envelope.body, state, poll_round.Facts(envelope.effective_at)), key)


async def rerun_round(envelope: Envelope[RerunRound], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Void a round and plan it anew, in one append."""
    old, again = require_subject(envelope.subject), envelope.id
    state = await ROUND.load(loading, old)
    await ROUND.load(loading, again)
    voided, begun = poll_round.rerun(envelope.body.reason, state, again, old)
    events: list[tuple[str, EngagementEvent]] = [(ROUND.name_stream(old), voided)]
    events += [(ROUND.name_stream(again), event) for event in begun]
    return Decision(ROUND.name_stream(old), Result(id=str(again), state="PLANNED"), events)


async def cast_ballot(envelope: Envelope[CastBallot], loading: Loading[EngagementEvent]) -> Decision[EngagementEvent]:
    """Take a ballot, unless the round closes meanwhile: it is a fact that the append checks (ENG-05)."""
    command = envelope.body
    within = await ROUND.load(loading, command.round)
    key = f"{command.round}-{command.pseudonym}"
    state = await BALLOT.load(loading, key)
    events = ballot.decide(command, state, within, envelope.effective_at)
    return BALLOT.answer(loading, events, key, of=command.round)


async def enter_channel_tally(
    envelope: Envelope[EnterChannelTally], loading: Loading[EngagementEvent]
) -> Decision[EngagementEvent]:
    """Keep what an officer has counted; what two have counted alike is counted with the round (ENG-13)."""
    command, user = envelope.body, envelope.actor.user
    subject = require_subject(envelope.subject)
    within = await ROUND.load(loading, subject)
    if isinstance(within, poll_round.NotPlanned):
        raise refuse_unknown("그런 투표가")
    session = await TOWN_HALL.load(loading, within.plan.town_hall)
    facts = channel_tally.Facts(within, find_segment(session, command.segment).is_official, user)
    key = f"{subject}-{command.channel.lower()}-{command.segment}"
    state = await CHANNEL_TALLY.load(loading, key)
    told = ChannelTallyEntered(
        round=subject,
        channel=command.channel,
        segment=command.segment,
        ballots=command.ballots,
        blank=command.blank,
        counts=channel_tally.sort_counts(command.counts),
        entered_by=user,
    )
    entry, counted = channel_tally.decide(command, state, facts, told)
    decision = CHANNEL_TALLY.answer(loading, (entry,), key, of=subject)
    if counted is None:
        return decision
    return Decision(decision.subject, decision.result, [*decision.events, (ROUND.name_stream(subject), counted)])


def find_hall(state: poll_round.State) -> UUID | None:
    """Return the session that a round belongs to."""
    return None if isinstance(state, poll_round.NotPlanned) else state.plan.town_hall


def list_segments(session: town_hall.State) -> tuple[Segment, ...]:
    """Return the segments of a session."""
    return () if isinstance(session, town_hall.NotPlanned) else session.plan.segments


def find_segment(session: town_hall.State, code: str) -> Segment:
    """Return a segment of a session. Raises: Rejected with UNKNOWN_SEGMENT."""
    for segment in list_segments(session):
        if segment.code == code:
            return segment
    raise Rejected("UNKNOWN_SEGMENT", "이 행사에 없는 참여 구분입니다. 행사의 구분을 확인하세요.", {"segment": code})
