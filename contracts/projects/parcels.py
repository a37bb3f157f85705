"""Contracts of a project's land: its parcels and how far they are acquired (PRJ-36, PRJ-37)."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from contracts.calendar.periods import Period
from contracts.decimals import refuse_number
from contracts.messages import Command, Event
from contracts.projects.claims import Claims
from contracts.projects.land import Area, Holdings, Owner, Parcels
from contracts.projects.money import Amount
from contracts.projects.projects import EDITORS
from contracts.registry.meetings import TypedDate
from contracts.values import Count, Name

Pyeong = Annotated[
    Decimal,
    Field(ge=0, max_digits=12, decimal_places=1, strict=False),
    BeforeValidator(refuse_number),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,11}(\.[0-9])?$"}),
]
"""평, with at most one decimal."""
Lots = Annotated[tuple[Name, ...], Field(max_length=2_000, strict=False)]
"""지번 of parcels."""


class RegisterParcels(Command):
    """Enter the land of a project, parcel by parcel or counted by owner, in place of what stood (PRJ-36)."""

    type: Literal["projects.register_parcels.v1"] = "projects.register_parcels.v1"
    roles: ClassVar = EDITORS

    parcels: Parcels = ()
    holdings: Holdings = ()
    """Instead of the parcels, where the source counts them only."""
    stated_count: Count | None = None
    """What the source says of the whole; the owners add up to it, or it is claimed."""
    stated_area_m2: Area | None = None
    stated_pyeong: Pyeong | None = None
    claims: Claims = ()


class ParcelsRegistered(Event):
    """A project has this land."""

    type: Literal["projects.parcels_registered.v1"] = "projects.parcels_registered.v1"

    parcels: Parcels
    holdings: Holdings
    """By owner; the sums of the parcels where they are known."""
    count: Count
    area_m2: Area
    """The authority; 평 is computed from it (INC-03)."""


class AcquireParcels(Command):
    """Record parcels that the city has bought (PRJ-37)."""

    type: Literal["projects.acquire_parcels.v1"] = "projects.acquire_parcels.v1"
    roles: ClassVar = EDITORS

    owner: Owner = Field(strict=False)
    """From whom."""
    count: Annotated[int, Field(ge=1, le=2_000)]
    area_m2: Area
    paid: Amount
    on: TypedDate
    lots: Lots = ()


class ParcelsAcquired(Event):
    """The city has bought parcels."""

    type: Literal["projects.parcels_acquired.v1"] = "projects.parcels_acquired.v1"

    owner: Owner = Field(strict=False)
    count: Count
    area_m2: Area
    paid: Amount
    on: Period
    lots: Lots


LandCommand = RegisterParcels | AcquireParcels
LandEvent = ParcelsRegistered | ParcelsAcquired
