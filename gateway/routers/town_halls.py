"""/v1/town-halls: sessions with citizens, from plan to decision (ENG-01 to ENG-15)."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from contracts.engagement.town_halls import (
    AnnounceTownHall,
    CancelTownHall,
    CloseTownHall,
    Cycle,
    OpenDoors,
    OpenRegistration,
    PlanTownHall,
    RecordSpending,
    Segment,
    SessionKind,
    SetAgenda,
)
from gateway.answers.entries import EntriesWanted, Entry, Register, Words, offer, tell_row
from gateway.answers.registers import InSeoul, labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import SESSION_KIND_LABELS, SESSION_STATE_LABELS
from gateway.queries import town_hall
from gateway.reading import add_entry, add_list
from gateway.views.town_hall import PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
PATH: Final = "/v1/town-halls/{subject}"
ACTS: Final = {
    "PLANNED": ("announce", "agenda", "cancel", "spend"),
    "ANNOUNCED": ("open-registration", "agenda", "cancel", "spend"),
    "REGISTERING": ("open-doors", "agenda", "cancel", "spend"),
    "OPEN": ("close", "spend"),
    "CLOSED": ("spend",),
    "CANCELLED": ("spend",),
}
"""What may come next, by state."""


class AgendaPoint(BaseModel):
    """What is talked about."""

    text: str
    survey: str | None
    question: str | None = None
    option: str | None = None
    feedback: str | None


class Spending(BaseModel):
    """What was spent on one thing."""

    item: str
    amount_won: int
    spent_on: date
    overrun_ground: str | None
    """Why more was spent than planned."""


class TownHall(Entry):
    """A session with citizens."""

    id: str = Field(validation_alias="town_hall")
    name: str
    kind: Annotated[Labelled, labelled(SESSION_KIND_LABELS)]
    state: Annotated[Labelled, labelled(SESSION_STATE_LABELS)]
    starts_at: InSeoul
    minutes: int
    ends_at: InSeoul
    place: str
    budget_won: int | None
    spent_won: int
    is_over_budget: bool
    """초과: more was spent than planned (ENG-11)."""
    spendings: list[Spending]
    seats: int
    segments: list[Segment]
    agenda: list[AgendaPoint]
    """What is looked at again first."""
    cycle: Cycle | None
    is_hosted_by_mayor: bool
    stages: dict[str, InSeoul]
    """When it came to each state."""
    reason: str | None
    version: int


class TownHallsWanted(EntriesWanted):
    """Which sessions."""

    q: Words = None
    kind: Annotated[SessionKind | None, Field(description="종류")] = None
    state: Annotated[str | None, Field(pattern="^[A-Z_]{1,30}$", description="상태")] = None


def show_town_hall(row: Row, principal: Principal, past: bool) -> TownHall:
    """Return a session as the asker sees it."""
    ends_at = row.starts_at + timedelta(minutes=row.minutes)
    allowed = offer(PATH, ACTS.get(row.state, ()), principal, is_own=True, is_past=past)
    return tell_row(
        TownHall, row, allowed=allowed, is_over_budget=row.spent_won > (row.budget_won or 0), ends_at=ends_at
    )


TOWN_HALLS: Final = Register(town_hall.VIEW, PREFIX, town_hall.ORDER, TownHall, show_town_hall, is_falling=True)

add_list(
    router,
    "/town-halls",
    TOWN_HALLS,
    TownHallsWanted,
    town_hall.choose,
    ("타운홀 목록", "시민과 함께하는 행사를 새것부터 답한다 (ENG-01)."),
)
add_entry(
    router, "/town-halls/{town_hall}", TOWN_HALLS, ("타운홀 하나", "행사와 단계별 날짜를 답한다 (ENG-01, ENG-02).")
)
add_making(
    router,
    "/town-halls",
    PlanTownHall,
    "plan_town_hall",
    ("타운홀 계획", "날짜·장소·예산과 구분별 좌석을 정한다; 선거일 전 60일에는 사유가 있어야 한다 (ENG-02, ENG-03)."),
)
add_act(
    router,
    "/town-halls/{subject}/announce",
    AnnounceTownHall,
    "announce_town_hall",
    ("타운홀 알림", "행사 7일 전까지 시민에게 알린다 (ENG-01)."),
)
add_act(
    router,
    "/town-halls/{subject}/cancel",
    CancelTownHall,
    "cancel_town_hall",
    ("타운홀 취소", "열기 전에 사유를 적어 취소한다 (ENG-01)."),
)
add_act(
    router,
    "/town-halls/{subject}/open-registration",
    OpenRegistration,
    "open_registration",
    ("참가 신청 열기", "알린 행사의 참가 신청을 받는다; 문을 열면 저절로 닫힌다 (ENG-01)."),
)
add_act(
    router,
    "/town-halls/{subject}/agenda",
    SetAgenda,
    "set_agenda",
    ("의제 정하기", "문을 열기 전까지 의제를 정한다; 지난 행사의 의제를 먼저, 설문의 결과를 잇는다 (ENG-14)."),
)
add_act(
    router,
    "/town-halls/{subject}/open-doors",
    OpenDoors,
    "open_doors",
    ("입장 시작", "행사 날에 문을 열어 참가자를 맞는다 (ENG-01)."),
)
add_act(
    router,
    "/town-halls/{subject}/close",
    CloseTownHall,
    "close_town_hall",
    ("타운홀 마침", "행사를 마친다; 결과와 환류가 뒤따른다 (ENG-01)."),
)
add_act(
    router,
    "/town-halls/{subject}/spend",
    RecordSpending,
    "record_spending",
    ("지출 기록", "쓴 돈을 적는다; 예산을 넘으면 사유가 있어야 한다 (ENG-11)."),
)
