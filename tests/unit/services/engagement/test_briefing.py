"""Briefings and relays as given / when / then: of a town, once; entries in their order, hidden once."""

from datetime import UTC, date, datetime
from functools import reduce
from uuid import UUID

import pytest

from contracts.engagement.briefings import (
    AddRelayEntry,
    BriefingRecorded,
    HideRelayEntry,
    RecordBriefing,
    RelayEntryAdded,
    RelayEntryHidden,
    StartRelay,
)
from contracts.engagement.town_halls import PlanTownHall, Segment, SessionKind
from contracts.registry.known import Department
from services.engagement import briefing, relay, town_hall
from services.engagement.relay import NotStarted
from tests.unit.services.projects.acting import refused

TODAY = date(2024, 1, 25)
DEPARTMENTS = {
    "town-yeonmu": Department(date(2018, 1, 1), is_town=True),
    "roads": Department(date(2018, 1, 1)),
}
FACTS = briefing.Facts(TODAY, "roads", DEPARTMENTS, town_hall.NotPlanned())
HELD = RecordBriefing(
    town="town-yeonmu", held_on=date(2024, 1, 24), place="연무읍 회의실", topic="딸기산업엑스포의 필요성", people=42
)
START = StartRelay(name="엑스포 유치 응원", cause="엑스포 유치를 바란다")
ENTRY = AddRelayEntry(on=date(2024, 1, 24), who="이통장협의회", named=("새마을회",))


def session(kind: SessionKind) -> town_hall.State:
    planned = PlanTownHall(
        name="설명회",
        kind=kind,
        starts_at=datetime(2024, 1, 24, 5, tzinfo=UTC),
        minutes=60,
        place="연무읍",
        segments=(Segment(code="all", name="시민", seats=50),),
        is_hosted_by_mayor=False,
    )
    facts = town_hall.Facts(TODAY, {})
    start: town_hall.State = town_hall.NotPlanned()
    return reduce(town_hall.evolve, town_hall.decide(planned, start, facts), start)


def test_a_briefing_is_of_a_town_and_of_a_department() -> None:
    """ENG-67."""
    (event,) = briefing.decide(HELD, False, FACTS)
    assert isinstance(event, BriefingRecorded)
    assert (event.town, event.people, event.department) == ("town-yeonmu", 42, "roads")
    assert refused(lambda: briefing.decide(HELD, briefing.evolve(False, event), FACTS)).code == "ALREADY_REGISTERED"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"town": "roads"}, "NOT_A_TOWN"),
        ({"town": "moon"}, "UNKNOWN_DEPARTMENT"),
        ({"held_on": date(2024, 1, 26)}, "DAY_IN_FUTURE"),
        ({"session": UUID(int=1)}, "NOT_FOUND"),
    ],
)
def test_what_is_no_briefing_in_a_town_is_refused(changes: dict[str, object], code: str) -> None:
    """ENG-67."""
    wrong = HELD.model_copy(update=changes)
    assert refused(lambda: briefing.decide(wrong, False, FACTS)).code == code


def test_its_session_was_planned_as_a_briefing() -> None:
    """ENG-67: a session of the kind BRIEFING."""
    of_session = HELD.model_copy(update={"session": UUID(int=1)})
    planned = briefing.Facts(TODAY, None, DEPARTMENTS, session(SessionKind.BRIEFING))
    assert briefing.decide(of_session, False, planned)
    other = briefing.Facts(TODAY, None, DEPARTMENTS, session(SessionKind.WORKSHOP))
    assert refused(lambda: briefing.decide(of_session, False, other)).code == "NOT_A_BRIEFING"


def act(state: relay.State, *commands: relay.Command) -> relay.State:
    return reduce(lambda now, each: reduce(relay.evolve, relay.decide(each, now, TODAY), now), commands, state)


def test_entries_are_numbered_in_their_order() -> None:
    """ENG-68."""
    (event,) = relay.decide(ENTRY, act(NotStarted(), START, ENTRY), TODAY)
    assert isinstance(event, RelayEntryAdded)
    assert (event.number, event.who, event.named) == (2, "이통장협의회", ("새마을회",))
    late = ENTRY.model_copy(update={"on": date(2024, 1, 26)})
    assert refused(lambda: relay.decide(late, act(NotStarted(), START), TODAY)).code == "DAY_IN_FUTURE"
    assert refused(lambda: relay.decide(ENTRY, NotStarted(), TODAY)).code == "NOT_FOUND"
    assert refused(lambda: relay.decide(START, act(NotStarted(), START), TODAY)).code == "ALREADY_REGISTERED"


def test_an_entry_is_hidden_once() -> None:
    """ENG-68."""
    state, hide = act(NotStarted(), START, ENTRY), HideRelayEntry(number=1, reason="잘못 적음")
    assert relay.decide(hide, state, TODAY) == (RelayEntryHidden(number=1, reason="잘못 적음"),)
    assert refused(lambda: relay.decide(hide, act(state, hide), TODAY)).code == "WRONG_STATE"
    nobody = HideRelayEntry(number=2, reason="잘못 적음")
    assert refused(lambda: relay.decide(nobody, state, TODAY)).code == "NOT_FOUND"
