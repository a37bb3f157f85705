"""/v1/juries and what of them everybody reads and checks under /v1/open (ENG-60, ENG-61)."""

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from contracts.engagement.juries import (
    AppointJurors,
    CellQuota,
    ConcludeJury,
    DrawJury,
    FreezeJuryFrame,
    HoldJurySession,
    JuryGroup,
    JuryQuestion,
    ReplaceJuror,
    VoteJuryItem,
)
from contracts.errors import Rejected
from gateway.access import Gated, Unasked
from gateway.answers.entries import (
    NOT_THERE,
    EntriesWanted,
    Entry,
    Register,
    Words,
    choose_by,
    find_entry,
    offer,
    tell_row,
)
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import InSeoul, Listing, One, Shown, labelled, make_listing
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import FALL_OUT_LABELS, JUROR_LABELS, JURY_STATE_LABELS
from gateway.queries import jury, rows
from gateway.reading import add_entry, add_list
from gateway.views.jury import PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
PATH: Final = "/v1/juries/{subject}"
OF_DRAWN: Final = ("appoint", "replace", "hold-session")
ACTS: Final = {"FROZEN": ("draw",), "DRAWN": OF_DRAWN, "MEETING": (*OF_DRAWN, "vote", "conclude")}
"""What may come next, by state."""
CSV: Final = "text/csv; charset=utf-8"


class Replacement(BaseModel):
    """A seat that somebody else got, or that stays empty."""

    subject: str
    replacement: str | None
    reason: Annotated[Labelled, labelled(FALL_OUT_LABELS)]


class PublicReplacement(BaseModel):
    """As everybody reads it: not why."""

    subject: str
    replacement: str | None


class Session(BaseModel):
    """A session, who came, how they sat and what they asked."""

    number: int
    held_on: date
    attended: list[str]
    appointed: int
    groups: list[JuryGroup]
    questions: list[JuryQuestion]


class PublicSession(BaseModel):
    """A session as everybody reads it: how many came, what they asked."""

    number: int
    held_on: date
    present: int
    appointed: int
    questions: list[JuryQuestion]


class Vote(BaseModel):
    """A vote and what came of it."""

    number: int
    session: int
    item: str
    yes: int
    no: int
    abstained: int
    present: int
    is_approved: bool


class Draw(BaseModel):
    """All that is needed beside the frame to repeat the draw (draw.json)."""

    algorithm: str
    jury: str
    seats: int
    seed_source: str
    frame_sha256: str
    seed: str
    quotas: list[CellQuota]
    drawn: list[str]
    """In the order of the draw."""
    replacements: list[PublicReplacement]
    """In their order."""


class PublicJury(Shown):
    """A jury as everybody reads it."""

    id: str = Field(validation_alias="jury")
    name: str
    topic: str
    state: Annotated[Labelled, labelled(JURY_STATE_LABELS)]
    seats: int
    people: int
    """Of the frozen frame."""
    seed_source: str
    frame_sha256: str
    seed: str | None
    quotas: list[CellQuota]
    votes: list[Vote]
    recommendation: str | None
    stages: dict[str, InSeoul]
    """When it came to each state."""


class OpenJury(PublicJury):
    """One jury with its sessions, as everybody reads it."""

    sessions: list[PublicSession]


class Jury(Entry, PublicJury):
    """A jury as staff see it."""

    algorithm: str | None
    drawn: list[str]
    jurors: dict[str, Annotated[Labelled, labelled(JUROR_LABELS)]]
    """Who holds a seat, by id."""
    replacements: list[Replacement]
    sessions: list[Session]
    version: int


class JuriesWanted(EntriesWanted):
    """Which juries."""

    q: Words = None
    state: Annotated[str | None, Field(pattern="^[A-Z_]{1,30}$", description="상태")] = None


def show_jury(row: Row, principal: Principal, past: bool) -> Jury:
    """Return a jury as the asker sees it."""
    return tell_row(Jury, row, allowed=offer(PATH, ACTS.get(row.state, ()), principal, is_own=True, is_past=past))


JURIES: Final = Register(jury.VIEW, PREFIX, jury.ORDER, Jury, show_jury)

add_list(
    router,
    "/juries",
    JURIES,
    JuriesWanted,
    jury.choose,
    ("시민배심원단 목록", "배심원단을 이름 차례로 답한다 (ENG-60)."),
)
add_entry(
    router, "/juries/{jury}", JURIES, ("시민배심원단 하나", "추첨·위촉·회의·표결을 모두 답한다 (ENG-60, ENG-61).")
)
add_making(
    router,
    "/juries",
    FreezeJuryFrame,
    "freeze_jury_frame",
    (
        "배심원 후보 명부 확정",
        "명부(이름 없는 번호·성별·연령대·지역, 5,000명까지)를 굳히고 그 sha256을 공개한다; "
        "시드를 어디서 얻을지 먼저 밝힌다 (ENG-60).",
    ),
)
for _act, _command, _name, _told in (
    ("draw", DrawJury, "draw_jury", ("추첨", "공개한 시드로 성별·연령대·지역별 정원만큼 뽑는다 (ENG-60).")),
    ("appoint", AppointJurors, "appoint_jurors", ("위촉", "수락한 사람을 배심원으로 위촉한다 (ENG-60).")),
    (
        "replace",
        ReplaceJuror,
        "replace_juror",
        ("교체", "같은 칸에서 추첨 순서의 다음 사람을 뽑는다; 없으면 빈자리로 남는다 (ENG-60)."),
    ),
    (
        "hold-session",
        HoldJurySession,
        "hold_jury_session",
        ("회의 기록", "1차부터 3차까지 차례로, 참석자·분임·부서 질의응답을 적는다 (ENG-61)."),
    ),
    (
        "vote",
        VoteJuryItem,
        "vote_jury_item",
        ("전체 표결", "위촉된 사람의 과반수가 참석한 회의에서, 참석자의 과반수가 찬성하면 의결된다 (ENG-61)."),
    ),
    ("conclude", ConcludeJury, "conclude_jury", ("마침", "3차 회의 뒤에 권고문을 적어 마친다 (ENG-61).")),
):
    add_act(router, f"/juries/{{subject}}/{_act}", _command, _name, _told)


@router.get("/open/juries", summary="공개한 시민배심원단")
async def list_open_juries(gate: Gated, wanted: Annotated[JuriesWanted, Query()]) -> Listing[PublicJury]:
    """누구나 읽는다: 배심원단과 명부의 sha256, 시드, 표결을 답한다 (ENG-60, ENG-61)."""
    async with looking(gate, wanted, jury.VIEW) as look:
        chosen = choose_by(wanted, jury.choose)
        page = await rows.list_page(look.snapshot, jury.VIEW, chosen, jury.ORDER, wanted.place(), total=wanted.total)
        meta = await look.tell()
    return make_listing(Listing[PublicJury], page, [tell_row(PublicJury, row) for row in page.rows], meta)


@router.get("/open/juries/{jury}", summary="공개한 시민배심원단 하나")
async def read_open_jury(gate: Gated, jury: UUID, asked: Annotated[PastParameters, Query()]) -> One[OpenJury]:
    """누구나 읽는다: 회의마다 몇 명이 와서 무엇을 물었고 어떻게 표결했는지 답한다 (ENG-61)."""
    row, _cut, meta = await find_entry(gate, JURIES.view, f"{PREFIX}{jury}", str(jury), asked)
    sessions: list[dict[str, Any]] = [{**each, "present": len(each["attended"])} for each in row.sessions]
    return One[OpenJury](data=tell_row(OpenJury, row, sessions=sessions), meta=meta)


@router.get(
    "/open/juries/{jury}/frame.csv",
    summary="확정한 명부",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def read_frame(gate: Gated, jury: UUID, _: Unasked) -> Response:
    """누구나 받는다: sha256이 공개한 값과 같은 그 파일이다; draw.json과 함께 추첨을 되풀이할 수 있다 (ENG-60)."""
    return Response(await _find_frame(gate, str(jury)), media_type=CSV)


@router.get("/open/juries/{jury}/draw.json", summary="추첨 결과")
async def read_draw(gate: Gated, jury: UUID, asked: Annotated[PastParameters, Query()]) -> Draw:
    """누구나 받는다: 시드, 칸마다의 정원, 뽑힌 차례와 교체를 답한다 (ENG-60)."""
    row, _cut, _meta = await find_entry(gate, JURIES.view, f"{PREFIX}{jury}", str(jury), asked)
    if row.seed is None:
        raise Rejected("NOT_FOUND", "아직 추첨하지 않았습니다. 추첨한 뒤에 다시 보세요.")
    return tell_row(Draw, row)


async def _find_jury(gate: Gated, key: str) -> Row:
    async with gate.reading() as snapshot:
        row = await rows.find_row(snapshot, jury.VIEW, key)
    if row is None:
        raise Rejected("NOT_FOUND", NOT_THERE)
    return row


async def _find_frame(gate: Gated, key: str) -> str:
    async with gate.reading() as snapshot:
        frame = await rows.find_row(snapshot, jury.FRAME_VIEW, key)
    if frame is None:
        raise Rejected("NOT_FOUND", NOT_THERE)
    return frame.csv
