"""/v1/reads: who has read what only the audit may know of, for the auditor (DIR-22, ENG-63)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from contracts.values import Storable, Uuid
from gateway.access import Asking, Gated, Links
from gateway.answers.reads import find_reads
from gateway.guard import GuardedRoute
from gateway.labels import READ_LABELS, ROLE_LABELS, Labelled, label
from gateway.reads import Read
from infra.clock import SEOUL

router = APIRouter(prefix="/v1/reads", route_class=GuardedRoute, tags=["감사"])


class ReadDirective(BaseModel):
    """A directive that was read."""

    id: str
    number: str | None
    """Null where its events cannot be opened any more."""


class ReadEntry(BaseModel):
    """One read by the wall clock; time in Seoul."""

    read_at: datetime
    account: str
    role: Labelled
    department: str | None
    act: Labelled
    directives: list[ReadDirective]
    """One, or those that a list has shown."""
    reports: list[str]
    """Anonymous reports, in place of directives, by nothing but their ids (ENG-63)."""
    surveys: list[str]
    """Surveys whose texts, contacts or single answers were read, in place of directives (ENG-36, ENG-40)."""


class Reads(BaseModel):
    """One page of reads, the latest first."""

    data: list[ReadEntry]
    links: Links


class ReadsWanted(BaseModel):
    """Which reads."""

    model_config = ConfigDict(extra="forbid")

    directive: Annotated[Uuid | None, Field(description="이 지시사항을 열람한 것만")] = None
    q: Annotated[
        Annotated[str, Storable] | None,
        Field(max_length=100, description="계정이나 건의 아이디 앞부분, 지시사항의 번호, 설문 제목의 낱말"),
    ] = None
    limit: Annotated[int, Field(ge=1, le=200, description="한 쪽의 건수")] = 50
    cursor: Annotated[str | None, Field(max_length=500, description="앞 쪽의 links.next; 같은 조건으로")] = None


@router.get("", summary="감사 전용 열람 기록")
async def list_reads(gate: Gated, principal: Asking, wanted: Annotated[ReadsWanted, Query()]) -> Reads:
    """누가 언제 감사 전용 지시사항, 익명 신고, 설문의 낱낱의 답을 열람했는지 새것부터 답한다 (DIR-22, ENG-63)."""
    directive = None if wanted.directive is None else str(wanted.directive)
    found = await find_reads(gate, principal, directive=directive, q=wanted.q, limit=wanted.limit, cursor=wanted.cursor)
    return Reads(data=[_show(read, found.numbers) for read in found.reads], links=Links(next=found.following))


def _show(read: Read, numbers: Mapping[str, str]) -> ReadEntry:
    return ReadEntry(
        read_at=read.read_at.astimezone(SEOUL),
        account=read.account,
        role=label(read.role, ROLE_LABELS),
        department=read.department,
        act=label(read.act, READ_LABELS),
        directives=[ReadDirective(id=each, number=numbers.get(each)) for each in read.directives],
        reports=list(read.reports),
        surveys=list(read.surveys),
    )
