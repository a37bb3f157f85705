"""공약 변경 laid out as a stepper: request, citizens' jury, panel, mayor, publication (EVL-63, EVL-70, XS-08)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
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
from contracts.messages import Done
from contracts.values import Text
from gateway.console.meetings_forms import Field as FormField
from gateway.console.meetings_forms import Filled, Misread, Spec
from gateway.console.meetings_sending import Shown, send_form, show_form
from gateway.console.pledges.book import make_step_chip
from gateway.console.pledges.forms import PLAN_FIELDS, read_plan
from gateway.console.pledges.laying import CHANGES, PATH, WAYS, tell_plan
from gateway.console.present import Step, StepState, format_day, format_moment
from gateway.console.registers.declaring import Book, Cell, Column, Event, Fact, Filter, Ground, Part, Sheet, offer
from gateway.console.registers.pages import NOT_THERE, make_router
from gateway.console.rendering import ConsoleRoute
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.labels_pledges import CHANGE_KIND_LABELS, CHANGE_STEP_LABELS
from gateway.queries import jury, pledge, pledge_change
from gateway.queries.rows import Place, find_row, list_page
from gateway.routers.pledge_changes import CHANGES as REGISTER
from gateway.views.pledge_change import Row
from infra.clock import SEOUL, make_id

JURIES: Final = 50
"""Juries to choose from, the last concluded ones."""
NOT_WHOLE: Final = "고른 종류에 맞는 칸을 모두 적으세요. 다른 종류의 칸은 비워 두세요."


class NewChange(BaseModel):
    """A request for a change as the form has it; the address tells the term and the pledge."""

    model_config = ConfigDict(extra="forbid")

    term: int = Field(ge=1, le=99)
    pledge: UUID | None = None
    kind: PledgeChangeKind
    name: str | None = None
    content: str | None = None
    due_on: str | None = None
    targets: tuple[str, ...] = ()
    finance: tuple[str, ...] = ()
    number: int | None = None
    field: str | None = None
    reason: Text


async def send_request(visit: Visit, body: BaseModel, key: str, _subject: UUID | None, _if_match: int | None) -> Done:
    """Return the outcome of a request. Raises: Rejected."""
    assert isinstance(body, NewChange)
    try:
        command = _make_request(body)
    except (ValidationError, Misread) as no:
        said = no.message if isinstance(no, Misread) else _(NOT_WHOLE)
        raise Rejected("BAD_SHAPE", said) from no
    return await visit.gate.send(visit.session.principal, command, key=key)


def _make_request(body: NewChange) -> RequestPledgeChange:
    wished: dict[str, Any] = {"kind": body.kind}
    if body.kind is PledgeChangeKind.CONTENT:
        wished |= {"name": body.name, "content": body.content}
    if body.kind is PledgeChangeKind.TARGET:
        wished["plan"] = read_plan(body.model_dump(include={"due_on", "targets", "finance"}))
    if body.kind is PledgeChangeKind.ADD:
        wished["added"] = body.model_dump(include={"number", "field", "name", "content"})
    told = {"term": body.term, "pledge": body.pledge, "wished": wished, "reason": body.reason}
    return RequestPledgeChange.model_validate(told)


NEW: Final = Spec(
    "공약 변경 신청",
    "신청",
    RequestPledgeChange,
    (
        FormField("kind", "무엇을 바꾸나", "choice", must=True, options=CHANGE_KIND_LABELS),
        FormField("reason", "사유", "text", must=True),
        FormField("name", "공약 이름", hint="내용을 바꾸거나 공약을 더할 때 적습니다."),
        FormField("content", "공약 내용", "text", hint="내용을 바꾸거나 공약을 더할 때 적습니다."),
        *PLAN_FIELDS,
        FormField("number", "새 공약의 번호", "number", hint="공약을 더할 때 적습니다."),
        FormField("field", "새 공약의 분야", hint="공약을 더할 때 분야의 코드를 적습니다."),
    ),
    {"BAD_SHAPE": "kind", "WRONG_STATE": "kind", "ALREADY_REGISTERED": "number", "NOT_PERMITTED": "kind"},
    warning="신청해도 시민배심원단, 평가단, 시장을 모두 거쳐 공표하기 전에는 공약이 그대로입니다.",
    reads=NewChange,
)
_REFUSE: Final = Spec(
    "반려",
    "반려",
    RefusePledgeChange,
    (FormField("reason", "사유", "text", must=True),),
    warning="반려하면 변경 절차가 끝나고 공약은 그대로 남습니다.",
)
JURY: Final = Spec(
    "시민배심원단 결정",
    "저장",
    DecideChangeByJury,
    (
        FormField(
            "item",
            "승인한 안건",
            "choice",
            must=True,
            hint="회의를 마친 시민배심원단이 승인한 안건만 고를 수 있습니다.",
            way=("/juries", "배심원"),
        ),
    ),
    {"CHANGE_PROCEDURE_REQUIRED": "item"},
    shape=lambda payload: dict(zip(("jury", "item"), _read_item(str(payload["item"])), strict=True)),
)
ACTS: Final[Mapping[str, Spec]] = {
    "jury": JURY,
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


def _read_item(chosen: str) -> tuple[str, int]:
    """Return the jury and the number of an option. Raises: Misread."""
    key, _bar, number = chosen.partition("|")
    if not number.isdecimal():
        raise Misread("item", _("안건을 고르세요."))
    return key, int(number)


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
    acts=ACTS,
    ways=WAYS,
)
router = make_router(BOOK)
deciding = APIRouter(prefix=CHANGES, route_class=ConsoleRoute, include_in_schema=False)


@deciding.get("/{entry}/jury")
async def open_jury(request: Request, visit: SignedIn, entry: UUID) -> Response:
    """Show the form that names a jury's item, of those that were approved by juries that have concluded (EVL-63)."""
    return await show_form(request, visit, await _make_jury(visit, entry, Filled(key=str(make_id()))))


@deciding.post("/{entry}/jury")
async def decide_by_jury(request: Request, visit: SignedIn, entry: UUID) -> Response:
    """Name the item by which a jury approved the change (EVL-63)."""

    async def reread() -> Shown:
        return await _make_jury(visit, entry, Filled(key=""))

    shown = await reread()
    return await send_form(request, visit, shown, CHANGES, REGISTER.view.name, subject=entry, reread=reread)


async def _make_jury(visit: Visit, entry: UUID, filled: Filled) -> Shown:
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, REGISTER.view, str(entry))
        page = await list_page(snapshot, jury.VIEW, jury.choose(state="CONCLUDED"), jury.ORDER, Place(JURIES))
    if row is None:
        raise Rejected("NOT_FOUND", _(NOT_THERE))
    options = [
        (f"{each.jury}|{vote['number']}", f"{each.name}: {vote['item']}"[:200])
        for each in page.rows
        for vote in each.votes
        if vote["is_approved"]
    ]
    own = f"{CHANGES}/{entry}"
    head = _(CHANGE_KIND_LABELS[row.kind])
    return Shown(offer(JURY, "item", options), filled, f"{own}/jury", own, head, version=row.version)
