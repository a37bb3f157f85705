"""Views of town halls, their participants, seats and feedback, as folds of events."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any, Final
from uuid import UUID

import pytest

from contracts.engagement import EngagementEvent
from contracts.engagement.feedback import (
    DecisionAdopted,
    DecisionDeclined,
    DecisionReferred,
    DepartmentReplied,
    FeedbackEscalated,
    FeedbackRequested,
)
from contracts.engagement.participants import (
    Channel,
    ParticipantCheckedIn,
    ParticipantRegistered,
    ParticipantSeated,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    SeatsGiven,
    SeatsReceived,
    TicketReissued,
)
from contracts.engagement.town_halls import (
    AgendaItem,
    DoorsOpened,
    RegistrationOpened,
    SpendingRecorded,
    TownHallAnnounced,
    TownHallCancelled,
    TownHallClosed,
)
from contracts.sealed import blank_field
from gateway.views import feedback, participant, seating, town_hall
from tests.making import record_all
from tests.unit.services.engagement.test_town_hall import PLANNED

SESSION: Final = UUID(int=1)
ONE: Final = UUID(int=7)
PLACE: Final[dict[str, Any]] = {"town_hall": SESSION, "segment": "city-folk"}
TOLD: Final[dict[str, Any]] = {
    **PLACE,
    "is_official": False,
    "voter": "0f" * 32,
    "code": "a1" * 16,
    "contact": blank_field(ONE),
    "consent": "town-hall-1",
    "guardian_consent": False,
}
ONSITE, WEB = Channel.ONSITE, Channel.WEB
WAITS: Final = ParticipantWaitlisted(channel=ONSITE, **TOLD)
SITS: Final = ParticipantRegistered(channel=ONSITE, **TOLD)
SEATED: Final = ParticipantSeated(**PLACE)
ENTERED: Final = ParticipantCheckedIn(channel=ONSITE, **PLACE)


def fold(view: Any, stream: str, events: Sequence[EngagementEvent]) -> Any:
    return reduce(view.apply, record_all([(stream, event) for event in events]), None)


def leave(channel: Channel = ONSITE, *, was_waiting: bool = False) -> ParticipantWithdrawn:
    return ParticipantWithdrawn(channel=channel, was_waiting=was_waiting, reason="감기", **PLACE)


def test_a_session_tells_when_it_came_to_each_step() -> None:
    """ENG-01."""
    events = (PLANNED, TownHallAnnounced(), RegistrationOpened(), DoorsOpened(), TownHallClosed())
    row = fold(town_hall, "town_hall-x", events)
    assert (row.state, list(row.stages)) == ("CLOSED", ["PLANNED", "ANNOUNCED", "REGISTERING", "OPEN", "CLOSED"])
    called_off = fold(town_hall, "town_hall-x", (PLANNED, TownHallCancelled(reason="감염병 예방")))
    assert (called_off.state, called_off.reason) == ("CANCELLED", "감염병 예방")


def test_what_is_looked_at_again_comes_first() -> None:
    """ENG-14: with where each point comes from."""
    survey = AgendaItem(text="청년 주거", survey=UUID(int=3))
    again = AgendaItem(text="지난번 가로등", feedback=UUID(int=4))
    row = fold(town_hall, "town_hall-x", (PLANNED.model_copy(update={"agenda": (survey, again)}),))
    assert [(each["survey"], each["feedback"]) for each in row.agenda] == [
        (None, str(UUID(int=4))),
        (str(UUID(int=3)), None),
    ]


def test_what_is_spent_adds_up() -> None:
    """ENG-11."""
    lines = [
        SpendingRecorded(item="무대", amount_won=won, spent_on=date(2018, 4, 11), overrun_ground=None)
        for won in (38_000_000, 2_000_000)
    ]
    row = fold(town_hall, "town_hall-x", (PLANNED, *lines))
    assert (row.spent_won, len(row.spendings), row.version) == (40_000_000, 2, 3)


def test_who_waits_stands_by_its_position_until_it_is_seated() -> None:
    """ENG-03."""
    assert fold(participant, f"participant-{ONE}", (WAITS,)).waits_since == 1
    row = fold(participant, f"participant-{ONE}", (WAITS, SEATED, ENTERED))
    assert (row.state, row.waits_since, row.version) == ("CHECKED_IN", None, 3)
    assert row.checked_in_at is not None


def test_only_the_newest_ticket_and_code_count() -> None:
    row = fold(participant, f"participant-{ONE}", (SITS, TicketReissued(generation=2, code="b2" * 16)))
    assert (row.state, row.generation, row.code) == ("REGISTERED", 2, "b2" * 16)


def test_nothing_of_the_contact_is_left_with_who_withdrew() -> None:
    """ENG-15."""
    row = fold(participant, f"participant-{ONE}", (SITS, leave()))
    assert (row.state, row.has_contact, row.contact, row.reason) == ("WITHDRAWN", False, None, "감기")


@pytest.mark.parametrize(
    ("events", "counts"),
    [
        ((SITS, WAITS), (1, 1, 0, 0, 0)),
        ((SITS, WAITS, leave(), SEATED), (1, 0, 0, 0, 0)),
        ((SITS, WAITS, leave(was_waiting=True)), (1, 0, 0, 0, 0)),
        ((SITS, SITS, ENTERED), (2, 0, 1, 0, 0)),
        ((ParticipantRegistered(channel=WEB, **TOLD), SITS, leave(WEB)), (1, 0, 0, 0, 0)),
        (
            (ParticipantRegistered(channel=WEB, **TOLD), ParticipantCheckedIn(channel=WEB, **PLACE)),
            (0, 0, 0, 1, 1),
        ),
    ],
)
def test_seats_are_counted_as_participants_come_and_go(
    events: tuple[EngagementEvent, ...], counts: tuple[int, ...]
) -> None:
    """ENG-03, ENG-08: who sits, waits, is there; over the web, and there."""
    row = fold(seating, f"participant-{ONE}", events)
    assert (row.registered, row.waitlisted, row.checked_in, row.web, row.web_checked_in) == counts


def test_moved_seats_are_of_the_segment_that_the_stream_names() -> None:
    """ENG-03: a code may have hyphens."""
    events: tuple[EngagementEvent, ...] = (
        SeatsReceived(seats=5, segment="pupils"),
        SeatsGiven(seats=2, segment="teens"),
    )
    recorded = record_all([(f"seats-{SESSION}-city-folk", event) for event in events])
    assert {seating.keys(each) for each in recorded} == {(f"{SESSION}|city-folk",)}
    row = fold(seating, f"seats-{SESSION}-city-folk", events)
    assert (row.town_hall, row.segment, row.moved) == (str(SESSION), "city-folk", 3)


def test_an_item_is_told_from_the_request_to_the_decision() -> None:
    """ENG-07, ENG-09."""
    asked = FeedbackRequested(
        town_hall=SESSION,
        round=None,
        option=None,
        text="논산열린도서관 건립",
        department="culture",
        requested_on=date(2018, 4, 16),
        due_on=date(2018, 5, 15),
    )
    late = FeedbackEscalated(due_on=date(2018, 5, 15))
    replied = DepartmentReplied(reply="추경에 반영", replied_on=date(2018, 5, 17), late_days=2)
    day = date(2018, 5, 18)
    ends: tuple[tuple[EngagementEvent, str, str], ...] = (
        (
            DecisionAdopted(decision="짓는다", resolution=ONE, directive=None, decided_on=day),
            "ADOPTED",
            "짓는다",
        ),
        (DecisionDeclined(reason="보호구역", decided_on=day), "DECLINED", "보호구역"),
        (DecisionReferred(to="충청남도", reason="도의 사무", decided_on=day), "REFERRED", "도의 사무"),
    )
    for end, state, decision in ends:
        row = fold(feedback, f"feedback-{ONE}", (asked, late, replied, end))
        assert (row.state, row.late_days, row.decision, row.version) == (state, 2, decision, 4)
        assert row.escalated_at is not None
