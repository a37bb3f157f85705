"""/v1/discrepancies: where a source contradicts itself or a rule, and what was decided on it (PLT-08)."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from contracts.projects import AboutKind, DecideDiscrepancy, Decision, RecordDiscrepancy, RuleCode
from contracts.values import Name
from gateway.access import Asking, Gated, Meta
from gateway.answers.entries import EntriesWanted, Entry, Register, Words, offer, tell_row
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.labels import Labelled, label
from gateway.labels.projects import ABOUT_LABELS, DECISION_LABELS, DISCREPANCY_STATE_LABELS
from gateway.queries import discrepancy
from gateway.reading import add_entry, add_list
from gateway.views.discrepancy import PREFIX, Row
from infra.clock import SEOUL

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["불일치"])
PATH: Final = "/v1/discrepancies/{subject}"
STATE: Final = "^(OPEN|DECIDED)$"


class AboutWhat(BaseModel):
    """The thing that a discrepancy is about, and the field of it."""

    kind: Labelled
    id: str
    field: str | None


class Decided(BaseModel):
    """A decision on a discrepancy; a later one stands beside it, never in its place."""

    decision: Annotated[Labelled, labelled(DECISION_LABELS)]
    reason: str
    decided_by: str
    decided_at: datetime


class Discrepancy(Entry):
    """A contradiction of a source: what it states, beside what is computed."""

    id: str = Field(validation_alias="discrepancy")
    code: str
    about: AboutWhat
    stated: str | None
    computed: str | None
    source: str | None
    """Document and line."""
    note: str | None
    state: Annotated[Labelled, labelled(DISCREPANCY_STATE_LABELS)]
    recorded_by: str
    """Account or client id."""
    recorded_at: datetime
    """By the business clock, in Seoul."""
    decisions: list[Decided]
    """In order; the last one counts."""
    version: int


class CodeCount(BaseModel):
    """How many discrepancies there are of a code."""

    code: str
    discrepancies: int


class CodeCounts(BaseModel):
    """Discrepancies by code."""

    data: list[CodeCount]
    meta: Meta


class DiscrepanciesWanted(EntriesWanted):
    """Which discrepancies."""

    state: Annotated[str | None, Field(pattern=STATE, description="미결이거나 결정된 것")] = None
    code: Annotated[RuleCode | None, Field(description="어긋난 규칙")] = None
    decision: Annotated[Decision | None, Field(description="마지막 결정")] = None
    about_kind: Annotated[AboutKind | None, Field(description="무엇에 관한 것인지")] = None
    about_id: Annotated[Name | None, Field(description="그것의 id")] = None
    source: Annotated[Name | None, Field(description="문서와 줄의 앞부분, A97")] = None
    q: Words = None


class CountsWanted(PastParameters):
    """Which discrepancies are counted."""

    state: Annotated[str | None, Field(pattern=STATE, description="미결이거나 결정된 것")] = None


def show_discrepancy(row: Row, principal: Principal, past: bool) -> Discrepancy:
    """Return a discrepancy as the asker sees it; the coordinating office decides, and again where that was wrong."""
    about = AboutWhat(kind=label(row.about_kind, ABOUT_LABELS), id=row.about_id, field=row.about_field)
    allowed = offer(PATH, ("decide",), principal, is_own=not past)
    return tell_row(Discrepancy, row, about=about, recorded_at=row.recorded_at.astimezone(SEOUL), allowed=allowed)


DISCREPANCIES: Final = Register(discrepancy.VIEW, PREFIX, discrepancy.ORDER, Discrepancy, show_discrepancy)


@router.get("/discrepancies/counts", summary="불일치의 규칙별 수")
async def count_discrepancies(gate: Gated, _: Asking, asked: Annotated[CountsWanted, Query()]) -> CodeCounts:
    """규칙마다 불일치가 몇 건인지 답한다 (PLT-08)."""
    async with looking(gate, asked, discrepancy.VIEW) as look:
        counts = await discrepancy.count_by_code(look.snapshot, asked.state)
        meta = await look.tell()
    told = [CodeCount(code=code, discrepancies=n) for code, n in counts.items()]
    return CodeCounts(data=told, meta=meta)


add_list(
    router,
    "/discrepancies",
    DISCREPANCIES,
    DiscrepanciesWanted,
    discrepancy.choose,
    ("불일치 대장", "출처가 스스로, 또는 규칙과 어긋난 곳과 그 결정을 답한다 (PLT-08)."),
)
add_entry(
    router, "/discrepancies/{discrepancy}", DISCREPANCIES, ("불일치 하나", "불일치 하나와 모든 결정을 답한다 (PLT-08).")
)
add_making(
    router,
    "/discrepancies",
    RecordDiscrepancy,
    "record_discrepancy",
    ("불일치 기록", "규칙이 찾지 못하는 어긋남을 적은 값과 계산한 값으로 남긴다 (PLT-08)."),
)
add_act(
    router,
    "/discrepancies/{subject}/decide",
    DecideDiscrepancy,
    "decide_discrepancy",
    ("불일치 결정", "어떻게 할지 사유와 함께 정한다; 다시 정해도 앞의 결정이 남는다 (PLT-08)."),
)
