"""/v1/suggestions, and under /v1/open what citizens send and read without an account (ENG-66)."""

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.engagement.suggestions import (
    AnswerSuggestion,
    ClassifySuggestion,
    ExtendSuggestion,
    PetitionChannel,
    PetitionKind,
    ReceiveSupplement,
    RequestSupplement,
    TransferSuggestion,
)
from contracts.values import Code, Role
from gateway.access import TRIED, Asking, Commanded, CommandedNow, Gated, IfMatch, Key, Meta, Written, answer_written
from gateway.answers.entries import EntriesWanted, Entry, Register, find_entry, offer, tell_row, tell_version
from gateway.answers.past import PastParameters
from gateway.answers.registers import InSeoul, One, Shown, labelled
from gateway.answers.suggestions import (
    NewSuggestion,
    SomeWords,
    TakenSuggestion,
    find_by_code,
    may_read,
    open_words,
    receive,
    write_to,
)
from gateway.auth import Principal
from gateway.commands import Told, add_act
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import PETITION_CHANNEL_LABELS, PETITION_KIND_LABELS, PETITION_STATE_LABELS
from gateway.queries import suggestion
from gateway.reading import add_list
from gateway.receipts import ReceiptCode, require_unguessable, write_code
from gateway.views.suggestion import CONTEXT, PREFIX, Row
from infra.clock import name_command

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
PATH: Final = "/v1/suggestions/{subject}"
ACTS: Final = {
    "RECEIVED": ("classify",),
    "HANDLING": ("transfer", "request-supplement", "extend", "answer"),
    "SUPPLEMENTING": ("supplement",),
}
"""What may come next, by state."""
CITIZEN: Final = Principal("open-suggestion", Role.CITIZEN, None, "시민")
"""Who acts where nobody was asked."""
LabelledKind = Annotated[Labelled | None, labelled(PETITION_KIND_LABELS)]


class Receipt(Written):
    """A petition that was received, with the code that opens it."""

    code: str | None = None
    """접수증: told here and nowhere else; None of what was only tried."""


class Supplement(BaseModel):
    """What the citizen was asked for, and what came."""

    requested_on: date
    asked: str | None
    received_on: date | None = None
    words: str | None = None


class Extension(BaseModel):
    """By how many days a petition was extended, and why."""

    days: int
    reason: str
    has_consent: bool


class Transfer(BaseModel):
    """From which department a petition went."""

    department: str
    reason: str
    at: InSeoul


class Clock(Shown):
    """How a petition stands."""

    receipt: str
    """접수번호."""
    state: Annotated[Labelled, labelled(PETITION_STATE_LABELS)]
    kind: LabelledKind
    department: str | None
    received_at: InSeoul
    due_on: date | None
    due_at: InSeoul | None
    """Where hours are counted."""
    extensions: list[Extension]
    answered_at: InSeoul | None


class OwnSuggestion(Clock):
    """A petition as the citizen who has its code reads it."""

    supplements: list[Supplement]
    answer: str | None


class Suggestion(Clock, Entry):
    """A petition as staff see it in a list: without its words."""

    id: str = Field(validation_alias="suggestion")
    channel: Annotated[Labelled, labelled(PETITION_CHANNEL_LABELS)]
    days: int | None
    policy: str | None
    """The version of the clock."""
    late: int | None
    """Business days, or begun working hours where those are counted; 0 on time."""
    escalated_at: InSeoul | None
    version: int


class WholeSuggestion(Suggestion):
    """A petition with its words, for who may read them; None each for others."""

    words: str | None
    contact: str | None
    transfers: list[Transfer]
    supplements: list[Supplement]
    answer: str | None


class SuggestionsWanted(EntriesWanted):
    """Which petitions."""

    state: Annotated[str | None, Field(pattern="^[A-Z_]{1,30}$", description="상태")] = None
    kind: Annotated[PetitionKind | None, Field(description="종류")] = None
    department: Annotated[Code | None, Field(description="맡은 부서")] = None
    receipt: Annotated[str | None, Field(pattern="^[0-9A-Z]{6}$", description="접수번호")] = None


class Holder(BaseModel):
    """Somebody who has a receipt code."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: ReceiptCode


def _offer(row: Row, principal: Principal, past: bool) -> list[str]:
    return offer(PATH, ACTS.get(row.state, ()), principal, is_own=may_read(row, principal), is_past=past)


def show_suggestion(row: Row, principal: Principal, past: bool) -> Suggestion:
    """Return a petition as the asker sees it in a list."""
    return tell_row(Suggestion, row, allowed=_offer(row, principal, past))


SUGGESTIONS: Final = Register(suggestion.VIEW, PREFIX, suggestion.ORDER, Suggestion, show_suggestion, is_falling=True)

add_list(
    router,
    "/suggestions",
    SUGGESTIONS,
    SuggestionsWanted,
    suggestion.choose,
    ("제안·민원 목록", "접수된 것을 새것부터, 글 없이 처리기한과 함께 답한다 (ENG-66)."),
)


@router.get("/suggestions/{suggestion}", summary="제안·민원 하나")
async def read_suggestion(
    gate: Gated, principal: Asking, suggestion: UUID, asked: Annotated[PastParameters, Query()], response: Response
) -> One[WholeSuggestion]:
    """민원 하나를 답한다; 글과 연락처, 답변은 총괄부서와 맡은 부서에만 보인다 (ENG-66, PLT-07)."""
    row, cut, meta = await find_entry(gate, SUGGESTIONS.view, f"{PREFIX}{suggestion}", str(suggestion), asked)
    words = await open_words(gate, row, is_reader=may_read(row, principal))
    shown = tell_row(WholeSuggestion, row, **words, allowed=_offer(row, principal, bool(cut)))
    answer = One[WholeSuggestion](data=shown, meta=meta)
    tell_version(response, answer)
    return answer


@router.post("/suggestions", status_code=201, responses=TRIED, summary="제안·민원 대신 접수")
async def take_suggestion(
    gate: Gated, principal: Asking, key: Key, body: TakenSuggestion, asked: Commanded, response: Response
) -> Receipt:
    """창구·전화·우편으로 온 것을 적고 접수증을 시민에게 전한다; 글은 봉인해 보낸다 (ENG-66, PLT-07)."""
    command, late = name_command(principal.user, key), asked.read_late()
    new = NewSuggestion(words=body.words, contact=body.contact)
    made, code = await receive(gate, principal, command, new, body.channel, dry_run=asked.dry_run, late=late)
    written = answer_written(
        response, made, CONTEXT, dry_run=asked.dry_run, location=f"/v1/suggestions/{made.result.id}"
    )
    return Receipt(**written.model_dump(), code=None if asked.dry_run else write_code(code))


@router.post("/open/suggestions", status_code=201, responses=TRIED, summary="제안·민원 접수")
async def send_suggestion(
    gate: Gated, key: Key, body: NewSuggestion, asked: CommandedNow, response: Response
) -> Receipt:
    """누구나 로그인 없이 보낸다; 접수증은 이 답에만 있고, 그것으로 처리상황과 답변을 본다 (ENG-66)."""
    require_unguessable(key)
    command = name_command(CITIZEN.user, key)
    made, code = await receive(gate, CITIZEN, command, body, PetitionChannel.ONLINE, dry_run=asked.dry_run)
    written = answer_written(response, made, CONTEXT, dry_run=asked.dry_run)
    return Receipt(**written.model_dump(), code=None if asked.dry_run else write_code(code))


@router.post("/open/suggestions/status", summary="내 제안·민원 보기")
async def read_own(gate: Gated, body: Holder) -> One[OwnSuggestion]:
    """접수증을 가진 사람에게 처리상황과 답변을 답한다; 틀린 접수증은 로그인처럼 드물게만 시도할 수 있다 (ENG-66)."""
    row = await find_by_code(gate, body.code)
    words: dict[str, Any] = await open_words(gate, row, is_reader=True)
    told = {name: words[name] for name in ("supplements", "answer")}
    return One[OwnSuggestion](data=tell_row(OwnSuggestion, row, **told), meta=Meta(position={CONTEXT: row.position}))


Writing = type[RequestSupplement] | type[ReceiveSupplement] | type[AnswerSuggestion]
"""What puts sealed words to a suggestion."""


def _add_words(name: str, act: Writing, told: Told) -> None:
    """Add `POST /suggestions/{subject}/<name>`, whose words are sealed."""

    async def write(
        gate: Gated,
        principal: Asking,
        key: Key,
        subject: UUID,
        if_match: IfMatch,
        body: SomeWords,
        asked: Commanded,
        response: Response,
    ) -> Written:
        order = name_command(principal.user, key), subject, if_match
        tried, late = asked.dry_run, asked.read_late()
        done = await write_to(gate, principal, order, act, body.words, dry_run=tried, late=late)
        return answer_written(response, done, CONTEXT, dry_run=tried)

    summary, description = told
    path = f"/suggestions/{{subject}}/{name}"
    _, own, _ = act.wire().split(".")
    router.post(path, name=own, summary=summary, description=description)(write)


_add_words(
    "request-supplement",
    RequestSupplement,
    ("보완 요구", "빠진 것을 시민에게 묻는다; 다음 날부터 보완이 온 날까지는 처리기간에 세지 않는다 (ENG-66)."),
)
_add_words(
    "supplement", ReceiveSupplement, ("보완 접수", "시민이 보완한 것을 적는다; 처리기간이 다시 흐른다 (ENG-66).")
)
_add_words("answer", AnswerSuggestion, ("답변", "답변을 봉인해 보낸다; 접수증을 가진 시민이 읽는다 (ENG-66, PLT-07)."))


add_act(
    router,
    "/suggestions/{subject}/classify",
    ClassifySuggestion,
    "classify_suggestion",
    ("민원 분류", "종류와 맡을 부서를 정한다; 법정 처리기간에 따라 접수한 때부터 기한이 정해진다 (ENG-66)."),
)
add_act(
    router,
    "/suggestions/{subject}/transfer",
    TransferSuggestion,
    "transfer_suggestion",
    ("이송", "사유를 적어 맡을 부서로 넘긴다; 처리기간은 계속 흐른다 (ENG-66)."),
)
add_act(
    router,
    "/suggestions/{subject}/extend",
    ExtendSuggestion,
    "extend_suggestion",
    ("처리기간 연장", "처음 기간 안에서 한 번, 두 번째는 민원인의 동의를 받아 연장한다 (ENG-66)."),
)
