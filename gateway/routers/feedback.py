"""/v1/feedback: what a session has brought up, asked of departments, and what becomes of it (ENG-07, ENG-09)."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field

from contracts.engagement.feedback import (
    AdoptFeedback,
    DeclineFeedback,
    ReferFeedback,
    ReplyToFeedback,
    RequestFeedback,
)
from contracts.values import Code, Uuid
from gateway.answers.entries import EntriesWanted, Entry, Register, Words, offer, tell_row
from gateway.answers.registers import InSeoul, labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.engagement import FEEDBACK_STATE_LABELS
from gateway.queries import feedback
from gateway.reading import add_entry, add_list
from gateway.views.feedback import PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["시민참여"])
PATH: Final = "/v1/feedback/{subject}"


class Feedback(Entry):
    """An item that a session has brought up."""

    id: str = Field(validation_alias="feedback")
    town_hall: str
    round: str | None
    option: str | None
    text: str
    department: str
    state: Annotated[Labelled, labelled(FEEDBACK_STATE_LABELS)]
    requested_on: date
    due_on: date
    escalated_at: InSeoul | None
    """When it was told that the reply is overdue."""
    reply: str | None
    replied_on: date | None
    late_days: int | None
    """Business days; 0 on time."""
    decision: str | None
    """What was decided and why."""
    resolution: str | None
    directive: str | None
    referred_to: str | None
    decided_on: date | None
    version: int


class FeedbackWanted(EntriesWanted):
    """Which items."""

    q: Words = None
    town_hall: Annotated[Uuid | None, Field(description="이 행사에서 나온 것")] = None
    round: Annotated[Uuid | None, Field(description="이 투표에서 나온 것")] = None
    department: Annotated[Code | None, Field(description="물음을 받은 부서")] = None
    state: Annotated[str | None, Field(pattern="^[A-Z_]{1,30}$", description="상태")] = None


def show_feedback(row: Row, principal: Principal, past: bool) -> Feedback:
    """Return an item as the asker sees it."""
    is_asked = row.state == "REQUESTED"
    acts = ("reply",) if is_asked else ("adopt", "decline", "refer") if row.state == "REPLIED" else ()
    is_own = not is_asked or principal.department == row.department
    return tell_row(Feedback, row, allowed=offer(PATH, acts, principal, is_own=is_own, is_past=past))


ITEMS: Final = Register(feedback.VIEW, PREFIX, feedback.ORDER, Feedback, show_feedback)

add_list(
    router,
    "/feedback",
    ITEMS,
    FeedbackWanted,
    feedback.choose,
    ("환류 목록", "행사에서 나온 항목과 그 결과를 회신 기한이 이른 것부터 답한다 (ENG-09)."),
)
add_entry(
    router, "/feedback/{feedback}", ITEMS, ("환류 항목 하나", "물음, 부서의 회신, 결정을 답한다 (ENG-07, ENG-09).")
)
add_making(
    router,
    "/feedback",
    RequestFeedback,
    "request_feedback",
    ("부서에 묻기", "행사에서 나온 항목을 부서에 묻는다; 회신 기한은 20근무일이다 (ENG-09)."),
)
add_act(
    router,
    "/feedback/{subject}/reply",
    ReplyToFeedback,
    "reply_to_feedback",
    ("부서 회신", "물음을 받은 부서가 회신한다; 늦은 근무일 수를 센다 (ENG-09)."),
)
add_act(
    router,
    "/feedback/{subject}/adopt",
    AdoptFeedback,
    "adopt_feedback",
    ("받아들임", "받아들이고 그것을 잇는 결의나 지시를 적는다 (ENG-07, ORG-08)."),
)
add_act(
    router,
    "/feedback/{subject}/decline",
    DeclineFeedback,
    "decline_feedback",
    ("받아들이지 않음", "시민이 읽을 사유를 적는다 (ENG-09)."),
)
add_act(
    router,
    "/feedback/{subject}/refer",
    ReferFeedback,
    "refer_feedback",
    ("다른 기관에 넘김", "정할 곳과 사유를 적어 넘긴다 (ENG-09)."),
)
