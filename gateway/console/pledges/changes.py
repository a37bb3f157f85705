"""공약 변경 laid out as a stepper: request, citizens' jury, panel, mayor, publication (EVL-63, EVL-70, XS-08)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.errors import Rejected
from contracts.evaluations.pledge_changes import (
    ApprovePledgeChange,
    ConfirmPledgeChange,
    DecideChangeByJury,
    PledgeChangeKind,
    PublishPledgeChange,
    RefusePledgeChange,
    RequestPledgeChange,
)
from contracts.evaluations.pledges import NewPledge, PledgePlan
from contracts.messages import Done
from contracts.values import Text
from gateway.console.meetings.forms import Field as FormField
from gateway.console.meetings.forms import Spec
from gateway.console.meetings.sending import Shown
from gateway.console.pledges.book import make_step_chip
from gateway.console.pledges.forms import PLAN_FIELDS, PLEDGE_FIELDS, PLEDGE_PLACES, read_plan, read_pledge, write_plan
from gateway.console.pledges.jurying import ITEM, offer_items, shape_item
from gateway.console.pledges.laying import CHANGES, PATH, WAYS, find_set, name_fields, read_term, tell_plan
from gateway.console.present import Step, StepState, format_day, format_moment
from gateway.console.registers.declaring import Book, Cell, Column, Event, Fact, Filter, Ground, Part, Sheet, offer
from gateway.console.registers.pages import make_router
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.pledges import CHANGE_KIND_LABELS, CHANGE_STEP_LABELS
from gateway.queries import pledge, pledge_change
from gateway.queries.rows import find_row
from gateway.routers.pledge_changes import CHANGES as REGISTER
from gateway.views.pledge_change import Row
from infra.clock import SEOUL

NOT_WHOLE: Final = "고른 종류에 맞는 칸을 모두 적으세요."
UNCHANGED: Final = "신청해도 시민배심원단, 평가단, 시장을 모두 거쳐 공표하기 전에는 공약이 그대로입니다."


class NewChange(BaseModel):
    """A request for a change as the form has it; the address tells the term and the pledge."""

    model_config = ConfigDict(extra="forbid")

    term: int = Field(ge=1, le=99)
    pledge: UUID | None = None
    kind: PledgeChangeKind = PledgeChangeKind.ADD
    name: str | None = None
    content: str | None = None
    plan: PledgePlan | None = None
    added: NewPledge | None = None
    reason: Text


async def send_request(visit: Visit, body: BaseModel, key: str, _subject: UUID | None, _if_match: int | None) -> Done:
    """Return the outcome of a request. Raises: Rejected."""
    assert isinstance(body, NewChange)
    try:
        command = _make_request(body)
    except ValidationError as no:
        raise Rejected("BAD_SHAPE", _(NOT_WHOLE)) from no
    return await visit.gate.send(visit.session.principal, command, key=key)


def _make_request(body: NewChange) -> RequestPledgeChange:
    """Return what is asked for: of what was typed only what its kind changes. Raises: ValidationError."""
    wished: dict[str, Any] = {"kind": body.kind, "added": body.added}
    if body.kind is PledgeChangeKind.CONTENT:
        wished |= {"name": body.name, "content": body.content}
    if body.kind is PledgeChangeKind.TARGET:
        wished["plan"] = body.plan
    told = {"term": body.term, "pledge": body.pledge, "wished": wished, "reason": body.reason}
    return RequestPledgeChange.model_validate(told)


def shape_change(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a request says, its plan read. Raises: Misread."""
    named: dict[str, Any] = {name: payload[name] for name in ("kind", "name", "content", "reason") if name in payload}
    return {**named, "plan": read_plan(payload) if payload["kind"] == PledgeChangeKind.TARGET else None}


def shape_addition(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a request for a further pledge says. Raises: Misread."""
    return {"reason": payload.pop("reason"), "added": read_pledge(payload)}


NEW: Final = Spec(
    "공약 변경 신청",
    "신청",
    RequestPledgeChange,
    (
        FormField(
            "kind",
            "무엇을 바꾸나",
            "choice",
            must=True,
            options={code: word for code, word in CHANGE_KIND_LABELS.items() if code != PledgeChangeKind.ADD},
        ),
        FormField("reason", "사유", "text", must=True),
        FormField("name", "공약 이름", hint="내용을 바꿀 때만 읽습니다."),
        FormField("content", "공약 내용", "text", hint="내용을 바꿀 때만 읽습니다."),
        *PLAN_FIELDS,
    ),
    dict.fromkeys(("BAD_SHAPE", "WRONG_STATE", "NOT_PERMITTED", "CHANGE_UNDER_WAY"), "kind"),
    warning=UNCHANGED,
    shape=shape_change,
    reads=NewChange,
)
ADDITION: Final = Spec(
    "공약 추가 신청",
    "신청",
    RequestPledgeChange,
    (FormField("reason", "사유", "text", must=True), *PLEDGE_FIELDS),
    {**PLEDGE_PLACES, "NOT_PERMITTED": "lead", "WRONG_STATE": "number", "CHANGE_UNDER_WAY": "number"},
    warning=UNCHANGED,
    shape=shape_addition,
    reads=NewChange,
)
"""Of a pledge beyond those that were confirmed, such as a 63rd (EVL-60)."""


async def prepare_new(visit: Visit, told: Mapping[str, str], shown: Shown) -> Shown:
    """Return the form as its address asks: of a pledge, with what it says now, or of one to be added to a term."""
    if "pledge" not in told:
        async with visit.gate.reading() as snapshot:
            known = await find_set(snapshot, read_term(told.get("term", "")))
        spec = offer(ADDITION, "field", name_fields(known).items() if known else ())
        return replace(shown, spec=replace(spec, adds={"term": known.term} if known else told))
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, pledge.VIEW, told["pledge"])
    if row is None:
        return shown
    values = {"name": row.name, "content": row.content or "", **(write_plan(row.plan) if row.plan else {})}
    filled = replace(shown.filled, values=values)
    return replace(shown, filled=filled, back=f"{PATH}/{row.pledge}", heading=row.name)


_REFUSE: Final = Spec(
    "반려",
    "반려",
    RefusePledgeChange,
    (FormField("reason", "사유", "text", must=True),),
    warning="반려하면 변경 절차가 끝나고 공약은 그대로 남습니다.",
)
ACTS: Final[Mapping[str, Spec]] = {
    "jury": Spec(
        "시민배심원단 결정",
        "저장",
        DecideChangeByJury,
        (ITEM,),
        {"CHANGE_PROCEDURE_REQUIRED": "item"},
        shape=shape_item,
    ),
    "confirm": Spec(
        "평가단 확인",
        "저장",
        ConfirmPledgeChange,
        (FormField("panel", "평가단", must=True), FormField("opinion", "의견", "text", must=True)),
    ),
    "approve": Spec(
        "시장 승인",
        "승인",
        ApprovePledgeChange,
        (FormField("opinion", "의견", "text"),),
        warning="승인하면 공표할 수 있고, 공표하면 공약이 바뀝니다.",
    ),
    "publish": Spec(
        "공표·적용",
        "공표하고 적용",
        PublishPledgeChange,
        warning="공표하면 공약에 적용하고 되돌릴 수 없습니다.",
    ),
    "refuse": _REFUSE,
}
"""What can be done with a change, by the last part of its address."""


async def lay_out(visit: Visit, row: Row, _ground: Ground) -> Sheet:
    """Return a change with its steps, what it is to change, and the jury's record."""
    async with visit.gate.reading() as snapshot:
        known = await find_row(snapshot, pledge.VIEW, row.pledge)
    name = known.name if known else str((row.wished["added"] or {}).get("name", ""))
    return Sheet(
        steps=tuple(list_steps(row)),
        facts=(
            Fact("공약", name, link=f"{PATH}/{row.pledge}" if known else ""),
            Fact("신청", format_moment(row.requested_at)),
            Fact("사유", row.reason),
        ),
        parts=(
            *([Part("바꾸려는 것", words)] if (words := _tell_wish(row.wished)) else []),
            *([_lay_out_jury(row.jury)] if row.jury else []),
            Part("기록", events=tuple(_tell_step(each) for each in row.steps)),
        ),
    )


def list_steps(row: Row) -> Iterator[Step]:
    """Yield the steps of the procedure; a refused one ends there."""
    on = {each["step"]: datetime.fromisoformat(each["at"]).astimezone(SEOUL).date() for each in row.steps}
    is_next_told = row.step == "REFUSED"
    for step, word in CHANGE_STEP_LABELS.items():
        if step == "REFUSED" and step not in on:
            continue
        stands = StepState.DONE if step in on else StepState.LATER if is_next_told else StepState.NEXT
        is_next_told = is_next_told or step not in on
        yield Step(_(word), stands, on.get(step))


def _tell_wish(wished: Mapping[str, Any]) -> str:
    added = wished["added"] or {}
    plan = wished["plan"] or {}
    words = [wished["name"], wished["content"], added.get("name"), added.get("content")]
    if plan:
        words += [_("%(day)s까지", day=format_day(date.fromisoformat(plan["due_on"]))), tell_plan(plan)]
    return "\n".join(each for each in words if each)


def _lay_out_jury(told: Mapping[str, Any]) -> Part:
    """Return the frame that the jury was drawn from, its sessions and its vote (EVL-63)."""
    vote = told["vote"]
    count = _("찬성 %(yes)s, 반대 %(no)s, 기권 %(rest)s", yes=vote["yes"], no=vote["no"], rest=vote["abstained"])
    frame = _("명부 %(n)s명에서 %(seats)s명을 추첨", n=f"{told['people']:,}", seats=told["seats"])
    events = [Event(_("추첨"), frame, _("명부 해시 %(hash)s", hash=told["frame_sha256"]))]
    for each in told["sittings"]:
        present = _("%(n)s명 가운데 %(present)s명 참석", n=each["appointed"], present=each["present"])
        day = format_day(date.fromisoformat(each["held_on"]))
        events.append(Event(day, _("%(n)s차 회의", n=each["number"]), present))
    events.append(Event(_("표결"), f"{vote['item']}: {count}", told["recommendation"]))
    return Part("시민배심원단", events=tuple(events))


def _tell_step(each: Mapping[str, Any]) -> Event:
    told = each["told"]
    words = [told.get(name) for name in ("panel", "opinion", "reason")]
    where = _("기록 위치 %(n)s", n=f"{each['source']:,}")
    at = format_moment(datetime.fromisoformat(each["at"]))
    return Event(at, _(CHANGE_STEP_LABELS[each["step"]]), "\n".join([*(word for word in words if word), where]))


BOOK: Final = Book(
    path=CHANGES,
    title="공약 변경",
    register=REGISTER,
    choose=pledge_change.choose,
    head=lambda row, _ground: (_(CHANGE_KIND_LABELS[row.kind]), make_step_chip(row.step)),
    columns=(
        Column("종류", lambda row, _ground: Cell(_(CHANGE_KIND_LABELS[row.kind])), "main"),
        Column("단계", lambda row, _ground: Cell(chip=make_step_chip(row.step))),
        Column("신청", lambda row, _ground: Cell(format_moment(row.requested_at))),
        Column("사유", lambda row, _ground: Cell(row.reason), "text"),
    ),
    lay_out=lay_out,
    filters=(Filter("step", "단계", CHANGE_STEP_LABELS), Filter("kind", "종류", CHANGE_KIND_LABELS), Filter("pledge")),
    empty=("아직 신청한 변경이 없습니다.", "확정한 공약의 화면에서 변경을 신청합니다."),
    new=NEW,
    adds=("term", "pledge"),
    is_part=True,
    send_new=send_request,
    prepare_new=prepare_new,
    prepare=offer_items,
    acts=ACTS,
    ways=WAYS,
)
router = make_router(BOOK)
