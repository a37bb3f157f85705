"""/v1/notices: what the asker's post is told of, and what of it the asker has read."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from contracts.values import Uuid
from gateway.access import Asking, Gated, Links, Meta, Parameters, Unasked
from gateway.guard import GuardedRoute
from gateway.labels import NOTICE_KIND_LABELS, RECIPIENT_LABELS, Labelled, label
from gateway.queries import notice
from gateway.queries.notice import Item
from infra.clock import SEOUL

CONTEXT = "coordination"

router = APIRouter(prefix="/v1/notices", route_class=GuardedRoute, tags=["알림"])


class Notice(BaseModel):
    """One notice."""

    id: str
    directive: str
    number: str | None
    """Of the directive."""
    kind: Labelled
    recipient: Labelled
    department: str | None
    """Whose it is; null is the coordinating office."""
    clock: str | None
    """SHARE, REPORT or REPLY; null where it is of no deadline."""
    stage: str | None
    """D-3 to D+5, where it is of one."""
    due: date | None
    raised_at: datetime
    """By the business clock."""
    read_at: datetime | None


class Notices(BaseModel):
    """One page of the asker's notices, the latest first."""

    data: list[Notice]
    unread: int
    """How many are not read, whatever the page; 100 stands for more than 99."""
    links: Links
    meta: Meta


class NoticesWanted(Parameters):
    """Which notices."""

    unread: Annotated[bool, Field(description="참이면 읽지 않은 것만")] = False
    limit: Annotated[int, Field(ge=1, le=200, description="한 쪽의 건수")] = 50
    cursor: Annotated[str | None, Field(max_length=1_000, description="앞 쪽의 links.next")] = None


class ReadNotices(BaseModel):
    """Which notices the asker has read."""

    model_config = ConfigDict(extra="forbid")

    notices: Annotated[list[Uuid], Field(min_length=1, max_length=200)]


class Unread(BaseModel):
    """How many notices are left."""

    unread: int


@router.get("", summary="내 알림")
async def list_notices(gate: Gated, principal: Asking, wanted: Annotated[NoticesWanted, Query()]) -> Notices:
    """내 직위와 부서에 온 알림을 새것부터 답한다; 지시의 내용은 들어 있지 않다 (DIR-20, CAL-13)."""
    await gate.require(wanted.reach(CONTEXT), notice.VIEW)
    async with gate.reading() as snapshot:
        page = await notice.list_notices(
            snapshot, principal, unread=wanted.unread, limit=wanted.limit, cursor=wanted.cursor
        )
    return Notices(
        data=[_show(item) for item in page.items],
        unread=page.unread,
        links=Links(next=page.next_cursor),
        meta=Meta(position={CONTEXT: page.position}),
    )


@router.post("/read", summary="알림을 읽음으로")
async def mark_read(gate: Gated, principal: Asking, body: ReadNotices, _none: Unasked) -> Unread:
    """내 알림을 읽은 것으로 적는다. 다시 보내도 같고, 내 것이 아닌 것은 없는 것과 같다."""
    async with gate.reading() as snapshot:
        own = await notice.find_own(snapshot, principal, [str(each) for each in body.notices])
    await gate.marks.add(principal.user, own)
    async with gate.reading() as snapshot:
        return Unread(unread=await notice.count_unread(snapshot, principal))


def _show(item: Item) -> Notice:
    return Notice(
        id=item.notice,
        directive=item.directive,
        number=item.number,
        kind=label(item.kind, NOTICE_KIND_LABELS),
        recipient=label(item.recipient, RECIPIENT_LABELS),
        department=item.department,
        clock=item.clock,
        stage=item.stage,
        due=item.due,
        raised_at=item.raised_at.astimezone(SEOUL),
        read_at=item.read_at and item.read_at.astimezone(SEOUL),
    )
