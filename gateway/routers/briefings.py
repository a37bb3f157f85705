"""/v1/briefings and /v1/relays: what goes to the towns, and who cheers, which everybody reads (ENG-67, ENG-68)."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from contracts.engagement.briefings import AddRelayEntry, HideRelayEntry, RecordBriefing, StartRelay
from contracts.registry.organisation import DepartmentKind
from contracts.values import Code
from gateway.access import Asking, Gated, Meta
from gateway.answers.entries import EntriesWanted, Entry, Register, Words, choose_by, find_entry, offer, tell_row
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import Listing, One, Shown, make_listing
from gateway.auth import Principal
from gateway.commands import Year, add_act, add_making
from gateway.guard import GuardedRoute
from gateway.queries import briefing, department, rows
from gateway.reading import add_entry, add_list
from gateway.views.briefing import BRIEFING, RELAY
from gateway.views.briefing import Briefing as BriefingRow
from gateway.views.briefing import Relay as RelayRow

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
PATH: Final = "/v1/relays/{subject}"


class TownBriefing(Entry):
    """A briefing in a town."""

    id: str = Field(validation_alias="briefing")
    town: str
    held_on: date
    place: str
    topic: str
    people: int
    session: str | None
    """The session that it was planned as."""
    department: str | None
    version: int


class BriefedTown(BaseModel):
    """A town and the briefings that it had."""

    town: str
    name: str
    briefings: int
    people: int


class BriefedTowns(BaseModel):
    """Every town of a year, those without a briefing too."""

    data: list[BriefedTown]
    meta: Meta


class PublicRelayEntry(BaseModel):
    """Somebody who cheered, as everybody reads it."""

    number: int
    on: date
    who: str
    named: list[str]
    words: str | None
    link: str | None


class RelayEntry(PublicRelayEntry):
    """Somebody who cheered, as staff see it."""

    hidden: str | None
    """Why it is not public any more."""


class PublicRelay(Shown):
    """A relay as everybody reads it."""

    id: str = Field(validation_alias="relay")
    name: str
    cause: str
    entries: list[PublicRelayEntry]


class CheeringRelay(Entry):
    """A relay as staff see it."""

    id: str = Field(validation_alias="relay")
    name: str
    cause: str
    entries: list[RelayEntry]
    version: int


class BriefingsWanted(EntriesWanted):
    """Which briefings."""

    q: Words = None
    town: Annotated[Code | None, Field(description="읍면동")] = None


class RelaysWanted(EntriesWanted):
    """Which relays."""

    q: Words = None


class CountsWanted(PastParameters):
    """Of which year."""

    year: Annotated[Year, Field(description="설명회를 연 해")]


def show_briefing(row: BriefingRow, _principal: Principal, _past: bool) -> TownBriefing:
    """Return a briefing as the API tells it."""
    return tell_row(TownBriefing, row)


def show_relay(row: RelayRow, principal: Principal, past: bool) -> CheeringRelay:
    """Return a relay as staff see it."""
    return tell_row(
        CheeringRelay, row, allowed=offer(PATH, ("entries", "hide-entry"), principal, is_own=True, is_past=past)
    )


def show_public(row: RelayRow) -> PublicRelay:
    """Return a relay as everybody reads it: without what was hidden."""
    return tell_row(PublicRelay, row, entries=[each for each in row.entries if each["hidden"] is None])


BRIEFINGS: Final = Register(
    briefing.BRIEFING_VIEW, BRIEFING, briefing.BRIEFING_ORDER, TownBriefing, show_briefing, is_falling=True
)
RELAYS: Final = Register(briefing.RELAY_VIEW, RELAY, briefing.RELAY_ORDER, CheeringRelay, show_relay)


@router.get("/briefings/counts", summary="읍면동별 설명회 횟수")
async def count_briefings(gate: Gated, _: Asking, wanted: Annotated[CountsWanted, Query()]) -> BriefedTowns:
    """읍면동마다 그해 설명회가 몇 번 열렸고 몇 명이 왔는지, 없었던 곳도 함께 답한다 (ENG-67)."""
    async with looking(gate, wanted, briefing.BRIEFING_VIEW) as look:
        counts = await briefing.count_by_town(look.snapshot, wanted.year)
        meta = await look.tell()
    async with gate.reading() as snapshot:
        chosen = [department.TABLE.c.kind == DepartmentKind.TOWN_OFFICE]
        towns = await rows.list_all(snapshot, department.VIEW, chosen, [department.TABLE.c.code])
    first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
    told = [
        BriefedTown(town=each.code, name=each.name, briefings=count, people=people)
        for each in towns
        for count, people in [counts.get(each.code, (0, 0))]
        if count or (each.valid_from <= last and (each.valid_until is None or each.valid_until >= first))
    ]
    return BriefedTowns(data=told, meta=meta)


add_list(
    router,
    "/briefings",
    BRIEFINGS,
    BriefingsWanted,
    briefing.choose_briefings,
    ("찾아가는 설명회 목록", "읍면동을 찾아가 연 설명회를 새것부터 답한다 (ENG-67)."),
)
add_entry(router, "/briefings/{briefing}", BRIEFINGS, ("찾아가는 설명회 하나", "설명회 하나를 답한다 (ENG-67)."))
add_making(
    router,
    "/briefings",
    RecordBriefing,
    "record_briefing",
    ("찾아가는 설명회 기록", "어느 읍면동에서 몇 명과 무엇을 이야기했는지 적는다 (ENG-67)."),
)
add_list(
    router,
    "/relays",
    RELAYS,
    RelaysWanted,
    briefing.choose_relays,
    ("릴레이 응원 목록", "릴레이와 참여를 이름 차례로 답한다 (ENG-68)."),
)
add_entry(router, "/relays/{relay}", RELAYS, ("릴레이 응원 하나", "감춘 참여도 그 까닭과 함께 답한다 (ENG-68)."))
add_making(
    router,
    "/relays",
    StartRelay,
    "start_relay",
    ("릴레이 응원 시작", "SNS 챌린지나 기 전달 같은 릴레이를 시작한다; 누구나 읽는다 (ENG-68)."),
)
add_act(
    router,
    "/relays/{subject}/entries",
    AddRelayEntry,
    "add_relay_entry",
    ("릴레이 참여", "참여한 기관·단체와 다음 주자를 적는다; 사람 이름은 적지 않는다 (ENG-68)."),
)
add_act(
    router,
    "/relays/{subject}/hide-entry",
    HideRelayEntry,
    "hide_relay_entry",
    ("릴레이 참여 감춤", "공개에서 빼고 까닭을 남긴다 (ENG-68)."),
)


@router.get("/open/relays", summary="공개한 릴레이 응원")
async def list_open_relays(gate: Gated, wanted: Annotated[RelaysWanted, Query()]) -> Listing[PublicRelay]:
    """누구나 읽는다: 릴레이와 참여를 답한다 (ENG-68)."""
    async with looking(gate, wanted, briefing.RELAY_VIEW) as look:
        chosen, order = choose_by(wanted, briefing.choose_relays), briefing.RELAY_ORDER
        page = await rows.list_page(
            look.snapshot, briefing.RELAY_VIEW, chosen, order, wanted.place(), total=wanted.total
        )
        meta = await look.tell()
    return make_listing(Listing[PublicRelay], page, [show_public(row) for row in page.rows], meta)


@router.get("/open/relays/{relay}", summary="공개한 릴레이 응원 하나")
async def read_open_relay(gate: Gated, relay: UUID, asked: Annotated[PastParameters, Query()]) -> One[PublicRelay]:
    """누구나 읽는다: 릴레이 하나와 참여를 답한다 (ENG-68)."""
    row, _cut, meta = await find_entry(gate, RELAYS.view, f"{RELAY}{relay}", str(relay), asked)
    return One[PublicRelay](data=show_public(row), meta=meta)
