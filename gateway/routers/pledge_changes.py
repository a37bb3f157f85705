"""/v1/pledge-changes: a confirmed pledge changes by jury, panel, mayor and publication only (EVL-63, EVL-70)."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from contracts.evaluations.juries import JuryRecord
from contracts.evaluations.pledge_changes import (
    OF_MAYOR,
    ApprovePledgeChange,
    ConfirmPledgeChange,
    DecideChangeByJury,
    PledgeChangeKind,
    PledgeChangeStep,
    PublishPledgeChange,
    RefusePledgeChange,
    RequestPledgeChange,
)
from contracts.evaluations.pledges import Term
from contracts.values import Role
from gateway.answers.entries import EntriesWanted, Entry, Register, offer, tell_row
from gateway.answers.registers import InSeoul, labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.pledges import CHANGE_KIND_LABELS, CHANGE_STEP_LABELS
from gateway.queries import pledge_change
from gateway.reading import add_entry, add_list
from gateway.views.pledge_change import PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["공약"])
PATH: Final = "/v1/pledge-changes/{subject}"
ACTS: Final = {
    "REQUESTED": ("jury", "refuse"),
    "JURY_APPROVED": ("confirm", "refuse"),
    "PANEL_CONFIRMED": ("approve", "refuse"),
    "MAYOR_APPROVED": ("publish", "refuse"),
}
"""What may come next, by step."""


class StepTaken(BaseModel):
    """A step of the procedure."""

    step: Annotated[Labelled, labelled(CHANGE_STEP_LABELS)]
    at: InSeoul
    by: str
    """The role."""
    told: dict[str, Any]
    source: int
    """Position of the event."""


class PledgeChange(Entry):
    """A change and how far it has come."""

    id: str = Field(validation_alias="change")
    term: int
    pledge: str
    kind: Annotated[Labelled, labelled(CHANGE_KIND_LABELS)]
    step: Annotated[Labelled, labelled(CHANGE_STEP_LABELS)]
    wished: dict[str, Any]
    reason: str
    jury: JuryRecord | None
    steps: list[StepTaken]
    requested_at: InSeoul
    version: int


class ChangesWanted(EntriesWanted):
    """Which changes."""

    term: Annotated[Term | None, Field(description="민선 몇 기")] = None
    pledge: Annotated[UUID | None, Field(description="이 공약의 변경")] = None
    step: Annotated[PledgeChangeStep | None, Field(description="단계")] = None
    kind: Annotated[PledgeChangeKind | None, Field(description="종류")] = None


def show_change(row: Row, principal: Principal, past: bool) -> PledgeChange:
    """Return a change as the API tells it; from his step on the mayor refuses it, before that the office."""
    is_mayors = row.step in OF_MAYOR
    acts = [each for each in ACTS.get(row.step, ()) if each != "refuse" or is_mayors == (principal.role is Role.MAYOR)]
    return tell_row(PledgeChange, row, allowed=offer(PATH, acts, principal, is_own=True, is_past=past))


CHANGES: Final = Register(pledge_change.VIEW, PREFIX, pledge_change.ORDER, PledgeChange, show_change, is_falling=True)

add_list(
    router,
    "/pledge-changes",
    CHANGES,
    ChangesWanted,
    pledge_change.choose,
    ("공약 변경 목록", "신청한 변경을 새것부터, 어느 단계까지 왔는지와 함께 답한다 (EVL-70)."),
)
add_entry(
    router,
    "/pledge-changes/{change}",
    CHANGES,
    ("공약 변경 하나", "단계마다의 기록과 배심원단의 명부 해시·회의·표결을 답한다 (EVL-63, EVL-70)."),
)
add_making(
    router,
    "/pledge-changes",
    RequestPledgeChange,
    "request_pledge_change",
    ("공약 변경 신청", "확정한 공약의 내용·계획 변경, 보류, 폐기, 추가를 사유와 함께 신청한다 (EVL-70)."),
)
add_act(
    router,
    "/pledge-changes/{subject}/jury",
    DecideChangeByJury,
    "decide_pledge_change_by_jury",
    ("시민배심원단 결정", "회의를 마친 배심원단이 승인한 안건의 번호를 적는다 (EVL-63, EVL-70)."),
)
add_act(
    router,
    "/pledge-changes/{subject}/confirm",
    ConfirmPledgeChange,
    "confirm_pledge_change",
    ("평가단 확인", "배심원단이 승인한 변경을 평가단이 확인한 의견을 적는다 (EVL-70)."),
)
add_act(
    router,
    "/pledge-changes/{subject}/approve",
    ApprovePledgeChange,
    "approve_pledge_change",
    ("시장 승인", "평가단이 확인한 변경을 시장이 승인한다 (EVL-70)."),
)
add_act(
    router,
    "/pledge-changes/{subject}/publish",
    PublishPledgeChange,
    "publish_pledge_change",
    ("변경 공표·적용", "승인한 변경을 공표하고 그때 공약에 적용한다 (EVL-70)."),
)
add_act(
    router,
    "/pledge-changes/{subject}/refuse",
    RefusePledgeChange,
    "refuse_pledge_change",
    ("변경 반려", "어느 단계에서든 사유를 적어 끝내면 공약은 그대로 남는다 (XS-08)."),
)
