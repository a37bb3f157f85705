"""/v1/campaigns: promotion in phases that follow one another, with what each item costs (PRJ-22, PRJ-65)."""

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from contracts.projects import Amount
from contracts.projects.campaigns import PlanCampaign, ReachPhase
from contracts.projects.corrections import CorrectEntry
from contracts.values import Uuid
from gateway.answers.entries import Correction, EntriesWanted, Entry, Register, Told, Words, may_edit, offer, tell_row
from gateway.answers.registers import labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.projects import CAMPAIGN_STATE_LABELS
from gateway.queries import campaign
from gateway.reading import add_entry, add_list
from gateway.views.campaign import PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["사업"])
PATH: Final = "/v1/campaigns/{subject}"


class CampaignPhase(BaseModel):
    """A phase of a campaign."""

    number: int
    name: str
    period: Told
    reached_on: Told | None
    """None until it is done."""


class CostOf(BaseModel):
    """What one item costs."""

    item: str
    amount: Amount


class Campaign(Entry):
    """A promotion campaign; amounts in won."""

    id: str = Field(validation_alias="campaign")
    project: str | None
    name: str
    department: str | None
    state: Annotated[Labelled, labelled(CAMPAIGN_STATE_LABELS)]
    phases: list[CampaignPhase]
    reached: int
    """Phases that are done."""
    total: Amount | None
    lines: list[CostOf]
    content: str | None
    corrections: list[Correction]
    version: int


class CampaignsWanted(EntriesWanted):
    """Which campaigns."""

    q: Words = None
    project: Annotated[Uuid | None, Field(description="이 사업의 홍보")] = None
    state: Annotated[str | None, Field(pattern="^(PLANNED|DONE)$", description="진행 중이거나 완료된 것")] = None


def show_campaign(row: Row, principal: Principal, past: bool) -> Campaign:
    """Return a campaign as the asker sees it: who planned it and the coordinating office may change it."""
    acts = ("phase", "correct") if row.state == "PLANNED" else ("correct",)
    allowed = offer(PATH, acts, principal, is_own=may_edit(principal, row.department) and not past)
    return tell_row(Campaign, row, allowed=allowed)


CAMPAIGNS: Final = Register(campaign.VIEW, PREFIX, campaign.ORDER, Campaign, show_campaign, is_falling=True)

add_list(
    router,
    "/campaigns",
    CAMPAIGNS,
    CampaignsWanted,
    campaign.choose,
    ("홍보 캠페인 목록", "홍보 캠페인을 새것부터 답한다 (PRJ-65)."),
)
add_entry(router, "/campaigns/{campaign}", CAMPAIGNS, ("홍보 캠페인 하나", "단계와 항목별 비용을 답한다 (PRJ-65)."))
add_making(
    router,
    "/campaigns",
    PlanCampaign,
    "plan_campaign",
    ("홍보 캠페인 계획", "이어지는 단계와 항목별 비용을 등록한다; 빈 달이나 어긋난 합은 받지 않는다 (PRJ-22, PRJ-65)."),
)
add_act(
    router,
    "/campaigns/{subject}/phase",
    ReachPhase,
    "reach_phase",
    ("홍보 단계 완료", "차례로 마친 단계를 적는다 (PRJ-65)."),
)
add_act(
    router,
    "/campaigns/{subject}/correct",
    CorrectEntry,
    "correct_campaign",
    ("홍보 캠페인 정정", "계획을 통째로 다시 적는다; 고치기 전의 것과 마친 단계는 남는다 (PLT-02)."),
)
