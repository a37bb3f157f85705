"""감사 제안: the list by due day, one with the audit's answer, and its forms (ENG-62)."""

from collections.abc import Iterator, Mapping
from typing import Final

from contracts.engagement.auditors import AnswerAuditProposal, ProposeToAudit
from gateway.console.auditors.bodies import PATH as BODIES
from gateway.console.auditors.bodies import PROPOSALS as PATH
from gateway.console.auditors.bodies import name_body
from gateway.console.juries.book import WAYS
from gateway.console.meetings.forms import Field, Spec
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.registers.declaring import Book, Cell, Column, Fact, Filter, Ground, Part, Sheet
from gateway.console.registers.pages import make_router
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.engagement import AUDIT_ANSWER_LABELS, PROPOSAL_STATE_LABELS
from gateway.queries import auditors, rows
from gateway.routers.auditors import PROPOSALS
from gateway.views.auditors import Proposal, Row

_KINDS: Final[Mapping[str, ChipKind]] = {"RECEIVED": ChipKind.WAITING, "ANSWERED": ChipKind.DONE}

PROPOSE: Final = Spec(
    "감사 제안 적기",
    "저장",
    ProposeToAudit,
    (
        Field("auditor", "시민감사관 번호", "number", must=True),
        Field("title", "제목", must=True),
        Field("text", "제안", "text", must=True),
    ),
    {"NOT_IN_TERM": "auditor", "BAD_SHAPE": "auditor"},
)
ANSWER: Final = Spec(
    "감사 제안 답변",
    "답변",
    AnswerAuditProposal,
    (
        Field("outcome", "받아들일지", "choice", must=True, options=AUDIT_ANSWER_LABELS),
        Field("answer", "답변과 까닭", "text", must=True),
    ),
    warning="보낸 답변은 고칠 수 없습니다.",
)


def make_chip(row: Proposal) -> Chip:
    """Return a proposal's state, or what the audit answered."""
    word = AUDIT_ANSWER_LABELS[row.outcome] if row.outcome else PROPOSAL_STATE_LABELS[row.state]
    return Chip(_KINDS[row.state], _(word), "")


def show_due(row: Proposal, ground: Ground) -> Chip:
    """Return how the audit's answer stands to its due day."""
    return ground.show_due(row.due_on, done_on=row.answered_on, late=row.late_days)


async def lay_out(visit: Visit, row: Proposal, ground: Ground) -> Sheet:
    """Return a proposal with the audit's answer."""
    async with visit.gate.reading() as snapshot:
        body: Row | None = await rows.find_row(snapshot, auditors.BODY_VIEW, row.body)
    return Sheet(
        facts=tuple(_list_facts(row, ground, name_body(body) if body else "–")),
        parts=(Part("제안", row.text), Part("감사부서 답변", row.answer or "", none="아직 답변하지 않았습니다.")),
    )


def _list_facts(row: Proposal, ground: Ground, body: str) -> Iterator[Fact]:
    yield Fact("낸 사람", body, _("%(n)s번", n=row.auditor), link=f"{BODIES}/{row.body}")
    yield Fact("답할 날", format_day(row.due_on), chip=show_due(row, ground))
    yield Fact("낸 날", format_day(row.received_on))
    if row.answered_on:
        yield Fact("답한 날", format_day(row.answered_on))


BOOK: Final = Book(
    path=PATH,
    title="감사 제안",
    register=PROPOSALS,
    choose=auditors.choose_proposals,
    head=lambda row, _ground: (row.title, make_chip(row)),
    columns=(
        Column("제목", lambda row, _ground: Cell(row.title), "main"),
        Column("상태", lambda row, _ground: Cell(chip=make_chip(row))),
        Column("답할 날", lambda row, ground: Cell(chip=show_due(row, ground))),
        Column("낸 날", lambda row, _ground: Cell(format_day(row.received_on))),
    ),
    lay_out=lay_out,
    search="제목·내용",
    filters=(Filter("state", "상태", PROPOSAL_STATE_LABELS), Filter("body")),
    empty=("아직 낸 감사 제안이 없습니다.", "시민감사관단 화면에서 제안을 적으면 20근무일 안에 감사부서가 답합니다."),
    new=PROPOSE,
    adds=("body",),
    is_part=True,
    acts={"answer": ANSWER},
    ways=WAYS,
)
router = make_router(BOOK)
