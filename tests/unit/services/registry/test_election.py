"""Elections as given / when / then: a day, its public holiday, its blackout."""

from datetime import date
from functools import reduce

import pytest

from contracts.calendar.elections import Election
from contracts.errors import Rejected
from contracts.registry import (
    CancelElection,
    ElectionCancelled,
    ElectionScheduled,
    HolidayDeclared,
    HolidayRevoked,
    ScheduleElection,
)
from services.registry import election
from services.registry.election import Elections, list_elections
from services.registry.holiday import Year

DAY = date(2024, 4, 10)
GENERAL = ScheduleElection(day=DAY, name="제22대 국회의원선거")
BY_ELECTION = ScheduleElection(
    day=date(2024, 10, 16), name="재·보궐선거", is_holiday=False, confirmed_on=date(2024, 8, 31)
)
CANCEL = CancelElection(day=DAY, reason="잘못 입력")
WORKED: Year = Year()
CLOSED = Year(frozenset([DAY]))


def scheduled(command: ScheduleElection, year: Year) -> Elections:
    return reduce(election.evolve, election.decide(command, Elections(), year), Elections())


def test_an_election_makes_its_day_a_holiday() -> None:
    """CAL-02: 2024-04-10."""
    events = election.decide(GENERAL, Elections(), WORKED)
    assert scheduled(GENERAL, WORKED).makes_holiday(DAY)
    assert events == (
        ElectionScheduled(day=DAY, name="제22대 국회의원선거", is_holiday=True, made_holiday=True, confirmed_on=None),
        HolidayDeclared(day=DAY, name="제22대 국회의원선거"),
    )


def test_a_day_that_is_a_holiday_already_is_not_declared_again() -> None:
    """CAL-02."""
    (event,) = election.decide(GENERAL, Elections(), CLOSED)
    assert isinstance(event, ElectionScheduled)
    assert not event.made_holiday


def test_offices_work_on_the_day_of_a_by_election() -> None:
    """CAL-10: the law counts its blackout from the day on which it became certain."""
    (event,) = election.decide(BY_ELECTION, Elections(), WORKED)
    state = election.evolve(Elections(), event)
    assert not state.makes_holiday(date(2024, 10, 16))
    assert list_elections(state) == (Election(date(2024, 10, 16), date(2024, 8, 31)),)


def test_the_holiday_that_came_with_an_election_goes_with_it() -> None:
    """CAL-02."""
    assert election.decide(CANCEL, scheduled(GENERAL, WORKED), CLOSED) == (
        ElectionCancelled(day=DAY, reason="잘못 입력"),
        HolidayRevoked(day=DAY, reason="잘못 입력"),
    )


def test_a_holiday_that_was_there_before_stays() -> None:
    state = scheduled(GENERAL, CLOSED)
    (event,) = election.decide(CANCEL, state, CLOSED)
    assert election.evolve(state, event) == Elections()


def test_what_is_so_already_changes_nothing() -> None:
    assert election.decide(GENERAL, scheduled(GENERAL, WORKED), CLOSED) == ()
    assert election.decide(CANCEL, Elections(), WORKED) == ()


def test_a_day_has_one_election() -> None:
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        election.decide(GENERAL.model_copy(update={"name": "다른 선거"}), scheduled(GENERAL, WORKED), CLOSED)


def test_an_election_does_not_become_certain_after_its_day() -> None:
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        election.decide(BY_ELECTION.model_copy(update={"confirmed_on": date(2024, 10, 17)}), Elections(), WORKED)
