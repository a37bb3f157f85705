"""/v1/calls, /v1/bids: what can be bid for, and what became of each bid (PRJ-50, PRJ-51, PRJ-54, PRJ-55)."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from contracts.projects import Amount
from contracts.projects.bids import (
    AddBidSupport,
    AnnounceCall,
    FindBid,
    RejectBid,
    SelectBid,
    SubmitBid,
)
from contracts.projects.corrections import CorrectEntry
from contracts.values import Code, Day, Role, Uuid
from gateway.access import Asking, Gated, Meta
from gateway.answers.entries import (
    Correction,
    EntriesWanted,
    Entry,
    Register,
    Told,
    Words,
    choose_by,
    find_day,
    list_entries,
    may_edit,
    offer,
    tell_row,
)
from gateway.answers.past import PastParameters, looking, read_cut
from gateway.answers.registers import Listing, labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.projects import BID_STATE_LABELS, SUPPORT_LABELS
from gateway.queries import bid, call
from gateway.reading import add_entry, add_list
from gateway.views.bid import PREFIX as BID
from gateway.views.bid import Row
from gateway.views.call import PREFIX as CALL
from gateway.views.call import Row as CallRow

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["공모·협력"])
PATH: Final = "/v1/bids/{subject}"
CALL_PATH: Final = "/v1/calls/{subject}"
ACTS: Final = {
    "FOUND": ("submit", "support", "correct"),
    "SUBMITTED": ("select", "reject", "support", "correct"),
    "SELECTED": ("support", "correct"),
    "REJECTED": ("support", "correct"),
}
"""What each state allows."""


class Call(Entry):
    """A call for bids."""

    id: str = Field(validation_alias="call")
    name: str
    issuer: str | None
    """Code of the partner that calls."""
    opens: Told
    closes: Told | None
    about: str | None
    corrections: list[Correction]
    version: int


class Item(BaseModel):
    """One project that a bid asks for."""

    number: int
    name: str
    amount: Amount | None
    period: Told | None


class Fund(BaseModel):
    """Money that came with a selection."""

    name: str
    amount: Amount


class Support(BaseModel):
    """What was done and paid to prepare a bid."""

    sequence: int
    kind: Annotated[Labelled, labelled(SUPPORT_LABELS)]
    cost: Amount
    on: Told
    note: str | None


class Stage(BaseModel):
    """A stage that a bid has come to, in the order in which it did, whatever month that was (INC-11)."""

    sequence: int
    stage: Annotated[Labelled, labelled(BID_STATE_LABELS)]
    on: Told | None
    """None of 발굴, which has no day of its own."""


class Bid(Entry):
    """A competitive bid; amounts in won."""

    id: str = Field(validation_alias="bid")
    name: str
    state: Annotated[Labelled, labelled(BID_STATE_LABELS)]
    department: str | None
    call: str | None
    group: str | None = Field(validation_alias="cooperation_group")
    items: list[Item]
    """As asked for; once it is selected, those that were, with what was granted."""
    items_won: int
    """Their sum, of those whose amount is known."""
    is_approximate: bool
    asked: list[Item]
    """As they were asked for, once it is selected."""
    stages: list[Stage]
    via: list[str]
    """Partners by whom it was handed on, in order."""
    reason: str | None
    """Why it was not selected."""
    funds: list[Fund]
    supports: list[Support]
    support_won: int
    corrections: list[Correction]
    version: int


class WinRateOf(BaseModel):
    """How many of the bids that were decided in a year were won."""

    year: int
    won: int
    decided: int
    rate: str
    """In percent to one decimal, rounded half up."""


class WinRates(BaseModel):
    """Win rates by year."""

    data: list[WinRateOf]
    meta: Meta


class CallsWanted(EntriesWanted):
    """Which calls."""

    upcoming: Annotated[bool, Field(description="오늘 열려 있거나 앞으로 열릴 공모만")] = False
    issuer: Annotated[Code | None, Field(description="공모하는 기관")] = None
    first: Annotated[Day | None, Field(description="이날이거나 뒤까지 열린 공모")] = None
    last: Annotated[Day | None, Field(description="이날이거나 앞에 열리는 공모")] = None
    q: Words = None


class BidsWanted(EntriesWanted):
    """Which bids."""

    state: Annotated[str | None, Field(pattern="^(FOUND|SUBMITTED|SELECTED|REJECTED)$", description="단계")] = None
    department: Annotated[Code | None, Field(description="발굴한 부서")] = None
    group: Annotated[Code | None, Field(description="함께 응모하는 협력권")] = None
    call: Annotated[Uuid | None, Field(description="응모한 공모")] = None
    year: Annotated[int | None, Field(ge=1900, le=2199, description="선정이나 탈락이 정해진 해")] = None
    q: Words = None


def show_call(row: CallRow, principal: Principal, past: bool) -> Call:
    """Return a call as the asker sees it: no department's own, it is corrected by the coordinating office."""
    is_own = principal.role is Role.OPERATOR and not past
    return tell_row(Call, row, allowed=offer(CALL_PATH, ("correct",), principal, is_own=is_own))


def show_bid(row: Row, principal: Principal, past: bool) -> Bid:
    """Return a bid as the asker sees it: who found it and the coordinating office may change it."""
    is_own = may_edit(principal, row.department)
    acts = offer(PATH, ACTS[row.state], principal, is_own=is_own and not past)
    return tell_row(Bid, row, allowed=acts)


CALLS: Final = Register(call.VIEW, CALL, call.ORDER, Call, show_call)
BIDS: Final = Register(bid.VIEW, BID, bid.ORDER, Bid, show_bid, is_falling=True)


@router.get("/calls", summary="공모 일정")
async def list_calls(gate: Gated, principal: Asking, wanted: Annotated[CallsWanted, Query()]) -> Listing[Call]:
    """공모를 열리는 차례로 답한다; upcoming이면 오늘(as_of의 날)부터 열려 있거나 열릴 것만 (PRJ-54)."""
    chosen = choose_by(wanted, call.choose, "upcoming")
    if wanted.upcoming:
        chosen += call.choose(first=await find_day(gate, await read_cut(gate, wanted)))
    return await list_entries(gate, CALLS, principal, wanted, chosen)


add_entry(router, "/calls/{call}", CALLS, ("공모 하나", "공모 하나를 답한다 (PRJ-54)."))
add_making(
    router, "/calls", AnnounceCall, "announce_call", ("공모 등록", "공모를 등록해 앞으로 올 일정에 세운다 (PRJ-54).")
)


add_act(
    router,
    "/calls/{subject}/correct",
    CorrectEntry,
    "correct_call",
    ("공모 정정", "공모를 통째로 다시 적는다; 고치기 전의 것도 남는다 (PLT-02)."),
)


@router.get("/bids/win-rates", summary="해마다의 선정률")
async def read_win_rates(gate: Gated, _: Asking, asked: Annotated[PastParameters, Query()]) -> WinRates:
    """선정이나 탈락이 정해진 해마다 몇 건 가운데 몇 건이 선정되었는지 답한다 (PRJ-50)."""
    async with looking(gate, asked, bid.VIEW) as look:
        rates = await bid.find_win_rates(look.snapshot)
        meta = await look.tell()
    told = [WinRateOf(year=year, won=each.won, decided=each.decided, rate=each.show()) for year, each in rates.items()]
    return WinRates(data=told, meta=meta)


add_list(
    router,
    "/bids",
    BIDS,
    BidsWanted,
    bid.choose,
    ("공모사업 목록", "응모한 사업과 그 단계를 나중에 바뀐 것부터 답한다 (PRJ-50, PRJ-55)."),
)
add_entry(router, "/bids/{bid}", BIDS, ("공모사업 하나", "공모사업 하나와 거친 단계, 응모 지원을 답한다 (PRJ-50, 51)."))
add_making(router, "/bids", FindBid, "find_bid", ("공모사업 발굴", "응모할 사업을 발굴해 등록한다 (PRJ-50)."))
for act, command, name, summary, description in (
    ("submit", SubmitBid, "submit_bid", "제출", "언제, 어느 기관을 거쳐 제출했는지 적는다 (PRJ-50)."),
    ("select", SelectBid, "select_bid", "선정", "선정된 항목과 받은 돈을 적는다; 항목이 없으면 모두다 (PRJ-50)."),
    ("reject", RejectBid, "reject_bid", "탈락", "탈락한 사유를 적는다 (PRJ-50)."),
    ("correct", CorrectEntry, "correct_bid", "정정", "발굴한 내용을 다시 적는다; 고치기 전의 것도 남는다 (PLT-02)."),
    (
        "support",
        AddBidSupport,
        "add_bid_support",
        "응모 지원",
        "연구용역·벤치마킹·워크숍과 비용을 적는다 (PRJ-51).",
    ),
):
    add_act(router, f"/bids/{{subject}}/{act}", command, name, (f"공모사업 {summary}", description))
