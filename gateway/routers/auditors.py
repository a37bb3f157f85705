"""/v1/auditor-bodies and /v1/audit-proposals: citizen auditors and what they propose (ENG-62)."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from contracts.engagement.auditors import (
    AnswerAuditProposal,
    ConstituteAuditors,
    EndAuditor,
    ProposeToAudit,
    ReportAuditorActivity,
)
from contracts.values import Uuid
from gateway.access import Asking, Commanded, Gated, IfMatch, Key, Written, answer_written
from gateway.answers.auditors import NewAuditor, appoint, open_names
from gateway.answers.entries import EntriesWanted, Entry, Register, Words, find_entry, offer, tell_row, tell_version
from gateway.answers.past import PastParameters
from gateway.answers.registers import InSeoul, One, labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import AUDIT_ANSWER_LABELS, END_REASON_LABELS, PROPOSAL_STATE_LABELS
from gateway.queries import auditors
from gateway.reading import add_entry, add_list
from gateway.views.auditors import BODY, CONTEXT, PROPOSAL, Proposal, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
PATH: Final = "/v1/auditor-bodies/{subject}"
ACTS: Final = ("appoint", "end-auditor", "report-activity")
PROPOSAL_PATH: Final = "/v1/audit-proposals/{subject}"


class AuditorBody(Entry):
    """A body of citizen auditors."""

    id: str = Field(validation_alias="body")
    ordinal: int
    """기."""
    since: date
    until: date
    seats: int
    replaces: str | None
    version: int


class CitizenAuditor(BaseModel):
    """A member of a body."""

    number: int
    name: str | None
    """None for who may not read it; 파기됨 once it is destroyed."""
    since: date
    until: date
    ended: Annotated[Labelled | None, labelled(END_REASON_LABELS)]
    """Why it ended before the term."""


class Activity(BaseModel):
    """What an auditor did on a day."""

    number: int
    on: date
    activity: str


class WholeBody(AuditorBody):
    """A body with its members and what they reported."""

    auditors: list[CitizenAuditor]
    activities: list[Activity]


class AuditProposal(Entry):
    """What a citizen auditor proposes, and what the audit answers."""

    id: str = Field(validation_alias="proposal")
    body: str
    auditor: int
    title: str
    text: str
    state: Annotated[Labelled, labelled(PROPOSAL_STATE_LABELS)]
    received_on: date
    due_on: date
    escalated_at: InSeoul | None
    """When it was told that the answer is overdue."""
    outcome: Annotated[Labelled | None, labelled(AUDIT_ANSWER_LABELS)]
    answer: str | None
    answered_on: date | None
    late_days: int | None
    """Business days; 0 on time."""
    version: int


class ProposalsWanted(EntriesWanted):
    """Which proposals."""

    q: Words = None
    body: Annotated[Uuid | None, Field(description="이 기수의 것")] = None
    state: Annotated[str | None, Field(pattern="^(RECEIVED|ANSWERED)$", description="상태")] = None


def show_body(row: Row, principal: Principal, past: bool) -> AuditorBody:
    """Return a body as the asker sees it."""
    return tell_row(AuditorBody, row, allowed=offer(PATH, ACTS, principal, is_own=True, is_past=past))


def show_proposal(row: Proposal, principal: Principal, past: bool) -> AuditProposal:
    """Return a proposal as the asker sees it."""
    acts = ("answer",) if row.state == "RECEIVED" else ()
    return tell_row(AuditProposal, row, allowed=offer(PROPOSAL_PATH, acts, principal, is_own=True, is_past=past))


BODIES: Final = Register(auditors.BODY_VIEW, BODY, auditors.BODY_ORDER, AuditorBody, show_body, is_falling=True)
PROPOSALS: Final = Register(auditors.PROPOSAL_VIEW, PROPOSAL, auditors.PROPOSAL_ORDER, AuditProposal, show_proposal)

add_list(
    router,
    "/auditor-bodies",
    BODIES,
    EntriesWanted,
    auditors.choose_bodies,
    ("시민감사관단 목록", "기수마다 임기와 정원을 새것부터 답한다 (ENG-62)."),
)


@router.get("/auditor-bodies/{body}", summary="시민감사관단 하나")
async def read_body(
    gate: Gated, principal: Asking, body: UUID, asked: Annotated[PastParameters, Query()], response: Response
) -> One[WholeBody]:
    """시민감사관과 활동 보고를 답한다; 이름은 총괄부서와 감사부서에만 보인다 (ENG-62, PLT-07)."""
    row, cut, meta = await find_entry(gate, BODIES.view, f"{BODY}{body}", str(body), asked)
    members = await open_names(gate, row, principal)
    acts = offer(PATH, ACTS, principal, is_own=True, is_past=bool(cut))
    answer = One[WholeBody](data=tell_row(WholeBody, row, auditors=members, allowed=acts), meta=meta)
    tell_version(response, answer)
    return answer


add_making(
    router,
    "/auditor-bodies",
    ConstituteAuditors,
    "constitute_auditors",
    ("시민감사관단 구성", "임기와 정원을 정한다; 다시 구성하면 앞선 기수의 임기 뒤에 이어진다 (ENG-62)."),
)


@router.post("/auditor-bodies/{subject}/appoint", summary="시민감사관 위촉")
async def appoint_auditor(
    gate: Gated,
    principal: Asking,
    key: Key,
    subject: UUID,
    if_match: IfMatch,
    body: NewAuditor,
    asked: Commanded,
    response: Response,
) -> Written:
    """시민을 임기 끝까지 위촉한다; 이름은 그 사람의 암호 키로 봉인해 보낸다 (ENG-62, PLT-07)."""
    late = asked.read_late()
    done = await appoint(gate, principal, subject, body, key, if_match=if_match, dry_run=asked.dry_run, late=late)
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run)


add_act(
    router,
    "/auditor-bodies/{subject}/end-auditor",
    EndAuditor,
    "end_auditor",
    ("시민감사관 해촉", "임기 전에 마지막 날과 사유를 적는다 (ENG-62)."),
)
add_act(
    router,
    "/auditor-bodies/{subject}/report-activity",
    ReportAuditorActivity,
    "report_auditor_activity",
    ("활동 보고", "임기 중인 시민감사관의 활동을 날짜와 함께 적는다 (ENG-62)."),
)
add_list(
    router,
    "/audit-proposals",
    PROPOSALS,
    ProposalsWanted,
    auditors.choose_proposals,
    ("감사 제안 목록", "시민감사관의 제안을 답할 날의 차례로 답한다 (ENG-62)."),
)
add_entry(
    router, "/audit-proposals/{proposal}", PROPOSALS, ("감사 제안 하나", "제안과 감사부서의 답을 답한다 (ENG-62).")
)
add_making(
    router,
    "/audit-proposals",
    ProposeToAudit,
    "propose_to_audit",
    ("감사 제안", "시민감사관의 제안을 적는다; 감사부서는 20근무일 안에 답해야 한다 (ENG-62)."),
)
add_act(
    router,
    "/audit-proposals/{subject}/answer",
    AnswerAuditProposal,
    "answer_audit_proposal",
    ("감사 제안 답변", "받아들일지와 그 까닭을 적는다 (ENG-62)."),
)
