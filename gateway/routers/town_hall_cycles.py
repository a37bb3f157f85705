"""/v1/town-hall-cycles: the two rounds of a year, planned and held in their months or not (ENG-10)."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from contracts.engagement.cycles import HELD_IN, PLANNED_IN, is_held_in_time, is_missed, is_planned_in_time
from gateway.access import Gated, Meta
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import labelled
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import SESSION_STATE_LABELS
from gateway.queries import town_hall
from gateway.views.town_hall import Row
from infra.clock import SEOUL

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
Year = Annotated[int, Path(ge=1995, le=2199)]


class CycleSession(BaseModel):
    """A session of a round."""

    id: str
    name: str
    state: Annotated[Labelled, labelled(SESSION_STATE_LABELS)]
    planned_on: date
    is_planned_in_time: bool
    """By the end of its round's month."""
    held_on: date
    is_held_in_time: bool
    """In one of its round's months."""


class CycleTold(BaseModel):
    """One of the two rounds of a year."""

    number: int
    planned_in: str
    """The month by which it is planned."""
    held_in: list[str]
    """The months in which it is held."""
    is_missed: bool
    """That month has passed without a plan."""
    sessions: list[CycleSession]


class Cycles(BaseModel):
    """The rounds of a year."""

    data: list[CycleTold]
    meta: Meta


@router.get("/town-hall-cycles/{year}", summary="한 해의 타운홀 두 번")
async def read_cycles(gate: Gated, year: Year, asked: Annotated[PastParameters, Query()]) -> Cycles:
    """3월에 계획해 4월에, 8월에 계획해 9~12월에 여는 한 해 두 번이 제때인지 답한다 (ENG-10)."""
    async with looking(gate, asked, town_hall.VIEW) as look:
        found = await town_hall.find_cycle_sessions(look.snapshot, year)
        meta = await look.tell()
    return Cycles(data=[tell_cycle(year, number, found, look.today) for number in PLANNED_IN], meta=meta)


def tell_cycle(year: int, number: int, rows: list[Row], today: date) -> CycleTold:
    """Return one round with its sessions; those that were called off are told, and count for nothing."""
    own = [row for row in rows if row.cycle is not None and row.cycle["number"] == number]
    is_planned = any(row.state != "CANCELLED" for row in own)
    return CycleTold(
        number=number,
        planned_in=f"{year}-{PLANNED_IN[number]:02d}",
        held_in=[f"{year}-{month:02d}" for month in HELD_IN[number]],
        is_missed=is_missed(year, number, today) and not is_planned,
        sessions=[tell_session(year, number, row) for row in own],
    )


def tell_session(year: int, number: int, row: Row) -> CycleSession:
    """Return a session of a round, and whether it keeps to its months."""
    planned_on = datetime.fromisoformat(row.stages["PLANNED"]).astimezone(SEOUL).date()
    held_on = row.starts_at.astimezone(SEOUL).date()
    return CycleSession.model_validate(
        {
            "id": row.town_hall,
            "name": row.name,
            "state": row.state,
            "planned_on": planned_on,
            "is_planned_in_time": is_planned_in_time(year, number, planned_on),
            "held_on": held_on,
            "is_held_in_time": is_held_in_time(year, number, held_on),
        }
    )
