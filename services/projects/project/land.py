"""A project's land: its parcels add up, and no more is acquired than there is (PRJ-36, PRJ-37)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.land import LARGEST, Holding, Holdings, Owner, add_parcels, count_whole, find_pyeong, is_pyeong
from contracts.projects.parcels import AcquireParcels, LandCommand, ParcelsAcquired, ParcelsRegistered, RegisterParcels
from services.projects.checks import read_past, refuse_state
from services.projects.claims import Breach, settle
from services.projects.project.ground import Facts


@dataclass(frozen=True, slots=True)
class Land:
    """What land a project needs, and what of it is the city's by now."""

    holdings: Mapping[Owner, Holding] = field(default_factory=dict)
    lots: Mapping[str, Owner] = field(default_factory=dict)
    """Empty where the parcels are only counted."""
    acquired: Mapping[Owner, Holding] = field(default_factory=dict)
    acquired_lots: frozenset[str] = frozenset()
    paid: int = 0
    """Won."""


def decide(command: LandCommand, land: Land, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a project's land leads to.

    Raises: Rejected with BAD_SHAPE, PARCEL_SUM_MISMATCH, PYEONG_MISMATCH, PARCELS_EXCEEDED, WRONG_STATE,
    CLAIM_NOT_NEEDED, NOT_PERMITTED, DAY_IN_FUTURE, WEEKDAY_MISMATCH.
    """
    match command:
        case RegisterParcels():
            return _register(command, land, facts)
        case AcquireParcels():
            return (_acquire(command, land, facts),)


def evolve(land: Land, event: ProjectsEvent) -> Land:
    """Return the land after an event."""
    match event:
        case ParcelsRegistered():
            holdings = {each.owner: each for each in event.holdings}
            lots = {each.lot: each.owner for each in event.parcels}
            return Land(holdings, lots, land.acquired, land.acquired_lots, land.paid)
        case ParcelsAcquired():
            count, area = _add(land.acquired.get(event.owner), event.count, event.area_m2)
            acquired = {**land.acquired, event.owner: Holding(owner=event.owner, count=count, area_m2=area)}
            lots_now = land.acquired_lots | set(event.lots)
            return Land(land.holdings, land.lots, acquired, lots_now, land.paid + event.paid.won)
        case _:
            return land


def _register(command: RegisterParcels, land: Land, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Enter the land; what the source states of the whole is that, or is claimed (AR-03, AR-04)."""
    holdings = _read_holdings(command)
    known = {each.owner: each for each in holdings}
    for owner, acquired in land.acquired.items():
        _check_within(acquired.count, acquired.area_m2, known.get(owner))
    if command.parcels and not land.acquired_lots <= {each.lot for each in command.parcels}:
        raise Rejected("PARCELS_EXCEEDED", "이미 취득한 필지가 빠졌습니다. 지번을 확인하세요.")
    count, area = count_whole(holdings)
    recorded = settle(_compare(command, count, area), command.claims, facts.actor, facts.subject)
    event = ParcelsRegistered(parcels=command.parcels, holdings=holdings, count=count, area_m2=area)
    return (event, *recorded)


def _read_holdings(command: RegisterParcels) -> Holdings:
    if bool(command.parcels) is bool(command.holdings):
        raise Rejected("BAD_SHAPE", "필지를 하나씩 적거나 소유자별로 세어, 한 가지로만 적으세요.")
    keys = [each.lot for each in command.parcels] or [each.owner for each in command.holdings]
    if len(set(keys)) < len(keys):
        raise Rejected("BAD_SHAPE", "같은 지번이나 소유자를 두 번 적었습니다. 하나만 적으세요.")
    areas = [each.area_m2 for each in command.parcels] or [each.area_m2 for each in command.holdings]
    if sum(areas) > LARGEST:
        raise Rejected("BAD_SHAPE", "면적이 너무 넓습니다. 면적과 단위를 확인하세요.")
    return command.holdings or add_parcels(command.parcels)


def _compare(command: RegisterParcels, count: int, area: int) -> Iterator[Breach]:
    if command.stated_count not in {None, count}:
        message = f"소유자별로 더하면 {count}필지입니다. 필지 수를 확인하세요."
        yield Breach("PARCEL_SUM_MISMATCH", message, f"{command.stated_count}필지", f"{count}필지", "count")
    if command.stated_area_m2 not in {None, area}:
        message = f"소유자별로 더하면 {area:,}㎡입니다. 면적을 확인하세요."
        yield Breach("PARCEL_SUM_MISMATCH", message, f"{command.stated_area_m2:,}㎡", f"{area:,}㎡", "area_m2")
    if command.stated_pyeong is not None and not is_pyeong(command.stated_pyeong, area):
        pyeong = find_pyeong(area)
        message = f"{area:,}㎡는 {pyeong:,}평입니다. 평이나 면적을 확인하세요."
        yield Breach("PYEONG_MISMATCH", message, f"{command.stated_pyeong:,}평", f"{pyeong:,}평", "pyeong")


def _acquire(command: AcquireParcels, land: Land, facts: Facts) -> ParcelsAcquired:
    if not land.holdings:
        raise refuse_state("NO_LAND", ("register_parcels",), "등록한 필지가 없습니다. 필지를 먼저 등록하세요.")
    on = read_past(command.on, facts.today)
    _check_lots(command, land)
    count, area = _add(land.acquired.get(command.owner), command.count, command.area_m2)
    _check_within(count, area, land.holdings.get(command.owner))
    return ParcelsAcquired(
        owner=command.owner,
        count=command.count,
        area_m2=command.area_m2,
        paid=command.paid,
        on=on,
        lots=command.lots,
    )


def _check_lots(command: AcquireParcels, land: Land) -> None:
    """Lots that are named are as many, of the owner, and not acquired yet. Raises: BAD_SHAPE, PARCELS_EXCEEDED."""
    named = set(command.lots)
    if command.lots and len(named) != command.count:
        raise Rejected("BAD_SHAPE", "지번의 수가 필지 수와 다릅니다. 지번을 확인하세요.")
    if land.lots and any(land.lots.get(lot) is not command.owner for lot in named):
        raise Rejected("BAD_SHAPE", "등록하지 않았거나 소유자가 다른 지번입니다. 지번을 확인하세요.")
    if named & land.acquired_lots:
        message = "이미 취득한 필지입니다. 지번을 확인하세요."
        raise Rejected("PARCELS_EXCEEDED", message, {"lots": ", ".join(sorted(named & land.acquired_lots))[:1_000]})


def _check_within(acquired: int, acquired_m2: int, registered: Holding | None) -> None:
    count, area = _add(registered, 0, 0)
    if acquired > count or acquired_m2 > area:
        message = "등록한 것보다 많이 취득하게 됩니다. 필지 수와 면적을 확인하세요."
        raise Rejected("PARCELS_EXCEEDED", message, {"count": str(count), "area": str(area)})


def _add(known: Holding | None, count: int, area_m2: int) -> tuple[int, int]:
    return (count, area_m2) if known is None else (known.count + count, known.area_m2 + area_m2)
