"""/v1/evaluation-plans: how departments are evaluated (EVL-01 to 05, 08, 09)."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import ColumnElement

from contracts.evaluations.plans import AdoptPlan, DraftPlan, RevisePlan, Scheme
from gateway.answers.entries import EntriesWanted, Entry, Register, offer, tell_row
from gateway.answers.registers import labelled
from gateway.auth import Principal
from gateway.commands import add_act
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.evaluations import PLAN_STATE_LABELS
from gateway.queries import evaluation_plan
from gateway.reading import add_entry, add_list
from gateway.views.evaluation_plan import PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["성과평가"])
PATH: Final = "/v1/evaluation-plans/{year}"


class PlanVersion(BaseModel):
    """A version that was adopted."""

    version: int
    scheme: Scheme
    reason: str | None
    adopted_on: date
    source: int
    """Position of the event that adopted it."""


class EvaluationPlan(Entry):
    """The plan of one year."""

    year: int
    state: Annotated[Labelled, labelled(PLAN_STATE_LABELS)]
    draft: Scheme | None
    versions: list[PlanVersion]
    version: int


def show_plan(row: Row, principal: Principal, past: bool) -> EvaluationPlan:
    """Return a plan as the API tells it."""
    acts = ("draft", "adopt") if row.state == "DRAFT" else ("revise",)
    return tell_row(EvaluationPlan, row, allowed=offer(PATH, acts, principal, is_own=True, is_past=past))


def choose_plans() -> list[ColumnElement[bool]]:
    """Return the conditions of a list of plans: none."""
    return []


PLANS: Final = Register(evaluation_plan.VIEW, PREFIX, evaluation_plan.ORDER, EvaluationPlan, show_plan, is_falling=True)

add_list(
    router,
    "/evaluation-plans",
    PLANS,
    EntriesWanted,
    choose_plans,
    ("평가계획 목록", "해마다의 평가계획을 새것부터 답한다 (EVL-01)."),
)
add_entry(
    router,
    "/evaluation-plans/{year}",
    PLANS,
    ("평가계획 하나", "그해의 평가군·분야·배점·가감점과 판마다의 사유를 답한다 (EVL-01)."),
)
add_act(
    router,
    "/evaluation-plans/{year}/draft",
    DraftPlan,
    "draft_plan",
    ("평가계획 작성", "시행하기 전까지 다시 작성할 수 있다; 배점의 합은 100이다 (EVL-01, EVL-03)."),
)
add_act(
    router,
    "/evaluation-plans/{year}/adopt",
    AdoptPlan,
    "adopt_plan",
    ("평가계획 시행", "계획을 굳히고 모든 대상 부서의 성과표를 연다 (EVL-01, EVL-02)."),
)
add_act(
    router,
    "/evaluation-plans/{year}/revise",
    RevisePlan,
    "revise_plan",
    ("평가계획 변경", "시행한 계획을 사유와 함께 새 판으로 바꾼다 (EVL-01)."),
)
