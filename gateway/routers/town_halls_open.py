"""/v1/open/town-halls: the sessions that citizens may read of, with what is still free (ENG-01, ENG-03)."""

from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from contracts.errors import Rejected
from gateway.access import Gated
from gateway.answers.entries import NOT_THERE, EntriesWanted, Words, choose_by
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import InSeoul, Listing, One, Shown, labelled, make_listing
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import SESSION_KIND_LABELS, SESSION_STATE_LABELS
from gateway.queries import rows, seating, town_hall
from gateway.views.seating import Row as Seating
from gateway.views.town_hall import Row

router = APIRouter(prefix="/v1/open/town-halls", route_class=GuardedRoute, tags=["시민참여"])
HIDDEN: Final = "PLANNED"
"""What is not announced yet is nobody's to read."""


class PublicSession(Shown):
    """A session that was announced."""

    id: str = Field(validation_alias="town_hall")
    name: str
    kind: Annotated[Labelled, labelled(SESSION_KIND_LABELS)]
    state: Annotated[Labelled, labelled(SESSION_STATE_LABELS)]
    starts_at: InSeoul
    ends_at: InSeoul
    place: str
    seats: int
    reason: str | None
    """Why it was called off."""


class PublicSegment(BaseModel):
    """A group of participants."""

    code: str
    name: str
    is_child: bool
    """Contact data need a guardian's consent."""
    seats: int
    free: int
    waitlisted: int


class WholeSession(PublicSession):
    """A session with its groups and what is talked about."""

    segments: list[PublicSegment]
    agenda: list[str]


class SessionsWanted(EntriesWanted):
    """Which sessions."""

    q: Words = None


@router.get("", summary="알린 타운홀")
async def list_sessions(gate: Gated, wanted: Annotated[SessionsWanted, Query()]) -> Listing[PublicSession]:
    """시민에게 알린 행사를 새것부터 답한다 (ENG-01)."""
    conditions = [*choose_by(wanted, town_hall.choose), town_hall.TABLE.c.state != HIDDEN]
    place = wanted.place(is_falling=True)
    async with looking(gate, wanted, town_hall.VIEW) as look:
        page = await rows.list_page(
            look.snapshot, town_hall.VIEW, conditions, town_hall.ORDER, place, total=wanted.total
        )
        meta = await look.tell()
    return make_listing(
        Listing[PublicSession], page, [PublicSession.model_validate(tell_card(row)) for row in page.rows], meta
    )


@router.get("/{town_hall}", summary="알린 타운홀 하나")
async def read_session(
    gate: Gated, session: Annotated[UUID, Path(alias="town_hall")], asked: Annotated[PastParameters, Query()]
) -> One[WholeSession]:
    """행사와 구분별 남은 자리, 의제를 답한다 (ENG-01, ENG-03)."""
    async with looking(gate, asked, town_hall.VIEW, seating.VIEW) as look:
        row = await rows.find_row(look.snapshot, town_hall.VIEW, str(session))
        counted = await seating.find_segments(look.snapshot, str(session))
        meta = await look.tell()
    if row is None or row.state == HIDDEN:
        raise Rejected("NOT_FOUND", NOT_THERE)
    segments = [tell_segment(each, counted.get(str(each["code"]))) for each in row.segments]
    agenda = [str(each["text"]) for each in row.agenda]
    told = {**tell_card(row), "segments": segments, "agenda": agenda}
    return One[WholeSession](data=WholeSession.model_validate(told), meta=meta)


def tell_card(row: Row) -> dict[str, object]:
    """Return what a card says of a session."""
    own = ("town_hall", "name", "kind", "state", "starts_at", "place", "seats", "reason")
    ends_at = row.starts_at + timedelta(minutes=row.minutes)
    return {name: getattr(row, name) for name in own} | {"ends_at": ends_at}


def tell_segment(segment: dict[str, object], counted: Seating | None) -> PublicSegment:
    """Return a group with what is free of it; nobody has registered where nothing is counted."""
    seats = int(str(segment["seats"])) + (counted.moved if counted else 0)
    return PublicSegment(
        code=str(segment["code"]),
        name=str(segment["name"]),
        is_child=bool(segment["is_child"]),
        seats=seats,
        free=seats - (counted.registered if counted else 0),
        waitlisted=counted.waitlisted if counted else 0,
    )
