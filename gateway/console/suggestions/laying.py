"""제안·민원 laid out for the offices: the list, and one with its clock, its words and what happened (ENG-66)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement

from contracts.signs import clean_signs
from gateway.answers.suggestions import SHOWN, may_read, open_words
from gateway.console.present import Chip, ChipKind, format_day, format_moment
from gateway.console.registers.declaring import (
    DEPARTMENTS,
    Book,
    Cell,
    Column,
    Event,
    Fact,
    Filter,
    Ground,
    Part,
    Sheet,
)
from gateway.console.suggestions.forms import ACTS, SENDS, TAKE, send_taken
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.engagement import PETITION_CHANNEL_LABELS, PETITION_KIND_LABELS, PETITION_STATE_LABELS
from gateway.queries import suggestion
from gateway.routers.suggestions import SUGGESTIONS
from gateway.views.suggestion import Row
from infra.clock import SEOUL

PATH: Final = "/suggestions"
_KINDS: Final[Mapping[str, ChipKind]] = {
    "RECEIVED": ChipKind.WAITING,
    "HANDLING": ChipKind.MOVING,
    "SUPPLEMENTING": ChipKind.RETURNED,
    "ANSWERED": ChipKind.DONE,
}
BASES: Final[Mapping[str, str]] = {
    "PET_LEGAL_QUESTION": "민원처리법 시행령: 법령 질의 14일",
    "PET_QUESTION": "민원처리법 시행령: 설명 질의 7일",
    "PET_PROPOSAL": "민원처리법 시행령: 건의 14일",
    "PET_GRIEVANCE": "민원처리법 시행령: 고충 7일",
    "PET_OTHER": "민원처리법 시행령: 기타는 3근무시간",
    "PET_SHORT": "민원처리법 제19조 제1항: 5일 이하는 시간으로 셈",
    "PET_LONG": "민원처리법 제19조 제2항: 6일 이상은 첫날부터 근무일로 셈",
}
"""Why a petition is due when it is, by the policy that set it (domain.md 4.1)."""


def choose(
    *, q: str | None = None, state: str | None = None, kind: str | None = None, department: str | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list; `q` is a receipt number, or a whole receipt code."""
    receipt = clean_signs(q)[:SHOWN] if q else None
    return suggestion.choose(state=state, kind=kind, department=department, receipt=receipt)


def make_chip(row: Row) -> Chip:
    """Return a petition's state."""
    return Chip(_KINDS[row.state], _(PETITION_STATE_LABELS[row.state]), "")


def show_due(row: Row, ground: Ground) -> Chip:
    """Return how a petition stands to its clock; it stands still while something is missing."""
    if row.state == "RECEIVED":
        return Chip(ChipKind.WAITING, _("분류 전"), _("분류하면 접수한 때부터 처리기한이 정해집니다."))
    if row.state == "SUPPLEMENTING":
        return Chip(ChipKind.WAITING, _("기한 멈춤"), _("보완이 올 때까지 처리기간에 세지 않습니다."))
    if row.answered_at is not None and row.due_at is not None and row.late:
        return Chip(ChipKind.DONE_LATE, _("%(n)s시간 늦음", n=row.late), "")
    done_on = row.answered_at.astimezone(SEOUL).date() if row.answered_at else None
    return ground.show_due(row.due_on, done_on=done_on, late=row.late)


def show_until(row: Row) -> str:
    """Return until when a petition is to be answered, with the hour where hours are counted."""
    if row.due_at is not None:
        return format_moment(row.due_at)
    return format_day(row.due_on) if row.due_on else ""


def tell_head(row: Row, _ground: Ground) -> tuple[str, Chip]:
    """Return what a petition is called, and its state."""
    return _("접수번호 %(n)s", n=row.receipt), make_chip(row)


async def lay_out(visit: Visit, row: Row, ground: Ground) -> Sheet:
    """Return a petition with its words for who may read them."""
    is_reader = may_read(row, visit.session.principal)
    words = await open_words(visit.gate, row, is_reader=is_reader)
    hidden = _("글과 연락처는 총괄부서와 맡은 부서에만 보입니다.")
    return Sheet(
        facts=tuple(_list_facts(row, ground, words["contact"] or "")),
        parts=(
            Part("시민의 글", words["words"] or "", none="" if is_reader else hidden),
            *([Part("답변", words["answer"] or "", none=hidden)] if row.answer else []),
            Part("지나온 일", events=tuple(_list_events(row, ground, words["supplements"]))),
            *([Part("연장", events=tuple(_list_extensions(row)))] if row.extensions else []),
        ),
    )


def _list_facts(row: Row, ground: Ground, contact: str) -> Iterator[Fact]:
    yield Fact("처리기한", show_until(row), chip=show_due(row, ground))
    yield Fact("근거", _(BASES.get((row.policy or "").partition("@")[0], "")) or "–", row.policy or "")
    yield Fact("종류", _(PETITION_KIND_LABELS[row.kind]) if row.kind else _("분류 전"))
    yield Fact("맡은 부서", ground.name(row.department) or "–")
    yield Fact("받은 곳", _(PETITION_CHANNEL_LABELS[row.channel]))
    yield Fact("연락처", contact or "–")


def _list_events(row: Row, ground: Ground, supplements: list[dict[str, Any]]) -> Iterator[Event]:
    """Return what happened, in its order."""
    found: list[tuple[date, Event]] = [_tell(row.received_at, _("접수"))]
    for each in row.transfers:
        told = _("%(name)s에서 이송", name=ground.name(each["department"]))
        found.append(_tell(datetime.fromisoformat(each["at"]), told, each["reason"]))
    for each in supplements:
        found.append(_tell_day(each["requested_on"], _("보완 요구"), each["asked"]))
        if each.get("received_on"):
            found.append(_tell_day(each["received_on"], _("보완 접수"), each["words"]))
    if row.escalated_at:
        found.append(_tell(row.escalated_at, _("처리기한이 지났음을 알림")))
    if row.answered_at:
        found.append(_tell(row.answered_at, _("답변")))
    yield from (event for _day, event in sorted(found, key=lambda each: each[0]))


def _list_extensions(row: Row) -> Iterator[Event]:
    for each in row.extensions:
        told = _("민원인 동의") if each["has_consent"] else ""
        yield Event(_("%(n)s일 연장", n=each["days"]), each["reason"], told)


def _tell(moment: datetime, what: str, words: str | None = None) -> tuple[date, Event]:
    return moment.astimezone(SEOUL).date(), Event(format_moment(moment), what, words or "")


def _tell_day(day: str, what: str, words: str | None) -> tuple[date, Event]:
    on = date.fromisoformat(day)
    return on, Event(format_day(on), what, words or "")


BOOK: Final = Book(
    path=PATH,
    title="제안·민원",
    register=SUGGESTIONS,
    choose=choose,
    head=tell_head,
    columns=(
        Column("접수번호", lambda row, _ground: Cell(row.receipt), "main"),
        Column("상태", lambda row, _ground: Cell(chip=make_chip(row))),
        Column("처리기한", lambda row, ground: Cell(chip=show_due(row, ground))),
        Column("종류", lambda row, _ground: Cell(_(PETITION_KIND_LABELS[row.kind]) if row.kind else "")),
        Column("맡은 부서", lambda row, ground: Cell(ground.name(row.department))),
        Column("접수", lambda row, _ground: Cell(format_day(row.received_at.astimezone(SEOUL).date()))),
    ),
    lay_out=lay_out,
    search="접수번호",
    filters=(
        Filter("state", "상태", PETITION_STATE_LABELS),
        Filter("kind", "종류", PETITION_KIND_LABELS),
        Filter("department", "맡은 부서", DEPARTMENTS),
    ),
    empty=(
        "아직 접수한 제안·민원이 없습니다.",
        "시민이 공개 화면에서 보내거나 창구에서 대신 접수하면 여기에 나타납니다.",
    ),
    new=TAKE,
    send_new=send_taken,
    acts=ACTS,
    sends=SENDS,
)
