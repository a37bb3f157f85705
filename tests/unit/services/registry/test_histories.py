"""What holds in any history that the registry's handlers can produce."""

from collections import Counter
from typing import get_args

from hypothesis import given

from contracts.registry import (
    ElectionCancelled,
    ElectionScheduled,
    HolidayDeclared,
    HolidayRevoked,
    PersonAssigned,
    PersonRegistered,
    RegistryEvent,
    RevokeHoliday,
)
from infra.kinds import Kind
from services.registry.handlers import streams
from tests.drawing import Written
from tests.registry_histories import DECODER, ELECTION, FOUNDED, WHOLE, Act, registry_histories, write

KINDS = {kind.name: kind for kind in vars(streams).values() if isinstance(kind, Kind)}


def fold(written: Written[RegistryEvent]) -> dict[str, object]:
    """Return the state of every stream, told from what its readers read."""
    states: dict[str, object] = {}
    for stream, event in written:
        folded = KINDS[stream.split("-")[0]].fold
        read = DECODER.read_data(event.model_dump_json().encode())
        states[stream] = folded.evolve(states.get(stream, folded.initial), read)
    return states


@given(registry_histories)
def test_in_every_history(written: Written[RegistryEvent]) -> None:
    """Evolve never raises, CAL-02, ORG-06: drawing a history costs more than looking at it."""
    lose_nothing(written)
    have_a_holiday_for_each_election(written)
    assign_somebody_once(written)


def lose_nothing(written: Written[RegistryEvent]) -> None:
    """Each stream folds by itself, read as it was stored."""
    fold(written)
    assert [DECODER.read_data(event.model_dump_json().encode()) for _, event in written] == [e for _, e in written]


def have_a_holiday_for_each_election(written: Written[RegistryEvent]) -> None:
    """CAL-02, after every event: whatever is declared, revoked, scheduled or cancelled around it."""
    holidays, elections = set(), {}
    for number, (_, event) in enumerate(written, 1):
        match event:
            case HolidayDeclared():
                assert event.day not in holidays
                holidays.add(event.day)
            case HolidayRevoked():
                holidays.remove(event.day)
            case ElectionScheduled():
                elections[event.day] = event.is_holiday
            case ElectionCancelled():
                del elections[event.day]
            case _:
                pass
        is_between = number < len(written) and isinstance(event, ElectionScheduled) and event.made_holiday
        assert is_between or holidays >= {day for day, is_holiday in elections.items() if is_holiday}


def assign_somebody_once(written: Written[RegistryEvent]) -> None:
    """ORG-06."""
    people = {stream.removeprefix("person-") for stream, event in written if isinstance(event, PersonRegistered)}
    made = [event for _, event in written if isinstance(event, PersonAssigned)]
    assert {str(event.person) for event in made} <= people
    assert set(Counter(event.assignment for event in made).values()) <= {1}


async def test_the_histories_know_every_event() -> None:
    """Or the properties would hold of nothing."""
    written = await write(WHOLE)
    assert {event.wire() for event in get_args(get_args(RegistryEvent)[0])} == {event.type for _, event in written}


async def test_the_holiday_of_a_scheduled_election_is_not_taken_back() -> None:
    """CAL-02: the election is looked up where the holiday is revoked."""
    revoke = Act(RevokeHoliday(day=ELECTION, reason="잘못 입력"))
    assert await write([*FOUNDED, revoke]) == await write(FOUNDED)
