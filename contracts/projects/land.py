"""Land in parcels: counts and areas add, 평 is 0.3025 of a square metre's number (AR-03, AR-04, PRJ-36)."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from contracts.messages import Message
from contracts.values import Name

PYEONG_OF_M2: Final = Decimal("0.3025")
"""domain.md 4.3: 평 = ㎡ x 0.3025, one decimal."""
TENTH: Final = Decimal("0.1")

LARGEST: Final = 2**40
"""㎡: a million square kilometres, ten times the country."""

Area = Annotated[int, Field(ge=0, le=LARGEST)]
"""Whole square metres (㎡), which are the authority (INC-03)."""


class Owner(StrEnum):
    """Whose land: 사유지, 시유지, 도유지, 국유지, 그 밖."""

    PRIVATE = "PRIVATE"
    CITY_OWNED = "CITY_OWNED"
    PROVINCIAL = "PROVINCIAL"
    NATIONAL = "NATIONAL"
    OTHER = "OTHER"


class Holding(Message):
    """So many parcels of one owner."""

    owner: Owner = Field(strict=False)
    count: Annotated[int, Field(ge=0, le=1_000_000)]
    area_m2: Area


Holdings = Annotated[tuple[Holding, ...], Field(max_length=10, strict=False)]
"""Each owner once."""


class Parcel(Message):
    """One parcel (필지)."""

    lot: Name
    """지번: `가야곡면 산노리 산17-1`."""
    owner: Owner = Field(strict=False)
    area_m2: Area


Parcels = Annotated[tuple[Parcel, ...], Field(max_length=2_000, strict=False)]
"""Each lot once."""


def find_pyeong(area_m2: int) -> Decimal:
    """Return the 평 of an area, one decimal, half up: 23,213.5 of 76,739 ㎡ (AR-04)."""
    return (area_m2 * PYEONG_OF_M2).quantize(TENTH, ROUND_HALF_UP)


def is_pyeong(stated: Decimal, area_m2: int) -> bool:
    """Tell whether a stated 평 is that of the area, to the decimals that it states (none or one)."""
    return stated in {find_pyeong(area_m2), (area_m2 * PYEONG_OF_M2).quantize(Decimal(1), ROUND_HALF_UP)}


def add_parcels(parcels: Iterable[Parcel]) -> tuple[Holding, ...]:
    """Return what each owner has, in the order in which they first come."""
    found: dict[Owner, tuple[int, int]] = {}
    for parcel in parcels:
        count, area = found.get(parcel.owner, (0, 0))
        found[parcel.owner] = count + 1, area + parcel.area_m2
    return tuple(Holding(owner=owner, count=count, area_m2=area) for owner, (count, area) in found.items())


def count_whole(holdings: Iterable[Holding]) -> tuple[int, int]:
    """Return how many parcels there are and their area in ㎡ (AR-03)."""
    known = tuple(holdings)
    return sum(each.count for each in known), sum(each.area_m2 for each in known)


def find_progress(acquired: Mapping[Owner, Holding], registered: Mapping[Owner, Holding]) -> Decimal | None:
    """Return the acquired share of the area that there is to acquire, in percent, one decimal (PRJ-37); None of none.

    To be acquired is what is not the city's own.
    """
    whole = sum(each.area_m2 for owner, each in registered.items() if owner is not Owner.CITY_OWNED)
    done = sum(each.area_m2 for owner, each in acquired.items() if owner is not Owner.CITY_OWNED)
    return (Decimal(done * 100) / whole).quantize(TENTH, ROUND_HALF_UP) if whole else None
