"""/v1/open: voting without an account, and what every phone and screen in the hall shows (ENG-04, ENG-05, ENG-13)."""

from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field

from contracts.errors import Rejected
from gateway.access import Asked, Gated, Key, Meta
from gateway.answers.polls import OpenRound, read_live, show_open_round, write_frame
from gateway.away import AWAY, is_away
from gateway.broadcast import Broadcast
from gateway.gate import Gate
from gateway.guard import GuardedRoute, count_guess, count_ticket
from gateway.queries import poll_round, poll_tally, rows, town_hall
from gateway.queries.metadata import find_position
from gateway.sharing import Shared
from gateway.views.poll_round import Row
from gateway.voting import Mark, cast_ballot, find_receipt, find_round

STREAM: Final = "text/event-stream"
RETRY_MS: Final = 2_000
"""How long a phone waits before it connects again."""
CONTEXT: Final = poll_round.VIEW.context
HIDDEN: Final = frozenset({"PLANNED", "CANCELLED"})
"""States in which citizens do not know of a session."""
ROUNDS: Final[Shared[tuple[Row, int]]] = Shared()
"""Rounds that many phones ask for at once."""
SCREENS: Final = Broadcast()
"""What each session's phones and screens follow."""

router = APIRouter(prefix="/v1/open", route_class=GuardedRoute, tags=["시민참여"])


class MarkSent(BaseModel):
    """An option by its number, and what is said of it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    option: Annotated[int, Field(ge=1, le=20)]
    """Its number, from 1."""
    value: Annotated[int, Field(ge=1, le=20)] = 1
    """1 for what is chosen; stars; a place, 1 being the first."""


class BallotSent(BaseModel):
    """A ballot as a phone sends it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    ticket: Annotated[str, Field(min_length=1, max_length=100)]
    """The participant's; nobody else is asked who votes."""
    choices: Annotated[list[MarkSent], Field(max_length=20)]
    """None is a blank ballot."""


class BallotTaken(BaseModel):
    """A ballot lies in the box."""

    receipt: str
    """34 signs, by which it can be asked whether the ballot is counted; it tells nobody what was chosen."""


class ReceiptTold(BaseModel):
    """Whether a ballot is counted, never what it says."""

    round: str
    question: str
    state: str
    is_counted: bool


class OpenRoundAnswer(BaseModel):
    """A round for phones."""

    data: OpenRound
    meta: Meta


@router.post(
    "/rounds/{round}/ballots", status_code=201, summary="투표하기", responses={409: {"description": "이미 투표함"}}
)
async def send_ballot(
    request: Request,
    gate: Gated,
    key: Key,
    place: Annotated[UUID, Path(alias="round")],
    body: BallotSent,
    response: Response,
) -> BallotTaken:
    """참가표로 투표한다. 같은 키로 다시 보내면 같은 접수 번호를 준다. 표에는 참가표도 주소도 남지 않는다 (ENG-05)."""
    await count_ticket(request, body.ticket)
    marks = [Mark(mark.option, mark.value) for mark in body.choices]
    try:
        receipt = await cast_ballot(gate, place, body.ticket, marks, key)
    except Rejected as no:
        if no.code == "TICKET_INVALID":
            await count_guess(request)
        raise
    response.headers["Cache-Control"] = "no-store"
    return BallotTaken(receipt=receipt)


@router.get("/receipts/{receipt}", summary="접수 번호 확인")
async def read_receipt(gate: Gated, receipt: Annotated[str, Path(max_length=100)], response: Response) -> ReceiptTold:
    """표가 세어졌는지만 답한다. 이의 제기 기간이 끝나 열쇠를 파기한 뒤에는 누구도 열 수 없다 (ENG-05)."""
    found = await find_receipt(gate, receipt)
    response.headers["Cache-Control"] = "no-store"
    row = found.round
    return ReceiptTold(round=row.round, question=row.question, state=row.state, is_counted=found.is_counted)


@router.get("/rounds/{round}", summary="투표 하나")
async def read_open_round(gate: Gated, place: Annotated[UUID, Path(alias="round")], asked: Asked) -> OpenRoundAnswer:
    """질문과 선택지, 상태, 남은 초를 답한다; 결과는 발표한 뒤에만 (ENG-04)."""
    await gate.require(asked.reach(CONTEXT), poll_round.VIEW)

    async def read() -> tuple[Row, int]:
        async with gate.reading() as snapshot:
            row = await find_round(snapshot, place)
            return row, await find_position(snapshot, poll_round.VIEW.name, CONTEXT)

    row, position = await ROUNDS.read(place, read)
    now = await gate.now()
    return OpenRoundAnswer(data=show_open_round(row, now.at), meta=Meta(position={CONTEXT: position}))


@router.get(
    "/town-halls/{town_hall}/live",
    summary="행사의 투표 흐름",
    response_class=Response,
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}}}}},
)
async def follow_session(gate: Gated, place: Annotated[UUID, Path(alias="town_hall")]) -> Response:
    """지금의 투표와 표의 수를 바뀔 때마다 보낸다; 무엇을 골랐는지는 발표한 뒤에만 (ENG-04).

    이벤트 `round`의 내용은 JSON이다: name, ballots 투표한 수, present 입장한 수, connected 이 화면을 연 수, round,
    parts 발표한 뒤 공무원을 뺀 것(name 없음)과 구분별(5표 이상).
    """
    async with gate.reading() as snapshot:
        held = await rows.find_row(snapshot, town_hall.VIEW, str(place))
    if held is None or held.state in HIDDEN:
        raise Rejected("NOT_FOUND", "그런 행사가 없습니다. 주소를 확인하세요.")
    return StreamingResponse(follow(gate, str(place)), media_type=STREAM, headers={"Cache-Control": "no-store"})


async def follow(gate: Gate, session: str) -> AsyncIterator[bytes]:
    """Yield what a session's screens show, whenever it changes; the reader is told to come again where it ends."""
    yield format_sse_event(comment="connected", retry=RETRY_MS)
    watched = (poll_round.VIEW.name, poll_tally.VIEW.name)
    stream = SCREENS.follow(
        session,
        lambda: read_live(gate, session),
        lambda: gate.changes(*watched, context=CONTEXT, after=0),
    )
    try:
        async for text in stream:
            if not text:
                yield format_sse_event(comment="heartbeat")
                continue
            frame = write_frame(text, (await gate.now()).at, SCREENS.count(session))
            yield format_sse_event(event="round", data_str=frame)
    except AWAY as error:
        if not is_away(error):
            raise
    finally:
        await stream.aclose()
