"""Participant: registered or waitlisted, checked in with its newest ticket, withdrawn (ENG-03, ENG-13, ENG-15)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from contracts.calendar.hours import SEOUL, find_seoul_day
from contracts.engagement import EngagementEvent
from contracts.engagement.participants import (
    Channel,
    CheckInParticipant,
    CodeGiven,
    ParticipantCheckedIn,
    ParticipantRegistered,
    ParticipantSeated,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    RegisterParticipant,
    ReissueTicket,
    TicketReissued,
    VoterGone,
    VoterNamed,
    WithdrawParticipant,
)
from contracts.engagement.town_halls import Segment
from contracts.errors import Rejected
from contracts.messages import Event
from contracts.sealed import read_subject
from contracts.values import Role
from services.engagement import town_hall
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown

RELEASED_FROM: Final = time(18)
"""Of the day before a session, in Seoul: unused seats may go to others (domain.md 4.5)."""
STAGES: Final[Mapping[type[Event], str]] = {
    ParticipantSeated: "REGISTERED",
    ParticipantCheckedIn: "CHECKED_IN",
    ParticipantWithdrawn: "WITHDRAWN",
}
"""To which stage each event leads."""
Joined = ParticipantRegistered | ParticipantWaitlisted


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such participant."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who takes part, and how far it is."""

    joined: Joined
    stage: str
    generation: int = 1


State = Unknown | Known
Voters = Mapping[Channel, UUID]
"""As which participant a person takes part over each channel."""
NOBODY: Final[Voters] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a registration rests on beside the participant."""

    participant: UUID
    town_hall: town_hall.State
    role: Role
    """Of who registers."""
    code: str | None
    """The first that is free of those that came."""
    has_free_seat: bool
    voters: Voters


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the participant after an event."""
    match event, state:
        case ParticipantRegistered(), _:
            return Known(event, "REGISTERED")
        case ParticipantWaitlisted(), _:
            return Known(event, "WAITLISTED")
        case _, Known() if type(event) in STAGES:
            return replace(state, stage=STAGES[type(event)])
        case TicketReissued(), Known():
            return replace(state, generation=event.generation)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, Unknown) else state.stage


def evolve_voters(state: Voters, event: EngagementEvent) -> Voters:
    """Return over which channels a person takes part after an event."""
    match event:
        case VoterNamed():
            return {**state, event.channel: event.participant}
        case VoterGone():
            return {channel: each for channel, each in state.items() if channel != event.channel}
        case _:
            return state


def evolve_code(state: UUID | None, event: EngagementEvent) -> UUID | None:
    """Return whose a six-digit code is after an event."""
    return event.participant if isinstance(event, CodeGiven) else state


def find_segment(state: town_hall.State, code: str) -> Segment:
    """Return a session's segment. Raises: Rejected with NOT_FOUND, UNKNOWN_SEGMENT."""
    if isinstance(state, town_hall.NotPlanned):
        raise refuse_unknown("그런 타운홀이")
    found = next((segment for segment in state.plan.segments if segment.code == code), None)
    if found is None:
        known = ", ".join(segment.code for segment in state.plan.segments)
        raise Rejected("UNKNOWN_SEGMENT", f"이 행사에 없는 참여 구분입니다: {code}. 하나를 고르세요: {known}.")
    return found


def register(command: RegisterParticipant, state: State, facts: Facts) -> Joined:
    """Return how somebody takes part: with a seat, over the web, or waiting.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, UNKNOWN_SEGMENT, WRONG_STATE, CONSENT_REQUIRED,
    GUARDIAN_CONSENT_REQUIRED, CONTACT_REQUIRED, SEGMENT_FULL, CODES_USED_UP, BAD_SHAPE.
    """
    segment = find_segment(facts.town_hall, command.segment)
    if isinstance(state, Known) or command.channel in facts.voters:
        raise refuse_registered("참가자")
    is_open = _check_stage(facts)
    _check_contact(command, segment, facts)
    if facts.code is None:
        raise Rejected("CODES_USED_UP", "남은 여섯 자리 번호가 없습니다. 새 키로 다시 보내세요.")
    is_seated = command.channel is Channel.WEB or facts.has_free_seat
    if not is_seated and is_open:
        raise Rejected("SEGMENT_FULL", f"{segment.name} 자리가 다 찼습니다. 다른 구분의 남은 자리를 먼저 넘기세요.")
    kind = ParticipantRegistered if is_seated else ParticipantWaitlisted
    return kind(
        town_hall=command.town_hall,
        segment=command.segment,
        channel=command.channel,
        is_official=segment.is_official,
        voter=command.voter,
        code=facts.code,
        contact=command.contact,
        consent=command.consent,
        guardian_consent=command.guardian_consent,
    )


def check_in(
    command: CheckInParticipant, state: State, session: town_hall.State, role: Role
) -> tuple[EngagementEvent, ...]:
    """Return what follows from a ticket that is shown, at the desk or by opening its link (ENG-01, ENG-03).

    Raises: Rejected with NOT_FOUND, TICKET_INVALID, WRONG_STATE, SEGMENT_FULL, NOT_PERMITTED.
    """
    known = require(state)
    joined = known.joined
    if command.generation != known.generation or known.stage == "WITHDRAWN":
        raise Rejected("TICKET_INVALID", "쓸 수 없는 참가표입니다. 접수대에서 다시 받으세요.")
    if town_hall.name_state(session) != "OPEN":
        raise refuse_state(town_hall.name_state(session), ("OPEN",), "문을 연 동안에만 입장합니다. 안내를 기다리세요.")
    if role is Role.CITIZEN and joined.channel is not Channel.WEB:
        raise Rejected("NOT_PERMITTED", "현장 참가자는 접수대에서 입장합니다. 참가표를 보여 주세요.")
    if known.stage == "WAITLISTED":
        raise Rejected("SEGMENT_FULL", "자리가 다 차서 기다리는 참가자입니다. 자리가 나면 입장합니다.")
    if known.stage == "CHECKED_IN":
        raise refuse_state(known.stage, ("REGISTERED",), "이미 입장한 참가표입니다. 본인인지 확인하세요.")
    return (ParticipantCheckedIn(town_hall=joined.town_hall, segment=joined.segment, channel=joined.channel),)


def withdraw(command: WithdrawParticipant, state: State) -> ParticipantWithdrawn:
    """Return the event of who gives up. Raises: Rejected with NOT_FOUND, WRONG_STATE."""
    known = require(state)
    if known.stage not in {"REGISTERED", "WAITLISTED"}:
        message = "입장했거나 이미 취소한 참가자입니다. 상태를 확인하세요."
        raise refuse_state(known.stage, ("REGISTERED", "WAITLISTED"), message)
    joined = known.joined
    return ParticipantWithdrawn(
        town_hall=joined.town_hall,
        segment=joined.segment,
        channel=joined.channel,
        was_waiting=known.stage == "WAITLISTED",
        reason=command.reason,
    )


def reissue(command: ReissueTicket, state: State, code: str | None) -> TicketReissued:
    """Return the event of a new ticket. Raises: Rejected with NOT_FOUND, WRONG_STATE, CODES_USED_UP."""
    known = require(state)
    if known.stage == "WITHDRAWN" or command.generation != known.generation + 1:
        message = f"다음 참가표는 {known.generation + 1}판입니다. 참가자의 상태와 판을 확인하세요."
        raise refuse_state(known.stage, ("REGISTERED", "WAITLISTED", "CHECKED_IN"), message)
    if code is None:
        raise Rejected("CODES_USED_UP", "남은 여섯 자리 번호가 없습니다. 한 판 더 올려 다시 보내세요.")
    return TicketReissued(generation=command.generation, code=code)


def require(state: State) -> Known:
    """Return a participant that there is. Raises: Rejected with NOT_FOUND."""
    if isinstance(state, Unknown):
        raise refuse_unknown("그런 참가자가")
    return state


def check_release(session: town_hall.State, moment: datetime) -> None:
    """Unused seats go to others from 18:00 of the day before. Raises: Rejected with WRONG_STATE, RELEASED_TOO_EARLY."""
    if not isinstance(session, town_hall.Planned) or session.stage not in {"REGISTERING", "OPEN"}:
        stage = town_hall.name_state(session)
        raise refuse_state(stage, ("REGISTERING", "OPEN"), "참가 신청을 받는 행사의 자리만 넘깁니다.")
    day = find_seoul_day(session.plan.starts_at) - timedelta(days=1)
    earliest = datetime.combine(day, RELEASED_FROM, SEOUL)
    if moment < earliest:
        message = f"행사 전날 18시부터 남은 자리를 넘길 수 있습니다: {day} 18:00. 그때 다시 하세요."
        raise Rejected("RELEASED_TOO_EARLY", message, {"earliest": earliest.isoformat()})


def _check_stage(facts: Facts) -> bool:
    """Tell whether the doors are open, when only the desk registers. Raises: Rejected with WRONG_STATE."""
    stage = town_hall.name_state(facts.town_hall)
    if stage == "OPEN" and facts.role is Role.OPERATOR:
        return True
    if stage != "REGISTERING":
        raise refuse_state(stage, ("REGISTERING",), "지금은 참가 신청을 받지 않습니다. 행사 안내를 확인하세요.")
    return False


def _check_contact(command: RegisterParticipant, segment: Segment, facts: Facts) -> None:
    """Contact data rest on consent, a child's on its guardian's too (ENG-15)."""
    if command.contact is None:
        is_named = segment.is_child and command.channel is Channel.ONSITE
        if facts.role is Role.CITIZEN and not is_named:
            message = "한 사람이 한 번 신청하도록 연락처가 필요합니다. 연락처 없이는 접수대에서 신청하세요."
            raise Rejected("CONTACT_REQUIRED", message)
        return
    if read_subject(command.contact) != facts.participant:
        raise Rejected("BAD_SHAPE", "연락처가 이 참가자의 것이 아닙니다. 다시 보내세요.")
    if command.consent is None:
        raise Rejected("CONSENT_REQUIRED", "연락처를 남기려면 수집과 이용에 동의해야 합니다. 동의하거나 비우세요.")
    if segment.is_child and not command.guardian_consent:
        message = "14세 미만은 보호자가 동의해야 연락처를 남길 수 있습니다. 동의를 받거나 연락처를 비우세요."
        raise Rejected("GUARDIAN_CONSENT_REQUIRED", message)
