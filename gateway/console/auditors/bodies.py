"""시민감사관단: the list of bodies, one with its members and reports, and their forms (ENG-62, PLT-07)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from contracts.engagement.auditors import (
    AppointAuditor,
    ConstituteAuditors,
    EndAuditor,
    ProposeToAudit,
    ReportAuditorActivity,
)
from contracts.messages import Done
from gateway.answers.auditors import NewAuditor, appoint, open_names
from gateway.console.juries.book import WAYS
from gateway.console.meetings.forms import Field, Spec
from gateway.console.present import format_day
from gateway.console.registers.declaring import Book, Cell, Column, Event, Fact, Ground, Part, Sheet, offer
from gateway.console.registers.pages import make_router
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.engagement import END_REASON_LABELS
from gateway.queries import auditors
from gateway.routers.auditors import BODIES
from gateway.views.auditors import Row

PATH: Final = "/auditor-bodies"
PROPOSALS: Final = "/audit-proposals"
_OF_DAY: Final = {"NOT_IN_TERM": "on", "DAY_IN_FUTURE": "on", "WEEKDAY_MISMATCH": "on"}


def shape_number(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what names an auditor by the number that was chosen."""
    return {**payload, "number": int(payload["number"])}


CONSTITUTE: Final = Spec(
    "시민감사관단 구성",
    "구성",
    ConstituteAuditors,
    (
        Field("ordinal", "몇 기", "number", must=True),
        Field("since", "임기 시작", "day", must=True),
        Field("until", "임기 끝", "day", must=True),
        Field("seats", "정원", "number", must=True),
    ),
    {"DATES_REVERSED": "until", "STEP_ORDER": "since", "BAD_SHAPE": "since"},
)
ACTS: Final[Mapping[str, Spec]] = {
    "appoint": Spec(
        "위촉",
        "위촉",
        AppointAuditor,
        (
            Field("name", "이름", must=True, hint="암호로 잠가 두고 총괄부서와 감사부서만 읽습니다."),
            Field("since", "위촉한 날", "day", must=True),
        ),
        {"NOT_IN_TERM": "since", "AUDITORS_COMPLETE": "name", "WEEKDAY_MISMATCH": "since"},
        reads=NewAuditor,
    ),
    "report-activity": Spec(
        "활동 적기",
        "저장",
        ReportAuditorActivity,
        (
            Field("number", "시민감사관", "choice", must=True),
            Field("on", "날짜", "day", must=True),
            Field("activity", "한 일", "text", must=True),
        ),
        _OF_DAY,
        shape=shape_number,
    ),
    "end-auditor": Spec(
        "해촉",
        "해촉",
        EndAuditor,
        (
            Field("number", "시민감사관", "choice", must=True),
            Field("on", "마지막 날", "day", must=True),
            Field("reason", "사유", "choice", must=True, options=END_REASON_LABELS),
        ),
        _OF_DAY,
        warning="해촉하면 되돌릴 수 없습니다.",
        shape=shape_number,
    ),
}
"""What can be done with a body, by the last part of its address."""


async def send_appointment(visit: Visit, body: BaseModel, key: str, subject: UUID | None, if_match: int | None) -> Done:
    """Return the outcome of an appointment, the name sealed. Raises: Rejected."""
    assert isinstance(body, NewAuditor)
    assert subject is not None
    principal = visit.session.principal
    return await appoint(visit.gate, principal, subject, body, key, if_match=if_match, dry_run=False, late=None)


def adapt(row: Row, spec: Spec, _ground: Ground) -> Spec:
    """Return the form of an act with the members who still sit."""
    sitting = [each["number"] for each in row.auditors if each["ended"] is None]
    return offer(spec, "number", [(str(n), _("%(n)s번", n=n)) for n in sitting])


def name_body(row: Row) -> str:
    """Return what a body is called."""
    return _("제%(n)s기 시민감사관단", n=row.ordinal)


async def lay_out(visit: Visit, row: Row, _ground: Ground) -> Sheet:
    """Return a body with its members, by name for who may read them, and what they reported."""
    members = await open_names(visit.gate, row, visit.session.principal)
    may_propose = visit.may_send(ProposeToAudit)
    proposing = ((f"{PROPOSALS}/new?body={row.body}", "제안 적기"),) if may_propose else ()
    again = ((f"{PATH}/new?replaces={row.body}", "다시 구성"),) if visit.may_send(ConstituteAuditors) else ()
    return Sheet(
        facts=tuple(_list_facts(row)),
        parts=(_lay_out_members(members), _lay_out_activities(row)),
        links=(*proposing, (f"{PROPOSALS}?body={row.body}", "제안 목록"), *again),
    )


def _list_facts(row: Row) -> Iterator[Fact]:
    sitting = sum(each["ended"] is None for each in row.auditors)
    yield Fact("임기", f"{format_day(row.since)}~{format_day(row.until)}")
    yield Fact("정원", _("%(n)s명", n=row.seats), _("위촉 %(n)s명", n=sitting))
    if row.replaces:
        yield Fact("앞선 기수", _("열기"), link=f"{PATH}/{row.replaces}")


def _lay_out_members(members: list[dict[str, Any]]) -> Part:
    return Part(
        "시민감사관",
        heads=(("이름", "main"), ("번호", ""), ("위촉한 날", ""), ("끝나는 날", ""), ("해촉", "")),
        rows=tuple(
            (
                Cell(each["name"] or _("비공개")),
                Cell(str(each["number"])),
                Cell(format_day(date.fromisoformat(each["since"]))),
                Cell(format_day(date.fromisoformat(each["until"]))),
                Cell(_(END_REASON_LABELS[each["ended"]]) if each["ended"] else ""),
            )
            for each in members
        ),
        none="아직 위촉한 사람이 없습니다.",
        acts=("appoint", "end-auditor"),
    )


def _lay_out_activities(row: Row) -> Part:
    told = (
        Event(format_day(date.fromisoformat(each["on"])), _("%(n)s번", n=each["number"]), each["activity"])
        for each in reversed(row.activities)
    )
    return Part("활동", events=tuple(told), none="아직 적은 활동이 없습니다.", acts=("report-activity",))


BOOK: Final = Book(
    path=PATH,
    title="시민감사관",
    register=BODIES,
    choose=auditors.choose_bodies,
    head=lambda row, _ground: (name_body(row), None),
    columns=(
        Column("기수", lambda row, _ground: Cell(name_body(row)), "main"),
        Column("임기", lambda row, _ground: Cell(f"{format_day(row.since)}~{format_day(row.until)}")),
        Column("정원", lambda row, _ground: Cell(str(row.seats)), "num"),
        Column("활동", lambda row, _ground: Cell(str(len(row.activities))), "num"),
    ),
    lay_out=lay_out,
    empty=("아직 구성한 시민감사관단이 없습니다.", "임기와 정원을 정해 구성하면 시민을 위촉하고 활동을 적습니다."),
    new=CONSTITUTE,
    adds=("replaces",),
    acts=ACTS,
    sends={"appoint": send_appointment},
    adapt=adapt,
    ways=WAYS,
)
router = make_router(BOOK)
