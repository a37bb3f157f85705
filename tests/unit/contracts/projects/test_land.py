"""Parcels: counts and areas add, 평 has one decimal (AR-03, AR-04, PRJ-36, PRJ-37)."""

from decimal import Decimal

import pytest

from contracts.projects.land import (
    Holding,
    Owner,
    Parcel,
    add_parcels,
    count_whole,
    find_progress,
    find_pyeong,
    is_pyeong,
)

PRIVATE = Holding(owner=Owner.PRIVATE, count=16, area_m2=38_510)
CITY = Holding(owner=Owner.CITY_OWNED, count=1, area_m2=38_229)


def test_parcels_and_areas_of_the_owners_add() -> None:
    """AR-03, PRJ-36: 17 = 16 + 1 and 76,739 = 38,510 + 38,229."""
    assert count_whole([PRIVATE, CITY]) == (17, 76_739)


def test_pyeong_is_computed_to_one_decimal() -> None:
    """AR-04, PRJ-36: 76,739 x 0.3025 = 23,213.5475; the source has 23,254."""
    assert find_pyeong(76_739) == Decimal("23213.5")
    assert not is_pyeong(Decimal(23_254), 76_739)
    assert is_pyeong(Decimal("23213.5"), 76_739)


@pytest.mark.parametrize(("area", "pyeong"), [(0, "0.0"), (2, "0.6"), (20, "6.1"), (6, "1.8"), (100, "30.3")])
def test_a_half_goes_up(area: int, pyeong: str) -> None:
    """AR-04: 20 x 0.3025 = 6.05 and 100 x 0.3025 = 30.25."""
    assert find_pyeong(area) == Decimal(pyeong)


def test_a_whole_pyeong_is_right_when_it_is_the_rounded_one() -> None:
    """PRJ-36: 100 ㎡ are 30.25평."""
    assert is_pyeong(Decimal(30), 100)
    assert not is_pyeong(Decimal(31), 100)


def test_parcels_are_counted_by_owner() -> None:
    """PRJ-36."""
    parcels = [
        Parcel(lot="산17-1", owner=Owner.CITY_OWNED, area_m2=10),
        Parcel(lot="산17-2", owner=Owner.PRIVATE, area_m2=20),
        Parcel(lot="산17-3", owner=Owner.PRIVATE, area_m2=5),
    ]
    assert add_parcels(parcels) == (
        Holding(owner=Owner.CITY_OWNED, count=1, area_m2=10),
        Holding(owner=Owner.PRIVATE, count=2, area_m2=25),
    )


def test_progress_is_of_what_is_to_be_acquired() -> None:
    """PRJ-37: the city's own parcel is not bought; 19,255 of 38,510 is half."""
    registered = {Owner.PRIVATE: PRIVATE, Owner.CITY_OWNED: CITY}
    acquired = {Owner.PRIVATE: Holding(owner=Owner.PRIVATE, count=8, area_m2=19_255)}
    assert find_progress(acquired, registered) == Decimal("50.0")
    assert find_progress({}, {Owner.CITY_OWNED: CITY}) is None
