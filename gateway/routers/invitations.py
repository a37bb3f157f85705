"""/v1/completions, /v1/invitations: who is asked, over which link, and who does not want to be (ENG-33, ENG-34)."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.engagement.responses import OptOut, ReissueInvitation
from contracts.values import Name, Uuid
from gateway.access import TRIED, Asking, Commanded, Gated, Key, Meta, Written, answer_written
from gateway.answers.entries import EntriesWanted, Entry, Register, find_entry, offer, tell_row
from gateway.answers.invitations import Invited, NewCompletion, NewInvitation, invite, open_link, record_completion
from gateway.answers.past import PastParameters
from gateway.answers.registers import InSeoul, One, labelled
from gateway.answers.surveys import find_own, is_own
from gateway.auth import Principal
from gateway.commands import add_act, carry_out
from gateway.contacts import name_contact
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import INVITATION_STATE_LABELS
from gateway.ordering import order_by_key
from gateway.queries import invitation, survey
from gateway.reading import add_list
from gateway.responding import refuse_closed
from gateway.views.invitation import CONTEXT, PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
PATH: Final = "/v1/invitations/{subject}"
MOST: Final = 500
"""Invitations of one request (decided.md, Bulk)."""


class NewInvitations(BaseModel):
    """Whom to invite."""

    model_config = ConfigDict(extra="forbid", strict=True)

    invitations: Annotated[list[NewInvitation], Field(min_length=1, max_length=MOST)]


class NewOptOut(BaseModel):
    """Somebody who does not want to be invited any more."""

    model_config = ConfigDict(extra="forbid", strict=True)

    contact: Name
    """As it was left, however the number is written."""


class InvitedAll(BaseModel):
    """What each invitation came to, in the order in which they were sent."""

    data: list[Invited]
    meta: Meta


class Invitation(Entry):
    """An invitation in a list: neither whose nor the link."""

    id: str = Field(validation_alias="invitation")
    survey: str
    stratum: str
    state: Annotated[Labelled, labelled(INVITATION_STATE_LABELS)]
    generation: int
    has_contact: bool
    consent: int | None
    """The version of the survey's consent that was agreed to with the contact."""
    issued_at: InSeoul
    reissued_at: InSeoul | None
    version: int


class WholeInvitation(Invitation):
    """An invitation as whoever sends it out reads it."""

    token: str
    contact: str | None


class InvitationsWanted(EntriesWanted):
    """Which invitations."""

    survey: Annotated[Uuid | None, Field(description="설문")] = None
    state: Annotated[str | None, Field(pattern="^[A-Z_]{1,30}$", description="상태")] = None


def show_invitation(row: Row, principal: Principal, past: bool) -> Invitation:
    """Return an invitation as the asker sees it in a list."""
    return tell_row(Invitation, row, allowed=_offer(row, principal, past), has_contact=row.contact is not None)


def _offer(row: Row, principal: Principal, past: bool) -> list[str]:
    acts = ("reissue",) if row.state == "ISSUED" else ()
    return offer(PATH, acts, principal, is_own=True, is_past=past)


INVITATIONS: Final = Register(invitation.VIEW, PREFIX, invitation.ORDER, Invitation, show_invitation, is_falling=True)

add_list(
    router,
    "/invitations",
    INVITATIONS,
    InvitationsWanted,
    invitation.choose,
    ("설문 초대 목록", "누구를 언제 초대했는지 연락처와 링크 없이 새것부터 답한다 (ENG-33, ENG-34)."),
)


@router.get("/invitations/{invitation}", summary="설문 초대 하나")
async def read_invitation(
    gate: Gated,
    principal: Asking,
    place: Annotated[UUID, Path(alias="invitation")],
    asked: Annotated[PastParameters, Query()],
    response: Response,
) -> One[WholeInvitation]:
    """보낼 사람에게 링크의 토큰과 연락처를 답하고, 누가 읽었는지 남긴다 (ENG-34)."""
    row, cut, meta = await find_entry(gate, invitation.VIEW, f"{PREFIX}{place}", str(place), asked)
    async with gate.reading() as snapshot:
        of = await find_own(snapshot, UUID(row.survey), principal)
    if of.state != "OPEN":
        raise refuse_closed()
    token, contact = await open_link(gate, principal, row)
    response.headers["Cache-Control"] = "no-store"
    allowed = _offer(row, principal, bool(cut)) if is_own(of, principal) else []
    told = tell_row(
        WholeInvitation, row, allowed=allowed, has_contact=contact is not None, token=token, contact=contact
    )
    return One[WholeInvitation](data=told, meta=meta)


add_act(
    router,
    "/invitations/{subject}/reissue",
    ReissueInvitation,
    "reissue_invitation",
    ("초대 다시 보내기", "사흘이 지난 뒤 한 번 새 링크를 만든다; 앞의 링크는 쓸 수 없다 (ENG-34)."),
)


@router.post("/completions", status_code=201, responses=TRIED, summary="처리 완료 알리기")
async def tell_completion(
    gate: Gated, principal: Asking, key: Key, body: NewCompletion, asked: Commanded, response: Response
) -> Written:
    """민원·계약·보조금의 처리를 마쳤음을 알린다; 그런 일을 묻는 열린 설문마다 한 번 초대한다 (ENG-33)."""
    late = asked.read_late()
    made = await record_completion(gate, principal, key, body, dry_run=asked.dry_run, late=late)
    return answer_written(response, made, CONTEXT, dry_run=asked.dry_run)


@router.post("/opt-outs", status_code=201, responses=TRIED, summary="설문을 받지 않겠다는 사람")
async def tell_opt_out(
    gate: Gated, principal: Asking, key: Key, body: NewOptOut, asked: Commanded, response: Response
) -> Written:
    """전화나 창구로 더 받지 않겠다고 한 사람의 연락처를 적는다; 이름만 남기고 연락처는 남기지 않는다 (ENG-34)."""
    command = OptOut(contact_name=await name_contact(gate.vault, body.contact))
    return await carry_out(gate, principal, order_by_key(principal, command, key), asked, response)


@router.post("/surveys/{survey}/invitations", name="invite_all", summary="한꺼번에 초대")
async def invite_all(
    gate: Gated, principal: Asking, key: Key, place: Annotated[UUID, Path(alias="survey")], body: NewInvitations
) -> InvitedAll:
    """500건까지 초대한다; 연락처가 없는 사람의 링크 토큰은 이 답에 있어 직접 전한다 (ENG-33, ENG-34)."""
    await gate.catch_up(survey.VIEW)
    async with gate.reading() as snapshot:
        of = await find_own(snapshot, place, principal)
    if of.state != "OPEN":
        raise refuse_closed()
    invited, position = await invite(gate, principal, place, key, body.invitations)
    return InvitedAll(data=invited, meta=Meta(position={CONTEXT: position}))
