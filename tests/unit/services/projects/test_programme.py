"""Funding programmes and their rates in versions (PRJ-14)."""

from datetime import date

import pytest

from contracts.errors import Rejected
from contracts.projects import Source, Unit
from contracts.projects.funding import DefineProgramme, ProgrammeDefined
from contracts.projects.rates import Rates, SourceRate
from services.projects.programme import Programme, decide, evolve, find_version
from tests.unit.services.projects.acting import fold


def rates(**shares: int) -> Rates:
    """Return rates in basis points."""
    return tuple(SourceRate(source=Source[name], rate=share) for name, share in shares.items())


HALF = DefineProgramme(
    code="provincial-only",
    name="순도비",
    rates=rates(PROVINCIAL=5_000, CITY=5_000),
    unit=Unit.MILLION,
    valid_from=date(2018, 1, 1),
)
LESS = HALF.model_copy(update={"rates": rates(PROVINCIAL=3_000, CITY=7_000), "valid_from": date(2021, 1, 1)})


def define(*commands: DefineProgramme) -> Programme:
    """Return a programme as defined."""
    state = Programme()
    for command in commands:
        state = fold(evolve, state, *decide(command, state))
    return state


def test_the_version_of_a_day_is_the_last_that_holds() -> None:
    """PRJ-14."""
    programme = define(HALF, LESS)
    assert find_version(programme, "x", date(2020, 12, 31)).version == 1
    assert find_version(programme, "x", date(2021, 1, 1)).version == 2
    with pytest.raises(Rejected, match="UNKNOWN_PROGRAMME"):
        find_version(programme, "x", date(2017, 12, 31))


def test_the_same_again_changes_nothing() -> None:
    assert decide(HALF, define(HALF)) == ()
    (event,) = decide(LESS, define(HALF))
    assert isinstance(event, ProgrammeDefined)


def test_a_version_follows_the_one_before() -> None:
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        decide(HALF, define(HALF, LESS))
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        decide(LESS.model_copy(update={"valid_from": HALF.valid_from}), define(HALF))


@pytest.mark.parametrize(
    "bad",
    [rates(PROVINCIAL=5_000, CITY=4_999), rates(PROVINCIAL=5_001, CITY=5_000), rates(NATIONAL=10_000)],
)
def test_rates_are_the_whole_and_somebody_gives_the_rest(bad: Rates) -> None:
    """domain.md 4.3, 3: the residual goes to the city."""
    with pytest.raises(Rejected, match="RATES_DO_NOT_ADD_UP"):
        decide(HALF.model_copy(update={"rates": bad}), Programme())


def test_a_source_has_one_rate() -> None:
    twice = (*rates(CITY=5_000), *rates(CITY=5_000))
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        decide(HALF.model_copy(update={"rates": twice}), Programme())
