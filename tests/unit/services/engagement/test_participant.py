"""Participants as given / when / then: registered, checked in, withdrawn, their tickets (ENG-03, ENG-13, ENG-15)."""

from datetime import datetime
from functools import reduce
from typing import Any, Final
from uuid import UUID

import pytest

from contracts.calendar.hours import SEOUL
from contracts.engagement import EngagementEvent
from contracts.engagement.participants import (
    Channel,
    CheckInParticipant,
    ParticipantCheckedIn,
    ParticipantRegistered,
    ParticipantSeated,
    ParticipantWaitlisted,
    RegisterParticipant,
    ReissueTicket,
    TicketReissued,
    VoterGone,
    VoterNamed,
    WithdrawParticipant,
)
from contracts.engagement.town_halls import DoorsOpened, RegistrationOpened, Segment, TownHallAnnounced
from contracts.sealed import blank_field
from contracts.values import Role
from services.engagement import participant, town_hall
from services.engagement.participant import NOBODY, Facts, State, Unknown
from tests.unit.services.engagement.test_town_hall import PLANNED
from tests.unit.services.engagement.test_town_hall import make as hold
from tests.unit.services.projects.acting import refused

KEY: Final = UUID(int=7)
SESSION: Final = UUID(int=1)
PLAN: Final = PLANNED.model_copy(
    update={
        "segments": (
            Segment(code="pupils", name="초등학생", seats=100, is_child=True),
            Segment(code="citizens", name="일반 시민", seats=400),
            Segment(code="officials", name="공무원", seats=200, is_official=True),
        )
    }
)
REGISTERING: Final = hold(PLAN, TownHallAnnounced(), RegistrationOpened())
OPEN: Final = town_hall.evolve(REGISTERING, DoorsOpened())
CONTACT: Final = blank_field(KEY)
CODE: Final = "a1" * 16


def ask(**changes: Any) -> RegisterParticipant:
    told = {"town_hall": SESSION, "segment": "citizens", "voter": "0f" * 32, "codes": (CODE,)}
    return RegisterParticipant(**{**told, **changes})


def facts(**changes: Any) -> Facts:
    known = {
        "participant": KEY,
        "town_hall": REGISTERING,
        "role": Role.OPERATOR,
        "code": CODE,
        "has_free_seat": True,
        "voters": NOBODY,
    }
    return Facts(**{**known, **changes})


def register(command: RegisterParticipant, **changes: Any) -> EngagementEvent:
    return participant.register(command, Unknown(), facts(**changes))


def accepts(command: RegisterParticipant, **changes: Any) -> bool:
    return isinstance(register(command, **changes), ParticipantRegistered)


def make(joined: EngagementEvent, *events: EngagementEvent) -> State:
    start: State = Unknown()
    return reduce(participant.evolve, (joined, *events), start)


def refusal(command: RegisterParticipant, **changes: Any) -> str:
    return refused(lambda: register(command, **changes)).code


SEATED: Final = register(ask())
WAITING: Final = register(ask(), has_free_seat=False)
ENTER: Final = CheckInParticipant(generation=1)


def test_who_finds_a_seat_has_it_and_who_does_not_waits() -> None:
    """ENG-03."""
    assert isinstance(SEATED, ParticipantRegistered)
    assert isinstance(WAITING, ParticipantWaitlisted)
    assert (
        participant.name_state(make(WAITING, ParticipantSeated(town_hall=SESSION, segment="citizens"))) == "REGISTERED"
    )


def test_the_web_takes_no_seat() -> None:
    """ENG-08."""
    over_web = register(ask(channel=Channel.WEB), has_free_seat=False)
    assert isinstance(over_web, ParticipantRegistered)


def test_officials_are_told_apart() -> None:
    """ENG-06."""
    official = register(ask(segment="officials"))
    assert [getattr(each, "is_official", None) for each in (SEATED, official)] == [False, True]


def test_at_the_door_only_the_desk_registers_and_nobody_waits() -> None:
    """ENG-01, ENG-03: registration closes by itself when the doors open."""
    assert refusal(ask(contact=CONTACT, consent="town-hall-1"), town_hall=OPEN, role=Role.CITIZEN) == "WRONG_STATE"
    assert refusal(ask(), town_hall=OPEN, has_free_seat=False) == "SEGMENT_FULL"
    assert isinstance(register(ask(), town_hall=OPEN), ParticipantRegistered)
    assert refusal(ask(), town_hall=hold(PLAN, TownHallAnnounced())) == "WRONG_STATE"


def test_contact_data_rest_on_consent_and_a_childs_on_its_guardians() -> None:
    """ENG-15, 개인정보 보호법 22조의2."""
    assert refusal(ask(contact=CONTACT)) == "CONSENT_REQUIRED"
    child = ask(segment="pupils", contact=CONTACT, consent="town-hall-1")
    assert refusal(child) == "GUARDIAN_CONSENT_REQUIRED"
    assert accepts(child.model_copy(update={"guardian_consent": True}))
    assert refusal(ask(contact=blank_field(SESSION), consent="town-hall-1")) == "BAD_SHAPE"


@pytest.mark.parametrize(
    ("segment", "channel", "is_refused"),
    [
        ("citizens", Channel.ONSITE, True),
        ("pupils", Channel.WEB, True),
        ("pupils", Channel.ONSITE, False),
    ],
)
def test_who_registers_alone_is_one_person_by_its_telephone(segment: str, channel: Channel, is_refused: bool) -> None:
    """ENG-05, ENG-15: but a child on site, whom the desk sees."""
    command = ask(segment=segment, channel=channel)
    if is_refused:
        assert refusal(command, role=Role.CITIZEN) == "CONTACT_REQUIRED"
    else:
        assert accepts(command, role=Role.CITIZEN)


def test_one_person_registers_once_over_each_channel() -> None:
    """ENG-05, ENG-08: and again once it has withdrawn."""
    voters = participant.evolve_voters(NOBODY, VoterNamed(participant=KEY, channel=Channel.ONSITE))
    assert refusal(ask(), voters=voters) == "ALREADY_REGISTERED"
    assert accepts(ask(channel=Channel.WEB), voters=voters)
    assert accepts(ask(), voters=participant.evolve_voters(voters, VoterGone(channel=Channel.ONSITE)))


def test_only_who_is_registered_is_let_in_once_while_the_doors_are_open() -> None:
    """ENG-01, ENG-03."""

    def enter(state: State, session: town_hall.State = OPEN, role: Role = Role.OPERATOR) -> Any:
        return participant.check_in(ENTER, state, session, role)

    checked_in = ParticipantCheckedIn(town_hall=SESSION, segment="citizens", channel=Channel.ONSITE)
    assert enter(make(SEATED)) == (checked_in,)
    assert refused(lambda: enter(make(WAITING))).code == "SEGMENT_FULL"
    assert refused(lambda: enter(make(SEATED, checked_in))).code == "WRONG_STATE"
    assert refused(lambda: enter(make(SEATED), REGISTERING)).code == "WRONG_STATE"
    assert refused(lambda: enter(make(SEATED), role=Role.CITIZEN)).code == "NOT_PERMITTED"
    assert enter(make(register(ask(channel=Channel.WEB))), role=Role.CITIZEN)
    gone = participant.withdraw(WithdrawParticipant(), make(SEATED))
    assert refused(lambda: enter(make(SEATED, gone))).code == "TICKET_INVALID"


def test_a_ticket_that_is_made_out_anew_voids_the_old_one() -> None:
    """ENG-01: generation 2, and a repeated request makes no third one."""
    reissue = ReissueTicket(generation=2, codes=("b2" * 16,))
    reissued = participant.reissue(reissue, make(SEATED), "b2" * 16)
    state = make(SEATED, reissued)
    assert reissued == TicketReissued(generation=2, code="b2" * 16)
    assert refused(lambda: participant.check_in(ENTER, state, OPEN, Role.OPERATOR)).code == "TICKET_INVALID"
    assert refused(lambda: participant.reissue(reissue, state, "c3" * 16)).code == "WRONG_STATE"


def test_who_is_in_does_not_withdraw() -> None:
    """A ballot may have been cast."""
    checked_in = ParticipantCheckedIn(town_hall=SESSION, segment="citizens", channel=Channel.ONSITE)
    assert participant.withdraw(WithdrawParticipant(), make(WAITING)).was_waiting
    assert not participant.withdraw(WithdrawParticipant(), make(SEATED)).was_waiting
    no = refused(lambda: participant.withdraw(WithdrawParticipant(), make(SEATED, checked_in)))
    assert no.code == "WRONG_STATE"


def test_seats_are_released_from_six_the_evening_before() -> None:
    """Domain 4.5: for 2018-04-11 from 2018-04-10 18:00 in Seoul."""
    evening = datetime(2018, 4, 10, 18, tzinfo=SEOUL)
    participant.check_release(REGISTERING, evening)
    early = datetime(2018, 4, 10, 17, 59, tzinfo=SEOUL)
    assert refused(lambda: participant.check_release(REGISTERING, early)).code == "RELEASED_TOO_EARLY"


def test_what_is_not_there_is_refused() -> None:
    assert refusal(ask(segment="teens")) == "UNKNOWN_SEGMENT"
    assert refusal(ask(), town_hall=town_hall.NotPlanned()) == "NOT_FOUND"
    assert refusal(ask(), code=None) == "CODES_USED_UP"
    assert refused(lambda: participant.withdraw(WithdrawParticipant(), Unknown())).code == "NOT_FOUND"
