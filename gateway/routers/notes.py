"""/v1/notes: the memos of meetings, and the directives that are made of them (받아적기, DIR-03)."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from contracts.directives import SplitNote, TakeNote
from contracts.errors import Rejected
from contracts.messages import Result
from gateway.access import (
    TRIED,
    Asking,
    Commanded,
    Gated,
    IfMatch,
    Key,
    Links,
    Meta,
    Written,
    answer_written,
)
from gateway.answers.directives import OriginChip
from gateway.answers.past import NOT_THEN, PastParameters, looking, read_cut, tell_cut
from gateway.auth import Principal
from gateway.commands import carry_out
from gateway.guard import GuardedRoute
from gateway.labels import ORIGIN_LABELS, label
from gateway.ordering import order_by_key
from gateway.queries import history
from gateway.queries import note as memos
from gateway.queries.metadata import find_position
from gateway.rights import list_allowed
from gateway.views.note import PREFIX, Row
from infra.clock import SEOUL

CONTEXT: Final = "directives"
PATH: Final = "/v1/notes/{note}"

router = APIRouter(prefix="/v1/notes", route_class=GuardedRoute, tags=["메모"])


class Note(BaseModel):
    """One memo and the directives that it has led to."""

    id: str
    text: str
    meeting: str | None
    origin: OriginChip | None
    taken_by: str
    taken_at: datetime
    directives: list[str]
    """Ids, in the order of the drafts."""
    version: int
    allowed: list[str]


class Notes(BaseModel):
    """One page of memos, the last changed first."""

    data: list[Note]
    links: Links
    meta: Meta


class OneNote(BaseModel):
    """One memo."""

    data: Note
    meta: Meta


class Split(Written):
    """What a memo was split into."""

    directives: list[Result]
    """In the order of the drafts."""


class NotesWanted(PastParameters):
    """Which page."""

    limit: Annotated[int, Field(ge=1, le=200, description="한 쪽의 건수")] = 50
    cursor: Annotated[str | None, Field(max_length=500, description="앞 쪽의 links.next")] = None


def show_note(row: Row, principal: Principal, *, past: bool = False) -> Note:
    """Return a memo as the API tells it."""
    acts = () if past else ("split",)
    origin = None
    if row.origin_kind is not None and row.origin_id is not None:
        origin = OriginChip(kind=label(row.origin_kind, ORIGIN_LABELS), id=row.origin_id, item=row.origin_item)
    return Note(
        id=row.note,
        text=row.text,
        meeting=row.meeting,
        origin=origin,
        taken_by=row.taken_by,
        taken_at=row.taken_at.astimezone(SEOUL),
        directives=row.directives,
        version=row.version,
        allowed=list_allowed(PATH, acts, principal.role, is_own=False),
    )


@router.get("", summary="메모 목록")
async def list_notes(gate: Gated, principal: Asking, wanted: Annotated[NotesWanted, Query()]) -> Notes:
    """메모를 나중에 바뀐 차례로 답한다; 시장, 총괄부서, 감사는 모두, 간부는 자기 것을 읽는다."""
    async with looking(gate, wanted, memos.VIEW) as look:
        page = await memos.list_notes(look.snapshot, principal, wanted.limit, wanted.cursor)
        meta = await look.tell()
    shown = [show_note(row, principal, past=look.is_past) for row in page.rows]
    return Notes(data=shown, links=Links(next=page.next_cursor), meta=meta)


@router.get("/{note}", summary="메모 하나")
async def read_note(
    gate: Gated, principal: Asking, note: UUID, asked: Annotated[PastParameters, Query()], response: Response
) -> OneNote:
    """메모와 거기서 나온 지시사항의 id를 답한다."""
    await gate.require(asked.reach(CONTEXT), memos.VIEW, history.VIEWS[CONTEXT])
    cut = await read_cut(gate, asked)
    async with gate.reading() as snapshot:
        row = now = await memos.find_note(snapshot, str(note), principal)
        if cut and now is not None:
            row = await history.find_as_of(snapshot, memos.VIEW, f"{PREFIX}{note}", str(note), cut)
        position = await find_position(snapshot, memos.VIEW.name, CONTEXT)
    if row is None:
        raise Rejected("NOT_FOUND", "그런 메모가 없거나 볼 권한이 없습니다." if now is None else NOT_THEN)
    if not cut:
        response.headers["ETag"] = f'"{row.version}"'
    return OneNote(data=show_note(row, principal, past=bool(cut)), meta=tell_cut(cut, {CONTEXT: position}))


@router.post("", status_code=201, responses=TRIED, summary="메모 남기기")
async def take_note(
    gate: Gated, principal: Asking, key: Key, body: TakeNote, asked: Commanded, response: Response
) -> Written:
    """회의에서 받아 적은 것을 그대로 남긴다 (DIR-03)."""
    return await carry_out(gate, principal, order_by_key(principal, body, key), asked, response, router.prefix)


@router.post("/{note}/split", summary="메모 정리")
async def split_note(
    gate: Gated,
    principal: Asking,
    key: Key,
    note: UUID,
    if_match: IfMatch,
    body: SplitNote,
    asked: Commanded,
    response: Response,
) -> Split:
    """메모를 지시사항 여럿으로 나눈다; 주관부서를 적은 초안은 바로 공유한다 (DIR-03)."""
    order = order_by_key(principal, body, key, subject=note, if_match=if_match)
    done = await gate.carry_out(principal, order, dry_run=asked.dry_run, late=asked.read_late())
    written = answer_written(response, done, CONTEXT, dry_run=asked.dry_run)
    return Split(**dict(written), directives=list(done.result.parts))
