"""What the API tells of a project's land: parcels by owner, 평, and how far they are acquired (PRJ-36, PRJ-37)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from contracts.projects import Unit
from contracts.projects.land import Holding, Owner, find_progress, find_pyeong
from gateway.access import Meta
from gateway.answers.projects_flags import Flag
from gateway.answers.projects_money import Money, show_money, show_won
from gateway.answers.registers import When, show_period
from gateway.labels import Labelled, label
from gateway.labels.projects import OWNER_LABELS
from gateway.views.project import Row


class Land(BaseModel):
    """So many parcels, their area, and the 평 that it is."""

    count: int
    area_m2: int
    pyeong: Decimal
    """Computed from the ㎡, which are the authority; one decimal."""


class OwnerLand(Land):
    """What one owner has."""

    owner: Labelled


class Parcel(BaseModel):
    """One parcel (필지)."""

    lot: str
    owner: Labelled
    area_m2: int


class Acquired(BaseModel):
    """Parcels that the city has bought."""

    owner: Labelled
    count: int
    area_m2: int
    paid: Money
    on: When
    lots: list[str]


class Acquisition(BaseModel):
    """How far the land is acquired that is not the city's own."""

    count: int
    of: int
    """Parcels that there are to acquire: 16 of 17."""
    area_m2: int
    of_area_m2: int
    percent: Decimal | None
    """Of the area, one decimal."""
    paid: Money
    acquired: list[Acquired]


class Parcels(BaseModel):
    """A project's land."""

    project: str
    version: int
    whole: Land
    owners: list[OwnerLand]
    parcels: list[Parcel]
    """None where the source only counts them."""
    acquisition: Acquisition
    flags: list[Flag]


class OneParcels(BaseModel):
    """A project's land."""

    data: Parcels
    meta: Meta


def show_parcels(row: Row, flags: list[Flag], unit: Unit | None) -> Parcels:
    """Return a project's land, and what its source says otherwise."""
    return Parcels(
        project=row.project,
        version=row.version,
        whole=Land(**_tell(row.parcel_count, row.parcel_area_m2)),
        owners=[
            OwnerLand(owner=label(each["owner"], OWNER_LABELS), **_tell(each["count"], each["area_m2"]))
            for each in row.holdings
        ],
        parcels=[
            Parcel(lot=each["lot"], owner=label(each["owner"], OWNER_LABELS), area_m2=each["area_m2"])
            for each in row.parcels
        ],
        acquisition=_show_acquisition(row, unit),
        flags=flags,
    )


def _tell(count: int, area_m2: int) -> dict[str, Any]:
    return {"count": count, "area_m2": area_m2, "pyeong": find_pyeong(area_m2)}


def _show_acquisition(row: Row, unit: Unit | None) -> Acquisition:
    registered, acquired = _add_owners(row.holdings), _add_owners(row.acquisitions)
    wanted = [each for owner, each in registered.items() if owner is not Owner.CITY_OWNED]
    done = [each for owner, each in acquired.items() if owner is not Owner.CITY_OWNED]
    return Acquisition(
        count=sum(each.count for each in done),
        of=sum(each.count for each in wanted),
        area_m2=sum(each.area_m2 for each in done),
        of_area_m2=sum(each.area_m2 for each in wanted),
        percent=find_progress(acquired, registered),
        paid=show_won(
            row.paid_won, unit, is_approximate=any(each["paid"]["is_approximate"] for each in row.acquisitions)
        ),
        acquired=[_show_acquired(each, unit) for each in row.acquisitions],
    )


def _add_owners(told: Sequence[Mapping[str, Any]]) -> dict[Owner, Holding]:
    found: dict[Owner, Holding] = {}
    for each in told:
        owner = Owner(each["owner"])
        known = found.get(owner, Holding(owner=owner, count=0, area_m2=0))
        count, area_m2 = known.count + each["count"], known.area_m2 + each["area_m2"]
        found[owner] = Holding(owner=owner, count=count, area_m2=area_m2)
    return found


def _show_acquired(told: Mapping[str, Any], unit: Unit | None) -> Acquired:
    return Acquired(
        owner=label(told["owner"], OWNER_LABELS),
        count=told["count"],
        area_m2=told["area_m2"],
        paid=show_money(told["paid"], unit),
        on=show_period(told["on"]),
        lots=told["lots"],
    )
