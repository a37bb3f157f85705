"""환류 항목: the list by due day, one item with the department's reply and the decision, and their forms (ENG-09)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from contracts.engagement.feedback import (
    AdoptFeedback,
    DeclineFeedback,
    ReferFeedback,
    ReplyToFeedback,
    RequestFeedback,
)
from gateway.console.meetings.forms import Field, Spec
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.registers.declaring import (
    DEPARTMENTS,
    Book,
    Cell,
    Column,
    Fact,
    Filter,
    Ground,
    Part,
    Sheet,
)
from gateway.console.registers.pages import make_router
from gateway.console.town_halls.ways import WAYS
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.engagement import FEEDBACK_STATE_LABELS
from gateway.queries import feedback, rows, town_hall
from gateway.routers.feedback import ITEMS
from gateway.views.feedback import Row

PATH: Final = "/feedback"
SHORT: Final = 60
"""Characters of an item in a heading."""
_KINDS: Final[Mapping[str, ChipKind]] = {
    "REQUESTED": ChipKind.WAITING,
    "REPLIED": ChipKind.MOVING,
    "ADOPTED": ChipKind.DONE,
    "DECLINED": ChipKind.ENDED,
    "REFERRED": ChipKind.ENDED,
}


ASK: Final = Spec(
    "부서에 묻기",
    "묻기",
    RequestFeedback,
    (
        Field("text", "묻는 것", "text", must=True, hint="시민이 읽습니다."),
        Field("department", "답할 부서", "department", must=True),
        Field("days", "회신 기한(근무일)", "number", hint="비우면 20근무일입니다."),
    ),
    {"UNKNOWN_DEPARTMENT": "department", "DEPARTMENT_NOT_VALID": "department", "BAD_SHAPE": "text"},
)
ACTS: Final[Mapping[str, Spec]] = {
    "reply": Spec(
        "부서 회신",
        "회신",
        ReplyToFeedback,
        (Field("reply", "회신", "text", must=True, hint="무엇을 언제까지 할 수 있는지 적습니다. 시민이 읽습니다."),),
        warning="보낸 회신은 고칠 수 없습니다.",
    ),
    "adopt": Spec(
        "받아들임",
        "받아들임",
        AdoptFeedback,
        (
            Field("decision", "결정과 까닭", "text", must=True, hint="시민이 읽습니다."),
            Field("directive", "잇는 지시사항", "found", hint="찾는 지시가 없으면:"),
            Field("resolution", "잇는 의결", "choice", hint="지시가 아니라 의결로 정했으면 고릅니다."),
        ),
        {"LINK_REQUIRED": "directive"},
        warning="정한 것은 되돌릴 수 없습니다.",
    ),
    "decline": Spec(
        "받아들이지 않음",
        "받아들이지 않음",
        DeclineFeedback,
        (Field("reason", "사유", "text", must=True, hint="시민이 읽습니다."),),
        warning="정한 것은 되돌릴 수 없습니다.",
    ),
    "refer": Spec(
        "다른 기관에 넘김",
        "넘기기",
        ReferFeedback,
        (
            Field("to", "넘길 곳", must=True, hint="예: 충청남도"),
            Field("reason", "사유", "text", must=True, hint="시민이 읽습니다."),
        ),
        warning="정한 것은 되돌릴 수 없습니다.",
    ),
}


def make_chip(row: Row) -> Chip:
    """Return an item's state."""
    return Chip(_KINDS[row.state], _(FEEDBACK_STATE_LABELS[row.state]), "")


def show_due(row: Row, ground: Ground) -> Chip:
    """Return how the department's reply stands to its due day."""
    return ground.show_due(row.due_on, done_on=row.replied_on, late=row.late_days)


async def lay_out(visit: Visit, row: Row, ground: Ground) -> Sheet:
    """Return an item with its reply and its decision."""
    async with visit.gate.reading() as snapshot:
        session = await rows.find_row(snapshot, town_hall.VIEW, row.town_hall)
    return Sheet(
        facts=tuple(_list_facts(row, ground, session.name if session else "")),
        parts=(
            Part("물은 것", row.text),
            Part("부서 회신", row.reply or "", none="아직 회신하지 않았습니다."),
            Part("결정", row.decision or "", none="회신을 받은 뒤 총괄부서가 정합니다."),
        ),
        links=(find_issuing(row),) if row.state == "REPLIED" and "adopt" in _list_allowed(visit, row) else (),
    )


def find_issuing(row: Row) -> tuple[str, str]:
    """Return where a directive is issued with the words of an item: address and word."""
    return f"/directives/new?origin=TOWN_HALL:{row.town_hall}&feedback={row.feedback}", "지시사항으로 새로 내기"


def _list_allowed(visit: Visit, row: Row) -> list[str]:
    return ITEMS.show(row, visit.session.principal, False).allowed


def _list_facts(row: Row, ground: Ground, session: str) -> Iterator[Fact]:
    yield Fact("행사", session or "–", link=f"/town-halls/{row.town_hall}")
    yield Fact("답할 부서", ground.name(row.department))
    yield Fact("회신 기한", format_day(row.due_on), chip=show_due(row, ground))
    yield Fact("물은 날", format_day(row.requested_on))
    if row.decided_on:
        yield Fact("정한 날", format_day(row.decided_on))
    if row.directive:
        yield Fact("잇는 지시사항", _("지시사항 열기"), link=f"/directives/{row.directive}")
    if row.resolution:
        yield Fact("잇는 의결", _("의결 열기"), link=f"/resolutions/{row.resolution}")
    if row.referred_to:
        yield Fact("넘긴 곳", row.referred_to)


def shorten(text: str) -> str:
    """Return the first words of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[:SHORT]}…"


def lay_out_items(items: Sequence[Row], ground: Ground) -> Part:
    """Return what a session has brought up, as its page shows it."""
    return Part(
        "환류",
        heads=(("물은 것", "main"), ("답할 부서", ""), ("회신 기한", ""), ("상태", "")),
        rows=tuple(
            (
                Cell(shorten(row.text), link=f"{PATH}/{row.feedback}"),
                Cell(ground.name(row.department)),
                Cell(chip=show_due(row, ground)),
                Cell(chip=make_chip(row)),
            )
            for row in items
        ),
        none="아직 부서에 물은 것이 없습니다.",
    )


BOOK: Final = Book(
    path=PATH,
    title="환류",
    register=ITEMS,
    choose=feedback.choose,
    head=lambda row, _ground: (shorten(row.text), make_chip(row)),
    columns=(
        Column("물은 것", lambda row, _ground: Cell(shorten(row.text)), "main"),
        Column("답할 부서", lambda row, ground: Cell(ground.name(row.department))),
        Column("회신 기한", lambda row, ground: Cell(chip=show_due(row, ground))),
        Column("상태", lambda row, _ground: Cell(chip=make_chip(row))),
    ),
    lay_out=lay_out,
    search="내용",
    filters=(
        Filter("state", "상태", FEEDBACK_STATE_LABELS),
        Filter("department", "답할 부서", DEPARTMENTS),
        Filter("town_hall"),
    ),
    empty=("아직 부서에 물은 것이 없습니다.", "타운홀에서 나온 것을 그 화면에서 부서에 물으면 여기에 나타납니다."),
    new=ASK,
    adds=("town_hall", "round", "option"),
    is_part=True,
    acts=ACTS,
    ways=WAYS,
)
router = make_router(BOOK)
