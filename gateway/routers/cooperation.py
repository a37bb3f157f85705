"""/v1/groups, /v1/exchanges, /v1/postings: with whom the city works together (PRJ-52, PRJ-56, PRJ-57)."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from contracts.projects.corrections import CorrectEntry
from contracts.projects.exchanges import (
    Direction,
    EndPosting,
    ExchangeKind,
    RecordExchange,
    ReportPosting,
    StartPosting,
)
from contracts.projects.groups import FormGroup, JoinGroup, LeaveGroup
from contracts.values import Code, Day, Role
from gateway.access import Asking, Gated
from gateway.answers.entries import (
    Correction,
    EntriesWanted,
    Entry,
    Register,
    Told,
    Words,
    find_day,
    list_entries,
    may_edit,
    offer,
    tell_entry,
    tell_row,
    tell_version,
)
from gateway.answers.past import PastParameters, read_cut
from gateway.answers.registers import Listing, One, labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.projects import DIRECTION_LABELS, EXCHANGE_LABELS, GROUP_LABELS, POSTING_STATE_LABELS
from gateway.queries import cooperation_group, exchange, posting
from gateway.reading import add_entry, add_list
from gateway.views.cooperation_group import PREFIX as GROUP
from gateway.views.cooperation_group import Row as GroupRow
from gateway.views.exchange import PREFIX as EXCHANGE
from gateway.views.exchange import Row as ExchangeRow
from gateway.views.posting import PREFIX as POSTING
from gateway.views.posting import Row as PostingRow

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["공모·협력"])
GROUP_PATH: Final = "/v1/groups/{code}"
GROUP_ACTS: Final = ("join", "leave", "correct")
EXCHANGE_PATH: Final = "/v1/exchanges/{subject}"
POSTING_PATH: Final = "/v1/postings/{subject}"


class Membership(BaseModel):
    """A partner's time in a group, both days included; it may have several."""

    partner: str
    is_outside_province: bool
    first: date
    last: date | None
    """None while it is in."""
    reason: str | None
    """Of leaving."""


class Group(Entry):
    """An inter-local group; the city itself is in each and not among the members."""

    code: str
    name: str
    kind: Annotated[Labelled, labelled(GROUP_LABELS)]
    valid_from: date
    members: list[Membership]
    """All there were, in order."""
    partners: list[str] = Field(default_factory=list)
    """Who is in on the day that was asked for."""
    together: int = 0
    """How many work together on that day, the city itself among them; 0 before the group was formed."""
    corrections: list[Correction]
    version: int


class Exchange(Entry):
    """Something that was done together with partners abroad."""

    id: str = Field(validation_alias="exchange")
    name: str
    kind: Annotated[Labelled, labelled(EXCHANGE_LABELS)]
    held_on: Told
    department: str | None
    partners: list[str]
    countries: int | None
    people: int | None
    is_approximate: bool
    """30여명."""
    content: str | None
    outcome: str | None
    corrections: list[Correction]
    version: int


class PostingReport(BaseModel):
    """A report of a posting."""

    number: int
    reported_on: Told
    text: str


class Posting(Entry):
    """An officer who is posted to a partner, or from one to the city; a person of the city by its id only."""

    id: str = Field(validation_alias="posting")
    partner: str
    direction: Annotated[Labelled, labelled(DIRECTION_LABELS)]
    person: str | None
    department: str | None
    period: Told
    """As it was planned."""
    state: Annotated[Labelled, labelled(POSTING_STATE_LABELS)]
    ended_on: Told | None
    ended_for: str | None
    reports: list[PostingReport]
    version: int


class GroupsWanted(EntriesWanted):
    """Which groups."""

    on: Annotated[Day | None, Field(description="이날의 구성원; 적지 않으면 오늘")] = None


class GroupAsked(PastParameters):
    """As of when, and who was in it when."""

    on: Annotated[Day | None, Field(description="이날의 구성원; 적지 않으면 오늘")] = None


class ExchangesWanted(EntriesWanted):
    """Which exchanges."""

    q: Words = None
    kind: Annotated[ExchangeKind | None, Field(description="교류의 종류")] = None
    partner: Annotated[Code | None, Field(description="함께한 기관")] = None
    first: Annotated[Day | None, Field(description="이날이거나 뒤")] = None
    last: Annotated[Day | None, Field(description="이날이거나 앞")] = None


class PostingsWanted(EntriesWanted):
    """Which postings."""

    partner: Annotated[Code | None, Field(description="상대 기관")] = None
    direction: Annotated[Direction | None, Field(description="보냄 또는 받음")] = None
    on: Annotated[Day | None, Field(description="이날 파견 중인 것")] = None


def show_group(row: GroupRow, principal: Principal, past: bool, day: date | None = None) -> Group:
    """Return a group as the asker sees it, with those who work together on a day (PRJ-52, AR-16)."""
    partners = [] if day is None else row.list_partners(day)
    return tell_row(
        Group,
        row,
        partners=partners,
        together=len(partners) + 1 if day is not None and row.valid_from <= day else 0,
        allowed=offer(GROUP_PATH, GROUP_ACTS, principal, is_own=principal.role is Role.OPERATOR and not past),
    )


def show_exchange(row: ExchangeRow, principal: Principal, past: bool) -> Exchange:
    """Return an exchange as the asker sees it: who recorded it and the coordinating office may correct it."""
    is_own = may_edit(principal, row.department) and not past
    return tell_row(Exchange, row, allowed=offer(EXCHANGE_PATH, ("correct",), principal, is_own=is_own))


def show_posting(row: PostingRow, principal: Principal, past: bool) -> Posting:
    """Return a posting as the asker sees it: who entered it and the coordinating office may change it."""
    acts, state = (("end", "report"), "STARTED") if row.ended_on is None else (("report",), "ENDED")
    allowed = offer(POSTING_PATH, acts, principal, is_own=may_edit(principal, row.department) and not past)
    return tell_row(Posting, row, state=state, allowed=allowed)


GROUPS: Final = Register(cooperation_group.VIEW, GROUP, cooperation_group.ORDER, Group, show_group)
EXCHANGES: Final = Register(exchange.VIEW, EXCHANGE, exchange.ORDER, Exchange, show_exchange, is_falling=True)
POSTINGS: Final = Register(posting.VIEW, POSTING, posting.ORDER, Posting, show_posting, is_falling=True)


async def at_day(gate: Gate, asked: PastParameters, on: date | None) -> Register[GroupRow, Group]:
    """Return the register of groups as it tells who works together on a day: that which is named, of the cut, today."""
    day = on or await find_day(gate, await read_cut(gate, asked))
    return replace(GROUPS, show=partial(show_group, day=day))


@router.get("/groups", summary="협력권 목록")
async def list_groups(gate: Gated, principal: Asking, wanted: Annotated[GroupsWanted, Query()]) -> Listing[Group]:
    """협력권과 어느 날의 구성원을 답한다; 우리 시는 모든 협력권에 들어 있어 따로 적지 않는다 (PRJ-52)."""
    return await list_entries(gate, await at_day(gate, wanted, wanted.on), principal, wanted, [])


@router.get("/groups/{code}", summary="협력권 하나")
async def read_group(
    gate: Gated, principal: Asking, code: Code, asked: Annotated[GroupAsked, Query()], response: Response
) -> One[Group]:
    """협력권 하나를 드나든 기관과 함께 답한다 (PRJ-52)."""
    answer = await tell_entry(gate, await at_day(gate, asked, asked.on), principal, code, asked)
    tell_version(response, answer)
    return answer


add_making(router, "/groups", FormGroup, "form_group", ("협력권 등록", "함께하는 시군을 협력권으로 등록한다 (PRJ-52)."))
add_act(
    router,
    "/groups/{code}/join",
    JoinGroup,
    "join_group",
    ("협력권 가입", "한 기관이 언제부터 함께하는지 적는다 (PRJ-52)."),
)
add_act(
    router,
    "/groups/{code}/leave",
    LeaveGroup,
    "leave_group",
    ("협력권 탈퇴", "한 기관이 언제까지 함께하는지 적는다; 이력은 남는다 (PRJ-52)."),
)

add_act(
    router,
    "/groups/{code}/correct",
    CorrectEntry,
    "correct_group",
    ("협력권 정정", "협력권을 통째로 다시 적는다; 고치기 전의 것도 남는다 (PLT-02)."),
)

add_list(
    router,
    "/exchanges",
    EXCHANGES,
    ExchangesWanted,
    exchange.choose,
    ("국제교류 목록", "외국 기관과 함께한 일을 새것부터 답한다 (PRJ-56)."),
)
add_entry(router, "/exchanges/{exchange}", EXCHANGES, ("국제교류 하나", "국제교류 하나를 답한다 (PRJ-56)."))
add_making(
    router,
    "/exchanges",
    RecordExchange,
    "record_exchange",
    ("국제교류 기록", "누구와 몇 나라, 몇 사람이 무엇을 했는지 적는다 (PRJ-56)."),
)

add_act(
    router,
    "/exchanges/{subject}/correct",
    CorrectEntry,
    "correct_exchange",
    ("국제교류 정정", "국제교류를 통째로 다시 적는다; 고치기 전의 것도 남는다 (PLT-02)."),
)

add_list(
    router,
    "/postings",
    POSTINGS,
    PostingsWanted,
    posting.choose,
    ("상호파견 목록", "보낸 공무원과 받은 공무원을 새것부터 답한다 (PRJ-57)."),
)
add_entry(router, "/postings/{posting}", POSTINGS, ("상호파견 하나", "파견 하나와 그 보고를 답한다 (PRJ-57)."))
add_making(
    router,
    "/postings",
    StartPosting,
    "start_posting",
    ("상호파견 등록", "어느 기관에서 누가 언제까지 근무하는지 등록한다 (PRJ-57)."),
)
add_act(router, "/postings/{subject}/end", EndPosting, "end_posting", ("상호파견 종료", "끝난 날을 적는다 (PRJ-57)."))
add_act(
    router, "/postings/{subject}/report", ReportPosting, "report_posting", ("파견 보고", "파견 보고를 적는다 (PRJ-57).")
)
