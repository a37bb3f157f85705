"""The land of 탐정호 as given / when / then (A177-178; PRJ-36, PRJ-37)."""

from decimal import Decimal

import pytest

from contracts.errors import Rejected
from contracts.projects import DiscrepancyRecorded
from contracts.projects.land import Holding, Owner, Parcel, find_progress
from contracts.projects.parcels import AcquireParcels, ParcelsRegistered, RegisterParcels
from contracts.projects.projects import ProjectKind
from tests.unit.services.projects.project.story import Story, begin, claim, million

HOLDINGS = (
    Holding(owner=Owner.PRIVATE, count=16, area_m2=38_510),
    Holding(owner=Owner.CITY_OWNED, count=1, area_m2=38_229),
)
LOTS = (
    Parcel(lot="산노리 산17-1", owner=Owner.PRIVATE, area_m2=1_000),
    Parcel(lot="산노리 산17-2", owner=Owner.PRIVATE, area_m2=500),
    Parcel(lot="산노리 산18", owner=Owner.CITY_OWNED, area_m2=700),
)


def register(**stated: object) -> RegisterParcels:
    """Return the land counted by owner."""
    return RegisterParcels.model_validate(
        {"type": "projects.register_parcels.v1", "holdings": HOLDINGS, "stated_count": 17, **stated}
    )


def lake(*commands: RegisterParcels) -> Story:
    """Return the project with its land."""
    return begin(kind=ProjectKind.LAND).act(*commands)


def acquire(count: int, area: int, *lots: str, owner: Owner = Owner.PRIVATE) -> AcquireParcels:
    """Return what was bought for 100백만원."""
    return AcquireParcels(owner=owner, count=count, area_m2=area, paid=million(100), on="2018. 7월", lots=lots)


def test_the_owners_add_up_to_the_whole() -> None:
    """AR-03, PRJ-36: 17 = 16 + 1, 76,739 = 38,510 + 38,229."""
    event = lake(register(stated_area_m2=76_739)).last
    assert isinstance(event, ParcelsRegistered)
    assert (event.count, event.area_m2) == (17, 76_739)


@pytest.mark.parametrize(
    ("stated", "computed"),
    [({"stated_count": 18}, "17필지"), ({"stated_area_m2": 76_740}, "76,739㎡")],
)
def test_a_whole_that_is_off_is_refused(stated: dict[str, object], computed: str) -> None:
    """AR-03."""
    with pytest.raises(Rejected, match="PARCEL_SUM_MISMATCH") as refusal:
        lake(register(**stated))
    assert refusal.value.details["computed"] == computed


def test_a_wrong_pyeong_is_refused_or_claimed_and_the_area_stands() -> None:
    """AR-04, INC-03: 76,739㎡ are 23,213.5평, and the source has 23,254."""
    with pytest.raises(Rejected, match="PYEONG_MISMATCH") as refusal:
        lake(register(stated_pyeong=Decimal(23_254)))
    assert refusal.value.details == {"stated": "23,254평", "computed": "23,213.5평"}
    claims = (claim("PYEONG_MISMATCH", "23,254평", "A177"),)
    event, recorded = lake(register(stated_pyeong=Decimal(23_254), claims=claims)).events[-2:]
    assert isinstance(event, ParcelsRegistered)
    assert event.area_m2 == 76_739
    assert isinstance(recorded, DiscrepancyRecorded)
    assert (recorded.stated, recorded.computed, recorded.source) == ("23,254평", "23,213.5평", "A177")
    lake(register(stated_pyeong=Decimal("23213.5")))


def test_parcels_are_counted_by_owner() -> None:
    """PRJ-36."""
    event = lake(RegisterParcels(parcels=LOTS, stated_count=3, stated_area_m2=2_200)).last
    assert isinstance(event, ParcelsRegistered)
    assert event.holdings[0] == Holding(owner=Owner.PRIVATE, count=2, area_m2=1_500)


def test_land_is_told_in_one_way_and_each_thing_once() -> None:
    for bad in (
        RegisterParcels(),
        RegisterParcels(parcels=LOTS, holdings=HOLDINGS),
        RegisterParcels(parcels=(LOTS[0], LOTS[0])),
        RegisterParcels(holdings=(HOLDINGS[0], HOLDINGS[0])),
    ):
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            lake(bad)


def test_an_area_is_never_negative() -> None:
    with pytest.raises(ValueError, match="greater than or equal to 0"):
        Holding(owner=Owner.PRIVATE, count=1, area_m2=-1)


def test_parcels_are_acquired_as_far_as_there_are() -> None:
    """PRJ-37: 8 of 16, half of the area, and what was paid."""
    story = lake(register()).act(acquire(5, 12_000), acquire(3, 7_255))
    land = story.project.land
    assert (land.acquired[Owner.PRIVATE].count, land.paid) == (8, 200_000_000)
    assert find_progress(land.acquired, land.holdings) == Decimal("50.0")
    for bad in (acquire(9, 0), acquire(1, 19_256), acquire(1, 1, owner=Owner.NATIONAL)):
        with pytest.raises(Rejected, match="PARCELS_EXCEEDED"):
            story.act(bad)


def test_lots_are_acquired_once_from_their_owner() -> None:
    """PRJ-37."""
    story = lake(RegisterParcels(parcels=LOTS)).act(acquire(1, 1_000, "산노리 산17-1"))
    with pytest.raises(Rejected, match="PARCELS_EXCEEDED"):
        story.act(acquire(1, 500, "산노리 산17-1"))
    for bad in (acquire(1, 500, "산노리 산18"), acquire(1, 500, "없는 곳"), acquire(2, 500, "산노리 산17-2")):
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            story.act(bad)


def test_what_was_acquired_stays_registered() -> None:
    """PRJ-37."""
    story = lake(RegisterParcels(parcels=LOTS)).act(acquire(1, 1_000, "산노리 산17-1"))
    with pytest.raises(Rejected, match="PARCELS_EXCEEDED"):
        story.act(RegisterParcels(parcels=LOTS[2:]))
    other = Parcel(lot="산노리 산99", owner=Owner.PRIVATE, area_m2=5_000)
    with pytest.raises(Rejected, match="PARCELS_EXCEEDED"):
        story.act(RegisterParcels(parcels=(*LOTS[1:], other)))


def test_land_that_nobody_can_have_is_refused() -> None:
    """Or the sum would be no area at all."""
    largest = Holding(owner=Owner.PRIVATE, count=1, area_m2=2**40)
    story = lake(RegisterParcels(holdings=(largest,))).act(acquire(1, 2**40))
    with pytest.raises(Rejected, match="PARCELS_EXCEEDED"):
        story.act(acquire(1, 2**40))
    lots = tuple(Parcel(lot=f"{number}", owner=Owner.PRIVATE, area_m2=2**40) for number in range(2))
    for bad in (RegisterParcels(parcels=lots), RegisterParcels(holdings=(largest, HOLDINGS[1]))):
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            lake(bad)


def test_nothing_is_acquired_before_it_is_registered() -> None:
    with pytest.raises(Rejected, match="WRONG_STATE"):
        lake().act(acquire(1, 1))
