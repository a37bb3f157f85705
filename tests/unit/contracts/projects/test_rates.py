"""Matching rates: the worked splits of the sources, and that parts always add up (AR-09, AR-10, AR-14)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.projects.money import Source
from contracts.projects.rates import WHOLE, SourceRate, derive_split, deviates, find_percent

BALANCED = (
    SourceRate(source=Source.NATIONAL, rate=5_000),
    SourceRate(source=Source.PROVINCIAL, rate=2_500),
    SourceRate(source=Source.CITY, rate=2_500),
)
"""균특."""
PROVINCIAL = (SourceRate(source=Source.PROVINCIAL, rate=5_000), SourceRate(source=Source.CITY, rate=5_000))
"""순도비."""
ZONE = (SourceRate(source=Source.NATIONAL, rate=8_000), SourceRate(source=Source.LOCAL, rate=2_000))
"""생활권."""
MILLION = 1_000_000


def split(total: int, rates: tuple[SourceRate, ...]) -> tuple[int, ...]:
    """Return the split of a total of 백만원, in 백만원."""
    return tuple(won // MILLION for won in derive_split(total * MILLION, rates, MILLION).values())


def test_the_programmes_are_split_by_their_rates() -> None:
    """AR-09, PRJ-14: 14,800 and 12,176 give 7,400/9,788/9,788."""
    assert split(14_800, BALANCED) == (7_400, 3_700, 3_700)
    assert split(12_176, PROVINCIAL) == (6_088, 6_088)
    assert 3_700 + 6_088 == 9_788


def test_each_project_of_the_programmes_is_split() -> None:
    """AR-10, PRJ-14; AR-08 is the sum of the totals."""
    balanced = [split(total, BALANCED) for total in (8_600, 2_900, 3_300)]
    provincial = [split(total, PROVINCIAL) for total in (3_276, 900, 4_500, 3_500)]
    assert balanced == [(4_300, 2_150, 2_150), (1_450, 725, 725), (1_650, 825, 825)]
    assert provincial == [(1_638, 1_638), (450, 450), (2_250, 2_250), (1_750, 1_750)]
    rows = [*balanced, *((0, *row) for row in provincial)]
    assert [sum(column) for column in zip(*rows, strict=True)] == [7_400, 9_788, 9_788]


@pytest.mark.parametrize(
    ("total", "national", "derived", "is_off"),
    [(3_378, 2_702, 2_702, False), (312, 250, 250, False), (2_257, 1_809, 1_806, True), (146, 117, 117, False)],
)
def test_only_the_source_that_is_off_by_more_than_its_unit_deviates(
    total: int, national: int, derived: int, is_off: bool
) -> None:
    """AR-14, AR-13, PRJ-15: 2,257 x 80 % = 1,805.6, so 1,806; the source has 1,809."""
    assert split(total, ZONE)[0] == derived
    assert deviates(national * MILLION, derived * MILLION, MILLION) is is_off


def test_a_unit_off_is_not_yet_a_deviation() -> None:
    """AR-14: more than a unit."""
    assert not deviates(10, 9, 1)
    assert deviates(11, 9, 1)


def test_a_half_goes_up_and_the_city_takes_the_rest() -> None:
    """domain.md 4.3, 3: 50 % of 3 is 2, of which the rest is 1."""
    assert dict(derive_split(3, PROVINCIAL, 1)) == {Source.PROVINCIAL: 2, Source.CITY: 1}


def test_nobody_to_give_the_rest_is_an_error() -> None:
    with pytest.raises(ValueError, match="rounding leaves"):
        derive_split(1, (SourceRate(source=Source.NATIONAL, rate=WHOLE),), 1)


@given(
    some.integers(0, 2**53),
    some.lists(some.integers(0, WHOLE), min_size=2, max_size=2).filter(lambda rates: sum(rates) <= WHOLE),
    some.sampled_from([1, 1_000, 1_000_000]),
)
def test_parts_are_never_negative_and_always_add_up(total: int, rates: list[int], unit: int) -> None:
    """PRJ-14, of any total, rates and unit."""
    national, provincial = rates
    shares = (
        SourceRate(source=Source.NATIONAL, rate=national),
        SourceRate(source=Source.PROVINCIAL, rate=provincial),
        SourceRate(source=Source.CITY, rate=WHOLE - national - provincial),
    )
    parts = derive_split(total, shares, unit).values()
    assert sum(parts) == total
    assert min(parts) >= 0


def test_a_share_is_shown_in_percent() -> None:
    """PRJ-16: 312 of 3,378 is 9.24 %; AR-14: 2,702 of 3,378 is 79.99 %."""
    assert find_percent(312, 3_378) == Decimal("9.24")
    assert [find_percent(*pair) for pair in ((2_702, 3_378), (250, 312), (1_809, 2_257), (117, 146))] == [
        Decimal("79.99"), Decimal("80.13"), Decimal("80.15"), Decimal("80.14"),
    ]  # fmt: skip
    assert find_percent(0, 0) is None
