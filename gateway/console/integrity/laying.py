"""Anonymous reports laid out for their two readers: the list by due date, one with all that was written (ENG-65)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.sealed import Sealed
from gateway.console.present import Chip, ChipKind, due_chip, format_day
from gateway.console.registers.declaring import Cell, Event, Fact, Ground, Part
from gateway.console.words import _
from gateway.labels.engagement import (
    FINDING_LABELS,
    MEASURE_LABELS,
    REPORT_AUTHOR_LABELS,
    REPORT_STATE_LABELS,
)
from gateway.queries.integrity_report import RUNNING, Message, Row

PATH: Final = "/integrity-reports"
_KINDS: Final[Mapping[str, ChipKind]] = {
    "RECEIVED": ChipKind.WAITING,
    "INVESTIGATING": ChipKind.MOVING,
    "DECIDED": ChipKind.MOVING,
    "CLOSED": ChipKind.DONE,
    "ERASED": ChipKind.ENDED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One report of the list."""

    report: str
    name: str
    received: str
    due: str
    clock: Chip
    state: Chip
    marks: tuple[str, ...]


def lay_out_line(row: Row, ground: Ground) -> Line:
    """Return a report as the list shows it: without a word of it."""
    return Line(
        report=row.report,
        name=name_report(row),
        received=format_day(row.received_on),
        due=format_day(row.due_on),
        clock=show_clock(row, ground),
        state=show_state(row),
        marks=tuple(_list_marks(row)),
    )


def name_report(row: Row) -> str:
    """Return what a report is called: by its case number, once it has one."""
    return row.number or _("%(day)s 접수", day=format_day(row.received_on))


def show_state(row: Row) -> Chip:
    """Return a report's state."""
    return Chip(_KINDS[row.state], _(REPORT_STATE_LABELS[row.state]), "")


def show_clock(row: Row, ground: Ground) -> Chip:
    """Return how a report stands to its clock: D-12, or how late it was decided."""
    if row.state in RUNNING:
        return ground.show_due(row.due_on)
    return due_chip(row.due_on, ground.today, done_on=row.decided_on, late_days=row.late or 0)


def count_left(row: Row, today: date) -> str:
    """Return the calendar days that are left, in words; nothing once it is decided."""
    left = (row.due_on - today).days
    if row.state not in RUNNING:
        return ""
    return _("%(n)s일 남음", n=left) if left >= 0 else _("%(n)s일 지남", n=-left)


def list_facts(row: Row, ground: Ground, words: Mapping[Sealed, str]) -> Iterator[Fact]:
    """Yield how a report stands."""
    yield Fact("처리기한", format_day(row.due_on), count_left(row, ground.today), chip=show_clock(row, ground))
    yield Fact("접수", format_day(row.received_on))
    if row.extension is not None:
        yield Fact("연장", _("30일 연장"), words[row.extension])
    if row.opened_on is not None:
        yield Fact("조사 착수", format_day(row.opened_on), row.number or "")
    if row.finding is not None and row.decided_on is not None:
        yield Fact("조사 결과", _(FINDING_LABELS[row.finding]), format_day(row.decided_on))
    if row.closed_on is not None:
        yield Fact("종결", format_day(row.closed_on))
    if row.erased_on is not None:
        yield Fact("내용 파기", format_day(row.erased_on))


def list_parts(row: Row, ground: Ground, words: Mapping[Sealed, str]) -> Iterator[Part]:
    """Yield the thread, the notes, what was found and what followed."""
    yield Part("주고받은 글", events=tuple(_list_messages(row.thread, words)), acts=("message",))
    yield Part(
        "내부 메모",
        events=tuple(_list_messages(row.notes, words)),
        none="아직 적은 메모가 없습니다.",
        note="담당자와 대리만 읽습니다. 신고자에게는 보이지 않습니다.",
        acts=("note",),
    )
    if row.ground is not None:
        yield Part("근거", words[row.ground])
    if row.finding == "VIOLATION":
        told = tuple(
            (Cell(_(MEASURE_LABELS[each.kind])), Cell(ground.name(each.department)), Cell(format_day(each.on)))
            for each in row.measures
        )
        heads = (("조치", "main"), ("부서", ""), ("날짜", ""))
        none = "아직 적은 조치가 없습니다. 조치를 적어야 종결할 수 있습니다."
        yield Part("조치", heads=heads, rows=told, none=none, acts=("measure",))


def _list_messages(messages: tuple[Message, ...], words: Mapping[Sealed, str]) -> Iterator[Event]:
    for each in messages:
        who = _(REPORT_AUTHOR_LABELS[each.author])
        yield Event(format_day(each.on), f"{who} ({each.by})" if each.by else who, words[each.words])


def _list_marks(row: Row) -> Iterator[str]:
    if row.has_retaliation:
        yield _("불이익 우려")
    if row.extension is not None:
        yield _("연장")
